"""Subjects: the person or value that an entry of the error log is about, in one spelling."""

from datetime import date

from koppel.domain.accounts import external_ids
from koppel.domain.accounts.account import Kind
from koppel.domain.accounts.fields import InvalidValue
from koppel.domain.accounts.fields import normalise as normalise_field


def normalise(subject: str) -> str:
    """The subject as ids are stored (trimmed, composed), and as e-mail addresses are (in lower case) where it is one.
    A text that can be neither stays as it is."""
    text = external_ids.usable(subject)
    if "@" in text:
        try:
            return str(normalise_field(Kind.CLIENT, "email", text, date.max))
        except InvalidValue:
            return text
    return text or subject
