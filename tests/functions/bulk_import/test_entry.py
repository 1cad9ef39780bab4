"""Secure transfer as the gateway asks for it: the page, the scripts and the public keys of receivers."""

import base64
import gzip
import json
import re
from dataclasses import dataclass
from typing import Any

import pytest

from functions.bulk_import import entry, receivers
from functions.bulk_import import keys as stored
from functions.bulk_import.import_key import KeyType
from functions.bulk_import.key_material import Pair
from functions.bulk_import.keys import Naming
from functions.bulk_import.transfer import assets, page
from tests.functions.bulk_import.key_desk import Keys
from tests.harness.gateway import OWN_ADDRESS, gateway_event
from tests.harness.home import PROJECT
from tests.harness.html import faults
from tests.harness.output import Output

SCRIPT = assets.address("worker.js")


@dataclass(frozen=True)
class Answer:
    """What a browser gets."""

    status: int
    headers: dict[str, str]
    body: str  # bytes as hexadecimal digits


@dataclass
class Visitor:
    """Somebody without any account, and the operator's commands about keys."""

    keys: Keys

    def get(self, target: str, method: str = "GET", host: str = "demo.koppel.example", **headers: str) -> Answer:
        """The answer to one request."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        resource = "/securetransfer/{proxy+}" if target.count("/") > 1 else "/securetransfer"
        return answer_of(gateway_event(method, target, host=host, headers=sent, resource=resource))

    @property
    def names(self) -> list[str]:
        """Names of the receivers on the page."""
        return re.findall(r"<dd data-name><strong>(.*?)</strong>", self.get("/securetransfer").body)

    def add(self, pair: Pair, name: str, **given: str) -> str:
        """The id of a key of the organisation."""
        tenant = self.keys.world.tenant
        return stored.add(tenant, pair.key, pair.private, Naming(name), verb="x", actor="a", **given).id


def answer_of(event: dict[str, Any]) -> Answer:
    """What the function answers to the event, as text."""
    found = entry.handle(event, None)
    body = found["body"]
    return Answer(
        found["statusCode"], found["headers"], base64.b64decode(body).hex() if found["isBase64Encoded"] else body
    )


@pytest.fixture
def visitor(keys: Keys, monkeypatch: pytest.MonkeyPatch) -> Visitor:
    keys.world.set_tile("demo", "bulk_import")
    monkeypatch.setattr(entry, "process_runtime", lambda: keys.world.runtime)
    return Visitor(keys)


def test_a_recorded_event_of_the_gateway_is_answered(visitor: Visitor, output: Output) -> None:
    event = json.loads((PROJECT / "events" / "bulk_import.get.json").read_text())
    answer = answer_of(event)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "text/html;charset=UTF-8")
    assert '<html lang="nl">' in answer.body
    (line,) = output.lines
    assert (line["route"], line["outcome"], line["status"]) == ("GET /securetransfer", "secure-transfer", 200)
    assert visitor.keys.world.organisation.slug == line["organisation"]


def test_the_policy_admits_scripts_and_workers_of_our_own_and_no_requests(visitor: Visitor) -> None:
    answer = visitor.get("/securetransfer")
    policy = dict(each.partition(" ")[::2] for each in answer.headers["Content-Security-Policy"].split("; "))
    assert policy.pop("style-src").startswith("'sha256-")
    assert policy == {
        "default-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
        "script-src": "'self'",
        "worker-src": "'self'",
    }
    assert "no-store" in answer.headers["Cache-Control"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_is_valid_in_each_language(visitor: Visitor, pairs: dict[KeyType, Pair], language: str) -> None:
    for given in ((), pairs.items()):
        for name, pair in given:
            visitor.add(pair, f'"{name}" <&>')
        for query in ("", "&receiver=0123456789ab"):
            answer = visitor.get(f"/securetransfer?language={language}{query}")
            assert f'<html lang="{language}">' in answer.body
            assert faults(answer.body) == []
            other = {"nl": "en", "en": "nl"}[language]
            assert f'href="?language={other}{query.replace("&", "&amp;")}"' in answer.body


def test_a_stranger_sees_the_keys_that_are_valid_now(visitor: Visitor, pairs: dict[KeyType, Pair]) -> None:
    one, other = pairs.values()
    assert visitor.names == []
    assert "Er is nu geen ontvanger" in visitor.get("/securetransfer?language=nl").body
    first = visitor.add(one, "First")
    receivers.publish(visitor.keys.world.runtime, other.key, Naming("Operator"), actor="a")
    assert visitor.names == ["First", "Operator"]
    body = visitor.get("/securetransfer").body
    assert page.grouped(one.key.fingerprint)[0] in body
    assert one.key.armored in body
    assert "PRIVATE" not in body
    visitor.keys.done("end-import-key", key=first)
    assert visitor.names == ["Operator"]
    (published,) = visitor.keys.done("list-receivers")["receivers"]
    visitor.keys.done("withdraw-receiver", receiver=published["receiver"])
    assert visitor.names == []


def test_a_replaced_key_is_offered_no_longer_and_an_expired_one_neither(
    visitor: Visitor, pairs: dict[KeyType, Pair]
) -> None:
    one, other = pairs.values()
    old = visitor.add(one, "Old")
    visitor.add(other, "New", replaces=old, replaced_ends="2026-04-01")
    assert visitor.names == ["New"]
    visitor.keys.world.clock.move(days=3 * 365)
    assert visitor.names == []


def test_keys_of_another_organisation_and_of_a_tile_that_is_off_are_not_offered(
    visitor: Visitor, pairs: dict[KeyType, Pair]
) -> None:
    key = visitor.add(pairs[KeyType.CURVE25519], "Own")
    visitor.keys.world.add_organisation("other")
    visitor.keys.world.set_tile("other", "bulk_import")
    at_other = visitor.get("/securetransfer", host="other.koppel.example")
    assert (at_other.status, "Own" in at_other.body) == (200, False)
    assert visitor.get(f"/securetransfer/keys/{key}.asc", host="other.koppel.example").status == 404
    visitor.keys.world.set_tile("demo", "bulk_import", on=False)
    assert visitor.names == []
    assert visitor.get(f"/securetransfer/keys/{key}.asc").status == 404


def test_a_public_key_is_a_file_for_gpg(visitor: Visitor, pairs: dict[KeyType, Pair]) -> None:
    pair = pairs[KeyType.RSA4096]
    key = visitor.add(pair, "RSA")
    answer = visitor.get(f"/securetransfer/keys/{key}.asc")
    assert (answer.status, answer.body) == (200, pair.key.armored)
    assert answer.headers["Content-Type"] == "application/pgp-keys"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{key}.asc"'
    visitor.keys.done("end-import-key", key=key)
    assert visitor.get(f"/securetransfer/keys/{key}.asc").status == 404


@pytest.mark.parametrize(
    "path",
    [
        "/securetransfer/nothing",
        "/securetransfer/keys",
        "/securetransfer/keys/x.asc",
        "/securetransfer/keys/..%2Fx.asc",
        "/securetransfer/scripts",
        "/securetransfer/scripts/0123456789abcdef0123/page.js",
        f"{SCRIPT}/x",
        SCRIPT.replace("worker.js", "page.html"),
        SCRIPT.replace("worker.js", "..%2Fpage.py"),
    ],
)
def test_nothing_else_is_there(visitor: Visitor, path: str) -> None:
    assert visitor.get(path).status == 404


@pytest.mark.parametrize("path", ["/securetransfer", "/securetransfer/keys/{key}.asc", SCRIPT])
def test_a_path_is_read_and_nothing_more(visitor: Visitor, pairs: dict[KeyType, Pair], path: str) -> None:
    path = path.format(key=visitor.add(pairs[KeyType.CURVE25519], "x"))
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS"):
        answer = visitor.get(path, method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    head = visitor.get(path, "HEAD")
    assert (head.status, head.body) == (200, "")


def test_a_script_may_be_kept_for_good_because_its_address_has_its_hash(visitor: Visitor, output: Output) -> None:
    answer = visitor.get(SCRIPT)
    assert answer.headers["Content-Type"] == "text/javascript;charset=UTF-8"
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; script-src 'self'"
    assert answer.body == assets.FILES["worker.js"].read_text()
    packed = visitor.get(SCRIPT, Accept_Encoding="gzip, br")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(bytes.fromhex(packed.body)).decode() == answer.body
    assert assets.address("page.js") in visitor.get("/securetransfer").body
    assert [each["outcome"] for each in output.lines] == ["script", "script", "secure-transfer"]


def test_scripts_are_small_and_hold_no_way_to_send(visitor: Visitor) -> None:
    for name in ("page.js", "worker.js"):
        script = visitor.get(assets.address(name)).body
        assert not re.search(
            r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|EventSource|innerHTML|eval\(|localStorage", script
        )


def test_the_page_holds_no_script_of_its_own(visitor: Visitor, pairs: dict[KeyType, Pair]) -> None:
    visitor.add(pairs[KeyType.CURVE25519], "x")
    body = visitor.get("/securetransfer").body
    assert re.findall(r"<script[^>]*>", body) == [f'<script src="{assets.address("page.js")}" defer>']
    assert not re.search(r"\son[a-z]+=|style=", body)


def test_the_page_works_below_a_stage(visitor: Visitor, pairs: dict[KeyType, Pair]) -> None:
    key = visitor.add(pairs[KeyType.CURVE25519], "x")
    event = gateway_event("GET", "/securetransfer", host=OWN_ADDRESS, stage="live", resource="/securetransfer")
    found = re.findall(r' (?:href|src|action)="([^"?#m][^"]*)"', answer_of(event).body)
    assert set(found) == {
        "/live/docs/import",
        f"/live{assets.address('page.js')}",
        f"/live/securetransfer/keys/{key}.asc",
    }


def test_an_unknown_host_has_no_page(visitor: Visitor) -> None:
    assert visitor.get("/securetransfer", host="nobody.koppel.example").status == 404
