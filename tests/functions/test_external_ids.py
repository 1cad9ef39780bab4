"""External ids at every entrance: what one of them takes, all find; what one refuses, none takes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from urllib.parse import quote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from functions.delegated_logon import entry as links
from functions.delegated_logon import link_keys
from functions.delegated_logon.link_key import TargetGroup
from functions.hl7_intake import entry as hl7
from functions.operations.accounts import ImportAccounts, import_accounts
from functions.rest_api import entry as rest
from functions.saml_logon import account_lookup
from functions.saml_logon.problems.refusal import Rejected
from functions.saml_logon.rules import Identity
from functions.saml_logon.tile import MatchOn
from koppel.aws import clients, row_keys
from koppel.domain.accounts.account import Kind
from koppel.domain.api_tokens import Scope
from koppel.domain.logon.session import digest_of
from koppel.logon import sessions
from koppel.organisation import api_users
from tests.functions.delegated_logon.conftest import Logon
from tests.functions.hl7_intake.conftest import Intake
from tests.functions.rest_api.conftest import Api
from tests.harness.hl7_messages import message, segment
from tests.harness.world import World, world

WORDS = {Kind.CLIENT: ("c", "client", "client"), Kind.PROFESSIONAL: ("p", "professional", "careprovider")}
# Of the characters of which some can be seen and typed and others not, enough that chance finds their mixtures.
CHARACTERS = (
    "Aaé7/%+&=^|~\\'\"e\u0301\u2126李 \t\n\r"
    "\x00\x1c\x7f\x85\xa0\u2028\u3000\xad\u200b\u200d\u200e\u202e\u3164\ufeff\ue000\u0378"
)
TEXTS = st.text(CHARACTERS, min_size=1, max_size=6) | st.text(max_size=4)


@dataclass
class House:
    """All entrances of one organisation."""

    world: World
    intake: Intake
    api: Api
    logon: Logon
    numbers: Iterator[int] = field(default_factory=count)

    def hl7(self, kind: Kind, text: str) -> bool:
        """Whether a message about this person is accepted; it is applied then."""
        written = f"\\X{text.encode().hex()}\\" if text else ""
        number = next(self.numbers)
        if kind is Kind.CLIENT:
            person = {3: f"{written}^^^EPD^PI", 5: "Berg^Johanna", 13: f"^NET^Internet^n{number}@post.example"}
            raw = message("ADT^A28", "EVN|A28|20260301100000", segment("PID", person), control_id=f"M{number}")
        else:
            person = {1: written, 3: "Smit^Anna", 15: f"n{number}@post.example"}
            raw = message("MFN^M02", "MFI|PRA", f"MFE|MAD|||{written}", segment("STF", person), control_id=f"M{number}")
        taken = self.intake.code(raw) == "AA"
        self.intake.work()
        return taken

    def rest(self, kind: Kind, text: str) -> bool:
        """Whether the REST API makes an account with this id, or says that there is one."""
        person = {"id": text, "first_name": "Johanna", "last_name": "Berg", "gender": "f"}
        person |= {"email": f"n{next(self.numbers)}@post.example"}
        if kind is Kind.PROFESSIONAL:
            del person["gender"]
        answer = self.api.write("POST", f"/{WORDS[kind][0]}", person)
        assert answer.status in {201, 409, 422}, answer
        return answer.status == 409 or (answer.status == 201 and answer.body["id"] != "")

    def imported(self, kind: Kind, text: str) -> bool:
        """Whether the operator's import takes it."""
        values = {"first_name": "Johanna", "last_name": "Berg", "email": f"n{next(self.numbers)}@post.example"}
        values |= {"gender": "f"} if kind is Kind.CLIENT else {}
        given = ImportAccounts.model_validate(
            {"organisation": "demo", "kind": kind, "source": "EPD", "accounts": [{"id": text, "values": values}]}
        )
        return bool(import_accounts(self.world.runtime, "operator", given)["refused"] == 0)

    def found(self, kind: Kind, text: str) -> dict[str, str]:
        """Entrance → key of the account that it finds, "" for none."""
        path, word, usertype = WORDS[kind]
        looked_up = self.api.get(f"/aux/{word}/id/{quote(text, safe='')}")
        listed = self.api.get(f"/{path}/items?id={quote(text, safe='')}").items
        found = {
            "path": looked_up.body["@url"].rpartition("/")[2] if looked_up.status == 200 else "",
            "filter": listed[0]["@url"].rpartition("/")[2] if listed else "",
            "link": self.linked(text, usertype),
        }
        if kind is Kind.PROFESSIONAL:
            found["saml"] = self.asserted(text)
        return found

    def linked(self, text: str, usertype: str) -> str:
        """Who is logged on by a link."""
        self.logon.cookie = ""
        self.logon.get(self.logon.link(text, usertype))
        row = self.world.runtime.table.get(row_keys.logon.session("demo", digest_of(self.logon.cookie)))
        return sessions.from_row(row).logon.account if row else ""

    def asserted(self, text: str) -> str:
        """Whom an assertion is about."""
        try:
            return account_lookup.find(self.world.tenant, Identity(MatchOn.ID, "NameID", text)).key
        except Rejected:
            return ""


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    """Every entrance open, with the usual settings."""
    with world() as made, pytest.MonkeyPatch.context() as patch:
        for tile in ("hl7_intake", "rest_api", "delegated_logon"):
            made.set_tile("demo", tile)
        for entry in (hl7, rest, links):
            patch.setattr(entry, "process_runtime", lambda: made.runtime)
        queue = clients.sqs().create_queue(QueueName="hl7.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        for name in ("HL7_QUEUE_URL", "HL7_SOURCE_QUEUE_URL"):
            patch.setenv(name, queue)
        _, sender = api_users.create(made.tenant, "EPD", [Scope.HL7])
        _, secret = link_keys.create(made.tenant, name="EPD", groups=TargetGroup)
        api = Api(made, "")
        api.token = api.user(Scope.READ_ACCOUNTS)
        logon = Logon(made, secret, made.professional("P1"), made.client("C1"))
        yield House(made, Intake(made, sender.text, queue), api, logon)


@settings(max_examples=40)
@given(TEXTS, st.sampled_from([Kind.CLIENT, Kind.PROFESSIONAL]), st.permutations(["hl7", "rest", "imported"]))
@example("A\x00B", Kind.CLIENT, ["hl7", "rest", "imported"])
@example("\u200b", Kind.CLIENT, ["hl7", "rest", "imported"])
@example("\u200eA", Kind.PROFESSIONAL, ["imported", "hl7", "rest"])
@example(" A \r\n B ", Kind.CLIENT, ["hl7", "rest", "imported"])
@example("e\u0301/%2F", Kind.PROFESSIONAL, ["rest", "imported", "hl7"])
@example("\x1cA", Kind.CLIENT, ["hl7", "imported", "rest"])
@example("a" + "\u0315" * 31, Kind.CLIENT, ["hl7", "imported", "rest"])
def test_an_id_that_one_entrance_accepts_is_found_by_all(house: House, text: str, kind: Kind, order: list[str]) -> None:
    before = set(house.found(kind, text).values())
    assert len(before) == 1
    taken = [bool(getattr(house, name)(kind, text)) for name in order]
    after = set(house.found(kind, text).values())
    assert len(after) == 1
    assert (after != {""}) == any(taken)
    assert before in ({""}, after)


def test_an_invisible_id_is_refused_everywhere_with_a_reason(house: House) -> None:
    for text in ("A\x00B", "\u200b", "\u202eA"):
        for kind in WORDS:
            assert not house.hl7(kind, text)
            assert not house.rest(kind, text)
            assert not house.imported(kind, text)
