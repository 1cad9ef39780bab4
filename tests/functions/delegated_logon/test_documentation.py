"""The documentation: what it says is what happens, and its samples make links that are accepted."""

import re
import shutil
import subprocess
from itertools import product
from pathlib import Path

import pytest

from functions.delegated_logon import documentation, wire
from functions.delegated_logon.destinations import DESTINATIONS
from functions.delegated_logon.documentation import SAMPLES
from functions.delegated_logon.problems import PROBLEMS
from koppel.domain import moments
from koppel.entrance.documentation import LANGUAGES
from koppel.entrance.requests import query_of
from tests.functions.delegated_logon.conftest import Logon
from tests.harness.gateway import gateway_event

SECRET = "OnobLDgF6NTt4jnRIeuhffzOTUfGpS-HXo9nNT1QmBL_-YzFEJ7JlVURWbz6"
FOLDER = Path(documentation.__file__).parent
INTERPRETERS = {".py": "python3.13", ".mjs": "node", ".java": "java", ".php": "php", ".sh": "bash"}


@pytest.mark.parametrize("user", ["M0001", "dirk+client", "A 7/ë&=?#%'\"*~"])
@pytest.mark.parametrize("name", SAMPLES)
def test_a_sample_makes_a_link_that_is_accepted(name: str, user: str) -> None:
    file = FOLDER / "samples" / SAMPLES[name]
    interpreter = shutil.which(INTERPRETERS[file.suffix])
    if not interpreter or (interpreter.endswith("java") and not shutil.which("javac")):
        pytest.skip(f"{INTERPRETERS[file.suffix]} is not installed")
    given = [interpreter, str(file), SECRET, "https://demo.koppel.example/c/", "careprovider", user]
    ran = subprocess.run(given, capture_output=True, text=True, check=True)
    address = ran.stdout.strip()
    assert address.startswith("https://demo.koppel.example/c/?")
    link = wire.read(query_of(gateway_event("GET", address.removeprefix("https://demo.koppel.example"))))
    assert link.user == user
    assert link.fits(SECRET.encode())
    assert moments.read(link.timestamp) is not None
    assert link.algorithm == "sha512"


def test_the_page_is_for_everybody(logon: Logon) -> None:
    page = logon.get("/docs/delegated-logon/", Accept_Language="nl")
    assert page.status == 200
    assert "Praktijk" not in page.body
    assert '<html lang="nl">' in page.body
    assert '<html lang="en">' in logon.get("/docs/delegated-logon?language=en", Accept_Language="nl").body
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "default-src 'none'" in policy  # so that the bench can send nothing anywhere
    assert "connect-src" not in policy


def test_the_page_holds_no_script_of_its_own(logon: Logon) -> None:
    page = logon.get("/docs/delegated-logon").body
    assert re.findall(r"<script[^>]*>", page) == [
        '<script src="/docs/page.js" data-copy="Copy" data-copied="Copied" defer>',
        '<script src="/docs/delegated-logon/bench.js" defer>',
    ]
    assert not re.search(r"\son[a-z]+=|style=", page)
    script = logon.get("/docs/delegated-logon/bench.js")
    assert script.headers["Content-Type"].startswith("text/javascript")
    assert not re.search(r"fetch\(|XMLHttpRequest|WebSocket|sendBeacon|innerHTML|localStorage", script.body)


def test_nothing_else_is_there(logon: Logon) -> None:
    for path in ("bench.html", "page.html", "samples/link.py", "..%2Fproblems.py", "__init__.py"):
        assert logon.get(f"/docs/delegated-logon/{path}").status == 404


def test_every_refusal_is_explained(logon: Logon) -> None:
    for language in LANGUAGES:
        page = logon.get(f"/docs/delegated-logon?language={language}").body
        for slug in PROBLEMS:
            assert f"<code>{slug}</code>" in page
        assert "{" not in re.sub(r"<(style|pre)[ >].*?</\1>", "", page, flags=re.DOTALL)


def test_the_example_is_right(logon: Logon) -> None:
    pages = [logon.get(f"/docs/delegated-logon?language={each}").body for each in LANGUAGES]
    found = {re.findall(r">(nonce\S+)</pre>.*?>([0-9a-f]{128})</pre>", page, flags=re.DOTALL)[0] for page in pages}
    ((message, token),) = found
    parameters = re.fullmatch(r"(nonce)(.+)(timestamp)(.+)(userid)(.+)(usertype)(.+)", message)
    assert parameters
    pairs = iter(parameters.groups())
    assert wire.digest(b"12345", dict(zip(pairs, pairs, strict=True))) == token


def test_the_deep_links_are_those_that_are_judged(logon: Logon) -> None:
    for language, segments in product(LANGUAGES, DESTINATIONS):
        page = logon.get(f"/docs/delegated-logon?language={language}").body
        assert re.search(rf"<code>/{'/'.join(segments)}/?</code>", page), segments
