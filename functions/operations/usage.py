"""Commands that show what comes in: by hour for graphs, by month for accounts that are settled."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Any

from pydantic import AfterValidator

from functions.operations.registry import TILES
from functions.operations.tiles import OfIntegration, tile_of
from koppel.accounts import headcount
from koppel.domain.accounts.account import Kind
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.activity import (
    NOTHING,
    OUTCOMES,
    RECEIVED,
    Counts,
    Outcome,
    by_month,
    months_until,
    of,
    series,
    total,
)
from koppel.domain.tiles.tile import Tile, explained
from koppel.domain.tiles.units import DAYS, HOURS, MONTHS
from koppel.domain.times import to_seconds
from koppel.organisation import activity, organisations, turns
from koppel.organisation.commands import (
    Command,
    NoArguments,
    OfOrganisation,
    OptionalSlug,
    Sensitivity,
    Who,
    catalogue,
    tenant_of,
)
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
COLUMNS = (*RECEIVED, Outcome.APPLIED, Outcome.UNCHANGED, Outcome.FAILED)


def _is_month(text: str) -> str:
    if not _MONTH.fullmatch(text):
        raise WrongValue(nl="moet eruitzien als 2027-01", en="must look like 2027-01")
    return text


Month = Annotated[str, AfterValidator(_is_month)]


class ShowActivity(OfIntegration):
    """The last hours of an integration."""

    days: int = explained(
        nl=("Dagen", "Hoeveel dagen terug."), en=("Days", "how many days back"), unit=DAYS, default=7, ge=1, le=31
    )
    hours: int = explained(
        nl=("Uren", "Hoeveel uren terug, in plaats van dagen; 0 voor het aantal dagen."),
        en=("Hours", "how many hours back, in place of days; 0 for the number of days"),
        unit=HOURS,
        default=0,
        ge=0,
        le=744,
    )


class ShowUsage(OfOrganisation):
    """The last months of an organisation."""

    months: int = explained(
        nl=("Maanden", "Hoeveel maanden, deze meegeteld."),
        en=("Months", "how many months, this one included"),
        unit=MONTHS,
        default=12,
        ge=1,
        le=13,
    )


class ListUsage(NoArguments):
    """One month of all organisations."""

    month: Month = explained(
        nl=("Maand", "De maand, als jaar en maand."), en=("Month", "the month, as year and month"), example="2027-01"
    )
    limit: int = explained(
        nl=("Aantal", "Hoeveel organisaties ten hoogste; er komen er minder als de tijd op is."),
        en=("How many", "how many organisations at most; fewer when the time is over"),
        default=50,
        ge=1,
        le=200,
    )
    after: OptionalSlug = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


def show_activity(runtime: Runtime, _actor: str, arguments: ShowActivity) -> Answer:
    """Counts of the last hours by outcome, oldest first; hours without anything too."""
    tile, tenant = tile_of(arguments), tenant_of(runtime, arguments)
    hours, now = arguments.hours or arguments.days * 24, tenant.clock()
    found = activity.between(tenant, tile.integration, (now - timedelta(hours=hours)).date(), now.date())
    outcomes = OUTCOMES[tile.counts] if tile.counts else ()
    shown = list(series(found, hours, now)) if tile.counts else []
    return {
        "integration": tile.integration,
        "zone": tenant.organisation.zone,
        "counted": tile.counts,
        "outcomes": list(outcomes),
        "last_success": to_seconds(found.last_success) if found.last_success else "",
        "totals": _columns(total(counts for _, counts in shown), outcomes),
        "hours": [{"hour": to_seconds(start), **_columns(counts, outcomes)} for start, counts in shown],
    }


def show_usage(runtime: Runtime, _actor: str, arguments: ShowUsage) -> Answer:
    """What came in by month and integration, and the accounts at the end of each month, newest month first."""
    tenant = tenant_of(runtime, arguments)
    months = months_until(tenant.clock(), tenant.organisation.zone, arguments.months)
    usage, accounts = _usage(tenant, months)
    return {
        "organisation": tenant.slug,
        "zone": tenant.organisation.zone,
        "usage": usage[::-1],
        "accounts": accounts[::-1],
    }


def list_usage(runtime: Runtime, _actor: str, arguments: ListUsage) -> Answer:
    """The same of one month for all organisations, page by page, in the order of their short names."""
    usage: list[Answer] = []
    accounts: list[Answer] = []
    cursor, done = "", 0
    for slug in islice(organisations.every(runtime, after=arguments.after), arguments.limit + 1):
        if done == arguments.limit or (done and turns.is_over()):
            return {"month": arguments.month, "usage": usage, "accounts": accounts, "next": cursor}
        known = organisations.look_up(runtime, slug)
        cursor, done = slug, done + 1
        if known:
            of_one = _usage(Tenant(runtime, known.organisation), [arguments.month])
            usage += of_one[0]
            accounts += of_one[1]
    return {"month": arguments.month, "usage": usage, "accounts": accounts, "next": ""}


def _usage(tenant: Tenant, months: list[str]) -> tuple[list[Answer], list[Answer]]:
    """Rows of what came in and rows of accounts in these months, which follow each other. A month in the organisation's
    zone may begin or end on another day in UTC."""
    first = date.fromisoformat(f"{months[0]}-01") - timedelta(days=1)
    last = _next(months[-1]) + timedelta(days=1)
    counted = {
        tile.integration: by_month(activity.between(tenant, tile.integration, first, last), tenant.organisation.zone)
        for tile in TILES.values()
        if tile.counts
    }
    heads = {each.day[:7]: each for each in headcount.between(tenant, first, last)}
    usage = [
        _row(tenant, month, TILES[name], counts.get(month, NOTHING))
        for month in months
        for name, counts in counted.items()
    ]
    return usage, [_account_row(tenant, month, heads) for month in months if month in heads]


def _next(month: str) -> date:
    """The first day of the next month."""
    return (date.fromisoformat(f"{month}-28") + timedelta(days=4)).replace(day=1)


def _row(tenant: Tenant, month: str, tile: Tile, counts: Counts) -> Answer:
    return {
        "organisation": tenant.slug,
        "month": month,
        "integration": tile.integration,
        "counted": tile.counts,
        "total": of(counts, RECEIVED),
        **_columns(counts, COLUMNS),
    }


def _account_row(tenant: Tenant, month: str, heads: Mapping[str, headcount.Headcount]) -> Answer:
    found = heads[month]
    return {
        "organisation": tenant.slug,
        "month": month,
        "counted_on": found.day,
        "total": sum(found.active.values()),
        **{f"{kind}s": found.active.get(kind, 0) for kind in Kind},
    }


def _columns(counts: Counts, outcomes: Iterable[Outcome]) -> dict[str, int]:
    return {each.value: counts.get(each, 0) for each in outcomes}


COMMANDS = catalogue(
    Command(
        name="show-activity",
        title=Text(nl="Verkeer", en="Activity"),
        help=Text(
            nl="Toon hoeveel berichten, aanroepen of logons een koppeling elk uur had, naar uitkomst.",
            en="show how many messages, calls or logons an integration had in each hour, by outcome",
        ),
        arguments=ShowActivity,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_activity,
    ),
    Command(
        name="show-usage",
        title=Text(nl="Gebruik", en="Usage"),
        help=Text(
            nl="Toon het gebruik van een organisatie per maand en koppeling, en haar actieve accounts.",
            en="show the usage of an organisation by month and integration, and its active accounts",
        ),
        arguments=ShowUsage,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_usage,
    ),
    Command(
        name="list-usage",
        title=Text(nl="Gebruik van alle organisaties", en="Usage of all organisations"),
        help=Text(
            nl="Toon het gebruik van alle organisaties in één maand.",
            en="show the usage of all organisations in one month",
        ),
        arguments=ListUsage,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_usage,
    ),
)
