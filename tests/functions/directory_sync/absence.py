"""A directory that goes away in the middle of a cycle."""

import os
from collections.abc import Callable

from koppel.domain.runs.run import RunState
from koppel.domain.times import from_text
from tests.functions.directory_sync.site import Site
from tests.harness.moments import Moment

IS_FULL = os.environ.get("KOPPEL_JOURNEYS") == "full"


def endure(
    here: Site, asked: Callable[[], int], leave: Callable[[int], None], come_back: Callable[[], None], some: int
) -> int:
    """Have the directory go away behind a request of a cycle. Each time nobody is changed, the watermark stays, and an
    entry says so; once the directory is back, the cycles end as without all this. Returns how many requests a cycle
    makes: each of them has its turn with KOPPEL_JOURNEYS=full, otherwise so many, `some`.

    asked      how many requests the directory has had, in this process
    leave      lets the directory answer so many more requests, and no other
    come_back  lets it answer all requests, to a process that has just started
    """
    start = Moment.of(here.world)
    come_back()
    before, asked_before = (here.people(), here.known(), here.state().watermark), asked()
    run = here.cycle()
    assert run
    assert run.state is RunState.DONE
    expected, requests = here.picture(), asked() - asked_before
    assert here.people() != before[0]
    for number in range(0, requests, 1 if IS_FULL else requests // some):
        start.again(here.world)
        come_back()
        leave(number)
        if here.due() == "started":
            here.work()
            assert here.last().state is RunState.FAILED, number
        assert (here.people(), here.known(), here.state().watermark) == before, number
        assert len(here.slugs()) == 1, number
        come_back()
        here.world.clock.time = from_text(here.state().next_at)
        here.cycle()
        assert here.picture() == expected, number
    return requests
