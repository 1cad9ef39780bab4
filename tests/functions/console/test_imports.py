"""The pages that send a file and begin its test run."""

import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from functions.bulk_import.scripts import SCRIPT_LABELS, Script
from functions.bulk_import.uploads import _key
from koppel.aws import clients
from koppel.domain.accounts.account import Kind
from koppel.domain.runs.run import Run
from koppel.runs import storage
from tests.functions.console.conftest import Answer, Browser, Console
from tests.koppel.runs.bench import BUCKET

PATH = "/console/demo/import"
TILE = "/console/demo/bulk_import"
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def here(console: Console) -> Console:
    where: Any = {"LocationConstraint": "eu-west-1"}
    clients.s3().create_bucket(Bucket=BUCKET, CreateBucketConfiguration=where)
    console.office.done("make-available", integration="bulk_import")
    console.office.done("switch-on", integration="bulk_import")
    return console


def settings(console: Console, **changed: Any) -> None:
    console.office.done("change-settings", integration="bulk_import", settings=changed)


def make_key(browser: Browser) -> str:
    """The id of a new key pair."""
    page = browser.post("/console/demo/do/create-import-key", {"name": "De Linde", "type": "curve25519"})
    assert page.status == 200
    found = re.search(r">([0-9a-f]{12})\s*<", page.body)
    assert found, page.body
    return found[1]


def form_of(page: Answer) -> tuple[str, dict[str, str]]:
    """Where the page sends a file, and the fields that go with it."""
    found = re.search(
        r'<form method="post" action="([^"]+)" enctype="multipart/form-data"(.*?)</form>', page.body, re.DOTALL
    )
    assert found, page.body
    return unescape(found[1]), {name: unescape(value) for name, value in _HIDDEN.findall(found[2])}


def upload(console: Console, content: bytes = b"a;b\r\n") -> str:
    """The address to which a browser comes back that has sent this file."""
    _, fields = form_of(console.manager.get(PATH))
    back = urlsplit(fields["success_action_redirect"])
    assert back.netloc == console.manager.host
    number = back.path.rpartition("/")[2]
    assert fields["key"] == _key(console.world.tenant, number)
    clients.s3().put_object(Bucket=BUCKET, Key=fields["key"], Body=content)
    return f"{back.path}?bucket={BUCKET}&key={fields['key']}&etag=x"


def run_of(console: Console, answer: Answer) -> Run:
    """The run to whose page the browser is sent."""
    assert answer.status == 303, answer.body
    path, _, run = answer.location.rpartition("/")
    assert path == "/console/demo/runs"
    found = storage.find(console.world.tenant, run)
    assert found is not None
    return found


class TestSending:
    """The first page: a form that leads to the bucket."""

    def test_the_form_leads_to_the_bucket_and_the_policy_allows_that_address_alone(self, here: Console) -> None:
        page = here.manager.get(PATH)
        action, fields = form_of(page)
        assert action == "https://files.s3.eu-west-1.amazonaws.com/"
        policy = page.headers["Content-Security-Policy"].split("; ")
        assert f"form-action 'self' {action}" in policy
        assert "default-src 'none'" in policy
        assert {"key", "policy", "x-amz-signature"} < set(fields)
        assert "csrf" not in fields

    def test_other_pages_lead_to_no_other_site(self, here: Console) -> None:
        for path in (TILE, upload(here)):
            policy = here.manager.get(path).headers["Content-Security-Policy"].split("; ")
            assert "form-action 'self'" in policy

    def test_it_says_what_files_and_how_large(self, here: Console) -> None:
        here.manager.language = "nl"
        body = here.manager.get(PATH).body
        assert "hoogstens 50 MB. Dit formulier werkt 15 minuten." in body
        assert 'accept=".pgp,.gpg,.asc"' in body
        assert "Het bestand moet versleuteld zijn" in body
        settings(here, must_encrypt=False)
        body = here.manager.get(PATH).body
        assert 'accept=".pgp,.gpg,.asc,.xlsx,.ods,.csv"' in body
        assert "moet versleuteld zijn" not in body

    def test_where_import_is_off_it_leads_to_the_tile(self, here: Console) -> None:
        here.office.done("switch-off", integration="bulk_import")
        body = here.manager.get(PATH).body
        assert "Import is not switched on." in body
        assert "multipart/form-data" not in body

    def test_key_pairs_lead_senders_to_the_page_that_encrypts(self, here: Console) -> None:
        assert "There is no key pair yet." in here.manager.get(PATH).body
        key = make_key(here.manager)
        body = here.manager.get(PATH).body
        assert f'href="/securetransfer?receiver={key}"' in body
        assert re.search(r"<code>(?:[0-9A-F]{4} ){9}[0-9A-F]{4}</code>", body)
        assert "Make a key pair" not in body

    def test_templates_can_be_fetched_in_the_language_of_the_reader(self, here: Console) -> None:
        body = here.manager.get(PATH).body
        for script, label in SCRIPT_LABELS.items():
            assert f'href="{PATH}/template/{script}"' in body
            assert label.en in body
        here.manager.language = "nl"
        answer = here.manager.get(f"{PATH}/template/{Script.NEW_CLIENTS}")
        assert answer.status == 303
        asked = parse_qs(urlsplit(answer.location).query)
        assert asked["response-content-disposition"] == ['attachment; filename="new-clients-nl.xlsx"']
        assert here.manager.get(f"{PATH}/template/nonsense").status == 404


