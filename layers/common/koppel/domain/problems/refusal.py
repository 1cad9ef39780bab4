"""Refusals: what senders and administrators are told when a wish cannot be met. Texts hold nothing of what was sent."""

from collections.abc import Mapping

from koppel.domain.problems.problem import NO_DETAILS, Finding, Problem


class Refused(Exception):
    """A request is refused.

    status   HTTP status code (RFC 9110 section 15)
    message  why, in English, for the people who build the sender
    fields   field → what is wrong with it
    finding  what the organisation's administrator finds in the error log, None for nothing
    headers  to be added to the answer
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        fields: Mapping[str, str] = NO_DETAILS,
        finding: Finding | None = None,
        headers: Mapping[str, str] = NO_DETAILS,
    ) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.fields = fields
        self.finding = finding
        self.headers = headers


class Declined(Exception):
    """What an administrator or the operator asked for is not done.

    problem  why, and what to do about it, from a catalogue
    details  values for the problem's texts
    fields   field → what is wrong with it, in English
    """

    def __init__(
        self, problem: Problem, *, details: Mapping[str, str] = NO_DETAILS, fields: Mapping[str, str] = NO_DETAILS
    ) -> None:
        super().__init__(problem.slug)
        self.problem = problem
        self.details = dict(details)
        self.fields = fields
