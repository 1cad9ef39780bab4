"""The catalogue of what can be wrong with a run, with one of its rows, or with what somebody wants of it."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, problem
from koppel.domain.texts import Text

# --- What somebody wants of a run ----------------------------------------------------------------------------------

UNKNOWN_RUN = problem(
    "unknown-run",
    Level.ERROR,
    nl="Deze verwerking is er niet (meer).",
    en="There is no such run (any more).",
    remedy=Text(nl="De opdracht list-runs noemt ze.", en="The command list-runs names them."),
)
RUN_BUSY = problem(
    "run-busy",
    Level.ERROR,
    nl="Er is al een verwerking bezig: {run}.",
    en="Another run is going on: {run}.",
    remedy=Text(
        nl="Wacht tot die klaar is, of keur die goed of af als die op u wacht.",
        en="Wait until it is done; approve or reject it if it waits for you.",
    ),
)
NOT_WAITING = problem(
    "not-waiting",
    Level.ERROR,
    nl="Deze verwerking wacht niet op goedkeuring.",
    en="This run does not wait for approval.",
    remedy=Text(
        nl="De opdracht show-progress toont hoe ver hij is.", en="The command show-progress shows how far it is."
    ),
)
PLAN_DIFFERS = problem(
    "plan-differs",
    Level.ERROR,
    nl="Wat u hebt gezien is niet meer wat er klaarstaat. Er is niets uitgevoerd.",
    en="What you have seen is no longer what is staged. Nothing was applied.",
    remedy=Text(
        nl="Bekijk de verwerking opnieuw en keur haar daarna goed.", en="Look at the run again, then approve it."
    ),
)
SETTINGS_DIFFER = problem(
    "settings-differ",
    Level.ERROR,
    nl="De instellingen van de koppeling zijn gewijzigd sinds deze verwerking begon.",
    en="The settings of the integration have changed since this run began.",
    remedy=Text(nl="Wijs deze verwerking af en begin een nieuwe.", en="Reject this run and start a new one."),
)
APPROVAL_LATE = problem(
    "approval-late",
    Level.ERROR,
    nl="Deze verwerking is niet op tijd goedgekeurd en wordt niet meer uitgevoerd.",
    en="This run was not approved in time, and is not applied any more.",
    remedy=Text(nl="Begin een nieuwe verwerking.", en="Start a new run."),
)
APPROVED_ALREADY = problem(
    "approved-already",
    Level.ERROR,
    nl="U hebt deze verwerking al goedgekeurd; een tweede persoon moet dat ook doen.",
    en="You have approved this run already; a second person must do so too.",
    remedy=Text(nl="Vraag een collega om mee te kijken.", en="Ask a colleague to look at it."),
)
ROWS_REFUSED = problem(
    "rows-refused",
    Level.ERROR,
    nl="Alles of niets: er zijn {count} geweigerde rijen, dus niets kan worden uitgevoerd.",
    en="All or nothing: {count} rows are refused, so nothing can be applied.",
    remedy=Text(nl="Verbeter die rijen en begin een nieuwe verwerking.", en="Correct these rows and start a new run."),
)
NOTHING_APPLIED = problem(
    "nothing-applied",
    Level.ERROR,
    nl="Deze verwerking heeft niets gewijzigd, dus er valt niets ongedaan te maken.",
    en="This run has changed nothing, so there is nothing to undo.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)
NOT_ENDED = problem(
    "not-ended",
    Level.ERROR,
    nl="Deze verwerking is nog bezig.",
    en="This run is still going on.",
    remedy=Text(nl="Wacht tot hij klaar is.", en="Wait until it is done."),
)
UNDONE_ALREADY = problem(
    "undone-already",
    Level.ERROR,
    nl="Deze verwerking is al ongedaan gemaakt, door {run}.",
    en="This run was undone already, by {run}.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)
NO_REPORT = problem(
    "no-report",
    Level.ERROR,
    nl="Van deze verwerking is er geen rapport, of het is verwijderd: rapporten blijven 30 dagen.",
    en="There is no report of this run, or it was deleted: reports are kept for 30 days.",
    remedy=Text(nl="De opdracht show-run toont de rijen zelf.", en="The command show-run shows the rows themselves."),
)

# --- Why a run waits, has stopped or has failed --------------------------------------------------------------------

UNDO_WAITS = problem(
    "undo-waits",
    Level.NOTICE,
    nl="Ongedaan maken wacht altijd op goedkeuring.",
    en="An undo always waits for approval.",
    remedy=Text(nl="Bekijk wat er verandert en wat blijft.", en="Look at what changes and what stays."),
)
DRIFTED = problem(
    "drifted",
    Level.WARNING,
    nl="Bij {count} rijen is er intussen iets anders, dus die zijn nog niet uitgevoerd.",
    en="{count} rows are different by now, so they were not applied yet.",
    remedy=Text(nl="Bekijk deze rijen en keur ze opnieuw goed.", en="Look at these rows and approve them again."),
)
ALL_UNDONE = problem(
    "all-undone",
    Level.ERROR,
    nl="Alles of niets: een rij kon niet worden uitgevoerd, dus wat al was uitgevoerd is teruggedraaid.",
    en="All or nothing: a row could not be applied, so what was applied already was undone.",
    remedy=Text(
        nl="Bekijk welke rij dat was en begin een nieuwe verwerking.", en="See which row it was and start a new run."
    ),
)
ROWS_DIFFER = problem(
    "rows-differ",
    Level.ERROR,
    nl="Alles of niets: bij {count} rijen is er intussen iets anders. Er is niets uitgevoerd.",
    en="All or nothing: {count} rows are different by now. Nothing was applied.",
    remedy=Text(nl="Begin een nieuwe verwerking.", en="Start a new run."),
)
REJECTED_BECAUSE = problem(
    "rejected-because",
    Level.NOTICE,
    nl="Afgewezen: {reason}",
    en="Rejected: {reason}",
    remedy=for_nobody(nl="Er is niets (meer) uitgevoerd.", en="Nothing (more) was applied."),
)
RUN_FAILED = problem(
    "run-failed",
    Level.ERROR,
    nl="Deze verwerking is door een fout bij ons gestopt. Wat al was uitgevoerd, blijft.",
    en="This run ended by a fault of ours. What was applied already stays.",
    remedy=for_operator(
        nl="Zoek het kenmerk van de verwerking op in het logboek.", en="Look the run up in the log, by its reference."
    ),
)

# --- Why a row is refused or failed --------------------------------------------------------------------------------

FIELD_REFUSED = problem(
    "field-refused",
    Level.ERROR,
    nl="Veld {field} {reason}.",
    en="Field {field} {reason}.",
    remedy=Text(nl="Verbeter de waarde in de bron.", en="Correct the value at its source."),
)
NOT_PLANNED = problem(
    "not-planned",
    Level.ERROR,
    nl="Deze rij kon door een fout bij ons niet worden beoordeeld.",
    en="This row could not be judged, by a fault of ours.",
    remedy=for_operator(nl="Zoek de verwerking op in het logboek.", en="Look the run up in the log."),
)
NOT_APPLIED = problem(
    "not-applied",
    Level.ERROR,
    nl="Deze rij kon door een fout bij ons niet worden uitgevoerd.",
    en="This row could not be applied, by a fault of ours.",
    remedy=for_operator(nl="Zoek de verwerking op in het logboek.", en="Look the run up in the log."),
)
KEPT_CHANGING = problem(
    "kept-changing",
    Level.ERROR,
    nl="Anderen bleven dit account wijzigen.",
    en="Others kept changing this account.",
    remedy=Text(nl="Begin later een nieuwe verwerking.", en="Start a new run later."),
)
STAYS = problem(
    "stays",
    Level.NOTICE,
    nl="Blijft: {field} {reason}.",
    en="Stays: {field} {reason}.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)

RUN_PROBLEMS = catalogue(
    UNKNOWN_RUN,
    RUN_BUSY,
    NOT_WAITING,
    PLAN_DIFFERS,
    SETTINGS_DIFFER,
    APPROVAL_LATE,
    APPROVED_ALREADY,
    ROWS_REFUSED,
    NOTHING_APPLIED,
    NOT_ENDED,
    UNDONE_ALREADY,
    NO_REPORT,
    UNDO_WAITS,
    DRIFTED,
    ALL_UNDONE,
    ROWS_DIFFER,
    REJECTED_BECAUSE,
    RUN_FAILED,
    FIELD_REFUSED,
    NOT_PLANNED,
    NOT_APPLIED,
    KEPT_CHANGING,
    STAYS,
)
