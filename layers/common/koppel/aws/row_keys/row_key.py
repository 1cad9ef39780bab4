"""Keys of the table: the only module that builds them. Every partition key starts with the organisation.

Values of people (e-mail addresses, ids, BSNs) stand in keys as pseudonyms only.

| row              | pk                                | sk                             |
| ---------------- | --------------------------------- | ------------------------------ |
| register         | `-/organisations`                 | organisation                   |
| organisation     | org                               | `organisation`                 |
| tile             | org                               | `tile/<integration>`           |
| tile version     | `org/tile/<integration>`          | version, 8 digits              |
| API user         | `org/api-users`                   | id                             |
| account          | `org/<kind>`                      | key                            |
| claim            | `org/claim/<scope>/<pseudonym>`   | `claim`                        |
| trail            | `org/trail/<account key>`         | version, 8 digits              |
| relation         | `org/relations/<client key>`      | `<kind>/<professional key>`    |
| waiting relation | `org/relations/<client key>`      | `waiting/<kind>/<pseudonym>`   |
| waiting          | `org/waiting/<scope>/<pseudonym>` | `<account key>/<kind or field>`|
| follow-up        | `org/follow-ups`                  | `<scope>/<pseudonym>`          |
| friend           | `org/friends/<client key>`        | friend's account key           |
| merge            | `org/merges`                      | retired account key            |
| early            | `org/early`                       | `<scope>/<pseudonym>`          |
| turn             | `org/turns`                       | name of a job                  |
| message          | `org/message/<pseudonym>`         | `<pseudonym>`                  |
| entry            | `org/entries/<integration>`       | `<subject>/<fingerprint>`      |
| act              | `org/acts`                        | `<time>/<reference>`           |
| logon keys       | `org/logon-keys`                  | `logon-keys`                   |
| platform         | `org/platform`                    | `platform`                     |
| nonce            | `org/nonce/<pseudonym>`           | `nonce`                        |
| session          | `org/session/<digest>`            | `session`                      |
| code             | `org/code/<digest>`               | `code`                         |
| reference        | `org/reference/<reference>`       | `reference`                    |
| signing          | `-/signing`                       | `signing`                      |

Some rows also stand in a listing, by `listing_pk` and `listing_sk`:

| row     | listing_pk                          | listing_sk                                   |
| ------- | ----------------------------------- | -------------------------------------------- |
| message | `org/pending`, until processed      | time from which it may be queued again       |
| message | `org/messages/<outcome>`, from then | receipt, type, patient, feed, id             |
| account | `org/due`, while a deactivation is  | time at which it takes effect                |
| entry   | `org/entries/<integration>/<state>` | last seen                                    |
"""

from typing import NamedTuple, Self

OPERATOR = "-"
"""Stands where an organisation stands, for what belongs to the operator alone. No organisation can be called so."""

LONGEST_PARTITION_KEY = 2048
LONGEST_SORT_KEY = 1024
"""Bytes in UTF-8, of a table and of an index alike (DynamoDB, "Quotas"). An emulator may take longer ones."""


class UnusableKey(ValueError):
    """A key that DynamoDB does not take. Its text holds nothing of the key."""


class _Parts(NamedTuple):
    pk: str
    sk: str


class RowKey(_Parts):
    """Primary key of one row. Raises UnusableKey for parts that are empty or too long: a text from outside stands in a
    key as a pseudonym or as a code only."""

    __slots__ = ()

    def __new__(cls, pk: str, sk: str) -> Self:
        return super().__new__(cls, partition_key(pk), sort_key(sk))


def partition_key(text: str) -> str:
    """The text, which is to be the partition key of a row or of a listing. Raises UnusableKey."""
    return _fitting(text, LONGEST_PARTITION_KEY)


def sort_key(text: str) -> str:
    """The text, which is to be the sort key of a row or of a listing. Raises UnusableKey."""
    return _fitting(text, LONGEST_SORT_KEY)


def _fitting(text: str, most: int) -> str:
    size = len(text.encode(errors="surrogatepass"))
    if not 1 <= size <= most:
        raise UnusableKey(f"a key of {size} bytes: 1 to {most} are possible")
    return text
