"""`make capacity CLIENTS=… MESSAGES_PER_DAY=… REST_CALLS=… LOGONS=…`: what one organisation asks of AWS in a month,
what that costs, and which limit it meets first.

Requests and units are those of the budgets beside this file, which tests hold. Three things are assumptions: which jobs
there are how often (MIX), how long functions take (SECONDS, not measured on AWS) and how a day is spread (BUSIEST).
Prices (USD, list, eu-west-1, no free tier) are those known in 2026. All calls are counted per day.
"""

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.budgets import hl7_intake, rest_api

DAYS = 30
BUSIEST = 0.15 / 3600
"""Share of a day's calls in the busiest second: 15 % in the busiest hour."""

MIX: Mapping[str, Mapping[str, float]] = {
    "hl7": {"new client": 0.05, "changed client": 0.35, "unchanged client": 0.5, "discharge": 0.1},
    "rest": {"GET by key": 0.6, "GET by id of the outside system": 0.2, "PATCH, one field": 0.15, "POST client": 0.05},
}
SECONDS = {"intake": 0.05, "worker": 0.06, "rest": 0.04, "logon": 0.12}
LOGON = (8.0, 5, 1)
"""Units read, units written and KMS calls of a logon by a link (tests/functions/delegated_logon/test_entry.py lists its
requests); handing it over to the platform signs one token."""

STORED_BY_CLIENT = 6_000
"""Bytes of a client with its claims, relationships and trail."""
STORED_BY_MESSAGE = 2_000
LOGGED_BY_CALL = 2_500
"""Bytes of log lines, metrics and platform lines of one invocation."""

PRICES = {
    "read units": 0.1415e-6,
    "write units": 0.705e-6,
    "gateway requests": 3.50e-6,
    "function requests": 0.20e-6,
    "function GB-seconds": 13.3334e-6,
    "queue requests": 0.50e-6,
    "KMS requests": 3.00e-6,
    "GB logged": 0.57,
    "GB stored, with point-in-time recovery": 0.283 + 0.2264,
    "custom metrics": 0.30,
}
CUSTOM_METRICS = 24


@dataclass(frozen=True, slots=True)
class Load:
    """What one organisation does: clients it has, and calls a day."""

    clients: int
    messages: int
    rest_calls: int
    logons: int


def month(load: Load) -> dict[str, float]:
    """How much of each priced thing a month takes."""
    intake = next(each for each in hl7_intake.JOBS if each.name == "new message")
    worker = _average("hl7", {each.name: (each.read, each.written) for each in hl7_intake.JOBS})
    rest = _average("rest", {each.name: (each.read, each.written) for each in rest_api.JOBS})
    counts = ((load.messages, (intake.read + worker[0], intake.written + worker[1])), (load.rest_calls, rest),
              (load.logons, LOGON[:2]))  # fmt: skip
    web = load.messages + load.rest_calls + load.logons
    runs = web + load.messages / 5 + 288  # batches of five on average; the sweep
    busy = load.messages * (SECONDS["intake"] + SECONDS["worker"]) + load.rest_calls * SECONDS["rest"]
    return {
        "read units": DAYS * sum(count * units[0] for count, units in counts),
        "write units": DAYS * sum(count * units[1] for count, units in counts),
        "gateway requests": DAYS * web,
        "function requests": DAYS * runs,
        "function GB-seconds": DAYS * (busy + load.logons * SECONDS["logon"] + 288 * 0.5),
        "queue requests": DAYS * (load.messages * 1.4 + 17_280),  # one send, a share of receiving and deleting; polling
        "KMS requests": DAYS * (load.logons * LOGON[2] + 500),  # environments that start decrypt once
        "GB logged": DAYS * runs * LOGGED_BY_CALL / 1e9,
        "GB stored, with point-in-time recovery": (
            load.clients * STORED_BY_CLIENT + 30 * load.messages * STORED_BY_MESSAGE
        )
        / 1e9,
        "custom metrics": CUSTOM_METRICS,
    }


def limits(load: Load) -> dict[str, tuple[float, float]]:
    """For each limit what the busiest second asks, and what there is."""
    messages, calls, logons = (each * BUSIEST for each in (load.messages, load.rest_calls, load.logons))
    at_once = messages * (SECONDS["intake"] + SECONDS["worker"]) + calls * SECONDS["rest"] + logons * SECONDS["logon"]
    return {
        "HL7 messages a second of one organisation (one partition of the table)": (messages, 375),
        "HL7 messages a second with WorkerConcurrency 5": (messages, 5 / SECONDS["worker"]),
        "REST calls a second of one API user": (calls, 1200 / 60),
        "logons a second (PublicRequestsPerSecond 50, two requests each)": (logons * 2, 50),
        "functions at once in a new account": (at_once, 10),
    }


def _average(mix: str, units: Mapping[str, tuple[float, int]]) -> tuple[float, float]:
    shares = MIX[mix].items()
    read = sum(share * units[name][0] for name, share in shares)
    return read, sum(share * units[name][1] for name, share in shares)


def table(load: Load) -> Iterator[str]:
    """What is printed."""
    used = month(load)
    for name, amount in used.items():
        yield f"{amount * PRICES[name]:10.2f} USD  {amount:15,.2f}  {name}"
    total = sum(amount * PRICES[name] for name, amount in used.items())
    yield f"{total:10.2f} USD a month, besides what `make deploy` names"
    yield ""
    found = sorted(limits(load).items(), key=lambda each: each[1][0] / each[1][1], reverse=True)
    for name, (asked, there) in found:
        yield f"{asked / there:10.1%}  {asked:9.2f} of {there:7.1f}  {name}"
    yield f"First limit that is met: {found[0][0]}"


if __name__ == "__main__":
    print("\n".join(table(Load(*(int(each.replace("_", "").replace(",", "")) for each in sys.argv[1:5])))))
