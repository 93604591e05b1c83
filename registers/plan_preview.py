"""What planning a code for some pupils would do, before anybody does it. Four statements, however many pupils.

Never over a real mark, never on a half-day that the pupil's weekly pattern leaves out, and only where the pupil is on
the roll and of the right age.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

from registers.actions.mark_entries import read_marks
from registers.code_rules import age_refusal
from registers.codes import CLEARED, EXCEPTIONAL_LEAVE, RELIGIOUS_OBSERVANCE, Session
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Post, School
from registers.school_sessions import HALF, Calendar, Plan, PupilOnDay
from registers.school_year import is_session_weekday, of_compulsory_school_age

LONGEST = 190
"""Days that one plan may span: the longest spell between two looks at it is half a year."""
FROM_PATTERN = "pattern"
BESIDE = timedelta(days=7)
"""So near another day of religious observance is no other one: further days are leave."""

Half = tuple[date, str]


class Asked(NamedTuple):
    """What is to be planned: the days, the half-days of each weekday, and the code."""

    first_day: date
    last_day: date
    halves: str
    code: str

    def holds_for(self, day: date, session: str) -> bool:
        """Whether that half-day is meant."""
        return is_session_weekday(day) and self.halves[day.weekday() * 2 + (session == Session.PM)] == "1"

    @property
    def days(self) -> Iterator[date]:
        """Every calendar day from the first to the last."""
        for number in range((self.last_day - self.first_day).days + 1):
            yield self.first_day + timedelta(days=number)


class Span(NamedTuple):
    """Days and half-days of one planned mark."""

    first_day: date
    last_day: date
    halves: str


@dataclass
class PupilPreview:
    """What planning would do for one pupil, with why some half-days stay as they are."""

    pupil: PupilOnDay
    planned: list[Half] = field(default_factory=list)
    marked: list[tuple[Half, str]] = field(default_factory=list)
    replaces: list[Plan] = field(default_factory=list)
    not_expected: list[tuple[Half, str]] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    """Why other half-days cannot be planned, each reason once."""
    kept_out: set[Half] = field(default_factory=set)

    @property
    def marked_words(self) -> list[str]:
        """The marks that stay."""
        return [f"{half_words(half)} stays {code}" for half, code in self.marked]

    @property
    def replaces_words(self) -> list[str]:
        """The plans that the new one takes the place of."""
        return [f"{plan.words}, planned by {plan.name or 'an import'}" for plan in self.replaces]

    @property
    def not_expected_words(self) -> list[str]:
        """The half-days that the weekly pattern leaves out."""
        return [f"{half_words(half)} stays {code}" for half, code in self.not_expected]

    def spans(self, asked: Asked) -> list[Span]:
        """The planned marks to write: one, or one for each week where some half-days are kept out."""
        if not self.planned:
            return []
        if not self.kept_out:
            return [Span(asked.first_day, asked.last_day, asked.halves)]
        weeks: dict[date, list[Half]] = {}
        for half in self.planned:
            weeks.setdefault(half[0] - timedelta(days=half[0].weekday()), []).append(half)
        return [Span(halves[0][0], halves[-1][0], _bits(halves)) for halves in weeks.values()]


@dataclass(frozen=True)
class Preview:
    """What planning would do for everybody asked for, in register order."""

    asked: Asked
    sessions: tuple[Half, ...]
    """The half-days of the school that are meant."""
    rows: tuple[PupilPreview, ...]

    @property
    def to_plan(self) -> list[PupilPreview]:
        """Those for whom there is something to plan."""
        return [row for row in self.rows if row.planned]

    @property
    def namesakes(self) -> set[str]:
        """Names that more than one of them has."""
        return namesakes(row.pupil for row in self.rows)


def preview_plans(*, school: School, pupils: Collection[int], asked: Asked, by: Post) -> Preview:
    """What planning `asked` would do for these pupils of the school."""
    near = BESIDE if asked.code == RELIGIOUS_OBSERVANCE else timedelta()
    calendar = calendar_for(
        school=school, first=asked.first_day - near, last=asked.last_day + near, pupils=pupils
    )
    sessions = tuple(
        (day, session.value)
        for day in asked.days
        for session in Session
        if asked.holds_for(day, session) and calendar.has_session(day, session)
    )
    days = sorted({day for day, _ in sessions}) or [asked.first_day]
    known = pupils_on_days(school=school, wanted=[(pupil, day) for pupil in pupils for day in days], by=by)
    around = sorted({day for day in _days_around(asked, near) if day in calendar.days}) if near else []
    keys = [
        (pupil, day, session.value) for pupil in pupils for day in {*days, *around} for session in Session
    ]
    marks = {
        key: mark.code for key, mark in read_marks(school=school, keys=keys).items() if mark.code != CLEARED
    }
    rows = [
        _row([known[pupil, day] for day in days if (pupil, day) in known], asked, sessions, calendar, marks)
        for pupil in dict.fromkeys(pupils)
        if (pupil, days[0]) in known
    ]
    if near:
        for row in rows:
            _refuse_further_days(row, asked, around, calendar, marks)
    return Preview(asked, sessions, tuple(sorted(rows, key=lambda row: _in_order(row.pupil))))


def namesakes(pupils: Iterable[PupilOnDay]) -> set[str]:
    """Names that more than one of these pupils has: they are told apart by their birth dates."""
    return {name for name, number in Counter(pupil.called for pupil in pupils).items() if number > 1}


def half_words(half: Half) -> str:
    """`Tue 24 Nov morning`."""
    day, session = half
    return f"{day:%a} {day.day} {day:%b} {HALF[session]}"


def _in_order(pupil: PupilOnDay) -> tuple[str, str, int]:
    return pupil.surname, pupil.forename, pupil.pupil_id


def _days_around(asked: Asked, near: timedelta) -> Iterator[date]:
    for number in range(near.days):
        yield asked.first_day - timedelta(days=number + 1)
        yield asked.last_day + timedelta(days=number + 1)


def _row(
    on_days: list[PupilOnDay],
    asked: Asked,
    sessions: tuple[Half, ...],
    calendar: Calendar,
    marks: dict[tuple[int, date, str], str],
) -> PupilPreview:
    row = PupilPreview(on_days[0])
    by_day = {pupil.date: pupil for pupil in on_days}
    for half in sessions:
        day, session = half
        pupil = by_day[day]
        mark = marks.get((pupil.pupil_id, day, session))
        plan = calendar.plan_for(pupil, day, session)
        if mark is not None:
            row.marked.append((half, mark))
        elif why := _refusal(pupil, day, session, asked.code, calendar):
            if why not in row.refused:
                row.refused.append(why)
        elif plan is not None and plan.source == FROM_PATTERN:
            row.not_expected.append((half, plan.code))
        else:
            row.planned.append(half)
            if plan is not None and plan not in row.replaces:
                row.replaces.append(plan)
            continue
        row.kept_out.add(half)
    return row


def _refusal(pupil: PupilOnDay, day: date, session: str, code: str, calendar: Calendar) -> str:
    if not pupil.on_roll:
        return f"not on the roll on {half_words((day, session)).rsplit(' ', 1)[0]}"
    closure = calendar.closure_of(pupil, day, session)
    if closure is not None:
        return f"no session: {closure.words}"
    return age_refusal(code, of_compulsory_school_age(pupil.dob, day)) or ""


def _refuse_further_days(
    row: PupilPreview,
    asked: Asked,
    around: list[date],
    calendar: Calendar,
    marks: dict[tuple[int, date, str], str],
) -> None:
    """One day set apart by the body is R; what lies beside another R of the pupil is leave, which the head decides."""
    for day in around:
        for session in Session:
            plan = calendar.plan_for(row.pupil, day, session)
            found = marks.get((row.pupil.pupil_id, day, session.value)) or (plan.code if plan else "")
            if found == asked.code:
                words = half_words((day, session)).rsplit(" ", 1)[0]
                row.refused.append(
                    f"has {asked.code} on {words} already: a further day is {EXCEPTIONAL_LEAVE}"
                )
                row.kept_out.update(row.planned)
                row.planned.clear()
                return


def _bits(halves: list[Half]) -> str:
    places = {day.weekday() * 2 + (session == Session.PM) for day, session in halves}
    return "".join("1" if place in places else "0" for place in range(10))
