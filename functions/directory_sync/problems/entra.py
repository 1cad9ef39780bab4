"""Problems of reading Entra ID: the way there, what we may read, and what came."""

from koppel.domain.problems.problem import Level, for_nobody, for_operator, for_provider, problem
from koppel.domain.texts import Text

UNREACHABLE = problem(
    "entra-unreachable",
    Level.ERROR,
    nl="De server {host} van Microsoft geeft geen antwoord.",
    en="Microsoft's server {host} does not answer.",
    remedy=for_operator(
        nl="Meestal gaat dit vanzelf over. Duurt het langer dan een uur, kijk dan of Microsoft een storing meldt en of "
        "de functie naar buiten mag.",
        en="Most often this passes by itself. When it lasts longer than an hour, see whether Microsoft reports an "
        "outage, and whether the function may reach the outside.",
    ),
)
UNTRUSTED = problem(
    "entra-untrusted",
    Level.ERROR,
    nl="De server die als {host} antwoordt, heeft geen geldig certificaat. Er is niets gelezen.",
    en="The server that answers as {host} has no valid certificate. Nothing was read.",
    remedy=for_operator(
        nl="Onderzoek wie hier antwoordt: het verkeer naar Microsoft wordt onderweg geopend of omgeleid.",
        en="Find out who answers here: somebody on the way opens or diverts the traffic to Microsoft.",
    ),
)
ELSEWHERE = problem(
    "entra-elsewhere",
    Level.ERROR,
    nl="Een antwoord van {host} verwees naar een ander adres. Dat is niet gevolgd en er is niets gelezen.",
    en="An answer of {host} led to another address. It was not followed, and nothing was read.",
    remedy=for_operator(
        nl="Controleer of de juiste cloud is gekozen. Is dat zo, onderzoek dan wie hier antwoordt.",
        en="Check whether the right cloud is chosen. When it is, find out who answers here.",
    ),
)
BROKEN = problem(
    "entra-answer-broken",
    Level.ERROR,
    nl="Een antwoord van {host} kwam niet heel aan of was geen geldig antwoord. De lezing is afgebroken en er is niets "
    "gewijzigd.",
    en="An answer of {host} did not arrive whole or was not a valid one. The reading was broken off and nothing was "
    "changed.",
    remedy=for_nobody(
        nl="Niets: de volgende lezing begint opnieuw. Blijft dit komen, vraag dan de beheerder van het platform.",
        en="Nothing: the next reading begins anew. When this keeps coming, ask the platform's operator.",
    ),
)
BUSY = problem(
    "entra-busy",
    Level.WARNING,
    nl="{host} heeft het te druk of is in onderhoud en vroeg ons later terug te komen.",
    en="{host} is too busy or under maintenance and asked us to come back later.",
    remedy=for_nobody(
        nl="Niets: de volgende lezing gaat verder. Gebeurt dit elke dag, lees dan minder vaak.",
        en="Nothing: the next reading goes on. When it happens every day, read less often.",
    ),
)
TOKEN_REFUSED = problem(
    "entra-token-refused",
    Level.ERROR,
    nl="De aanmelding lukte, maar {host} neemt het token niet aan.",
    en="The sign-in succeeded, but {host} does not accept the token.",
    remedy=Text(
        nl="Controleer of de gekozen cloud die van uw tenant is.",
        en="Check whether the cloud that is chosen is the one of your tenant.",
    ),
)
PERMISSION_MISSING = problem(
    "entra-permission-missing",
    Level.ERROR,
    nl="De toepassing mag dit niet lezen: het recht {permission} ontbreekt, of een beheerder heeft er geen toestemming "
    "voor gegeven.",
    en="The application may not read this: the permission {permission} is missing, or no administrator has consented "
    "to it.",
    remedy=for_provider(
        nl="Geef de app-registratie de toepassingsmachtigingen User.Read.All en GroupMember.Read.All van Microsoft "
        "Graph, en verleen beheerderstoestemming. Meer is niet nodig.",
        en="Give the app registration the application permissions User.Read.All and GroupMember.Read.All of Microsoft "
        "Graph, and grant admin consent. No more is needed.",
    ),
)
REFUSED = problem(
    "entra-refused",
    Level.ERROR,
    nl="Microsoft Graph weigert een vraag van ons ({status} {code}). De lezing is afgebroken en er is niets gewijzigd.",
    en="Microsoft Graph refuses a request of ours ({status} {code}). The reading was broken off and nothing was "
    "changed.",
    remedy=for_provider(
        nl="Kijk of een licentie van de tenant is verlopen of een dienst is geblokkeerd. Vraag anders de beheerder van "
        "het platform.",
        en="See whether a licence of the tenant has expired or a service is blocked. Otherwise ask the platform's "
        "operator.",
    ),
)
ATTRIBUTE_REFUSED = problem(
    "entra-attribute-refused",
    Level.ERROR,
    nl="Microsoft Graph kent een van deze kenmerken niet, of geeft het niet: {attributes}.",
    en="Microsoft Graph does not know one of these attributes, or does not give it: {attributes}.",
    remedy=Text(
        nl="Verbeter de namen in de kenmerken van de bron. Graph schrijft ze zoals employeeId, givenName, surname, "
        "mail of extensionAttribute1, met deze hoofdletters.",
        en="Correct the names in the attribute map of the source. Graph writes them as employeeId, givenName, "
        "surname, mail or extensionAttribute1, with these capitals.",
    ),
)
GROUP_MISSING = problem(
    "entra-group-missing",
    Level.ERROR,
    nl="De groep {group} is niet (meer) te vinden in Entra ID. De lezing is afgebroken; niemand verliest hierdoor "
    "toegang.",
    en="The group {group} cannot be found in Entra ID (any more). The reading was broken off; nobody loses access by "
    "this.",
    remedy=Text(
        nl="Is de groep verwijderd, herstel haar of haal haar uit de instellingen. Bestaat zij wel, kijk dan of een "
        "licentie is verlopen.",
        en="When the group was deleted, restore it or take it out of the settings. When it exists, see whether a "
        "licence has expired.",
    ),
)
NOBODY = problem(
    "entra-nobody",
    Level.ERROR,
    nl="Entra ID noemt niemand die binnen het bereik van deze bron valt. Dat geldt als een fout, niet als vertrek van "
    "iedereen.",
    en="Entra ID names nobody in the scope of this source. This counts as a fault, not as everybody having left.",
    remedy=Text(
        nl="Controleer de groepen van de bron en of zij leden hebben die wij mogen zien: voor groepen met verborgen "
        "leden is het recht Member.Read.Hidden nodig.",
        en="Check the groups of the source, and whether they have members that we may see: groups with hidden members "
        "need the permission Member.Read.Hidden.",
    ),
)
PART = problem(
    "entra-part",
    Level.ERROR,
    nl="Entra ID noemt {missing} leden van de groepen niet in de lijst van personen. De lezing is niet volledig en is "
    "afgebroken.",
    en="Entra ID leaves {missing} members of the groups out of the list of people. The reading is not complete and was "
    "broken off.",
    remedy=for_nobody(
        nl="Niets: de volgende lezing begint opnieuw. Blijft dit komen, vraag dan de beheerder van het platform.",
        en="Nothing: the next reading begins anew. When this keeps coming, ask the platform's operator.",
    ),
)

ENTRA_PROBLEMS = (
    UNREACHABLE,
    UNTRUSTED,
    ELSEWHERE,
    BROKEN,
    BUSY,
    TOKEN_REFUSED,
    PERMISSION_MISSING,
    REFUSED,
    ATTRIBUTE_REFUSED,
    GROUP_MISSING,
    NOBODY,
    PART,
)
