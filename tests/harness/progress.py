"""Progress: a wait ends when nothing changes any more, not when a slow machine needs long."""

import time


class Progress:
    """What is waited for, as far as it can be seen. Its clock starts again with every change."""

    def __init__(self, patience: float) -> None:
        """Patience is in seconds."""
        self._patience = patience
        self._seen: object = None
        self._since = time.monotonic()

    def has_stopped(self, seen: object) -> bool:
        """Whether this is what was seen all the time, for longer than the patience."""
        if seen != self._seen:
            self._seen, self._since = seen, time.monotonic()
        return time.monotonic() - self._since > self._patience
