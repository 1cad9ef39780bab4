"""Links log people on, each once; everything else is refused, with a reference that says why."""

from datetime import timedelta

import pytest

from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import TargetGroup
from koppel.aws import row_keys
from koppel.domain.accounts.account import Kind
from koppel.domain.logon.security import SecuritySettings
from koppel.domain.logon.session import digest_of
from koppel.domain.plan.desired import Desired, Manner
from koppel.logon import sessions
from koppel.runtime import Tenant
from tests.functions.delegated_logon.conftest import Logon
from tests.harness.links import link, query, token
from tests.harness.output import printed


def test_a_good_link_ends_on_a_page_that_says_so(logon: Logon) -> None:
    first = logon.get(logon.link())
    assert (first.status, first.location) == (303, "/")
    page = logon.get(first.location)
    assert page.status == 200
    assert "You successfully logged in" in page.body
    assert "Anna Smit" in page.body


@pytest.mark.parametrize("path", ["/c", "/c/", "/c/@@all", "/c/@@allclients/", "/tasks", "/p/", "/catalogue", "/x/y"])
def test_the_page_at_the_path_is_shown_without_token(logon: Logon, path: str) -> None:
    first = logon.get(logon.link(path=path))
    assert (first.status, first.location) == (303, path)
    page = logon.get(first.location)
    assert page.status == 200
    assert f"<code>{path}</code>" in page.body


def test_a_client_comes_in_at_conversations(logon: Logon) -> None:
    page = logon.browse(logon.link("C1", "client", "/conversations"))
    assert page.status == 200
    assert "Johanna Berg" in page.body
    assert "Conversations" in page.body


def test_other_parameters_of_the_page_stay_and_those_of_the_signature_go(logon: Logon) -> None:
    first = logon.get(logon.link(path="/catalogue", page="2", redirect="https://elsewhere.example/"))
    assert first.location == "/catalogue?page=2"


def test_the_session_cookie_is_bound_to_the_host(logon: Logon) -> None:
    first = logon.get(logon.link())
    assert first.headers["Set-Cookie"] == f"__Host-session={first.cookie}; Path=/; Secure; HttpOnly; SameSite=Lax"


def test_what_is_stored_is_not_what_the_browser_has(logon: Logon) -> None:
    cookie = logon.get(logon.link()).cookie
    rows = logon.world.runtime.table
    assert rows.get(row_keys.logon.session("demo", digest_of(cookie)))
    assert rows.get(row_keys.logon.session("demo", cookie)) is None


def test_the_session_says_who_and_how(logon: Logon) -> None:
    cookie = logon.get(logon.link()).cookie
    row = logon.world.runtime.table.get(row_keys.logon.session("demo", digest_of(cookie)))
    found = sessions.present(logon.world.tenant, row, SecuritySettings().lifetime)
    assert found is not None
    assert found.account.key == logon.professional.key
    assert found.session.logon.methods == ("delegated",)
    assert found.session.logon.at == int(logon.now.timestamp())


def test_a_second_use_is_refused(logon: Logon) -> None:
    target = logon.link()
    logon.get(target)
    logon.cookie = ""
    assert logon.refusal(target).slug == "nonce-seen"


def test_a_nonce_is_one_persons_and_one_organisations(logon: Logon) -> None:
    logon.get(logon.link(nonce="n-1"))
    logon.cookie = ""
    assert logon.refusal(logon.link("C1", "client", nonce="n-1")).slug == "nonce-seen"


def test_a_used_link_cannot_be_cut_up_into_one_with_another_nonce(logon: Logon) -> None:
    made = {
        "userid": "P1",
        "usertype": "careprovider",
        "nonce": "abpq1",
        "timestamp": f"{logon.now:%Y-%m-%dT%H:%M:%SZ}",
    }
    signed = token(logon.secret, made)
    assert logon.get(f"/?{query([*made.items(), ('token', signed)])}").location == "/"
    logon.cookie = ""
    cut = {**made, "nonce": "ab", "pq": "1"}
    assert token(logon.secret, cut) == signed
    assert logon.refusal(f"/?{query([*cut.items(), ('token', signed)])}").slug == "nonce-seen"


