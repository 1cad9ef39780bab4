"""The preview of other details: the accounts that would lack a field that becomes required. Nothing is written."""

from collections import Counter
from dataclasses import dataclass

from koppel.accounts import store
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import FIELDS
from koppel.domain.accounts.presence import (
    ClientDetails,
    Presence,
    ProfessionalDetails,
    missing,
    presence,
)
from koppel.domain.problems.problem import mask
from koppel.domain.texts import Text
from koppel.organisation import organisations, turns
from koppel.organisation.preview import Affected, Count, Preview
from koppel.runtime import Tenant

MOST_SEEN = 5_000
MOST_SHOWN = 20
COMPLETE = Text(nl="volledig", en="complete")
INCOMPLETE = Text(nl="onvolledig", en="incomplete")
LACKS = Text(nl="mist: {fields}", en="lacks: {fields}")
NOTHING = Text(
    nl="Er wordt geen veld verplicht dat het nu niet is: geen account wordt onvolledig.",
    en="No field becomes required that is not now: no account becomes incomplete.",
)
FOUND = Text(
    nl="Van de eerste {seen} actieve accounts zouden er {count} onvolledig worden. Zij blijven bestaan en werken.",
    en="Of the first {seen} active accounts {count} would become incomplete. They stay and work on.",
)


@dataclass(frozen=True, slots=True)
class _Rules:
    clients: ClientDetails
    professionals: ProfessionalDetails

    def required(self, kind: Kind) -> frozenset[str]:
        """The fields that must be filled."""
        return frozenset(
            name for name in FIELDS[kind] if presence(kind, name, self.clients, self.professionals) is Presence.REQUIRED
        )


def of_clients(tenant: Tenant, before: str, after: str) -> Preview:
    """The same of clients."""
    old, new = (organisations.read_settings(ClientDetails, each) for each in (before, after))
    usual = ProfessionalDetails()
    return _compare(tenant, Kind.CLIENT, _Rules(old, usual), _Rules(new, usual))


def of_professionals(tenant: Tenant, before: str, after: str) -> Preview:
    """The same of professionals."""
    old, new = (organisations.read_settings(ProfessionalDetails, each) for each in (before, after))
    usual = ClientDetails()
    return _compare(tenant, Kind.PROFESSIONAL, _Rules(usual, old), _Rules(usual, new))


def _compare(tenant: Tenant, kind: Kind, old: _Rules, new: _Rules) -> Preview:
    if not new.required(kind) - old.required(kind):
        return Preview(summary=NOTHING)
    affected: list[Affected] = []
    by_field: Counter[str] = Counter()
    seen = incomplete = now_incomplete = 0
    for each in store.listed(tenant, kind, limit=MOST_SEEN):
        if turns.is_over():
            break
        if not each.active:
            continue
        seen += 1
        before = set(missing(kind, each.values, old.clients, old.professionals))
        lacks = set(missing(kind, each.values, new.clients, new.professionals)) - before
        now_incomplete += bool(before)
        if not lacks:
            continue
        incomplete += not before
        by_field.update(lacks)
        if len(affected) < MOST_SHOWN:
            fields = sorted(lacks)
            name = mask(each.text("id")) or f"{each.key[:8]}…"
            words = LACKS.fill({"fields": ", ".join(fields)})
            affected.append(
                Affected(
                    name=name,
                    before=COMPLETE if not before else LACKS.fill({"fields": ", ".join(sorted(before))}),
                    after=words,
                    fields=fields,
                )
            )
    titles = {name: Text(nl=f"mist {name}", en=f"lacks {name}") for name in by_field}
    return Preview(
        summary=FOUND.fill({"seen": str(seen), "count": str(incomplete)}),
        counts=[
            Count(
                title=Text(nl="onvolledig", en="incomplete"), before=now_incomplete, after=now_incomplete + incomplete
            ),
            *(Count(title=titles[name], before=0, after=count) for name, count in sorted(by_field.items())),
        ],
        affected=affected,
    )
