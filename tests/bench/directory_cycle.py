"""What a first cycle of a directory costs, and how much memory one of 50,000 people takes.

The cost is that of everything from a directory that is due to accounts that are made: read, plan, approve, apply,
report. It stands next to that of making the same accounts one by one, without a directory, a plan or a report. Both
speak to the same table in memory, which takes most of the time of either. Ratios of CPU time in this run.

The memory is the peak of a process of its own (`ru_maxrss`), up to where the cycle waits for its approval: what follows
takes that census once more, and else goes page by page. It is shown next to that of 200 people. The table in memory is
in it, with all that the cycle has read and staged, which on AWS is elsewhere. An invocation has little time here, so
that several are needed.
"""

import contextlib
import io
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator

from functions.directory_sync.people import Batch, DirectoryPerson, Step
from functions.directory_sync.rules import rules_of
from koppel.accounts.synchronise import synchronise
from koppel.domain.runs.run import RunState
from tests.conftest import ENVIRONMENT
from tests.functions.directory_sync.people import person, source
from tests.functions.directory_sync.site import site

ROUNDS, PEOPLE = 3, 300
FEW, MANY = 200, 50_000
PAGE = 200
SECONDS = 60
"""Of an invocation, of which `koppel.runs.pacing` keeps 15 for what has begun."""


class Crowd:
    """So many people, made as they are read."""

    def __init__(self, size: int) -> None:
        self._size = size

    def read(self, watermark: str) -> Iterator[Batch]:
        """Everybody, from a number on."""
        for start in range(int(watermark or "0"), self._size, PAGE):
            end = start + PAGE
            people = tuple(person(number + 1) for number in range(start, min(end, self._size)))
            is_last = end >= self._size
            yield Batch(
                people=people, is_full=True, resume="" if is_last else str(end), watermark="end" if is_last else ""
            )

    def check(self) -> Iterator[Step]:
        """Nothing to test."""
        yield from ()

    def find(self, text: str) -> Iterator[DirectoryPerson]:
        """Nobody is looked for."""
        del text
        yield from ()


def one_by_one() -> float:
    """CPU seconds of making the accounts one by one."""
    with site() as here:
        desired = [rules_of(source()).arrival(person(number + 1)).desired for number in range(PEOPLE)]
        started = time.process_time()
        for each in desired:
            assert each
            synchronise(here.tenant, each, here.world.origin())
        return time.process_time() - started


def in_a_cycle() -> float:
    """CPU seconds of a first cycle."""
    with site() as here:
        here.real = lambda *_: Crowd(PEOPLE)
        started = time.process_time()
        run = here.cycle()
        assert run
        assert run.outcomes == {"applied": PEOPLE}
        return time.process_time() - started


def staged(size: int) -> tuple[int, int]:
    """The invocations that it takes until so many people wait for approval, and the peak of memory in MB since the
    process began."""
    with site() as here:
        here.real = lambda *_: Crowd(size)
        here.due()
        invocations = len(here.work(seconds=SECONDS))
        assert here.last().state is RunState.WAITING
        assert here.last().rows == size
    return invocations, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def apart(size: int) -> tuple[int, int]:
    """`staged`, in a process of its own."""
    asked = [sys.executable, "-m", "tests.bench.directory_cycle", str(size)]
    told = subprocess.run(asked, capture_output=True, check=True, text=True).stdout.splitlines()[-1]
    invocations, peak = told.split()
    return int(invocations), int(peak)


def main() -> None:
    """Print the table; with a number, what `staged` found."""
    os.environ.update(ENVIRONMENT)
    if len(sys.argv) > 1:
        with contextlib.redirect_stdout(io.StringIO()):
            found = staged(int(sys.argv[1]))
        print(*found)
        return
    with contextlib.redirect_stdout(io.StringIO()):
        rounds = [(one_by_one(), in_a_cycle()) for _ in range(ROUNDS)]
    floor, cycle = (min(each) for each in zip(*rounds, strict=True))
    print(f"{'floor: one by one':24} {PEOPLE / floor:8,.0f} people a second  x 1.00")
    print(f"{'a first cycle':24} {PEOPLE / cycle:8,.0f} people a second  x{cycle / floor:5.2f}")
    _, least = apart(FEW)
    invocations, peak = apart(MANY)
    grown = (peak - least) * 1024 * 1024 / MANY
    print(f"{'memory, 50,000 people':24} {peak:8,} MB, of 200 people {least} MB: {grown:,.0f} bytes a person")
    print(f"{'invocations':24} {invocations:8} of {SECONDS} seconds until they wait for approval")


if __name__ == "__main__":
    main()
