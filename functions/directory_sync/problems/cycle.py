"""The catalogue of why a cycle waits, fails or is held up."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, problem
from koppel.domain.texts import Text

_LOOK = Text(
    nl="Bekijk de lijst van deze ronde. Klopt zij, keur haar dan goed (approve-run); klopt zij niet, wijs haar dan af "
    "(reject-run) en verbeter de instellingen of de directory.",
    en="Look at the list of this cycle. If it is right, approve it (approve-run); if not, reject it (reject-run) and "
    "correct the settings or the directory.",
)

FIRST_CYCLE = problem(
    "first-cycle",
    Level.NOTICE,
    nl="Dit is de eerste ronde van de bron {source}; die wacht altijd op goedkeuring.",
    en="This is the first cycle of the source {source}; it always waits for approval.",
    remedy=_LOOK,
)
SETTINGS_CHANGED = problem(
    "settings-changed",
    Level.NOTICE,
    nl="De instellingen van de bron {source} zijn gewijzigd: wie in bereik is, of wat hun accounts worden. De eerste "
    "ronde daarna wacht op goedkeuring.",
    en="The settings of the source {source} have changed: who is in scope, or what their accounts become. The first "
    "cycle after that waits for approval.",
    remedy=_LOOK,
)
BRAKE_ON = problem(
    "brake-on",
    Level.ERROR,
    nl="De rem houdt een ronde van de bron {source} tegen: {count} medewerkers zouden de toegang verliezen, de grens "
    "is {limit} per uur. Er is niets gewijzigd.",
    en="The brake holds up a cycle of the source {source}: {count} professionals would lose access, the limit is "
    "{limit} an hour. Nothing was changed.",
    remedy=_LOOK,
)
NOBODY_LEFT = problem(
    "nobody-left",
    Level.ERROR,
    nl="Volgens de directory is niemand meer in bereik van de bron {source}. Er is niets gewijzigd.",
    en="According to the directory nobody is in scope of the source {source} any more. Nothing was changed.",
    remedy=Text(
        nl="Controleer de groepen, de organisatie-eenheden en het filter van de bron, en of het account van de "
        "koppeling ze mag lezen. Wijs de ronde af (reject-run), tenzij echt iedereen weg is.",
        en="Check the groups, the organisational units and the filter of the source, and whether the account of the "
        "integration may read them. Reject the cycle (reject-run), unless everybody has really left.",
    ),
)
GROUP_EMPTIED = problem(
    "group-emptied",
    Level.ERROR,
    nl="Een groep in bereik van de bron {source} heeft volgens de directory niemand meer ({groups}), en daardoor "
    "zouden medewerkers de toegang verliezen. Er is niets gewijzigd.",
    en="According to the directory nobody is in a group in scope of the source {source} any more ({groups}), by which "
    "professionals would lose access. Nothing was changed.",
    remedy=Text(
        nl="Controleer of de groep in de directory leeg is, of of de koppeling haar leden niet meer mag zien. Klopt de "
        "lijst van deze ronde, keur haar dan goed (approve-run); klopt zij niet, wijs haar dan af (reject-run).",
        en="Check whether the group is empty in the directory, or whether the integration may not see its members any "
        "more. If the list of this cycle is right, approve it (approve-run); if not, reject it (reject-run).",
    ),
)
DIRECTORY_EMPTY = problem(
    "directory-empty",
    Level.ERROR,
    nl="De directory van de bron {source} noemde niemand. Dat geldt als een fout, niet als vertrek van iedereen; er is "
    "niets gewijzigd.",
    en="The directory of the source {source} named nobody. That counts as a fault, not as everybody having left; "
    "nothing was changed.",
    remedy=Text(
        nl="Controleer waar de bron leest (organisatie-eenheden, filter, tenant) en wat het account mag lezen "
        "(test-directory).",
        en="Check where the source reads (organisational units, filter, tenant) and what the account may read "
        "(test-directory).",
    ),
)
SETTINGS_MEANWHILE = problem(
    "settings-changed-meanwhile",
    Level.NOTICE,
    nl="De instellingen van de bron {source} werden gewijzigd terwijl een ronde liep; de ronde is gestopt.",
    en="The settings of the source {source} were changed while a cycle was in progress; the cycle was stopped.",
    remedy=for_nobody(
        nl="Niets: de volgende ronde gebruikt de nieuwe instellingen.",
        en="Nothing: the next cycle uses the new settings.",
    ),
)
SECRET_MISSING = problem(
    "secret-missing",
    Level.ERROR,
    nl="De bron {source} heeft nog geen geheim of wachtwoord om mee in te loggen bij de directory.",
    en="The source {source} has no secret or password yet to sign in to the directory with.",
    remedy=Text(
        nl="Stel het in met set-directory-secret, of set-directory-certificate voor een certificaat.",
        en="Set it with set-directory-secret, or set-directory-certificate for a certificate.",
    ),
)
SECRET_EXPIRES = problem(
    "secret-expires",
    Level.WARNING,
    nl="Het geheim van de bron {source} verloopt op {date}. Daarna kan de directory niet meer worden gelezen.",
    en="The secret of the source {source} expires on {date}. After that the directory cannot be read any more.",
    remedy=Text(
        nl="Maak een nieuw geheim of certificaat in de directory en stel het in met set-directory-secret of "
        "set-directory-certificate.",
        en="Make a new secret or certificate in the directory and set it with set-directory-secret or "
        "set-directory-certificate.",
    ),
)
QUARANTINED = problem(
    "source-quarantined",
    Level.ERROR,
    nl="Rondes van de bron {source} mislukken telkens of grotendeels. De bron wordt minder vaak gelezen tot het weer "
    "goed gaat.",
    en="Cycles of the source {source} fail again and again, or for most people. The source is read less often until "
    "they succeed.",
    remedy=Text(
        nl="Verhelp wat de andere meldingen noemen en start een ronde (start-cycle). Gaat die goed, dan is dit vanzelf "
        "voorbij.",
        en="Mend what the other entries name and start a cycle (start-cycle). When it succeeds, this ends by itself.",
    ),
)
CYCLE_BROKE = problem(
    "cycle-broke",
    Level.ERROR,
    nl="Het lezen van een directory is door een fout van ons afgebroken (referentie {reference}); er is niets "
    "gewijzigd.",
    en="The reading of a directory was broken off by a fault of ours (reference {reference}); nothing was changed.",
    remedy=for_operator(
        nl="Zoek de referentie in de logregels op en verhelp de oorzaak; de bron wordt vanzelf weer gelezen.",
        en="Look up the reference in the log lines and mend the cause; the source is read again by itself.",
    ),
)

CYCLE_PROBLEMS = catalogue(
    FIRST_CYCLE,
    SETTINGS_CHANGED,
    BRAKE_ON,
    NOBODY_LEFT,
    GROUP_EMPTIED,
    DIRECTORY_EMPTY,
    SETTINGS_MEANWHILE,
    SECRET_MISSING,
    SECRET_EXPIRES,
    QUARANTINED,
    CYCLE_BROKE,
)