def test_a_refused_link_uses_no_nonce_up(logon: Logon) -> None:
    assert logon.refusal(logon.link("P2", nonce="n-1")).slug == "user-unknown"
    logon.world.professional("P2")
    assert logon.get(logon.link("P2", nonce="n-1")).location == "/"


@pytest.mark.parametrize("name", ["usertype", "userid", "timestamp", "nonce", "token"])
def test_a_missing_parameter_is_named(logon: Logon, name: str) -> None:
    path, _, query = logon.link().partition("?")
    rest = "&".join(pair for pair in query.split("&") if not pair.startswith(f"{name}="))
    found = logon.refusal(f"{path}?{rest}")
    assert found.slug == "parameter-missing"
    assert name in found.explanation.en


def test_an_empty_parameter_counts_as_missing(logon: Logon) -> None:
    assert logon.refusal(logon.link(nonce="")).slug == "parameter-missing"


@pytest.mark.parametrize("name", ["usertype", "userid", "timestamp", "nonce", "token", "page"])
def test_a_repeated_parameter_is_refused(logon: Logon, name: str) -> None:
    target = logon.link(page="1")
    again = next(pair for pair in target.partition("?")[2].split("&") if pair.startswith(f"{name}="))
    assert logon.refusal(f"{target}&{again}").slug == "parameter-repeated"


@pytest.mark.parametrize("token", ["0" * 127, "0" * 129, "g" * 128, "0" * 64, "１" * 128])
def test_a_malformed_token_is_refused(logon: Logon, token: str) -> None:
    path, _, _ = logon.link().partition("&token=")
    assert logon.refusal(f"{path}&token={token}").slug == "token-malformed"


def test_a_link_of_a_wrong_key_is_refused(logon: Logon) -> None:
    found = logon.refusal(logon.link(secret="another secret of somebody"))
    assert found.slug == "token-wrong"
    assert logon.entries()["token-wrong"].subject == ""  # anybody may have written the name


def test_an_upper_case_token_is_accepted(logon: Logon) -> None:
    path, _, token = logon.link().partition("&token=")
    assert logon.get(f"{path}&token={token.upper()}").location == "/"


@pytest.mark.parametrize(("minutes", "slug"), [(61, "link-stale"), (24 * 60, "link-stale"), (-2, "link-in-future")])
def test_an_old_link_and_one_from_the_future_say_by_how_much(logon: Logon, minutes: int, slug: str) -> None:
    found = logon.refusal(logon.link(at=logon.now - timedelta(minutes=minutes)))
    assert found.slug == slug
    assert f"{abs(minutes) * 60} seconds" in found.explanation.en


@pytest.mark.parametrize("seconds", [3600, 3599, 0, -60])
def test_the_limits_themselves_are_good(logon: Logon, seconds: int) -> None:
    assert logon.get(logon.link(at=logon.now - timedelta(seconds=seconds))).location == "/"


def test_lifetime_and_skew_are_settings(logon: Logon) -> None:
    logon.configure(lifetime_seconds=120, skew_seconds=0)
    assert logon.refusal(logon.link(at=logon.now - timedelta(seconds=121))).slug == "link-stale"
    assert logon.refusal(logon.link(at=logon.now + timedelta(seconds=1))).slug == "link-in-future"


@pytest.mark.parametrize("text", ["2026-03-02T09:00:00", "2026-03-02", "1772442000", "2026-03-02T09:00:00+0100"])
def test_a_time_without_a_zone_is_refused(logon: Logon, text: str) -> None:
    assert logon.refusal(logon.link(timestamp=text)).slug == "timestamp-malformed"


def test_an_unknown_user_type_is_refused(logon: Logon) -> None:
    assert logon.refusal(logon.link(usertype="friend")).slug == "usertype-unknown"


def test_an_id_is_looked_up_among_its_own_kind(logon: Logon) -> None:
    found = logon.refusal(logon.link("C1", "careprovider"))
    assert found.slug == "user-unknown"
    assert "professionals" in found.explanation.en


def test_the_log_shows_the_user_masked(logon: Logon) -> None:
    logon.refusal(logon.link("unknown-4711"))
    assert logon.entries()["user-unknown"].subject == "•••11"


