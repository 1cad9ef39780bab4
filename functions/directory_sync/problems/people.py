"""The catalogue of what can be the matter with one person of a directory."""

from koppel.domain.problems.problem import Level, catalogue, for_provider, problem
from koppel.domain.texts import Text

NAME_MISSING = problem(
    "person-without-name",
    Level.ERROR,
    nl="Deze persoon heeft in de directory geen achternaam; er is geen account gemaakt of gewijzigd.",
    en="This person has no last name in the directory; no account was made or changed.",
    remedy=Text(
        nl="Vul de naam in de directory in, of laat accounts die van niemand zijn buiten het bereik van de bron.",
        en="Fill in the name in the directory, or leave accounts that are no person's out of the scope of the source.",
    ),
)
EMAIL_MISSING = problem(
    "person-without-email",
    Level.WARNING,
    nl="Deze persoon heeft in de directory geen e-mailadres; dat van het account blijft zoals het was.",
    en="This person has no e-mail address in the directory; that of the account stays as it was.",
    remedy=for_provider(
        nl="Vul het e-mailadres in de directory in. Zonder e-mailadres kan een nieuwe medewerker niet inloggen.",
        en="Fill in the e-mail address in the directory. Without one a new professional cannot log on.",
    ),
)
EMAIL_UNUSABLE = problem(
    "person-email-unusable",
    Level.WARNING,
    nl="Het e-mailadres van deze persoon in de directory is geen geldig adres; dat van het account blijft zoals het "
    "was.",
    en="The e-mail address of this person in the directory is no valid one; that of the account stays as it was.",
    remedy=for_provider(nl="Verbeter het adres in de directory.", en="Correct the address in the directory."),
)
NAME_UNUSABLE = problem(
    "person-name-unusable",
    Level.WARNING,
    nl="De naam van deze persoon in de directory is te lang of heeft tekens die niet kunnen; die is niet overgenomen.",
    en="The name of this person in the directory is too long or has characters that cannot be; it was not taken over.",
    remedy=for_provider(nl="Verbeter de naam in de directory.", en="Correct the name in the directory."),
)
ID_UNUSABLE = problem(
    "person-id-unusable",
    Level.WARNING,
    nl="Het medewerkernummer van deze persoon in de directory is geen geldig nummer; het is niet overgenomen.",
    en="The professional id of this person in the directory is not a valid id; it was not taken over.",
    remedy=for_provider(nl="Verbeter het nummer in de directory.", en="Correct the id in the directory."),
)
ID_SHARED = problem(
    "person-id-shared",
    Level.ERROR,
    nl="Verschillende personen in de directory hebben hetzelfde medewerkernummer ({people}). Geen van hen krijgt er "
    "een account door.",
    en="Several people in the directory have the same professional id ({people}). None of them gets an account by it.",
    remedy=for_provider(
        nl="Geef elk van hen in de directory een eigen nummer. De melding sluit dan vanzelf.",
        en="Give each of them an id of their own in the directory. The entry then closes by itself.",
    ),
)
MANY_REFUSED = problem(
    "people-refused",
    Level.ERROR,
    nl="Een ronde van de bron {source} kon {count} personen niet verwerken; de lijst van de ronde noemt elk van hen.",
    en="A cycle of the source {source} could not process {count} people; the list of the cycle names each of them.",
    remedy=Text(
        nl="Bekijk de lijst (show-run) en verbeter de directory of de kenmerken in de instellingen.",
        en="Look at the list (show-run) and correct the directory or the attributes in the settings.",
    ),
)

PEOPLE_PROBLEMS = catalogue(
    NAME_MISSING, NAME_UNUSABLE, EMAIL_MISSING, EMAIL_UNUSABLE, ID_UNUSABLE, ID_SHARED, MANY_REFUSED
)
