"""Uploads: an address takes one file of limited size for a short time, and an import takes the file that was sent."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from functions.bulk_import import content, uploads
from koppel.aws import clients
from koppel.domain.runs.run import RunState
from koppel.runtime import Tenant
from tests.functions.bulk_import.import_desk import BUCKET, Desk, client, clients_file, open_desk

PAGE = "https://demo.koppel.example/console/demo/import"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with open_desk() as made:
        yield made


def test_the_answer_has_all_that_a_sender_needs(desk: Desk) -> None:
    made = desk.done("prepare-upload")
    assert made["fields"]["key"] == f"_uploads/demo/{made['upload']}"
    assert (made["longest"], made["seconds"]) == (content.LONGEST_FILE, 900)
    assert "success_action_redirect" not in made["fields"]


def test_a_browser_goes_on_to_a_page_of_the_upload(desk: Desk) -> None:
    made = desk.done("prepare-upload", return_to=PAGE)
    assert made["fields"]["success_action_redirect"] == f"{PAGE}/{made['upload']}"


@pytest.mark.parametrize("page", ["console", "javascript:alert(1)", "http://demo.koppel.example/", f"{PAGE}#x"])
def test_what_is_no_address_is_refused(desk: Desk, page: str) -> None:
    assert desk.declined("prepare-upload", return_to=page) == "invalid"


def test_an_address_takes_one_file_of_limited_size_for_a_quarter_of_an_hour(desk: Desk) -> None:
    answer = desk.done("prepare-upload")
    policy = json.loads(base64.b64decode(answer["fields"]["policy"]))
    assert ["content-length-range", 1, content.LONGEST_FILE] in policy["conditions"]
    assert {"key": f"_uploads/demo/{answer['upload']}"} in policy["conditions"]
    assert {"bucket": BUCKET} in policy["conditions"]
    until = datetime.strptime(policy["expiration"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert until - datetime.now(UTC) <= timedelta(seconds=answer["seconds"])
    assert answer["seconds"] == 900
    assert desk.done("prepare-upload")["upload"] != answer["upload"]


def test_a_file_that_is_too_large_is_refused_once_more_when_it_is_read(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(content, "LONGEST_FILE", 2000)
    run = desk.test_run(clients_file(*map(client, range(20))))
    assert (run.state, [each.slug for each in run.reasons]) == (RunState.FAILED, ["file-too-large"])


@pytest.mark.parametrize("upload", ["", "1", "Z" * 32, "../" * 10 + "ab", "0" * 33])
def test_a_number_that_is_none_is_refused(desk: Desk, upload: str) -> None:
    answer = desk.ask("start-import", script="new_clients", upload=upload)
    assert set(answer["problem"]["fields"]) == {"upload"}


def test_the_upload_of_another_organisation_is_not_found(desk: Desk) -> None:
    other = desk.world.add_organisation("other")
    number, _ = uploads.prepare(Tenant(desk.world.runtime, other))
    clients.s3().put_object(Bucket=BUCKET, Key=f"_uploads/other/{number}", Body=clients_file(client(1)))
    assert desk.declined("start-import", script="new_clients", upload=number) == "upload-missing"
    assert desk.files() == [f"_uploads/other/{number}"]


def test_a_file_is_imported_once(desk: Desk) -> None:
    upload = desk.upload(clients_file(client(1)))
    run = desk.done("start-import", script="new_clients", upload=upload)["run"]
    assert desk.declined("start-import", script="new_clients", upload=upload) == "run-busy"
    desk.work()
    assert desk.run(run).state is RunState.WAITING
    assert desk.declined("start-import", script="new_clients", upload=upload) == "upload-missing"


def test_a_file_that_is_deleted_meanwhile_ends_the_import_with_words(desk: Desk) -> None:
    upload = desk.upload(clients_file(client(1)))
    run = desk.done("start-import", script="new_clients", upload=upload)["run"]
    uploads.delete(desk.tenant, upload)
    desk.work()
    ended = desk.run(run)
    assert (ended.state, [each.slug for each in ended.reasons]) == (RunState.FAILED, ["file-gone"])
