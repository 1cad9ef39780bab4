"""Documents: the pages of documentation that there are, whichever function serves them. `/docs` lists them."""

from dataclasses import dataclass

from koppel.domain.texts import Text


@dataclass(frozen=True, slots=True)
class Document:
    """A page of documentation.

    path     segments of its path
    summary  a sentence: what it explains, and to whom
    """

    path: tuple[str, ...]
    title: Text
    summary: Text

    @property
    def address(self) -> str:
        """Its path, as a link has it."""
        return f"/{'/'.join(self.path)}"


ALL = Document(
    ("docs",),
    Text(nl="Documentatie", en="Documentation"),
    Text(
        nl="Voor wie een systeem met het platform koppelt: alle technische documentatie.",
        en="For whoever connects a system to the platform: all technical documentation.",
    ),
)
REST_API = Document(
    ("docs", "api"),
    Text(nl="REST API", en="REST API"),
    Text(
        nl="Voor bouwers van systemen die accounts lezen en wijzigen: eerste stappen, fouten, grenzen en elk adres.",
        en="For builders of systems that read and change accounts: first steps, errors, limits and every endpoint.",
    ),
)
HL7 = Document(
    ("docs", "hl7"),
    Text(nl="HL7-berichten", en="HL7 messages"),
    Text(
        nl="Voor beheerders van een EPD: hoe u HL7 v2 stuurt en wat elke gebeurtenis doet, met een proefbank.",
        en="For administrators of an EHR: how to send HL7 v2 and what each event does, with a message bench.",
    ),
)
DELEGATED_LOGON = Document(
    ("docs", "delegated-logon"),
    Text(nl="Delegated logon", en="Delegated logon"),
    Text(
        nl="Voor bouwers van systemen die hun gebruikers met een ondertekende link laten inloggen, met voorbeelden.",
        en="For builders of systems that log their users on with a signed link, with samples.",
    ),
)
SAML = Document(
    ("docs", "saml"),
    Text(nl="SAML single sign-on", en="SAML single sign-on"),
    Text(
        nl="Voor beheerders van een identiteitsprovider: wat u instelt, en waarom een login wordt geweigerd.",
        en="For administrators of an identity provider: what to set up, and why a logon is refused.",
    ),
)
ACTIVE_DIRECTORY = Document(
    ("docs", "active-directory"),
    Text(nl="Active Directory en Entra ID", en="Active Directory and Entra ID"),
    Text(
        nl="Voor beheerders van een directory: wat u inricht, met de minste rechten, zodat accounts haar volgen.",
        en="For administrators of a directory: what to set up, with the least permissions, for accounts to follow it.",
    ),
)
BULK_IMPORT = Document(
    ("docs", "import"),
    Text(nl="Importbestanden", en="Import files"),
    Text(
        nl="Voor wie gegevens aanlevert: welke kolommen, hoe u het bestand veilig verstuurt, en wat er dan gebeurt.",
        en="For whoever supplies data: which columns, how to send the file securely, and what happens then.",
    ),
)
SCIM = Document(
    ("docs", "scim"),
    Text(nl="SCIM: medewerkers doorgeven", en="SCIM: provisioning of employees"),
    Text(
        nl="Voor beheerders van een identiteitsprovider: hoe Entra ID of Okta medewerkers en groepen doorgeeft.",
        en="For administrators of an identity provider: how Entra ID or Okta pushes employees and groups.",
    ),
)
DOCUMENTS = (REST_API, HL7, ACTIVE_DIRECTORY, SCIM, BULK_IMPORT, DELEGATED_LOGON, SAML)
"""Those that `/docs` lists, in its order."""
