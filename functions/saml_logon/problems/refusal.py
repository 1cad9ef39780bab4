"""Remedies that several problems of SAML share, and the exception that carries a problem."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from koppel.domain.problems.problem import NO_DETAILS, Problem, for_provider
from koppel.domain.problems.refusal import Refusal
from koppel.domain.texts import Text

NOT_NORMAL = Text(
    nl="Geen gewone identiteitsprovider doet dit. Komt het vaker voor, waarschuw dan uw beveiligingsverantwoordelijke.",
    en="No ordinary identity provider does this. When it happens again, tell the person responsible for security.",
)
ASK_PROVIDER = for_provider(
    nl="Vraag de beheerder van de identiteitsprovider dit aan te passen; de technische documentatie zegt hoe.",
    en="Ask the administrator of the identity provider to change this; the technical documentation says how.",
)
LOG_ON_AGAIN = Text(
    nl="Laat de medewerker opnieuw inloggen, beginnend op de inlogpagina van het platform.",
    en="Have the professional log on again, starting at the platform's logon page.",
)
CHECK_CLOCKS = for_provider(
    nl="Laat de klok van de identiteitsprovider nakijken, of vergroot de toegestane afwijking in de tegel.",
    en="Have the identity provider's clock checked, or allow a larger difference in the tile.",
)
UPLOAD_AGAIN = Text(
    nl="Haal de metadata opnieuw op bij de identiteitsprovider en laad ze in de koppeling.",
    en="Fetch the metadata from the identity provider again and load them into the connection.",
)


class Rejected(Refusal):
    """Something that an identity provider, or somebody who poses as one, has sent is refused.

    problem  which of the catalogue
    details  values for the problem's texts; names and addresses of systems, nothing of a person
    subject  whom or which value it is about; kept masked and hashed only
    passed   names of the steps that were passed before this one, in order
    """

    def __init__(self, problem: Problem, details: Mapping[str, str] = NO_DETAILS, *, subject: str = "") -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = dict(details)
        self.subject = subject
        self.passed: tuple[str, ...] = ()


@contextmanager
def steps() -> Iterator[list[str]]:
    """The steps of a check, by name: the block appends the name of each step when it is passed. A Rejected that leaves
    the block holds these names in `passed`."""
    passed: list[str] = []
    try:
        yield passed
    except Rejected as rejected:
        rejected.passed = (*passed, *rejected.passed)
        raise
