"""What is sent for the demo gives every page of the console something to show."""

from collections import Counter

from tests.harness.demo_traffic import messages


def test_a_message_is_repeated_and_every_other_one_has_an_id_of_its_own() -> None:
    ids = Counter(raw.split(b"|")[9] for raw in messages())
    assert [count for count in ids.values() if count > 1] == [2]
