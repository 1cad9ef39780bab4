"""The rules: what a message means and how its sender is answered. No I/O, no clock."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta, tzinfo

from functions.hl7_intake import problems
from functions.hl7_intake.choices import Discharge, RelationSource
from functions.hl7_intake.client_fields import details
from functions.hl7_intake.effects import EFFECTS, KNOWN_EVENTS, Effect, Relating, Subject
from functions.hl7_intake.roles import Holding, attending
from functions.hl7_intake.staff import StaffRefused, professionals
from functions.hl7_intake.tables.identifiers import NoClientId, client_id
from functions.hl7_intake.tables.professional_ids import Named, name_professionals
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2 import times
from functions.hl7_intake.v2.acknowledgement import Fault, Letter, Location
from functions.hl7_intake.v2.message import Message, Repetition, Segment
from functions.hl7_intake.v2.times import TOLERANCE, Interval
from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import REASONS, InvalidValue, normalise
from koppel.domain.characters import Unfit
from koppel.domain.organisation import Mode
from koppel.domain.plan.desired import Desired, DesiredMerge, DesiredRelations, Manner
from koppel.domain.plan.watermarks import EARLIEST
from koppel.domain.problems.problem import Finding, Problem
from koppel.domain.times import to_microseconds, to_seconds

_EARLIEST = datetime.fromisoformat(EARLIEST).replace(tzinfo=UTC)
_ROLES = {
    Holding.UNKNOWN: problems.ROLE_ACTION_UNKNOWN,
    Holding.LATER: problems.ROLE_BEGINS_LATER,
    Holding.NOW_FOR_A_TIME: problems.ROLE_ENDS_LATER,
}
_VISITS = frozenset({"O", "E"})  # outpatient and emergency (HL7 table 0004): their discharge ends a visit, not the care
MOST_PROFESSIONALS = 15
"""Most professionals that one message may relate to its client: what is written for them fits into one transaction."""


type Intent = Desired | DesiredMerge


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a message means, and how it is answered.

    letter   the second letter of the acknowledgement code
    fault    the reason in the answer, None when the message is accepted
    finding  for the error log, None when there is nothing to record
    intents  what accounts should become, in this order; none when the message has no effect
    is_test  whether it is a test message that a production platform does not apply
    """

    letter: Letter
    fault: Fault | None = None
    finding: Finding | None = None
    intents: tuple[Intent, ...] = ()
    is_test: bool = False

    @property
    def subject(self) -> str:
        """The id of the first account it is about, "" for none. Messages with one subject are processed in order."""
        first = next(iter(self.intents), None)
        return "" if first is None else first.survivor if isinstance(first, DesiredMerge) else first.id


def judge(message: Message, feed: Feed, mode: Mode, received: datetime) -> Verdict:
    """The verdict on a message of this feed. It does not depend on what is stored."""
    kind = message.event
    if (message.type, message.trigger) not in KNOWN_EVENTS:
        return _unsupported(message, feed, kind)
    if mode is Mode.PRODUCTION and message.processing_id in {"T", "D"}:
        return Verdict("A", finding=Finding(problem=problems.TEST_MESSAGE), is_test=True)
    effect = EFFECTS.get(message.trigger) if message.trigger in feed.events else None
    if effect is None:
        return Verdict("A", finding=Finding(problem=problems.NO_EFFECT, cause=kind, details={"type": kind}))
    if effect.subject is Subject.PROFESSIONALS:
        return _staff(message, feed, received)
    found = _identified(message, feed, "PID-3")
    if isinstance(found, Verdict):
        return found
    named, over = _professionals(message, feed, received) if effect.relating else (Named(), Named())
    desired = replace(_desired(found, message, feed, effect, received), relations=_relations(named, over, effect))
    if len(named.ids) + len(over.ids) > MOST_PROFESSIONALS:
        text = f"The message names more than {MOST_PROFESSIONALS} professionals of the client."
        return _error(problems.TOO_MANY_PROFESSIONALS, "207", text, Location(), most=str(MOST_PROFESSIONALS))
    if effect.subject is Subject.TWO_CLIENTS:
        return _merge(found, desired, message, feed)
    if not desired.values.get("last_name"):
        return _error(problems.NO_LAST_NAME, "101", "PID-5 holds no last name.", Location("PID", 5))
    try:
        normalise(Kind.CLIENT, "last_name", desired.values["last_name"], received.date())
    except InvalidValue as invalid:
        text, reason = f"The last name in PID-5 {invalid.explanation}.", invalid.explanation
        return _error(problems.UNUSABLE_LAST_NAME, "102", text, Location("PID", 5), reason=reason)
    is_unclear = named.is_unclear or over.is_unclear
    unclear = Finding(problem=problems.PROFESSIONALS_UNCLEAR, cause=feed.name) if is_unclear else None
    return Verdict("A", finding=unclear, intents=(desired,))


