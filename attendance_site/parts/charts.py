"""Charts of attendance: one drawing for the screen and for paper, with its words and the same figures as a table.

Nothing is told by colour alone: letters stand in the cells, series differ in lightness, outline or dash and are named
where they are drawn. No marks, codes or rules are known here: whoever asks says what to draw.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.safestring import SafeString

from attendance_site.parts import svg
from attendance_site.parts.svg import DARK, INK, LINE, PALE, PAPER, SMALL, SOFT, box, element, line, words

FITS_ON_A_PHONE = 280
"""Units of a drawing, each a pixel on the screen: a wider one scrolls by itself."""


@dataclass(frozen=True)
class Chart:
    """A drawing with what it says. `alt`: for the document that holds it; `rows`: the figures, as texts."""

    svg: SafeString
    title: str
    description: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    width: float

    @property
    def alt(self) -> str:
        """The picture in words."""
        return f"{self.title}. {self.description}"

    @property
    def scrolls(self) -> bool:
        """Whether it may be wider than a phone."""
        return self.width > FITS_ON_A_PHONE

    @property
    def printed(self) -> dict[str, str]:
        """What a document needs to draw it."""
        return {"svg": str(self.svg), "alt": self.alt}


class Said(NamedTuple):
    """What a chart is called, what it shows in one sentence, and the beginning of its ids."""

    name: str
    title: str
    description: str


class Point(NamedTuple):
    """One place of a line: its label, the share in per cent (None: nothing to tell), and the figures behind it."""

    label: str
    share: float | None
    figures: str


class Event(NamedTuple):
    """Something that happened between two points: before the point of that place, and its sign."""

    before: int
    sign: str


class Bar(NamedTuple):
    """One bar: how long, and what stands at its end."""

    length: int
    figures: str


class Cell(NamedTuple):
    """One session of a calendar: what is printed in it and how it looks."""

    letter: str
    look: str
    words: str


class Week(NamedTuple):
    """One column of a calendar: the month and the day on which it begins, and its cells, mornings and afternoons."""

    month: str
    day: str
    cells: Sequence[Cell]


WEEKS_IN_A_ROW = 20
"""So many fit across a sheet of paper at a size that can be read: half a school year."""
CELL_LOOKS: dict[str, tuple[str, str, str | None]] = {
    "here": (PAPER, SOFT, None),
    "late": (PAPER, INK, "bold"),
    "away": (PALE, INK, "bold"),
    "unauthorised": (DARK, PAPER, "bold"),
    "other": (PAPER, SOFT, None),
    "none": (PAPER, SOFT, None),
    "shut": ("#eef0ee", SOFT, None),
}
"""Fill, ink and weight of a session."""


def lowest(points: Sequence[Point], *more: float | None) -> int:
    """Where the axis begins: the tens below the lowest share, so that changes of a few per cent are seen."""
    shares = [point.share for point in points if point.share is not None]
    shares += [share for share in more if share is not None]
    return min(int(min(shares, default=90) // 10 * 10), 90)


def run_chart(
    said: Said, points: Sequence[Point], events: Sequence[Event] = (), *, usual: float | None = None
) -> Chart:
    """Shares over time with what was done drawn between them. `usual`: a level to compare with, drawn dashed."""
    left, step, top, tall = 44, 26, 22, 110
    width = left + max(len(points), 4) * step + 58
    bottom, base = top + tall, lowest(points, usual)

    def across(place: float) -> float:
        return left + (place + 0.5) * step

    def down(share: float) -> float:
        return bottom - (share - base) / (100 - base) * tall

    drawn = [axis_of(left, width - 52, top, bottom, base)]
    if usual is not None:
        drawn.append(line(left, down(usual), width - 52, down(usual), stroke=SOFT, stroke_dasharray="6 4"))
        drawn.append(words("before", width - 48, down(usual) + 4, font_size=SMALL, fill=SOFT))
    for event in events:
        x = across(event.before - 0.5)
        drawn.append(line(x, top - 4, x, bottom, stroke=INK, stroke_dasharray="2 2"))
        drawn.append(words(event.sign, x, top - 8, text_anchor="middle", font_weight="bold"))
    drawn.append(line_through(points, across, down))
    for place, point in enumerate(points):
        if place % 4 == 0:
            drawn.append(
                words(point.label, across(place), bottom + 16, text_anchor="middle", font_size=SMALL)
            )
    return chart_of(said, width, bottom + 24, drawn, ("Week of", "Attended"), _figures(points))


def sparkline(said: Said, points: Sequence[Point]) -> Chart:
    """A few shares in a row, each with its figure beside it."""
    step, top, tall = 52, 20, 34
    width, base = max(len(points), 1) * step + 8, lowest(points)

    def across(place: float) -> float:
        return 4 + (place + 0.5) * step

    def down(share: float) -> float:
        return top + tall - (share - base) / (100 - base) * tall

    drawn = [line_through(points, across, down)]
    for place, point in enumerate(points):
        high = top + tall if point.share is None else down(point.share)
        told = "–" if point.share is None else f"{point.share:.1f} %"
        drawn.append(words(told, across(place), high - 8, text_anchor="middle", font_size=SMALL))
        drawn.append(
            words(point.label, across(place), top + tall + 18, text_anchor="middle", font_size=SMALL)
        )
    return chart_of(said, width, top + tall + 26, drawn, ("Half term from", "Attended"), _figures(points))


def pairs_of_bars(
    said: Said, labels: Sequence[str], pairs: Sequence[tuple[Bar, Bar]], series: tuple[str, str]
) -> Chart:
    """Two upright bars for each label, the first full and the second hollow, with their figures above them."""
    left, group, thick, tall = 2, 66, 24, 80
    width, bottom = max(left + len(labels) * group + 8, 200), 40 + tall
    longest = max((bar.length for pair in pairs for bar in pair), default=0) or 1
    drawn = [_key(left, series)]
    for place, (label, pair) in enumerate(zip(labels, pairs, strict=True)):
        x = left + place * group + 7
        for bar, fill in zip(pair, (DARK, PAPER), strict=True):
            high = bar.length / longest * tall
            drawn.append(box(x, bottom - high, thick, high, fill=fill))
            drawn.append(
                words(bar.figures, x + thick / 2, bottom - high - 4, text_anchor="middle", font_size=SMALL)
            )
            x += thick + 4
        drawn.append(words(label, left + place * group + 33, bottom + 16, text_anchor="middle"))
    drawn.append(line(left, bottom, width - 8, bottom, stroke=INK))
    rows = [
        (label, first.figures, second.figures) for label, (first, second) in zip(labels, pairs, strict=True)
    ]
    return chart_of(said, width, bottom + 24, drawn, ("Day", *series), rows)


def _key(left: float, series: tuple[str, str]) -> SafeString:
    drawn = []
    for place, (name, fill) in enumerate(zip(series, (DARK, PAPER), strict=True)):
        drawn.append(box(left + 6 + place * 100, 2, 12, 12, fill=fill))
        drawn.append(words(name, left + 24 + place * 100, 12))
    return element("g", *drawn)


def lying_bars(
    said: Said, labels: Sequence[str], bars: Sequence[Bar], columns: tuple[str, str], full: Sequence[bool]
) -> Chart:
    """A lying bar for each label, the full ones dark, the label above and the figure at the end."""
    width, longest = 320, max((bar.length for bar in bars), default=0) or 1
    drawn = []
    for place, (label, bar, dark) in enumerate(zip(labels, bars, full, strict=True)):
        y, long = place * 38, bar.length / longest * 240
        drawn.append(words(label, 1, y + 12))
        drawn.append(box(1, y + 17, long, 13, fill=DARK if dark else PALE))
        drawn.append(words(bar.figures, long + 8, y + 28, font_size=SMALL))
    rows = [(label, bar.figures) for label, bar in zip(labels, bars, strict=True)]
    return chart_of(said, width, max(len(bars), 1) * 38, drawn, columns, rows)


def calendar(said: Said, weeks: Sequence[Week], days: Sequence[str]) -> Chart:
    """A column for each week, a row for each day; a long year goes on below."""
    tall = 30 + len(days) * 19 + 12
    drawn, month = [], ""
    for start in range(0, len(weeks), WEEKS_IN_A_ROW):
        rows = start // WEEKS_IN_A_ROW * tall
        drawn += [words(day, 0, rows + 43 + n * 19, font_size=SMALL) for n, day in enumerate(days)]
        for place, week in enumerate(weeks[start : start + WEEKS_IN_A_ROW]):
            drawn.append(_week(week, 34 + place * 28, rows, week.month if week.month != month else ""))
            month = week.month
    columns = ("Week of", *(f"{day} {session}" for day in days for session in ("AM", "PM")))
    figures = [(f"{week.day} {week.month}", *(cell.words for cell in week.cells)) for week in weeks]
    width = 38 + min(len(weeks), WEEKS_IN_A_ROW) * 28
    return chart_of(said, width, tall * max(-(-len(weeks) // WEEKS_IN_A_ROW), 1), drawn, columns, figures)


def _week(week: Week, x: float, y: float, month: str) -> SafeString:
    drawn = [words(week.day, x + 13, y + 24, text_anchor="middle", font_size=SMALL)]
    if month:
        drawn.append(words(month, x, y + 10, font_size=SMALL, font_weight="bold"))
    for number, cell in enumerate(week.cells):
        day, session = divmod(number, 2)
        drawn.append(_cell(cell, x + session * 13, y + 30 + day * 19))
    return element("g", *drawn)


def _cell(cell: Cell, x: float, y: float) -> SafeString:
    fill, ink, weight = CELL_LOOKS[cell.look]
    drawn = [box(x, y, 13, 17, fill=fill, stroke=LINE)]
    if cell.letter:
        look = {"fill": ink, "font_weight": weight, "font_size": SMALL if len(cell.letter) == 1 else 8}
        drawn.append(words(cell.letter, x + 6.5, y + 13, text_anchor="middle", **look))
    return element("g", *drawn)


def axis_of(left: float, right: float, top: float, bottom: float, base: int) -> SafeString:
    """The lowest and highest share, each with its line."""
    return element(
        "g",
        line(left, top, right, top),
        line(left, bottom, right, bottom, stroke=INK),
        words("100 %", left - 4, top + 4, text_anchor="end", font_size=SMALL),
        words(f"{base} %", left - 4, bottom + 4, text_anchor="end", font_size=SMALL),
    )


def line_through(points: Sequence[Point], across: svg.Place, down: svg.Place) -> SafeString:
    """A line through the points that can be told; one that cannot leaves a gap."""
    drawn, before = [], None
    for place, point in enumerate(points):
        here = None if point.share is None else (across(place), down(point.share))
        if here and before:
            drawn.append(line(*before, *here, stroke=DARK, stroke_width=2))
        before = here
    spots = [
        element("circle", cx=across(place), cy=down(point.share), r=3, fill=DARK)
        for place, point in enumerate(points)
        if point.share is not None
    ]
    return element("g", *drawn, *spots)


def _figures(points: Sequence[Point]) -> list[tuple[str, str]]:
    return [(point.label, point.figures) for point in points]


def chart_of(
    said: Said,
    width: float,
    height: float,
    drawn: Sequence[SafeString],
    columns: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    """The drawing with its words and its figures as texts."""
    drawing = svg.picture(*said, width, height, *drawn)
    return Chart(drawing, said.title, said.description, columns, tuple(rows), width)
