"""The problems of HL7 messages."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, for_sender, problem
from koppel.domain.texts import Text

UNREADABLE = problem(
    "unreadable-message",
    Level.ERROR,
    nl="Een bericht kon niet worden gelezen en is geweigerd (AR): {reason}",
    en="A message could not be read and was rejected (AR): {reason}",
    remedy=for_sender(
        nl="Laat de leverancier van het verzendende systeem het bericht verbeteren en opnieuw sturen.",
        en="Have the supplier of the sending system correct the message and send it again.",
    ),
)
BODY_TOO_LARGE = problem(
    "body-too-large",
    Level.ERROR,
    nl="{user} stuurde een bericht van meer dan 1 MiB; het is niet gelezen (413) en niet bewaard.",
    en="{user} sent a message of more than 1 MiB; it was not read (413) and not kept.",
    remedy=for_sender(
        nl="Laat de leverancier berichten van ten hoogste 256 KiB sturen.",
        en="Have the supplier send messages of 256 KiB at most.",
    ),
)
BODY_OF_OTHER_TYPE = problem(
    "body-of-other-type",
    Level.ERROR,
    nl="{user} stuurde een bericht met een Content-Type of codering die hier niet wordt gelezen (415); niet bewaard.",
    en="{user} sent a message with a Content-Type or coding that is not read here (415); it was not kept.",
    remedy=for_sender(
        nl="Laat de leverancier application/hl7-v2 als Content-Type sturen, ongecomprimeerd of met gzip.",
        en="Have the supplier send application/hl7-v2 as Content-Type, uncompressed or with gzip.",
    ),
)
UNKNOWN_SENDER = problem(
    "unknown-sender",
    Level.ERROR,
    nl="Een bericht kwam van een verzender (MSH-3, MSH-4) waarvoor geen aanvoer is ingesteld; geweigerd (AR).",
    en="A message came from a sender (MSH-3, MSH-4) for which no feed is set up; rejected (AR).",
    remedy=Text(
        nl="Voeg in de tegel HL7 een aanvoer toe voor deze API-gebruiker, applicatie en instelling.",
        en="Add a feed for this API user, application and facility in the HL7 tile.",
    ),
)
UNSUPPORTED_TYPE = problem(
    "unsupported-type",
    Level.NOTICE,
    nl="Berichten van het type {type} worden niet ondersteund en zijn geweigerd (AR).",
    en="Messages of type {type} are not supported and were rejected (AR).",
    remedy=Text(
        nl="Laat het verzendende systeem ze weglaten, of laat de aanvoer andere berichttypen negeren.",
        en="Have the sending system leave them out, or let the feed ignore other message types.",
    ),
)
NO_EFFECT = problem(
    "no-effect",
    Level.NOTICE,
    nl="Berichten {type} zijn aangenomen maar hebben hier geen gevolg.",
    en="Messages {type} were accepted but have no effect here.",
    remedy=for_nobody(
        nl="U hoeft niets te doen. Verwacht u wel een gevolg, kijk dan in de tegel welke gebeurtenissen aan staan.",
        en="You need to do nothing. If you expect an effect, see in the tile which events are switched on.",
    ),
)
TEST_MESSAGE = problem(
    "test-message",
    Level.NOTICE,
    nl="Een testbericht (MSH-11 T of D) is aangenomen maar niet verwerkt, omdat dit een productieomgeving is.",
    en="A test message (MSH-11 T or D) was accepted but not applied, because this is a production platform.",
    remedy=for_sender(
        nl="Laat het verzendende systeem echte berichten met P sturen, en testberichten naar een trainingsomgeving.",
        en="Have the sending system mark real messages P, and send test messages to a training platform.",
    ),
)
NO_CLIENT_ID = problem(
    "no-client-id",
    Level.ERROR,
    nl="Een bericht bevat geen bruikbaar cliëntnummer in PID-3 en is niet verwerkt (AE).",
    en="A message holds no usable client id in PID-3 and was not applied (AE).",
    remedy=Text(
        nl="Laat het cliëntnummer met type PI sturen, of stel in de aanvoer in welk type of welke uitgever het heeft.",
        en="Have the client id sent with type PI, or set in the feed which type or authority it has.",
    ),
)
AMBIGUOUS_CLIENT_ID = problem(
    "ambiguous-client-id",
    Level.ERROR,
    nl="PID-3 bevat meer dan één nummer dat het cliëntnummer kan zijn; het bericht is niet verwerkt (AE).",
    en="PID-3 holds more than one number that may be the client id; the message was not applied (AE).",
    remedy=Text(
        nl="Stel in de aanvoer in welk type of welke uitgever het cliëntnummer heeft.",
        en="Set in the feed which type or authority the client id has.",
    ),
)
NO_LAST_NAME = problem(
    "no-last-name",
    Level.ERROR,
    nl="Een bericht bevat geen achternaam in PID-5 en is niet verwerkt (AE).",
    en="A message holds no last name in PID-5 and was not applied (AE).",
    remedy=for_sender(
        nl="Vul de naam in het bronsysteem in en laat het bericht opnieuw sturen.",
        en="Fill in the name in the source system and have the message sent again.",
    ),
)
UNUSABLE_LAST_NAME = problem(
    "unusable-last-name",
    Level.ERROR,
    nl="De achternaam in PID-5 kan niet worden bewaard en het bericht is niet verwerkt (AE): {reason}.",
    en="The last name in PID-5 cannot be stored and the message was not applied (AE): {reason}.",
    remedy=for_sender(
        nl="Verbeter de naam in het bronsysteem en laat het bericht opnieuw sturen.",
        en="Correct the name in the source system and have the message sent again.",
    ),
)
UNUSABLE_PROFESSIONAL_ID = problem(
    "unusable-professional-id",
    Level.WARNING,
    nl=(
        "Berichten noemen een behandelaar met een nummer dat te lang is of onzichtbare tekens bevat. Deze "
        "behandelaar is overgeslagen; de rest is verwerkt."
    ),
    en=(
        "Messages name a professional by an id that is too long or holds invisible characters. This professional "
        "was left out; the rest was applied."
    ),
    remedy=for_sender(
        nl="Verbeter het nummer in het bronsysteem en laat de berichten opnieuw sturen.",
        en="Correct the id in the source system and have the messages sent again.",
    ),
)
SAME_IDENTITY = problem(
    "same-identity",
    Level.ERROR,
    nl="Een ander bericht met hetzelfde berichtnummer (MSH-10) en tijdstip (MSH-7) is geweigerd (AR).",
    en="Another message with the same control id (MSH-10) and time (MSH-7) was rejected (AR).",
    remedy=for_sender(
        nl="Laat de leverancier ervoor zorgen dat elk bericht een eigen nummer heeft, en stuur het opnieuw.",
        en="Have the supplier give every message a control id of its own, then send it again.",
    ),
)
CONTROL_IDS_REUSED = problem(
    "control-ids-reused",
    Level.NOTICE,
    nl="Het verzendende systeem gebruikt berichtnummers (MSH-10) meer dan eens.",
    en="The sending system uses control ids (MSH-10) more than once.",
    remedy=for_sender(
        nl="De berichten zijn verwerkt, want hun tijdstip verschilt. Vraag de leverancier om unieke nummers.",
        en="The messages were applied, as their times differ. Ask the supplier for unique ids.",
    ),
)
TIME_IN_FUTURE = problem(
    "time-in-future",
    Level.NOTICE,
    nl="Berichten dragen een tijdstip in de toekomst; het moment van ontvangst is gebruikt.",
    en="Messages carry a time in the future; the time of receipt was used.",
    remedy=for_sender(
        nl="Laat de klok en de tijdzone van het verzendende systeem nakijken, en de tijdzone van de aanvoer.",
        en="Have the clock and the time zone of the sending system checked, and the time zone of the feed.",
    ),
)
TIME_OUT_OF_BOUNDS = problem(
    "time-out-of-bounds",
    Level.NOTICE,
    nl="Berichten dragen een tijdstip (EVN-2 of MSH-7) van vóór 1990; het moment van ontvangst is gebruikt.",
    en="Messages carry a time (EVN-2 or MSH-7) before 1990; the time of receipt was used.",
    remedy=for_sender(
        nl="Laat de leverancier van het verzendende systeem de tijdstippen van gebeurtenissen nakijken.",
        en="Have the supplier of the sending system check the times of events.",
    ),
)
ROLE_ACTION_UNKNOWN = problem(
    "role-action-unknown",
    Level.WARNING,
    nl=(
        "Een ROL-segment heeft een actiecode (ROL-2) die niet in tabel 0287 staat; de behandelrelatie is niet "
        "gewijzigd. De rest van het bericht is verwerkt."
    ),
    en=(
        "A ROL segment has an action code (ROL-2) that is not in table 0287; the treatment relationship was not "
        "changed. The rest of the message was processed."
    ),
    remedy=for_sender(
        nl="Laat de leverancier AD, UP, CO, LI of UC sturen voor een rol die er is, en DE of UN voor een die eindigt.",
        en="Have the supplier send AD, UP, CO, LI or UC for a role that exists, and DE or UN for one that ends.",
    ),
)
ROLE_BEGINS_LATER = problem(
    "role-begins-later",
    Level.NOTICE,
    nl="Een ROL-segment begint later (ROL-5); de behandelrelatie is nog niet gemaakt.",
    en="A ROL segment begins later (ROL-5); the treatment relationship was not made yet.",
    remedy=for_sender(
        nl="Laat het bronsysteem op de begindatum opnieuw een bericht over de cliënt sturen.",
        en="Have the source system send a message about the client again on the start date.",
    ),
)
ROLE_ENDS_LATER = problem(
    "role-ends-later",
    Level.NOTICE,
    nl="Een ROL-segment heeft een einde in de toekomst (ROL-6); op die datum eindigt de relatie niet vanzelf.",
    en="A ROL segment ends in the future (ROL-6); the relationship does not end by itself on that date.",
    remedy=for_sender(
        nl="Laat het bronsysteem bij het einde een bericht sturen, met DE in ROL-2 of met de einddatum in ROL-6.",
        en="Have the source system send a message at the end, with DE in ROL-2 or with the end date in ROL-6.",
    ),
)
MERGED_WITH_ITSELF = problem(
    "merge-with-itself",
    Level.ERROR,
    nl="Een bericht voegt een dossier samen met zichzelf (PID-3 en MRG-1 zijn gelijk); niet verwerkt (AE).",
    en="A message merges a record with itself (PID-3 and MRG-1 are the same); it was not applied (AE).",
    remedy=for_sender(
        nl="Laat de leverancier van het verzendende systeem het bericht verbeteren en opnieuw sturen.",
        en="Have the supplier of the sending system correct the message and send it again.",
    ),
)
BAD_STAFF_RECORD = problem(
    "bad-staff-record",
    Level.ERROR,
    nl="Een personeelsbericht is niet verwerkt (AE): {reason}",
    en="A staff message was not applied (AE): {reason}",
    remedy=for_sender(
        nl="Laat het bronsysteem van elke medewerker nummer en achternaam sturen, met een bekende code in MFE-1.",
        en="Have the source system send id and last name of every professional, with a known code in MFE-1.",
    ),
)
PROFESSIONALS_UNCLEAR = problem(
    "professionals-unclear",
    Level.NOTICE,
    nl=(
        "Berichten noemen medewerkers met nummers van een landelijk register (zoals AGB), van verschillende "
        "uitgevers of van een andere uitgever dan de aanvoer noemt. Die nummers zijn niet gebruikt om "
        "behandelaars te koppelen."
    ),
    en=(
        "Messages name professionals by numbers of a national register (such as AGB), of several authorities or of "
        "another authority than the feed names. Those numbers were not used to link therapists."
    ),
    remedy=Text(
        nl="Stel in de aanvoer de uitgever (XCN.9) of het type (XCN.13) in van het nummer dat uw medewerkers hier "
        "hebben.",
        en="Set in the feed the authority (XCN.9) or the type (XCN.13) of the id that your professionals have here.",
    ),
)
TOO_MANY_PROFESSIONALS = problem(
    "too-many-professionals",
    Level.ERROR,
    nl="Een bericht noemt meer dan {most} behandelaren van één cliënt en is niet verwerkt (AE).",
    en="A message names more than {most} professionals of one client and was not applied (AE).",
    remedy=Text(
        nl="Laat alleen de huidige behandelaren van de cliënt meesturen, of kies in de aanvoer een ander veld.",
        en="Have only those professionals sent who treat the client now, or choose another field in the feed.",
    ),
)
NOT_PROCESSED = problem(
    "not-processed",
    Level.ERROR,
    nl="Een aangenomen bericht kon na enkele pogingen niet worden verwerkt en is apart gezet.",
    en="An accepted message could not be processed after several tries and was put aside.",
    remedy=for_operator(
        nl="Het bericht is niet verloren. Geef de referentie door aan de beheerder van het platform.",
        en="The message is not lost. Pass the reference on to the platform's operator.",
    ),
)

PROBLEMS = catalogue(
    UNREADABLE,
    BODY_TOO_LARGE,
    BODY_OF_OTHER_TYPE,
    UNKNOWN_SENDER,
    UNSUPPORTED_TYPE,
    NO_EFFECT,
    TEST_MESSAGE,
    NO_CLIENT_ID,
    AMBIGUOUS_CLIENT_ID,
    NO_LAST_NAME,
    UNUSABLE_LAST_NAME,
    UNUSABLE_PROFESSIONAL_ID,
    SAME_IDENTITY,
    CONTROL_IDS_REUSED,
    TIME_IN_FUTURE,
    TIME_OUT_OF_BOUNDS,
    ROLE_ACTION_UNKNOWN,
    ROLE_BEGINS_LATER,
    ROLE_ENDS_LATER,
    MERGED_WITH_ITSELF,
    BAD_STAFF_RECORD,
    PROFESSIONALS_UNCLEAR,
    TOO_MANY_PROFESSIONALS,
    NOT_PROCESSED,
)
