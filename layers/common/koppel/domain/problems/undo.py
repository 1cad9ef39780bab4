"""The catalogue of what can prevent the undoing of a change."""

from koppel.domain.problems.problem import Level, catalogue, for_nobody, for_operator, for_sender, problem
from koppel.domain.texts import Text

UNKNOWN_KEY = problem(
    "unknown-key",
    Level.ERROR,
    nl="Er is geen account van deze soort met deze sleutel.",
    en="No account of this kind has this key.",
    remedy=Text(
        nl="De opdracht find-accounts vindt accounts en noemt hun sleutel.",
        en="The command find-accounts finds accounts and names their keys.",
    ),
)
UNKNOWN_CHANGE = problem(
    "unknown-change",
    Level.ERROR,
    nl="Dit account heeft geen wijziging met dit nummer.",
    en="This account has no change with this number.",
    remedy=Text(nl="De opdracht show-account noemt ze.", en="The command show-account names them."),
)
NOTHING_TO_UNDO = problem(
    "nothing-to-undo",
    Level.ERROR,
    nl="Van deze wijziging valt niets terug te zetten; bij elk onderdeel staat waarom.",
    en="Nothing of this change can be restored; each part says why.",
    remedy=Text(
        nl="Maak zo nodig eerst de latere wijzigingen ongedaan, of wijzig het account zelf.",
        en="Undo the later changes first where needed, or change the account itself.",
    ),
)
MERGED_SINCE = problem(
    "merged-since",
    Level.ERROR,
    nl="Dit account is sindsdien in een ander opgegaan.",
    en="This account was merged into another one since.",
    remedy=Text(nl="Maak eerst die samenvoeging ongedaan.", en="Undo that merge first."),
)
SURVIVOR_MERGED = problem(
    "survivor-merged",
    Level.ERROR,
    nl="De cliënt die bij deze samenvoeging bleef, is later zelf in een andere opgegaan.",
    en="The client that this merge kept was itself merged into another one later.",
    remedy=Text(nl="Maak eerst die latere samenvoeging ongedaan.", en="Undo that later merge first."),
)
MERGE_UNDONE_ALREADY = problem(
    "merge-undone-already",
    Level.ERROR,
    nl="Deze samenvoeging is al ongedaan gemaakt.",
    en="This merge was undone already.",
    remedy=for_nobody(nl="Er hoeft niets te gebeuren.", en="Nothing needs to be done."),
)
MERGE_UNFINISHED = problem(
    "merge-unfinished",
    Level.ERROR,
    nl="Deze samenvoeging is nog bezig: niet alle behandelrelaties en naasten zijn al verhuisd.",
    en="This merge is still going on: not all relationships and friends have moved yet.",
    remedy=Text(nl="Probeer het over vijf minuten opnieuw.", en="Try again in five minutes."),
)
PART_OF_MERGE = problem(
    "part-of-merge",
    Level.ERROR,
    nl="Deze wijziging is een onderdeel van een samenvoeging en kan niet alleen ongedaan worden gemaakt.",
    en="This change is a part of a merge and cannot be undone alone.",
    remedy=Text(nl="Maak de samenvoeging zelf ongedaan.", en="Undo the merge itself."),
)
MERGE_NOT_REPEATED = problem(
    "merge-not-repeated",
    Level.ERROR,
    nl="Een samenvoeging die ongedaan is gemaakt, wordt hier niet opnieuw uitgevoerd.",
    en="A merge that was undone is not repeated here.",
    remedy=for_sender(
        nl="Laat het bronsysteem de samenvoeging opnieuw sturen als het toch om één persoon gaat.",
        en="Have the source system send the merge again when the two are one person after all.",
    ),
)
TOO_MUCH_TO_UNDO = problem(
    "too-much-to-undo",
    Level.ERROR,
    nl="Bij deze samenvoeging zijn te veel behandelrelaties verhuisd om ze in één keer terug te zetten.",
    en="This merge moved too many relationships to restore them in one go.",
    remedy=for_operator(nl="Vraag de beheerder van het platform om hulp.", en="Ask the platform's operator for help."),
)
PLAN_CHANGED = problem(
    "plan-changed",
    Level.ERROR,
    nl="Het account is intussen gewijzigd: ongedaan maken zou nu iets anders doen dan u hebt gezien. "
    "Er is niets gewijzigd.",
    en="The account has changed in the meantime: undoing would now do something else than you have seen. "
    "Nothing was changed.",
    remedy=Text(nl="Bekijk opnieuw wat er zou veranderen.", en="Look again at what would change."),
)

UNDO_PROBLEMS = catalogue(
    UNKNOWN_KEY,
    UNKNOWN_CHANGE,
    NOTHING_TO_UNDO,
    MERGED_SINCE,
    SURVIVOR_MERGED,
    MERGE_UNDONE_ALREADY,
    MERGE_UNFINISHED,
    PART_OF_MERGE,
    MERGE_NOT_REPEATED,
    TOO_MUCH_TO_UNDO,
    PLAN_CHANGED,
)
