"""What the functions logged, all of it: the emulator answers at most 10,000 lines to one question and says nothing."""

from typing import TYPE_CHECKING

import boto3

from tests.harness.emulator import Connection

if TYPE_CHECKING:
    from mypy_boto3_logs import CloudWatchLogsClient

MOST = 10_000


def lines(connection: Connection, groups: list[str], since: int, until: int) -> list[str]:
    """Every line of the groups between two moments, in milliseconds of the epoch, each group oldest first."""
    client = boto3.client("logs", **connection)
    return [line for group in groups for line in _window(client, group, since, until)]


def _window(client: "CloudWatchLogsClient", group: str, since: int, until: int) -> list[str]:
    """Halves the window until an answer is surely whole. Raises `Flooded` where one millisecond holds too much."""
    found = client.filter_log_events(logGroupName=group, startTime=since, endTime=until, limit=MOST)["events"]
    if len(found) < MOST:
        return [each["message"] for each in found]
    if since >= until:
        raise Flooded(f"{MOST} lines or more in one millisecond of {group}")
    middle = (since + until) // 2
    return _window(client, group, since, middle) + _window(client, group, middle + 1, until)


class Flooded(Exception):
    """More lines at once than the emulator can hand out."""
