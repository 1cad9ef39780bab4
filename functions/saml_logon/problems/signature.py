"""Problems of signatures and encryption."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, NOT_NORMAL, UPLOAD_AGAIN
from koppel.domain.problems.problem import Level, for_provider, problem

_ALGORITHM = for_provider(
    nl="Stel RSA of ECDSA met SHA-256 of beter in bij de provider. Kan dat niet, sta SHA-1 dan toe in de tegel.",
    en="Set RSA or ECDSA with SHA-256 or better at the provider. If that cannot be, allow SHA-1 in the tile.",
)
_ENCRYPTION = for_provider(
    nl="Stel AES-GCM met RSA-OAEP in bij de identiteitsprovider. Kan dat niet, sta CBC dan toe in de tegel.",
    en="Set AES-GCM with RSA-OAEP at the identity provider. If that cannot be, allow CBC in the tile.",
)
_OUR_METADATA = for_provider(
    nl="Laat de identiteitsprovider onze metadata opnieuw ophalen: daarin staat de sleutel waarmee versleuteld wordt.",
    en="Have the identity provider fetch our metadata again: they hold the key to encrypt with.",
)

NOT_SIGNED = problem(
    "not-signed",
    Level.ERROR,
    nl="Het {part} is niet ondertekend, en deze koppeling eist dat.",
    en="The {part} is not signed, and this connection demands that.",
    remedy=for_provider(
        nl="Laat de identiteitsprovider dit deel ondertekenen, of kies in de tegel welk deel ondertekend moet zijn.",
        en="Have the identity provider sign this part, or choose in the tile which part must be signed.",
    ),
)
SEVERAL_SIGNATURES = problem(
    "several-signatures",
    Level.ERROR,
    nl="Een deel van het antwoord draagt meer dan een handtekening.",
    en="A part of the response carries more than one signature.",
    remedy=NOT_NORMAL,
)
SIGNATURE_ELSEWHERE = problem(
    "signature-elsewhere",
    Level.ERROR,
    nl="Een handtekening staat op een plaats waar zij niets ondertekent.",
    en="A signature is in a place where it signs nothing.",
    remedy=NOT_NORMAL,
)
SIGNATURE_FORM = problem(
    "signature-form",
    Level.ERROR,
    nl="De handtekening heeft niet de delen die zij hoort te hebben, elk een keer.",
    en="The signature does not have the parts that it should have, each once.",
    remedy=NOT_NORMAL,
)
SEVERAL_SIGNED_INFOS = problem(
    "several-signed-infos",
    Level.ERROR,
    nl="De handtekening heeft meer dan een SignedInfo.",
    en="The signature has more than one SignedInfo.",
    remedy=NOT_NORMAL,
)
SEVERAL_REFERENCES = problem(
    "several-references",
    Level.ERROR,
    nl="De handtekening verwijst naar meer dan een deel.",
    en="The signature refers to more than one part.",
    remedy=NOT_NORMAL,
)
REFERENCE_ELSEWHERE = problem(
    "reference-elsewhere",
    Level.ERROR,
    nl="De handtekening verwijst niet naar het deel waarin zij staat.",
    en="The signature does not refer to the part that holds it.",
    remedy=NOT_NORMAL,
)
SEVERAL_DIGEST_VALUES = problem(
    "several-digest-values",
    Level.ERROR,
    nl="De handtekening heeft meer dan een DigestValue.",
    en="The signature has more than one DigestValue.",
    remedy=NOT_NORMAL,
)
NOT_PLAIN = problem(
    "digest-not-plain",
    Level.ERROR,
    nl="DigestValue of SignatureValue is geen gewone base64-tekst.",
    en="DigestValue or SignatureValue is no plain base64 text.",
    remedy=NOT_NORMAL,
)
ALGORITHM = problem(
    "algorithm",
    Level.ERROR,
    nl="De handtekening gebruikt een algoritme dat hier niet wordt aangenomen: {algorithm}.",
    en="The signature uses an algorithm that is not accepted here: {algorithm}.",
    remedy=_ALGORITHM,
)
CANONICALIZATION = problem(
    "canonicalization",
    Level.ERROR,
    nl="De handtekening gebruikt geen exclusieve canonicalisatie maar {algorithm}.",
    en="The signature does not use exclusive canonicalization but {algorithm}.",
    remedy=ASK_PROVIDER,
)
TRANSFORMS = problem(
    "transforms",
    Level.ERROR,
    nl="De handtekening gebruikt andere bewerkingen dan enveloped-signature en exclusieve canonicalisatie.",
    en="The signature uses other transforms than enveloped-signature and exclusive canonicalization.",
    remedy=NOT_NORMAL,
)
TOO_MANY_TRANSFORMS = problem(
    "too-many-transforms",
    Level.ERROR,
    nl="De handtekening noemt meer dan twee bewerkingen (Transforms).",
    en="The signature names more than two transforms.",
    remedy=NOT_NORMAL,
)
NO_CANONICAL_FORM = problem(
    "no-canonical-form",
    Level.ERROR,
    nl="De ondertekende vorm (canonicalisatie) is leeg of kon niet worden gemaakt.",
    en="The signed form (canonicalization) is empty or could not be made.",
    remedy=NOT_NORMAL,
)
DIGEST_DIFFERS = problem(
    "digest-differs",
    Level.ERROR,
    nl="Het ondertekende deel is na het ondertekenen veranderd.",
    en="The signed part was changed after it was signed.",
    remedy=NOT_NORMAL,
)
SIGNATURE_INVALID = problem(
    "signature-invalid",
    Level.ERROR,
    nl="De handtekening is met geen van de certificaten van deze koppeling gemaakt.",
    en="The signature was made with none of this connection's certificates.",
    remedy=UPLOAD_AGAIN,
)
NOT_ENCRYPTED = problem(
    "not-encrypted",
    Level.ERROR,
    nl="De verklaring is niet versleuteld, en deze koppeling eist dat.",
    en="The assertion is not encrypted, and this connection demands that.",
    remedy=_OUR_METADATA,
)
ENCRYPTION_FORM = problem(
    "encryption-form",
    Level.ERROR,
    nl="De versleutelde verklaring heeft niet de delen die zij hoort te hebben.",
    en="The encrypted assertion does not have the parts that it should have.",
    remedy=ASK_PROVIDER,
)
ENCRYPTION_ALGORITHM = problem(
    "encryption-algorithm",
    Level.ERROR,
    nl="De verklaring is versleuteld met een algoritme dat hier niet wordt aangenomen: {algorithm}.",
    en="The assertion is encrypted with an algorithm that is not accepted here: {algorithm}.",
    remedy=_ENCRYPTION,
)
NOT_DECRYPTED = problem(
    "not-decrypted",
    Level.ERROR,
    nl="De verklaring kon met geen van onze sleutels worden ontcijferd.",
    en="The assertion could not be decrypted with any of our keys.",
    remedy=_OUR_METADATA,
)

SIGNATURE_PROBLEMS = (
    NOT_SIGNED,
    SEVERAL_SIGNATURES,
    SIGNATURE_ELSEWHERE,
    SIGNATURE_FORM,
    SEVERAL_SIGNED_INFOS,
    SEVERAL_REFERENCES,
    REFERENCE_ELSEWHERE,
    SEVERAL_DIGEST_VALUES,
    NOT_PLAIN,
    ALGORITHM,
    CANONICALIZATION,
    TRANSFORMS,
    TOO_MANY_TRANSFORMS,
    NO_CANONICAL_FORM,
    DIGEST_DIFFERS,
    SIGNATURE_INVALID,
    NOT_ENCRYPTED,
    ENCRYPTION_FORM,
    ENCRYPTION_ALGORITHM,
    NOT_DECRYPTED,
)
