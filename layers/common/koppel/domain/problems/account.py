"""The catalogue of what can go wrong with an account, whichever integration sends it."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_sender, problem
from koppel.domain.texts import Text

VALUE_INVALID = problem(
    "value-invalid",
    Level.WARNING,
    nl="Het veld {field} heeft een ongeldige waarde: {reason}. De rest is verwerkt, dit veld niet.",
    en="The field {field} has an invalid value: {reason}. The rest was processed, this field was not.",
    remedy=for_sender(
        nl="Verbeter het gegeven in het bronsysteem; de volgende wijziging daar wordt weer verwerkt.",
        en="Correct it in the source system; its next update is processed again.",
    ),
)
VALUE_TAKEN = problem(
    "value-taken",
    Level.ERROR,
    nl="De waarde van {field} hoort al bij een ander account. Dit account is zonder {field} bewaard.",
    en="The value of {field} belongs to another account already. This account was kept without {field}.",
    remedy=Text(
        nl="Zoek uit van wie de waarde is. Geeft het andere account haar vrij, dan krijgt dit account haar vanzelf.",
        en="Find out whose value it is. When the other account releases it, this account gets it by itself.",
    ),
)
DIRECTORY_ID_TAKEN = problem(
    "directory-id-taken",
    Level.ERROR,
    nl="De directory geeft dit account een nummer dat al bij een ander account hoort; het is niet overgenomen.",
    en="The directory gives this account an id that belongs to another account already; it was not taken over.",
    remedy=Text(
        nl="Zoek uit of dit een persoon met twee accounts is, en welk daarvan bij de directory hoort.",
        en="Find out whether this is one person with two accounts, and which of them is the directory's.",
    ),
)
OTHER_DIRECTORY_ID = problem(
    "other-directory-id",
    Level.ERROR,
    nl="Het account met dit medewerkernummer hoort in de directory al bij iemand anders. Er is niets gewijzigd.",
    en="The account with this professional id is somebody else's in the directory already. Nothing was changed.",
    remedy=Text(
        nl="Zoek uit van wie het account is. Is het van deze persoon, die in de directory opnieuw is aangemaakt, maak "
        "het account dan los van de directory (release-person). Verbeter anders het medewerkernummer in de directory.",
        en="Find out whose account it is. If it is this person's, who was made anew in the directory, release the "
        "account from the directory (release-person). Otherwise correct the professional id in the directory.",
    ),
)
ADOPTED = problem(
    "adopted",
    Level.NOTICE,
    nl="Accounts die er al waren horen nu bij iemand in de directory met hetzelfde medewerkernummer. Het aantal zegt "
    "hoeveel.",
    en="Accounts that were there before are somebody's in the directory now, who has the same professional id. The "
    "count says how many.",
    remedy=for_nobody(
        nl="Niets, als het dezelfde personen zijn. Maak de wijziging anders ongedaan.",
        en="Nothing, when they are the same people. Otherwise undo the change.",
    ),
)
LAST_MANAGER = problem(
    "last-manager",
    Level.ERROR,
    nl="Dit is de laatste applicatiebeheerder. Het account blijft actief en houdt de rol, wat de bron ook zegt.",
    en="This is the last application manager. The account stays active and keeps the role, whatever its source says.",
    remedy=Text(
        nl="Maak iemand anders applicatiebeheerder. De volgende ronde voert de wijziging dan alsnog uit.",
        en="Make somebody else an application manager. The next cycle then carries out the change.",
    ),
)
INCOMPLETE = problem(
    "incomplete",
    Level.NOTICE,
    nl="Accounts ({kind}) van {source} zijn bewaard zonder {field}. Het aantal zegt hoeveel er zo binnenkwamen.",
    en="Accounts ({kind}) of {source} were kept without {field}. The count says how many came that way.",
    remedy=for_sender(
        nl="Vul de gegevens zo nodig aan in het bronsysteem. Zonder e-mailadres kan iemand niet inloggen. De beheerder "
        "van het platform kan laten zien om wie het nu gaat (list-incomplete).",
        en="Complete them in the source system where needed. Without an e-mail address a person cannot log on. The "
        "platform's operator can show who they are now (list-incomplete).",
    ),
)
UNKNOWN_PROFESSIONAL = problem(
    "unknown-professional",
    Level.WARNING,
    nl="Geen medewerker heeft dit nummer; de behandelrelatie wacht op deze medewerker.",
    en="No professional has this id; the treatment relationship waits for the professional.",
    remedy=Text(
        nl="Maak de medewerker aan of vul het medewerkernummer in; de relatie ontstaat dan vanzelf.",
        en="Create the professional or fill in the professional id; the relationship then follows by itself.",
    ),
)
UNKNOWN_ACCOUNT = problem(
    "unknown-account",
    Level.NOTICE,
    nl="Er is geen account met dit nummer; het bericht is zonder gevolg gebleven.",
    en="There is no account with this id; the message had no effect.",
    remedy=for_nobody(
        nl="Niets, als dit iemand is die het platform niet gebruikt. Stuur anders eerst een opname of registratie.",
        en="Nothing, when this is somebody who does not use the platform. Otherwise send an admission or registration.",
    ),
)
STAYS_INACTIVE = problem(
    "stays-inactive",
    Level.NOTICE,
    nl="Het account is bijgewerkt maar blijft inactief, omdat het niet door deze koppeling is gedeactiveerd.",
    en="The account was updated but stays inactive, because it was not this integration that deactivated it.",
    remedy=Text(
        nl="Activeer het account zelf als deze persoon weer toegang mag hebben.",
        en="Activate the account by hand when this person may have access again.",
    ),
)
OTHER_PERSON = problem(
    "other-person",
    Level.ERROR,
    nl="Dit nummer hoort bij iemand met een ander BSN en een andere geboortedatum. Er is niets gewijzigd.",
    en="This id belongs to somebody with another BSN and another date of birth. Nothing was changed.",
    remedy=for_sender(
        nl="Controleer in het bronsysteem of het nummer is hergebruikt of verwisseld, en stuur het dan opnieuw.",
        en="Check in the source system whether the id was reused or mixed up, then send the message again.",
    ),
)
PROTECTED = problem(
    "protected",
    Level.WARNING,
    nl="Een wijziging met de hand is geweigerd; de instelling Handmatige wijzigingen laat die niet toe.",
    en="A change by hand was refused; the setting Manual updates does not allow it.",
    remedy=Text(
        nl="Wijzig het account in het systeem waar het vandaan komt, of pas de instelling aan.",
        en="Change the account in the system that it comes from, or change the setting.",
    ),
)
ID_TAKEN = problem(
    "id-taken",
    Level.ERROR,
    nl="Dit nummer is al van een account van de andere soort; er is geen account gemaakt.",
    en="This id belongs to an account of the other kind already; no account was made.",
    remedy=Text(
        nl="Geef een van beide een ander nummer, of laat toe dat een cliënt en een medewerker een nummer delen.",
        en="Give one of them another id, or allow a client and a professional to share one.",
    ),
)
LATE_EVENT = problem(
    "late-event",
    Level.NOTICE,
    nl="Een ouder bericht kwam na een nieuwer; wat het nieuwere al had bepaald is niet teruggedraaid.",
    en="An older message came after a newer one; what the newer one had settled was not undone.",
    remedy=for_nobody(
        nl="Niets. Komt dit vaak voor, laat dan de volgorde van verzenden in het bronsysteem nakijken.",
        en="Nothing. When it happens often, have the order of sending in the source system checked.",
    ),
)

ACCOUNT_PROBLEMS = catalogue(
    VALUE_INVALID,
    VALUE_TAKEN,
    DIRECTORY_ID_TAKEN,
    OTHER_DIRECTORY_ID,
    ADOPTED,
    LAST_MANAGER,
    INCOMPLETE,
    UNKNOWN_PROFESSIONAL,
    UNKNOWN_ACCOUNT,
    STAYS_INACTIVE,
    OTHER_PERSON,
    PROTECTED,
    ID_TAKEN,
    LATE_EVENT,
)
