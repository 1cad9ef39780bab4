"""Working: the messages of the queue. One is about a source that is due, or about a run that goes on."""

from functions.directory_sync.cycle import beginning
from functions.directory_sync.cycle.procedure import procedures
from functions.directory_sync.cycle.scene import Open
from koppel.entrance.queue import Ids, Work
from koppel.runs import engine
from koppel.runtime import Runtime


def work(open_directory: Open) -> Work:
    """What is done with each message; directories are opened by `open_directory`."""
    known = procedures(open_directory)

    def handle(runtime: Runtime, ids: Ids) -> str:
        if "run" in ids:
            return engine.advance(runtime, known, ids)
        return beginning.begin(runtime, open_directory, ids)

    def count(runtime: Runtime, ids: Ids) -> int:
        return engine.count_failure(runtime, ids) if "run" in ids else beginning.count_failure(runtime, ids)

    def give_up(runtime: Runtime, ids: Ids) -> str:
        return engine.give_up(runtime, ids) if "run" in ids else beginning.give_up(runtime, ids)

    return Work(handle, count, give_up)
