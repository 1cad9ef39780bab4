"""A stored message planned again: what it would do now, under the settings and with the accounts of this moment.

It is read, judged and planned as `actions.process` does, and nothing is written.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from functions.hl7_intake.archive.messages import Message
from functions.hl7_intake.bench.forecast import MATCHES, Forecast, Line, forecast
from functions.hl7_intake.bench.trial import MORE, MOST_INTENTS, SUMMARIES
from functions.hl7_intake.rules import judge, remarks
from functions.hl7_intake.tile import Feed, HL7Settings
from functions.hl7_intake.v2 import reading
from koppel.domain.problems.problem import Finding, Level
from koppel.domain.texts import Text
from koppel.domain.times import from_text
from koppel.runtime import Tenant

GONE = Text(
    nl="De inhoud van dit bericht wordt niet meer bewaard, dus het kan niet opnieuw worden verwerkt.",
    en="The content of this message is no longer kept, so it cannot be processed again.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """One finding, in the words of the error log."""

    slug: str
    level: Level
    explanation: Text
    remedy: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What one account would become.

    ids    of the account in the message; of a merge that of the account that stays, and that of the other
    match  whether an account has the first id
    """

    ids: tuple[str, ...]
    is_client: bool
    match: Text
    outcome: Text
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What one message would do now.

    outcome  `applied`, `no-effect`, `refused`, or `gone` when the content is no longer kept
    feed     name of the feed that it belongs to now, "" for none
    """

    message: str
    outcome: str
    summary: Text
    feed: str = ""
    accounts: tuple[Account, ...] = ()
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Text, ...] = ()


def plan_again(tenant: Tenant, settings: HL7Settings, kept: Message) -> Planned:
    """What this message would do under these settings."""
    if not kept.raw:
        return Planned(message=kept.id, outcome="gone", summary=GONE)
    message = reading.read(kept.raw, kept.charset)
    feed = settings.feed(kept.sender, message) or Feed()
    received = from_text(kept.received)
    verdict = judge(message, feed, tenant.organisation.mode, received)
    forecasts = tuple(forecast(tenant, feed, each) for each in verdict.intents[:MOST_INTENTS])
    findings = [verdict.finding] if verdict.finding else []
    findings += remarks(message, feed, received) if verdict.intents else ()
    findings += [finding for each in forecasts for finding in each.findings]
    outcome = "applied" if verdict.intents else "no-effect" if verdict.letter == "A" else "refused"
    return Planned(
        message=kept.id,
        outcome=outcome,
        summary=SUMMARIES[outcome],
        feed=feed.name,
        accounts=tuple(map(_account, forecasts)),
        remarks=_remarks(findings),
        notes=(MORE,) if len(verdict.intents) > MOST_INTENTS else (),
    )


def _account(found: Forecast) -> Account:
    return Account(
        ids=found.ids,
        is_client=found.is_client,
        match=MATCHES[found.by],
        outcome=found.outcome,
        lines=found.lines,
    )


def _remarks(findings: Iterable[Finding]) -> tuple[Remark, ...]:
    """Each finding once."""
    found = {}
    for each in findings:
        problem, details = each.problem, dict(each.details)
        explanation = problem.explanation.fill(details)
        remedy = problem.remedy.fill(details)
        found[explanation] = Remark(slug=problem.slug, level=problem.level, explanation=explanation, remedy=remedy)
    return tuple(found.values())
