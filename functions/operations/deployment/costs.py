"""What a stack costs in a month in which nobody uses it: list prices of eu-west-1 in USD, without tax or free tier.

Prices change: the pages of KMS and CloudWatch have those of today.
"""

from collections.abc import Iterator
from dataclasses import dataclass

KEY = 1.00
ALARM_METRIC = 0.10
METRIC = 0.30
DASHBOARD = 3.00
KEYS = 4
"""How many KMS keys template.yaml has (a test counts them)."""
ALARM_METRICS = 55
"""How many metrics the alarms of template.yaml look at in the stage dev (a test counts them)."""


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the bill, in USD a month."""

    what: str
    count: int
    price: float

    @property
    def total(self) -> float:
        """All of them."""
        return self.count * self.price


def standing() -> tuple[Item, ...]:
    """What a stack costs while nobody uses it."""
    return (
        Item("KMS keys: one for data, three for signatures", KEYS, KEY),
        Item("metrics that alarms look at", ALARM_METRICS, ALARM_METRIC),
        Item("metrics of the sweep, which reports every five minutes", 2, METRIC),
        Item("dashboard; the first three of an account are free", 1, DASHBOARD),
        Item("functions, gateway, queues, table, schedules, domain names, certificate: as they are used", 1, 0.0),
    )


def table(items: tuple[Item, ...]) -> Iterator[str]:
    """The lines of a bill."""
    for each in items:
        yield f"  {each.total:8.2f}  {each.what}" + (f" × {each.count}" if each.count > 1 else "")
    yield f"  {sum(each.total for each in items):8.2f}  USD a month"
