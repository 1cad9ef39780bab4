"""Steps of the test of a connection, in words."""

from collections.abc import Mapping

from functions.directory_sync.people import StepName
from koppel.domain.texts import Text

STEPS: Mapping[StepName, tuple[Text, Text, Text]] = {
    StepName.ADDRESS: (
        Text(nl="Adres", en="Address"),
        Text(
            nl="Zijn de aanmelding en Microsoft Graph bereikbaar?",
            en="Can the sign-in and Microsoft Graph be reached?",
        ),
        Text(
            nl="Is elke domeincontroller te vinden, en antwoordt hij op zijn poort?",
            en="Can each domain controller be found, and does it answer on its port?",
        ),
    ),
    StepName.TLS: (
        Text(nl="Versleuteling", en="Encryption"),
        Text(nl="Hebben beide een geldig certificaat?", en="Do both have a valid certificate?"),
        Text(
            nl="Heeft elke domeincontroller een geldig certificaat, op zijn naam en van de CA die u gaf?",
            en="Does each have a valid certificate, for its name and by the CA that you gave?",
        ),
    ),
    StepName.SIGN_IN: (
        Text(nl="Aanmelden", en="Sign-in"),
        Text(nl="Geeft Entra ID de toepassing een token?", en="Does Entra ID give the application a token?"),
        Text(
            nl="Klopt het wachtwoord, en mag het account aanmelden? Eén poging, bij de eerste domeincontroller.",
            en="Is the password right, and may the account sign in? One attempt, at the first domain controller.",
        ),
    ),
    StepName.PERMISSION: (
        Text(nl="Rechten", en="Permission"),
        Text(
            nl="Mogen de kenmerken, elke groep en de wijzigingen van groepen worden gelezen?",
            en="May the attributes, each group, and the changes of groups be read?",
        ),
        Text(
            nl="Bestaan de organisatie-eenheden en groepen, en ziet het account alles wat het moet zien? Ziet het geen "
            "verwijderde objecten, dan is dat een melding en geen fout.",
            en="Do the organisational units and groups exist, and does the account see all that it must? That it does "
            "not see deleted objects is a notice and no failure.",
        ),
    ),
    StepName.PEOPLE: (
        Text(nl="Personen", en="People"),
        Text(
            nl="De eerste vijf personen in bereik, zoals hun accounts zouden worden.",
            en="The first five people in scope, as their accounts would be.",
        ),
        Text(nl="Idem.", en="The same."),
    ),
}
"""Step of the test of a connection → its name, what it asks of Entra ID, and of an Active Directory."""
