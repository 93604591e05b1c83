"""The sessions at which pupils were due, each with what the register holds: what is missing can be seen."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from penalties.improvement import Seen
from registers.codes import Session
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Mark, Post, School
from registers.school_year import DayRange


@dataclass(frozen=True)
class DueSessions:
    """What is known of one pupil's sessions in a period, in order."""

    sessions: tuple[Seen, ...] = ()
    of_age: tuple[Seen, ...] = ()
    """Those on which the pupil was of compulsory school age: only they can be an offence."""


NOTHING = DueSessions()


def periods_of(asked: Iterable[tuple[int, DayRange]]) -> dict[int, DayRange]:
    """By pupil, the days that hold each period asked for."""
    found: dict[int, DayRange] = {}
    for pupil, period in asked:
        held = found.get(pupil, period)
        found[pupil] = DayRange(min(held.first, period.first), max(held.last, period.last))
    return found


def due_sessions(
    *, school: School, pupils: Mapping[int, DayRange], by: Post, on: dt.date
) -> dict[int, DueSessions]:
    """By pupil, the sessions up to and with `on` of each one's period. Three statements, however many pupils.

    Due is who was on the roll, on a day on which the school met, for whom it was not closed.
    """
    if not pupils:
        return {}
    first = min(period.first for period in pupils.values())
    last = min(on, max(period.last for period in pupils.values()))
    calendar = calendar_for(school=school, first=first, last=last, pupils=())
    wanted = [
        (pupil, day)
        for pupil, period in pupils.items()
        for day in sorted(calendar.days)
        if period.holds(day) and day <= last
    ]
    there = pupils_on_days(school=school, wanted=wanted, by=by)
    codes = _codes(school, pupils, first, last)
    sessions: dict[int, list[Seen]] = defaultdict(list)
    of_age: dict[int, list[Seen]] = defaultdict(list)
    for pupil, day in wanted:
        row = there.get((pupil, day))
        for session in Session:
            if row is None or not calendar.has_session(day, session):
                continue
            code = codes.get((pupil, day, session), "")
            if code or calendar.expects(row, day, session):
                seen = Seen(day, session.value, code)
                sessions[pupil].append(seen)
                if row.of_compulsory_age:
                    of_age[pupil].append(seen)
    return {pupil: DueSessions(tuple(sessions[pupil]), tuple(of_age[pupil])) for pupil in pupils}


def _codes(
    school: School, pupils: Mapping[int, DayRange], first: dt.date, last: dt.date
) -> dict[tuple[int, dt.date, str], str]:
    marks = Mark.objects.filter(school=school, pupil__in=pupils, date__range=(first, last))
    found = marks.values_list("pupil_id", "date", "session", "code")
    return {(pupil, day, session): code for pupil, day, session, code in found}
