"""The six kinds of import file, and the columns of each."""

from collections.abc import Iterator
from dataclasses import dataclass

from koppel.domain.texts import Text
from koppel.entrance.tables import Marked, Row, Table, table


@dataclass(frozen=True, slots=True)
class Column:
    """A column; `remark` says whether it is needed, and what may be in it."""

    title: Text
    remark: Text


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file. `name` is what a command calls it."""

    name: str
    title: Text
    use: Text
    columns: tuple[Column, ...]


_NEEDED = Text(nl="Nodig.", en="Needed.")
_IF_CONFIGURED = Text(
    nl="Alleen als de organisatie dit gegeven gebruikt; kan dan verplicht zijn.",
    en="Only where the organisation uses this field; it can be mandatory there.",
)
_EMAIL = Column(
    Text(nl="E-mailadres", en="Email address"),
    Text(
        nl="Nodig om te kunnen inloggen. Elk adres hoort bij één persoon.",
        en="Needed to log on. Each address belongs to one person.",
    ),
)
_CHECK = Column(
    Text(nl="E-mailadres", en="Email address"),
    Text(
        nl="Mag ontbreken; sterk aangeraden. Hoort het bij iemand anders, dan wordt de rij geweigerd.",
        en="May be left out; strongly advised. If it belongs to somebody else, the row is refused.",
    ),
)
_NAMES = (
    Column(Text(nl="Voornaam", en="First name"), Text(nl="Mag ontbreken.", en="May be left out.")),
    Column(Text(nl="Tussenvoegsel", en="Infix"), Text(nl="Mag ontbreken.", en="May be left out.")),
    Column(Text(nl="Achternaam", en="Last name"), _NEEDED),
)
_TEXT_ID = Text(
    nl="Nodig. Het nummer in uw eigen systeem, als tekst, met voorloopnullen.",
    en="Needed. The id in your own system, as text, with leading zeros.",
)
_CLIENT_ID = Column(Text(nl="Cliëntnummer", en="Client ID"), _TEXT_ID)
_PROFESSIONAL_ID = Column(Text(nl="Medewerkernummer", en="Professional ID"), _TEXT_ID)
_CLIENT_KEY = Column(
    Text(nl="Platformnummer cliënt", en="Client key"),
    Text(
        nl="De 32 tekens uit het adres van de cliënt op het platform.",
        en="The 32 characters in the address of the client on the platform.",
    ),
)
_PROFESSIONAL_KEY = Column(
    Text(nl="Platformnummer medewerker", en="Professional key"),
    Text(
        nl="De 32 tekens uit het adres van de medewerker op het platform.",
        en="The 32 characters in the address of the professional on the platform.",
    ),
)
_OR_ANOTHER = Text(
    nl="Het nieuwe nummer, als tekst. Wilt u een ander gegeven wijzigen, zet dan die kolom ervoor in de plaats.",
    en="The new id, as text. To change another field, put its column in this one's place.",
)

KINDS = (
    Kind(
        "new_clients",
        Text(nl="Nieuwe cliënten", en="New clients"),
        Text(nl="Maakt accounts voor cliënten.", en="Makes accounts for clients."),
        (
            _EMAIL,
            *_NAMES,
            _CLIENT_ID,
            Column(Text(nl="Geboortedatum", en="Date of birth"), _IF_CONFIGURED),
            Column(
                Text(nl="Geslacht", en="Gender"),
                Text(
                    nl="`m` man, `v` of `f` vrouw, `o` anders, `u` onbekend. Leeg is onbekend.",
                    en="`m` male, `f` female, `o` other, `u` unknown. Empty is unknown.",
                ),
            ),
            Column(Text(nl="Telefoonnummer", en="Telephone number"), _IF_CONFIGURED),
            Column(Text(nl="BSN", en="BSN"), _IF_CONFIGURED),
        ),
    ),
    Kind(
        "new_professionals",
        Text(nl="Nieuwe medewerkers", en="New professionals"),
        Text(nl="Maakt accounts voor medewerkers.", en="Makes accounts for professionals."),
        (
            _EMAIL,
            *_NAMES,
            _PROFESSIONAL_ID,
            Column(
                Text(nl="Rol", en="Role"),
                Text(
                    nl="Meestal Behandelaar; ook Applicatiebeheerder, Analist, Gegevensfunctionaris, Leidinggevende of "
                    "Secretariaat.",
                    en="Usually Therapist; also Application manager, Data analyst, Data officer, Supervisor or "
                    "Secretary.",
                ),
            ),
        ),
    ),
    Kind(
        "relationships",
        Text(nl="Behandelrelaties", en="Treatment relationships"),
        Text(
            nl="Verbindt medewerkers en cliënten die in hetzelfde verzoek zijn gemaakt.",
            en="Connects professionals and clients that were made in the same request.",
        ),
        (_PROFESSIONAL_ID, _CLIENT_ID),
    ),
    Kind(
        "update_clients",
        Text(nl="Cliënten wijzigen", en="Update clients"),
        Text(nl="Wijzigt het cliëntnummer, of een ander gegeven.", en="Changes the client id, or another field."),
        (_CLIENT_KEY, Column(_CLIENT_ID.title, _OR_ANOTHER), _CHECK),
    ),
    Kind(
        "update_professionals",
        Text(nl="Medewerkers wijzigen", en="Update professionals"),
        Text(
            nl="Wijzigt het medewerkernummer, of een ander gegeven.",
            en="Changes the professional id, or another field.",
        ),
        (_PROFESSIONAL_KEY, Column(_PROFESSIONAL_ID.title, _OR_ANOTHER), _CHECK),
    ),
    Kind(
        "existing_relationships",
        Text(nl="Behandelrelaties van bestaande accounts", en="Relationships of existing accounts"),
        Text(nl="Verbindt medewerkers en cliënten die er al zijn.", en="Connects professionals and clients there are."),
        (
            Column(
                _PROFESSIONAL_ID.title,
                Text(
                    nl="Nodig. Heeft iemand er geen, vul dan de kolom Platformnummer medewerker in.",
                    en="Needed. If somebody has none, fill in the column Professional key.",
                ),
            ),
            _PROFESSIONAL_KEY,
            Column(
                _CLIENT_ID.title,
                Text(
                    nl="Nodig. Heeft iemand er geen, vul dan de kolom Platformnummer cliënt in.",
                    en="Needed. If somebody has none, fill in the column Client key.",
                ),
            ),
            _CLIENT_KEY,
        ),
    ),
)


def columns(kind: Kind) -> Table:
    """The table of a kind's columns."""
    return table(_rows(kind))


def _rows(kind: Kind) -> Iterator[Row]:
    yield Text(nl="Kolom", en="Column"), Text(nl="Wat erin staat", en="What is in it")
    for each in kind.columns:
        yield each.title, Marked(each.remark)
