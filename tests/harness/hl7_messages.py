"""HL7 messages for tests: segments from the fields that matter, messages from segments."""

from collections.abc import Mapping

USUAL = "|^~\\&"
NULL = '""'
CODECS = {"ASCII": "ascii", "8859/1": "iso8859-1", "8859/15": "iso8859-15", "UNICODE UTF-8": "utf-8"}


def segment(name: str, fields: Mapping[int, str]) -> str:
    """`segment("PID", {3: "1^^^EPD^PI", 5: "Jansen^Anna"})` is `PID|||1^^^EPD^PI||Jansen^Anna`."""
    return "|".join([name, *(fields.get(number, "") for number in range(1, max(fields, default=0) + 1))])


def escaped(text: str, signs: str = USUAL) -> str:
    """The text as it stands in a field, its delimiters escaped."""
    letters = dict(zip(signs, "FSRET", strict=False))
    return "".join(f"{signs[3]}{letters[each]}{signs[3]}" if each in letters else each for each in text)


def message(
    type_: str,
    *segments: str,
    control_id: str = "M1",
    time: str = "20260105080000",
    version: str = "2.5",
    charset: str = "UNICODE UTF-8",
    codec: str = "",
    processing: str = "P",
    sender: tuple[str, str] = ("EPD", "ZORG"),
    line_end: str = "\r",
) -> bytes:
    """A message of these segments behind an MSH that says the rest.

    charset  as MSH-18 names it; "" leaves MSH-18 out
    codec    Python's name, where it is not that of `charset`
    """
    header = segment(
        "MSH",
        {
            1: "^~\\&",
            2: sender[0],
            3: sender[1],
            4: "KOPPEL",
            5: "PLATFORM",
            6: time,
            8: type_,
            9: control_id,
            10: processing,
            11: version,
            17: charset,
        },
    )
    return line_end.join([header.rstrip("|"), *segments, ""]).encode(codec or CODECS[charset or "UNICODE UTF-8"])
