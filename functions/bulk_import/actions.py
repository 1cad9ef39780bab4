"""What happens: an import begins, its file is read, its plan waits for people, its file is deleted."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import batched

from pydantic import JsonValue

from functions.bulk_import import keys, retention, uploads
from functions.bulk_import.cells import Strictness
from functions.bulk_import.content import content_of
from functions.bulk_import.envelope.decryption import decrypted
from functions.bulk_import.mail import outbox, waking
from functions.bulk_import.problems import PROBLEMS, content
from functions.bulk_import.problems.mail import MAILS_OF_PLATFORM, MAILS_TO_SEND
from functions.bulk_import.problems.start import EVERYTHING_READ, IMPORT_OFF, ROWS_REFUSED
from functions.bulk_import.refusals import in_words
from functions.bulk_import.refused import FileRefused
from functions.bulk_import.rules import Rules
from functions.bulk_import.scripts import KINDS, Script
from functions.bulk_import.table_reading import TableReader
from functions.bulk_import.tile import TILE, ImportSettings
from functions.bulk_import.workbook.reading import opened
from koppel.aws.writes import Write
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.changes import Change
from koppel.domain.problems.problem import Finding
from koppel.domain.problems.refusal import Declined
from koppel.domain.problems.runs import RUN_BUSY
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.item import Item, ItemOutcome, ItemVerb
from koppel.domain.runs.reason import Reason
from koppel.domain.runs.run import Run, RunKind
from koppel.domain.runs.verdict import Verdict, Wait
from koppel.domain.tiles.tile import TileState
from koppel.organisation import audit_log, organisations, tiles
from koppel.runs.procedure import MOST_IN_A_PAGE, Procedure, Procedures, ReadFailed, ReadPage
from koppel.runs.queueing import IMPORT_QUEUE
from koppel.runs.starting import start as start_run
from koppel.runs.storage import SlotTaken
from koppel.runtime import Tenant

SLOT = TILE.integration
"""One import of an organisation is read or applied at a time; others may wait for approval meanwhile."""


_END = 2**31
"""Beyond the last row of any file."""


@dataclass(frozen=True, slots=True)
class Order:
    """What somebody wants to import.

    upload          number of the file
    welcome         the kinds of new accounts whose person is to be mailed
    all_or_nothing  None for what the tile says
    """

    script: Script
    upload: str
    welcome: frozenset[Kind] | None = None
    all_or_nothing: bool | None = None


def begin(tenant: Tenant, order: Order, actor: str) -> Run:
    """Begin the test run of an import. Raises Declined."""
    state = tiles.state(tenant, TILE)
    if state is None or not state.in_use:
        raise Declined(IMPORT_OFF)
    settings = _settings(state)
    welcome = _usual_welcome(settings) if order.welcome is None else order.welcome
    chosen: dict[str, JsonValue] = {
        "script": order.script.value,
        "upload": order.upload,
        "sha256": uploads.fingerprint(tenant, order.upload),
        "welcome": list[JsonValue](sorted(each.value for each in welcome)),
        "mails": bool(settings.mail_from),
    }
    try:
        return start_run(
            tenant,
            integration=TILE.integration,
            kind=RunKind.IMPORT,
            about=order.script.value,
            slot=SLOT,
            queue=IMPORT_QUEUE,
            settings_version=state.version,
            actor=actor,
            source=settings.source,
            input=chosen,
            all_or_nothing=settings.all_or_nothing if order.all_or_nothing is None else order.all_or_nothing,
            approvals_needed=settings.approvals,
            days_kept=settings.retention,
            extra=[audit_log.audit_write(tenant.runtime, tenant.slug, "start-import", actor, chosen)],
        )
    except SlotTaken as taken:
        raise Declined(RUN_BUSY, details={"run": taken.run}) from None


def read(tenant: Tenant, run: Run) -> Iterator[ReadPage]:
    """The rows of the file, page by page. In another process the file is read from its start again, so that repeats are
    found; rows that were stored are left out."""
    try:
        yield from _pages(tenant, run)
    except FileRefused as refused:
        raise ReadFailed(refused.problem, refused.details) from None


def judge(tenant: Tenant, run: Run) -> Verdict:
    """Every import waits for people. How many rows are refused is an entry, too."""
    uploads.delete(tenant, str(run.input["upload"]))
    settings = _settings(tiles.state(tenant, TILE))
    refused, duplicate = (run.counts.get(verb, 0) for verb in (ItemVerb.REFUSED, ItemVerb.DUPLICATE))
    details = {"run": run.id, "refused": str(refused), "duplicate": str(duplicate)}
    finding = Finding(problem=ROWS_REFUSED, cause=run.id, details=details, reference=run.id)
    notices = [Reason.of(PROBLEMS[slug], details) for slug, details in _Mark.read(run.checkpoint).notices]
    return Wait(
        reasons=(Reason.of(EVERYTHING_READ), *_about_mails(run, settings), *notices),
        hours=retention.hours_for_approval(tenant, run, settings.approval_days),
        approvals=settings.approvals,
        findings=(finding,) if refused or duplicate else (),
    )


def applied(tenant: Tenant, run: Run, item: Item, change: Change) -> Sequence[Write]:
    """The write by which a new account's person is mailed, where the import allows that and the tile has a sender."""
    if item.verb is not ItemVerb.CREATE or not run.input.get("mails") or item.kind not in _welcomed(run):
        return ()
    return outbox.requests(tenant, change.accounts[0].after, run.id)


