"""Every attack is refused under its own name, beside a response that is accepted and differs in nothing else."""

from collections import Counter
from dataclasses import replace

import pytest

from functions.saml_logon.trust import Signed
from tests.functions.saml_logon.conftest import Reading
from tests.harness.saml import Provider, key_pair
from tests.harness.saml_attacks import ATTACKS, ODD_BUT_RIGHT, Attack


def _named(attack: Attack) -> str:
    return attack.name


@pytest.mark.parametrize("attack", ATTACKS, ids=_named)
def test_an_attack_is_refused_for_what_it_is(provider: Provider, reading: Reading, attack: Attack) -> None:
    wrapped = attack.name in {"XSW1", "XSW2"}
    if wrapped:
        reading.trust = replace(reading.trust, signed=Signed.RESPONSE)
    control = provider.respond(sign="response" if wrapped else "assertion")
    assert reading.verdict(control) == "accepted"
    assert reading.verdict(attack.make(provider)) == attack.slug


@pytest.mark.parametrize("attack", ODD_BUT_RIGHT, ids=_named)
def test_what_only_looks_like_an_attack_is_accepted(provider: Provider, reading: Reading, attack: Attack) -> None:
    assert reading.verdict(attack.make(provider)) == "accepted"


@pytest.mark.parametrize("signed", list(Signed))
@pytest.mark.parametrize("attack", ATTACKS, ids=_named)
def test_no_setting_of_what_must_be_signed_lets_an_attack_through(
    provider: Provider, reading: Reading, attack: Attack, signed: Signed
) -> None:
    reading.trust = replace(reading.trust, signed=signed)
    response = attack.make(provider)
    verdict = reading.verdict(response)
    if signed is Signed.RESPONSE and attack.name in {"signature of the response only", "signature outside only"}:
        assert verdict == "accepted"
    else:
        assert verdict != "accepted"


def test_attacks_have_names_of_their_own() -> None:
    assert [name for name, count in Counter(each.name for each in ATTACKS).items() if count > 1] == []


@pytest.mark.parametrize("sign", ["assertion", "both"])
@pytest.mark.parametrize("encrypt", [False, True])
def test_the_control_is_accepted_in_each_form(provider: Provider, reading: Reading, sign: str, encrypt: bool) -> None:
    certificate = key_pair("ours").certificate if encrypt else ""
    assert reading.verdict(provider.respond(sign=sign, encrypt_for=certificate)) == "accepted"
