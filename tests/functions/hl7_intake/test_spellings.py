"""Spellings: how EHRs write one person, each with the values that are meant.

Many write `""` into each component that they do not fill, put prefixes and telephone numbers into several places, and
list numbers of several issuers. The shapes are those of public interface descriptions and samples for Dutch EHRs and
referral services; every person and number is invented.
"""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.hl7_intake.client_fields import details
from functions.hl7_intake.rules import judge
from functions.hl7_intake.tables.identifiers import NoClientId, client_id
from functions.hl7_intake.tile import Feed
from functions.hl7_intake.v2.message import Message
from functions.hl7_intake.v2.reading import read
from koppel.domain.accounts.account import Value
from koppel.domain.organisation import Mode
from koppel.domain.plan.desired import DELETED, DesiredMerge
from tests.functions.hl7_intake.adt import adt
from tests.functions.hl7_intake.conftest import Intake
from tests.functions.hl7_intake.test_rules import NOW
from tests.harness.hl7_messages import NULL, message, segment

LATER = "20260301110000"
BSN, OTHER_BSN = "999900328", "999900304"
BSN_OID = "2.16.840.1.113883.2.4.6.3"
ID = "9001^^^ZZV^PI"
ANNA = {"first_name": "Anna", "infix": DELETED, "last_name": "Jansen"}
VRIES = {"first_name": "Anna", "infix": "de", "last_name": "Vries"}

type Fields = Mapping[int, str]


def pid(fields: Fields, event: str = "A08") -> Message:
    person = segment("PID", {3: ID, **fields})
    return read(message(f"ADT^{event}", f"EVN|{event}|20260301100000", person, version="2.4"), "ASCII")


def told(fields: Fields, **feed: Any) -> dict[str, Value]:
    return details(pid(fields), Feed.model_validate(feed))


NAMES: dict[str, tuple[str, dict[str, str]]] = {
    "nulls in subcomponents": ('Jansen&""&""^Anna', ANNA),
    "nulls everywhere": ('Jansen&""&""&""&""^Anna^""^""^""^""^L^""', ANNA),
    "nulls around the own surname": ('""&""&Jansen&""&""^Anna^""^""^""^""^L', ANNA),
    "null repetitions": ('""~Jansen^Anna~""', ANNA),
    "an empty repetition first": ("~Jansen^Anna", ANNA),
    "an empty legal name last": ("Jansen^Anna^^^^^D~^^^^^^L", ANNA),
    "a null legal name first": ('""^""^^^^^L~Jansen^Anna^^^^^D', ANNA),
    "the type in small letters": ("Klaassen^Jo^^^^^D~Jansen^Anna^^^^^l", ANNA),
    "a null type": ('Jansen^Anna^""^""^""^""^""', ANNA),
    "name at birth first": ("Klaassen^Anna^^^^^B~Jansen^Anna", ANNA),
    "name at birth alone": ("Jansen^Anna^^^^^B", ANNA),
    "nickname before legal name": ("Jansen^Ans^^^^^N~Jansen^Anna^^^^^L", ANNA),
    "the display name has the first name": (
        'Jansen^""^^^^^L~Jansen^Anna^^^^^D',
        {"infix": DELETED, "last_name": "Jansen"},
    ),
    "prefix and surname twice": ("de Vries&de&Vries^Anna^^^^^L", VRIES),
    "empty partner": ("de Vries&de&Vries&&^Anna^^^^^L", VRIES),
    "prefix behind a comma": ("Vries, de&de^Anna", VRIES),
    "prefix behind a comma alone": ("Vries,de&de^Anna", VRIES),
    "prefix in brackets": ("Vries (de)&de^Anna", VRIES),
    "prefix in capitals": ("DE Vries&de&Vries^Anna", VRIES),
    "prefix in the own surname too": ("de Vries&de&de Vries^Anna", VRIES),
    "prefix with two spaces": ("de  Vries&de^Anna", VRIES),
    "prefix with a no-break space": ("de\u00a0Vries&de^Anna", VRIES),
    "partner first": ("Smit - de Vries&de&Vries&&Smit^Anna", VRIES),
    "partner first, own surname not apart": ("Smit - de Vries&de&&&Smit^Anna", VRIES),
    "partner with prefix first": ("van Dam-de Vries&de&&van&Dam^Anna", VRIES),
    "partner last": ('de Vries-van Dam&de&""&van&Dam^Anna', VRIES),
    "only the partner's surname": (
        "van Dam&&&van&Dam^Anna",
        {"first_name": "Anna", "infix": "van", "last_name": "Dam"},
    ),
    "a surname that begins like its prefix": (
        "Dekker&de^Anna",
        {"first_name": "Anna", "infix": "de", "last_name": "Dekker"},
    ),
    "a surname that is its prefix": ("De&de^Anna", {"first_name": "Anna", "infix": "de", "last_name": "De"}),
    "a prefix that ends in a sign": ("d'Hont&d'^Anna", {"first_name": "Anna", "infix": "d'", "last_name": "Hont"}),
    "a prefix that begins with one": (
        "van 't Hof&van 't^Anna",
        {"first_name": "Anna", "infix": "van 't", "last_name": "Hof"},
    ),
    "a surname that begins with one": (
        "van 's Gravesande&van^Anna",
        {"first_name": "Anna", "infix": "van", "last_name": "'s Gravesande"},
    ),
}


