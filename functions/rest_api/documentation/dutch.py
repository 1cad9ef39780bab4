"""The Dutch of what the OpenAPI document says in English. A test compares both: none is missing, none left over."""

from collections.abc import Mapping

from functions.rest_api.wire.requests import MOST_BYTES

DUTCH: Mapping[str, str] = {
    # Operations
    "What answers here, and where to go": "Wat hier antwoordt, en waar u verder kunt",
    "This document": "Dit document",
    "Log on with a password, as older programs do: always refused": (
        "Inloggen met een wachtwoord, zoals oudere programma's doen: altijd geweigerd"
    ),
    "Make a client": "Een cliënt maken",
    "Clients": "Cliënten",
    "One client or friend": "Eén cliënt of naaste",
    "Change some fields of a client or friend": "Enkele velden van een cliënt of naaste wijzigen",
    "Activate or deactivate a client or friend": "Een cliënt of naaste activeren of deactiveren",
    "Make a friend of a client": "Een naaste van een cliënt maken",
    "The friends of a client": "De naasten van een cliënt",
    "Link a therapist to a client": "Een behandelaar aan een cliënt koppelen",
    "The treatment relationships of a client, with therapists and supervisors": (
        "De behandelrelaties van een cliënt, met behandelaars en regiebehandelaars"
    ),
    "One therapist of a client": "Eén behandelaar van een cliënt",
    "End the relationship with a therapist": "De relatie met een behandelaar beëindigen",
    "Link a supervisor to a client": "Een regiebehandelaar aan een cliënt koppelen",
    "One supervisor of a client": "Eén regiebehandelaar van een cliënt",
    "End the relationship with a supervisor": "De relatie met een regiebehandelaar beëindigen",
    "Make a professional": "Een medewerker maken",
    "Professionals": "Medewerkers",
    "One professional": "Eén medewerker",
    "Change some fields of a professional": "Enkele velden van een medewerker wijzigen",
    "Activate or deactivate a professional": "Een medewerker activeren of deactiveren",
    "The roles of a professional": "De rollen van een medewerker",
    "Replace the roles of a professional": "De rollen van een medewerker vervangen",
    "The client with this id of the outside system": "De cliënt met deze id van het andere systeem",
    "The professional with this id of the outside system": "De medewerker met deze id van het andere systeem",
    "No token needed.": "Geen token nodig.",
    "Scopes: accounts:read.": "Scopes: accounts:read.",
    "Scopes: accounts:read, accounts:write.": "Scopes: accounts:read, accounts:write.",
    # Statuses
    "Done; as it is now": "Gedaan; zoals het nu is",
    "Done": "Gedaan",
    "Made; Location says where": "Gemaakt; Location zegt waar",
    "The reader has this representation already (If-None-Match)": "De lezer heeft deze weergave al (If-None-Match)",
    "It cannot be read": "Het kan niet worden gelezen",
    "A token is needed, or the token is not valid": "Er is een token nodig, of het token is niet geldig",
    "The token does not allow this": "Het token staat dit niet toe",
    "It does not exist": "Het bestaat niet",
    "Another account has this already, or the account was merged": (
        "Een ander account heeft dit al, of het account is samengevoegd"
    ),
    "Its entity tag is not the one in If-Match": "De entity tag is niet die in If-Match",
    f"The body is larger than {MOST_BYTES // 1024} KiB": f"De body is groter dan {MOST_BYTES // 1024} KiB",
    "The body is not JSON by its Content-Type, or its Content-Encoding is not gzip": (
        "De body is volgens Content-Type geen JSON, of Content-Encoding is geen gzip"
    ),
    "Fields or parameters are not valid; `extra` names them": (
        "Velden of parameters zijn niet geldig; `extra` noemt ze"
    ),
    "Too many calls; Retry-After says how many seconds to wait": (
        "Te veel aanroepen; Retry-After zegt hoeveel seconden u wacht"
    ),
    "Others are changing the same data; try again after Retry-After": (
        "Anderen wijzigen dezelfde gegevens; probeer het na Retry-After opnieuw"
    ),
    # Parameters
    "key of the account, as in its `@url`": "sleutel van het account, zoals in de `@url`",
    "key of the professional": "sleutel van de medewerker",
    "id of the outside system": "id van het andere systeem",
    "entity tag of the representation that was read; refused (412) when it has changed since": (
        "entity tag van de weergave die is gelezen; geweigerd (412) als zij sindsdien is gewijzigd"
    ),
    "entity tag that the reader has; answered with 304 when it is still the same": (
        "entity tag die de lezer heeft; beantwoord met 304 als hij nog dezelfde is"
    ),
    "any text; a repeat with the same text and the same body has no second effect": (
        "een willekeurige tekst; een herhaling met dezelfde tekst en dezelfde body heeft geen tweede gevolg"
    ),
    "most accounts on a page; without it all are in one answer": (
        "hoeveel accounts er ten hoogste op een pagina staan; zonder staan ze allemaal in één antwoord"
    ),
    "`@cursor` of the page before": "`@cursor` van de vorige pagina",
    "only the account with this id of the outside system": "alleen het account met deze id van het andere systeem",
    "only the account with this e-mail address": "alleen het account met dit e-mailadres",
    "only accounts that are active (`true`) or not (`false`)": (
        "alleen accounts die actief zijn (`true`) of niet (`false`)"
    ),
    "only accounts changed in the second of this time (RFC 3339) or after it: "
    "`2026-01-31T09:00:00.000+01:00`; without an offset it is UTC, and `2026-01-31` is the start of that day": (
        "alleen accounts die in de seconde van dit tijdstip (RFC 3339) of erna zijn gewijzigd: "
        "`2026-01-31T09:00:00.000+01:00`; zonder afwijking is het UTC, en `2026-01-31` is het begin van die "
        "dag"
    ),
    "only accounts that lack a required field (`true`) or lack none (`false`)": (
        "alleen accounts waarbij een verplicht veld ontbreekt (`true`) of geen (`false`)"
    ),
    # Shapes
    "an OpenAPI document": "een OpenAPI-document",
    "the status of the answer": "de status van het antwoord",
    "whether the platform is asked to mail the person; the hub itself sends no mail": (
        "of het platform wordt gevraagd de persoon te mailen; de hub stuurt zelf geen mail"
    ),
    "UTC, YYYY-MM-DDTHH:MM:SS": "UTC, JJJJ-MM-DDTUU:MM:SS",
    "who made or last changed it": "wie het maakte of het laatst wijzigde",
    "YYYY-MM-DD, null when empty": "JJJJ-MM-DD, null als hij leeg is",
    "YYYY-MM-DD, also without the zeros: 1980-3-5": "JJJJ-MM-DD, ook zonder de nullen: 1980-3-5",
    "id of the outside system, such as the number in the EHR; exists where the organisation has it on": (
        "id van het andere systeem, zoals het nummer in het EPD; bestaat waar de organisatie het aan heeft"
    ),
    "only for tokens with the scope bsn:read": "alleen voor tokens met de scope bsn:read",
    "only anonymous clients have one; `nick_name` is understood too": (
        "alleen anonieme cliënten hebben er een; `nick_name` wordt ook begrepen"
    ),
    "follows from the date of birth; only that of an anonymous client can be written": (
        "volgt uit de geboortedatum; alleen die van een anonieme cliënt kan worden geschreven"
    ),
    "where the next page begins; missing after the last": "waar de volgende pagina begint; ontbreekt na de laatste",
    "is not a valid e-mail address; stored in lower case": "een geldig e-mailadres; in kleine letters bewaard",
    "Fields that are left out stay as they are; null and an empty text empty a field.": (
        "Velden die u weglaat blijven zoals ze zijn; null en een lege tekst maken een veld leeg."
    ),
}
