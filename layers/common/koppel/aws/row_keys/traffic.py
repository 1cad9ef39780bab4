"""Row keys of traffic: HL7 messages, calls of API users, their counts, and the activity of integrations."""

from koppel.aws.row_keys.row_key import RowKey


def parked(org: str, scope: str, pseudonym: str) -> RowKey:
    """The messages that are parked until an account has this id."""
    return RowKey(all_parked(org), f"{scope}/{pseudonym}")


def all_parked(org: str) -> str:
    """Partition of all parked messages."""
    return f"{org}/early"


def message(org: str, identity: str) -> RowKey:
    """A stored message; its id is pseudonyms with a dash between: of its control id, and of sender and time."""
    control, _, rest = identity.partition("-")
    return RowKey(messages_of(org, control), rest)


def messages_of(org: str, control: str) -> str:
    """Partition of the messages with one control id, sender by sender."""
    return f"{org}/message/{control}"


def pending(org: str) -> str:
    """Listing of the messages that are not processed yet, by the time from which they may be queued again."""
    return f"{org}/pending"


def messages_with(org: str, outcome: str) -> str:
    """Listing of the messages with this outcome, by receipt."""
    return f"{org}/messages/{outcome}"


def calls(org: str, user: str, window: int) -> RowKey:
    """How often an API user called in one window of time."""
    return RowKey(f"{org}/calls/{user}", f"{window:012d}")


def repeat(org: str, pseudonym: str) -> RowKey:
    """The answer to a request with an Idempotency-Key."""
    return RowKey(f"{org}/repeat/{pseudonym}", "repeat")


def hourly_count(org: str, family: str, hour: int) -> RowKey:
    """How many rows of a family refused senders caused in one hour."""
    return RowKey(f"{org}/hourly/{family}", f"{hour:012d}")


def activity(org: str, integration: str, day: str) -> RowKey:
    """How many messages, calls or logons an integration had on one day (UTC), by hour and outcome."""
    return RowKey(all_activity(org, integration), day)


def all_activity(org: str, integration: str) -> str:
    """Partition of the activity of an integration, day by day."""
    return f"{org}/activity/{integration}"
