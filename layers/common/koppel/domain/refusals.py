"""Refusals: what a sender is told when a request cannot be met. Texts hold nothing of what was sent."""

from collections.abc import Mapping

from koppel.domain.problems import NO_DETAILS, Finding


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
