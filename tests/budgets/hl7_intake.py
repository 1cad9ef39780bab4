"""What each job of HL7 may ask of AWS: requests of the table, the queue and the key, and units of the table, exactly,
with the least that any design could do with beside it, and why ours does more.

Receiving from the queue and deleting there is not among them: Lambda does both for the worker, once for each batch of
up to ten messages.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from tests.functions.hl7_intake.adt import adt
from tests.harness.hl7_messages import message

OTHERS = (
    "PD1||||4711^Huisarts^Jan^^^drs.^^^VEKTIS^L|||||||||Praktijk De Singel^L^0101",
    "IN1|1|1^Basis^L|3311^^^VEKTIS|Zorgverzekeraar Midden|Postbus 1^^Utrecht^^3500 AA^NL|||||||20260101|20261231",
)
PID = {3: "C1^^^EPD^PI~999900067^^^NLMINBIZA^NNNLD", 5: "van den Berg&van den&Berg^Johanna^^^^^L"}


def patient(event: str, hour: int, *others: str, doctor: str = "P1", **fields: str) -> bytes:
    """A message of some 600 characters about a client with BSN, e-mail address and therapist; stored with its answer
    and what it is found by it takes up to 2 KB."""
    pid = PID | {int(name[1:]): value for name, value in fields.items()}
    return adt(event, f"20260301{hour:02d}0000", *others, *OTHERS, pid=pid, pv1={7: f"{doctor}^Smit"})


ADMITTED = patient("A01", 10)
SECOND_RECORD = adt("A01", "20260301100000", client="C2", pid={13: ""}, pv1={7: "P2"})


class Part(Enum):
    """Where a message is when it is measured."""

    INTAKE = "received and answered"
    WORKER = "processed"


@dataclass(frozen=True, kw_only=True)
class Job:
    """One message.

    earlier   what was received and processed before it
    outcome   what becomes of it, "" when it is not kept
    cold      in an environment that has just started, from a sender that was silent for an hour
    requests  how many of which kind
    floor     read and write units of the least, without admission and archive
    word      on the difference
    """

    name: str
    part: Part = Part.WORKER
    earlier: tuple[bytes, ...] = (ADMITTED,)
    raw: bytes
    outcome: str = "applied"
    cold: bool = False
    requests: Mapping[str, int]
    read: float
    written: int
    floor: tuple[float, float]
    word: str


ADMISSION = {"BatchGetItem": 1, "UpdateItem": 1}
"""Of every message that comes in: organisation, three tiles and API user in one read of 5 units, and at the end one
write of 1 unit that counts it for people to see. The least would be none, from memory; then a revoked token or a
setting would linger, and counts would be lost with the environment."""

ARCHIVE = {"BatchGetItem": 1, "GetItem": 1, "Query": 1, "UpdateItem": 1}
"""Of every message that is processed: organisation and three tiles (4 units), the message (1), and whether its control
id was used before (1); and its outcome, a row of 2 KB that moves from one listing to another (2 + 2, in a transaction
4 + 2). One write of 1 unit counts the batch of the queue, here of one message. The least would be none: a message that
goes with the queue; it could not be found, nor processed again."""

JOBS = (
    # --- Intake -------------------------------------------------------------------------------------------------------
    Job(
        name="new message",
        part=Part.INTAKE,
        earlier=(),
        raw=ADMITTED,
        outcome="pending",
        requests=ADMISSION | {"PutItem": 1, "SendMessage": 1} | {"BatchGetItem": 2},
        read=5 + 3,
        written=3 + 1,
        floor=(0, 1),
        word="the whole message is kept, 2 KB, in the listing of what is pending (1); whether its id is another "
        "person's is looked up by id, BSN and e-mail address (3), so that the sender hears of it at once",
    ),
    Job(
        name="new message, from cold",
        part=Part.INTAKE,
        earlier=(),
        raw=ADMITTED,
        outcome="pending",
        cold=True,
        requests=ADMISSION | {"PutItem": 1, "SendMessage": 1, "UpdateItem": 2, "Decrypt": 1} | {"BatchGetItem": 2},
        read=5 + 3,
        written=3 + 1 + 1,
        floor=(0, 1),
        word="the key for pseudonyms is decrypted once in each environment, the last use of a token noted once an hour",
    ),
    Job(
        name="repeat",
        part=Part.INTAKE,
        raw=ADMITTED,
        requests=ADMISSION | {"PutItem": 1, "GetItem": 1} | {"BatchGetItem": 2},
        read=5 + 4,
        written=2 + 1,
        floor=(0, 1),
        word="the write that is refused is billed by what is there, 2 KB; the client, who exists now, is read too (1)",
    ),
    Job(
        name="message without a last name",
        part=Part.INTAKE,
        earlier=(),
        raw=patient("A01", 10, f5=""),
        outcome="refused",
        requests=ADMISSION | {"PutItem": 1, "UpdateItem": 3},
        read=5,
        written=3 + 2 + 4 + 1,
        floor=(0, 1),
        word="kept until it is solved (2 + 1), then, on its own, the entry in the error log that many messages share "
        "(1 + 1), then that the entry is made (2 + 2); one transaction of both would cost 8, and AWS cancels one of "
        "two that meet",
    ),
    Job(
        name="known event without effect",
        part=Part.INTAKE,
        earlier=(),
        raw=patient("A02", 10),
        outcome="no-effect",
        requests=ADMISSION | {"PutItem": 1, "UpdateItem": 3},
        read=5,
        written=3 + 2 + 4 + 1,
        floor=(0, 1),
        word="as the one before; the entry is one for each type of message",
    ),
    Job(
        name="message of another type",
        part=Part.INTAKE,
        earlier=(),
        raw=message("ORU^R01", "PID|||C1", "OBX|1|NM|29463-7^Gewicht^LN||72|kg"),
        outcome="",
        requests=ADMISSION | {"UpdateItem": 2},
        read=5,
        written=2 + 1,
        floor=(0, 1),
        word="not kept; the entry stands in the listing too (1)",
    ),
    # --- Worker -------------------------------------------------------------------------------------------------------
    Job(
        name="new client",
        earlier=(),
        raw=ADMITTED,
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "TransactWriteItems": 1},
        read=6 + 5,
        written=7 + 13,
        floor=(0, 9),
        word="a claim for the id too, as it can change (2), and the trail (2); looked up "
        "before: id, BSN, e-mail address and professional (4), and afterwards whether anything waited for this id (1)",
    ),
    Job(
        name="changed client",
        raw=patient("A08", 11, f13="0687654321^PRN^CP~^NET^Internet^johanna@post.example"),
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 2, "TransactWriteItems": 1},
        read=6 + 6,
        written=7 + 4,
        floor=(1, 1),
        word="state and trail in one transaction: (1 + 1) twice; the claims are read that its values would need (4), "
        "and the relationships (1)",
    ),
    Job(
        name="changed e-mail address",
        raw=patient("A08", 11, f13="0612345678^PRN^CP~^NET^Internet^anders@post.example"),
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 3, "TransactWriteItems": 1, "DeleteItem": 1},
        read=6 + 7,
        written=7 + 11,
        floor=(1, 6),
        word="the trail (2); who waits for the old address is looked up (1) and served, behind a mark that goes "
        "afterwards (2 + 1)",
    ),
    Job(
        name="unchanged client",
        raw=patient("A08", 11),
        outcome="unchanged",
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 2, "TransactWriteItems": 1},
        read=6 + 6,
        written=7 + 2,
        floor=(1, 0),
        word="the time of the event is written, so that an older one that comes later undoes nothing; a digest of the "
        "message would save the claims (4) and the relationships (1), but not see what others have changed",
    ),
    Job(
        name="late message",
        earlier=(patient("A01", 12),),
        raw=patient("A08", 11, f5="Ander^Naam"),
        outcome="late",
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 2, "UpdateItem": 3},
        read=6 + 6,
        written=4 + 2 + 1,
        floor=(1, 0),
        word="read as any other; a notice (1 + 1); nothing is written together, so no transaction",
    ),
    Job(
        name="discharge",
        raw=patient("A03", 11),
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "TransactWriteItems": 1},
        read=6 + 4,
        written=7 + 4,
        floor=(1, 1),
        word="as a changed client, but a discharge says nothing of relationships",
    ),
    Job(
        name="merge",
        earlier=(ADMITTED, SECOND_RECORD),
        raw=patient("A40", 12, "MRG|C2^^^EPD^PI"),
        requests=ARCHIVE | {"BatchGetItem": 4, "GetItem": 6, "Query": 6, "TransactWriteItems": 2, "DeleteItem": 1},
        read=6 + 15,
        written=7 + 19,
        floor=(4, 8),
        word="two trails (4); a relationship that moves in its listing, too (2); a mark while friends and "
        "relationships follow (2 + 1), and a look at what is left (5); then, as a change of its own, the details of "
        "the client that stays, here only their time (2), for which all is read again",
    ),
    Job(
        name="another therapist",
        raw=patient("A54", 11, doctor="P2"),
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 2, "TransactWriteItems": 1},
        read=6 + 6,
        written=7 + 10,
        floor=(1, 4),
        word="one relationship goes, one comes (4), in their listings too (2), with the time of the event (2) and the "
        "trail (2)",
    ),
    Job(
        name="a therapist whom nobody knows",
        raw=patient("A54", 11, doctor="P9"),
        requests=ARCHIVE | {"BatchGetItem": 2, "GetItem": 2, "Query": 2, "TransactWriteItems": 1},
        read=6 + 6,
        written=7 + 16,
        floor=(1, 4),
        word="the relationship waits, with the client (2) and on the professional's list (2), while the id is nobody's "
        "(2); time (2), trail (2), the one that goes (2 + 1), and an entry (2 + 1)",
    ),
    Job(
        name="queued twice",
        raw=ADMITTED,
        requests={"BatchGetItem": 1, "GetItem": 1},
        read=4 + 1,
        written=0,
        floor=(1, 0),
        word="the message says that it is done; whose it is, is read before",
    ),
)
