"""Answers that are late, refused, broken or lead elsewhere: what is asked for spoils the next requests that fit."""

from collections.abc import Callable
from dataclasses import dataclass, field

from tests.harness.graph.entries import Answer, error
from tests.harness.graph.tenant import Json

type Tamper = Callable[[Json], Json]


@dataclass
class Fault:
    """One way to spoil an answer.

    path    a part of the addresses that it is meant for
    left    how many more answers it spoils
    after   how many fitting answers it lets pass first
    answer  what is answered instead
    tamper  what changes the answer
    keep    the share of the body that is sent; the rest is missing
    cut     whether the connection ends there, before all that was announced
    """

    path: str
    left: int = 1
    after: int = 0
    answer: Answer | None = None
    tamper: Tamper | None = None
    keep: float = 1.0
    cut: bool = False


@dataclass
class Faults:
    """The faults that wait."""

    waiting: list[Fault] = field(default_factory=list)

    def take(self, target: str) -> Fault | None:
        """The fault that spoils the answer to this request, if any does."""
        for each in self.waiting:
            if each.path in target and each.left:
                if each.after:
                    each.after -= 1
                    continue
                each.left -= 1
                return each
        return None

    def refuse(
        self, status: int, *, path: str = "", times: int = 1, after: int = 0, code: str = "", **headers: str
    ) -> None:
        """Answer with this status and headers (`Retry_After="2"`), as a service that is busy or down does."""
        answer = error(status, code or CODES.get(status, "generalException"), "This request failed.", **headers)
        self.waiting.append(Fault(path, times, after, answer))

    def redirect(self, to: str, *, path: str = "", status: int = 302) -> None:
        """Send the client elsewhere."""
        self.waiting.append(Fault(path, answer=Answer(status, {}, {"Location": to})))

    def tamper(self, how: Tamper, *, path: str = "", times: int = 1, after: int = 0) -> None:
        """Change an answer."""
        self.waiting.append(Fault(path, times, after, tamper=how))

    def halve(self, *, path: str = "", after: int = 0, times: int = 1) -> None:
        """Send half of the text as if it were all."""
        self.waiting.append(Fault(path, times, after, keep=0.5))

    def cut(self, *, path: str = "", after: int = 0, times: int = 1) -> None:
        """End the connection in the middle of the text."""
        self.waiting.append(Fault(path, times, after, keep=0.5, cut=True))


CODES = {
    429: "TooManyRequests",
    500: "InternalServerError",
    503: "serviceNotAvailable",
    504: "UnknownError",
}
