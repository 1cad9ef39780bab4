"""Problems of form: what was sent is not the XML, or not the response, that it should be."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, UPLOAD_AGAIN, refusal
from koppel.domain.problems.problem import Level
from koppel.domain.texts import Text

_OWN_LINK = Text(
    nl="Controleer bij de identiteitsprovider het adres (ACS) en de binding: HTTP-POST met het veld SAMLResponse.",
    en="Check the address (ACS) and the binding at the identity provider: HTTP-POST with the field SAMLResponse.",
)
_STATUS = Text(
    nl="Zoek de reden in het logboek van de identiteitsprovider: vaak heeft de medewerker daar geen toegang.",
    en="Find the reason in the identity provider's log: often the professional has no access there.",
)
_SMALLER = Text(
    nl="Laat de identiteitsprovider minder attributen sturen, bijvoorbeeld geen lijst van alle groepen.",
    en="Have the identity provider send fewer attributes, for one no list of all groups.",
)

NOT_POST = refusal(
    "not-post",
    "Het antwoord van de identiteitsprovider kwam niet met POST.",
    "The identity provider's response did not come by POST.",
    _OWN_LINK,
    Level.WARNING,
)
NO_RESPONSE = refusal(
    "no-response",
    "Er kwam een formulier zonder, of met meer dan een, SAMLResponse.",
    "A form came without a SAMLResponse, or with more than one.",
    _OWN_LINK,
    Level.WARNING,
)
NOT_BASE64 = refusal(
    "not-base64",
    "Het veld SAMLResponse is geen base64.",
    "The field SAMLResponse is not base64.",
    _OWN_LINK,
    Level.WARNING,
)
TOO_LARGE = refusal(
    "too-large",
    "Het bericht is groter dan 256 KiB.",
    "The message is larger than 256 KiB.",
    _SMALLER,
)
INFLATES_TOO_FAR = refusal(
    "inflates-too-far",
    "Een gecomprimeerd bericht wordt uitgepakt groter dan 256 KiB.",
    "A compressed message becomes larger than 256 KiB when it is inflated.",
)
NOT_DEFLATED = refusal(
    "not-deflated",
    "Een bericht in een adres is niet gecomprimeerd zoals de HTTP-Redirect-binding voorschrijft.",
    "A message in an address is not compressed as the HTTP-Redirect binding prescribes.",
    ASK_PROVIDER,
    Level.WARNING,
)
NOT_UTF8 = refusal(
    "not-utf8",
    "Het bericht is niet in UTF-8 geschreven.",
    "The message is not written in UTF-8.",
    ASK_PROVIDER,
)
NOT_XML = refusal("not-xml", "Het bericht is geen geldige XML.", "The message is not well-formed XML.", ASK_PROVIDER)
SEVERAL_ROOTS = refusal(
    "several-roots",
    "Het bericht heeft meer dan een hoofdelement.",
    "The message has more than one root element.",
)
DOCTYPE = refusal(
    "doctype",
    "Het bericht bevat een documenttypedeclaratie (DOCTYPE).",
    "The message holds a document type declaration (DOCTYPE).",
)
ENTITY = refusal(
    "entity",
    "Het bericht verwijst naar een entiteit die XML zelf niet kent.",
    "The message refers to an entity that XML itself does not know.",
)
INSTRUCTION = refusal(
    "processing-instruction",
    "Het bericht bevat een verwerkingsinstructie (processing instruction).",
    "The message holds a processing instruction.",
)
COMMENT = refusal(
    "comment",
    "Het bericht bevat commentaar, waarmee namen ongemerkt kunnen worden afgekapt.",
    "The message holds a comment, by which names can be cut short unnoticed.",
)
CDATA = refusal("cdata", "Het bericht bevat een CDATA-sectie.", "The message holds a CDATA section.")
XINCLUDE = refusal(
    "xinclude",
    "Het bericht wil iets van elders invoegen (XInclude).",
    "The message wants to include something from elsewhere (XInclude).",
)
TOO_DEEP = refusal("too-deep", "De XML is te diep genest.", "The XML is nested too deeply.")
TOO_MANY_ATTRIBUTES = refusal(
    "too-many-xml-attributes", "Een XML-element heeft te veel attributen.", "An XML element has too many attributes."
)
TOO_MANY_NODES = refusal(
    "too-many-elements", "Het bericht heeft te veel XML-elementen.", "The message has too many XML elements.", _SMALLER
)
RELATIVE_NAMESPACE = refusal(
    "relative-namespace",
    "Het bericht gebruikt een relatieve namespace, waarvan de ondertekende vorm niet vaststaat.",
    "The message uses a relative namespace, whose signed form is not defined.",
)

NOT_A_RESPONSE = refusal(
    "not-a-response",
    "Het bericht is geen SAML-antwoord (samlp:Response).",
    "The message is not a SAML response (samlp:Response).",
    _OWN_LINK,
)
NOT_VERSION_2 = refusal("not-version-2", "Het bericht is geen SAML 2.0.", "The message is not SAML 2.0.", ASK_PROVIDER)
NO_ASSERTION = refusal(
    "no-assertion",
    "Het antwoord bevat geen verklaring (Assertion).",
    "The response holds no assertion.",
    ASK_PROVIDER,
)
SEVERAL_ASSERTIONS = refusal(
    "several-assertions",
    "Het antwoord bevat meer dan een verklaring (Assertion).",
    "The response holds more than one assertion.",
)
MISPLACED_ASSERTION = refusal(
    "assertion-elsewhere",
    "De verklaring (Assertion) staat niet rechtstreeks in het antwoord.",
    "The assertion does not stand directly in the response.",
)
REQUEST_INSIDE = refusal(
    "request-inside",
    "Het antwoord bevat een verzoek of een tweede antwoord.",
    "The response holds a request or a second response.",
)
LOOK_ALIKE = refusal(
    "look-alike",
    "Het bericht bevat een element of attribuut dat op dat van SAML lijkt maar in een andere namespace staat.",
    "The message holds an element or attribute that resembles one of SAML but stands in another namespace.",
)
NO_ID = refusal("no-id", "Het antwoord of de verklaring heeft geen ID.", "The response or the assertion has no ID.")
DUPLICATE_ID = refusal("duplicate-id", "Twee elementen hebben dezelfde ID.", "Two elements have the same ID.")
SCHEMA = refusal(
    "schema",
    "Het bericht volgt het schema van SAML 2.0 niet.",
    "The message does not follow the schema of SAML 2.0.",
    ASK_PROVIDER,
)
STATUS = refusal(
    "status",
    "De identiteitsprovider heeft de medewerker niet ingelogd: {status} {reason}",
    "The identity provider did not log the professional on: {status} {reason}",
    _STATUS,
    Level.WARNING,
)
WRONG_ISSUER = refusal(
    "wrong-issuer",
    "Het bericht noemt een andere afzender (Issuer) dan de identiteitsprovider van deze koppeling: {issuer}.",
    "The message names another issuer than the identity provider of this connection: {issuer}.",
    UPLOAD_AGAIN,
)

FORM_PROBLEMS = (
    NOT_POST,
    NO_RESPONSE,
    NOT_BASE64,
    TOO_LARGE,
    INFLATES_TOO_FAR,
    NOT_DEFLATED,
    NOT_UTF8,
    NOT_XML,
    SEVERAL_ROOTS,
    DOCTYPE,
    ENTITY,
    INSTRUCTION,
    COMMENT,
    CDATA,
    XINCLUDE,
    TOO_DEEP,
    TOO_MANY_ATTRIBUTES,
    TOO_MANY_NODES,
    RELATIVE_NAMESPACE,
    NOT_A_RESPONSE,
    NOT_VERSION_2,
    NO_ASSERTION,
    SEVERAL_ASSERTIONS,
    MISPLACED_ASSERTION,
    REQUEST_INSIDE,
    LOOK_ALIKE,
    NO_ID,
    DUPLICATE_ID,
    SCHEMA,
    STATUS,
    WRONG_ISSUER,
)
