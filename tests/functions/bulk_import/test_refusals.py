"""A refused row says what is wrong with which column, in a sentence of each language."""

import pytest

from functions.bulk_import.refusals import in_words
from koppel.domain.accounts.account import Kind
from koppel.domain.plan.desired import Desired
from koppel.domain.plan.values import FieldRefusal, RefusalReason
from koppel.domain.runs.candidate import Candidate
from koppel.domain.runs.refusals import EMAIL_OF_ANOTHER


def said(kind: Kind, field: str, reason: str, *, creates: bool = True) -> tuple[str, str]:
    """The sentences about this field of a row, in Dutch and in English."""
    candidate = Candidate(label="2", desired=Desired(kind=kind, id="1", creates=creates))
    text = in_words(candidate, FieldRefusal(field, reason)).text
    return text.nl, text.en


@pytest.mark.parametrize(
    ("field", "reason", "dutch", "english"),
    [
        ("first_name", RefusalReason.REQUIRED, "Voornaam moet gevuld zijn.", "First name must be filled."),
        ("first_name", "too-long", "Voornaam is te lang.", "First name is too long."),
        ("first_name", "not-text", "Voornaam moet tekst zijn.", "First name must be text."),
        (
            "last_name",
            "nothing-visible",
            "Achternaam heeft niets dat te zien is.",
            "Last name holds nothing that can be seen.",
        ),
        ("email", "not-an-email", "E-mailadres is geen geldig e-mailadres.", "Email address is not a valid e-mail"),
        ("date_of_birth", "not-a-date", "Geboortedatum moet een datum zijn", "Date of birth must be a date"),
        ("gender", "not-a-choice", "Geslacht moet m, f, other of unknown zijn.", "Gender must be one of m, f, other"),
        ("bsn", "not-a-bsn", "BSN is geen geldig BSN (8 of 9 cijfers", "BSN is not a valid BSN (8 or 9 digits"),
        ("id", "control-character", "Cliëntnummer (ander systeem) heeft een besturingsteken.", "Client ID (other"),
    ],
)
def test_a_value_that_does_not_fit_is_told_by_the_title_of_its_column(
    field: str, reason: str, dutch: str, english: str
) -> None:
    nl, en = said(Kind.CLIENT, field, reason)
    assert nl.startswith(f"Veld {dutch}")
    assert en.startswith(f"Field {english}")


def test_the_last_manager_keeps_the_role() -> None:
    nl, en = said(Kind.PROFESSIONAL, "roles", RefusalReason.LAST_MANAGER, creates=False)
    assert nl.startswith("Veld Rol kan zo niet worden gewijzigd bij de laatste applicatiebeheerder.")
    assert en.startswith("Field Role cannot be changed in this way for the last application manager.")


@pytest.mark.parametrize(
    ("reason", "creates", "english"),
    [
        (EMAIL_OF_ANOTHER, True, "the new professional id is already in use by another professional"),
        (EMAIL_OF_ANOTHER, False, "the account with this id has another e-mail address than this row."),
        (RefusalReason.TAKEN, True, "this value is already in use by another account."),
        (RefusalReason.UNKNOWN, True, "No professional has this id."),
    ],
)
def test_what_others_have_has_sentences_of_its_own(reason: str, creates: bool, english: str) -> None:
    assert english in said(Kind.PROFESSIONAL, "email", reason, creates=creates)[1]