@pytest.mark.parametrize(("spelling", "expected"), NAMES.values(), ids=NAMES)
def test_names_are_read_in_every_spelling(spelling: str, expected: dict[str, str]) -> None:
    assert told({5: spelling}) == expected


BOTH = "van Dam-de Vries&de&Vries&van&Dam^Anna"


@pytest.mark.parametrize(
    ("surname", "type_", "infix", "last_name"),
    [
        ("own", "L", "de", "Vries"),
        ("partner", "L", "van", "Dam"),
        ("partner_own", "L", "van", "Dam-de Vries"),
        ("own_partner", "L", "de", "Vries-van Dam"),
        ("displayed", "L", "van", "Dam-de Vries"),
        ("displayed", "D", "van", "Dam-de Vries"),
        *((each, type_, "de", "Vries") for each in ("partner", "partner_own", "displayed") for type_ in ("B", "M")),
    ],
)
def test_the_feed_says_which_surname_counts(surname: str, type_: str, infix: str, last_name: str) -> None:
    found = told({5: f"{BOTH}^^^^^{type_}"}, surname=surname)
    assert found == {"first_name": "Anna", "infix": infix, "last_name": last_name}
    alone = told({5: "de Vries&de&Vries^Anna"}, surname=surname)
    assert alone == {"first_name": "Anna", "infix": "de", "last_name": "Vries"}


def test_the_displayed_name_is_looked_for_first_where_it_counts() -> None:
    names = {5: "de Vries&de&Vries^Anna^^^^^L~van Dam^Anna^^^^^D"}
    assert told(names)["last_name"] == "Vries"
    assert told(names, surname="displayed")["last_name"] == "van Dam"


