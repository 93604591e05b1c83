"""What lies ahead of one pupil this school year, and which patterns of absence are worth a question."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from registers.codes import ATTENDING
from registers.models import Pupil
from registers.pupil_overview import PupilOverview
from registers.sessions_ahead import sessions_ahead
from reporting.forward_look import ForwardLook
from reporting.patterns import Pattern, makes_pattern, patterns_of_one


@dataclass(frozen=True)
class PupilOutlook:
    """How far a tenth and a half are, to the last school day of the year (`until`), and what stands out."""

    look: ForwardLook
    until: dt.date | None
    patterns: list[Pattern]


def outlook_of(pupil: Pupil, overview: PupilOverview, *, on: dt.date) -> PupilOutlook:
    """From the marks of the overview. Three statements: sessions of today that have a mark are not to come."""
    ahead = sessions_ahead(school=pupil.school_id, since=on, pupils=[pupil.pk])
    marked_today = sum(mark.date == on for mark in overview.marks)
    sums = overview.measures
    look = ForwardLook(sums.absent, sums.possible, max(ahead.of(pupil.pk) - marked_today, 0))
    return PupilOutlook(look, ahead.until, _patterns(pupil, overview))


def _patterns(pupil: Pupil, overview: PupilOverview) -> list[Pattern]:
    codes = {(mark.date, mark.session): mark.code for mark in overview.marks}
    attended = Counter(
        day - dt.timedelta(days=day.weekday()) for (day, _), code in codes.items() if code in ATTENDING
    )
    days = sorted(
        {cell.day for week in overview.year.weeks for cell in week.cells if cell.expected and cell.mark}
    )
    return patterns_of_one(pupil.pk, makes_pattern(codes), attended, days)