def test_an_inactive_account_is_refused(logon: Logon) -> None:
    logon.world.make(Desired(kind=logon.client.kind, key=logon.client.key, active=False))
    assert logon.refusal(logon.link("C1", "client")).slug == "user-inactive"


def test_an_account_without_email_is_refused(logon: Logon) -> None:
    logon.world.make(Desired(kind=Kind.CLIENT, values={"id": "C2", "last_name": "Berg"}, manner=Manner.LENIENT))
    assert logon.refusal(logon.link("C2", "client")).slug == "user-without-email"


@pytest.mark.parametrize(
    ("group", "user", "usertype"), [("clients", "C1", "client"), ("professionals", "P1", "careprovider")]
)
def test_a_target_group_that_is_off_is_refused(logon: Logon, group: str, user: str, usertype: str) -> None:
    logon.configure(**{group: False})
    assert logon.refusal(logon.link(user, usertype)).slug == "group-off"


def test_a_key_of_one_group_logs_nobody_else_on(logon: Logon) -> None:
    _, secret = link_keys.create(logon.world.tenant, name="Portal", groups=[TargetGroup.CLIENTS])
    assert logon.refusal(logon.link(secret=secret)).slug == "key-group-off"
    assert logon.get(logon.link("C1", "client", secret=secret)).location == "/"


def test_a_tile_that_is_off_logs_nobody_on(logon: Logon) -> None:
    logon.world.set_tile("demo", "delegated_logon", on=False)
    assert logon.refusal(logon.link()).slug == "switched-off"


def test_sha1_is_accepted_only_for_keys_that_allow_it(logon: Logon) -> None:
    assert logon.refusal(logon.link(algorithm="sha1")).slug == "sha1-not-allowed"
    _, old = link_keys.create(logon.world.tenant, name="Old", groups=TargetGroup, allow_sha1=True)
    assert logon.get(logon.link(secret=old, algorithm="sha1")).location == "/"


