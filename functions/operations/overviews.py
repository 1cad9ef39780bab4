"""Commands that show how all tiles are: of one organisation, of all; what expires; with whom to talk."""

from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from functions.operations.registry import HEALTH, TILES
from koppel.aws import row_keys
from koppel.domain.problems.command import UNKNOWN_ORGANISATION
from koppel.domain.problems.problem import Level
from koppel.domain.problems.refusal import Declined
from koppel.domain.texts import Text
from koppel.domain.tiles.activity import FAILURES, RECEIVED, Activity, of, series, total
from koppel.domain.tiles.condition import Expiry, Signs, judge, nearness, next_expiry
from koppel.domain.tiles.tile import Tile, TileState, explained
from koppel.domain.times import to_seconds
from koppel.organisation import activity, contacts, organisations, tiles, turns, unread
from koppel.organisation.commands import (
    Command,
    NoArguments,
    OfOrganisation,
    OptionalLine,
    OptionalSlug,
    Sensitivity,
    Who,
    catalogue,
)
from koppel.organisation.contacts import Contact
from koppel.organisation.health import Findings
from koppel.organisation.unread import Count, Counts
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

NO_ENTRY = Count(0, or_more=False)
MOST_WAITING = 1000


class ListOverviews(NoArguments):
    """A page of organisations."""

    limit: int = explained(
        nl=("Aantal", "Hoeveel organisaties ten hoogste; er komen er minder als de tijd op is."),
        en=("How many", "how many organisations at most; fewer when the time is over"),
        default=20,
        ge=1,
        le=50,
    )
    after: OptionalSlug = explained(
        nl=("Na", "`next` van de vorige bladzijde."), en=("After", "`next` of the page before"), default=""
    )


class SetContact(NoArguments):
    """With whom to talk."""

    organisation: OptionalSlug = explained(
        nl=("Organisatie", "Korte naam; leeg voor alle organisaties die er zelf geen hebben."),
        en=("Organisation", "short name; without it for all organisations that have none of their own"),
        example="linde",
        default="",
    )
    contact: OptionalLine = explained(
        nl=("Contact", "Naam, e-mailadres of telefoonnummer; alles leeg wist het contact."),
        en=("Contact", "name, e-mail address or telephone number; all of it empty removes the contact"),
        example="Anna de Wit, koppelingen@hub.example",
        default="",
    )
    costs_nl: str = explained(
        nl=("Kosten, Nederlands", "Wat een koppeling kost."),
        en=("Costs, Dutch", "what an integration costs, in Dutch"),
        example="Eenmalig 500 euro, daarna 50 euro per maand.",
        is_long=True,
        default="",
        max_length=500,
    )
    costs_en: str = explained(
        nl=("Kosten, Engels", "Hetzelfde in het Engels."),
        en=("Costs, English", "the same in English"),
        example="500 euros once, then 50 euros a month.",
        is_long=True,
        default="",
        max_length=500,
    )


def show_overview(runtime: Runtime, actor: str, arguments: OfOrganisation) -> Answer:
    """Every tile of an organisation at a glance."""
    return _overview(_seen(runtime, arguments.organisation), actor, contacts.get(runtime, arguments.organisation))


def list_overviews(runtime: Runtime, actor: str, arguments: ListOverviews) -> Answer:
    """The overviews of all organisations, page by page, in the order of their short names."""
    slugs = organisations.every(runtime, after=arguments.after)
    found: list[Answer] = []
    cursor = ""
    for slug in islice(slugs, arguments.limit + 1):
        if len(found) == arguments.limit or (found and turns.is_over()):
            cursor = found[-1]["organisation"]
            break
        found.append(_overview(_seen(runtime, slug), actor, contacts.get(runtime, slug)))
    return {"organisations": found, "next": cursor, "contact": _contact(contacts.get(runtime, ""))}


