"""The jobs of imports: have mails sent that wait, and delete the reports of imports whose time is over."""

from collections.abc import Mapping

from functions.bulk_import import retention
from functions.bulk_import.mail import waking
from koppel.entrance.schedule import Job

EVERY_FIVE_MINUTES: Mapping[str, Job] = {"welcome-mails": waking.wake_where_mails_wait}
DAILY: Mapping[str, Job] = {"import-reports": retention.clean}