def test_two_keys_work_during_a_rotation_and_then_one(logon: Logon) -> None:
    runtime, organisation = logon.world.runtime, logon.world.organisation
    (old,) = link_keys.every(Tenant(runtime, organisation))
    until = (logon.now + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S")
    _, new = link_keys.create(
        Tenant(runtime, organisation), name="New", groups=TargetGroup, replaces=old.id, replaced_ends=until
    )
    for secret in (logon.secret, new):
        assert logon.get(logon.link(secret=secret)).location == "/"
    logon.world.clock.move(hours=1)
    logon.cookie = ""
    found = logon.refusal(logon.link())
    assert found.slug == "key-ended"
    assert until in found.explanation.en
    assert logon.get(logon.link(secret=new)).location == "/"


def test_a_link_is_refused_when_there_is_no_key(logon: Logon) -> None:
    runtime, organisation = logon.world.runtime, logon.world.organisation
    (only,) = link_keys.every(Tenant(runtime, organisation))
    link_keys.end(Tenant(runtime, organisation), only.id)
    logon.world.clock.move(days=31)
    link_keys.create(Tenant(runtime, organisation), name="x", groups=TargetGroup)
    (_,) = link_keys.every(Tenant(runtime, organisation))
    assert logon.refusal(logon.link()).slug == "token-wrong"


def test_a_key_of_another_organisation_opens_nothing_here(logon: Logon) -> None:
    other = logon.world.add_organisation("other")
    _, secret = link_keys.create(Tenant(logon.world.runtime, other), name="EPD", groups=TargetGroup)
    logon.world.organisation = logon.world.look_up("demo")
    assert logon.refusal(logon.link(secret=secret)).slug == "token-wrong"


def test_a_key_remembers_its_last_use_to_the_hour(logon: Logon) -> None:
    def last_used() -> str:
        return link_keys.every(logon.world.tenant)[0].last_used

    assert last_used() == ""
    logon.get(logon.link())
    assert last_used() == "2026-03-02T09:00:00"
    logon.world.clock.move(minutes=59)
    logon.get(logon.link())
    assert last_used() == "2026-03-02T09:00:00"
    logon.world.clock.move(minutes=1)
    logon.get(logon.link())
    assert last_used() == "2026-03-02T10:00:00"


def test_a_plus_sign_that_was_not_encoded_is_read(logon: Logon) -> None:
    logon.world.client("dirk+client", email="dirk@client.example")
    at = "2026-03-02T11:00:00.225072+02:00"
    good = link(logon.secret, "dirk+client", "client", timestamp=at)
    careless = good.replace("%2B", "+")
    assert careless != good
    assert logon.get(careless).location == "/"


def test_a_space_stays_a_space_where_it_was_meant(logon: Logon) -> None:
    logon.world.professional("A 7", email="a7@praktijk.example")
    assert logon.get(logon.link("A 7")).location == "/"


def test_an_unfamiliar_time_zone_is_read(logon: Logon) -> None:
    assert logon.get(logon.link(timestamp="2026-03-01T21:30:00.5-11:30")).location == "/"


def test_what_a_browser_only_looks_at_in_advance_uses_nothing(logon: Logon) -> None:
    target = logon.link()
    for headers in ({"Sec-Purpose": "prefetch;prerender"}, {"Purpose": "prefetch"}, {"X-Moz": "prefetch"}):
        assert logon.get(target, **headers).status == 204
    assert logon.get(target, method="HEAD").status == 204
    assert logon.cookie == ""
    assert logon.get(target).location == "/"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_other_methods_get_405(logon: Logon, method: str) -> None:
    answer = logon.get(logon.link(), method=method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")
    assert logon.cookie == ""


def test_each_logon_gets_a_new_session_and_ends_the_one_before(logon: Logon) -> None:
    first = logon.get(logon.link()).cookie
    second = logon.get(logon.link()).cookie
    assert first != second
    logon.cookie = first
    assert logon.get("/").location == "/logon"
    logon.cookie = second
    assert "Somebody else" not in logon.get("/").body


def test_another_persons_open_session_ends_and_the_page_says_who_is_here_now(logon: Logon) -> None:
    first = logon.get(logon.link()).cookie
    page = logon.browse(logon.link("C1", "client"))
    assert "Somebody else was logged in" in page.body
    assert "Johanna Berg" in page.body
    assert "Anna Smit" not in page.body
    logon.cookie = first
    assert logon.get("/").location == "/logon"


def test_a_refused_link_leaves_an_open_session_alone(logon: Logon) -> None:
    logon.get(logon.link())
    logon.refusal(logon.link("nobody"))
    assert logon.get("/").status == 200


def test_a_deactivated_account_is_out_at_once(logon: Logon) -> None:
    logon.get(logon.link("C1", "client"))
    assert logon.get("/conversations").status == 200
    logon.world.make(Desired(kind=logon.client.kind, key=logon.client.key, active=False))
    assert logon.get("/conversations").location == "/logon"
    logon.world.make(Desired(kind=logon.client.kind, key=logon.client.key, active=True))
    assert logon.get("/conversations").location == "/logon"  # what has ended stays so


def test_a_session_ends_when_it_is_not_used(logon: Logon) -> None:
    logon.secure(idle_minutes=10, longest_hours=1)
    logon.get(logon.link())
    for _ in range(6):
        logon.world.clock.move(minutes=9)
        assert logon.get("/").status == 200
    logon.world.clock.move(minutes=6)  # an hour after the logon, six minutes after the last use
    assert logon.get("/").location == "/logon"
    logon.get(logon.link())
    logon.world.clock.move(minutes=10)
    assert logon.get("/").location == "/logon"


def test_the_log_line_holds_neither_token_nor_name(logon: Logon, capsys: pytest.CaptureFixture[str]) -> None:
    target = logon.link("nobody-4711", path="/aux/client/id/dossier-0815")
    with printed(capsys) as output:
        logon.get(target)
        logon.get(logon.link(path="/aux/client/id/dossier-0815"))
        logon.get("/aux/client/id/dossier-0815")
        assert [line["outcome"] for line in output.lines] == ["user-unknown", "logged-on", "not-found"]
        assert {line["route"] for line in output.lines} == {"GET /{proxy+}"}
        for secret in (target.partition("token=")[2], "4711", "0815", "P1", logon.cookie):
            assert secret not in output.text


def test_an_unknown_host_learns_nothing(logon: Logon) -> None:
    answer = logon.get(logon.link(), Host="other.example")
    assert answer.status == 404
    assert "Praktijk" not in answer.body