MOBILE, MAIL = {"phone_number": "0612345678"}, {"email": "a@example.com"}
TELECOM: dict[str, tuple[Fields, dict[str, str]]] = {
    "plain": ({13: "0612345678"}, MOBILE),
    "null country and area": ({13: '^PRN^PH^^""^""^12345678'}, {"phone_number": "12345678"}),
    "null number first": ({13: '""^PRN^PH~0612345678^PRN^CP'}, MOBILE),
    "null repetition first": ({13: '""~0612345678^PRN^CP'}, {**MOBILE, "email": DELETED}),
    "nulls in what is not filled": ({13: '0612345678^PRN^CP^""^""^""^""^""^""'}, MOBILE),
    "nulls in each of two": (
        {13: '0612345678^PRN^CP^""^""~""^NET^Internet^a@example.com^""^""'},
        {**MOBILE, **MAIL},
    ),
    "private null, business filled": ({13: '""', 14: "0612345678^WPN^PH"}, {**MOBILE, "email": DELETED}),
    "country, area, number": ({13: "^PRN^CP^^31^6^12345678"}, {"phone_number": "+31 6 12345678"}),
    "country with a plus, area with a zero": ({13: "^PRN^PH^^+31^020^6001234"}, {"phone_number": "+31 20 6001234"}),
    "country with two zeros, area in brackets": (
        {13: "^PRN^PH^^0031^(0)20^6001234"},
        {"phone_number": "+31 20 6001234"},
    ),
    "area in the number": ({13: "^PRN^PH^^31^020^020-6001234"}, {"phone_number": "+31 20-6001234"}),
    "country in the number": ({13: "^PRN^PH^^31^6^+31612345678"}, {"phone_number": "+31612345678"}),
    "a country that is no number": ({13: "^PRN^PH^^NL^020^6001234"}, {"phone_number": "020 6001234"}),
    "Italy keeps its zero": ({13: "^PRN^PH^^39^06^1234567"}, {"phone_number": "+39 06 1234567"}),
    "extension": ({13: "^WPN^PH^^31^20^6001234^12"}, {"phone_number": "+31 20 6001234 x12"}),
    "extension of a whole number": ({13: "020-6001234^WPN^PH^^^^^12"}, {"phone_number": "020-6001234 x12"}),
    "local number in XTN.1": ({13: "12345678^PRN^CP^^31^6"}, {"phone_number": "+31 6 12345678"}),
    "country and area alone": ({13: "^PRN^PH^^31^20"}, {}),
    "unformatted": ({13: "^PRN^PH^^^^^^^^^0612345678"}, MOBILE),
    "fax first": ({13: "020-6001234^PRN^FX~0612345678^PRN^cp"}, MOBILE),
    "address without types": ({13: "^^^a@example.com"}, MAIL),
    "capitals": ({13: "^PRN^INTERNET^a@example.com"}, MAIL),
    "small letters": ({13: "^net^internet^a@example.com"}, MAIL),
    "address in XTN.1": ({13: "a@example.com^NET^Internet"}, MAIL),
    "address in XTN.1 without types": ({13: "a@example.com"}, MAIL),
    "address beside a number": ({13: "020-6001234^PRN^PH^a@example.com"}, {"phone_number": "020-6001234", **MAIL}),
    "number beside an address": (
        {13: "020-6001234^NET^Internet^a@example.com"},
        {"phone_number": "020-6001234", **MAIL},
    ),
    "number, then address without types": ({13: "0612345678^PRN^PH~^^^a@example.com"}, {**MOBILE, **MAIL}),
    "X.400": ({13: "^NET^x.400^C=NL;S=Jansen"}, {}),
    "null address": ({13: '0612345678^PRN^CP~^NET^Internet^""'}, {**MOBILE, "email": DELETED}),
    "null address in XTN.1": ({13: '0612345678^PRN^CP~""^NET^Internet'}, {**MOBILE, "email": DELETED}),
    "null address, another one filled": ({13: '""^NET^Internet^""~^NET^Internet^a@example.com'}, MAIL),
    "null number beside an address": ({13: '""^NET^Internet^a@example.com'}, MAIL),
    "all null": ({13: '""^""^""^""'}, {"phone_number": DELETED, "email": DELETED}),
    "nothing but nulls": ({13: '""~""', 14: '""'}, {"phone_number": DELETED, "email": DELETED}),
}


@pytest.mark.parametrize(("fields", "expected"), TELECOM.values(), ids=TELECOM)
def test_telephone_and_email_are_read(fields: Fields, expected: dict[str, str]) -> None:
    assert told(fields) == expected


@pytest.mark.parametrize(
    ("path", "fields", "expected"),
    [
        ("PID-13[3=cp]", {13: "020-6001234^PRN^PH~^PRN^CP^^31^6^12345678"}, "+31 6 12345678"),
        ("PID-13[3=CP].1", {13: '""^PRN^CP~0612345678^PRN^CP'}, "0612345678"),
        ("PID-13[4=].1", {13: '020-6001234^PRN^PH^x~0612345678^PRN^CP^""'}, "0612345678"),
        ("PID-15", {13: "020-6001234", 15: '""'}, DELETED),
    ],
)
def test_a_feeds_own_paths_are_read_alike(path: str, fields: Fields, expected: str) -> None:
    assert told(fields, field_map={"phone_number": [path]})["phone_number"] == expected


def test_an_empty_place_before_a_null_one_does_not_hide_a_value() -> None:
    paths = ["PID-40.4", "PID-13[2=NET].4", "ZPI-1"]
    assert told({13: '^NET^^""', 40: ""}, field_map={"email": paths}) == {"email": DELETED}
    assert told({13: "^NET^^a@example.com", 40: '^^^""'}, field_map={"email": paths})["email"] == "a@example.com"


