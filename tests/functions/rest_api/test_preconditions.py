"""Entity tags: what is read is known again, and what somebody else changed is not overwritten."""

import pytest

from koppel.domain.problems.refusal import Refused
from koppel.entrance import preconditions
from tests.functions.rest_api.conftest import Api
from tests.harness.rivals import overtaken


def path_of(api: Api, external_id: str = "C1") -> str:
    return f"/c/{api.world.client(external_id).key}"


def test_the_tag_follows_the_representation(api: Api) -> None:
    path = path_of(api)
    first = api.get(path)
    assert first.tag.startswith('"')
    assert api.get(path).tag == first.tag
    changed = api.write("PATCH", path, {"infix": "van"})
    assert changed.tag not in {first.tag, ""}
    assert api.get(path, token=api.writer).tag == changed.tag


def test_a_representation_that_the_reader_has_is_not_sent_again(api: Api) -> None:
    path = path_of(api)
    tag = api.get(path).tag
    for known in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        answer = api.get(path, headers={"If-None-Match": known})
        assert (answer.status, answer.text, answer.tag) == (304, "", tag)
    assert api.get(path, headers={"If-None-Match": '"x"'}).status == 200


def test_a_change_is_applied_only_to_the_version_that_the_caller_saw(api: Api) -> None:
    path = path_of(api)
    seen = api.get(path, token=api.writer).tag
    assert api.write("PATCH", path, {"infix": "van"}, headers={"If-Match": seen}).status == 200
    stale = api.write("PATCH", path, {"infix": "de"}, headers={"If-Match": seen})
    assert (stale.status, stale.body["code"]) == (412, 412)
    now = api.get(path, token=api.writer)
    assert (now.body["infix"], now.tag) == ("van", stale.tag)
    assert api.entries()["stale"].explanation.en.startswith("EPD tried to change with PATCH /api/2/c/<key>")
    assert api.write("PATCH", path, {"infix": "de"}, headers={"If-Match": "*"}).status == 200
    assert api.write("PATCH", path, {"infix": "te"}, headers={"If-None-Match": "*"}).status == 412


def test_a_change_between_read_and_write_counts_too(api: Api) -> None:
    path = path_of(api)
    seen = api.get(path, token=api.writer).tag
    api.world.runtime = overtaken(api.world.runtime, lambda: api.write("PATCH", path, {"infix": "van"}))
    answer = api.write("PATCH", path, {"last_name": "Dijk"}, headers={"If-Match": seen})
    assert answer.status == 412
    assert api.get(path).body["name"] == "Johanna van Berg"


def test_roles_activation_and_relationships_have_tags_of_what_is_read_there(api: Api) -> None:
    anna, client = api.world.professional("P1"), path_of(api)
    roles = api.get(f"/p/{anna.key}/roles").tag
    wish = {"roles": ["ith.Secretary"]}
    assert api.write("PATCH", f"/p/{anna.key}/roles", wish, headers={"If-Match": '"x"'}).status == 412
    assert api.write("PATCH", f"/p/{anna.key}/roles", wish, headers={"If-Match": roles}).status == 200
    off = {"active": False}
    assert api.write("POST", f"{client}/activation", off, headers={"If-Match": '"x"'}).status == 412
    tag = api.get(client, token=api.writer).tag
    assert api.write("POST", f"{client}/activation", off, headers={"If-Match": tag}).status == 200
    made = api.write("POST", f"{client}/therapists", {"professional": anna.key})
    target = f"{client}/therapists/{anna.key}"
    assert api.write("DELETE", target, {}, headers={"If-Match": '"x"'}).status == 412
    assert api.write("DELETE", target, {}, headers={"If-Match": made.tag}).status == 204


@pytest.mark.parametrize("field", ['W/"a"', '"b"', "", "a"])
def test_a_weak_or_other_tag_does_not_match(field: str) -> None:
    with pytest.raises(Refused) as refused:
        preconditions.require({"if-match": field}, '"a"')
    assert refused.value.status == 412
