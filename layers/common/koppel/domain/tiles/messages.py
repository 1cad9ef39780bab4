"""What is wrong with a value, in plain words: the errors that pydantic finds, in both languages.

A text follows the title of its field. It names the rule, never the value that was sent.
"""

import re
from collections.abc import Mapping
from typing import Any

from koppel.domain.texts import Text, WrongValue

UNKNOWN = Text(nl="klopt niet", en="is not right")
MISSING = Text(nl="moet worden ingevuld", en="must be given")
NO_JSON = Text(nl="is geen JSON", en="is no JSON")

_EMPTY = Text(nl="mag niet leeg zijn", en="must not be empty")
_NUMBER = Text(nl="moet een geheel getal zijn", en="must be a whole number")
_TEXT = Text(nl="moet tekst zijn", en="must be text")
_YES_OR_NO = Text(nl="moet ja (true) of nee (false) zijn", en="must be yes (true) or no (false)")
_LIST = Text(nl="moet een lijst zijn", en="must be a list")
_FIELDS = Text(nl="moet uit velden met namen bestaan", en="must consist of fields with names")
_ONE_OF = Text(nl="moet een van deze zijn: {expected}", en="must be one of: {expected}")

MESSAGES: Mapping[str, Text] = {
    "missing": MISSING,
    "extra_forbidden": Text(nl="is hier niet bekend", en="is not known here"),
    "string_type": _TEXT,
    "string_sub_type": _TEXT,
    "string_unicode": Text(nl="heeft tekens die niet bestaan", en="holds characters that do not exist"),
    "string_too_short": Text(
        nl="moet minstens {min_length} tekens hebben", en="must have {min_length} characters at least"
    ),
    "string_too_long": Text(
        nl="mag hooguit {max_length} tekens hebben", en="must have {max_length} characters at most"
    ),
    "string_pattern_mismatch": Text(nl="heeft niet de juiste vorm", en="does not have the right form"),
    "too_short": Text(nl="moet er minstens {min_length} hebben", en="must have {min_length} at least"),
    "too_long": Text(nl="mag er hooguit {max_length} hebben", en="must have {max_length} at most"),
    "int_type": _NUMBER,
    "int_parsing": _NUMBER,
    "int_parsing_size": Text(nl="is een te groot getal", en="is too large a number"),
    "int_from_float": _NUMBER,
    "finite_number": _NUMBER,
    "float_type": Text(nl="moet een getal zijn", en="must be a number"),
    "float_parsing": Text(nl="moet een getal zijn", en="must be a number"),
    "greater_than_equal": Text(nl="moet minstens {ge} zijn", en="must be {ge} at least"),
    "greater_than": Text(nl="moet meer zijn dan {gt}", en="must be more than {gt}"),
    "less_than_equal": Text(nl="mag hooguit {le} zijn", en="must be {le} at most"),
    "less_than": Text(nl="moet minder zijn dan {lt}", en="must be less than {lt}"),
    "bool_type": _YES_OR_NO,
    "bool_parsing": _YES_OR_NO,
    "none_required": Text(nl="moet leeg zijn", en="must be empty"),
    "enum": _ONE_OF,
    "literal_error": _ONE_OF,
    "list_type": _LIST,
    "tuple_type": _LIST,
    "set_type": _LIST,
    "frozen_set_type": _LIST,
    "dict_type": _FIELDS,
    "model_type": _FIELDS,
    "model_attributes_type": _FIELDS,
    "mapping_type": _FIELDS,
    "json_type": NO_JSON,
    "json_invalid": NO_JSON,
    "invalid-json-value": NO_JSON,
    "recursion_loop": Text(nl="is te diep genest", en="is nested too deep"),
}
"""Type of an error (`ErrorDetails.type` of pydantic) → what is wrong; `{names}` are filled from its context."""


def message(kind: str, context: Mapping[str, Any]) -> Text:
    """What is wrong, from the type of an error and its context. What our own validators raise says it itself."""
    if isinstance(error := context.get("error"), WrongValue):
        return error.text
    if kind in {"string_too_short", "too_short"} and context.get("min_length") == 1:
        return _EMPTY
    values = {name: str(value) for name, value in context.items() if isinstance(value, int | str)}
    if "expected" in values:
        values["expected"] = ", ".join(re.findall(r"'([^']*)'", values["expected"]))
    return MESSAGES.get(kind, UNKNOWN).fill(values)