def ended(tenant: Tenant, run: Run) -> None:
    """Delete the file, where it is still there, and have the mails sent that the import asked for."""
    if upload := run.input.get("upload"):
        uploads.delete(tenant, str(upload))
    if run.input.get("mails") and _welcomed(run) and run.outcomes.get(ItemOutcome.APPLIED):
        waking.wake(tenant)


PROCEDURES: Procedures = {
    TILE.integration: Procedure(
        integration=TILE.integration,
        read=read,
        judge=judge,
        ended=ended,
        applied=applied,
        refused=in_words,
        restage_drift=True,
    )
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """How far reading is: the last row that was stored, and, after the last one, what people should know of the file
    (slugs of problems with values for their texts)."""

    row: int = 0
    notices: Sequence[tuple[str, Mapping[str, str]]] = ()

    @classmethod
    def read(cls, checkpoint: str) -> "_Mark":
        """The mark in a checkpoint; "" is the start."""
        return cls(**json.loads(checkpoint)) if checkpoint else cls()

    def write(self) -> str:
        """The mark as a checkpoint."""
        return json.dumps({"row": self.row, "notices": [list(each) for each in self.notices]})


def _pages(tenant: Tenant, run: Run) -> Iterator[ReadPage]:
    settings, mark = _settings(tiles.state(tenant, TILE)), _Mark.read(run.checkpoint)
    with _opened(tenant, run, settings) as file, opened(file) as table:
        reader = TableReader(table, _rules(tenant, run, settings))
        rows = (each for some in reader.read() for each in some)
        for page in batched(_beyond(mark.row, rows), MOST_IN_A_PAGE, strict=False):
            last = page[-1][0]
            yield ReadPage(
                candidates=[candidate for _, candidate in page], checkpoint=_Mark(last).write(), progress=str(last)
            )
        notices = [(problem.slug, dict(details)) for problem, details in reader.notices()]
        yield ReadPage(candidates=[], checkpoint=_Mark(_END, notices).write())


def _beyond(row: int, rows: Iterable[tuple[int, Candidate]]) -> Iterator[tuple[int, Candidate]]:
    return (each for each in rows if each[0] > row)


@contextmanager
def _opened(tenant: Tenant, run: Run, settings: ImportSettings) -> Iterator[int]:
    """The file of the import, decrypted where it is encrypted. Raises FileRefused."""
    with uploads.opened(tenant, str(run.input["upload"]), str(run.input["sha256"])) as file:
        with open(file, "rb", closefd=False) as stream:
            is_encrypted = content_of(stream).is_encrypted
        if is_encrypted:
            private = keys.private_keys(tenant, with_ended=settings.accept_old_keys)
            with decrypted(file, private) as plain:
                yield plain
        elif settings.must_encrypt:
            raise FileRefused(content.NOT_ENCRYPTED)
        else:
            yield file


def _rules(tenant: Tenant, run: Run, settings: ImportSettings) -> Rules:
    today = tenant.organisation.day(tenant.clock())
    return Rules(
        script=Script(str(run.input["script"])),
        organisation=tenant.organisation,
        strictness=Strictness(today, settings.dates, settings.numbers),
        role=settings.role,
        welcome=frozenset() if run.input.get("mails") else _welcomed(run),
    )


def _welcomed(run: Run) -> frozenset[Kind]:
    """The kinds of new accounts whose person the import allows to be mailed."""
    welcome = run.input.get("welcome")
    return frozenset(Kind(str(each)) for each in welcome) if isinstance(welcome, list) else frozenset()


def _about_mails(run: Run, settings: ImportSettings) -> Iterator[Reason]:
    """How many people get a mail when the run is approved."""
    new, kind = run.counts.get(ItemVerb.CREATE, 0), KINDS[Script(str(run.input["script"]))]
    if new and kind in _welcomed(run):
        problem = MAILS_TO_SEND if run.input.get("mails") else MAILS_OF_PLATFORM
        yield Reason.of(problem, {"count": str(new), "sender": settings.mail_from})


def _usual_welcome(settings: ImportSettings) -> frozenset[Kind]:
    chosen = {Kind.CLIENT: settings.welcome_clients, Kind.PROFESSIONAL: settings.welcome_professionals}
    return frozenset(kind for kind, is_on in chosen.items() if is_on)


def _settings(state: TileState | None) -> ImportSettings:
    found: ImportSettings = organisations.read_settings(ImportSettings, state.settings if state else "{}")
    return found
