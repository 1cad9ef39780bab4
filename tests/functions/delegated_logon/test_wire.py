"""The signature of links: published examples, other senders' ways of writing, times, and what is no link."""

from datetime import UTC, datetime, tzinfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.delegated_logon import wire
from functions.delegated_logon.wire import Link, Malformed
from koppel.domain import moments
from koppel.entrance.requests import query_of
from tests.harness.gateway import gateway_event
from tests.harness.links import token

SECRET = b"12345"
HOST = "https://ca-diroiaya.minddistrict.dev"
PUBLISHED = {
    "one parameter": (
        {"a": "A"},
        "521125e97ad36e3c45f60946af98e29583512651aeaae2eb6947cfb36037978422256619d040a84d861ad375fa09e8e52f47297dfa6f57"
        "d2f9969e0081261fcc",
    ),
    "generator": (
        {
            "userid": "XXX",
            "usertype": "careprovider",
            "nonce": "1726841143309",
            "timestamp": "2024-09-20T14:05:43Z",
        },
        "000a9db469fb0e82dc551326c2380652a3207a27cc29f36f5f1cd9e57fa2184356b4cf39b36d4d7fea84b11f2b02e57a88063a0469c1a9"
        "0e8172b241315ed33c",
    ),
    "generator, frame": (
        {
            "userid": "XXX",
            "usertype": "careprovider",
            "nonce": "1726841143309",
            "timestamp": "2024-09-20T17:25:18Z",
            "redirect": "https://ca-diroiaya.minddistrict.dev/c/@@allclients",
        },
        "4bfa0de82255e2702916144dc701e003da39f95307835acb1b796de1a378975332a02a05ba1c5897911a97eff7be05e5347599598e5c00"
        "524c6c5f956211b5d9",
    ),
}
MESSAGES = {
    "nonceadd6e7a8-ed10-45ff-abb6-a23391c028eftimestamp2019-09-07T14:57:07.821882Zuserid123usertypecareprovider": (
        {
            "usertype": "careprovider",
            "userid": "123",
            "timestamp": "2019-09-07T14:57:07.821882Z",
            "nonce": "add6e7a8-ed10-45ff-abb6-a23391c028ef",
        },
        "faaf9170dce4a3107be4bb6ae0ffe0f910d19bb8f2bcc1f5525589757b5ed04b90eff7e3336053987b8df4a44f406ece9baa7a21702f02"
        "45f021e5b1c2cc3e1e",
        "308198082ed5e713310a4c0581ee05eb87257d6e",
    ),
    "nonceadd6e7a8-ed10-45ff-abb6-a23391c028efredirecthttps://www.example.comtimestamp2019-09-07T14:57:07.821882Z"
    "userid123usertypecareprovider": (
        {
            "usertype": "careprovider",
            "userid": "123",
            "timestamp": "2019-09-07T14:57:07.821882Z",
            "nonce": "add6e7a8-ed10-45ff-abb6-a23391c028ef",
            "redirect": "https://www.example.com",
        },
        "3af47821c3857ed4ccc541292d41df66be7366657a2fe819849541415ffe4a398c883a7752b09800bc61126336cfe0af74345c8d659014"
        "9ea4a72decf2f0d79d",
        "df1d30596f38c5256de1d1a4047339783c6e5ffe",
    ),
    "nonce1f19719ca3984b3ca43599f3c3ad258etimestamp2019-09-07T14:57:07Zuserid456usertypecareprovider": (
        {
            "nonce": "1f19719ca3984b3ca43599f3c3ad258e",
            "timestamp": "2019-09-07T14:57:07Z",
            "userid": "456",
            "usertype": "careprovider",
        },
        "6a8c069f91a93109dd0d26bf4c2ef020e5ebfb4116085983faf652edf9dff634c8d5cfba44e7d96c40415b82bedd398fa851abe9b9cf09"
        "67ac2e7bc3ae4cc3fe",
        "BC8A87B87EEB1FBF068B68A00D832D829FBE2058",
    ),
    "nonce4615bccd-82a2-4143-b3c4-69e5e6e55cc8timestamp2024-10-06T20:20:25.225072+02:00userid"
    "dirk+clientusertypeclient": (
        {
            "nonce": "4615bccd-82a2-4143-b3c4-69e5e6e55cc8",
            "timestamp": "2024-10-06T20:20:25.225072+02:00",
            "userid": "dirk+client",
            "usertype": "client",
        },
        "be1d89962c0ab80bccf98af7b0795c7c89453ce8f44864efa10ad690d6e32e9df4b69c6d806e3e3d205e3ff024c25b3b353354c46fba58"
        "0d8ea1fd22c7679d64",
        "",
    ),
}


def arrived(url: str) -> Link:
    """The link in a URL, as it comes through the gateway."""
    return wire.read(query_of(gateway_event("GET", url)))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_tokens(name: str) -> None:
    parameters, expected = PUBLISHED[name]
    assert wire.digest(SECRET, parameters) == expected


