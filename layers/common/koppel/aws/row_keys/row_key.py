"""Row keys: the table of all rows, and the type of a row's key. Only `koppel.aws.row_keys` builds keys.

Every partition key starts with the organisation. Values of people (e-mail addresses, ids, BSNs) occur in keys as
pseudonyms only. `row` is the function that builds the key, `<…>` its arguments; `partition` is the function of the same
module that builds the partition key alone. Versions and numbers of pages have 8 digits, windows and hours 12, so that
text order is theirs. The id of a message, `traffic.message`, is `<control>-<rest>`.

| row                       | pk                                  | sk                           | partition     |
| ------------------------- | ----------------------------------- | ---------------------------- | ------------- |
| organisation.registered   | `-/organisations`                   | `<slug>`                     | register      |
| organisation.organisation | `<org>`                             | `organisation`               |               |
| organisation.tile         | `<org>`                             | `tile/<integration>`         |               |
| organisation.tile_version | `<org>/tile/<integration>`          | `<version>`                  | tile_versions |
| organisation.api_user     | `<org>/api-users`                   | `<user>`                     | api_users     |
| organisation.entry        | `<org>/entries/<integration>`       | `<subject>/<fingerprint>`    | entries       |
| organisation.look         | `<org>/looks/<person>`              | `<integration>`              |               |
| organisation.audit_record | `<org>/acts`                        | `<time>/<reference>`         | audit_records |
| organisation.turn         | `<org>/turns`                       | `<job>`                      |               |
| organisation.contact      | `<org>/contact`                     | `contact`                    |               |
| accounts.account          | `<org>/<kind>`                      | `<key>`                      | accounts      |
| accounts.claim            | `<org>/claim/<scope>/<pseudonym>`   | `claim`                      |               |
| accounts.trail            | `<org>/trail/<account_key>`         | `<version>`                  | trails        |
| accounts.relation         | `<org>/relations/<client>`          | `<kind>/<professional>`      | relations     |
| accounts.waiting_relation | `<org>/relations/<client>`          | `waiting/<kind>/<pseudonym>` | relations     |
| accounts.friend           | `<org>/friends/<client>`            | `<account_key>`              | friends       |
| accounts.waiting          | `<org>/waiting/<scope>/<pseudonym>` | `<account_key>/<what>`       | waiting_list  |
| accounts.follow_up        | `<org>/follow-ups`                  | `<scope>/<pseudonym>`        | follow_ups    |
| accounts.merge            | `<org>/merges`                      | `<account_key>`              | merges        |
| accounts.unmerge          | `<org>/unmerges`                    | `<account_key>`              | unmerges      |
| accounts.headcount        | `<org>/headcount`                   | `<day>`                      | headcounts    |
| logon.link_keys           | `<org>/logon-keys`                  | `logon-keys`                 |               |
| logon.platform            | `<org>/platform`                    | `platform`                   |               |
| logon.nonce               | `<org>/nonce/<pseudonym>`           | `nonce`                      |               |
| logon.session             | `<org>/session/<digest>`            | `session`                    |               |
| logon.console_link        | `<org>/console-link/<digest>`       | `console-link`               |               |
| logon.console_session     | `<org>/console-session/<digest>`    | `console-session`            |               |
| logon.one_time_link       | `<org>/one-time-link/<digest>`      | `one-time-link`              |               |
| logon.code                | `<org>/code/<digest>`               | `code`                       |               |
| logon.reference           | `<org>/reference/<reference>`       | `reference`                  |               |
| logon.signing             | `-/signing`                         | `signing`                    |               |
| saml.key_pairs            | `<org>/saml/<connection>`           | `keys`                       |               |
| saml.logon_report         | `<org>/saml/<connection>/trace`     | `<time>/<reference>`         | logon_reports |
| saml.request              | `<org>/saml-request/<digest>`       | `request`                    |               |
| saml.assertion            | `<org>/saml-assertion/<pseudonym>`  | `assertion`                  |               |
| saml.name_id_binding      | `<org>/saml-pin/<pseudonym>`        | `pin`                        |               |
| saml.logon                | `<org>/saml-logon/<pseudonym>`      | `<digest>`                   | logons        |
| saml.session              | `<org>/saml-session/<digest>`       | `session`                    |               |
| directory.source          | `<org>/directory-sources`           | `<source>`                   | sources       |
| directory.members         | `<org>/directory-members/<source>`  | `<shard>`                    | all_members   |
| directory.unsettled       | `<org>/directory-left/<source>`     | `unsettled`                  |               |
| directory.credential      | `<org>/directory-secret/<source>`   | `secret`                     |               |
| directory.reading         | `<org>/directory-reading/<run>`     | `<number>`                   | readings      |
| imports.keys              | `<org>/import-keys`                 | `import-keys`                |               |
| imports.private_key       | `<org>/import-key/<key>`            | `import-key`                 |               |
| imports.receivers         | `-/receivers`                       | `receivers`                  |               |
| imports.mail              | `<org>/mail/<pseudonym>`            | `mail`                       |               |
| scim.user                 | `<org>/scim-users`                  | `<account_key>`              | users         |
| scim.user_name            | `<org>/scim-name/<pseudonym>`       | `name`                       |               |
| scim.external_id          | `<org>/scim-id/<pseudonym>`         | `id`                         |               |
| scim.group                | `<org>/scim-groups`                 | `<group_key>`                | groups        |
| scim.member               | `<org>/scim-members/<group_key>`    | `<account_key>`              | members       |
| scim.membership           | `<org>/scim-groups/<account_key>`   | `<group_key>`                | memberships   |
| scim.brake                | `<org>/scim-brake`                  | `brake`                      |               |
| scim.held                 | `<org>/scim-held`                   | `<account_key>`              | all_held      |
| traffic.parked            | `<org>/early`                       | `<scope>/<pseudonym>`        | all_parked    |
| traffic.message           | `<org>/message/<control>`           | `<rest>`                     | messages_of   |
| traffic.calls             | `<org>/calls/<user>`                | `<window>`                   |               |
| traffic.repeat            | `<org>/repeat/<pseudonym>`          | `repeat`                     |               |
| traffic.hourly_count      | `<org>/hourly/<family>`             | `<hour>`                     |               |
| traffic.activity          | `<org>/activity/<integration>`      | `<day>`                      | all_activity  |
| runs.run                  | `<org>/runs`                        | `<run>`                      | runs          |
| runs.page                 | `<org>/run/<run>`                   | `page/<number>`              | pages         |
| runs.outcome              | `<org>/run/<run>`                   | `outcome/<number>`           | pages         |
| runs.slot                 | `<org>/run-slots`                   | `<slot>`                     | slots         |

Some rows are also in a listing, by `listing_pk` and `listing_sk`. `row` is a function of the same module.

| listing                 | row      | listing_pk                             | listing_sk                       |
| ----------------------- | -------- | -------------------------------------- | -------------------------------- |
| traffic.pending         | message  | `<org>/pending`, until processed       | time of the next try             |
| traffic.messages_with   | message  | `<org>/messages/<outcome>`, later      | receipt, type, patient, feed, id |
| accounts.due            | account  | `<org>/due`, while it has a time       | time at which it is deactivated  |
| accounts.relations_of   | relation | `<org>/relations-of/<professional>`    | client, kind                     |
| accounts.managers       | account  | `<org>/managers`, else where it is one | key                              |
| organisation.entries_in | entry    | `<org>/entries/<integration>/<state>`  | last seen, level                 |
| runs.moving             | run      | `<org>/runs/moving`, until closed      | time when the sweep looks at it  |
| imports.waiting_mails   | mail     | `<org>/mails`, until sent or given up  | time at which it was asked for   |
"""

