"""Problems of form: what was sent is not the XML, or not the response, that it should be."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, NOT_NORMAL, UPLOAD_AGAIN
from koppel.domain.problems.problem import Level, for_provider, problem

_OWN_LINK = for_provider(
    nl="Controleer bij de identiteitsprovider het adres (ACS) en de binding: HTTP-POST met het veld SAMLResponse.",
    en="Check the address (ACS) and the binding at the identity provider: HTTP-POST with the field SAMLResponse.",
)
_STATUS = for_provider(
    nl="Zoek de reden in het logboek van de identiteitsprovider: vaak heeft de medewerker daar geen toegang.",
    en="Find the reason in the identity provider's log: often the professional has no access there.",
)
_SMALLER = for_provider(
    nl="Laat de identiteitsprovider minder attributen sturen, bijvoorbeeld geen lijst van alle groepen.",
    en="Have the identity provider send fewer attributes, for one no list of all groups.",
)

NOT_POST = problem(
    "not-post",
    Level.WARNING,
    nl="Het antwoord van de identiteitsprovider kwam niet met POST.",
    en="The identity provider's response did not come by POST.",
    remedy=_OWN_LINK,
)
NO_RESPONSE = problem(
    "no-response",
    Level.WARNING,
    nl="Er kwam een formulier zonder, of met meer dan een, SAMLResponse.",
    en="A form came without a SAMLResponse, or with more than one.",
    remedy=_OWN_LINK,
)
NOT_BASE64 = problem(
    "not-base64",
    Level.WARNING,
    nl="Het veld SAMLResponse is geen base64.",
    en="The field SAMLResponse is not base64.",
    remedy=_OWN_LINK,
)
TOO_LARGE = problem(
    "too-large",
    Level.ERROR,
    nl="Het bericht is groter dan 256 KiB.",
    en="The message is larger than 256 KiB.",
    remedy=_SMALLER,
)
INFLATES_TOO_FAR = problem(
    "inflates-too-far",
    Level.ERROR,
    nl="Een gecomprimeerd bericht wordt uitgepakt groter dan 256 KiB.",
    en="A compressed message becomes larger than 256 KiB when it is inflated.",
    remedy=NOT_NORMAL,
)
NOT_DEFLATED = problem(
    "not-deflated",
    Level.WARNING,
    nl="Een bericht in een adres is niet gecomprimeerd zoals de HTTP-Redirect-binding voorschrijft.",
    en="A message in an address is not compressed as the HTTP-Redirect binding prescribes.",
    remedy=ASK_PROVIDER,
)
NOT_UTF8 = problem(
    "not-utf8",
    Level.ERROR,
    nl="Het bericht is niet in UTF-8 geschreven.",
    en="The message is not written in UTF-8.",
    remedy=ASK_PROVIDER,
)
NOT_XML = problem(
    "not-xml",
    Level.ERROR,
    nl="Het bericht is geen geldige XML.",
    en="The message is not well-formed XML.",
    remedy=ASK_PROVIDER,
)
SEVERAL_ROOTS = problem(
    "several-roots",
    Level.ERROR,
    nl="Het bericht heeft meer dan een hoofdelement.",
    en="The message has more than one root element.",
    remedy=NOT_NORMAL,
)
DOCTYPE = problem(
    "doctype",
    Level.ERROR,
    nl="Het bericht bevat een documenttypedeclaratie (DOCTYPE).",
    en="The message holds a document type declaration (DOCTYPE).",
    remedy=NOT_NORMAL,
)
ENTITY = problem(
    "entity",
    Level.ERROR,
    nl="Het bericht verwijst naar een entiteit die XML zelf niet kent.",
    en="The message refers to an entity that XML itself does not know.",
    remedy=NOT_NORMAL,
)
INSTRUCTION = problem(
    "processing-instruction",
    Level.ERROR,
    nl="Het bericht bevat een verwerkingsinstructie (processing instruction).",
    en="The message holds a processing instruction.",
    remedy=NOT_NORMAL,
)
COMMENT = problem(
    "comment",
    Level.ERROR,
    nl="Het bericht bevat commentaar, waarmee namen ongemerkt kunnen worden afgekapt.",
    en="The message holds a comment, by which names can be cut short unnoticed.",
    remedy=NOT_NORMAL,
)
CDATA = problem(
    "cdata",
    Level.ERROR,
    nl="Het bericht bevat een CDATA-sectie.",
    en="The message holds a CDATA section.",
    remedy=NOT_NORMAL,
)
XINCLUDE = problem(
    "xinclude",
    Level.ERROR,
    nl="Het bericht wil iets van elders invoegen (XInclude).",
    en="The message wants to include something from elsewhere (XInclude).",
    remedy=NOT_NORMAL,
)
TOO_DEEP = problem(
    "too-deep",
    Level.ERROR,
    nl="De XML is te diep genest.",
    en="The XML is nested too deeply.",
    remedy=NOT_NORMAL,
)
TOO_MANY_ATTRIBUTES = problem(
    "too-many-xml-attributes",
    Level.ERROR,
    nl="Een XML-element heeft te veel attributen.",
    en="An XML element has too many attributes.",
    remedy=NOT_NORMAL,
)
TOO_MANY_NODES = problem(
    "too-many-elements",
    Level.ERROR,
    nl="Het bericht heeft te veel XML-elementen.",
    en="The message has too many XML elements.",
    remedy=_SMALLER,
)
RELATIVE_NAMESPACE = problem(
    "relative-namespace",
    Level.ERROR,
    nl="Het bericht gebruikt een relatieve namespace, waarvan de ondertekende vorm niet vaststaat.",
    en="The message uses a relative namespace, whose signed form is not defined.",
    remedy=NOT_NORMAL,
)

NOT_A_RESPONSE = problem(
    "not-a-response",
    Level.ERROR,
    nl="Het bericht is geen SAML-antwoord (samlp:Response).",
    en="The message is not a SAML response (samlp:Response).",
    remedy=_OWN_LINK,
)
NOT_VERSION_2 = problem(
    "not-version-2",
    Level.ERROR,
    nl="Het bericht is geen SAML 2.0.",
    en="The message is not SAML 2.0.",
    remedy=ASK_PROVIDER,
)
NO_ASSERTION = problem(
    "no-assertion",
    Level.ERROR,
    nl="Het antwoord bevat geen verklaring (Assertion).",
    en="The response holds no assertion.",
    remedy=ASK_PROVIDER,
)
SEVERAL_ASSERTIONS = problem(
    "several-assertions",
    Level.ERROR,
    nl="Het antwoord bevat meer dan een verklaring (Assertion).",
    en="The response holds more than one assertion.",
    remedy=NOT_NORMAL,
)
MISPLACED_ASSERTION = problem(
    "assertion-elsewhere",
    Level.ERROR,
    nl="De verklaring (Assertion) staat niet rechtstreeks in het antwoord.",
    en="The assertion does not stand directly in the response.",
    remedy=NOT_NORMAL,
)
REQUEST_INSIDE = problem(
    "request-inside",
    Level.ERROR,
    nl="Het antwoord bevat een verzoek of een tweede antwoord.",
    en="The response holds a request or a second response.",
    remedy=NOT_NORMAL,
)
LOOK_ALIKE = problem(
    "look-alike",
    Level.ERROR,
    nl="Het bericht bevat een element of attribuut dat op dat van SAML lijkt maar in een andere namespace staat.",
    en="The message holds an element or attribute that resembles one of SAML but stands in another namespace.",
    remedy=NOT_NORMAL,
)
NO_ID = problem(
    "no-id",
    Level.ERROR,
    nl="Het antwoord of de verklaring heeft geen ID.",
    en="The response or the assertion has no ID.",
    remedy=NOT_NORMAL,
)
DUPLICATE_ID = problem(
    "duplicate-id",
    Level.ERROR,
    nl="Twee elementen hebben dezelfde ID.",
    en="Two elements have the same ID.",
    remedy=NOT_NORMAL,
)
SCHEMA = problem(
    "schema",
    Level.ERROR,
    nl="Het bericht volgt het schema van SAML 2.0 niet.",
    en="The message does not follow the schema of SAML 2.0.",
    remedy=ASK_PROVIDER,
)
STATUS = problem(
    "status",
    Level.WARNING,
    nl="De identiteitsprovider heeft de medewerker niet ingelogd: {status} {reason}",
    en="The identity provider did not log the professional on: {status} {reason}",
    remedy=_STATUS,
)
WRONG_ISSUER = problem(
    "wrong-issuer",
    Level.ERROR,
    nl="Het bericht noemt een andere afzender (Issuer) dan de identiteitsprovider van deze koppeling: {issuer}.",
    en="The message names another issuer than the identity provider of this connection: {issuer}.",
    remedy=UPLOAD_AGAIN,
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
