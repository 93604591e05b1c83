"""A school beside schools like it: its own sums, and those published of the areas that the reader chose.

No single school is published, so that nobody is matched with a school by a rule that nobody sees: each row says whose
figures it holds, and how many schools they are.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from attendance_site.parts.charts import Said
from attendance_site.parts.comparing_charts import Dot, dots
from registers.codes import HOLIDAY_NOT_GRANTED, ILLNESS
from registers.measure_words import share_of
from reporting.figure_address import FigureKind, opens
from reporting.measures import Measures, Sums, Total, percentage
from reporting.periods import Period
from reporting.pictures import Cell, Column, Picture, columns
from reporting.published import PHASES, Area, areas, around, neighbours

HEADS = (
    ("Attendance", FigureKind.ATTENDANCE, ""),
    ("Authorised", FigureKind.AUTHORISED, ""),
    ("Not authorised", FigureKind.UNAUTHORISED, ""),
    ("Illness", FigureKind.CODE, ILLNESS),
    ("Holiday not agreed", FigureKind.CODE, HOLIDAY_NOT_GRANTED),
    ("Late", FigureKind.LATE, ""),
)
PERSISTENT = "Persistent absence"
MOST = 8
"""So many areas are chosen at most: more cannot be read beside each other."""


@dataclass(frozen=True)
class Own:
    """The school's own sums of a time: `name`: which time; `total` counts its pupils."""

    school: int
    name: str
    period: Period
    measures: Measures
    total: Total[Sums]


def chosen_areas(keys: Sequence[str], *, la_code: str, phase: str) -> list[Area]:
    """The areas that an address names, in its order; without one those around the school, the nearest first."""
    near = around(la_code=la_code, phase=phase)
    known = areas(near[0].phase) if near else {}
    return [known[key] for key in dict.fromkeys(keys) if key in known][:MOST] or near


def left_out_words(keys: Sequence[str], chosen: Sequence[Area]) -> str:
    """What to say where an address names areas that are not there, or more than can be read beside each other."""
    wanted, shown = set(keys), {each.key for each in chosen}
    if not wanted or wanted <= shown:
        return ""
    if not wanted & shown:
        return "The address asks for areas that are not published: those around this school are shown."
    if len(shown) == MOST:
        return f"No more than {MOST} areas can be read beside each other: the first of them are shown."
    return "One of the areas that the address asks for is not published, and is left out."


def near_by(*, la_code: str, phase: str) -> list[tuple[str, str]]:
    """Areas to choose from, by key and name: those around the school, then its region's other authorities."""
    near = around(la_code=la_code, phase=phase)
    beside = [each for each in neighbours(la_code=la_code, phase=phase) if each not in near]
    return [(each.key, each.name) for each in (*near, *beside)]


def elsewhere(*, la_code: str, phase: str) -> list[tuple[str, str]]:
    """Every other area whose figures are published for schools of that phase."""
    near = dict(near_by(la_code=la_code, phase=phase))
    known = areas(PHASES.get(phase, ""))
    return [(key, each.name) for key, each in known.items() if key not in near]


def table(own: Iterable[Own], chosen: Iterable[Area]) -> tuple[tuple[Column, ...], list[tuple[Cell, ...]]]:
    """Shares in per cent: the school's own rows first, whose figures open to their sessions."""
    heads = columns("Whose figures", "Pupils", *(name for name, *_ in HEADS), PERSISTENT)
    return heads, [*(_own_row(each) for each in own), *(_area_row(each) for each in chosen)]


def picture(own: Own, beside: Sequence[Area], name: str) -> Picture:
    """The school's attendance among the areas beside it, as dots on one scale."""
    ordered = sorted(beside, key=lambda each: -each.attended_share)
    told = _words(own, ordered)
    groups = [(name, [Dot(each.name, each.attended_share, f"{each.attended_percent} %") for each in ordered])]
    share = percentage(own.measures.attended, own.measures.possible)
    whole = Dot(f"This school {share} %", share_of(own.measures), f"{share} %, {own.name}")
    chart = dots(Said("similar", f"Attendance in {name}", told), groups, whole, ("Area", "Attended"))
    rows = tuple((Cell(each.who), Cell(each.attended_percent, number=True)) for each in ordered)
    return Picture("similar", f"Authorities in {name}", told, chart, columns("Area", "Per cent"), rows)


def _words(own: Own, ordered: Sequence[Area]) -> str:
    if not own.measures.possible:
        return "The school has no marks of its own to compare yet."
    share = own.measures.attended / own.measures.possible * 100
    below = sum(each.attended_share < share for each in ordered)
    return (
        f"At {own.name}, attendance was above what was published for {below} of {len(ordered)} authorities."
    )


def _own_row(own: Own) -> tuple[Cell, ...]:
    cells = [Cell(own.name), Cell(f"{own.total.pupils:,}", number=True)]
    for _, kind, code in HEADS:
        url = opens(kind, own.period, school=own.school, code=code)
        share = _share(own.measures, kind, code)
        cells.append(Cell(share or "–", url if share else "", number=True))
    missed = percentage(own.total.persistent_pupils, own.total.pupils)
    url = opens(FigureKind.PERSISTENT, own.period, school=own.school)
    return (*cells, Cell(missed or "–", url if missed else "", number=True))


def _area_row(area: Area) -> tuple[Cell, ...]:
    shares = (_share(area.measures, kind, code) for _, kind, code in HEADS)
    figures = [f"{area.pupils:,}", *(share or "–" for share in shares), area.persistent]
    return (Cell(area.who), *(Cell(each, number=True) for each in figures))


def _share(measures: Measures, kind: FigureKind, code: str) -> str | None:
    counted = {
        FigureKind.ATTENDANCE: measures.attended,
        FigureKind.AUTHORISED: measures.authorised,
        FigureKind.UNAUTHORISED: measures.unauthorised,
        FigureKind.LATE: measures.late,
        FigureKind.CODE: measures.by_code.get(code, 0),
    }
    return percentage(counted[kind], measures.possible)
