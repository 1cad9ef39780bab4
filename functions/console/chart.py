"""Charts: stacked bars, as positions and sizes that a template draws as SVG.

The page has the same numbers in a table, so nothing depends on seeing the chart.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 800, 200
LEFT, BOTTOM = 64, 24
"""Room for the numbers at the side and the times below."""
MOST_BARS = 168
"""More than these are joined, so that a bar stays wide enough to see and the page stays small."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: the number of its series from 1, and where it stands."""

    series: int
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Chart:
    """Parts of bars; `top` is the number at the top line; `marks` are positions and the numbers of the bars there."""

    parts: tuple[Part, ...]
    top: int
    marks: tuple[tuple[float, int], ...]

    width, height, left = WIDTH, HEIGHT, LEFT
    base = HEIGHT - BOTTOM


def draw(bars: Sequence[Sequence[int]], *, marked: Sequence[int] = ()) -> Chart:
    """The chart of these bars, each the numbers of its series from the bottom up. `marked` are the numbers of bars that
    have a mark below them."""
    top = nice(max((sum(each) for each in bars), default=0))
    step = (WIDTH - LEFT) / max(len(bars), 1)
    space = HEIGHT - BOTTOM - 10
    parts: list[Part] = []
    for number, bar in enumerate(bars):
        base = float(HEIGHT - BOTTOM)
        for series, count in enumerate(bar, start=1):
            if count:
                height = max(count / top * space, 1.0)
                base -= height
                x = round(LEFT + number * step, 1)
                parts.append(Part(series, x, round(base, 1), round(max(step * 0.8, 1), 1), round(height, 1)))
    marks = tuple((round(LEFT + number * step, 1), number) for number in marked)
    return Chart(tuple(parts), top, marks)


def nice(most: int) -> int:
    """The number at the top: 1, 2 or 5 with zeros after it, at least `most`."""
    size = 1
    while True:
        for each in (1, 2, 5):
            if each * size >= most:
                return each * size
        size *= 10


def joined(bars: Sequence[Sequence[int]], count: int) -> list[list[int]]:
    """Bars of `count` bars each, summed by series; the last may have fewer."""
    groups = (bars[start : start + count] for start in range(0, len(bars), count))
    return [[sum(each) for each in zip(*group, strict=True)] for group in groups]
