"""Which number in PID-3 is the client id, which is the BSN, and when a message names nobody."""

import pytest

from functions.hl7_intake.tables.identifiers import NoClientId, bsn, client_id
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.reading import read
from tests.functions.hl7_intake.adt import adt

BSN = "999900067^^^NLMINBIZA^NNNLD"


def found(pid_3: str, pid_2: str = "", pid_19: str = "", **feed: str) -> tuple[str | NoClientId, str | None]:
    message = read(adt("A01", pid={2: pid_2, 3: pid_3, 19: pid_19}), "ASCII")
    return client_id(message, Feed.model_validate(feed)), bsn(message)


@pytest.mark.parametrize(
    ("pid_3", "expected"),
    [
        ("1^^^EPD^PI", "1"),
        (f"{BSN}~1^^^EPD^PI", "1"),
        ("2^^^EPD^MR~1^^^EPD^PI~3^^^EPD^VN", "1"),
        ("2^^^EPD^MR~3^^^EPD^VN", "2"),
        ("2^^^EPD^MRN~3^^^EPD^VN", "2"),
        ("1^^^EPD^pi", "1"),
        (f"{BSN}~7^^^EPD^XX", NoClientId.NONE),
        (f"{BSN}~7", "7"),
        ("7", "7"),
        ("7^^^NHSNBR^NHSNMBR~8^^^EPD", "8"),
        ("9^^^SSA^NNUSA~8^^^EPD", "8"),
        ("1^^^EPD^PI~1^^^ZIS^PI", "1"),
        ("1^^^EPD^PI~2^^^EPD^PI", NoClientId.SEVERAL),
        ("1^^^EPD^MR~2^^^EPD^MRN", NoClientId.SEVERAL),
        ("7^^^EPD~8^^^ZIS", NoClientId.SEVERAL),
        (BSN, NoClientId.NONE),
        ("999900067^^^NLMINBIZA", NoClientId.NONE),
        ("999900067^^^^NNNLD", NoClientId.NONE),
        ("", NoClientId.NONE),
        ('""', NoClientId.NONE),
    ],
)
def test_without_a_setting_the_usual_types_decide(pid_3: str, expected: str | NoClientId) -> None:
    assert found(pid_3)[0] is expected or found(pid_3)[0] == expected


@pytest.mark.parametrize(
    ("feed", "expected"),
    [
        ({"client_id_type": "MR"}, "2"),
        ({"client_id_type": "mr"}, "2"),
        ({"client_id_authority": "ZIS"}, "3"),
        ({"client_id_authority": "2.16.840"}, "4"),
        ({"client_id_type": "PI", "client_id_authority": "ZIS"}, "3"),
        ({"client_id_type": "PI"}, NoClientId.SEVERAL),
        ({"client_id_authority": "ELDERS"}, NoClientId.NONE),
        ({"client_id_type": "MR", "client_id_authority": "ZIS"}, NoClientId.NONE),
    ],
)
def test_what_the_feed_says_and_nothing_else_decides(feed: dict[str, str], expected: str | NoClientId) -> None:
    chosen = found("1^^^EPD^PI~2^^^EPD^MR~3^^^ZIS^PI~4^^^&2.16.840&ISO^XX", "5", **feed)[0]
    assert chosen is expected or chosen == expected


def test_older_senders_put_it_in_pid_2() -> None:
    assert found("", "5^^^EPD")[0] == "5"
    assert found(BSN, "5")[0] == "5"
    assert found("1^^^EPD^PI", "5")[0] == "1"


@pytest.mark.parametrize(
    ("pid_3", "pid_19", "expected"),
    [
        (f"1^^^EPD^PI~{BSN}", "", "999900067"),
        ("1^^^EPD^PI~999900067^^^NLMINBIZA", "", "999900067"),
        ("1^^^EPD^PI~999900067^^^^NNNLD", "", "999900067"),
        ("1^^^EPD^PI", "999900067", "999900067"),
        ("1^^^EPD^PI~999900067^^^NLMINBIZA", "123456782", "999900067"),
        ('1^^^EPD^PI~""^^^NLMINBIZA^NNNLD', "", '""'),
        ("1^^^EPD^PI", "", None),
    ],
)
def test_the_bsn_is_found_by_type_and_authority(pid_3: str, pid_19: str, expected: str | None) -> None:
    assert found(pid_3, pid_19=pid_19)[1] == expected