NUMBERS: dict[str, tuple[Fields, str | NoClientId, str | None]] = {
    "BSN first": ({3: f"{BSN}^^^NLMINBIZA^NNNLD~{ID}"}, "9001", BSN),
    "nulls in the authority": ({3: '9001^""^""^""&""&""^PI'}, "9001", None),
    "nulls around": ({3: '9001^""^""^ZZV&""&""^PI^""'}, "9001", None),
    "null type": ({3: '9001^""^""^ZZV^""'}, "9001", None),
    "null passport, then BSN": (
        {3: f'{ID}~""^^^NLMINBIZA^PPN~{BSN}^^^NLMINBIZA^NNNLD'},
        "9001",
        BSN,
    ),
    "passport, then BSN": ({3: f"{ID}~NP1234567^^^NLMINBIZA^PPN~{BSN}^^^NLMINBIZA^NNNLD"}, "9001", BSN),
    "passport alone": ({3: f"{ID}~NP1234567^^^NLMINBIZA^PPN"}, "9001", None),
    "type before authority": ({3: f"{ID}~{OTHER_BSN}^^^NLMINBIZA~{BSN}^^^^NNNLD"}, "9001", BSN),
    "type NI": ({3: f"{ID}~{BSN}^^^NLMINBIZA^NI"}, "9001", BSN),
    "no type": ({3: f'{ID}~{BSN}^^^nlminbiza^""'}, "9001", BSN),
    "authority by OID": ({3: f"{ID}~{BSN}^^^&{BSN_OID}&ISO"}, "9001", BSN),
    "authority by OID as URN": ({3: f"{ID}~{BSN}^^^urn:oid:{BSN_OID}^NI"}, "9001", BSN),
    "a null BSN": ({3: f'{ID}~""^^^NLMINBIZA^NNNLD'}, "9001", DELETED),
    "a null BSN in the list, filled alone": ({3: f'{ID}~""^^^NLMINBIZA^NNNLD', 19: BSN}, "9001", BSN),
    "a BSN in the list, null alone": ({3: f"{ID}~{BSN}^^^NLMINBIZA^NNNLD", 19: '""'}, "9001", BSN),
    "a BSN in PID-4": ({4: f"{BSN}^^^NLMINBIZA^NNNLD"}, "9001", BSN),
    "another country's number in PID-19": ({19: "123456789^^^USSSA^SS"}, "9001", None),
    "only a BSN by OID": ({3: f"{OTHER_BSN}^^^&{BSN_OID}&ISO"}, NoClientId.NONE, OTHER_BSN),
    "a BSN that calls itself PI": ({3: f"{OTHER_BSN}^^^&{BSN_OID}&ISO^PI"}, NoClientId.NONE, None),
    "a visit": ({3: "777^^^ZorgDomein^VN"}, NoClientId.NONE, None),
    "an account": ({3: "888^^^HIX^AN"}, NoClientId.NONE, None),
    "visit, BSN, and the patient in PID-4": (
        {3: f"777^^^ZorgDomein^VN~{BSN}^^^NLMINBIZA^NNNLD", 4: "9001^^^SALT^PI"},
        "9001",
        BSN,
    ),
    "visit in PID-2": ({2: "777^^^HIX^VN", 3: ""}, NoClientId.NONE, None),
    "BSN by OID in PID-2": ({2: f"{BSN}^^^&{BSN_OID}&ISO", 3: ""}, NoClientId.NONE, BSN),
    "account beside a patient": ({3: "888^^^HIX^AN~9001^^^HIX^PI"}, "9001", None),
    "external patient number": ({3: f"9001^^^PIN^PT~{BSN}^^^NLMINBIZA^NNNLD"}, "9001", BSN),
    "person number": ({3: "9001^^^ONS^PN~777^^^ONS^VN"}, "9001", None),
    "an untyped number in PID-4": ({3: "", 4: "12345"}, NoClientId.NONE, None),
}


