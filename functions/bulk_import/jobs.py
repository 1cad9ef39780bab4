"""The jobs of imports: delete the reports of those whose time is over."""

from collections.abc import Mapping

from functions.bulk_import import retention
from koppel.entrance.schedule import Job

EVERY_FIVE_MINUTES: Mapping[str, Job] = {}
DAILY: Mapping[str, Job] = {"import-reports": retention.clean}
