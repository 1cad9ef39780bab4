"""Problems of signatures and encryption."""

from functions.saml_logon.problems.refusal import ASK_PROVIDER, UPLOAD_AGAIN, refusal
from koppel.domain.texts import Text

_ALGORITHM = Text(
    nl="Stel RSA of ECDSA met SHA-256 of beter in bij de provider. Kan dat niet, sta SHA-1 dan toe in de tegel.",
    en="Set RSA or ECDSA with SHA-256 or better at the provider. If that cannot be, allow SHA-1 in the tile.",
)
_ENCRYPTION = Text(
    nl="Stel AES-GCM met RSA-OAEP in bij de identiteitsprovider. Kan dat niet, sta CBC dan toe in de tegel.",
    en="Set AES-GCM with RSA-OAEP at the identity provider. If that cannot be, allow CBC in the tile.",
)
_OUR_METADATA = Text(
    nl="Laat de identiteitsprovider onze metadata opnieuw ophalen: daarin staat de sleutel waarmee versleuteld wordt.",
    en="Have the identity provider fetch our metadata again: the key to encrypt with stands there.",
)

NOT_SIGNED = refusal(
    "not-signed",
    "Het {part} is niet ondertekend, en deze koppeling eist dat.",
    "The {part} is not signed, and this connection demands that.",
    Text(
        nl="Laat de identiteitsprovider dit deel ondertekenen, of kies in de tegel welk deel ondertekend moet zijn.",
        en="Have the identity provider sign this part, or choose in the tile which part must be signed.",
    ),
)
SEVERAL_SIGNATURES = refusal(
    "several-signatures",
    "Een deel van het antwoord draagt meer dan een handtekening.",
    "A part of the response carries more than one signature.",
)
SIGNATURE_ELSEWHERE = refusal(
    "signature-elsewhere",
    "Een handtekening staat op een plaats waar zij niets ondertekent.",
    "A signature stands in a place where it signs nothing.",
)
SIGNATURE_FORM = refusal(
    "signature-form",
    "De handtekening heeft niet de delen die zij hoort te hebben, elk een keer.",
    "The signature does not have the parts that it should have, each once.",
)
SEVERAL_SIGNED_INFOS = refusal(
    "several-signed-infos",
    "De handtekening heeft meer dan een SignedInfo.",
    "The signature has more than one SignedInfo.",
)
SEVERAL_REFERENCES = refusal(
    "several-references",
    "De handtekening verwijst naar meer dan een deel.",
    "The signature refers to more than one part.",
)
REFERENCE_ELSEWHERE = refusal(
    "reference-elsewhere",
    "De handtekening verwijst niet naar het deel waarin zij staat.",
    "The signature does not refer to the part that it stands in.",
)
SEVERAL_DIGEST_VALUES = refusal(
    "several-digest-values",
    "De handtekening heeft meer dan een DigestValue.",
    "The signature has more than one DigestValue.",
)
NOT_PLAIN = refusal(
    "digest-not-plain",
    "DigestValue of SignatureValue is geen gewone base64-tekst.",
    "DigestValue or SignatureValue is no plain base64 text.",
)
ALGORITHM = refusal(
    "algorithm",
    "De handtekening gebruikt een algoritme dat hier niet wordt aangenomen: {algorithm}.",
    "The signature uses an algorithm that is not accepted here: {algorithm}.",
    _ALGORITHM,
)
CANONICALIZATION = refusal(
    "canonicalization",
    "De handtekening gebruikt geen exclusieve canonicalisatie maar {algorithm}.",
    "The signature does not use exclusive canonicalization but {algorithm}.",
    ASK_PROVIDER,
)
TRANSFORMS = refusal(
    "transforms",
    "De handtekening gebruikt andere bewerkingen dan enveloped-signature en exclusieve canonicalisatie.",
    "The signature uses other transforms than enveloped-signature and exclusive canonicalization.",
)
TOO_MANY_TRANSFORMS = refusal(
    "too-many-transforms",
    "De handtekening noemt meer dan twee bewerkingen (Transforms).",
    "The signature names more than two transforms.",
)
NO_CANONICAL_FORM = refusal(
    "no-canonical-form",
    "De ondertekende vorm (canonicalisatie) is leeg of kon niet worden gemaakt.",
    "The signed form (canonicalization) is empty or could not be made.",
)
DIGEST_DIFFERS = refusal(
    "digest-differs",
    "Het ondertekende deel is na het ondertekenen veranderd.",
    "The signed part was changed after it was signed.",
)
SIGNATURE_INVALID = refusal(
    "signature-invalid",
    "De handtekening is met geen van de certificaten van deze koppeling gemaakt.",
    "The signature was made with none of this connection's certificates.",
    UPLOAD_AGAIN,
)
NOT_ENCRYPTED = refusal(
    "not-encrypted",
    "De verklaring is niet versleuteld, en deze koppeling eist dat.",
    "The assertion is not encrypted, and this connection demands that.",
    _OUR_METADATA,
)
ENCRYPTION_FORM = refusal(
    "encryption-form",
    "De versleutelde verklaring heeft niet de delen die zij hoort te hebben.",
    "The encrypted assertion does not have the parts that it should have.",
    ASK_PROVIDER,
)
ENCRYPTION_ALGORITHM = refusal(
    "encryption-algorithm",
    "De verklaring is versleuteld met een algoritme dat hier niet wordt aangenomen: {algorithm}.",
    "The assertion is encrypted with an algorithm that is not accepted here: {algorithm}.",
    _ENCRYPTION,
)
NOT_DECRYPTED = refusal(
    "not-decrypted",
    "De verklaring kon met geen van onze sleutels worden ontcijferd.",
    "The assertion could not be decrypted with any of our keys.",
    _OUR_METADATA,
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
