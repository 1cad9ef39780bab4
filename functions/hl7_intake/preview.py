"""The preview of other settings: the last kept messages are read, judged and planned under both. Nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass

from functions.hl7_intake.archive import messages, search
from functions.hl7_intake.archive.messages import Message as Kept
from functions.hl7_intake.archive.search import Query
from functions.hl7_intake.bench.forecast import STAYS, forecast
from functions.hl7_intake.rules import Verdict, judge
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2 import reading
from functions.hl7_intake.v2.reading import Unreadable
from koppel.domain.texts import Text
from koppel.domain.times import from_text
from koppel.organisation import organisations, turns
from koppel.organisation.preview import Affected, Count, Preview
from koppel.runtime import Tenant

MOST_MESSAGES = 100
MOST_SHOWN = 20
LONGEST_TIME = 8.0
"""Seconds after which no further message is planned: a person waits for the page."""

APPLIED = Text(nl="verwerkt", en="applied")
NO_EFFECT = Text(nl="aangenomen zonder gevolg", en="accepted without effect")
REFUSED = Text(nl="geweigerd", en="refused")
NOT_MET = Text(
    nl="Er is geen bericht bewaard om mee te vergelijken. De instellingen gelden voor wat er vanaf dan binnenkomt.",
    en="No message is kept to compare with. The settings hold for what comes in from then on.",
)
COMPARED = Text(
    nl="De laatste {seen} bewaarde berichten zijn opnieuw gepland, zonder iets te schrijven. Anders: {count}.",
    en="The last {seen} kept messages were planned again, without writing anything. Different: {count}.",
)


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What settings make of one message: the kind of answer, its verdict where it was read, and the feed."""

    kind: Text
    feed: Feed
    verdict: Verdict | None = None


def compare(tenant: Tenant, before: str, after: str) -> Preview:
    """The last kept messages under both settings."""
    old, new = (organisations.read_settings(HL7Settings, each) for each in (before, after))
    found, _ = search.search(tenant, Query(), limit=MOST_MESSAGES)
    ends = tenant.clock().timestamp() + LONGEST_TIME
    counts = {APPLIED: [0, 0], NO_EFFECT: [0, 0], REFUSED: [0, 0]}
    affected: list[Affected] = []
    seen = differing = 0
    for kept in _with_content(tenant, [each.id for each in found]):
        if turns.is_over() or tenant.clock().timestamp() > ends:
            break
        now, then = _outcome(tenant, kept, old), _outcome(tenant, kept, new)
        seen += 1
        counts[now.kind][0] += 1
        counts[then.kind][1] += 1
        if different := _difference(tenant, kept, now, then):
            differing += 1
            affected.append(different)
    if not seen:
        return Preview(summary=NOT_MET)
    return Preview(
        summary=COMPARED.fill({"seen": str(seen), "count": str(differing)}),
        counts=[Count(title=title, before=each[0], after=each[1]) for title, each in counts.items()],
        affected=affected[:MOST_SHOWN],
    )


def _with_content(tenant: Tenant, identities: list[str]) -> Iterator[Kept]:
    """These messages, newest first; those whose content was dropped are left out."""
    for identity in identities:
        kept = messages.get(tenant, identity)
        if kept and kept.raw:
            yield kept


def _outcome(tenant: Tenant, kept: Kept, settings: HL7Settings) -> _Outcome:
    feed = settings.feed(kept.sender, reading.peek(kept.raw))
    if feed is None:
        return _Outcome(REFUSED, Feed())
    try:
        message = reading.read(kept.raw, feed.charset)
    except Unreadable:
        return _Outcome(REFUSED, feed)
    verdict = judge(message, feed, tenant.organisation.mode, from_text(kept.received))
    kind = APPLIED if verdict.intents else NO_EFFECT if verdict.letter == "A" else REFUSED
    return _Outcome(kind, feed, verdict)


def _difference(tenant: Tenant, kept: Kept, now: _Outcome, then: _Outcome) -> Affected | None:
    """What would be different about a message; None for nothing. Only what is meant otherwise is planned."""
    intents = [each.verdict.intents if each.verdict else () for each in (now, then)]
    if now.kind is then.kind and intents[0] == intents[1]:
        return None
    before, after = _planned(tenant, now), _planned(tenant, then)
    fields = sorted({name for name, _ in before[1] ^ after[1]})
    return Affected(
        name=f"{kept.trigger} {kept.id[:12]}", at=kept.received, before=before[0], after=after[0], fields=fields
    )


def _planned(tenant: Tenant, outcome: _Outcome) -> tuple[Text, set[tuple[str, str]]]:
    """What would become of the accounts, in words, and the effect on each field. Values are not compared by what they
    are: a field counts as different when another value would be taken."""
    if outcome.verdict is None or not outcome.verdict.intents:
        return outcome.kind, set()
    found = [forecast(tenant, outcome.feed, each) for each in outcome.verdict.intents]
    words = found[0].outcome
    for each in found[1:]:
        words = words.and_then(each.outcome)
    return words, {(line.field, line.read) for each in found for line in each.lines if line.effect is not STAYS}


PREVIEW = compare
