"""What a register page shows: the class on a day, its marks, plans and last sessions, in five statements."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple

from django.db import connection

from registers.codes import ABSENT, CLEARED, NO_REASON_YET, PRESENT, Session
from registers.marking_facts import calendar_for, pupils_of_groups
from registers.models import Movement, Register, RegistrationGroup, School
from registers.school_sessions import Plan, PupilOnDay, SessionOnDay, clock_words

RECENT = 5  # sessions shown beside a pupil
LOOKED_BACK = 10  # sessions read: the strip, and a whole week's days


class PageMark(NamedTuple):
    """A mark as a page shows it."""

    pupil_id: int
    date: date
    session: str
    code: str
    minutes_late: int | None
    arrived_at: time | None
    note: str
    source: str
    rev: int
    reason: str
    name: str
    position: str
    at: datetime


@dataclass(frozen=True)
class RegisterRow:
    """One pupil on the register: the mark of this session, what was planned, and what went before."""

    pupil: PupilOnDay
    mark: PageMark | None
    planned: Plan | None
    reported: Plan | None
    recent: tuple[PageMark, ...]
    """The last sessions before this one, oldest first."""
    away_days: int
    """Days of this week before this one on which the pupil was absent for a session."""
    morning: PageMark | None
    """The morning's mark, on an afternoon register."""
    flags: tuple[str, ...]

    @property
    def code(self) -> str:
        """The code of the mark; empty where there is none or it was cleared."""
        return self.mark.code if self.mark else CLEARED

    @property
    def is_blank(self) -> bool:
        """Neither marked nor planned: what stands in the way of Complete."""
        return not self.code and self.planned is None


@dataclass(frozen=True)
class RegisterPage:
    """A register as it stands at a moment."""

    register: Register | None
    group: RegistrationGroup
    session: SessionOnDay
    rows: tuple[RegisterRow, ...]
    at: datetime
    closed: str = ""
    """What is closed unexpectedly for pupils of the class in this session, in a sentence."""

    @property
    def state(self) -> str:
        """`not_started`, `open` or `closed`: the clock's word, whether the register was taken or not."""
        if self.at < self.session.starts_at:
            return "not_started"
        return "open" if self.at < self.session.closes_at else "closed"

    @property
    def is_taken(self) -> bool:
        """Whether Complete was pressed."""
        return self.register is not None and self.register.taken_at is not None

    @property
    def counts(self) -> dict[str, int]:
        """Pupils expected, marked, here, with no reason yet, and blank."""
        codes = [row.code for row in self.rows]
        return {
            "expected": len(codes),
            "marked": sum(1 for code in codes if code),
            "here": sum(1 for code in codes if code in PRESENT),
            "no_reason_yet": codes.count(NO_REASON_YET),
            "blank": sum(1 for row in self.rows if row.is_blank),
        }

    @cached_property
    def etag(self) -> str:
        """Changes whenever a mark, a plan, the list of pupils or Complete does."""
        facts = [
            (
                row.pupil.pupil_id,
                row.mark.rev if row.mark else 0,
                [(plan.plan_id, plan.code, plan.note) for plan in (row.planned, row.reported) if plan],
            )
            for row in self.rows
        ]
        taken = self.register.taken_at if self.register else None
        return blake2b(repr((self.group.pk, self.session, facts, taken)).encode(), digest_size=12).hexdigest()


# The mark of the session itself and those of the last sessions before it, newest first: one backward scan of the
# primary key a pupil.
LAST_MARKS = """
SELECT k.pupil_id, k.date, k.session, k.code, k.minutes_late, k.arrived_at, k.note, k.source, k.rev, k.reason,
       k.name, k.position, k.at
FROM unnest(%(pupils)s::bigint[]) AS w (pupil_id)
CROSS JOIN LATERAL (
  SELECT * FROM registers_mark m
   WHERE m.school_id = %(school)s AND m.pupil_id = w.pupil_id AND (m.date, m.session) <= (%(date)s, %(session)s)
   ORDER BY m.date DESC, m.session DESC LIMIT %(most)s) AS k
"""


def register_page(
    *, school: School, group: RegistrationGroup, date: date, session: str, at: datetime
) -> RegisterPage:
    """The register of a class for a session. Raises NoSessionThatDay where there is none."""
    calendar = calendar_for(school=school, first=date, last=date)
    found = calendar.session(date, session)
    pupils = [
        pupil
        for pupil in pupils_of_groups(school=school, groups=[group.pk], day=date)
        if calendar.expects(pupil, date, session)
    ]
    marks = last_marks(school=school, pupils=[pupil.pupil_id for pupil in pupils], date=date, session=session)
    moved = _moved(school, pupils, date)
    rows = []
    for pupil in pupils:
        own = marks[pupil.pupil_id]
        now = own[0] if own and (own[0].date, own[0].session) == (date, session) else None
        before = own[1:] if now else own[:LOOKED_BACK]
        morning = next((mark for mark in before if mark.date == date), None)
        rows.append(
            RegisterRow(
                pupil=pupil,
                mark=now,
                planned=calendar.plan_for(pupil, date, session),
                reported=calendar.reported_for(pupil, date, session),
                recent=tuple(reversed(before[:RECENT])),
                away_days=_away_days(before, date),
                morning=morning if session == Session.PM else None,
                flags=_flags(pupil, moved.get(pupil.pupil_id)),
            )
        )
    register = Register.objects.filter(school=school, group=group, date=date, session=session).first()
    closures = [calendar.closed_unexpectedly(pupil, date, session) for pupil in pupils]
    closed = next((closure.sentence for closure in closures if closure is not None), "")
    return RegisterPage(register, group, found, tuple(rows), at, closed)


def last_marks(*, school: School, pupils: list[int], date: date, session: str) -> dict[int, list[PageMark]]:
    """For each pupil the mark of that session, if any, and of the sessions before it, newest first."""
    found: dict[int, list[PageMark]] = defaultdict(list)
    parameters: dict[str, Any] = {
        "school": school.pk,
        "pupils": pupils,
        "date": date,
        "session": session,
        "most": LOOKED_BACK + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(LAST_MARKS, parameters)
        for row in cursor.fetchall():
            found[row[0]].append(PageMark._make(row))
    return found


def _moved(school: School, pupils: list[PupilOnDay], day: date) -> dict[int, str]:
    """Who has gone out and not come back, and who was seen at a club last, with the time."""
    movements = (
        Movement.objects.filter(
            school=school, date=day, pupil__in=[pupil.pupil_id for pupil in pupils], undone_at=None
        )
        .order_by("at", "pk")
        .values_list("pupil", "kind", "at")
    )
    last = {pupil: (kind, at) for pupil, kind, at in movements}
    words = {
        Movement.Kind.OUT: "signed out {time}",
        Movement.Kind.SEEN: "seen on site {time}",
    }
    return {
        pupil: words[Movement.Kind(kind)].format(time=clock_words(at))
        for pupil, (kind, at) in last.items()
        if kind in words
    }


def _away_days(before: list[PageMark], day: date) -> int:
    monday = day - timedelta(days=day.weekday())
    return len({mark.date for mark in before if monday <= mark.date < day and mark.code in ABSENT})


def _flags(pupil: PupilOnDay, moved: str | None) -> tuple[str, ...]:
    flags = ["new today" if pupil.starting_day == pupil.date else "", moved or ""]
    flags.append("last day" if pupil.deleted_on == pupil.date else "")
    return tuple(filter(None, flags))
