"""Any request: whatever is sent, the answer is one that a client understands."""

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.functions.directory_sync.conftest import Scim, running_scim


@pytest.fixture(scope="module")
def staff() -> Any:
    """Two users and a group."""
    with running_scim() as made:
        made.set(brake_count=1000, brake_share=100)
        for number in (1, 2):
            made.push(number=number)
        made.group("Zorg")
        yield made


JSON: Any = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=6) | st.sampled_from(["False", "a@x.nl", "add"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["value", "type", "userName", "name", "emails", "active", "members", "Operations", "op", "path"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)


@settings(max_examples=60)
@given(
    st.sampled_from(["POST", "PUT", "PATCH", "DELETE", "GET"]),
    st.sampled_from(["/Users", "/Users/{key}", "/Groups", "/Groups/{group}", "/.search", "/Bulk", "/Me", "/%2e%2e"]),
    JSON,
    st.text(max_size=10),
)
def test_nothing_that_is_sent_breaks_it(staff: Scim, method: str, target: str, body: Any, text: str) -> None:
    key = (staff.get("/Users?count=1").body["Resources"] or [{"id": "x"}])[0]["id"]
    group = (staff.get("/Groups").body["Resources"] or [{"id": "x"}])[0]["id"]
    path = target.format(key=key, group=group)
    answer = staff.send(method, f"{path}?filter={quote(text, errors='replace')}&count=2", body)
    assert answer.status in {200, 201, 204, 400, 404, 405, 409, 501, 503}
    if answer.status >= 400:
        assert answer.keyword is not None
