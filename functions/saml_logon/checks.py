"""Checks: what is looked at in a response or in metadata, step by step, by name."""

from collections.abc import Iterator, Mapping

from koppel.domain.texts import Text
from koppel.entrance.tables import Row, code

RESPONSE: Mapping[str, Text] = {
    "form": Text(nl="Er is een antwoord, in base64.", en="There is a response, in base64."),
    "xml": Text(
        nl="Het is XML, zonder documenttype en commentaar.", en="It is XML, without a document type or comments."
    ),
    "structure": Text(
        nl="De onderdelen staan waar ze horen, elk één keer.", en="Its parts are where they belong, each of them once."
    ),
    "status": Text(
        nl="De identiteitsprovider meldt dat het inloggen is gelukt.",
        en="The identity provider says that the logon succeeded.",
    ),
    "issuer": Text(nl="Het komt van deze identiteitsprovider.", en="It comes from this identity provider."),
    "response signature": Text(
        nl="De handtekening van het antwoord klopt, waar er een is of moet zijn.",
        en="The signature of the response is right, where there is or must be one.",
    ),
    "encryption": Text(
        nl="De assertion is met onze sleutel te lezen, en versleuteld waar dat moet.",
        en="The assertion can be read with our key, and is encrypted where it must be.",
    ),
    "signature": Text(
        nl="De handtekening van de assertion klopt, met een certificaat van de koppeling.",
        en="The signature of the assertion is right, by a certificate of the connection.",
    ),
    "schema": Text(nl="Het voldoet aan het schema van SAML 2.0.", en="It keeps to the schema of SAML 2.0."),
    "content": Text(
        nl="De assertion heeft een NameID, tijden en attributen die te lezen zijn.",
        en="The assertion has a NameID, times and attributes that can be read.",
    ),
    "destination": Text(nl="Het is voor ons antwoordadres.", en="It is for our reply address."),
    "audience": Text(nl="Het is voor onze entity id.", en="It is for our entity id."),
    "time": Text(nl="Het geldt nu.", en="It is valid now."),
    "confirmation": Text(
        nl="De bearer-bevestiging is voor ons antwoordadres en geldt nu.",
        en="The bearer confirmation is for our reply address and valid now.",
    ),
    "person": Text(
        nl="Er is één actieve medewerker met deze waarde.", en="There is one active professional with this value."
    ),
    "request": Text(
        nl="Het antwoordt op een verzoek van ons dat nog openstaat, en is niet eerder gebruikt.",
        en="It answers a request of ours that is still open, and was not used before.",
    ),
    "pin": Text(
        nl="Bij vinden op e-mailadres: de NameID hoort bij dit account.",
        en="Where people are found by e-mail address: the NameID belongs to this account.",
    ),
}
"""In the order in which a response is judged."""
METADATA: Mapping[str, Text] = {
    "metadata xml": Text(nl="Het is XML, zonder documenttype.", en="It is XML, without document type."),
    "provider": Text(
        nl="Er staat één identiteitsprovider voor SAML 2.0 in.", en="One identity provider for SAML 2.0 is in it."
    ),
    "validity": Text(nl="De metadata zijn nog geldig.", en="The metadata are still valid."),
    "entity id": Text(nl="De identiteitsprovider heeft een entity id.", en="The identity provider has an entity id."),
    "certificates": Text(
        nl="Er zijn een tot zes certificaten die sterk genoeg zijn.",
        en="One to six certificates, all strong enough.",
    ),
    "addresses": Text(
        nl="Er is een inlogadres, en alle adressen zijn https.", en="There is a logon address, and all are https."
    ),
    "same provider": Text(
        nl="Het is de identiteitsprovider van deze koppeling.", en="It is the identity provider of this connection."
    ),
}
"""In the order in which metadata are read."""

_NAME, _CHECK = Text(nl="Naam", en="Name"), Text(nl="Wat wordt gecontroleerd", en="What is checked")


def rows() -> Iterator[Row]:
    """All checks as a table."""
    yield _NAME, _CHECK
    for name, text in {**RESPONSE, **METADATA}.items():
        yield code(name), text
