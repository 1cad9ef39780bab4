"""What HL7 messages would do if they were processed again now. Nothing changes; who looks and why is recorded."""

from collections.abc import Mapping, Sequence

from functions.console.problems import NOTHING_SELECTED, UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.domain.texts import Text
from koppel.entrance.requests import Response

PATH = "plan"
PLAN = "plan-messages"
KINDS: Mapping[str, str] = {"applied": "good", "no-effect": "", "refused": "bad", "gone": "warn"}
OUTCOMES: Mapping[str, Text] = {
    "applied": Text(nl="zou worden verwerkt", en="would be applied"),
    "no-effect": Text(nl="zonder gevolg", en="no effect"),
    "refused": Text(nl="zou worden geweigerd", en="would be refused"),
    "gone": Text(nl="inhoud gewist", en="content deleted"),
}


def serve(turn: Turn) -> Response:
    """`/console/<organisation>/messages/plan`: a POST asks for the reason, and one with a reason shows the plans."""
    if turn.visit.method != "POST":
        return turn.go(f"{turn.home}/messages")
    form = turn.form()
    selected = form.get("message", [])
    if not selected:
        return turn.refuse(422, NOTHING_SELECTED)
    reason = form.get("reason", [""])[0].strip()
    if not reason:
        return ask(turn, selected, is_missing="reason" in form)
    command = turn.desk.find(PLAN)
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    planned = turn.desk.ask(PLAN, messages=list(selected), reason=reason)["planned"]
    path = f"{turn.home}/messages"
    return turn.show("message_plan.html", path=path, planned=planned, outcomes=OUTCOMES, kinds=KINDS)


def ask(turn: Turn, selected: Sequence[str], *, is_missing: bool = False) -> Response:
    """The page that asks for the reason."""
    command = turn.desk.find(PLAN)
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    path = f"{turn.home}/messages"
    status = 422 if is_missing else 200
    return turn.show("message_plan_reason.html", status=status, path=path, selected=selected, is_missing=is_missing)
