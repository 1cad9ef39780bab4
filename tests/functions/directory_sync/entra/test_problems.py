"""The codes of the sign-in in words."""

import pytest

from functions.directory_sync.problems import PROBLEMS
from functions.directory_sync.problems.entra_sign_in import of_sign_in


@pytest.mark.parametrize(
    ("codes", "slug", "code"),
    [
        ((90002,), "entra-tenant-unknown", "90002"),
        ((900023,), "entra-tenant-unknown", "900023"),
        ((700016,), "entra-application-unknown", "700016"),
        ((50034,), "entra-application-unknown", "50034"),
        ((7000112,), "entra-application-disabled", "7000112"),
        ((7000215,), "entra-secret-wrong", "7000215"),
        ((7000218,), "entra-secret-wrong", "7000218"),
        ((7000222,), "entra-secret-expired", "7000222"),
        ((700027,), "entra-certificate-refused", "700027"),
        ((700024,), "entra-certificate-refused", "700024"),
        ((53003,), "entra-sign-in-blocked", "53003"),
        ((1, 7000222), "entra-secret-expired", "7000222"),
        ((50000,), "entra-sign-in-refused", "50000"),
        ((), "entra-sign-in-refused", "0"),
    ],
)
def test_each_code_has_its_problem(codes: tuple[int, ...], slug: str, code: str) -> None:
    problem, details = of_sign_in(codes)
    assert (problem.slug, details) == (slug, {"code": code})
    assert problem.explanation.fill(dict(details)).nl != problem.explanation.fill(dict(details)).en


def test_slugs_name_the_directory() -> None:
    ours = [slug for slug in PROBLEMS if slug.startswith("entra-")]
    assert len(ours) > 20