def zone(message: Message, feed: Feed) -> tzinfo:
    """The zone of times without an offset: the offset in MSH-7 (HL7 2.5 section 2.15.9.7), else the feed's zone."""
    return times.offset(message.time) or feed.time_zone


def event_interval(message: Message, feed: Feed, received: datetime) -> tuple[Interval, Finding | None]:
    """When the event happened, as precisely as the message says: EVN-2, else MSH-7, else the time of receipt.

    Where EVN-2 is coarser than MSH-7 and both can be the same moment, MSH-7 counts. A time in the future or before
    EARLIEST is replaced by the time of receipt, and a finding says so.
    """
    used = zone(message, feed)
    event = times.interval(message.value("EVN-2"), used, message.value("EVN-2.2"))
    sent = times.interval(message.time, used, message.text(7, 2))
    found = sent if event is None or (sent and event.is_coarser_than(sent) and event.overlaps(sent)) else event
    receipt = Interval(received, received + timedelta.resolution)
    if found is None:
        return receipt, None
    if found.start > received + TOLERANCE:
        return receipt, Finding(problem=problems.TIME_IN_FUTURE, cause=feed.name)
    if found.start < _EARLIEST:
        return receipt, Finding(problem=problems.TIME_OUT_OF_BOUNDS, cause=feed.name)
    return found, None


def event_time(message: Message, feed: Feed, received: datetime) -> tuple[datetime, Finding | None]:
    """The start of `event_interval`, with its finding."""
    found, finding = event_interval(message, feed, received)
    return found.start, finding


def remarks(message: Message, feed: Feed, received: datetime) -> tuple[Finding, ...]:
    """The findings about the sender, rather than the client, of a message that is applied."""
    _, about_time = event_interval(message, feed, received)
    found = [about_time] if about_time else []
    if RelationSource.ROLE_ATTENDING in feed.relation_sources:
        holdings = [holding for _, holding in attending(message, zone(message, feed), received)]
        found += [Finding(problem=_ROLES[each], cause=feed.name) for each in dict.fromkeys(holdings) if each in _ROLES]
    effect = EFFECTS.get(message.trigger)
    if effect and effect.relating:
        named, over = _professionals(message, feed, received)
        if not all(map(external_ids.usable, (*named.ids, *over.ids))):
            found.append(Finding(problem=problems.UNUSABLE_PROFESSIONAL_ID, cause=feed.name))
    return tuple(found)


def _unsupported(message: Message, feed: Feed, kind: str) -> Verdict:
    if feed.ignore_other_types:
        return Verdict("A")
    code = "201" if message.type in {known for known, _ in KNOWN_EVENTS} else "200"
    text = "This type of message is not supported."
    finding = Finding(problem=problems.UNSUPPORTED_TYPE, cause=kind, details={"type": kind})
    return Verdict("R", Fault(code, text, Location("MSH", 9)), finding)


def _error(problem: Problem, code: str, text: str, location: Location, **details: str) -> Verdict:
    return Verdict("E", Fault(code, text, location), Finding(problem=problem, details=details))


def _identified(message: Message | Segment, feed: Feed, path: str, sequence: int = 1) -> str | Verdict:
    """The client id at this path, or the verdict that refuses the message."""
    found, location = client_id(message, feed, path), Location(path[:3], int(path[4:]), sequence=sequence)
    if found is NoClientId.NONE:
        return _error(problems.NO_CLIENT_ID, "101", f"{path} holds no usable client id.", location)
    if isinstance(found, NoClientId):
        return _error(problems.AMBIGUOUS_CLIENT_ID, "204", f"{path} holds several client ids.", location)
    try:
        return external_ids.normalise(found)
    except Unfit as unfit:
        text = f"The client id in {path} {REASONS[unfit.reason]}."
        return _error(problems.NO_CLIENT_ID, "101", text, location)


