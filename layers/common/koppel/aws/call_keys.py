"""Keys of the rows about calls of API users, which go away by themselves; see `keys` for all others.

| row    | pk                       | sk                           |
| ------ | ------------------------ | ---------------------------- |
| calls  | `org/calls/<API user>`   | number of the window of time |
| repeat | `org/repeat/<pseudonym>` | `repeat`                     |
"""

from koppel.aws.keys import Key


def calls(org: str, user: str, window: int) -> Key:
    """How often an API user called in one window of time."""
    return Key(f"{org}/calls/{user}", f"{window:012d}")


def repeat(org: str, pseudonym: str) -> Key:
    """What came of a request that its sender may repeat."""
    return Key(f"{org}/repeat/{pseudonym}", "repeat")
