"""The README is true where it can be checked: limits, paths, make targets, commands of the operator, integrations."""

import re

import pytest

from functions.directory_sync.scim.wire import requests as scim_requests
from functions.hl7_intake import reception
from functions.hl7_intake.archive import messages
from functions.hl7_intake.rules import MOST_PROFESSIONALS
from functions.hl7_intake.v2.limits import Limits
from functions.operations.commands import COMMANDS
from functions.operations.registry import TILES
from functions.rest_api import idempotency, representation
from functions.rest_api.wire import requests, responses
from koppel.aws import patience
from koppel.aws.table import MOST_WRITES
from koppel.domain.runs import verdict
from koppel.domain.tiles.tile import Purpose
from koppel.organisation import activity, api_users, error_log, hourly_quota
from koppel.runs import starting
from koppel.runs.procedure import MOST_IN_A_PAGE
from koppel.runs.storage import MOST_BYTES, STALLED
from tests.harness import templates
from tests.harness.home import PROJECT

README = (PROJECT / "README.md").read_text(encoding="utf-8")
QUOTED = re.findall(r"`([^`\n]+)`", README)
PLACES = ("functions/", "layers/", "tests/", "events/")
LIMITS = Limits()
RESOURCES = templates.read((PROJECT / "template.yaml").read_text())["Resources"]
SWEEP = 5  # minutes from one to the next
FORGET, FORGET_UPLOADS = RESOURCES["Files"]["Properties"]["LifecycleConfiguration"]["Rules"]
ROWS = [
    f"an HL7 message | {LIMITS.size // 1024} KiB, {LIMITS.segments:,} segments, {LIMITS.fields:,} fields |",
    f"professionals in one HL7 message about a client | {MOST_PROFESSIONALS} |",
    f"a request body | {reception.MOST_BYTES // 1024**2} MiB for `/hl7`, {requests.MOST_BYTES // 1024} KiB for `/api`, "
    f"{scim_requests.MOST_BYTES // 1024**2} MiB for `/scim` |",
    f"a SCIM list | {scim_requests.MOST_RESULTS} resources in one answer, {scim_requests.USUAL_COUNT} without `count` ",
    f"calls of an API user | {api_users.PER_MINUTE:,} a minute, {api_users.BURST} in every "
    f"{api_users.BURST * 60 // api_users.PER_MINUTE} seconds, settable |",
    f"a repeated POST | its `Idempotency-Key` is known for {idempotency.DAYS_KNOWN * 24} hours |",
    f"an approval of a run | within {verdict.HOURS} hours,",
    f"rows of a run, and what became of them | {starting.DAYS_KEPT} days,",
    f"an upload of which no import is made | {FORGET_UPLOADS['ExpirationInDays']} day |",
    f"reports in the bucket of files | {FORGET['ExpirationInDays']} days, those of imports as long as the tile says |",
    f"a page of a run | {MOST_IN_A_PAGE} rows, {MOST_BYTES // 1024} KiB compressed |",
    f"a worker of a run that is killed | the run goes on within {SWEEP + STALLED.seconds // 60} minutes |",
    f"a collection in one answer | {responses.MOST_BYTES / 1_000_000} MB as Lambda counts it,",
    f"read it in pages of up to {representation.LONGEST_PAGE:,}; "
    f"the error log warns at {100 * responses.LARGE_BYTES // responses.MOST_BYTES} % |",
    f"writes in one change | {MOST_WRITES} rows,",
    f"a repeated message | its answer is known for {messages.DAYS_KNOWN} days |",
    f"references and reports of refused logons | {hourly_quota.MOST} of each an hour and organisation |",
    f"counts of messages, calls and logons, and of accounts | {activity.DAYS_KEPT} days |",
    f"notices in the error log | {error_log.DAYS_KEPT} days after they were last seen |",
]
SENTENCES = [
    f"An API user may make {api_users.PER_MINUTE:,} calls a minute, {api_users.BURST} in every "
    f"{api_users.BURST * 60 // api_users.PER_MINUTE} seconds, unless",
    f"The content of a processed message is deleted after {messages.DAYS_KEPT_WHEN_DONE} days",
    f"the table, the queues and the keys takes {patience.LONGEST_TRY} seconds at most",
    f"content of HL7 messages that goes after {messages.DAYS_KEPT_WHEN_DONE} days",
]


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("row", ROWS)
def test_a_row_of_the_limits_has_the_numbers_of_the_code(row: str) -> None:
    table = README.partition("## Limits")[2].partition("\n## ")[0]
    assert row in table


def test_every_row_of_the_limits_is_checked() -> None:
    table = README.partition("## Limits")[2].partition("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ")][2:]
    assert [line for line in rows if not any(row in line for row in ROWS)] == []


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_has_the_numbers_of_the_code(sentence: str) -> None:
    assert sentence in _on_one_line(README)


def test_every_path_exists() -> None:
    paths = {each.split()[0] for each in QUOTED if each.startswith(PLACES)}
    paths |= set(re.findall(r"^((?:functions|layers|events|tests)/[\w/.]*)", README, re.MULTILINE))
    assert len(paths) > 20
    assert [path for path in sorted(paths) if "<" not in path and not (PROJECT / path).exists()] == []


def test_every_room_of_koppel_is_in_the_layout() -> None:
    tree = README.partition("layers/common/koppel ")[2].partition("functions/<integration>")[0]
    named = set(re.findall(r"^    (\w+)/ ", tree, re.MULTILINE)) | set(re.findall(r"(\w+\.py)", tree))
    koppel = PROJECT / "layers" / "common" / "koppel"
    rooms = {path.name for path in koppel.iterdir() if path.name not in {"__init__.py", "__pycache__"}}
    assert named == rooms


def test_every_make_target_exists() -> None:
    makefile = (PROJECT / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = set(re.findall(r"(?:`|^)(?:PORT=9000 )?make ([a-z]+)", README, re.MULTILINE))
    assert named
    assert named <= targets


def test_every_command_of_the_operator_exists() -> None:
    verbs = {name.partition("-")[0] for name in COMMANDS}
    named = {each.split()[0] for each in QUOTED if re.fullmatch(r"[a-z]+(-[a-z]+)+( .*)?", each)}
    named = {name for name in named if name.partition("-")[0] in verbs}
    assert len(named) > 20
    assert named <= set(COMMANDS)


def test_every_integration_has_its_row() -> None:
    rows = set(re.findall(r"^\| [^|]+ \| `functions/(\w+)` \|", README, re.MULTILINE))
    assert rows == {name for name, tile in TILES.items() if tile.purpose is not Purpose.ACCOUNTS}


def test_every_package_of_the_layers_is_explained() -> None:
    dependencies = README.partition("## Dependencies")[2]
    wanted = {
        re.split(r"[\[<>=~ ;]", line)[0].lower()
        for path in (PROJECT / "layers").glob("*/requirements.in")
        for line in path.read_text().splitlines()
        if line and not line.startswith("#")
    }
    assert [name for name in sorted(wanted) if name not in dependencies.lower()] == []
