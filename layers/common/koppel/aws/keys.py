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

from typing import NamedTuple

from koppel.domain.accounts import Kind

OPERATOR = "-"
"""Stands where an organisation stands, for what belongs to the operator alone. No organisation can be called so."""


class Key(NamedTuple):
    """Primary key of one row."""

    pk: str
    sk: str


def registered(slug: str) -> Key:
    """The organisation's line in the register of organisations."""
    return Key(register(), slug)


def register() -> str:
    """Partition of the register of organisations."""
    return f"{OPERATOR}/organisations"


def organisation(org: str) -> Key:
    """The organisation itself."""
    return Key(org, "organisation")


def tile(org: str, integration: str) -> Key:
    """A tile as it is now."""
    return Key(org, f"tile/{integration}")


def tile_version(org: str, integration: str, version: int) -> Key:
    """A tile as it was at this version."""
    return Key(f"{org}/tile/{integration}", f"{version:08d}")


def api_user(org: str, user: str) -> Key:
    """An API user."""
    return Key(api_users(org), user)


def api_users(org: str) -> str:
    """Partition of the API users."""
    return f"{org}/api-users"


def account(org: str, kind: Kind, key: str) -> Key:
    """An account."""
    return Key(accounts(org, kind), key)


def accounts(org: str, kind: Kind) -> str:
    """Partition of all accounts of a kind, in the order of their keys."""
    return f"{org}/{kind}"


def claim(org: str, scope: str, pseudonym: str) -> Key:
    """Who holds a unique value."""
    return Key(f"{org}/claim/{scope}/{pseudonym}", "claim")


def trail(org: str, account_key: str, version: int) -> Key:
    """What one change did to an account."""
    return Key(trails(org, account_key), f"{version:08d}")


def trails(org: str, account_key: str) -> str:
    """Partition of an account's trail, oldest first."""
    return f"{org}/trail/{account_key}"


def relation(org: str, client: str, kind: str, professional: str) -> Key:
    """A treatment relationship."""
    return Key(relations(org, client), f"{kind}/{professional}")


def waiting_relation(org: str, client: str, kind: str, pseudonym: str) -> Key:
    """A relationship that waits, as its client sees it."""
    return Key(relations(org, client), f"waiting/{kind}/{pseudonym}")


def relations(org: str, client: str) -> str:
    """Partition of a client's relationships, waiting ones included."""
    return f"{org}/relations/{client}"


def friend(org: str, client: str, account_key: str) -> Key:
    """That this friend belongs to the client."""
    return Key(friends(org, client), account_key)


def friends(org: str, client: str) -> str:
    """Partition of a client's friends."""
    return f"{org}/friends/{client}"


def waiting(org: str, scope: str, pseudonym: str, account_key: str, what: str) -> Key:
    """Somebody who waits for a value to be claimed or released; `what` is a kind of relationship or a field."""
    return Key(waiting_list(org, scope, pseudonym), f"{account_key}/{what}")


def waiting_list(org: str, scope: str, pseudonym: str) -> str:
    """Partition of everybody who waits for this value."""
    return f"{org}/waiting/{scope}/{pseudonym}"


def follow_up(org: str, scope: str, pseudonym: str) -> Key:
    """A value that was claimed or released, whose waiting list is still to be served."""
    return Key(follow_ups(org), f"{scope}/{pseudonym}")


def follow_ups(org: str) -> str:
    """Partition of the waiting lists still to be served."""
    return f"{org}/follow-ups"


def merge(org: str, account_key: str) -> Key:
    """A merged account some of whose relationships are still to be moved."""
    return Key(merges(org), account_key)


def merges(org: str) -> str:
    """Partition of the merged accounts whose relationships are still to be moved."""
    return f"{org}/merges"


def early(org: str, scope: str, pseudonym: str) -> Key:
    """The messages that came before the account they are about."""
    return Key(earlies(org), f"{scope}/{pseudonym}")


def earlies(org: str) -> str:
    """Partition of the messages that came too early."""
    return f"{org}/early"


def message(org: str, identity: str) -> Key:
    """A stored message; its id is pseudonyms with a dash between: of its control id, and of sender and time."""
    control, _, rest = identity.partition("-")
    return Key(messages_of(org, control), rest)


def messages_of(org: str, control: str) -> str:
    """Partition of the messages with one control id, sender by sender."""
    return f"{org}/message/{control}"


def pending(org: str) -> str:
    """Listing of the messages that are not processed yet, by the time from which they may be queued again."""
    return f"{org}/pending"


def messages_with(org: str, outcome: str) -> str:
    """Listing of the messages with this outcome, by receipt."""
    return f"{org}/messages/{outcome}"


def due(org: str) -> str:
    """Listing of the accounts whose deactivation takes effect at a known time."""
    return f"{org}/due"


def entry(org: str, integration: str, subject: str, fingerprint: str) -> Key:
    """A row of an integration's error log."""
    return Key(entries(org, integration), f"{subject}/{fingerprint}")


def entries(org: str, integration: str) -> str:
    """Partition of an integration's error log, by subject."""
    return f"{org}/entries/{integration}"


def entries_in(org: str, integration: str, state: str) -> str:
    """Listing of an integration's entries in one state, by the time they were last seen."""
    return f"{org}/entries/{integration}/{state}"


def act(org: str, time: str, reference: str) -> Key:
    """An administrative act."""
    return Key(acts(org), f"{time}/{reference}")


def acts(org: str) -> str:
    """Partition of the administrative acts, oldest first."""
    return f"{org}/acts"


def logon_keys(org: str) -> Key:
    """The keys of the systems whose links log people on, all in one row."""
    return Key(f"{org}/logon-keys", "logon-keys")


def platform(org: str) -> Key:
    """The platform that logons are handed over to."""
    return Key(f"{org}/platform", "platform")


def nonce(org: str, pseudonym: str) -> Key:
    """That a link with this nonce was used."""
    return Key(f"{org}/nonce/{pseudonym}", "nonce")


def session(org: str, digest: str) -> Key:
    """A session, by the digest of its identifier."""
    return Key(f"{org}/session/{digest}", "session")


def code(org: str, digest: str) -> Key:
    """An authorization code, by its digest."""
    return Key(f"{org}/code/{digest}", "code")


def reference(org: str, reference: str) -> Key:
    """What a reference that somebody was shown stands for."""
    return Key(f"{org}/reference/{reference}", "reference")


def signing() -> Key:
    """Which of the keys signs tokens now."""
    return Key(f"{OPERATOR}/signing", "signing")
