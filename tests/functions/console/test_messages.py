"""HL7 messages in the console: found, opened, planned again, processed again, settled."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.console.pages import hl7_text
from functions.console.visitor import Visitor
from functions.hl7_intake.archive import messages
from functions.hl7_intake.archive.messages import Message, Outcome
from tests.functions.console.conftest import Console
from tests.functions.hl7_intake.adt import adt

PATH = "/console/demo/messages"
SCRIPT = "<script>alert(1)</script>"


def store(console: Console, outcome: Outcome = Outcome.FAILED, number: int = 1, raw: bytes = b"", **given: str) -> str:
    """A message in the archive; its id."""
    w = console.world
    identity = f"{number:032x}-{'b' * 64}"
    message = Message(
        id=identity,
        group=messages.group(w.organisation, given.get("client", "C1")),
        raw=raw or adt("A01"),
        charset="8859/1",
        fingerprint="f",
        answer=b"MSH|^~\\&|KOPPEL\rMSA|AA|1",
        sender="u",
        trigger=given.get("trigger", "ADT^A01"),
        received=w.runtime.moment(),
        outcome=outcome,
        feed="EPD",
    )
    messages.store(w.tenant, message)
    return identity


def outcome_of(console: Console, identity: str) -> Outcome:
    found = messages.get(console.world.tenant, identity)
    assert found is not None
    return found.outcome


def test_without_messages_the_page_says_what_to_do_first(console: Console) -> None:
    page = console.manager.get(PATH)
    assert page.status == 200
    assert "No message has been received yet" in page.body
    assert 'href="/console/demo/messages" aria-current="page"' in page.body
    console.manager.language = "nl"
    assert "Er is nog geen bericht ontvangen" in console.manager.get(PATH).body


def test_messages_are_listed_with_their_outcome(console: Console) -> None:
    store(console)
    body = console.manager.get(PATH).body
    assert "2 Mar 2026 10:00:00" in body
    assert '<em class="badge bad">Failed</em>' in body
    assert "Berg" not in body


def test_messages_are_filtered(console: Console) -> None:
    store(console)
    store(console, Outcome.APPLIED, 2, trigger="ADT^A08")

    def found(query: str) -> int:
        return console.manager.get(f"{PATH}?{query}").body.count('name="message"')

    assert [found("outcome=in-trouble"), found("outcome=applied"), found("outcome=late")] == [1, 1, 0]
    assert [found("trigger=A08"), found("trigger=A99"), found("outcome=nonsense")] == [1, 0, 2]
    assert [found("since=2026-03-02T10:00"), found("since=2026-03-02T10:01")] == [2, 0]
    assert [found("until=2026-03-02T10:00"), found("until=2026-03-02T09:59")] == [2, 0]
    wrong = console.manager.get(f"{PATH}?until=x")
    assert (wrong.status, "until-error" in wrong.body) == (422, True)


def test_pages_go_on_where_they_ended(console: Console) -> None:
    for number in range(27):
        store(console, number=number)
        console.world.clock.move(seconds=1)
    first = console.manager.get(PATH).body
    older = re.search(rf'href="({PATH}\?after=[^"]*)"', first)
    assert older
    assert console.manager.get(older[1].replace("&amp;", "&")).body.count('name="message"') == 2


def test_messages_about_a_person_are_found_by_a_form_and_recorded(console: Console) -> None:
    for number in range(26):
        store(console, number=number)
        console.world.clock.move(seconds=1)
    store(console, number=99, client="C2")
    page = console.manager.post(PATH, {"act": "find", "person": "C1"})
    assert page.body.count('type="checkbox"') == 25
    after = re.search('name="after" value="([^"]+)"', page.body)
    assert after
    rest = console.manager.post(PATH, {"act": "find", "person": "C1", "after": after[1]})
    assert rest.body.count('type="checkbox"') == 1
    verbs = [each["verb"] for each in console.office.done("list-acts")["acts"]]
    assert verbs == ["find-messages"] * 2
    assert "No message about this person" in console.manager.post(PATH, {"act": "find", "person": "C9"}).body


def test_a_message_is_opened_with_a_reason_that_is_recorded(console: Console) -> None:
    identity = store(console, raw=adt("A01", pid={5: f"Berg^{SCRIPT}"}))
    assert "Berg" not in console.manager.get(f"{PATH}/{identity}").body
    assert console.manager.post(f"{PATH}/{identity}", {"reason": " "}).status == 422
    page = console.manager.post(f"{PATH}/{identity}", {"reason": "call 12"})
    assert page.status == 200
    assert "<b>5</b> <code>Berg^&lt;script&gt;alert(1)&lt;/script&gt;</code>" in page.body
    assert SCRIPT not in page.body
    assert "<code>AA</code>" in page.body
    (act,) = console.office.done("list-acts")["acts"]
    assert (act["verb"], act["details"]["reason"]) == ("open-message", "call 12")


def test_to_see_data_of_people_a_fresh_logon_is_needed(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = store(console)
    csrf = console.manager.get(PATH).csrf
    monkeypatch.setattr(Visitor, "is_fresh", lambda _visitor, _now: False)
    for path, form in (
        (f"{PATH}/{identity}", {"reason": "r"}),
        (PATH, {"act": "plan", "message": identity}),
        (f"{PATH}/plan", {"message": identity, "reason": "r"}),
    ):
        asked = console.manager.post(path, {**form, "csrf": csrf})
        assert (asked.status, "Please log on again" in asked.body) == (403, True)
    assert console.office.done("list-acts")["acts"] == []


def test_selected_messages_are_planned_again(console: Console) -> None:
    console.world.set_tile("demo", "hl7_intake")
    chosen = [store(console, number=1), store(console, number=2, raw=adt("A01", client="C2", pid={5: SCRIPT}))]
    asked = console.manager.post(PATH, {"act": "plan", "message": chosen})
    assert asked.body.count('type="hidden" name="message"') == 2
    form = {"message": chosen, "csrf": asked.csrf}
    assert console.manager.post(f"{PATH}/plan", {**form, "reason": ""}).status == 422
    planned = console.manager.post(f"{PATH}/plan", {**form, "reason": "call 12"})
    assert planned.status == 200
    assert planned.body.count("The account would be created.") == 2
    assert SCRIPT not in planned.body
    assert [outcome_of(console, each) for each in chosen] == [Outcome.FAILED] * 2
    assert console.office.done("list-acts")["acts"][0]["verb"] == "plan-messages"
    assert console.manager.get(f"{PATH}/plan").location == PATH


def test_selected_messages_are_processed_again_and_the_page_shows_how_far_it_is(console: Console) -> None:
    chosen = [store(console, number=1), store(console, number=2)]
    store(console, Outcome.APPLIED, 3)
    done = console.manager.post(f"{PATH}", {"act": "replay", "message": chosen, "back": f"{PATH}?outcome=failed"})
    assert done.location == f"{PATH}?outcome=failed&replayed=2&of=2"
    page = console.manager.get(done.location).body
    assert "Being processed again: 2." in page
    assert "Still to be processed: 2." in page
    assert "data-again" not in page
    followed = f"{done.location}&follow=1"
    assert 'data-again="5"' in console.manager.get(followed).body
    for each in chosen:
        messages.finish(console.world.tenant, each, Outcome.APPLIED)
    over = console.manager.get(followed).body
    assert "Everything is processed." in over
    assert "data-again" not in over


def test_what_cannot_be_processed_again_is_told(console: Console) -> None:
    waiting = store(console, Outcome.PENDING)
    done = console.manager.post(PATH, {"act": "replay", "message": [waiting]})
    assert "Not processed again: 1." in console.manager.get(done.location).body


def test_all_failed_messages_are_processed_again(console: Console) -> None:
    identity = store(console)
    done = console.manager.post(PATH, {"act": "replay-failed", "failed-since": "2026-03-02T10:00"})
    assert done.location == f"{PATH}?replayed=1&of=1"
    assert outcome_of(console, identity) is Outcome.PENDING
    assert console.manager.post(PATH, {"act": "replay-failed", "failed-since": "x"}).status == 422
    none = console.manager.post(PATH, {"act": "replay-failed", "failed-since": "2026-03-02"})
    assert "No message failed" in console.manager.get(none.location).body


def test_failed_messages_are_settled(console: Console) -> None:
    chosen = [store(console), store(console, Outcome.APPLIED, 2)]
    done = console.manager.post(PATH, {"act": "settle", "message": chosen})
    body = console.manager.get(done.location).body
    assert "Settled: 1." in body
    assert "Not settled: 1." in body


def test_an_act_needs_a_selection(console: Console) -> None:
    store(console)
    refused = console.manager.post(PATH, {"act": "replay"})
    assert (refused.status, "Nothing is selected." in refused.body) == (422, True)


def test_script_in_filters_comes_back_as_text(console: Console) -> None:
    for name in ("control_id", "trigger", "outcome", "since", "replayed", "follow"):
        assert SCRIPT not in console.manager.get(f"{PATH}?{name}=%3Cscript%3Ealert(1)%3C/script%3E").body
    assert SCRIPT not in console.manager.post(PATH, {"act": "find", "person": SCRIPT}).body


def test_what_is_not_the_visitors_is_not_there(console: Console) -> None:
    console.world.add_organisation("other")
    console.world.organisation = console.world.look_up("demo")
    identity = store(console)
    for path in (PATH, f"{PATH}/{identity}", f"{PATH}/plan"):
        assert console.manager.get(path.replace("demo", "other")).status == 404
    assert console.manager.get(f"{PATH}/x/y").status == 404
    csrf = console.manager.get(PATH).csrf
    assert console.manager.post(f"{PATH}/nonsense", {"reason": "r", "csrf": csrf}).status == 422
    unknown = identity.replace("b", "c")
    assert console.manager.post(f"{PATH}/{unknown}", {"reason": "r"}).status == 404


@pytest.mark.parametrize("act", ["replay", "settle", "plan", "find", "replay-failed"])
def test_forms_without_a_token_do_nothing(console: Console, act: str) -> None:
    identity = store(console)
    body = f"act={act}&message={identity}&person=C1&failed-since=2026-03-02&reason=r"
    for path in (PATH, f"{PATH}/{identity}", f"{PATH}/plan"):
        assert console.manager.ask("POST", path, body).status == 403
    assert outcome_of(console, identity) is Outcome.FAILED
    assert console.office.done("list-acts")["acts"] == []


def test_a_message_is_divided_into_segments_and_numbered_fields() -> None:
    msh, pid, other = hl7_text.segments("MSH|^~\\&|EPD||X\rPID|||26010042\n\nno segment")
    assert (msh.name, msh.fields) == ("MSH", ((1, "|"), (2, "^~\\&"), (3, "EPD"), (5, "X")))
    assert (pid.name, pid.fields) == ("PID", ((3, "26010042"),))
    assert (other.name, other.fields) == ("", ((0, "no segment"),))


@given(st.text())
def test_any_text_can_be_shown(text: str) -> None:
    for each in hl7_text.segments(text):
        assert all(field in text for _, field in each.fields)
