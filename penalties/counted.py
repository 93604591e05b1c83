"""The unauthorised sessions of some pupils as the threshold sees them, for the pages that show them one by one.

The scan counts; this keeps the sessions of a few pupils, so that also what is left out can be shown, and why.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from absence.leave_days import HalvesOfDay
from penalties.scan import Scan
from penalties.ten_weeks import Week, ten_weeks, with_marks
from penalties.threshold import Absence, Judgement, judge
from registers.codes import Session
from registers.models import Mark, Pupil, School, SchoolDay
from registers.school_year import WEEKDAYS, SchoolWeeks, compulsory_school_age


@dataclass(frozen=True)
class Counting:
    """How one school counts on a day: its weeks, the half-days on which it meets, and the codes that count."""

    school: School
    on: dt.date
    weeks: SchoolWeeks
    meets: dict[dt.date, HalvesOfDay]
    codes: frozenset[str]

    @cached_property
    def met(self) -> frozenset[tuple[dt.date, str]]:
        """The half-days on which it meets, of the whole calendar: gathered once, however many pupils are drawn."""
        return frozenset(
            (day, session.value)
            for day, halves in self.meets.items()
            for session, met in zip(Session, halves, strict=True)
            if met
        )

    def judge(self, pupil: Pupil, absences: Collection[Absence]) -> Judgement:
        """What the sessions of a pupil come to."""
        return judge(absences, weeks=self.weeks, on=self.on, dob=pupil.dob, codes=self.codes)

    def draw(self, pupil: Pupil, absences: Collection[Absence], *, last: dt.date) -> list[Week]:
        """The ten weeks that end with the one of `last`, session by session."""
        return ten_weeks(
            absences,
            last=last,
            weeks=self.weeks,
            met=self.met,
            codes=self.codes,
            ages=compulsory_school_age(pupil.dob),
        )

    def to_come(self, last: dt.date) -> dict[dt.date, HalvesOfDay]:
        """The school days after this one, up to `last`."""
        return {day: halves for day, halves in self.meets.items() if self.on < day <= last}


def counting_of(school: School, on: dt.date) -> Counting:
    """How the school counts on that day. One statement."""
    rows = SchoolDay.objects.filter(school=school).order_by("date").values_list("date", "am", "pm")
    meets = {day: (am, pm) for day, am, pm in rows}
    weeks = SchoolWeeks(meets, WEEKDAYS[school.threshold_week_start])
    return Counting(school, on, weeks, meets, frozenset(school.threshold_codes))


def absences_of(school: School, pupils: Collection[int], *, on: dt.date) -> dict[int, list[Absence]]:
    """By pupil, every unauthorised session here and at earlier schools up to that day. Three statements."""
    return {
        facts.pupil: sorted(facts.absences, key=itemgetter(0, 1))
        for facts in Scan(school, on, pupils=pupils).facts()
    }


def in_full(pupil: Pupil, weeks: Sequence[Week]) -> list[Week]:
    """The weeks with every mark of the pupil, of whatever code. One statement."""
    if not weeks:
        return []
    days = (weeks[0].cells[0].day, weeks[-1].cells[-1].day)
    marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil.pk, date__range=days)
    codes = {(day, session): code for day, session, code in marks.values_list("date", "session", "code")}
    return with_marks(weeks, codes)
