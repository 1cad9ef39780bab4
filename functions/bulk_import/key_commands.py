"""What people can do with key pairs and with receivers. `key_operator` carries it out, in a function that has the
packages for OpenPGP."""

from typing import Annotated, Any

from pydantic import AfterValidator, Field

from functions.bulk_import.import_key import KEY_TYPE_LABELS, KeyType
from koppel.domain.texts import Text, WrongValue
from koppel.domain.tiles.tile import explained
from koppel.organisation.commands import Command, Line, NoArguments, OfOrganisation, Sensitivity, Time, Who, catalogue

FROM_FILE: dict[str, Any] = {"file": True}
"""Marks an argument that the command line can read from a file: `@FILE`."""
FUNCTION = "ImportOperator"
"""Logical id in template.yaml of the function that carries these commands out."""

KeyId = Annotated[str, Field(pattern="^[0-9a-f]{12}$")]


def _email(text: str) -> str:
    if text and (
        text.count("@") != 1 or any(each.isspace() or each in '<>"' or not each.isprintable() for each in text)
    ):
        raise WrongValue(nl="moet een e-mailadres zijn", en="must be an e-mail address")
    return text


Email = Annotated[str, Field(max_length=200), AfterValidator(_email)]
"""An e-mail address, "" for none."""

_EMAIL = explained(
    nl=("E-mailadres", "Waarheen verzenders het versleutelde bestand mailen; leeg als ze het anders aanleveren."),
    en=("E-mail address", "where senders mail the encrypted file; empty if they deliver it otherwise"),
    example="import@linde.example",
    default="",
)


class _NewKey(OfOrganisation):
    name: Line = explained(
        nl=("Naam", "Zoals verzenders de ontvanger zien."),
        en=("Name", "as senders see the receiver"),
        example="De Linde, import",
    )
    email: Email = _EMAIL
    replaces: KeyId | None = explained(
        nl=("Vervangt", "Id van de sleutel die hij vervangt; links naar die sleutel leiden voortaan naar deze."),
        en=("Replaces", "id of the key that it takes the place of; links to that key lead to this one from now on"),
        example="0123456789ab",
        default=None,
    )
    until: Time = explained(
        nl=(
            "Oude sleutel geldig tot",
            "UTC-tijd tot wanneer bestanden voor de vervangen sleutel nog worden aangenomen; leeg: meteen niet meer.",
        ),
        en=(
            "Old key valid until",
            "UTC time until which files for the replaced key are accepted; without it not at all",
        ),
        example="2027-01-31T18:00",
        default="",
    )


class CreateImportKey(_NewKey):
    """A new key pair."""

    type: KeyType = explained(
        nl=(
            "Soort",
            "Curve25519, of RSA 4096 voor verzenders met een oud programma; RSA maken duurt tot een halve minuut.",
        ),
        en=("Type", "curve25519, or rsa4096 for senders with an old program; making RSA takes up to half a minute"),
        choices=KEY_TYPE_LABELS,
        default=KeyType.CURVE25519,
    )
    expires: Time = explained(
        nl=("Vervalt", "UTC-tijd waarna verzenders er niet meer mee kunnen versleutelen; leeg: over drie jaar."),
        en=("Expires", "UTC time from which senders cannot encrypt with it any more; without it in three years"),
        example="2029-01-31",
        default="",
    )


class LoadImportKey(_NewKey):
    """A key pair that was made elsewhere."""

    private_key: str = explained(
        nl=(
            "Privésleutel",
            "Zonder wachtwoordzin, zoals `gpg --export-secret-keys --armor` hem geeft, of @BESTAND.",
        ),
        en=("Private key", "without a passphrase, as `gpg --export-secret-keys --armor` gives it, or @FILE"),
        is_secret=True,
        extra=FROM_FILE,
        max_length=100_000,
    )


class OfKey(OfOrganisation):
    """The key that the command is about."""

    key: KeyId = explained(
        nl=("Sleutel", "Id van de sleutel, zoals list-import-keys het toont."),
        en=("Key", "id of the key, as list-import-keys shows it"),
        example="0123456789ab",
    )


class EndImportKey(OfKey):
    """The end of a key."""

    until: Time = explained(
        nl=("Geldig tot", "UTC-tijd tot wanneer de sleutel nog geldt; leeg: hij eindigt meteen."),
        en=("Valid until", "UTC time until which it is valid; without it it ends at once"),
        example="2027-01-31T18:00",
        default="",
    )


