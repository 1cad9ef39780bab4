"""The catalogue of what commands about directories decline."""

from koppel.domain.problems.problem import Level, catalogue, problem
from koppel.domain.texts import Text

UNKNOWN_SOURCE = problem(
    "unknown-source",
    Level.ERROR,
    nl="Deze bron staat niet in de instellingen. Wel: {sources}.",
    en="This source is not in the settings. These are: {sources}.",
    remedy=Text(nl="Noem een van deze bronnen.", en="Name one of these sources."),
)
SOURCE_INCOMPLETE = problem(
    "source-incomplete",
    Level.ERROR,
    nl="De instellingen van de bron zeggen nog niet of het Entra ID of Active Directory is.",
    en="The settings of the source do not say yet whether it is Entra ID or Active Directory.",
    remedy=Text(
        nl="Vul Entra ID of Active Directory in bij de instellingen.",
        en="Fill in Entra ID or Active Directory in the settings.",
    ),
)
CYCLE_GOES_ON = problem(
    "cycle-goes-on",
    Level.ERROR,
    nl="Er loopt of wacht al een ronde van deze bron ({run}).",
    en="A cycle of this source is in progress or waits already ({run}).",
    remedy=Text(
        nl="Wacht tot zij klaar is, of keur haar goed of af.",
        en="Wait until it is done, or approve or reject it.",
    ),
)
SWITCHED_OFF = problem(
    "directory-switched-off",
    Level.ERROR,
    nl="De tegel Active Directory is uitgeschakeld; alleen een proef (dry run) is mogelijk.",
    en="The tile Active Directory is switched off; only a dry run is possible.",
    remedy=Text(nl="Schakel de tegel in, of vraag een proef.", en="Switch the tile on, or ask for a dry run."),
)
PROOF_ONLY = problem(
    "settings-need-dry-run",
    Level.ERROR,
    nl="Andere instellingen zijn alleen te proberen met een proef (dry run).",
    en="Other settings can be tried in a dry run only.",
    remedy=Text(
        nl="Vraag een proef, of bewaar de instellingen eerst.", en="Ask for a dry run, or save the settings first."
    ),
)
NO_DIRECTORY_ID = problem(
    "no-directory-id",
    Level.ERROR,
    nl="Er is geen medewerker met deze sleutel die bij iemand in de directory hoort.",
    en="There is no professional with this key who is somebody's in the directory.",
    remedy=Text(
        nl="Zoek de sleutel op met explain-person of find-accounts.",
        en="Look up the key with explain-person or find-accounts.",
    ),
)

SETUP_PROBLEMS = catalogue(UNKNOWN_SOURCE, SOURCE_INCOMPLETE, CYCLE_GOES_ON, SWITCHED_OFF, PROOF_ONLY, NO_DIRECTORY_ID)
