"""The pictures of a pupil's overview: calendar of codes, half terms, reasons, days of the week."""

import datetime as dt

from attendance_site.parts.charts import (
    Bar,
    Cell,
    Chart,
    Point,
    Said,
    Week,
    calendar,
    lying_bars,
    pairs_of_bars,
    sparkline,
)
from registers.codes import AUTHORISED, CODES, LATE, PRESENT, UNAUTHORISED
from registers.measure_words import attended_words, missed_words, share_of
from registers.pupil_overview import PupilOverview
from registers.pupil_year import Cell as Session
from registers.school_sessions import in_words
from registers.school_year import DayRange
from reporting.measures import Measures

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
HALVES = ("Morning", "Afternoon")


def pictures_of(overview: PupilOverview) -> dict[str, Chart]:
    """All of them, under the names that the page and the document use."""
    return {
        "calendar": calendar_of(overview),
        "half_terms": half_terms_of(overview),
        "reasons": reasons_of(overview),
        "weekdays": weekdays_of(overview),
    }


def calendar_of(overview: PupilOverview) -> Chart:
    """A column a week, a row a day, the code of each half of it."""
    year = overview.year
    weeks = [
        Week(f"{week.monday:%b}", str(week.monday.day), [_cell(each, year.last) for each in week.cells])
        for week in year.weeks
    ]
    told = (
        f"{len(year.weeks)} school weeks from {in_words(year.first)} to {in_words(year.last)}, a column for each week;"
        f" {missed_words(overview.measures)}."
    )
    return calendar(Said("calendar", "Marks of the year", told), weeks, DAYS)


def half_terms_of(overview: PupilOverview) -> Chart:
    """The share attended in each of the last half terms."""
    points = [
        Point(_label(days), share_of(measures), attended_words(measures))
        for days, measures in overview.half_terms
    ]
    told = "; ".join(f"from {point.label}: {point.figures}" for point in points) or "There are no marks yet"
    return sparkline(Said("half-terms", "Attendance by half term", f"{told}."), points)


def reasons_of(overview: PupilOverview) -> Chart:
    """Why sessions were missed; what was without leave is dark."""
    reasons = overview.reasons
    told = "; ".join(f"{each.words}: {each.sessions}" for each in reasons) or "Nothing was missed"
    return lying_bars(
        Said("reasons", "Why sessions were missed", f"{told}."),
        [f"{each.code}  {each.words}" for each in reasons],
        [Bar(each.sessions, str(each.sessions)) for each in reasons],
        ("Reason", "Sessions"),
        [each.is_unauthorised for each in reasons],
    )


def weekdays_of(overview: PupilOverview) -> Chart:
    """How many mornings and afternoons of each day were missed."""
    pairs = [tuple(_bar(day[session]) for session in ("AM", "PM")) for day in overview.weekdays]
    told = "; ".join(
        f"{name}: {missed_words(day['AM'])} in the morning, {missed_words(day['PM'])} in the afternoon"
        for name, day in zip(DAYS, overview.weekdays, strict=True)
    )
    said = Said("weekdays", "Missed by day of the week", f"{told}.")
    return pairs_of_bars(said, DAYS, [(am, pm) for am, pm in pairs], (HALVES[0], HALVES[1]))


def _bar(measures: Measures) -> Bar:
    return Bar(measures.absent, f"{measures.absent}/{measures.possible}" if measures.possible else "–")


def _label(days: DayRange) -> str:
    return f"{days.first.day} {days.first:%b}"


def _cell(session: Session, until: dt.date) -> Cell:
    code = session.mark.code if session.mark else ""
    if not code and session.day > until:
        return Cell("", "shut", "still to come")
    if not code:
        return Cell("", "none", "no mark") if session.expected else Cell("", "shut", "no session")
    return Cell(code, _look(code), f"{code}, {CODES[code].words}")


def _look(code: str) -> str:
    if code == LATE:
        return "late"
    for look, codes in (("here", PRESENT), ("unauthorised", UNAUTHORISED), ("away", AUTHORISED)):
        if code in codes:
            return look
    return "other"