@pytest.mark.parametrize(("fields", "expected_id", "expected_bsn"), NUMBERS.values(), ids=NUMBERS)
def test_client_id_and_bsn_are_told_apart(
    fields: Fields, expected_id: str | NoClientId, expected_bsn: str | None
) -> None:
    assert client_id(pid(fields), Feed()) == expected_id
    expected = DELETED if expected_bsn == NULL else expected_bsn
    assert told(fields).get("bsn") == expected


@pytest.mark.parametrize("setting", [{"client_id_type": "NNNLD"}, {"client_id_authority": "NLMINBIZA"},
                                     {"client_id_authority": BSN_OID}, {"client_id_type": "PI"}])  # fmt: skip
@pytest.mark.parametrize("spelling", ["^^^NLMINBIZA^NNNLD", f"^^^&{BSN_OID}&ISO^PI", f"^^^NLMINBIZA&{BSN_OID}&ISO^PI"])
def test_no_setting_makes_a_bsn_the_client_id(setting: dict[str, str], spelling: str) -> None:
    assert client_id(pid({3: BSN + spelling}), Feed.model_validate(setting)) is NoClientId.NONE


def test_a_chosen_authority_is_found_where_older_senders_put_it() -> None:
    feed = Feed(client_id_authority="SALT")
    assert client_id(pid({2: "5^^^LAB", 3: "777^^^ZD^VN", 4: "9001^^^salt"}), feed) == "9001"


@pytest.mark.parametrize(
    ("mrg", "retired"),
    [
        ({1: "8001^^^ZZV^PI"}, "8001"),
        ({1: '""^^^NLMINBIZA^NNNLD~8001^""^""^ZZV^PI'}, "8001"),
        ({1: f"777^^^HIX^VN~8001^^^HIX^MR~{BSN}^^^&{BSN_OID}&ISO"}, "8001"),
        ({1: '""', 4: "8001"}, "8001"),
        ({1: "777^^^HIX^VN", 4: "8001^^^HIX^PI"}, "8001"),
        ({1: "8001^^^ZZV^PI", 4: '""'}, "8001"),
        ({1: "777^^^HIX^VN"}, ""),
        ({1: f"{BSN}^^^&{BSN_OID}&ISO", 4: f"{BSN}^^^NLMINBIZA^NNNLD"}, ""),
    ],
)
def test_the_retired_id_is_read(mrg: Fields, retired: str) -> None:
    person = segment("PID", {3: ID, 5: "Jansen^Anna"})
    found = judge(
        read(message("ADT^A40", "EVN|A40|20260301100000", person, segment("MRG", mrg)), "ASCII"),
        Feed(), Mode.PRODUCTION, NOW,
    )  # fmt: skip
    merged = [intent.retired for intent in found.intents if isinstance(intent, DesiredMerge)]
    assert (found.letter, merged) == (("A", [retired]) if retired else ("E", []))


def test_a_null_character_set_is_that_of_the_feed(intake: Intake) -> None:
    intake.send(adt("A01", pid={5: "Müller^Zoë"}, charset=NULL, codec="utf-8"))
    client = intake.client("C1")
    assert client is not None
    assert client.name == "Zoë Müller"


def test_what_was_read_wrongly_no_longer_wipes_what_is_stored(intake: Intake) -> None:
    number = f"{BSN}^^^NLMINBIZA^NNNLD"
    intake.send(adt("A01", pid={3: f"C1^^^EPD^PI~{number}", 13: "0612345678^PRN^CP~^NET^Internet^a@example.com"}))
    numbers = f'C1^""^""^EPD&""^PI~""^^^NLMINBIZA^PPN~{number}'
    mobile = '""^PRN^PH^""~0612345678^PRN^CP^""~a@example.com^NET^Internet^""'
    intake.send(adt("A08", LATER, pid={3: numbers, 5: 'Berg&""&""^Johanna^""^""^""^""^L', 13: mobile}))
    client = intake.client("C1")
    assert client is not None
    found = tuple(client.text(name) for name in ("bsn", "phone_number", "email", "last_name"))
    assert found == (BSN, "0612345678", "a@example.com", "Berg")


# --- Properties -------------------------------------------------------------------------------------------------------

