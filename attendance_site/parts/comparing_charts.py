"""Charts that hold figures against others: a line against levels, groups against the whole, one bar parted by kind.

As in charts.py nothing is told by colour alone, and nothing is known here of marks, codes or rules.
"""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from django.utils.safestring import SafeString

from attendance_site.parts.charts import Chart, Point, Said, axis_of, chart_of, line_through, lowest
from attendance_site.parts.svg import DARK, INK, LINE, PALE, PAPER, SMALL, SOFT, box, element, line, words

DASHES = ("7 4", "2 3", "12 3 2 3")
"""How levels are told apart, in their order."""
APART = 14
"""So far apart stand words that belong to lines lying on each other."""
PLOT = 470
"""A drawing of many weeks is as wide as one of few: it fits beside nothing, and scrolls on a phone only."""


class Level(NamedTuple):
    """A share to compare with: what is written at its end, and how its row of the table reads."""

    name: str
    share: float
    figures: str


class Dot(NamedTuple):
    """One group: its name, its share (None: not shown, and `figures` says why), and what stands at the end."""

    label: str
    share: float | None
    figures: str


class Part(NamedTuple):
    """One piece of a bar: the short sign drawn in it, its name, how much, its figures, and whether it is dark."""

    sign: str
    label: str
    length: int
    figures: str
    dark: bool


