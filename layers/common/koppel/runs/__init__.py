"""Runs: what an integration has read is planned, approved, applied and reported; and a run can be undone.

An integration gives a Procedure, starts runs, and has a worker on a queue:

    PROCEDURE = Procedure(integration="…", read=read, judge=judge)

    def read(tenant: Tenant, run: Run) -> Iterator[ReadPage]:      # goes on from run.checkpoint
        for batch in source(run.input, run.checkpoint):
            yield ReadPage(candidates=[candidate(row) for row in batch], checkpoint=batch.resume)

    def candidate(row) -> Candidate:                               # pure; a refused row has reasons and no `desired`
        return Candidate(label=f"row {row.number}", desired=Desired(kind=Kind.CLIENT, id=row.id, values=row.values))

    def judge(tenant: Tenant, run: Run) -> Verdict:                # run.counts, run.loses_access; pages by `storage`
        return Wait(reasons=(Reason.of(TOO_MANY_LEAVERS),)) if run.loses_access > 10 else Apply()

    run = start(tenant, integration="…", kind=RunKind.IMPORT, about="new clients", slot="bulk_import",
                queue=IMPORT_QUEUE, settings_version=state.version, actor=actor)          # raises SlotTaken

    @budgeted
    def work(event, _context):                                     # BatchSize 1: a message is one run
        def advance(runtime: Runtime, ids: Ids) -> str:
            return engine.advance(runtime, PROCEDURES, ids)

        work = Work(advance, engine.count_failure, engine.give_up)
        return queue.serve(event, process_runtime(), "…", Queue(variable("…")), work)

The timeout of the worker is 300 seconds at most, of which reports take some; a page must be read within a minute. All
else – approving, rejecting,
undoing, reports, the sweep, the commands of people – is the same for every integration.

procedure    what an integration gives: how to read, what to decide, what to do at the end
starting     begin a run
queueing     queue it: a message says only that a run is to go on
engine       what a worker does with such a message
reading      read, plan and store page by page
planning     from candidates and what is stored to items
judging      apply at once, wait for people, or stop
approval     people approve or reject
applying     apply page by page
application  apply the items of a page
restaging    stage again what is different by now
rollback     undo what an all-or-nothing run has applied
ending       finish, end, and what follows
undoing      a run that undoes another one
reporting    the files that tell of every row
workbooks    such a file for Excel
sweeping     queue again what stands still; stop what waits too long
listing      runs and their rows, page by page
storage      runs, pages and slots as stored
pacing       when a worker stops in the middle
"""
