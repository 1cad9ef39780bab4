"""An import in a real browser, by the keyboard alone: encrypted, sent, looked at, approved, repeated, undone. And the
same file from GnuPG and Sequoia, sent by the operator's command line."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from pysequoia import Cert, encrypt
from python_calamine import CalamineWorkbook

from functions.operations import __main__ as command_line
from functions.operations.commands import COMMANDS
from tests.functions.bulk_import.key_desk import Gpg
from tests.harness import demo_workbook
from tests.harness.browser import DESKTOP
from tests.harness.employees import settled
from tests.harness.hands import Keyboard
from tests.harness.stack import Stack
from tests.harness.tenants import Tenant

PATIENCE = 60_000
"""Milliseconds that a step may take on a busy machine."""
NEW = {*(row[0] for row in demo_workbook.NEW), demo_workbook.KNOWN[0]}
"""The ids of the clients who are new to an organisation that has none."""


def clinic(stack: Stack) -> Tenant:
    """An organisation without clients, which takes encrypted files."""
    made = Tenant.found(stack, "import")
    made.operate("change-settings", integration="client_details", settings={"date_of_birth": "optional"})
    made.operate("make-available", integration="bulk_import")
    made.operate("switch-on", integration="bulk_import")
    made.operate("create-import-key", name="De Eik, import")
    return made


def are_imported(tenant: Tenant) -> None:
    """The clients of the workbook are there, as an API user sees them."""
    found = tenant.api_clients()
    assert set(found) == NEW
    assert all(each["active"] for each in found.values())
    first = found["C1001"]
    assert (first["first_name"], first["infix"], first["last_name"]) == ("Aaltje", "van der", "Meulen")
    assert (first["date_of_birth"], first["email"]) == ("1951-03-14", "c1001@demo.example")


@dataclass
class Manager:
    """An application manager at the console, without a mouse."""

    tenant: Tenant
    page: Page
    hand: Keyboard

    def of(self, role: str, name: str) -> Locator:
        """The first link, button or field with this name."""
        return self.page.locator("main").get_by_role(role, name=name).first  # type: ignore[arg-type]

    def go(self, role: str, name: str) -> None:
        """Follow a link, or press a button that leads to a page."""
        self.hand.go(self.of(role, name))

    def open(self, path: str) -> None:
        """A page of the organisation, by its address."""
        self.page.goto(f"{self.origin}/console/{self.tenant.slug}{path}")

    @property
    def origin(self) -> str:
        """Where the organisation answers."""
        return f"http://{self.tenant.slug}.localhost:{urlsplit(self.tenant.stack.base_url).port}"

    def is_told(self, text: str) -> None:
        """Whether the page says so, at once or when it has loaded itself again."""
        expect(self.page.locator("main")).to_contain_text(text, timeout=PATIENCE)

    def choose_file(self, file: Path) -> None:
        """Choose it in the one field for files."""
        with self.page.expect_file_chooser() as chooser:
            self.hand.press(self.page.locator("#file"))
        chooser.value.set_files(file)

    def saved(self, target: Locator, folder: Path) -> Path:
        """What the browser saves when this is pressed."""
        with self.page.expect_download(timeout=PATIENCE) as download:
            self.hand.press(target)
        path = folder / download.value.suggested_filename
        download.value.save_as(path)
        return path

    def import_file(self, file: Path) -> str:
        """Send a file of new clients, and begin its test run. The path of the run."""
        self.open("/import")
        self.choose_file(file)
        self.go("button", "Send")
        self.is_told("The file has arrived.")
        self.hand.choose(self.page.locator("#f-script"), "new_clients")
        self.go("button", "Begin the test run")
        assert "/runs/" in self.page.url
        return urlsplit(self.page.url).path.removeprefix(f"/console/{self.tenant.slug}")

    def counts(self) -> dict[str, int]:
        """What the page of a run says would happen, and to how many rows."""
        rows = self.page.locator("table").first.locator("tbody tr").all()
        return {each.locator("th").inner_text(): int(each.locator("td").inner_text()) for each in rows}


@pytest.fixture
def manager(stack: Stack, browser: Browser) -> Iterator[Manager]:
    tenant = clinic(stack)
    context = browser.new_context(locale="en-GB", viewport=DESKTOP)
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda it: complaints.append(it.text) if "Content Security" in it.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    made = Manager(tenant, page, Keyboard())
    link = urlsplit(tenant.operate("console-link")["url"])
    page.goto(f"{made.origin}{link.path}?{link.query}")
    made.go("button", "Sign in")
    yield made
    assert complaints == []
    context.close()


def test_from_a_workbook_to_accounts_and_back(manager: Manager, tmp_path: Path) -> None:
    page = manager.page

    manager.open("/bulk_import")
    manager.go("link", "Import a file")
    manager.go("link", "Secure transfer to De Eik, import")
    page.locator("#file").wait_for()
    manager.choose_file(demo_workbook.WORKBOOK)
    encrypted = manager.saved(page.locator("#encrypt"), tmp_path)
    assert encrypted.suffix == ".pgp"
    assert demo_workbook.NEW[0][2].encode() not in encrypted.read_bytes()

    run = manager.import_file(encrypted)
    manager.is_told("Waiting for approval")
    assert manager.counts() == {"New": len(NEW), "Duplicate": 1, "Refused": 1}
    manager.go("link", "Look at the rows")
    manager.is_told("c1001@demo.example")
    page.go_back()
    report = manager.saved(manager.of("link", "Report (Excel)"), tmp_path)
    _title, *rows = CalamineWorkbook.from_path(str(report)).get_sheet_by_index(1).to_python()
    assert len(rows) == len(demo_workbook.rows())
    assert "c1001@demo.example" in rows[0]
    assert manager.tenant.api_clients() == {}

    manager.go("button", "Approve")
    manager.is_told("Applied")
    expect(page.locator("main .badge").first).to_have_text("Done", timeout=PATIENCE)
    are_imported(manager.tenant)

    manager.import_file(encrypted)
    expect(page.locator("main .badge").first).to_have_text("Done", timeout=PATIENCE)
    assert manager.counts() == {"Unchanged": len(NEW), "Duplicate": 1, "Refused": 1}

    manager.open(run)
    manager.go("button", "Undo")
    manager.is_told("Waiting for approval")
    manager.go("button", "Approve")
    expect(page.locator("main .badge").first).to_have_text("Done", timeout=PATIENCE)
    assert [number for number, each in manager.tenant.api_clients().items() if each["active"]] == []


def test_what_is_wrong_with_a_file_is_told_before_it_is_sent(manager: Manager, tmp_path: Path) -> None:
    empty, large = tmp_path / "empty.pgp", tmp_path / "large.pgp"
    empty.touch()
    with large.open("wb") as file:
        file.truncate(50 * 2**20 + 1)
    manager.page.clock.install()
    manager.open("/import")
    told = {
        demo_workbook.WORKBOOK: "This file cannot be imported. Choose one of these: .pgp, .gpg, .asc.",
        large: "The file is larger than 50 MB.",
        empty: "The file is empty.",
    }
    shown = manager.page.locator("[data-problem]:visible")
    for each, words in told.items():
        manager.choose_file(each)
        manager.hand.press(manager.of("button", "Send"))
        expect(shown).to_contain_text(words)
        expect(manager.page.locator("#file")).to_have_attribute("aria-invalid", "true")
        expect(manager.page.locator("#file")).to_be_focused()
    manager.page.clock.fast_forward("16:00")
    manager.hand.press(manager.of("button", "Send"))
    expect(shown).to_contain_text("This form is too old.")
    manager.go("link", "Load the page again")
    expect(shown).to_have_count(0)


def test_without_scripts_and_a_mouse_it_goes_on_just_so(stack: Stack, browser: Browser) -> None:
    tenant = clinic(stack)
    tenant.operate("change-settings", integration="bulk_import", settings={"must_encrypt": False})
    context = browser.new_context(locale="nl-NL", viewport={"width": 360, "height": 740}, java_script_enabled=False)
    page = context.new_page()
    there = Manager(tenant, page, Keyboard())
    link = urlsplit(tenant.operate("console-link")["url"])
    page.goto(f"{there.origin}{link.path}?{link.query}")
    page.locator("main button").click()
    there.open("/import")
    page.locator("#file").set_input_files(demo_workbook.TEXT)
    page.get_by_role("button", name="Versturen").click()
    there.is_told("Het bestand is aangekomen.")
    page.locator("#f-script").select_option("new_clients")
    page.get_by_role("button", name="Begin de testrun").click()
    run = settled(tenant, page.url.rpartition("/")[2])
    assert (run["state"], run["counts"]["create"]) == ("waiting", len(NEW))
    context.close()


def by_gnupg(public: bytes, gpg: Gpg) -> bytes:
    """The workbook, as GnuPG encrypts it."""
    gpg("--import", given=public)
    recipient = gpg("--with-colons", "--list-keys").decode().split("fpr:")[1].strip(":").partition(":")[0]
    arguments = ("--trust-model", "always", "--encrypt", "--recipient", recipient)
    return gpg(*arguments, given=demo_workbook.WORKBOOK.read_bytes())


def by_sequoia(public: bytes, _gpg: Gpg) -> bytes:
    """The workbook, as Sequoia encrypts it."""
    return bytes(encrypt(demo_workbook.WORKBOOK.read_bytes(), [Cert.from_bytes(public)]))


@pytest.mark.parametrize("sender", [by_gnupg, by_sequoia])
def test_other_senders_are_imported_by_the_command_line(
    stack: Stack,
    gpg: Gpg,
    sender: Callable[[bytes, Gpg], bytes],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    tenant = clinic(stack)
    (key,) = tenant.operate("list-import-keys")["import_keys"]
    public = tenant.operate("export-import-key", key=key["id"])["public_key"].encode()
    file = tmp_path / "clients.xlsx.gpg"
    file.write_bytes(sender(public, gpg))

    def operator(asked: Mapping[str, Any]) -> dict[str, Any]:
        return tenant.stack.invoke(COMMANDS[asked["command"]].function, {**asked, "actor": "journey"})

    capsys.readouterr()
    words = ("start-import", "--organisation", tenant.slug, "--script", "new_clients", "--file", str(file))
    assert command_line.main([*words, "--welcome", "clients", "professionals"], operator) == 0
    run = settled(tenant, json.loads(capsys.readouterr().out)["run"])
    assert (run["state"], run["counts"]["create"]) == ("waiting", len(NEW))
    tenant.operate("approve-run", run=run["run"], digest=run["digest"])
    assert settled(tenant, run["run"])["outcomes"]["applied"] == len(NEW)
    are_imported(tenant)
