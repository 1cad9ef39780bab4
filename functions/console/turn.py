"""One turn of a visitor: the request and all that a page needs to answer it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs, quote

from functions.console import csrf, view
from functions.console.desk import Desk, NotDone
from functions.console.problems import FORM_FORGED, FORM_OLD
from functions.console.visitor import FRESH_SECONDS, Visitor
from functions.console.wording import Wording
from koppel.domain.problems.command import BROKE, BUSY
from koppel.domain.problems.problem import Problem
from koppel.domain.problems.refusal import Refusal
from koppel.entrance.browser import Visit
from koppel.entrance.pages import redirect
from koppel.entrance.requests import Response
from koppel.organisation.commands import Command, Sensitivity, Who

MOST_FIELDS = 2000
"""Fields of a form that are read; a larger one is refused."""

OPERATOR = "operator"
"""Stands in paths of the operator's own pages where others have the organisation."""

_FAILURES = {BUSY.slug: 503, BROKE.slug: 500}
"""By the slug of a problem that is not the visitor's the status of its page."""

type Form = Mapping[str, list[str]]


class BadForm(Refusal):
    """A form that no page of this session sent, or an old one; `problem` says which."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.slug)
        self.problem = problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One request of a visitor.

    organisation  slug of the organisation whose pages these are; "" on the operator's own pages
    name          its name
    rest          segments of the path after the organisation
    """

    visit: Visit
    visitor: Visitor
    desk: Desk
    words: Wording
    organisation: str
    rest: tuple[str, ...]
    name: str = ""

    @property
    def home(self) -> str:
        """The path of the organisation's pages, or of the operator's own."""
        return f"/console/{self.organisation or OPERATOR}"

    @property
    def is_operator(self) -> bool:
        """Whether the visitor is the operator."""
        return self.visitor.role is Who.OPERATOR

    @property
    def now(self) -> int:
        """Seconds since 1970."""
        return self.visit.tenant.epoch()

    def query(self, name: str) -> str:
        """The one value of a query parameter, "" without one."""
        values = self.visit.query.get(name, ())
        return values[0] if len(values) == 1 else ""

    def form(self) -> Form:
        """The form that was posted, without its token. Raises BadForm."""
        try:
            sent = parse_qs(
                self.visit.body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_FIELDS
            )
        except ValueError:
            raise BadForm(FORM_FORGED) from None
        tokens = sent.pop("csrf", [])
        age = csrf.age(self.visitor.secret, tokens[0], self.now) if len(tokens) == 1 else None
        if age is None or not self.visit.is_own_form:
            raise BadForm(FORM_FORGED)
        if not 0 <= age <= csrf.LONGEST_SECONDS:
            raise BadForm(FORM_OLD)
        return sent

    def show(
        self,
        template: str,
        *,
        status: int = 200,
        cookies: tuple[str, ...] = (),
        form_targets: Iterable[str] = (),
        **values: Any,
    ) -> Response:
        """A page of the console. `form_targets` are other sites to which its forms may lead, as sources of the content
        security policy."""
        common = {
            "turn": self,
            "csrf": csrf.token(self.visitor.secret, self.now),
            "here": self.visit.path,
            "now": self.visit.page.now.strftime("%Y-%m-%dT%H:%M:%SZ"),
        }
        given = {**common, **values}
        return view.page(template, self.words, given, status=status, cookies=cookies, form_targets=form_targets)

    def refuse(self, status: int, problem: Problem) -> Response:
        """A page that says why nothing was done."""
        return self.show("refused.html", status=status, text=problem.explanation, remedy=problem.remedy)

    def not_done(self, refused: NotDone) -> Response:
        """The page for a command that was not carried out."""
        status = _FAILURES.get(refused.slug, 404 if refused.slug.startswith("unknown") else 422)
        return self.show("refused.html", status=status, text=refused.text, remedy=None, fields=refused.fields)

    def go(self, path: str) -> Response:
        """A redirect to another page of the console."""
        return redirect(path, outcome="done")

    def needs_logon(self, command: Command[Any]) -> bool:
        """Whether the visitor must log on again before this command."""
        return command.sensitivity is Sensitivity.FRESH_LOGON and not self.visitor.is_fresh(self.now)

    def log_on_again(self) -> Response:
        """The page that leads to the identity provider and back here."""
        to = quote(self.visit.path, safe="/")
        path = f"{self.visitor.log_on_again}?fresh=1&to={to}"
        return self.show("log_on_again.html", status=403, path=path, minutes=FRESH_SECONDS // 60)