@pytest.mark.parametrize("message", MESSAGES)
def test_published_messages(message: str) -> None:
    parameters, sha512, sha1 = MESSAGES[message]
    assert wire.message(parameters) == message
    assert wire.digest(SECRET, parameters) == sha512
    if sha1:
        assert wire.digest(SECRET, parameters, "sha1") == sha1.lower()
        assert wire.read({**{name: (value,) for name, value in parameters.items()}, "token": (sha1,)}).fits(SECRET)


@pytest.mark.parametrize(
    "url",
    [
        "/?userid=XXX&usertype=careprovider&nonce=1726841143309&timestamp=2024-09-20T14%3A05%3A43Z&token={generator}",
        "?userid=XXX&usertype=careprovider&nonce=1726841143309&timestamp=2024-09-20T14:05:43Z&token={generator}",
        "/aux/frameredirect?userid=XXX&usertype=careprovider&nonce=1726841143309&timestamp=2024-09-20T17%3A25%3A18Z"
        "&redirect=https%3A%2F%2Fca-diroiaya.minddistrict.dev%2Fc%2F%40%40allclients&token={frame}",
    ],
)
def test_published_urls(url: str) -> None:
    tokens = {"generator": PUBLISHED["generator"][1], "frame": PUBLISHED["generator, frame"][1]}
    link = arrived(url.format_map(tokens))
    assert link.fits(SECRET)
    assert not link.fits(b"12346")


def test_a_plus_sign_that_became_a_space_is_read_again() -> None:
    message = next(each for each in MESSAGES if "dirk" in each)
    parameters, sha512, _ = MESSAGES[message]
    pairs = "&".join(f"{name}={value}" for name, value in parameters.items())  # nothing encoded
    first, second = wire.readings(arrived(f"/?{pairs}&token={sha512}"))
    assert not first.fits(SECRET)
    assert second.fits(SECRET)
    assert (second.user, second.timestamp) == ("dirk+client", "2024-10-06T20:20:25.225072+02:00")


def test_there_is_no_third_guess() -> None:
    link = arrived("/?userid=a+b+c&usertype=client&nonce=n&timestamp=x&token=" + "0" * 128)
    assert [each.user for each in wire.readings(link)] == ["a b c", "a+b+c"]
    assert len(list(wire.readings(arrived("/?userid=ab&usertype=c+d&nonce=n+m&timestamp=x&token=" + "0" * 40)))) == 1


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-10-06T20:20:25Z", "2024-10-06T20:20:25+00:00"),
        ("2024-10-06T20:20:25.2Z", "2024-10-06T20:20:25.200000+00:00"),
        ("2024-10-06T20:20:25.225072+02:00", "2024-10-06T18:20:25.225072+00:00"),
        ("2024-10-06T20:20:25.225072999-00:30", "2024-10-06T20:50:25.225072+00:00"),
        ("2024-02-29T00:00:00+14:00", "2024-02-28T10:00:00+00:00"),
        ("2024-10-06 20:20:25Z", "2024-10-06T20:20:25+00:00"),
        ("2024-10-06t20:20:25z", "2024-10-06T20:20:25+00:00"),
    ],
)
def test_times(text: str, expected: str) -> None:
    found = moments.read(text)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024-10-06",
        "2024-10-06T20:20Z",
        "2024-10-06T20:20:25",
        "2024-10-06T20:20:25+0200",
        "2024-10-06T20:20:25+24:00",
        "2024-10-06T20:20:25.Z",
        "2024-10-06T20:20:60Z",
        "2023-02-29T20:20:25Z",
        "0001-01-01T00:00:00+14:00",
        "２024-10-06T20:20:25Z",
        "2024-10-06T20:20:25Z\n",
    ],
)
def test_no_times(text: str) -> None:
    assert moments.read(text) is None


@given(st.floats(0, 4e9), st.timezones())
def test_every_time_that_a_sender_can_write_is_read(moment: float, zone: tzinfo) -> None:
    time = datetime.fromtimestamp(moment, zone)
    offset = time.utcoffset()
    if offset is not None and offset.total_seconds() % 60 == 0:
        assert moments.read(time.isoformat()) == time.astimezone(UTC)


@given(st.text(max_size=40))
def test_no_text_breaks_the_reading_of_times(text: str) -> None:
    assert moments.read(text) is None or text.startswith(("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"))


@given(st.dictionaries(st.text(), st.lists(st.text(), max_size=3).map(tuple)))
def test_no_query_breaks_the_reading_of_links(query: dict[str, tuple[str, ...]]) -> None:
    with pytest.raises(Malformed):
        wire.read(query)


@given(st.dictionaries(st.text(), st.text(), min_size=1), st.binary(min_size=1, max_size=64))
def test_the_message_depends_on_no_order(parameters: dict[str, str], secret: bytes) -> None:
    backwards = dict(reversed(parameters.items()))
    assert wire.digest(secret, backwards) == wire.digest(secret, parameters)
    if all(each.isprintable() for each in (*parameters, *parameters.values())):
        assert token(secret.hex(), parameters) == wire.digest(secret.hex().encode(), parameters)


def test_one_name_alone_may_belong_to_the_page() -> None:
    assert not wire.is_attempt({"token": ("x",), "page": ("2",)})
    assert wire.is_attempt({"token": ("x",), "nonce": ("2",)})