def list_expiries(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """Everything of an organisation that expires, the first first."""
    seen = _seen(runtime, arguments.organisation)
    found = [each for tile in TILES.values() for each in seen.findings(tile).expiries]
    return {
        "organisation": seen.tenant.slug,
        "zone": seen.tenant.organisation.zone,
        "expiries": [_expiry(seen.tenant, each) for each in sorted(found, key=_in_time)],
    }


def set_contact(runtime: Runtime, actor: str, arguments: SetContact) -> Answer:
    """Set with whom an organisation, or all of them, talk about integrations that are not available."""
    org = arguments.organisation
    if org and organisations.look_up(runtime, org) is None:
        raise Declined(UNKNOWN_ORGANISATION, details={"organisation": org})
    costs = Text(nl=arguments.costs_nl, en=arguments.costs_en)
    contacts.put(runtime, org, Contact(arguments.contact, costs), actor)
    return {"organisation": org, **_contact(contacts.get(runtime, org))}


@dataclass(frozen=True, slots=True)
class _Seen:
    """An organisation with the time at which it was made and the states of its tiles. `findings` asks each integration
    once."""

    tenant: Tenant
    created: str
    states: dict[str, TileState]
    _found: dict[str, Findings] = field(default_factory=dict)

    def findings(self, tile: Tile) -> Findings:
        """What the integration finds when it looks at itself."""
        name = tile.integration
        if name not in self._found:
            health = HEALTH.get(name)
            self._found[name] = health.look(self.tenant, self.states[name].settings) if health else Findings()
        return self._found[name]


def _seen(runtime: Runtime, slug: str) -> _Seen:
    """Raises Declined when there is no such organisation."""
    known = organisations.look_up(runtime, slug, TILES)
    if known is None:
        raise Declined(UNKNOWN_ORGANISATION, details={"organisation": slug})
    states = {name: tiles.as_used(tile, known.tiles[name]) for name, tile in TILES.items()}
    created = known.rows[row_keys.organisation.organisation(slug)]["created"]
    return _Seen(Tenant(runtime, known.organisation), created, states)


def _overview(seen: _Seen, actor: str, contact: Contact) -> Answer:
    organisation = seen.tenant.organisation
    used = [name for name, state in seen.states.items() if state.available]
    counts = {each.integration: each for each in unread.count(seen.tenant, used, actor)}
    return {
        "organisation": organisation.slug,
        "name": organisation.name,
        "mode": organisation.mode,
        "created": seen.created,
        "zone": organisation.zone,
        "contact": _contact(contact),
        "tiles": [_tile(seen, tile, counts.get(tile.integration)) for tile in TILES.values()],
    }


def _tile(seen: _Seen, tile: Tile, entries: Counts | None) -> Answer:
    """One tile. Of a tile that is not available, nothing but its state is read."""
    tenant, state, health = seen.tenant, seen.states[tile.integration], HEALTH.get(tile.integration)
    findings = seen.findings(tile) if state.available else Findings()
    waits = health.waiting if health and state.available else None
    signs = Signs(
        lacks=findings.lacks,
        expiries=findings.expiries,
        errors=entries.open[Level.ERROR].count if entries else 0,
        warnings=entries.open[Level.WARNING].count if entries else 0,
        silent=findings.silent,
    )
    condition, reasons = judge(state, signs, tenant.clock())
    seen_lately = activity.latest(tenant, tile.integration) if tile.counts and state.available else Activity()
    day = total(counts for _, counts in series(seen_lately, 24, tenant.clock()))
    soonest = next_expiry(findings.expiries, tenant.clock())
    return {
        "integration": tile.integration,
        "title": asdict(tile.title),
        "purpose": tile.purpose,
        "state": condition,
        "available": state.available,
        "on": state.on,
        "version": state.version,
        "reasons": [{"cause": each.cause, **asdict(each.text)} for each in reasons],
        "counted": tile.counts,
        "last_success": to_seconds(seen_lately.last_success) if seen_lately.last_success else "",
        "total_24_hours": of(day, RECEIVED),
        "failed_24_hours": of(day, FAILURES),
        "waiting": _bounded(waits(tenant, MOST_WAITING), MOST_WAITING) if waits else None,
        "entries": _entries(entries),
        "next_expiry": _expiry(tenant, soonest) if soonest else None,
    }


def _entries(counts: Counts | None) -> Answer:
    """The open entries by level, and those that the person has not seen; each as `count` and `or_more`."""
    found = {level: counts.open[level] if counts else NO_ENTRY for level in Level}
    unread_ones = counts.unread if counts else NO_ENTRY
    return {**{f"{level}s": asdict(each) for level, each in found.items()}, "unread": asdict(unread_ones)}


def _bounded(count: int, most: int) -> Answer:
    return {"count": count, "or_more": count >= most}


def _contact(contact: Contact) -> Answer:
    return asdict(contact)


def _in_time(expiry: Expiry) -> tuple[str, str, str]:
    return expiry.expires, expiry.integration, expiry.id


def _expiry(tenant: Tenant, expiry: Expiry) -> Answer:
    return {**asdict(expiry), "nearness": nearness(expiry, tenant.clock())}


COMMANDS = catalogue(
    Command(
        name="show-overview",
        title=Text(nl="Koppelingen", en="Integrations"),
        help=Text(
            nl="Toon van elke tegel hoe het ermee staat, wat erin misgaat en wat aandacht vraagt.",
            en="show how each tile is, what goes wrong in it and what needs attention",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=show_overview,
    ),
    Command(
        name="list-overviews",
        title=Text(nl="Alle organisaties", en="All organisations"),
        help=Text(
            nl="Toon van alle organisaties hoe het met hun tegels staat.",
            en="show how the tiles of all organisations are",
        ),
        arguments=ListOverviews,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_overviews,
    ),
    Command(
        name="list-expiries",
        title=Text(nl="Kalender", en="Calendar"),
        help=Text(
            nl="Toon alle tokens, sleutels en certificaten die verlopen, het eerste bovenaan.",
            en="show all tokens, keys and certificates that expire, the first on top",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_expiries,
    ),
    Command(
        name="set-contact",
        title=Text(nl="Contact instellen", en="Set the contact"),
        help=Text(
            nl="Stel in bij wie men een koppeling aanvraagt en wat die kost, voor één organisatie of voor alle.",
            en="set with whom people talk about an integration, and what it costs, for one organisation or for all",
        ),
        arguments=SetContact,
        who=Who.OPERATOR,
        carry_out=set_contact,
    ),
)