from typing import NamedTuple, Self

OPERATOR = "-"
"""Takes the place of the organisation in keys of what belongs to the operator. No organisation can have this name."""

LONGEST_PARTITION_KEY = 2048
LONGEST_SORT_KEY = 1024
"""Bytes in UTF-8, of a table and of an index alike (DynamoDB, "Quotas"). An emulator may allow longer keys."""


class UnusableKey(ValueError):
    """A key that DynamoDB does not take. Its text holds nothing of the key."""


class _Parts(NamedTuple):
    pk: str
    sk: str


class RowKey(_Parts):
    """Primary key of one row. Raises UnusableKey for parts that are empty or too long. A text from outside is part of a
    key as a pseudonym or as a code only."""

    __slots__ = ()

    def __new__(cls, pk: str, sk: str) -> Self:
        return super().__new__(cls, partition_key(pk), sort_key(sk))


def partition_key(text: str) -> str:
    """The text, checked as the partition key of a row or of a listing. Raises UnusableKey."""
    return _fitting(text, LONGEST_PARTITION_KEY)


def sort_key(text: str) -> str:
    """The text, checked as the sort key of a row or of a listing. Raises UnusableKey."""
    return _fitting(text, LONGEST_SORT_KEY)


def _fitting(text: str, most: int) -> str:
    size = len(text.encode(errors="surrogatepass"))
    if not 1 <= size <= most:
        raise UnusableKey(f"a key of {size} bytes: 1 to {most} are possible")
    return text
