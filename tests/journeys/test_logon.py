"""Logging on by links against the local stack, as programs see it: races, logs, what senders count on."""

import ssl
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.harness.links import link
from tests.harness.site import Site, fresh, open_site
from tests.harness.stack import Stack

REQUESTS = 200
AT_ONCE = 16
"""Connections at full scale; each may start an environment of the function, and a small machine has room for few."""


@pytest.fixture(scope="module")
def site(stack: Stack) -> Site:
    return open_site(stack, fresh("beuk"))


def test_two_hundred_at_once_with_one_nonce_start_one_session(site: Site, scale: float) -> None:
    address, connections = site.link("P1"), max(6, int(AT_ONCE * scale))

    with site.client() as client, ThreadPoolExecutor(connections) as threads:
        answers = list(threads.map(lambda _: client.get(address, timeout=300), range(REQUESTS)))
    assert {each.status_code for each in answers} == {303}
    started = [each for each in answers if "set-cookie" in each.headers]
    refused = [each for each in answers if each.headers["location"].startswith("/logon?reference=")]
    assert (len(started), len(refused)) == (1, REQUESTS - 1)
    (entry,) = [
        each
        for each in site.operator("list-entries", integration="delegated_logon")["entries"]
        if each["slug"] == "nonce-seen"
    ]
    assert entry["count"] == REQUESTS - 1


def test_a_sender_that_checks_its_link_finds_the_words_it_looks_for(site: Site) -> None:
    with site.client() as client:
        first = client.get(site.link("P1", path="/c/"))
        cookie = first.headers["set-cookie"].partition(";")[0]
        landed = client.get(first.headers["location"], headers={"Cookie": cookie})
        assert (landed.status_code, "You successfully logged in" in landed.text) == (200, True)
        refused = client.get(site.link("nobody"), follow_redirects=True)
        assert (refused.status_code, "Unable to log in" in refused.text) == (200, True)


def test_a_program_that_keeps_cookies_ends_on_the_page(stack: Stack) -> None:
    trusted = ssl.create_default_context(cafile=stack.demo["authority"])
    with httpx.Client(verify=trusted, follow_redirects=True, trust_env=False, timeout=60) as client:
        ended = client.get(stack.demo["tls_url"] + link(stack.demo["delegated_logon_secret"], "M0001", path="/c/"))
    assert (ended.status_code, ended.url.path, ended.url.query) == (200, "/c/", b"")
    assert "You successfully logged in" in ended.text
    assert "Anneliese Brouwer" in ended.text


@pytest.mark.parametrize("form", ["{host}?{query}", "{host}/?{query}", "{host}/c?{query}", "{host}/c/?{query}"])
def test_every_form_of_address(site: Site, form: str) -> None:
    _, _, query = site.link("P1").partition("?")
    with site.client() as client:
        assert "set-cookie" in client.get(form.format(host=site.base_url, query=query)).headers


def test_a_plus_sign_that_was_not_encoded(site: Site) -> None:
    site.person("client", "dirk+client", first_name="Dirk", last_name="Dijk", gender="m", email="dirk@beuk.example")
    address = site.link("dirk+client", "client").replace("%2B", "+")
    with site.client() as client:
        assert "set-cookie" in client.get(address).headers


def test_a_path_is_decoded_once(site: Site) -> None:
    site.person("client", "C/9 %41", first_name="Zoë", last_name="Veld", gender="f", email="zoe@beuk.example")
    with site.client() as client:
        first = client.get(site.link("P1", path="/aux/client/id/C%2F9%20%2541"))
        assert first.headers["location"] == "/aux/client/id/C%2F9%20%2541"
        cookie = {"Cookie": first.headers["set-cookie"].partition(";")[0]}
        assert client.get(first.headers["location"], headers=cookie).headers["location"].startswith("/c/")


def test_a_key_of_another_organisation_or_another_host(site: Site, stack: Stack) -> None:
    other = open_site(stack, fresh("es"))
    with other.client() as client:
        address = site.link("P1").replace(site.organisation, other.organisation)
        assert client.get(address).headers["location"].startswith("/logon?reference=")
        assert client.get("/", headers={"Host": "nobody.localhost"}).status_code == 404


def test_nothing_of_a_link_stands_in_the_logs(site: Site, stack: Stack) -> None:
    since = time.time()
    secrets = []
    with site.client() as client:
        for user in ("P1", "canary-4711"):
            address = site.link(user, path="/aux/client/id/canary-0815")
            answer = client.get(address)
            secrets += [address.partition("token=")[2], answer.headers.get("set-cookie", "=x").split("=")[1][:40]]
    written = "\n".join(stack.log_lines(since - 1))
    assert "logged-on" in written
    assert "user-unknown" in written
    for secret in (*[each for each in secrets if len(each) > 5], "canary-4711", "canary-0815"):
        assert secret not in written
