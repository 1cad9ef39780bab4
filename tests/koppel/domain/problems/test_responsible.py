"""Who can do what a remedy says."""

from koppel.domain.problems.access import TOKEN_REFUSED
from koppel.domain.problems.account import LATE_EVENT, VALUE_INVALID
from koppel.domain.problems.problem import RESPONSIBLE, Level, Responsible, for_provider, problem
from koppel.domain.texts import Text


def test_everybody_has_a_name_in_both_languages() -> None:
    assert set(RESPONSIBLE) == set(Responsible)
    assert all(each.nl and each.en and each.nl != each.en for each in RESPONSIBLE.values())


def test_a_remedy_that_names_nobody_else_is_the_application_managers() -> None:
    plain = problem("plain", Level.ERROR, nl="Fout.", en="Wrong.", remedy=Text(nl="Doe iets.", en="Do something."))
    assert plain.responsible is Responsible.APPLICATION_MANAGER


def test_a_remedy_names_who_it_is_for() -> None:
    remedy = for_provider(nl="Wijzig {field}.", en="Change {field}.")
    assert problem("theirs", Level.ERROR, nl="Fout.", en="Wrong.", remedy=remedy).responsible is Responsible.PROVIDER
    assert remedy.fill({"field": "ACS"}) == Text(nl="Wijzig ACS.", en="Change ACS.")


def test_what_the_source_system_has_to_mend_is_its_administrators() -> None:
    found = [each.responsible for each in (TOKEN_REFUSED, VALUE_INVALID, LATE_EVENT)]
    assert found == [Responsible.APPLICATION_MANAGER, Responsible.SENDER, Responsible.NOBODY]
