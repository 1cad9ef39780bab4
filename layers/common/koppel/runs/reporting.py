"""Reporting: the files that tell of every row of a run."""

from collections.abc import Mapping

from koppel.domain.runs.run import Run
from koppel.runtime import Tenant


def write(_tenant: Tenant, run: Run) -> Mapping[str, str]:
    """Write the reports of the run as it is now. Returns the key of each file by its name."""
    return run.files