class TestStarting:
    """The second page: what the rows are for."""

    def test_the_test_run_begins_with_what_was_chosen(self, here: Console) -> None:
        to = upload(here)
        page = here.manager.get(to)
        assert "The file has arrived." in page.body
        form = {"script": "new_clients", "welcome": ["", "clients"], "all_or_nothing": "true", "csrf": page.csrf}
        run = run_of(here, here.manager.post(to.partition("?")[0], form))
        assert (run.about, run.all_or_nothing) == ("new_clients", True)
        for path in (f"/console/demo/runs/{run.id}", "/console/demo/runs"):
            assert "Import: New clients" in here.manager.get(path).body
        assert run.input["welcome"] == [Kind.CLIENT]
        assert str(run.input["upload"]) in to

    def test_the_settings_say_what_is_chosen_beforehand(self, here: Console) -> None:
        settings(here, welcome_professionals=True, all_or_nothing=True)
        body = here.manager.get(upload(here)).body
        assert 'value="professionals" checked' in body
        assert 'value="clients" checked' not in body
        assert 'value="nobody"' not in body
        assert '<option value="true" selected>' in body

    def test_nobody_is_mailed_where_none_is_ticked_whatever_the_settings_say(self, here: Console) -> None:
        settings(here, welcome_clients=True)
        to = upload(here).partition("?")[0]
        run = run_of(here, here.manager.post(to, {"script": "new_clients", "welcome": [""]}))
        assert run.input["welcome"] == []

    def test_a_form_without_a_script_says_so_beside_the_field(self, here: Console) -> None:
        to = upload(here).partition("?")[0]
        answer = here.manager.post(to, {"script": "", "welcome": ["", "clients"]})
        assert answer.status == 422
        assert 'id="f-script-error"' in answer.body
        assert 'value="clients" checked' in answer.body

    def test_an_upload_that_never_arrived_is_told_in_plain_words(self, here: Console) -> None:
        answer = here.manager.post(f"{PATH}/{'0' * 32}", {"script": "new_clients"})
        assert answer.status == 422
        assert "No file was uploaded under this number, or it was deleted already." in answer.body

    def test_a_second_import_beside_one_that_is_read_is_refused(self, here: Console) -> None:
        first, second = upload(here).partition("?")[0], upload(here).partition("?")[0]
        run_of(here, here.manager.post(first, {"script": "new_clients"}))
        answer = here.manager.post(second, {"script": "new_clients"})
        assert answer.status == 422
        assert 'role="alert"' in answer.body

    def test_a_field_for_another_organisation_is_not_read(self, here: Console) -> None:
        here.world.add_organisation("elm")
        here.world.organisation = here.world.look_up("demo")
        to = upload(here).partition("?")[0]
        run = run_of(here, here.manager.post(to, {"script": "new_clients", "organisation": "elm"}))
        assert run.id

    @pytest.mark.parametrize("path", ["nonsense", "0" * 31, f"{'0' * 32}/more", "template"])
    def test_other_addresses_are_unknown(self, here: Console, path: str) -> None:
        assert here.manager.get(f"{PATH}/{path}").status == 404


def test_a_logon_of_long_ago_is_not_enough_and_the_upload_is_kept(
    here: Console, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = upload(here).partition("?")[0]
    monkeypatch.setattr("functions.console.turn.Turn.needs_logon", lambda *_: True)
    for answer in (here.manager.get(PATH), here.manager.get(to), here.manager.ask("POST", to, "script=new_clients")):
        assert (answer.status, "Please log on again" in answer.body) == (403, True)
    assert f"&amp;to={to}" in answer.body


def test_the_tile_leads_here_and_shows_the_key_pairs(here: Console) -> None:
    body = here.manager.get(TILE).body
    assert f'href="{PATH}"' in body
    assert "There is no key pair yet." in body
    assert "/do/start-import" not in body
    key = make_key(here.manager)
    body = here.manager.get(TILE).body
    assert f"/do/end-import-key?key={key}&amp;back={TILE.replace('/', '%2F')}" in body
    assert f"/do/create-import-key?replaces={key}" in body
