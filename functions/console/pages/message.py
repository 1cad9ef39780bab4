"""One HL7 message: shown once a reason is given, which is recorded."""

from functions.console.pages import hl7_text
from functions.console.problems import UNKNOWN_PAGE
from functions.console.turn import Turn
from koppel.entrance.requests import Response

OPEN = "open-message"


def serve(turn: Turn, message: str) -> Response:
    """`/console/<organisation>/messages/<id>`: GET asks for the reason, POST shows the message."""
    command = turn.desk.find(OPEN)
    if command is None:
        return turn.refuse(404, UNKNOWN_PAGE)
    if turn.needs_logon(command):
        return turn.log_on_again()
    path = f"{turn.home}/messages"
    if turn.visit.method != "POST":
        return turn.show("message_reason.html", path=path, message=message, is_missing=False)
    reason = turn.form().get("reason", [""])[0].strip()
    if not reason:
        return turn.show("message_reason.html", status=422, path=path, message=message, is_missing=True)
    opened = turn.desk.ask(OPEN, message=message, reason=reason)
    return turn.show(
        "message.html",
        path=path,
        message=opened,
        segments=hl7_text.segments(opened["content"]),
        answer=hl7_text.segments(opened["answer"]),
    )
