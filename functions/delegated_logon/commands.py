"""What people can do with the keys of logon links: make, import, replace and end them."""

from typing import Annotated, Any

from pydantic import Field

from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import TARGET_GROUP_LABELS, LogonKey, TargetGroup
from functions.delegated_logon.problems import KEY_GROUP_OFF, NO_KEY
from koppel.domain.texts import Text
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import (
    Command,
    Line,
    OfOrganisation,
    Sensitivity,
    Time,
    catalogue,
    mends,
    tenant_of,
)
from koppel.runtime import Runtime

type Answer = dict[str, Any]
KeyId = Annotated[str, Field(pattern="^[0-9a-f]{12}$")]


class CreateLogonKey(OfOrganisation):
    """A new key for the links of one system."""

    name: Line = explained(
        nl=("Naam", "Naam van het systeem waarvan de links zijn."),
        en=("Name", "name of the system whose links it is for"),
        example="MijnZorg",
    )
    groups: list[TargetGroup] = explained(
        nl=("Doelgroepen", "Wie de links mogen inloggen."),
        en=("Target groups", "whom its links may log on"),
        choices=TARGET_GROUP_LABELS,
        default=list(TargetGroup),
        min_length=1,
    )
    allow_sha1: bool = explained(
        nl=("Oude links toestaan", "Of oude links, gemaakt met HMAC-SHA-1, mogen werken."),
        en=("Allow old links", "true where old links, made with HMAC-SHA-1, are to work"),
        default=False,
    )
    asks: bool = explained(
        nl=("Eerst vragen", "Zet dit aan als de links per mail gaan: vóór het inloggen staat een pagina met één knop."),
        en=("Ask first", "true where its links go by mail: a page with one button comes before the logon"),
        default=False,
    )
    expires: Time = explained(
        nl=("Vervalt", "UTC-tijd vanaf wanneer de sleutel wordt geweigerd; leeg voor nooit."),
        en=("Expires", "UTC time from which it is refused; without it never"),
        example="2027-01-31",
        default="",
    )
    replaces: KeyId | None = explained(
        nl=("Vervangt", "Id van de sleutel die hij vervangt."),
        en=("Replaces", "id of the key that it takes the place of"),
        example="0123456789ab",
        default=None,
    )
    until: Time = explained(
        nl=("Oude sleutel geldig tot", "UTC-tijd tot wanneer de vervangen sleutel nog werkt; leeg: helemaal niet."),
        en=("Old key valid until", "UTC time until which the replaced key works on; without it not at all"),
        example="2027-01-31T18:00",
        default="",
    )


class ImportLogonKey(CreateLogonKey):
    """A key that a system has already."""

    secret: str = explained(
        nl=("Geheim", "Het geheim, precies zoals het systeem het heeft."),
        en=("Secret", "the secret, exactly as the system has it"),
        is_secret=True,
    )


class EndLogonKey(OfOrganisation):
    """The end of a key."""

    key: KeyId = explained(
        nl=("Sleutel", "Id van de sleutel, zoals list-logon-keys het toont."),
        en=("Key", "id of the key, as list-logon-keys shows it"),
        example="0123456789ab",
    )
    until: Time = explained(
        nl=("Geldig tot", "UTC-tijd tot wanneer de sleutel nog werkt; leeg: hij eindigt meteen."),
        en=("Valid until", "UTC time until which it works on; without it not at all"),
        example="2027-01-31T18:00",
        default="",
    )


def create_logon_key(runtime: Runtime, actor: str, arguments: CreateLogonKey) -> Answer:
    """Make a key. The answer holds its secret, which is never shown again."""
    return _made(runtime, actor, arguments)


def import_logon_key(runtime: Runtime, actor: str, arguments: ImportLogonKey) -> Answer:
    """Make a key of a secret that its sender has already. The answer does not hold the secret."""
    answer = _made(runtime, actor, arguments, arguments.secret)
    return {name: value for name, value in answer.items() if name != "secret"}


def list_logon_keys(runtime: Runtime, _actor: str, arguments: OfOrganisation) -> Answer:
    """All keys, without their secrets."""
    found, now = link_keys.every(tenant_of(runtime, arguments)), runtime.now()
    return {"logon_keys": [_shown(key, now) for key in found]}


def end_logon_key(runtime: Runtime, actor: str, arguments: EndLogonKey) -> Answer:
    """End a key, at once or later."""
    key = link_keys.end(tenant_of(runtime, arguments), arguments.key, arguments.until, actor=actor)
    return _shown(key, runtime.now())


def _made(runtime: Runtime, actor: str, arguments: CreateLogonKey, secret: str = "") -> Answer:
    key, secret = link_keys.create(
        tenant_of(runtime, arguments),
        name=arguments.name,
        groups=arguments.groups,
        allow_sha1=arguments.allow_sha1,
        asks=arguments.asks,
        ends=arguments.expires,
        replaces=arguments.replaces or "",
        replaced_ends=arguments.until,
        secret=secret,
        actor=actor,
    )
    return {**_shown(key, runtime.now()), "secret": secret}


def _shown(key: LogonKey, now: str) -> Answer:
    return {
        "id": key.id,
        "name": key.name,
        "groups": sorted(key.groups),
        "allow_sha1": key.allow_sha1,
        "asks": key.asks,
        "created": key.created,
        "expires": key.ends,
        "last_used": key.last_used,
        "active": key.is_active(now),
    }


COMMANDS = catalogue(
    Command(
        name="create-logon-key",
        title=Text(nl="Sleutel maken", en="Make a key"),
        help=Text(
            nl="Maak een sleutel voor de links van een systeem; het geheim wordt één keer getoond.",
            en="make a key for the links of a system; its secret is shown this once",
        ),
        arguments=CreateLogonKey,
        remedy=mends(NO_KEY, KEY_GROUP_OFF),
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Wie het geheim heeft dat u zo ziet, kan gebruikers inloggen. U ziet het één keer.",
            en="Whoever has the secret that you are about to see can log users on. You see it once.",
        ),
        carry_out=create_logon_key,
    ),
    Command(
        name="import-logon-key",
        title=Text(nl="Sleutel overnemen", en="Import a key"),
        help=Text(
            nl="Neem het geheim over waarmee een systeem zijn links al ondertekent.",
            en="take over the secret that a system signs its links with already",
        ),
        arguments=ImportLogonKey,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Links die met dit geheim zijn ondertekend, loggen meteen gebruikers in.",
            en="Links that are signed with this secret log users on at once.",
        ),
        carry_out=import_logon_key,
    ),
    Command(
        name="list-logon-keys",
        title=Text(nl="Sleutels", en="Keys"),
        help=Text(nl="Toon alle sleutels van links.", en="show all keys of links"),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        carry_out=list_logon_keys,
    ),
    Command(
        name="end-logon-key",
        title=Text(nl="Sleutel beëindigen", en="End a key"),
        help=Text(nl="Beëindig een sleutel van links.", en="let a key of links end"),
        arguments=EndLogonKey,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Links met deze sleutel werken meteen niet meer, of vanaf het tijdstip dat u kiest.",
            en="Links with this key stop working at once, or at the time that you choose.",
        ),
        carry_out=end_logon_key,
    ),
)
