"""Row keys of runs: their rows, the pages of their plans and outcomes, and the slots that admit one at a time."""

from koppel.aws.row_keys.row_key import RowKey


def run(org: str, run: str) -> RowKey:
    """A run."""
    return RowKey(runs(org), run)


def runs(org: str) -> str:
    """Partition of the runs, oldest first."""
    return f"{org}/runs"


def page(org: str, run: str, number: int) -> RowKey:
    """A page of the staged plan of a run."""
    return RowKey(pages(org, run), f"page/{number:08d}")


def outcome(org: str, run: str, number: int) -> RowKey:
    """What became of the items of a page."""
    return RowKey(pages(org, run), f"outcome/{number:08d}")


def pages(org: str, run: str) -> str:
    """Partition of the pages of a run: outcomes, then plans."""
    return f"{org}/run/{run}"


def slot(org: str, slot: str) -> RowKey:
    """The run that holds a slot."""
    return RowKey(slots(org), slot)


def slots(org: str) -> str:
    """Partition of the slots that are held."""
    return f"{org}/run-slots"


def moving(org: str) -> str:
    """Listing of the runs that are not closed, by the time from which the sweep looks at them."""
    return f"{org}/runs/moving"
