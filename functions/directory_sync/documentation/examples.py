"""Examples of expressions, and somebody made up to whose attributes they are applied."""

from collections.abc import Mapping

from functions.directory_sync.expressions import lowered, parse

PERSON = lowered(
    {
        "givenName": ("Sanne",),
        "initials": ("S.J.",),
        "surname": ("van den Berg",),
        "sn": ("Berg, van den",),
        "mail": ("S.vandenBerg@linde.example",),
        "userPrincipalName": ("sberg@linde.local",),
        "employeeId": ("000420",),
        "uid": ("zorg-420",),
        "proxyAddresses": ("smtp:sanne@linde.example", "SMTP:S.vandenBerg@linde.example"),
    }
)
"""Nobody: what the examples are applied to."""
SHOWN = ("givenName", "initials", "surname", "sn", "mail", "userPrincipalName", "employeeId", "uid", "proxyAddresses")
"""Their attributes, in the order in which the page shows them."""

EXAMPLES: Mapping[str, str] = {
    "first": "first(extensionAttribute1, mail)",
    "prefix_of": "prefix_of(sn)",
    "without_prefix": "without_prefix(sn)",
    "before": "before(userPrincipalName, '@')",
    "after": "after(uid, '-')",
    "starting": "starting(proxyAddresses, 'SMTP:')",
    "without_zeros": "without_zeros(employeeId)",
    "lower": "lower(mail)",
}
"""Function → an expression with it."""
OTHERS = ("givenName", "{initials} {surname}", "lower(first(mail, userPrincipalName))")
"""An attribute, a text with expressions in it, a function of a function."""


def result(expression: str) -> str:
    """What the expression makes of the person."""
    return parse(expression).value(PERSON)
