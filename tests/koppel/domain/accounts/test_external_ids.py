"""External ids: one rule, so that what is taken once is found always, and can be seen."""

from datetime import date
from unicodedata import category, normalize

import pytest
from hypothesis import given

from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import REASONS, normalise
from koppel.domain.characters import Unfit
from tests.koppel.domain.test_characters import TEXTS
from tests.koppel.scene import NOW

TODAY = date.fromisoformat(NOW[:10])


@given(TEXTS)
def test_an_id_is_in_one_form_and_can_be_seen(text: str) -> None:
    try:
        found = external_ids.normalise(text)
    except Unfit as error:
        unfit = error
    else:
        assert external_ids.usable(text) == external_ids.normalise(found) == found
        check(text, found)
        return
    assert unfit.reason in REASONS
    assert external_ids.usable(text) == ""


def check(text: str, found: str) -> None:
    """That this is the form of an id, and every spelling of it leads there."""
    assert external_ids.normalise(normalize("NFD", text)) == found == normalize("NFC", found)
    assert not any(category(each)[0] == "C" for each in found)
    assert found == " ".join(found.split())
    assert all(normalise(kind, "id", text, TODAY) == found for kind in (Kind.CLIENT, Kind.PROFESSIONAL))


@pytest.mark.parametrize(
    ("text", "expected"),
    [(" 9001\r\n", "9001"), ("A\xa0 1", "A 1"), ("e\u0301/%+&", "é/%+&"), ("\u2003", ""), ("0" * 200, "0" * 200)],
)
def test_usable_ids_are_normalised(text: str, expected: str) -> None:
    assert external_ids.normalise(text) == expected


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("A\x00B", "control-character"),
        ("\x1cA", "control-character"),
        ("A\ud800", "control-character"),
        ("\u200b", "unseen-character"),
        ("A\u200bB", "unseen-character"),
        ("A\u200d", "unseen-character"),
        ("\u202eA", "unseen-character"),
        ("A\xad1", "unseen-character"),
        ("\ufeff9001", "unseen-character"),
        ("\u3164", "unseen-character"),
        ("A\ufe0f", "unseen-character"),
        ("A\ue000", "unseen-character"),  # private use
        ("A\u0378", "unseen-character"),  # not assigned
        ("A\uffff", "unseen-character"),
        ("0" * 201, "too-long"),
        ("a" + "\u0315" * 31, "too-many-marks"),
    ],
)
def test_unusable_ids_are_refused(text: str, reason: str) -> None:
    with pytest.raises(Unfit, match=reason):
        external_ids.normalise(text)