SPELLED: list[dict[int, str]] = [
    *({5: spelling} for spelling, _ in NAMES.values()),
    *(dict(fields) for fields, _ in TELECOM.values()),
    *(dict(fields) for fields, *_ in NUMBERS.values()),
]


def spread(text: str) -> list[list[list[str]]]:
    """Repetitions, components, subcomponents."""
    return [[part.split("&") for part in each.split("^")] for each in text.split("~")]


def joined(field: list[list[list[str]]]) -> str:
    return "~".join("^".join("&".join(parts) for parts in each) for each in field)


@given(fields=st.lists(st.sampled_from(SPELLED), min_size=1, max_size=3), data=st.data())
def test_nulls_in_what_is_empty_never_change_what_is_read(fields: list[dict[int, str]], data: st.DataObject) -> None:
    """Also behind the last component. A value that was not there may be deleted by them, and that is all."""
    whole = {number: text for each in fields for number, text in each.items()}
    filled = {}
    for number, text in whole.items():
        field = spread(text)
        for repetition in field:
            repetition.extend([""] for _ in range(data.draw(st.integers(0, 3))))
        filled[number] = joined(
            [[[part or data.draw(st.sampled_from(["", NULL])) for part in parts] for parts in each] for each in field]
        )
    before, after = told(whole), told(filled)
    assert {name: after.get(name) for name, value in before.items() if value != DELETED} == {
        name: value for name, value in before.items() if value != DELETED
    }
    assert {value for name, value in after.items() if before.get(name, DELETED) == DELETED} <= {DELETED}
    assert client_id(pid(filled), Feed()) == client_id(pid(whole), Feed())


WORDS = st.text("abcdefgklmnorst", min_size=2, max_size=8).map(str.capitalize)
PREFIXES = st.sampled_from(["de", "van", "van der", "van den", "in 't", "ter", "von", "v.d.", "el"])


@given(WORDS, PREFIXES, st.sampled_from([" ", "  ", ", ", ",", " - ", "-", "\u00a0"]), st.data())
def test_a_prefix_is_taken_off_however_it_is_joined(surname: str, prefix: str, joint: str, data: st.DataObject) -> None:
    before, after, apart = f"{prefix}{joint}{surname}", f"{surname}{joint}{prefix}", f"{surname} ({prefix})"
    whole = data.draw(st.sampled_from([surname, before, before.upper(), before.title(), after, after.upper(), apart]))
    found = told({5: f"{whole}&{prefix}^Anna"})
    assert (found["infix"], str(found["last_name"]).casefold()) == (prefix, surname.casefold())


DIGITS = st.text("123456789", min_size=6, max_size=9)


@given(
    st.sampled_from(["31", "+31", "0031", "32", "49"]), st.sampled_from(["6", "06", "20", "020", "(0)20", ""]), DIGITS
)
def test_a_number_in_parts_can_be_dialled(country: str, area: str, local: str) -> None:
    found = str(told({13: f"^PRN^PH^^{country}^{area}^{local}"})["phone_number"])
    digits = area.replace("(0)", "").removeprefix("0")
    assert found.replace(" ", "") == f"+{country.removeprefix('+').removeprefix('00')}{digits}{local}"


BSN_SPELLINGS = st.sampled_from(
    [
        "^^^NLMINBIZA^NNNLD",
        "^^^NLMINBIZA",
        "^^^NLMINBIZA^PI",
        f"^^^&{BSN_OID}&ISO",
        f"^^^ZZV&{BSN_OID}&ISO^MR",
        f"^^^{BSN_OID}^NI",
        '^""^""^nlminbiza^nnnld',
        "^^^^NNNLD",
    ]
)


@given(
    st.permutations(["9001^^^ZZV^PI", "777^^^ZZV^VN", "888^^^ZZV^AN", ""]),
    BSN_SPELLINGS,
    st.sampled_from([2, 3, 4]),
    st.booleans(),
)
def test_a_bsn_is_never_the_client_id(others: list[str], spelling: str, place: int, is_known: bool) -> None:
    kept = [each for each in others if is_known or not each.startswith("9001")]
    numbers = {3: "~".join(kept)}
    numbers[place] = "~".join(filter(None, [BSN + spelling, numbers.get(place, "")]))
    assert client_id(pid(numbers), Feed()) == ("9001" if is_known else NoClientId.NONE)