def line_with_levels(said: Said, points: Sequence[Point], levels: Sequence[Level]) -> Chart:
    """Shares over time as a full line, with levels to compare with as dashed ones, each named at its end."""
    left, top, tall, named = 46, 14, 190, 190
    step = min(40.0, PLOT / max(len(points), 6))
    right = left + max(len(points), 6) * step
    bottom, base = top + tall, lowest(points, *(level.share for level in levels))

    def across(place: float) -> float:
        return left + (place + 0.5) * step

    def down(share: float) -> float:
        return bottom - (share - base) / (100 - base) * tall

    drawn = [axis_of(left, right, top, bottom, base), _steps_between(left, right, base, down)]
    drawn += _levels(left, right, levels, down)
    drawn.append(line_through(points, across, down))
    every = -(-len(points) // 12) or 1
    for place, point in enumerate(points):
        if place % every == 0:
            drawn.append(
                words(point.label, across(place), bottom + 16, text_anchor="middle", font_size=SMALL)
            )
    rows = [(point.label, point.figures) for point in points]
    rows += [(level.name, level.figures) for level in levels]
    return chart_of(said, right + named, bottom + 24, drawn, ("Week of", "Attended"), rows)


def _steps_between(left: float, right: float, base: int, down: Callable[[float], float]) -> SafeString:
    """A thin line at every second or fifth per cent between the ends of the axis."""
    step = 2 if base >= 90 else 5
    drawn = []
    for share in range(base + step, 100, step):
        drawn.append(line(left, down(share), right, down(share), stroke=PALE))
        drawn.append(words(f"{share} %", left - 4, down(share) + 4, text_anchor="end", font_size=SMALL))
    return element("g", *drawn)


def _levels(
    left: float, right: float, levels: Sequence[Level], down: Callable[[float], float]
) -> list[SafeString]:
    """Each dashed in its own way, with its name at the end; names that would lie on each other are moved apart."""
    places = _moved_apart([down(level.share) for level in levels])
    drawn = []
    for level, dash, place in zip(levels, _dashes(len(levels)), places, strict=True):
        y = down(level.share)
        drawn.append(line(left, y, right, y, stroke=SOFT, stroke_dasharray=dash, stroke_width=1.5))
        drawn.append(line(right, y, right + 10, place, stroke=SOFT))
        drawn.append(
            line(right + 10, place, right + 34, place, stroke=SOFT, stroke_dasharray=dash, stroke_width=1.5)
        )
        drawn.append(words(level.name, right + 38, place + 4, font_size=SMALL + 1))
    return drawn


def _dashes(count: int) -> list[str]:
    return [DASHES[place % len(DASHES)] for place in range(count)]


def _moved_apart(places: Sequence[float]) -> list[float]:
    """Heights for words, in the order of their lines, none nearer than `APART` to the next."""
    order = sorted(range(len(places)), key=lambda number: places[number])
    moved: dict[int, float] = {}
    for rank, number in enumerate(order):
        least = moved[order[rank - 1]] + APART if rank else places[number] - APART * (len(order) - 1) / 2
        moved[number] = max(least, places[number] - APART * (len(order) - 1) / 2)
    return [moved[number] for number in range(len(places))]


def dots(
    said: Said, groups: Sequence[tuple[str, Sequence[Dot]]], whole: Dot, columns: tuple[str, str]
) -> Chart:
    """A dot for each group on one scale, under the heading of its kind, with the whole as an upright line."""
    left, right, end = 214, 440, 600
    told = [dot for _, each in groups for dot in each]
    base = lowest([Point(dot.label, dot.share, dot.figures) for dot in [whole, *told]])

    def across(share: float) -> float:
        return left + (share - base) / (100 - base) * (right - left)

    drawn, y = [], 46
    for heading, each in groups:
        drawn.append(words(heading, 0, y + 4, font_weight="bold"))
        y += 22
        for dot in each:
            drawn.append(_dot(dot, y, left, right, across))
            y += 22
        y += 8
    bottom = y - 12
    scale = [
        words(f"{base} %", left, 12, font_size=SMALL),
        words("100 %", right, 12, text_anchor="end", font_size=SMALL),
        line(left, 30, left, bottom, stroke=INK),
    ]
    if whole.share is not None:
        x = across(whole.share)
        scale += [
            line(x, 30, x, bottom, stroke=SOFT, stroke_dasharray=DASHES[0]),
            words(whole.label, x, 26, text_anchor="middle", font_size=SMALL, font_weight="bold"),
        ]
    rows = [(whole.label, whole.figures), *((dot.label, dot.figures) for dot in told)]
    return chart_of(said, end, bottom + 8, [*scale, *drawn], columns, rows)


def _dot(dot: Dot, y: float, left: float, right: float, across: Callable[[float], float]) -> SafeString:
    drawn = [
        words(dot.label, left - 10, y + 4, text_anchor="end"),
        line(left, y, right, y, stroke=PALE),
    ]
    if dot.share is not None:
        drawn.append(element("circle", cx=across(dot.share), cy=y, r=5, fill=DARK, stroke=PAPER))
    drawn.append(
        words(dot.figures, right + 10, y + 4, font_size=SMALL + 1, fill=SOFT if dot.share is None else INK)
    )
    return element("g", *drawn)


def parted_bar(said: Said, parts: Sequence[Part], columns: tuple[str, str]) -> Chart:
    """One bar parted by kind, each piece with its sign, and below it what every sign stands for."""
    width, tall = 520, 34
    whole = sum(part.length for part in parts) or 1
    drawn, x = [], 1.0
    for place, part in enumerate(parts):
        wide = part.length / whole * (width - 2)
        drawn.append(_piece(part, x, wide, tall))
        drawn.append(_meaning(part, place, tall))
        x += wide
    rows = [(part.label, part.figures) for part in parts]
    return chart_of(said, width, tall + 16 + max(len(parts), 1) * 24, drawn, columns, rows)


def _look(part: Part) -> dict[str, str]:
    return {"fill": DARK, "stroke": PAPER} if part.dark else {"fill": PALE, "stroke": INK}


def _piece(part: Part, x: float, wide: float, tall: float) -> SafeString:
    drawn = [box(x, 1, wide, tall, **_look(part))]
    if wide >= 9 * len(part.sign) + 6:
        ink = PAPER if part.dark else INK
        drawn.append(
            words(part.sign, x + wide / 2, tall / 2 + 5, text_anchor="middle", fill=ink, font_weight="bold")
        )
    return element("g", *drawn)


def _meaning(part: Part, place: int, tall: float) -> SafeString:
    y = tall + 14 + place * 24
    ink = PAPER if part.dark else INK
    return element(
        "g",
        box(1, y, 30, 18, **_look(part)),
        words(part.sign, 16, y + 13, text_anchor="middle", fill=ink, font_weight="bold", font_size=SMALL + 1),
        words(part.label, 40, y + 13),
        words(part.figures, 330, y + 13),
        line(40, y + 20, 510, y + 20, stroke=LINE, stroke_width=0.5),
    )


class Square(NamedTuple):
    """One cell of a grid: what is printed in it, and whether it stands out: not at all, somewhat, or much."""

    text: str
    stands_out: int = 0


SQUARE_LOOKS: tuple[dict[str, str], ...] = (
    {"fill": PAPER, "ink": INK, "weight": "normal"},
    {"fill": PALE, "ink": INK, "weight": "bold"},
    {"fill": DARK, "ink": PAPER, "weight": "bold"},
)


def grid(
    said: Said, corner: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[Square]]]
) -> Chart:
    """A row for each label and a column for each time, the figure printed in each cell; what stands out is darker."""
    left, wide, tall, top = 92, 46, 24, 24
    drawn = [words(corner, 0, 16, font_size=SMALL, fill=SOFT)]
    drawn += [
        words(name, left + (place + 0.5) * wide, 16, text_anchor="middle", font_size=SMALL)
        for place, name in enumerate(columns)
    ]
    for number, (label, squares) in enumerate(rows):
        y = top + number * tall
        drawn.append(words(label, 0, y + 16))
        drawn += [_square(square, left + place * wide, y, wide, tall) for place, square in enumerate(squares)]
    table = [(label, *(square.text for square in squares)) for label, squares in rows]
    height = top + max(len(rows), 1) * tall + 2
    return chart_of(said, left + len(columns) * wide + 2, height, drawn, (corner, *columns), table)


def _square(square: Square, x: float, y: float, wide: float, tall: float) -> SafeString:
    look = SQUARE_LOOKS[square.stands_out]
    return element(
        "g",
        box(x, y, wide, tall, fill=look["fill"], stroke=LINE),
        words(
            square.text,
            x + wide / 2,
            y + 16,
            text_anchor="middle",
            fill=look["ink"],
            font_weight=look["weight"],
            font_size=SMALL + 1,
        ),
    )
