"""Why sessions were missed, and which half-days of which class stand out: two pictures of the dashboard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from attendance_site.parts.charts import Said
from attendance_site.parts.comparing_charts import Part, Square, grid, parted_bar
from penalties.small_numbers import is_small
from registers.codes import ABSENT, CODES, UNAUTHORISED
from reporting.dashboard_pictures import DAYS, HALF_DAYS, HalfDay, half_day_name, missed_percent
from reporting.measures import Rates, percentage
from reporting.pictures import Cell, Column, Picture, columns, joined, row
from reporting.standing_out import Standing, standing_out

DRAWN_ONE_IN = 50
"""A reason of less than a fiftieth of what was missed is drawn together with others; the table has each."""


def reasons(by_code: Mapping[str, int], link: Callable[[str], str]) -> Picture:
    """What was missed by code: agreed to by the school first, the larger first; what was not agreed to is dark."""
    counts = {code: count for code, count in by_code.items() if code in ABSENT and count}
    missed = sum(counts.values())
    ordered = sorted(counts, key=lambda code: (code in UNAUTHORISED, -counts[code]))
    told = _reason_words(counts, missed)
    chart = parted_bar(
        Said("reasons", "Why sessions were missed", told),
        _parts(ordered, counts, missed),
        ("Reason", "Sessions"),
    )
    lines = [
        (
            Cell(f"{code} {CODES[code].words}", link(code)),
            Cell("not authorised" if code in UNAUTHORISED else "authorised"),
            Cell(str(counts[code]), number=True),
            Cell(str(percentage(counts[code], missed)), number=True),
        )
        for code in ordered
    ]
    heads = (
        Column("Code"),
        Column("Counts as"),
        Column("Sessions", True),
        Column("Per cent of missed", True),
    )
    return Picture("reasons", "Reasons", told, chart, heads, tuple(lines))


def _reason_words(counts: Mapping[str, int], missed: int) -> str:
    if not missed:
        return "No session was missed in this period."
    unauthorised = sum(count for code, count in counts.items() if code in UNAUTHORISED)
    most = max(counts, key=lambda code: counts[code])
    return (
        f"{missed:,} sessions missed, {percentage(unauthorised, missed, 0)} % of them not authorised."
        f" The largest reason: {CODES[most].words.lower()}, {percentage(counts[most], missed, 0)} %."
    )


def _parts(ordered: Sequence[str], counts: Mapping[str, int], missed: int) -> list[Part]:
    """Those large enough each by itself, the others together, agreed and not agreed apart."""
    parts = []
    for dark, other in ((False, "Other, authorised"), (True, "Other, not authorised")):
        codes = [code for code in ordered if (code in UNAUTHORISED) == dark]
        small = [code for code in codes if counts[code] * DRAWN_ONE_IN < missed]
        small = small if len(small) > 1 else []
        for code in codes:
            if code not in small:
                parts.append(_part(code, CODES[code].words, counts[code], missed, dark))
        if small:
            parts.append(_part("+", other, sum(counts[code] for code in small), missed, dark))
    return parts


def _part(sign: str, label: str, count: int, missed: int, dark: bool) -> Part:
    return Part(sign, label, count, f"{count:,} ({percentage(count, missed)} %)", dark)


@dataclass(frozen=True)
class ClassWeek:
    """One class: what its pupils missed on each half-day of the week."""

    name: str
    pupils: int
    by: Mapping[HalfDay, Rates]

    def standing(self, half: HalfDay) -> Standing:
        """How that half-day compares with the rest of the class's own week."""
        others = [rates for each, rates in self.by.items() if each != half]
        return standing_out(
            absent=self.by[half].absent,
            possible=self.by[half].possible,
            other_absent=sum(rates.absent for rates in others),
            other_possible=sum(rates.possible for rates in others),
        )

    @property
    def is_told(self) -> bool:
        """Whether the class is large enough to be shown."""
        return self.pupils > 0 and not is_small(self.pupils)


def class_weeks(classes: Sequence[ClassWeek], link: Callable[[str, HalfDay], str]) -> Picture:
    """The share missed on each half-day by class, with what stands out of the class's own week printed dark."""
    told = [each for each in classes if each.is_told]
    words = _standing_words(told)
    chart = grid(
        Said("classes", "Per cent of sessions missed, by class and half-day", words),
        "Class",
        [f"{DAYS[day]} {session}" for day, session in HALF_DAYS],
        [(each.name, [_square(each, half) for half in HALF_DAYS]) for each in told],
    )
    lines = [
        row(
            f"{each.name}, {half_day_name(half)}",
            link(each.name, half) if each.by[half].absent else "",
            (
                each.by[half].absent,
                each.by[half].possible,
                missed_percent(each.by[half]),
                SAID[each.standing(half)],
            ),
        )
        for each in told
        for half in HALF_DAYS
    ]
    heads = columns("Class and half-day", "Sessions missed", "Possible", "Per cent", "Stands out")
    return Picture("classes", "Half-days that stand out", words, chart, heads, tuple(lines), CLASSES_NOTE)


SAID = {Standing.USUAL: "", Standing.SOMEWHAT: "somewhat", Standing.MUCH: "much"}
CLASSES_NOTE = (
    "Each class is held against the rest of its own week:"
    " shaded where half as much again is missed, dark where twice as much."
)
NAMED = 3
"""So many half-days are named in the sentence."""


def most_standing_out(classes: Sequence[ClassWeek]) -> list[tuple[ClassWeek, HalfDay]]:
    """The half-days that stand out, those that stand out much first, then by how often they were missed."""
    found = [
        (each, half)
        for each in classes
        if each.is_told
        for half in HALF_DAYS
        if each.standing(half) is not Standing.USUAL
    ]
    return sorted(
        found, key=lambda place: (-place[0].standing(place[1]), -place[0].by[place[1]].absent, place[0].name)
    )


def _standing_words(classes: Sequence[ClassWeek]) -> str:
    found = most_standing_out(classes)
    if not found:
        return "No half-day of any class stands out of the rest of its week."
    named = [
        f"{each.name} on {half_day_name(half)}s ({missed_percent(each.by[half])} % missed)"
        for each, half in found[:NAMED]
    ]
    more = len(found) - len(named)
    return (
        f"{joined([*named, *([f'{more} more'] if more else [])])} stand{'s' if len(found) == 1 else ''} out."
    )


def _square(each: ClassWeek, half: HalfDay) -> Square:
    return Square(missed_percent(each.by[half]) or "–", int(each.standing(half)))
