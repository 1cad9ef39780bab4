"""Names of attributes as clients write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.directory_sync.scim.schema import paths
from functions.directory_sync.scim.schema.paths import Path
from functions.directory_sync.scim.schema.tables import (
    ENTERPRISE_URN,
    GROUP,
    KOPPEL_URN,
    RESOURCE_TYPES,
    USER,
    USER_URN,
)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("userName", Path(name="userName")),
        ("USERNAME", Path(name="USERNAME")),
        ("name.familyName", Path(name="name", part="familyName")),
        ("members.$ref", Path(name="members", part="$ref")),
        (f"{USER_URN}:userName", Path(name="userName")),
        (f"{USER_URN.upper()}:name.givenName", Path(name="name", part="givenName")),
        (f"{KOPPEL_URN}:infix", Path(urn=KOPPEL_URN, name="infix")),
        (f"{KOPPEL_URN.lower()}:infix", Path(urn=KOPPEL_URN, name="infix")),
        (KOPPEL_URN, Path(urn=KOPPEL_URN)),
        (f"{ENTERPRISE_URN}:department", Path(urn=ENTERPRISE_URN, name="department")),
        (f"{ENTERPRISE_URN}:manager.value", Path(urn=ENTERPRISE_URN, name="manager", part="value")),
        (ENTERPRISE_URN, Path(urn=ENTERPRISE_URN)),
    ],
)
def test_a_path_is_read_with_and_without_the_urn_of_its_schema(text: str, path: Path) -> None:
    assert paths.read(text, USER) == path


@pytest.mark.parametrize("text", ["", ".", "a.", ".a", "a.b.c", "a b", "1a", "a[b]", "é", "a" * 401, 'x"'])
def test_what_no_attribute_can_be_called_is_no_path(text: str) -> None:
    assert paths.read(text, USER) is None


def test_the_attribute_of_a_path_is_found_in_any_capitals() -> None:
    found = paths.read("NAME.FAMILYNAME", USER)
    assert found
    attribute = paths.attribute(found, USER)
    assert attribute
    assert attribute.name == "familyName"
    assert paths.attribute(Path(name="nickName"), USER) is None
    assert paths.attribute(Path(urn=ENTERPRISE_URN, name="department"), USER) is None
    assert paths.attribute(Path(name="userName"), GROUP) is None


def test_the_path_of_every_attribute_leads_to_it() -> None:
    for of in RESOURCE_TYPES:
        for urn, attributes in (("", of.attributes), *((each.urn, each.attributes) for each in of.extensions)):
            for each in attributes:
                for part in ("", *(one.name for one in each.parts)):
                    path = Path(urn=urn, name=each.name, part=part)
                    assert paths.read(str(path), of) == path
                    assert paths.attribute(path, of) is (each.part(part) if part else each)


@given(st.text(max_size=60) | st.from_regex(r"(?i)urn:[a-z0-9:.]{1,40}", fullmatch=True))
def test_any_text_is_a_path_or_none(text: str) -> None:
    found = paths.read(text, USER)
    assert found is None or found.urn or found.name
