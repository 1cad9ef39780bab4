"""The page of secure transfer in a real browser: it encrypts what the import decrypts, and sends nothing."""

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext
from pysequoia import Profile, Tsk, decrypt

from functions.bulk_import import entry, key_material, receivers
from functions.bulk_import import keys as stored
from functions.bulk_import.envelope.decryption import decrypted
from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from functions.bulk_import.memory_file import memory_file
from functions.bulk_import.transfer import assets, page
from tests.functions.bulk_import.key_desk import Gpg
from tests.harness import axe, npm
from tests.harness.axe import NARROW, View
from tests.harness.browser import DESKTOP, executable, keep_picture, started
from tests.harness.hands import Hand, Keyboard, Mouse
from tests.harness.transfer import ORIGIN, Sender, openpgp, sender
from tests.harness.world import World, world

pytestmark = pytest.mark.xdist_group("secure transfer")

VIEWS: tuple[View, ...] = ((DESKTOP, "light"), (DESKTOP, "dark"), (NARROW, "light"), (NARROW, "dark"))
SECONDS = 60
"""In which 50 MB are encrypted, on a busy machine; alone it takes two."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if not executable():
        pytest.skip("chromium is not installed")
    with started() as found:
        yield found


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with world() as made:
        made.set_tile("demo", "bulk_import")
        monkeypatch.setattr(entry, "process_runtime", lambda: made.runtime)
        monkeypatch.setitem(assets.FILES, "openpgp.min.mjs", openpgp())
        yield made


@pytest.fixture
def person(browser: Browser, hub: World) -> Iterator[Sender]:  # noqa: ARG001 - the hub must be there
    with sender(browser.new_context(locale="nl-NL")) as made:
        yield made


def add(hub: World, pair: Pair, **naming: str) -> str:
    """The id of a key that senders are offered."""
    given = Naming(naming.get("name", "De Linde"), naming.get("email", ""))
    return stored.add(hub.tenant, pair.key, pair.private, given, verb="x", actor="a").id


def opened(message: bytes, pair: Pair) -> bytes | None:
    """What is in the message."""
    return decrypt(message, decryptor=Tsk.from_bytes(pair.private.encode()).decryptor()).bytes


def made(folder: Path, size: int = 1000, name: str = "Jan de Vries.XLSX") -> Path:
    """A file of this size."""
    path = folder / name
    path.write_bytes(os.urandom(size))
    return path


@pytest.fixture(params=list(KeyType))
def pair(request: pytest.FixtureRequest, pairs: dict[KeyType, Pair]) -> Pair:
    """A pair of each type."""
    return pairs[request.param]


@pytest.mark.parametrize("size", [0, 1000, 50_000_000])
def test_what_the_page_encrypts_is_what_the_import_decrypts(
    hub: World, person: Sender, tmp_path: Path, pair: Pair, size: int
) -> None:
    add(hub, pair)
    person.open()
    started_at = datetime.now(UTC)
    file = made(tmp_path, size)
    name, content = person.send(Mouse(), file)
    assert datetime.now(UTC) - started_at < timedelta(seconds=SECONDS)
    with memory_file((content,)) as source, decrypted(source, stored.private_keys(hub.tenant)) as target:
        assert os.pread(target, size + 1, 0) == file.read_bytes()
    assert name.startswith("versleuteld-2")
    assert name.endswith(".xlsx.pgp")
    assert "Vries" not in name


@pytest.mark.parametrize("hand", [Mouse(), Keyboard()], ids=["mouse", "keyboard"])
def test_one_of_several_receivers_is_chosen(
    hub: World, person: Sender, tmp_path: Path, pairs: dict[KeyType, Pair], hand: Hand
) -> None:
    own, published = pairs.values()
    first = add(hub, own, email="import@linde.example")
    second = receivers.publish(hub.runtime, published.key, Naming("Beheer"), actor="a").id
    person.open()
    assert person.page.locator("[data-receiver]:visible").count() == 0
    hand.choose(person.page.locator("#receiver"), second)
    assert published.key.fingerprint.upper() in person.shown("[data-receiver]").replace(" ", "").replace("\n", "")
    file = made(tmp_path)
    _, content = person.send(hand, file)
    assert opened(content, published) == file.read_bytes()
    assert "Stuur die kopie naar de ontvanger" in person.shown("[data-how]")
    hand.choose(person.page.locator("#receiver"), first)
    _, content = person.send(hand, file)
    assert opened(content, own) == file.read_bytes()
    assert "Mail die kopie naar import@linde.example." in person.shown("[data-how]")
    assert person.page.evaluate("document.activeElement.id") == "result"
    with person.page.expect_download():
        hand.press(person.page.locator("#saved"))


def test_a_link_names_the_receiver_also_after_its_key_was_replaced(
    hub: World, person: Sender, pairs: dict[KeyType, Pair]
) -> None:
    one, other = pairs.values()
    old = add(hub, one, name="Oud")
    receivers.publish(hub.runtime, replace(one.key, fingerprint="f" * 40), Naming("Beheer"), actor="a")
    person.open(f"?receiver={old}")
    assert person.page.locator("#receiver").input_value() == old
    new = stored.add(hub.tenant, other.key, other.private, Naming("Nieuw"), replaces=old, verb="x", actor="a").id
    person.open(f"?receiver={old}")
    assert person.page.locator("#receiver").input_value() == new
    person.open("?receiver=0123456789ab")
    assert person.page.locator("#receiver").input_value() == ""
    assert "De ontvanger uit uw link is er niet meer" in person.shown("p.warn")


def test_nothing_leaves_the_browser(hub: World, person: Sender, tmp_path: Path, pairs: dict[KeyType, Pair]) -> None:
    add(hub, pairs[KeyType.CURVE25519])
    person.open()
    loaded = len(person.asked)
    person.page.context.set_offline(True)
    file = made(tmp_path)
    _, content = person.send(Mouse(), file)
    assert opened(content, pairs[KeyType.CURVE25519]) == file.read_bytes()
    assert [each.url.removeprefix(ORIGIN) for each in person.asked] == [
        "/securetransfer",
        *(assets.address(each) for each in ("page.js", "worker.js", "openpgp.min.mjs")),
    ]
    assert all(each.method == "GET" and not each.post_data_buffer for each in person.asked)
    assert len(person.asked) == loaded


def test_scripts_of_the_page_can_send_nothing(hub: World, person: Sender, pairs: dict[KeyType, Pair]) -> None:
    add(hub, pairs[KeyType.CURVE25519])
    person.open()
    loaded = len(person.asked)
    send = "fetch('/securetransfer', {method: 'POST', body: 'x'}).then(() => 'sent', () => 'refused')"
    assert person.page.evaluate(send) == "refused"
    person.page.evaluate("navigator.sendBeacon('/securetransfer', 'x'); new Image().src = '/securetransfer?x'")
    assert person.page.evaluate("new Promise((done) => setTimeout(done, 50))") is None
    assert len(person.asked) == loaded


def test_the_page_stays_alive_and_encrypting_can_be_broken_off(
    hub: World, person: Sender, tmp_path: Path, pairs: dict[KeyType, Pair]
) -> None:
    add(hub, pairs[KeyType.CURVE25519])
    person.open()
    hand = Keyboard()
    person.give(hand, made(tmp_path, 50_000_000))
    hand.press(person.encrypt)
    while not person.page.evaluate("document.getElementById('bar').value"):
        person.page.wait_for_timeout(5)
    assert person.page.evaluate("document.getElementById('bar').position") < 1
    assert person.page.evaluate("document.activeElement.id") == "cancel"
    assert person.encrypt.is_disabled()
    person.page.keyboard.press("Enter")
    person.page.locator("#busy").wait_for(state="hidden")
    assert person.page.evaluate("document.activeElement.id") == "encrypt"
    file = made(tmp_path, 10)
    _, content = person.send(hand, file)
    assert opened(content, pairs[KeyType.CURVE25519]) == file.read_bytes()


def test_what_cannot_be_encrypted_is_said_in_place(
    hub: World, person: Sender, tmp_path: Path, pairs: dict[KeyType, Pair]
) -> None:
    add(hub, pairs[KeyType.CURVE25519])
    receivers.publish(hub.runtime, pairs[KeyType.RSA4096].key, Naming("Beheer"), actor="a")
    person.open()
    person.encrypt.click()
    assert person.shown("[data-problem]") == "Kies eerst een bestand."
    assert person.page.evaluate("document.activeElement.id") == "file"
    large = made(tmp_path)
    with large.open("ab") as grown:
        grown.truncate(page.MEGABYTES * 1_000_000 + 1)
    person.give(Mouse(), large)
    person.encrypt.click()
    assert "groter dan 50 MB" in person.shown("[data-problem]")
    gone = made(tmp_path, name="gone.xlsx")
    person.give(Mouse(), gone)
    person.encrypt.click()
    assert person.shown("[data-problem]") == "Kies een ontvanger."
    person.page.locator("#receiver").select_option(index=1)
    gone.unlink()
    person.encrypt.click()
    person.page.locator("[data-problem=unreadable]").wait_for()
    assert "kan niet worden gelezen" in person.shown("[data-problem]")


def test_a_key_that_has_expired_or_is_another_is_refused_by_the_browser(
    hub: World, person: Sender, tmp_path: Path, pairs: dict[KeyType, Pair]
) -> None:
    is_good = pairs[KeyType.CURVE25519].key
    over = Tsk.generate("x", profile=Profile.RFC4880, validity_seconds=1).extract_certificate()
    keys = {
        "expired": replace(is_good, fingerprint=over.fingerprint, armored=str(over)),
        "another": replace(is_good, fingerprint="f" * 40),
    }
    for name, key in keys.items():
        receivers.publish(hub.runtime, key, Naming(name), actor="a")
    person.open()
    person.give(Mouse(), made(tmp_path))
    for name in keys:
        person.page.locator("#receiver").select_option(label=name)
        person.encrypt.click()
        person.page.locator("[data-problem=key]").wait_for()
        assert "Versleutelen is niet gelukt" in person.shown("[data-problem]")
        assert not person.page.locator("#result").is_visible()


@pytest.mark.parametrize("kind", ["rsa2048", "ed25519"])
def test_gpg_decrypts_what_the_page_encrypts_to_a_published_key(
    hub: World, person: Sender, tmp_path: Path, gpg: Gpg, kind: str
) -> None:
    gpg.make(kind)
    _, public = gpg.exported()
    receivers.publish(hub.runtime, key_material.read_public(public, datetime.now(UTC)), Naming("gpg"), actor="a")
    person.open()
    file = made(tmp_path)
    _, content = person.send(Mouse(), file)
    assert gpg("--decrypt", given=content) == file.read_bytes()


BROKEN = {
    "no workers": "delete globalThis.Worker",
    "no modules in workers": "const Own = Worker; Worker = class extends Own {constructor(url) {super(url);}}",
    "plain http": "Object.defineProperty(globalThis, 'isSecureContext', {value: false})",
}


@pytest.mark.parametrize("lacks", ["scripts", *BROKEN])
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_a_browser_that_cannot_encrypt_tells_what_can_be_done_without(
    browser: Browser, hub: World, pairs: dict[KeyType, Pair], lacks: str, locale: str
) -> None:
    key = add(hub, pairs[KeyType.CURVE25519])
    receivers.publish(hub.runtime, pairs[KeyType.RSA4096].key, Naming("Beheer"), actor="a")
    context = browser.new_context(locale=locale, java_script_enabled=lacks != "scripts")
    context.add_init_script(BROKEN.get(lacks, ""))
    with sender(context) as person:
        person.page.goto(f"{ORIGIN}/securetransfer")
        person.page.wait_for_load_state("networkidle")
        assert person.page.locator("#unable").is_visible()
        assert "GnuPG" in person.shown("#unable")
        assert not person.page.locator("#file").is_visible()
        assert not person.encrypt.is_visible()
        assert person.page.locator("[data-receiver]:visible").count() == 2
        link = person.page.locator("[data-receiver] a").first
        assert link.get_attribute("href") == f"/securetransfer/keys/{key}.asc"


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
def test_everybody_can_use_the_page(
    browser: Browser, hub: World, tmp_path: Path, pairs: dict[KeyType, Pair], locale: str
) -> None:
    """In each of its states: nobody there, one receiver, several, something wrong, encrypted, without scripts."""
    wrong: dict[str, list[str]] = {}
    with sender(context_with_axe(browser, locale)) as person:

        def judge(state: str) -> None:
            wrong[state] = list(axe.judged(person.page, VIEWS))
            keep_picture(person.page, f"transfer-{locale[:2]}-{state}")

        person.page.goto(f"{ORIGIN}/securetransfer")
        judge("nobody")
        add(hub, pairs[KeyType.RSA4096], email="import@linde.example")
        person.open()
        judge("one")
        add(hub, pairs[KeyType.CURVE25519], name="De Linde, import van cliënten en behandelrelaties")
        person.open("?receiver=0123456789ab")
        judge("several")
        person.encrypt.click()
        judge("missing")
        person.page.locator("#receiver").select_option(index=1)
        person.page.locator("summary").click()
        person.send(Mouse(), made(tmp_path))
        judge("encrypted")
        person.page.evaluate("document.getElementById('busy').hidden = false")
        judge("busy")
        person.page.evaluate("document.getElementById('unable').hidden = false")
        judge("unable")
    assert {state: found for state, found in wrong.items() if found} == {}


def context_with_axe(browser: Browser, locale: str) -> BrowserContext:
    """A context whose pages have axe-core."""
    context = browser.new_context(locale=locale)
    try:
        axe.prepare(context)
    except npm.Missing as missing:
        pytest.skip(str(missing))
    return context