class PublishReceiver(NoArguments):
    """A receiver for all organisations."""

    name: Line = explained(
        nl=("Naam", "Zoals verzenders de ontvanger zien."),
        en=("Name", "as senders see the receiver"),
        example="Functioneel beheer",
    )
    email: Email = _EMAIL
    public_key: str = explained(
        nl=("Openbare sleutel", "Zoals `gpg --export --armor` hem schrijft, of @BESTAND."),
        en=("Public key", "as `gpg --export --armor` writes it, or @FILE"),
        example="-----BEGIN PGP PUBLIC KEY BLOCK-----",
        is_long=True,
        extra=FROM_FILE,
        max_length=100_000,
    )


class OfReceiver(NoArguments):
    """The receiver that the command is about."""

    receiver: KeyId = explained(
        nl=("Ontvanger", "Id van de ontvanger, zoals list-receivers het toont."),
        en=("Receiver", "id of the receiver, as list-receivers shows it"),
        example="0123456789ab",
    )


KEY_COMMANDS = catalogue(
    Command(
        name="create-import-key",
        title=Text(nl="Sleutelpaar maken", en="Make a key pair"),
        help=Text(
            nl="Maak een sleutelpaar; verzenders versleutelen met de openbare helft, alleen de import kan het lezen.",
            en="make a key pair; senders encrypt with its public half, and only the import can read that",
        ),
        arguments=CreateImportKey,
        function=FUNCTION,
    ),
    Command(
        name="load-import-key",
        title=Text(nl="Sleutelpaar overnemen", en="Load a key pair"),
        help=Text(
            nl="Neem een sleutelpaar over dat elders is gemaakt, met de privésleutel.",
            en="take over a key pair that was made elsewhere, with its private key",
        ),
        arguments=LoadImportKey,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Wie deze privésleutel ook heeft, kan de bestanden van uw verzenders lezen.",
            en="Whoever else has this private key can read the files of your senders.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="list-import-keys",
        title=Text(nl="Sleutelparen", en="Key pairs"),
        help=Text(
            nl="Toon de sleutelparen, met vingerafdruk en geldigheid.",
            en="show the key pairs, with fingerprint and validity",
        ),
        arguments=OfOrganisation,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="export-import-key",
        title=Text(nl="Openbare sleutel", en="Public key"),
        help=Text(
            nl="Toon de openbare sleutel als tekst, voor verzenders die zelf versleutelen.",
            en="show the public key as text, for senders who encrypt by themselves",
        ),
        arguments=OfKey,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="end-import-key",
        title=Text(nl="Sleutelpaar beëindigen", en="End a key pair"),
        help=Text(nl="Beëindig een sleutelpaar.", en="let a key pair end"),
        arguments=EndImportKey,
        sensitivity=Sensitivity.FRESH_LOGON,
        confirm=Text(
            nl="Verzenders kunnen hem meteen niet meer kiezen. Bestanden voor deze sleutel worden geweigerd, meteen of "
            "vanaf het tijdstip dat u kiest.",
            en="Senders can no longer choose it. Files for this key are refused, at once or from the time that you "
            "choose.",
        ),
        function=FUNCTION,
    ),
    Command(
        name="publish-receiver",
        title=Text(nl="Ontvanger publiceren", en="Publish a receiver"),
        help=Text(
            nl="Bied de openbare sleutel van een ontvanger aan op de pagina die bestanden versleutelt, bij alle "
            "organisaties.",
            en="offer the public key of a receiver on the page that encrypts files, at every organisation",
        ),
        arguments=PublishReceiver,
        who=Who.OPERATOR,
        function=FUNCTION,
    ),
    Command(
        name="list-receivers",
        title=Text(nl="Ontvangers", en="Receivers"),
        help=Text(nl="Toon de gepubliceerde ontvangers.", en="show the published receivers"),
        arguments=NoArguments,
        who=Who.OPERATOR,
        sensitivity=Sensitivity.VIEW,
        function=FUNCTION,
    ),
    Command(
        name="withdraw-receiver",
        title=Text(nl="Ontvanger intrekken", en="Withdraw a receiver"),
        help=Text(
            nl="Haal een gepubliceerde ontvanger weg; verzenders kunnen hem meteen niet meer kiezen.",
            en="take a published receiver away; senders can no longer choose it",
        ),
        arguments=OfReceiver,
        who=Who.OPERATOR,
        function=FUNCTION,
    ),
)
