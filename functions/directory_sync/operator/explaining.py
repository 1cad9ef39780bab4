"""Explaining: a test of the connection step by step, and what would become of one person, and why."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from functions.directory_sync.commands import ExplainPerson, WithSettings
from functions.directory_sync.cycle.proposing import elsewhere, with_account
from functions.directory_sync.cycle.scene import Open
from functions.directory_sync.memory import credentials, members, unsettled
from functions.directory_sync.operator.sources import settings_of, source_of
from functions.directory_sync.people import DirectoryIncomplete, DirectoryPerson, Peer, Step
from functions.directory_sync.presence import Presence
from functions.directory_sync.rules import STANDING_LABELS, Rules, Standing, identity, rules_of
from functions.directory_sync.sources import Source
from functions.directory_sync.steps import STEPS
from functions.directory_sync.tile import TILE
from koppel.accounts import store
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired, Origin
from koppel.domain.plan.matching import By
from koppel.domain.plan.planning import plan
from koppel.domain.problems.problem import Level
from koppel.domain.problems.refusal import Declined
from koppel.domain.runs import staging
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import VERB_LABELS, Item
from koppel.domain.texts import Text
from koppel.organisation import audit_log
from koppel.organisation.commands import tenant_of
from koppel.runtime import Runtime, Tenant

type Answer = dict[str, Any]

BY_LABELS: Mapping[By, Text] = {
    By.KEY: Text(nl="Aan de sleutel van het account", en="By the key of the account"),
    By.ID: Text(nl="Aan het medewerkernummer", en="By the professional id"),
    By.DIRECTORY_ID: Text(nl="Aan het vaste nummer in de directory", en="By the lasting id in the directory"),
    By.ADOPTED: Text(
        nl="Aan het medewerkernummer: het account was nog van niemand in de directory",
        en="By the professional id: the account was nobody's in the directory yet",
    ),
    By.OTHER_DIRECTORY_ID: Text(
        nl="Het account met dit medewerkernummer is van iemand anders in de directory",
        en="The account with this professional id is somebody else's in the directory",
    ),
    By.RETIRED_ID: Text(nl="Aan het nummer van een samengevoegd account", en="By the id of a merged account"),
    By.NOBODY: Text(nl="Er is nog geen account", en="There is no account yet"),
    By.UNKNOWN_KEY: Text(nl="Er is geen account met deze sleutel", en="No account has this key"),
    By.NOTHING_SENT: Text(
        nl="Er is niets om een account aan te herkennen", en="There is nothing to find an account by"
    ),
}
OUTSIDE = Text(
    nl="Buiten de organisatie-eenheden of het filter van de bron",
    en="Outside the organisational units or the filter of the source",
)


@runtime_checkable
class Covering(Protocol):
    """A directory of which some people are never read."""

    def covers(self, identity: str) -> bool:
        """Whether the person with this directory id is read at all."""


@dataclass(frozen=True, slots=True)
class Explanations:
    """Carries out the commands; directories are opened by `open_directory`."""

    open_directory: Open

    def test(self, runtime: Runtime, actor: str, arguments: WithSettings) -> Answer:
        """Each step of a test of the connection, and the first people as they would arrive. Raises Declined."""
        tenant = tenant_of(runtime, arguments)
        source = source_of(settings_of(tenant)[0], arguments.source, arguments.settings)
        audit_log.record(runtime, tenant.slug, "test-directory", actor, {"source": source.name})
        steps = list(self._open(tenant, source).check())
        rules = rules_of(source)
        return {
            "source": source.name,
            "passed": all(_passed(each) for each in steps),
            "steps": [_step(source, each) for each in steps],
            "people": [_person(rules, each, rules.standing(each)) for step in steps for each in step.people],
        }

    def explain(self, runtime: Runtime, actor: str, arguments: ExplainPerson) -> Answer:
        """Who is found, and what would become of each. Raises Declined."""
        tenant = tenant_of(runtime, arguments)
        source = source_of(settings_of(tenant)[0], arguments.source, arguments.settings)
        audit_log.record_search(tenant, "explain-person", actor, subject=arguments.person, source=source.name)
        peer = self._open(tenant, source)
        try:
            found = list(peer.find(arguments.person))
            return {"source": source.name, "people": [_explained(tenant, source, peer, each) for each in found]}
        except DirectoryIncomplete as failed:
            raise Declined(failed.problem, details=failed.details) from None

    def _open(self, tenant: Tenant, source: Source) -> Peer:
        try:
            return self.open_directory(tenant, source, credentials.read(tenant, source.name))
        except DirectoryIncomplete as failed:
            raise Declined(failed.problem, details=failed.details) from None


def carry_out(open_directory: Open) -> Mapping[str, Callable[..., Answer]]:
    """What the commands of this module do, by name."""
    made = Explanations(open_directory)
    return {"test-directory": made.test, "explain-person": made.explain}


def _explained(tenant: Tenant, source: Source, peer: Peer, person: DirectoryPerson) -> Answer:
    rules, directory_id = rules_of(source), identity(person)
    standing, words = rules.standing(person), None
    if standing is Standing.IN_SCOPE and isinstance(peer, Covering) and not peer.covers(directory_id):
        standing, words = Standing.OUT_OF_SCOPE, OUTSIDE
    is_known = bool(members.some(tenant, source.name, [members.packed(directory_id)]))
    matter = unsettled.read(tenant, source.name).get(directory_id)
    told = {
        **_person(rules, person, standing, words),
        "known": is_known,
        "unsettled": list(matter.slugs) if matter else [],
        "groups": sorted(each for each in person.groups if each.casefold() in {*rules.scope, *rules.roles}),
        "kept_by": [],
    }
    if standing is not Standing.IN_SCOPE and not is_known:
        return {**told, "account": None, "matched": None, "plan": None}
    is_here = standing is Standing.IN_SCOPE
    if is_here:
        return {**told, **_planned(tenant, source, rules.arrival(person))}
    kept = _kept(tenant, source, directory_id)
    told["kept_by"] = list(kept.places)
    if not kept.places:
        return {**told, **_planned(tenant, source, rules.departure(directory_id, tenant.clock()))}
    moved = rules.move(directory_id, kept.roles) or Candidate(label=directory_id, desired=_as_it_is(directory_id))
    return {**told, **_planned(tenant, source, moved)}


def _as_it_is(directory_id: str) -> Desired:
    return Desired(kind=Kind.PROFESSIONAL, directory_id=directory_id, by_directory_id=True, creates=False)


def _kept(tenant: Tenant, source: Source, directory_id: str) -> Presence:
    """Where else somebody is who has left this source."""
    keys = with_account(tenant, [directory_id])
    return elsewhere(tenant, source, keys).get(directory_id, Presence()) if keys else Presence()


def _planned(tenant: Tenant, source: Source, candidate: Candidate) -> Answer:
    """The account that is meant, how it was found, and what would change."""
    if candidate.desired is None:
        return {"account": None, "matched": None, "plan": _item(staging.refused_by_reader(1, candidate))}
    stored = store.stored(tenant, candidate.desired)
    origin = Origin(integration=TILE.integration, source=source.name, at=tenant.now())
    planned = plan(candidate.desired, stored, tenant.organisation, origin, tenant.new_key())
    item = staging.stage(1, candidate, planned, tenant.pseudonyms)
    account = {"kind": stored.account.kind, "key": stored.account.key} if stored.account else None
    return {"account": account, "matched": _both(BY_LABELS[planned.match.by]), "plan": _item(item)}


def _item(item: Item) -> Answer:
    return {
        "verb": item.verb,
        "words": _both(VERB_LABELS[item.verb]),
        "before": dict(item.before),
        "after": dict(item.after),
        "loses_access": item.loses_access,
        "reasons": [{"slug": each.slug, "level": each.level, **_both(each.text)} for each in item.reasons],
    }


def _person(rules: Rules, person: DirectoryPerson, standing: Standing, words: Text | None = None) -> Answer:
    """A person as an account would have it."""
    desired = rules.arrival(person).desired
    values = {"id": desired.id, **desired.values} if desired else {}
    roles = desired.roles if desired and desired.roles is not None else desired.default_roles if desired else ()
    return {
        "directory_id": identity(person),
        "standing": standing,
        "words": _both(words or STANDING_LABELS[standing]),
        "values": {name: value for name, value in values.items() if value},
        "roles": list(roles),
    }


def _step(source: Source, step: Step) -> Answer:
    title, of_entra, of_ldap = STEPS[step.name]
    told: Answer = {
        "step": step.name,
        "words": _both(title),
        "question": _both(of_entra if source.entra else of_ldap),
        "passed": _passed(step),
        "problem": "",
        "explanation": None,
        "remedy": None,
    }
    if step.problem is None:
        return told
    details = dict(step.details)
    return {
        **told,
        "problem": step.problem.slug,
        "explanation": _both(step.problem.explanation.fill(details)),
        "remedy": _both(step.problem.remedy.fill(details)),
    }


def _passed(step: Step) -> bool:
    """Whether a step went well; one with a notice did."""
    return step.problem is None or step.problem.level is Level.NOTICE


def _both(text: Text) -> dict[str, str]:
    return {"nl": text.nl, "en": text.en}
