"""The worker that follows directories, ended without warning in the middle of its work."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from tests.harness.progress import Progress
from tests.harness.stack import Stack

WORKER = "DirectoryWorker"
PATIENCE = 300
SECONDS = 30


@contextmanager
def mortal(stack: Stack, scale: float) -> Iterator[None]:
    """Within the block, what a dead worker had in hand comes back after seconds instead of half an hour. At full scale
    these are more: another worker must not have the same in hand before the first one is killed."""
    seconds = max(5, round(SECONDS * scale))
    sqs, queue = stack.sqs, stack.outputs["DirectoryQueueUrl"]
    usual = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["VisibilityTimeout"])["Attributes"]
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": str(seconds)})
    try:
        yield
    finally:
        sqs.set_queue_attributes(QueueUrl=queue, Attributes={"VisibilityTimeout": usual["VisibilityTimeout"]})


def kill_when(stack: Stack, is_there: Callable[[], bool]) -> None:
    """Ends every worker that works, at the moment at which something is so. Raises AssertionError when it never is."""
    progress = Progress(PATIENCE)
    while not is_there():
        assert not progress.has_stopped(None), "the worker did not come so far"
        time.sleep(0.01)
    assert stack.kill(WORKER), "nobody works"
    while stack.kill(WORKER):
        pass