def _merge(first: str, details: Desired, message: Message, feed: Feed) -> Verdict:
    """Each MRG merges the client that it names into that of the PID before it. The first PID gives the details."""
    merges: list[DesiredMerge] = []
    survivor: str | Verdict = first
    counts = {"PID": 0, "MRG": 0}
    for each in message.in_order("PID", "MRG"):
        counts[each.name] += 1
        if each.name == "PID":
            survivor = first if counts["PID"] == 1 else _identified(each, feed, "PID-3", counts["PID"])
            continue
        retired = _identified(each, feed, "MRG-1", counts["MRG"])
        alone = client_id(each, feed, "MRG-4")
        if isinstance(retired, Verdict) and isinstance(alone, str) and external_ids.usable(alone):
            retired = external_ids.normalise(alone)
        if isinstance(survivor, Verdict):
            return survivor
        if isinstance(retired, Verdict):
            return retired
        if survivor == retired:
            location = Location("MRG", 1, sequence=counts["MRG"])
            return _error(problems.MERGED_WITH_ITSELF, "204", "PID-3 and MRG-1 name the same client.", location)
        merges.append(DesiredMerge(survivor=survivor, retired=retired, event_time=details.event_time))
    if not merges:
        return _error(problems.NO_CLIENT_ID, "101", "The message holds no MRG segment.", Location("MRG"))
    values = {name: value for name, value in details.values.items() if value or name != "last_name"}
    return Verdict("A", intents=(*merges, replace(details, values=values)))


def _staff(message: Message, feed: Feed, received: datetime) -> Verdict:
    happened, _ = event_interval(message, feed, received)
    try:
        found = professionals(message, feed, to_microseconds(happened.start), zone(message, feed), received)
        return Verdict("A", intents=tuple(replace(each, event_end=to_microseconds(happened.end)) for each in found))
    except StaffRefused as refused:
        finding = Finding(problem=problems.BAD_STAFF_RECORD, cause=refused.code, details={"reason": refused.text})
        return Verdict("E", Fault(refused.code, refused.text, refused.location), finding)


def _desired(found: str, message: Message, feed: Feed, effect: Effect, received: datetime) -> Desired:
    happened, _ = event_interval(message, feed, received)
    active, active_from = _activity(message, feed, effect, happened.start)
    return Desired(
        kind=Kind.CLIENT,
        id=found,
        values=details(message, feed),
        defaults={"gender": "unknown"},
        active=active,
        active_from=active_from,
        creates=effect.creates,
        event_time=to_microseconds(happened.start),
        event_end=to_microseconds(happened.end),
        manner=Manner.LENIENT,
    )


def _activity(message: Message, feed: Feed, effect: Effect, moment: datetime) -> tuple[bool | None, str]:
    if effect.active is not False:
        return effect.active, ""
    if feed.discharge is Discharge.NOTHING or (message.known("PV1-2") or "").upper() in _VISITS:
        return None, ""
    if feed.discharge is Discharge.DEACTIVATE_LATER:
        return False, to_seconds(moment + timedelta(days=feed.discharge_days))
    return False, ""


def _professionals(message: Message, feed: Feed, received: datetime) -> tuple[Named, Named]:
    """The professionals that treat the client, and those that no longer do, as the feed's sources name them."""
    found: list[Repetition] = []
    over: list[Repetition] = []
    for source in feed.relation_sources:
        if source is RelationSource.ROLE_ATTENDING:
            for role, holding in attending(message, zone(message, feed), received):
                if holding is Holding.OVER:
                    over += role.repetitions("ROL-4")
                elif holding in {Holding.NOW, Holding.NOW_FOR_A_TIME}:
                    found += role.repetitions("ROL-4")
        else:
            found += message.repetitions(source)
    return name_professionals(found, feed), name_professionals(over, feed)


def _relations(named: Named, over: Named, effect: Effect) -> DesiredRelations | None:
    """The desired relationships with these professionals, None to leave them alone.

    The null value replaces all by none; an unusable id replaces nothing. A professional who has the role in one
    segment keeps it when another segment says that it is over.
    """
    ids = _usable(named)
    ended = tuple(each for each in _usable(over) if each not in ids)
    is_replacing = effect.relating is Relating.REPLACE and bool(ids or named.is_nobody)
    if not (ids or ended or is_replacing):
        return None
    return DesiredRelations(professional_ids=ids, ended_ids=ended, replace=is_replacing)


def _usable(named: Named) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, map(external_ids.usable, named.ids))))
