"""The forecast: what an intent would do now, for a sender that may not read accounts.

It says which account is meant and which fields would change. It does not show what is stored, nor whether another
account holds an e-mail address or a BSN: otherwise anyone with a token could find out who is a client.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from functions.hl7_intake.application import INTEGRATION, PARKING, REFUSALS
from functions.hl7_intake.rules import Intent
from functions.hl7_intake.tables.field_map import CLIENT_SOURCES, STAFF_SOURCES
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import NULL
from koppel.accounts import merge, store
from koppel.domain.accounts.account import Kind
from koppel.domain.organisation import Organisation
from koppel.domain.plan.changes import Verb
from koppel.domain.plan.desired import Desired, DesiredMerge, Origin
from koppel.domain.plan.matching import By
from koppel.domain.plan.planning import Plan, plan
from koppel.domain.problems.account import ID_TAKEN, INCOMPLETE, LATE_EVENT, VALUE_INVALID
from koppel.domain.problems.merge import RETIRED_ID
from koppel.domain.problems.problem import Finding
from koppel.domain.texts import Text
from koppel.runtime import Tenant

_SHOWN_CLAIMS = frozenset({"client-id", "professional-id"})
_BLOCKING = REFUSALS | {ID_TAKEN}
_NOT_TAKEN_OVER = frozenset({LATE_EVENT, RETIRED_ID})

MATCHES: Mapping[By, Text] = {
    By.ID: Text(nl="heeft een account met dit nummer", en="an account has this id"),
    By.RETIRED_ID: Text(
        nl="is het vervallen nummer van een account dat in een ander is opgegaan; dat andere is bedoeld",
        en="is the retired id of an account that was merged into another; that other one is meant",
    ),
    By.NOBODY: Text(nl="geen account heeft dit nummer", en="no account has this id"),
}
OUTCOMES: Mapping[Verb, Text] = {
    Verb.CREATE: Text(nl="Het account zou worden gemaakt.", en="The account would be created."),
    Verb.UPDATE: Text(nl="Het account zou worden bijgewerkt.", en="The account would be updated."),
    Verb.DEACTIVATE: Text(nl="Het account zou worden gedeactiveerd.", en="The account would be deactivated."),
    Verb.REACTIVATE: Text(nl="Het account zou weer actief worden.", en="The account would become active again."),
    Verb.RELATE: Text(nl="Alleen de behandelrelaties zouden veranderen.", en="Only its relationships would change."),
    Verb.MERGE: Text(
        nl="Het tweede account zou in het eerste opgaan, met zijn behandelrelaties.",
        en="The second account would be merged into the first, with its relationships.",
    ),
    Verb.OBSERVE: Text(nl="Er zou niets veranderen.", en="Nothing would change."),
}
WAITS = Text(
    nl="Het bericht zou wachten tot dit account er is, en dan worden verwerkt.",
    en="The message would be parked until this account exists, and then applied.",
)
BLOCKED = Text(nl="Er zou niets gebeuren; hieronder staat waarom.", en="Nothing would happen; the reason is below.")

SET = Text(nl="wordt gevuld", en="is filled in")
CHANGES = Text(nl="verandert", en="changes")
STAYS = Text(nl="blijft gelijk", en="stays as it is")
OFF = Text(nl="niet gebruikt: dit veld staat hier uit", en="not used: this field is switched off here")
INVALID = Text(nl="niet overgenomen: ongeldig", en="left out: not valid")
IGNORED = Text(nl="niet overgenomen: zie de opmerkingen", en="left out: see the remarks")
LINKED = Text(nl="wordt gekoppeld", en="is linked")
LINKED_LATER = Text(nl="wordt gekoppeld zodra deze medewerker er is", en="is linked once this professional exists")
UNLINKED = Text(nl="wordt ontkoppeld", en="is unlinked")
ENDED = Text(nl="andere behandelrelaties die HL7 heeft gemaakt eindigen", en="other relationships that HL7 made end")


@dataclass(frozen=True, slots=True)
class Line:
    """One field of an intent: its name, its place in the message, the text that was read, and the effect."""

    field: str
    place: str
    read: str
    effect: Text


@dataclass(frozen=True, slots=True)
class Forecast:
    """What one intent would do. `ids` are those in the message, `by` says how the first was matched."""

    ids: tuple[str, ...]
    is_client: bool
    by: By
    outcome: Text
    lines: tuple[Line, ...]
    findings: tuple[Finding, ...]


def forecast(tenant: Tenant, feed: Feed, intent: Intent) -> Forecast:
    """What this intent would do now; nothing is written."""
    origin = Origin(integration=INTEGRATION, source=feed.name, at=tenant.now())
    if isinstance(intent, DesiredMerge):
        planned: Plan = merge.preview(tenant, intent, origin)
        ids, lines = (intent.survivor, intent.retired), ()
        return Forecast(ids, True, planned.match.by, _outcome(planned), lines, planned.findings)
    stored = store.stored(tenant, intent)
    shown = {claim: holder for claim, holder in stored.holders.items() if claim.scope in _SHOWN_CLAIMS}
    planned = plan(intent, replace(stored, holders=shown), tenant.organisation, origin, tenant.new_key())
    is_blocked = planned.change is None and any(each.problem in _BLOCKING | PARKING for each in planned.findings)
    found = () if is_blocked else tuple(_lines(intent, planned, tenant.organisation, feed))
    # What a stored account lacks is not for the sender to know; of a new account all is in the message.
    findings = tuple(each for each in planned.findings if each.problem is not INCOMPLETE or stored.account is None)
    return Forecast((intent.id,), intent.kind is Kind.CLIENT, planned.match.by, _outcome(planned), found, findings)


def _outcome(planned: Plan) -> Text:
    problems = {each.problem for each in planned.findings}
    if planned.change is None and problems & PARKING:
        return WAITS
    if planned.change is None and problems & _BLOCKING:
        return BLOCKED
    return OUTCOMES[planned.change.verb if planned.change else Verb.OBSERVE]


def _lines(intent: Desired, planned: Plan, organisation: Organisation, feed: Feed) -> Iterator[Line]:
    places = _places(intent.kind, feed)
    invalid = {each.cause for each in planned.findings if each.problem is VALUE_INVALID}
    is_ignored = any(each.problem in _NOT_TAKEN_OVER for each in planned.findings)
    before, after = (
        (planned.change.accounts[0].before, planned.change.accounts[0].after) if planned.change else (None, None)
    )
    for name, value in intent.values.items():
        if not organisation.has(intent.kind, name):
            effect = OFF
        elif is_ignored:
            effect = IGNORED
        elif name in invalid:
            effect = INVALID
        elif after is None or after.values.get(name) == (before.values.get(name) if before else None):
            effect = STAYS
        else:
            effect = CHANGES if before else SET
        yield Line(name, places.get(name, ""), str(value) or NULL, effect)
    if intent.roles is not None:
        is_new = after is not None and after.roles != (before.roles if before else ())
        yield Line("roles", ", ".join(feed.role_sources), ", ".join(intent.roles), CHANGES if is_new else STAYS)
    if intent.active is not None and after and before:
        is_moved = (after.active, after.deactivate_at) != (before.active, before.deactivate_at)
        yield Line("active", "", "", CHANGES if is_moved else STAYS)
    yield from _relations(intent, planned, feed)


def _relations(intent: Desired, planned: Plan, feed: Feed) -> Iterator[Line]:
    if intent.relations is None:
        return
    change, place = planned.change, ", ".join(feed.relation_sources)
    made = {each.professional_id for each in change.relations_made} if change else set()
    waiting = {each.professional_id for each in change.waiting_made} if change else set()
    for each in intent.relations.professional_ids:
        effect = LINKED if each in made else LINKED_LATER if each in waiting else STAYS
        yield Line("therapist", place, each, effect)
    ended = {each.professional_id for each in change.relations_ended} if change else set()
    ended |= {each.professional_id for each in change.waiting_ended} if change else set()
    for each in intent.relations.ended_ids:
        yield Line("therapist", place, each, UNLINKED if each in ended else STAYS)
    if ended - set(intent.relations.ended_ids):
        yield Line("therapist", "", "", ENDED)


def _places(kind: Kind, feed: Feed) -> dict[str, str]:
    sources = CLIENT_SOURCES if kind is Kind.CLIENT else STAFF_SOURCES
    usual = {name: ", ".join(source.paths) for source in sources for name in source.fields}
    return usual | ({name: ", ".join(paths) for name, paths in feed.field_map.items()} if kind is Kind.CLIENT else {})
