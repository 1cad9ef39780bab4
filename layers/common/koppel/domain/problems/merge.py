"""The catalogue of what can prevent a merge, and of what follows from one."""

from koppel.domain.problems.problem import Level, catalogue, for_sender, problem
from koppel.domain.texts import Text

MERGE_TARGET_UNKNOWN = problem(
    "merge-target-unknown",
    Level.WARNING,
    nl="Een dossier moet worden samengevoegd met een cliënt die hier niet bekend is; de samenvoeging wacht.",
    en="A record is to be merged into a client that is not known here; the merge waits.",
    remedy=for_sender(
        nl="Niets, als die cliënt nog komt: dan volgt de samenvoeging vanzelf. Stuur anders een registratie.",
        en="Nothing, when that client is still to come: the merge then follows by itself. Else send a registration.",
    ),
)
MERGE_CIRCULAR = problem(
    "merge-circular",
    Level.ERROR,
    nl="Een dossier moet worden samengevoegd met een dossier dat er zelf al in is opgegaan. Er is niets gewijzigd.",
    en="A record is to be merged into one that was itself merged into it before. Nothing was changed.",
    remedy=for_sender(
        nl="Zoek in het bronsysteem uit welk nummer blijft, en laat dat nummer voortaan sturen.",
        en="Find out in the source system which id stays, and have that id sent from now on.",
    ),
)
MERGED_ELSEWHERE = problem(
    "merged-elsewhere",
    Level.ERROR,
    nl="Een dossier moet worden samengevoegd maar is al in een andere cliënt opgegaan. Er is niets gewijzigd.",
    en="A record is to be merged but was merged into another client before. Nothing was changed.",
    remedy=for_sender(
        nl="Controleer in het bronsysteem in welke cliënt het dossier is opgegaan.",
        en="Check in the source system which client the record was merged into.",
    ),
)
MERGE_UNDONE = problem(
    "merge-undone",
    Level.WARNING,
    nl="Een bericht vraagt om een samenvoeging die daarna met de hand ongedaan is gemaakt. Er is niets gewijzigd.",
    en="A message asks for a merge that was undone by hand after it. Nothing was changed.",
    remedy=for_sender(
        nl="Niets, als het twee personen zijn. Laat anders het bronsysteem de samenvoeging nu opnieuw sturen.",
        en="Nothing, when these are two persons. Otherwise have the source system send the merge anew now.",
    ),
)
MERGED_AGAIN = problem(
    "merged-again",
    Level.WARNING,
    nl="Twee dossiers waarvan de samenvoeging met de hand ongedaan was gemaakt, zijn opnieuw samengevoegd.",
    en="Two records whose merge had been undone by hand were merged again.",
    remedy=Text(
        nl="Controleer in het bronsysteem of het om één persoon gaat. Zo niet, verbeter het daar en maak de "
        "samenvoeging weer ongedaan.",
        en="Check in the source system whether this is one person. If not, correct it there and undo the merge again.",
    ),
)
RETIRED_ID = problem(
    "retired-id",
    Level.NOTICE,
    nl="Gegevens kwamen onder een nummer dat na een samenvoeging is vervallen; ze zijn niet overgenomen.",
    en="Details came under an id that a merge has retired; they were not taken over.",
    remedy=for_sender(
        nl="Laat het bronsysteem het nummer gebruiken dat bij de samenvoeging is gebleven.",
        en="Have the source system use the id that the merge kept.",
    ),
)

MERGE_PROBLEMS = catalogue(
    MERGE_TARGET_UNKNOWN, MERGE_CIRCULAR, MERGED_ELSEWHERE, MERGE_UNDONE, MERGED_AGAIN, RETIRED_ID
)
