"""Words of the documentation: texts for answers, conditions and limits, and the heads of tables."""

from collections.abc import Mapping

from functions.hl7_intake.v2.acknowledgement import Letter
from koppel.domain.texts import Text

ANSWERS: Mapping[Letter, Text] = {
    "A": Text(
        nl="Aangenomen: bewaard en in de rij, of bekend en zonder gevolg.",
        en="Accepted: stored and queued, or known and without effect.",
    ),
    "E": Text(
        nl="De inhoud kan niet worden gebruikt, zoals een bericht zonder cliëntnummer. Bewaard voor de beheerder.",
        en="The content cannot be used, such as a message without a client id. Kept for the administrator.",
    ),
    "R": Text(
        nl="Het bericht kan niet worden gelezen, of dit soort bericht wordt niet aangenomen.",
        en="The message cannot be read, or this type of message is not accepted.",
    ),
}
MEANINGS: Mapping[str, Text] = {
    "100": Text(nl="Geen HL7-bericht, of meer dan een.", en="No HL7 message, or more than one."),
    "101": Text(
        nl="Er ontbreekt iets: berichtnummer, cliëntnummer, achternaam, MRG of MFE.",
        en="Something is missing: control id, client id, last name, MRG or MFE.",
    ),
    "102": Text(
        nl="Ongeldige scheidingstekens, een ongeldig teken of een ongeldige achternaam.",
        en="Invalid delimiters, an invalid character or an invalid last name.",
    ),
    "103": Text(
        nl="Een tekenset of een code in MFE-1 die niet bestaat of niet wordt gelezen.",
        en="A character set or a code in MFE-1 that does not exist or is not read.",
    ),
    "200": Text(nl="Dit soort bericht wordt niet aangenomen.", en="This type of message is not accepted."),
    "201": Text(nl="Deze gebeurtenis bestaat niet.", en="This event does not exist."),
    "203": Text(nl="MSH-12 noemt geen versie van HL7 v2.", en="MSH-12 does not name a version of HL7 v2."),
    "204": Text(
        nl="Het is niet duidelijk welke cliënt: meer dan één nummer, of tweemaal hetzelfde bij een samenvoeging.",
        en="The client is not clear: several ids, or the same id twice in a merge.",
    ),
    "205": Text(
        nl="Het cliëntnummer is van iemand anders, of een ander bericht heeft dit nummer en tijdstip.",
        en="The client id belongs to another person, or another message has this control id and time.",
    ),
    "207": Text(
        nl="Te groot, te veel behandelaars, of een verzender waarvoor geen aanvoer is ingesteld.",
        en="Too large, too many professionals, or a sender for which no feed is set up.",
    ),
}
LIMITS: Mapping[str, Text] = {
    "size": Text(nl="Bytes van een bericht", en="Bytes of a message"),
    "header_size": Text(nl="Bytes van MSH", en="Bytes of MSH"),
    "segments": Text(nl="Segmenten", en="Segments"),
    "fields": Text(nl="Velden", en="Fields"),
    "repetitions": Text(nl="Herhalingstekens", en="Repetition signs"),
    "components": Text(nl="Component- en subcomponenttekens", en="Component and subcomponent signs"),
}
"""Names of the fields of `Limits`."""

NO_YES = (Text(nl="nee", en="no"), Text(nl="ja", en="yes"))
ALL = Text(nl="alle", en="all")

EVENT = Text(nl="Gebeurtenis", en="Event")
EFFECT = Text(nl="Gevolg", en="Effect")
RECORD = Text(nl="MFE-1", en="MFE-1")
FIELD = Text(nl="Veld", en="Field")
PLACE = Text(nl="Plaats", en="Place")
CHARSET = Text(nl="MSH-18", en="MSH-18")
SPELLINGS = Text(nl="Ook geschreven als", en="Also written")
LIMIT = Text(nl="Wat", en="What")
MOST = Text(nl="Ten hoogste", en="At most")
CODE = Text(nl="Code", en="Code")
NAME = Text(nl="Naam", en="Name")
MEANING = Text(nl="Betekenis", en="Meaning")
WORDS = Text(nl="Woorden in ERR-8", en="Words in ERR-8")
SETTING = Text(nl="Instelling", en="Setting")
DEFAULT = Text(nl="Standaard", en="Default")
MODES = Text(nl="Oorspronkelijk, uitgebreid", en="Original, enhanced")
