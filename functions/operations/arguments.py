"""What the operator's commands are told: one model for each, every argument with an explanation."""

import re
import unicodedata
from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue

from koppel.domain.accounts.account import Kind, Role
from koppel.domain.api_tokens import Scope
from koppel.domain.organisation import SLUG, Mode
from koppel.domain.problems.problem import State
from koppel.domain.times import SECONDS

_ENTRY = re.compile(r"(?:-|[0-9a-f]{32})/[0-9a-f]{32}")
_CURSOR = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/" + _ENTRY.pattern)
_API_USER = re.compile(r"[0-9a-f]{12}")


def _text(text: str) -> str:
    if any(unicodedata.category(each) == "Cc" for each in text):
        raise ValueError("holds a control character")
    return text


def _slug(text: str) -> str:
    if not SLUG.fullmatch(text):
        raise ValueError("must be 1 to 40 of a-z, 0-9 and dashes, start with a letter and not end with a dash")
    return text


def _shaped(pattern: re.Pattern[str], example: str) -> AfterValidator:
    def check(text: str) -> str:
        if text and not pattern.fullmatch(text):
            raise ValueError(f"must look like {example}")
        return text

    return AfterValidator(check)


def _time(text: str) -> str:
    if not text:
        return ""
    try:
        given = datetime.fromisoformat(text)
        return (given.astimezone(UTC) if given.tzinfo else given).strftime(SECONDS)
    except (ValueError, OverflowError):
        raise ValueError("must be a date, or a date and time: 2027-01-31, 2027-01-31T18:00:00") from None


Line = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_text)]
Slug = Annotated[str, AfterValidator(_slug)]
ApiUserId = Annotated[str, Field(min_length=1), _shaped(_API_USER, "0123456789ab")]
EntryId = Annotated[str, Field(min_length=1), _shaped(_ENTRY, "the id in the answer of list-entries")]
Cursor = Annotated[str, _shaped(_CURSOR, "`next` in the answer of list-entries")]
Time = Annotated[str, AfterValidator(_time)]


def _told(explanation: str, **rules: Any) -> Any:
    return Field(description=explanation, **rules)


class Nothing(BaseModel):
    """A command that is told nothing."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True)


class OfOrganisation(Nothing):
    """A command about one organisation."""

    organisation: Slug = _told("short name of the organisation")


class CreateOrganisation(OfOrganisation):
    """A new organisation."""

    name: Line = _told("name of the organisation, as people write it")
    mode: Mode = _told("production where real care is given, training otherwise")


class ListActs(OfOrganisation):
    """What was done."""

    limit: int = _told("how many, newest first", default=50, ge=1, le=1000)


class OfIntegration(OfOrganisation):
    """A command about one tile of an organisation."""

    integration: Line = _told("integration whose tile it is, such as rest_api or client_details")


class ShowSettings(OfIntegration):
    """Settings now or then."""

    version: int | None = _told("version to show; without it the latest", default=None, ge=1, le=99_999_999)


class ChangeSettings(OfIntegration):
    """Settings to change."""

    settings: dict[str, JsonValue] = _told('fields to change, as JSON: {"id": "optional"}; null restores a default')
    version: int | None = _told("version these changes were made for; without it the latest", default=None, ge=0)


class CreateApiUser(OfOrganisation):
    """A new API user."""

    name: Line = _told("name of the system, which stands as external source with what it changes")
    scopes: list[Scope] = _told("what it may do", min_length=1)
    expires: Time = _told("UTC time from which its token is refused; without it never", default="")


class OfApiUser(OfOrganisation):
    """A command about one API user."""

    user: ApiUserId = _told("id of the API user, as list-api-users shows it")


class RenameApiUser(OfApiUser):
    """Another name."""

    name: Line = _told("new name")


class ScopeApiUser(OfApiUser):
    """Other scopes."""

    scopes: list[Scope] = _told("what it may do from now on", min_length=1)


class ExpireApiUser(OfApiUser):
    """Another end."""

    expires: Time = _told("UTC time from which it is refused; without it never", default="")


class LimitApiUser(OfApiUser):
    """Another limit."""

    per_minute: int = _told("calls of the REST API that it may make in a minute; 0 for any number", ge=0, le=1_000_000)
    burst: int = _told("how many of them at once", default=100, ge=1, le=100_000)


class RotateApiUser(OfApiUser):
    """A new token."""

    until: Time = _told("UTC time until which the present token is valid too; without it it ends at once", default="")


class ListEntries(OfIntegration):
    """A page of an error log."""

    state: State = _told("which entries", default=State.OPEN)
    limit: int = _told("how many at most", default=50, ge=1, le=100)
    after: Cursor = _told("`next` of the page before", default="")


class FindEntries(OfIntegration):
    """Whose entries."""

    subject: Line = _told("whom or what they are about: exactly the id or the e-mail address")


class MarkEntry(OfIntegration):
    """What becomes of an entry."""

    entry: EntryId = _told("id of the entry, as list-entries shows it")
    state: State = _told("open, solved (opens again when it recurs) or ignored (stays so)")


class GivenAccount(Nothing):
    """One account as the operator gives it."""

    id: str
    directory_id: str | None = None
    values: dict[str, str | int | list[str]] = Field(default_factory=dict)
    roles: list[Role] | None = None
    active: bool | None = None


class ImportAccounts(OfOrganisation):
    """Accounts to make or to bring up to date."""

    kind: Kind = _told("client or professional")
    source: Annotated[str, Field(max_length=200), AfterValidator(_text)] = _told(
        "name that stands as their external source; without it they count as made by hand", default=""
    )
    accounts: list[GivenAccount] = _told(
        'JSON list: [{"id": "T-1", "values": {"first_name": "Anna"}, "roles": ["ith.Therapist"]}]; besides these '
        '"active", and "directory_id", by which a directory knows the person (a GUID)',
        min_length=1,
        max_length=500,
    )
