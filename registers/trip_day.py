"""A trip as its leader sees it on one day: who is on it, and what is known of each. Four statements."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from registers.actions.confirm_attendance import CONFIRMED
from registers.actions.mark_entries import read_marks
from registers.actions.trips import NOT_COME, trip_client
from registers.codes import CLEARED, CODES, Session
from registers.marking import Current
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import PlanBatch, PlannedMark, Post
from registers.pupils_today import sessions_of
from registers.school_sessions import HALF, PupilOnDay, SessionOnDay


@dataclass(frozen=True)
class TripRow:
    """One pupil of the trip on that day. `state`: waits, came, not_come, or other (`words` says what)."""

    pupil: PupilOnDay
    state: str
    words: str


@dataclass(frozen=True)
class TripDay:
    """One day of a trip."""

    batch: PlanBatch
    day: date
    sessions: tuple[SessionOnDay, ...]
    """The sessions of that day that the trip covers."""
    asked: tuple[str, ...]
    """Those that the page asks about now: started, and not answered for everybody; else all that have started."""
    rows: tuple[TripRow, ...]
    at: datetime

    @property
    def opens(self) -> SessionOnDay | None:
        """The next session of the trip that has not started."""
        return next((each for each in self.sessions if each.starts_at > self.at), None)

    @property
    def waiting(self) -> list[TripRow]:
        """The pupils for whom nobody has said anything yet."""
        return [row for row in self.rows if row.state == "waits"]

    @property
    def came(self) -> int:
        """How many are confirmed."""
        return sum(row.state == "came" for row in self.rows)

    @property
    def halves(self) -> str:
        """The sessions asked about, in words."""
        return "whole day" if len(self.asked) == len(Session) else " and ".join(HALF[s] for s in self.asked)


def trip_day(*, batch: PlanBatch, day: date, by: Post, at: datetime) -> TripDay:
    """The trip on that day."""
    every = PlannedMark.objects.filter(batch=batch, first_day__lte=day, last_day__gte=day).order_by("pk")
    plans = {plan.pupil_id: plan for plan in every if plan.withdrawn_at is None}
    pupils = sorted({plan.pupil_id for plan in every})
    calendar = calendar_for(school=batch.school, first=day, last=day, pupils=pupils)
    held: list[PlannedMark | PlanBatch] = list(plans.values()) or [batch]
    sessions = tuple(
        each for each in sessions_of(calendar, day) if any(_holds_for(one, day, each.session) for one in held)
    )
    started = [each.session for each in sessions if each.starts_at <= at]
    known = pupils_on_days(school=batch.school, wanted=[(pupil, day) for pupil in pupils], by=by)
    marks = read_marks(
        school=batch.school, keys=[(pupil, day, session) for pupil in pupils for session in started]
    )
    open_ones = [
        session
        for session in started
        if any(_waits(plans.get(pupil), marks.get((pupil, day, session)), day, session) for pupil in pupils)
    ]
    asked = tuple(open_ones or started)
    spoken_of = {mark.pupil_id for mark in marks.values() if mark.client == trip_client(batch)}
    rows = [
        _row(known[pupil, day], plans.get(pupil), [marks.get((pupil, day, s)) for s in asked], asked, batch)
        for pupil in pupils
        if (pupil, day) in known and (pupil in plans or pupil in spoken_of)
    ]
    in_order = sorted(rows, key=lambda row: (row.pupil.surname, row.pupil.forename, row.pupil.pupil_id))
    return TripDay(batch, day, sessions, asked, tuple(in_order), at)


def days_of_trip(batch: PlanBatch) -> list[date]:
    """The weekdays that the trip covers."""
    length = (batch.last_day - batch.first_day).days + 1
    days = [batch.first_day + timedelta(days=number) for number in range(length)]
    return [day for day in days if any(_holds_for(batch, day, session) for session in Session)]


def _holds_for(plan: PlannedMark | PlanBatch, day: date, session: str) -> bool:
    place = day.weekday() * 2 + (session == Session.PM)
    return place < len(plan.halves) and plan.halves[place] == "1"


def _waits(plan: PlannedMark | None, mark: Current | None, day: date, session: str) -> bool:
    if plan is None or not plan.holds_for(day, session):
        return False
    return mark is None or mark.code == CLEARED or (mark.code == plan.code and mark.source != CONFIRMED)


def _row(
    pupil: PupilOnDay,
    plan: PlannedMark | None,
    marks: list[Current | None],
    asked: tuple[str, ...],
    batch: PlanBatch,
) -> TripRow:
    if (
        any(_waits(plan, mark, pupil.date, session) for mark, session in zip(marks, asked, strict=True))
        or not asked
    ):
        return TripRow(pupil, "waits", "")
    made = [mark for mark in marks if mark is not None and mark.code != CLEARED]
    if made and all(mark.code == batch.code for mark in made):
        return TripRow(pupil, "came", made[-1].note)
    if not made or any(mark.source == NOT_COME for mark in made):
        return TripRow(pupil, "not_come", "did not come")
    return TripRow(pupil, "other", f"marked {made[-1].code}, {CODES[made[-1].code].words.lower()}")
