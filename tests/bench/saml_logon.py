"""What verifying a SAML response costs, next to a bare verification by xmlsec.

Ratios of CPU time in this run. Rounds are interleaved and the smallest counts, so that neighbours disturb least.
"""

import gc
import time
from collections.abc import Callable, Mapping
from datetime import timedelta

import xmlsec
from lxml import etree

from functions.saml_logon import rules
from functions.saml_logon.reading import responses
from functions.saml_logon.rules import Expected
from functions.saml_logon.trust import Trust
from tests.harness.saml import DS, ENTITY_ID, Provider, Signer, Story, key_pair, posted
from tests.harness.world import START

ROUNDS, CALLS = 15, 40
GOALS = {"signed": 5.5, "encrypted": 13.0}
"""Highest ratios to the floor; the table says when one is over."""

ACS, OURS = "https://demo.koppel.example/saml/connection1/acs", "https://demo.koppel.example/saml/connection1/metadata"


def cases() -> Mapping[str, Callable[[], object]]:
    """What is measured, the floor first."""
    story = Story(now=START, acs=ACS, audience=OURS, attributes={f"a{n}": [f"value {n}"] for n in range(8)})
    provider = Provider(story=story, signer=Signer(pair=key_pair("idp")))
    trust = Trust(
        issuer=ENTITY_ID,
        certificates=(key_pair("idp").certificate,),
        private_keys=lambda: (key_pair("ours").pem,),
    )
    now = Expected(acs=ACS, entity_id=OURS, now=START, skew=timedelta(seconds=60), idp_initiated=False)
    signed = provider.respond()
    encrypted = provider.respond(encrypt_for=key_pair("ours").certificate)
    key = xmlsec.Key.from_memory(key_pair("idp").certificate, xmlsec.KeyFormat.CERT_PEM, None)

    def floor() -> None:
        root = etree.fromstring(signed)
        xmlsec.tree.add_ids(root, ["ID"])
        context = xmlsec.SignatureContext()
        context.key = key
        context.verify(root.find(f".//{{{DS}}}Signature"))

    def hear(response: bytes) -> Callable[[], object]:
        form = posted(response)
        return lambda: rules.judge(responses.hear(form, trust), now)

    return {"floor: parse, xmlsec verify": floor, "signed": hear(signed), "encrypted": hear(encrypted)}


def measured(each: Callable[[], object]) -> float:
    """CPU microseconds of one call."""
    gc.collect()
    started = time.process_time()
    for _ in range(CALLS):
        each()
    return (time.process_time() - started) / CALLS * 1e6


def main() -> None:
    """Print the tables."""
    found: dict[str, list[float]] = {name: [] for name in cases()}
    subjects = cases()
    for _ in range(ROUNDS):
        for name, each in subjects.items():
            found[name].append(measured(each))
    floor = min(next(iter(found.values())))
    for name, values in found.items():
        ratio = min(values) / floor
        goal = f"  goal {GOALS[name]}{'' if ratio <= GOALS[name] else ': OVER'}" if name in GOALS else ""
        print(f"{name:32} {min(values):9.0f} us  x{ratio:5.1f}{goal}")


if __name__ == "__main__":
    main()
