"""Which days a family may report an absence of, and what the school knows of them. Three statements, for one child."""

import datetime as dt
from dataclasses import dataclass, field

from absence.appointment import halves_on, missed_registers
from registers.arrivals import SessionTimes
from registers.codes import ATTENDING, NO_REASON_YET, ON_SITE, SUSPENDED, Session
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Mark, Post, Pupil
from registers.refusals import TimesNotSet
from registers.school_sessions import Calendar, Plan, PupilOnDay, SessionOnDay

AHEAD = dt.timedelta(days=100)
"""So far ahead a family may report; more than the longest holiday, so that the first day of a term is seen."""
EXPLAINED_WITHIN = dt.timedelta(days=14)
"""So long a family may still say why a child was away (P); afterwards the office is rung."""
LONGEST_ILLNESS = dt.timedelta(days=14)
"""So long an illness may be reported at once (P): what lasts longer is talked about."""
FROM_PATTERN = "pattern"


@dataclass(frozen=True)
class ReportDays:
    """One child's days around today, as a page of reports needs them."""

    pupil: Pupil
    at: dt.datetime
    calendar: Calendar
    known: dict[dt.date, PupilOnDay]
    marks: dict[tuple[dt.date, str], str] = field(default_factory=dict)

    @property
    def today(self) -> dt.date:
        """The day of the page."""
        return self.at.date()

    def sessions(self, day: dt.date) -> list[SessionOnDay]:
        """The sessions that the child has that day: none in holidays, where the school is closed, or off the roll."""
        return [each for each in self._of_school(day) if self._is_open(day, each.session)]

    def is_over(self, day: dt.date) -> bool:
        """Whether the school day has ended, or never was."""
        held = self.sessions(day)
        return not held or held[-1].ends_at <= self.at

    def next_day(self, after: dt.date) -> dt.date | None:
        """The next day after that on which the child has school; None where the calendar does not say."""
        return next((day for day in sorted(self.known) if day > after and self.sessions(day)), None)

    @property
    def offered(self) -> list[dt.date]:
        """The days that are offered first: today until it is over, and the next school day."""
        days = [] if self.is_over(self.today) else [self.today]
        following = self.next_day(self.today)
        return [*days, *([following] if following else [])]

    @property
    def unexplained(self) -> list[dt.date]:
        """Days gone by, and today once it is over, with a mark that waits for a reason; the newest first."""
        days = {day for (day, _), code in self.marks.items() if code == NO_REASON_YET and self.is_gone(day)}
        return sorted(days, reverse=True)

    def is_gone(self, day: dt.date) -> bool:
        """Whether the day has gone by: an absence of it is explained, not planned."""
        return day < self.today or (day == self.today and self.is_over(day))

    def last_school_day_before(self, day: dt.date) -> dt.date | None:
        """The child's last day of school before that one, as far back as an absence may be explained."""
        return next(
            (each for each in sorted(self.known, reverse=True) if each < day and self.sessions(each)), None
        )

    def school_days(self, first: dt.date, last: dt.date) -> list[dt.date]:
        """The child's days of school from first to last."""
        return [day for day in sorted(self.known) if first <= day <= last and self.sessions(day)]

    @property
    def is_in(self) -> bool:
        """Whether the register has the child in school today."""
        codes = [self.marks.get((self.today, session), "") for session in Session]
        return any(code in ATTENDING | ON_SITE for code in codes)

    @property
    def is_suspended(self) -> bool:
        """Whether the child is suspended on every session that is left today."""
        plans = [self._plan(self.today, each.session) for each in self.sessions(self.today)]
        return bool(plans) and all(plan is not None and plan.code == SUSPENDED for plan in plans)

    @property
    def not_expected(self) -> list[str]:
        """Halves of today on which the child's week has no school."""
        plans = {each.session: self._plan(self.today, each.session) for each in self.sessions(self.today)}
        return [half for half, plan in plans.items() if plan is not None and plan.source == FROM_PATTERN]

    @property
    def closed_today(self) -> bool:
        """Whether the school has the day and the child's part of it is closed."""
        return bool(self._of_school(self.today)) and not self.sessions(self.today)

    def halves_missed(self, day: dt.date, out_at: dt.time | None, back_at: dt.time | None) -> str:
        """Ten half-days: those of that day whose register an appointment misses."""
        times: dict[str, SessionTimes] = {each.session: each.times for each in self.sessions(day)}
        return halves_on(day.weekday(), missed_registers(times, out_at=out_at, back_at=back_at))

    def _plan(self, day: dt.date, session: str) -> Plan | None:
        return self.calendar.plan_for(self.known[day], day, session) if day in self.known else None

    def _is_open(self, day: dt.date, session: str) -> bool:
        pupil = self.known.get(day)
        if pupil is None or not self.calendar.expects(pupil, day, session):
            return False
        return self.calendar.closed_unexpectedly(pupil, day, session) is None

    def _of_school(self, day: dt.date) -> list[SessionOnDay]:
        found = []
        for session in Session:
            if self.calendar.has_session(day, session):
                try:
                    found.append(self.calendar.session(day, session))
                except TimesNotSet:
                    continue
        return found


def report_days(*, pupil: Pupil, by: Post, at: dt.datetime) -> ReportDays:
    """The child's days, from those that may still be explained to those that may be reported. Three statements."""
    first, last = at.date() - EXPLAINED_WITHIN, at.date() + AHEAD
    calendar = calendar_for(school=pupil.school, first=first, last=last, pupils=[pupil.pk])
    days = sorted({*calendar.days, at.date()})
    known = pupils_on_days(school=pupil.school, wanted=[(pupil.pk, day) for day in days], by=by)
    marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil, date__range=(first, at.date()))
    return ReportDays(
        pupil=pupil,
        at=at,
        calendar=calendar,
        known={day: found for (_, day), found in known.items()},
        marks={(day, half): code for day, half, code in marks.values_list("date", "session", "code")},
    )
