"""Subjects: about whom an entry of the error log about a mail is."""

from functions.bulk_import.mail.outbox import Mail
from koppel.accounts import store
from koppel.domain.accounts.account import Account
from koppel.logon.one_time_links import pseudonym_of
from koppel.runtime import Tenant


def account_of(tenant: Tenant, mail: Mail) -> Account | None:
    """The account whose mail it is, as long as it has the e-mail address of the mail."""
    account = store.account(tenant, mail.kind, mail.account)
    if account is None or pseudonym_of(tenant, account.text("email")) != mail.id:
        return None
    return account


def subject_of(tenant: Tenant, mail: Mail) -> str:
    """The e-mail address, or, when the account has another one by now, the key of the account."""
    account = account_of(tenant, mail)
    return account.text("email") if account else mail.account
