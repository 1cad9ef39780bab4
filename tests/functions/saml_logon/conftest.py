"""SAML logon as tests see it: a provider on paper and the connection that trusts it."""

from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from functions.saml_logon import rules, wire
from functions.saml_logon.rules import Accepted, Expected
from functions.saml_logon.wire import Heard, Trust
from tests.harness.saml import ENTITY_ID, Provider, Signer, Story, key_pair, posted
from tests.harness.world import START

ACS = "https://demo.koppel.example/saml/connection1/acs"
OUR_ENTITY_ID = "https://demo.koppel.example/saml/connection1/metadata"


@dataclass
class Reading:
    """Reads responses as a connection would, without anything stored."""

    trust: Trust
    expected: Expected
    passed: list[str] = field(default_factory=list)

    def __call__(self, response: bytes) -> tuple[Heard, Accepted]:
        """What the response says and whether it is for us, now. Raises Rejected."""
        self.passed.clear()
        heard = wire.hear(posted(response), self.trust, self.passed)
        return heard, rules.judge(heard, self.expected, self.passed)

    def verdict(self, response: bytes) -> str:
        """`accepted`, or the slug of the refusal. Any other exception goes through."""
        try:
            self(response)
        except wire.Rejected as rejected:
            rejected.problem.explanation.fill(rejected.details)  # raises when a detail is missing
            rejected.problem.remedy.fill(rejected.details)
            return rejected.problem.slug
        return "accepted"


@pytest.fixture(scope="session")
def provider() -> Provider:
    """An identity provider that answers the request `_request`."""
    story = Story(now=START, acs=ACS, audience=OUR_ENTITY_ID)
    return Provider(story=story, signer=Signer(pair=key_pair("idp")))


@pytest.fixture
def reading() -> Reading:
    """A connection with the settings it starts with."""
    trust = Trust(issuer=ENTITY_ID, certificates=(key_pair("idp").certificate,), private_keys=(key_pair("ours").pem,))
    expected = Expected(acs=ACS, entity_id=OUR_ENTITY_ID, now=START, skew=timedelta(seconds=60), idp_initiated=False)
    return Reading(trust, expected)
