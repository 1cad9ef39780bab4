"""The entrance for documentation: every function's pages are served in the same way, whoever asks."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from koppel.aws.errors import Unavailable
from koppel.domain.texts import Text
from koppel.entrance.documentation import Documentation, serve
from koppel.entrance.requests import COMMON_HEADERS
from tests.harness.gateway import OWN_ADDRESS, gateway_event
from tests.harness.output import Output
from tests.harness.world import World, world

SCRIPT = "console.log(1);"


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Documentation:
    script = Path(tmp_path_factory.mktemp("docs")) / "bench.js"
    script.write_text(SCRIPT)
    return Documentation(
        path=("docs", "x"),
        title=Text(nl="Titel", en="Title"),
        content=lambda language: f'<p>{language}</p><a href="/docs/y">y</a>',
        languages=("en", "nl"),
        scripts={("x", "bench.js"): script},
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


LANGUAGES = st.sampled_from(["en", "nl", "fr", "", "<script>"])


@given(st.lists(LANGUAGES, max_size=3), LANGUAGES, st.sampled_from([("en",), ("nl",), ("en", "nl"), ("nl", "en")]))
def test_the_language_is_always_one_in_which_the_page_is_written(
    requested: list[str], accepted: str, languages: tuple[str, ...]
) -> None:
    one = Documentation(path=(), title=Text(nl="x", en="x"), content=str, languages=languages)
    language = one.language({"language": tuple(requested)}, {"accept-language": accepted})
    assert language in languages
    written = [each for each in requested if each in languages]
    assert not written or language == written[0]


def test_a_page_in_one_language_does_not_vary(hub: World) -> None:
    one = Documentation(path=("docs", "x"), title=Text(nl="x", en="x"), content=str)
    answer = ask(hub, one, "/docs/x", headers={"Accept-Language": "nl"})
    assert "Vary" not in answer["headers"]
    assert '<html lang="en">' in answer["body"]
    assert "script" not in answer["headers"]["Content-Security-Policy"]


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
