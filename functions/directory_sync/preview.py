"""The preview of other settings: what they mean for each source. People are looked at by a dry run only, as that takes
the packages of directories."""

from functions.directory_sync.memory import states
from functions.directory_sync.memory.states import NEW
from functions.directory_sync.rules import rules_of
from functions.directory_sync.sources import Source
from functions.directory_sync.tile import DirectorySettings
from koppel.domain.texts import Text
from koppel.organisation import organisations
from koppel.organisation.preview import Affected, Count, Preview
from koppel.runtime import Tenant

NOTHING = Text(
    nl="Voor geen enkele bron verandert wie in bereik is of wat hun accounts worden.",
    en="For no source does it change who is in scope or what their accounts become.",
)
SOMETHING = Text(
    nl="De eerste ronde met deze instellingen leest iedereen en wacht op goedkeuring. Bekijk vooraf met een proef "
    "(start-cycle met deze instellingen) wat er zou veranderen.",
    en="The first cycle with these settings reads everybody and waits for approval. See beforehand by a dry run "
    "(start-cycle with these settings) what would change.",
)
KNOWN = Text(nl="Medewerkers uit de bron {source}", en="Professionals from the source {source}")
READ = Text(nl="wordt gelezen", en="is read")
NOT_READ = Text(nl="wordt niet gelezen; accounts blijven zoals ze zijn", en="is not read; accounts stay as they are")
ANEW = Text(nl="leest iedereen, en wacht op goedkeuring", en="reads everybody, and waits for approval")


def compare(tenant: Tenant, before: str, after: str) -> Preview:
    """The sources under both settings. One read."""
    old, new = (_sources(each) for each in (before, after))
    known = states.every(tenant)
    affected: list[Affected] = []
    counts: list[Count] = []
    for name in dict.fromkeys([*old, *new]):
        one, other = old.get(name), new.get(name)
        if _is_same(one, other):
            continue
        members = known.get(name, NEW).members
        title = KNOWN.fill({"source": name})
        counts.append(Count(title=title, before=members, after=members))
        fields = _differing(one, other)
        words = ANEW if other else NOT_READ
        affected.append(Affected(name=name, before=READ if one else NOT_READ, after=words, fields=fields))
    return Preview(summary=SOMETHING if affected else NOTHING, counts=counts, affected=affected)


def _sources(settings: str) -> dict[str, Source]:
    found: DirectorySettings = organisations.read_settings(DirectorySettings, settings)
    return {each.name: each for each in found.sources if each.on and each.is_complete}


def _is_same(one: Source | None, other: Source | None) -> bool:
    if one is None or other is None:
        return one is other
    return rules_of(one).fingerprint == rules_of(other).fingerprint


def _differing(one: Source | None, other: Source | None) -> list[str]:
    """Names of the settings that differ, where both have them."""
    if one is None or other is None:
        return []
    return [name for name in Source.model_fields if getattr(one, name) != getattr(other, name)]


PREVIEW = compare
