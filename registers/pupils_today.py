"""What the school knows today about some pupils: marks, movements, plans. Four statements, however many pupils."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from registers.actions.marks import read_marks
from registers.codes import (
    DUE_ELSEWHERE,
    NOT_EXPECTED,
    PART_CLOSED,
    PART_TIME_LEAVE,
    SITE_CLOSED,
    Session,
)
from registers.fire_roll import Day, MarkOfDay, Moved, Place, Step, place_at
from registers.marking import Current
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Movement, Post, School
from registers.refusals import NoSessionThatDay, TimesNotSet
from registers.school_sessions import SCHOOL_TIME, Calendar, Plan, PupilOnDay, SessionOnDay

GONE_AFTER_MORNING = (NOT_EXPECTED, PART_TIME_LEAVE, DUE_ELSEWHERE, PART_CLOSED, SITE_CLOSED)


@dataclass(frozen=True)
class PupilToday:
    """One pupil on one day, with everything that says where they are and why."""

    pupil: PupilOnDay
    date: dt.date
    calendar: Calendar
    marks: dict[str, Current]
    movements: list[Movement]

    def plan(self, session: str) -> Plan | None:
        """What is planned for that half of the day."""
        return self.calendar.plan_for(self.pupil, self.date, session)

    def reported(self, session: str) -> Plan | None:
        """What a parent has reported for it and the office has not accepted."""
        return self.calendar.reported_for(self.pupil, self.date, session)

    @property
    def seen(self) -> Movement | None:
        """Where a club saw the pupil last."""
        return next((move for move in reversed(self.movements) if move.kind == Step.SEEN), None)

    def place(self, now: dt.time) -> Place:
        """Where the pupil is at that time of day."""
        return place_at(
            now,
            marks=[MarkOfDay(mark.session, mark.code, mark.arrived_at) for mark in self.marks.values()],
            moves=[Moved(move.kind, move.at.astimezone(SCHOOL_TIME).time()) for move in self.movements],
            day=day_of(self.calendar, self.date),
            expected_afternoon=expected_in_afternoon(self.plan(Session.PM)),
        )


def expected_in_afternoon(plan: Plan | None) -> bool:
    """Whether a pupil with this plan for the afternoon stays after the morning."""
    return plan is None or plan.code not in GONE_AFTER_MORNING


def sessions_of(calendar: Calendar, day: dt.date) -> list[SessionOnDay]:
    """The sessions that the school has that day, in order; none where it does not meet or has set no times."""
    found = []
    for session in Session:
        try:
            found.append(calendar.session(day, session))
        except (NoSessionThatDay, TimesNotSet):
            continue
    return found


def day_of(calendar: Calendar, day: dt.date) -> Day:
    """When the sessions of the day begin and end, for the fire roll."""
    times = {each.session: (each.times.start, each.times.end) for each in sessions_of(calendar, day)}
    return Day(morning=times.get(Session.AM), afternoon=times.get(Session.PM))


def pupils_today(*, school: School, pupils: Collection[int], day: dt.date, by: Post) -> dict[int, PupilToday]:
    """Those of the pupils that are the school's, each with marks, movements and plans of that day."""
    if not pupils:
        return {}
    known = pupils_on_days(school=school, wanted=[(pupil, day) for pupil in pupils], by=by)
    calendar = calendar_for(school=school, first=day, last=day, pupils=list(pupils))
    marks = read_marks(school=school, keys=[(pupil, day, session) for pupil in pupils for session in Session])
    moves: dict[int, list[Movement]] = {}
    for move in Movement.objects.filter(school=school, pupil__in=pupils).on(day).standing().in_order():
        moves.setdefault(move.pupil_id, []).append(move)
    return {
        pupil: PupilToday(
            pupil=known[pupil, day],
            date=day,
            calendar=calendar,
            marks={s: marks[pupil, day, s] for s in Session if (pupil, day, s) in marks},
            movements=moves.get(pupil, []),
        )
        for pupil in pupils
        if (pupil, day) in known
    }
