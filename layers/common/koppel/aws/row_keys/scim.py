"""Row keys of SCIM: its users and groups, who is in which group, and the deactivations that wait behind the brake."""

from koppel.aws.row_keys.row_key import RowKey


def user(org: str, account_key: str) -> RowKey:
    """What an identity provider says of an account that it provisions, and the account has no place for."""
    return RowKey(users(org), account_key)


def users(org: str) -> str:
    """Partition of all accounts that an identity provider provisions, by key."""
    return f"{org}/scim-users"


def user_name(org: str, pseudonym: str) -> RowKey:
    """Whose name at the identity provider this is."""
    return RowKey(f"{org}/scim-name/{pseudonym}", "name")


def external_id(org: str, pseudonym: str) -> RowKey:
    """Whose id at the identity provider this is, or was."""
    return RowKey(f"{org}/scim-id/{pseudonym}", "id")


def group(org: str, group_key: str) -> RowKey:
    """A group."""
    return RowKey(groups(org), group_key)


def groups(org: str) -> str:
    """Partition of all groups, by key."""
    return f"{org}/scim-groups"


def member(org: str, group_key: str, account_key: str) -> RowKey:
    """That the account is in the group, in the partition of the group."""
    return RowKey(members(org, group_key), account_key)


def members(org: str, group_key: str) -> str:
    """Partition of the members of a group."""
    return f"{org}/scim-members/{group_key}"


def membership(org: str, account_key: str, group_key: str) -> RowKey:
    """That the account is in the group, in the partition of the account."""
    return RowKey(memberships(org, account_key), group_key)


def memberships(org: str, account_key: str) -> str:
    """Partition of the groups that an account is in."""
    return f"{org}/scim-groups/{account_key}"


def brake(org: str) -> RowKey:
    """The brake: who lost access lately, and whether it is on."""
    return RowKey(f"{org}/scim-brake", "brake")


def held(org: str, account_key: str) -> RowKey:
    """An account that would lose access if the brake were not on."""
    return RowKey(all_held(org), account_key)


def all_held(org: str) -> str:
    """Partition of all accounts whose loss of access the brake holds up."""
    return f"{org}/scim-held"
