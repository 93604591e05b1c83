"""The pictures of the champion's dashboard, each with its words and its table, from sums that are already counted.

Nothing is asked of the database here. Where a figure opens to what it is made of, the caller says the address.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from attendance_site.parts.charts import Bar, Point, Said, lying_bars, pairs_of_bars
from attendance_site.parts.comparing_charts import Dot, Level, dots, line_with_levels
from penalties.small_numbers import SMALL_UNDER
from registers.measure_words import attended_words, missed_words, share_of
from reporting.bands import Band
from reporting.measures import Rates, percentage
from reporting.pictures import Cell, Picture, columns, row
from reporting.published import YEAR, Area
from reporting.suppression import Counted, what_is_said

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
SESSIONS = ("AM", "PM")
HALVES = {"AM": "morning", "PM": "afternoon"}
HalfDay = tuple[int, str]
"""A weekday, Monday = 0, and its session."""
HALF_DAYS: tuple[HalfDay, ...] = tuple((day, session) for day in range(5) for session in SESSIONS)


def half_day_name(half: HalfDay) -> str:
    """Friday afternoon."""
    return f"{DAY_NAMES[half[0]]} {HALVES[half[1]]}"


def trend(
    weeks: Sequence[tuple[dt.date, Rates]], around: Sequence[Area], link: Callable[[dt.date], str]
) -> Picture:
    """Attendance week by week, with what was published of the areas around the school as levels."""
    points = [Point(_day(monday), share_of(each), attended_words(each)) for monday, each in weeks]
    levels = [
        Level(f"{area.name} {area.attended_percent} %", area.attended_share, f"{area.attended_percent} %")
        for area in around
    ]
    told = _trend_words([(monday, each) for monday, each in weeks if each.possible])
    lines = [
        row(
            _day(monday),
            link(monday) if each.possible else "",
            (each.attended, each.possible, percentage(each.attended, each.possible)),
        )
        for monday, each in weeks
    ]
    lines += [
        row(
            f"{area.who}, {YEAR}",
            "",
            (area.measures.attended, area.measures.possible, area.attended_percent),
        )
        for area in around
    ]
    return Picture(
        "trend",
        "Week by week",
        told,
        line_with_levels(Said("trend", "Attendance week by week", told), points, levels),
        columns("Week of", "Sessions attended", "Possible", "Per cent"),
        tuple(lines),
        _published_note(around),
    )


def _trend_words(told: Sequence[tuple[dt.date, Rates]]) -> str:
    if not told:
        return "There are no marks in this period yet."
    lowest = min(told, key=lambda week: _attended(week[1]))
    last = told[-1]
    words = (
        f"Lowest in the week of {_day(lowest[0])}: {percentage(lowest[1].attended, lowest[1].possible)} %."
    )
    if lowest == last:
        return words
    return f"{words} Latest, from {_day(last[0])}: {percentage(last[1].attended, last[1].possible)} %."


def _published_note(around: Sequence[Area]) -> str:
    if not around:
        return "Nothing is published for schools of this phase."
    return (
        f"Dashed: published for the whole year {YEAR}, schools of the same phase."
        " A year has weeks below and above its figure."
    )


def bands(counts: Mapping[Band, int], chances: Mapping[Band, str]) -> Picture:
    """How many pupils are in each band; each opens to its pupils by the address given."""
    pupils = sum(counts.values())
    missing = counts[Band.TO_90] + counts[Band.TO_50]
    told = (
        f"{missing} of {pupils} pupils ({percentage(missing, pupils, 0)} %) attended 90 % or less."
        if pupils
        else "No pupil has a possible session in this period."
    )
    bars = [Bar(count, f"{count} ({percentage(count, pupils, 0) or 0} %)") for count in counts.values()]
    chart = lying_bars(
        Said("bands", "Pupils by how much they attended", told),
        [f"{band.words}{f', {band.meaning}' if band.meaning else ''}" for band in counts],
        bars,
        ("Attended", "Pupils"),
        [bool(band.meaning) for band in counts],
    )
    lines = [
        row(band.words, chances.get(band, "") if count else "", (count, percentage(count, pupils)))
        for band, count in counts.items()
    ]
    heads = columns("Attended", "Pupils", "Per cent of pupils")
    return Picture("bands", "How much pupils attended", told, chart, heads, tuple(lines), BANDS_NOTE)


BANDS_NOTE = "Exactly 90 % is persistent absence. Severely absent pupils are persistently absent, too."


def weekdays(by: Mapping[HalfDay, Rates], link: Callable[[HalfDay], str]) -> Picture:
    """The share of sessions missed on each morning and afternoon of the week."""
    pairs = [(_missed_bar(by[day, "AM"]), _missed_bar(by[day, "PM"])) for day in range(5)]
    told = _weekday_words(by)
    chart = pairs_of_bars(
        Said("weekdays", "Per cent of sessions missed on each day of the week", told),
        DAYS,
        pairs,
        ("Morning", "Afternoon"),
    )
    lines = [
        row(
            half_day_name(half),
            link(half) if by[half].absent else "",
            (by[half].absent, by[half].possible, percentage(by[half].absent, by[half].possible)),
        )
        for half in HALF_DAYS
    ]
    heads = columns("Half-day", "Sessions missed", "Possible", "Per cent")
    return Picture("weekdays", "Days of the week", told, chart, heads, tuple(lines))


def _weekday_words(by: Mapping[HalfDay, Rates]) -> str:
    told = [half for half in HALF_DAYS if by[half].possible]
    if not told:
        return "There are no marks in this period yet."
    most = max(told, key=lambda half: _missed(by[half]))
    least = min(told, key=lambda half: _missed(by[half]))
    if _missed(by[most]) == _missed(by[least]):
        return f"Every half-day alike: {missed_words(by[most])} on {half_day_name(most)}s."
    return (
        f"Most is missed on {half_day_name(most)}s: {missed_percent(by[most])} %;"
        f" least on {half_day_name(least)}s: {missed_percent(by[least])} %."
    )


def _missed_bar(each: Rates) -> Bar:
    """As long as its share in tenths of a per cent."""
    return Bar(each.absent * 1000 // (each.possible or 1), missed_percent(each) or "–")


@dataclass(frozen=True)
class GroupSum:
    """One group: its name, its pupils, what they come to. `url`: its own page; `figure`: what its share is made of."""

    name: str
    pupils: int
    rates: Rates
    url: str = ""
    figure: str = ""


@dataclass(frozen=True)
class Kind:
    """Groups under one heading. `apart`: nobody is in two of them, so that together they are a part of the whole."""

    heading: str
    groups: Sequence[GroupSum]
    apart: bool = True


def groups(
    kinds: Sequence[Kind], whole: GroupSum, *, name: str = "groups", heading: str = "Groups of pupils"
) -> Picture:
    """Each group of each kind against the whole. Small groups are not said, nor what they could be worked out from."""
    shown = [
        (kind.heading, list(zip(kind.groups, _said(kind, whole.pupils), strict=True)))
        for kind in kinds
        if kind.groups
    ]
    told = _groups_words([each for _, found in shown for each, is_said in found if is_said], whole)
    chart = dots(
        Said(name, f"Attendance: {heading[0].lower()}{heading[1:]}", told),
        [(kind, [_dot(each, is_said) for each, is_said in found]) for kind, found in shown],
        Dot(f"{whole.name} {_attended_percent(whole.rates)} %", share_of(whole.rates), _figures(whole)),
        ("Group", "Attended"),
    )
    lines = [_group_row(each, is_said=True) for each in (whole,)]
    lines += [_group_row(each, is_said=is_said) for _, found in shown for each, is_said in found]
    heads = columns("Group", "Pupils", "Sessions attended", "Possible", "Per cent")
    return Picture(name, heading, told, chart, heads, tuple(lines), GROUPS_NOTE)


GROUPS_NOTE = (
    f"Groups under {SMALL_UNDER} pupils are not shown;"
    " where one could be worked out from the others, a second is left out."
)
HIDDEN = "not shown: small group"


def _said(kind: Kind, whole: int) -> list[bool]:
    """Whether each may be said. Those who are in none of the groups count as one more, for they can be worked out."""
    everybody, groups = Counted(whole, 0), [Counted(each.pupils, 0) for each in kind.groups]
    if kind.apart:
        said = what_is_said(groups, everybody)
    else:
        said = [what_is_said([each], everybody)[0] for each in groups]
    return [of.group and each.rates.possible > 0 for of, each in zip(said, kind.groups, strict=True)]


def _groups_words(said: Sequence[GroupSum], whole: GroupSum) -> str:
    if not whole.rates.possible or not said:
        return "There is no group large enough to be shown."
    lowest = min(said, key=lambda each: _attended(each.rates))
    return (
        f"Lowest: {lowest.name}, {_attended_percent(lowest.rates)} % of {lowest.pupils} pupils’ sessions;"
        f" {whole.name[0].lower()}{whole.name[1:]} {_attended_percent(whole.rates)} %."
    )


def _dot(each: GroupSum, is_said: bool) -> Dot:
    if not is_said:
        return Dot(each.name, None, HIDDEN if each.pupils else "no pupils")
    return Dot(each.name, share_of(each.rates), _figures(each))


def _figures(each: GroupSum) -> str:
    return f"{_attended_percent(each.rates)} %, {each.pupils} pupils"


def _group_row(each: GroupSum, *, is_said: bool) -> tuple[Cell, ...]:
    if not is_said:
        return row(each.name, "", (HIDDEN if each.pupils else 0, None, None, None))
    rates = each.rates
    percent = Cell(_attended_percent(rates) or "", each.figure, number=True)
    return (*row(each.name, each.url, (each.pupils, rates.attended, rates.possible)), percent)


def _attended(rates: Rates) -> Fraction:
    return Fraction(rates.attended, rates.possible)


def _missed(rates: Rates) -> Fraction:
    return Fraction(rates.absent, rates.possible)


def missed_percent(rates: Rates) -> str | None:
    """The share missed, to be read; None where nothing was possible."""
    return percentage(rates.absent, rates.possible)


def _attended_percent(rates: Rates) -> str | None:
    return percentage(rates.attended, rates.possible)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b}"
