"""The entrance for documentation: every function's pages are served in the same way, whoever asks."""

from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws.errors import Unavailable
from koppel.domain.texts import Text
from koppel.entrance.documentation import LANGUAGES, LIST, Documentation, language_of, serve
from koppel.entrance.documents import DOCUMENTS, Document
from koppel.entrance.languages import say
from koppel.entrance.requests import COMMON_HEADERS
from tests.harness.gateway import OWN_ADDRESS, gateway_event
from tests.harness.output import Output
from tests.harness.world import World, world

SCRIPT = "console.log(1);"


DOCUMENT = Document(("docs", "x"), Text(nl="Titel", en="Title"), Text(nl="Zin.", en="Sentence."))
PAGE = """{% extends "documentation.html" %}
{% block page %}<p>{{ say(word) }}</p><a href="/docs/y">y</a>{% endblock %}"""


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    folder = Path(tmp_path_factory.mktemp("docs"))
    (folder / "bench.js").write_text(SCRIPT)
    for language in LANGUAGES:
        (folder / f"page.{language}.html").write_text(PAGE)
    return Documentation(
        document=DOCUMENT,
        template=folder / "page.{language}.html",
        values=lambda: {"word": Text(nl="<nee>", en="<no>")},
        scripts={("x", "bench.js"): folder / "bench.js"},
        requests=True,
    )


@pytest.fixture(scope="module")
def hub() -> Iterator[World]:
    with world() as made:
        yield made


def ask(hub: World, documentation: Documentation, target: str, method: str = "GET", **options: Any) -> dict[str, Any]:
    return serve(gateway_event(method, target, resource="/docs/x", **options), hub.runtime, documentation)


def test_the_page_and_its_scripts_are_owned_and_nothing_else(documentation: Documentation) -> None:
    assert documentation.owns(("docs", "x"))
    assert documentation.owns(("x", "bench.js"))
    for segments in ((), ("docs",), ("docs", "x", "y"), ("x",), ("bench.js",)):
        assert not documentation.owns(segments)


def test_the_page_is_in_the_requested_language(hub: World, documentation: Documentation) -> None:
    english = ask(hub, documentation, "/docs/x")
    assert (english["statusCode"], english["headers"]["Vary"]) == (200, "Accept-Language")
    assert '<html lang="en">' in english["body"]
    dutch = ask(hub, documentation, "/docs/x", headers={"Accept-Language": "nl"})
    assert '<html lang="nl">' in dutch["body"]
    assert ask(hub, documentation, "/docs/x?language=nl")["body"] == dutch["body"]
    assert ask(hub, documentation, "/docs/x?language=en", headers={"Accept-Language": "nl"})["body"] == english["body"]


ASKED = st.sampled_from(["en", "nl", "fr", "", "<script>"])


@given(st.lists(ASKED, max_size=3), ASKED)
def test_the_language_is_always_one_in_which_pages_are_written(requested: list[str], accepted: str) -> None:
    language = language_of({"language": tuple(requested)}, {"accept-language": accepted})
    assert language in LANGUAGES
    written = [each for each in requested if each in LANGUAGES]
    assert not written or language == written[0]


def test_values_are_escaped_and_a_link_leads_to_the_other_language(hub: World, documentation: Documentation) -> None:
    body = ask(hub, documentation, "/docs/x?language=nl")["body"]
    assert "<p>&lt;nee&gt;</p>" in body
    assert '<a href="?language=en" lang="en" hreflang="en">English</a>' in body
    assert '<a href="/docs">Alle documentatie</a>' in body


def test_every_document_is_listed_with_its_sentence(hub: World) -> None:
    for language in LANGUAGES:
        body = ask(hub, LIST, f"/docs?language={language}")["body"]
        for each in DOCUMENTS:
            assert f'<a href="{each.address}">{say(each.title, language)}</a>' in body
            assert escape(say(each.summary, language)) in body
    script = ask(hub, LIST, "/docs/page.js")
    assert script["headers"]["Content-Type"] == "text/javascript;charset=UTF-8"
    assert "innerHTML" not in script["body"]


def test_a_script_is_served_as_it_is_and_may_be_cached(hub: World, documentation: Documentation) -> None:
    answer = ask(hub, documentation, "/x/bench.js")
    assert (answer["statusCode"], answer["body"]) == (200, SCRIPT)
    assert answer["headers"]["Content-Type"] == "text/javascript;charset=UTF-8"
    assert answer["headers"]["Cache-Control"] == "public, max-age=300"
    policy = ask(hub, documentation, "/docs/x")["headers"]["Content-Security-Policy"]
    assert {"script-src 'self'", "connect-src 'self'"} <= set(policy.split("; "))


@pytest.mark.parametrize("target", ["/docs/x", "/x/bench.js"])
def test_head_is_get_without_the_body_and_other_methods_are_refused(
    hub: World, documentation: Documentation, target: str
) -> None:
    shown, head = (ask(hub, documentation, target, method) for method in ("GET", "HEAD"))
    assert head == {**shown, "body": ""}
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", ""):
        refused = ask(hub, documentation, target, method)
        assert (refused["statusCode"], refused["headers"]["Allow"]) == (405, "GET, HEAD")


def test_links_stay_below_the_stage(hub: World, documentation: Documentation) -> None:
    assert 'href="/docs/y"' in ask(hub, documentation, "/docs/x")["body"]
    assert 'href="/live/docs/y"' in ask(hub, documentation, "/docs/x", host=OWN_ADDRESS, stage="live")["body"]


def test_no_organisation_is_read_or_named(
    hub: World, documentation: Documentation, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise Unavailable

    monkeypatch.setattr("koppel.aws.table.Table.get_many", refuse)
    known, unknown = (ask(hub, documentation, "/docs/x", host=each) for each in ("demo.koppel.example", "x.example"))
    assert known == unknown
    assert hub.organisation.name not in known["body"]
    assert {name: known["headers"][name] for name in COMMON_HEADERS} == COMMON_HEADERS


def test_one_line_is_logged(hub: World, documentation: Documentation, output: Output) -> None:
    ask(hub, documentation, "/docs/x?language=nl")
    (line,) = output.lines
    assert (line["message"], line["route"], line["status"]) == ("answered", "GET /docs/x", 200)
    assert line["outcome"] == "documentation"
