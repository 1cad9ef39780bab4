"""The catalogue of what can go wrong in the console."""

from koppel.domain.problems.problem import Level, catalogue, problem
from koppel.domain.texts import Text

ENTRY_CHANGED = problem(
    "entry-changed",
    Level.NOTICE,
    nl="Er is niets gedaan: deze regel is intussen veranderd.",
    en="Nothing was done: this entry has changed meanwhile.",
    remedy=Text(nl="Hieronder staat hoe de regel nu is.", en="Below is what the entry is now."),
)
FORM_FORGED = problem(
    "form-forged",
    Level.ERROR,
    nl="Dit formulier kwam niet van een pagina van uw eigen sessie.",
    en="This form did not come from a page of your own session.",
    remedy=Text(nl="Open de pagina opnieuw en vul het formulier daar in.", en="Open the page again and use its form."),
)
FORM_OLD = problem(
    "form-old",
    Level.ERROR,
    nl="Dit formulier is te oud.",
    en="This form is too old.",
    remedy=Text(nl="Open de pagina opnieuw en vul het formulier daar in.", en="Open the page again and use its form."),
)
LINK_SPENT = problem(
    "link-spent",
    Level.ERROR,
    nl="Deze link is al gebruikt of verlopen.",
    en="This link was used already, or it has expired.",
    remedy=Text(
        nl="Vraag een nieuwe link: make operator CMD='console-link --organisation …'.",
        en="Ask for a new link: make operator CMD='console-link --organisation …'.",
    ),
)
NOT_YOURS = problem(
    "not-yours",
    Level.ERROR,
    nl="U bent ingelogd, maar deze pagina is niet voor u.",
    en="You are signed in, but this page is not for you.",
    remedy=Text(
        nl="De console is voor applicatiebeheerders. Vraag een collega met die rol.",
        en="The console is for application managers. Ask a colleague who has that role.",
    ),
)
NOTHING_SELECTED = problem(
    "nothing-selected",
    Level.ERROR,
    nl="U heeft niets aangevinkt.",
    en="Nothing is selected.",
    remedy=Text(nl="Ga terug en vink aan waar het om gaat.", en="Go back and select what it is about."),
)
UNKNOWN_PAGE = problem(
    "unknown-page",
    Level.ERROR,
    nl="Deze pagina bestaat niet.",
    en="There is no such page.",
    remedy=Text(nl="Ga naar de koppelingen en kies daar.", en="Go to the integrations and choose there."),
)

PROBLEMS = catalogue(ENTRY_CHANGED, FORM_FORGED, FORM_OLD, LINK_SPENT, NOTHING_SELECTED, NOT_YOURS, UNKNOWN_PAGE)
