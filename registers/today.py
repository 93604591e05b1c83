"""Today's work, for the home page of each role: what the registers of this moment ask of the person."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from registers.calendar_shape import count
from registers.codes import (
    CONFIRMED_ON_DAY,
    LATE_AFTER_CLOSE,
    NO_REASON_YET,
    PRESENT,
    RESTRICTED,
    Session,
)
from registers.day_facts import FROM_PLAN, MarkToday
from registers.day_registers import ClassRegister, DayRegisters, registers_of_the_day
from registers.fire_roll import MarkOfDay, Moved, Place, Standing, place_at
from registers.models import ApiToken, Cover, Mark, Movement, Post, School
from registers.pupils_today import day_of, expected_in_afternoon
from registers.roles import Role
from registers.school_sessions import BY_CLOSURE, HALF, SCHOOL_TIME, Plan, PupilOnDay, clock_words
from registers.unsettled import Unsettled, unsettled_n_marks

CONFIRM_WITHIN = dt.timedelta(days=14)
"""Visits and the like of so many days back stay listed until a person has confirmed them."""
SOON = dt.timedelta(days=14)


@dataclass(frozen=True)
class Listed:
    """A pupil on a list of things to look at, with the session and what is said of it."""

    pupil: PupilOnDay
    date: dt.date
    session: str
    words: str

    @property
    def half(self) -> str:
        """Morning or afternoon."""
        return HALF[self.session]


@dataclass(frozen=True)
class ToConfirm:
    """Pupils of one class down for one visit, sport, placement or provision that nobody has confirmed."""

    date: dt.date
    code: str
    note: str
    group: str
    sessions: tuple[str, ...]
    pupils: tuple[PupilOnDay, ...]

    @property
    def halves(self) -> str:
        """`morning`, `afternoon`, or `all day`."""
        return "all day" if len(self.sessions) == len(Session) else HALF[self.sessions[0]]


@dataclass(frozen=True)
class ClassToday:
    """The day of somebody who takes classes."""

    day: DayRegisters

    @property
    def next_to_take(self) -> ClassRegister | None:
        """The register to take now: of the latest session that has started, the first that is not complete."""
        waiting = self.day.not_complete
        latest = max((register.session.starts_at for register in waiting), default=None)
        return next((register for register in waiting if register.session.starts_at == latest), None)

    @cached_property
    def away_next_day(self) -> list[tuple[PupilOnDay, str]]:
        """Pupils of these classes who are planned away on the next school day, with when and why."""
        found = []
        for pupil in self.day.pupils:
            halves = [(half, self._plan_next_day(pupil, half)) for half in Session]
            said = {half: plan_words(plan) for half, plan in halves if plan is not None}
            if said:
                found.append((pupil, _halves_in_words(said)))
        return found

    def _plan_next_day(self, pupil: PupilOnDay, half: Session) -> Plan | None:
        day = self.day.next_day
        if day is None or not self.day.calendar.has_session(day, half):
            return None
        plan = self.day.calendar.plan_for(pupil, day, half)
        return None if plan is not None and plan.source == BY_CLOSURE else plan

    @cached_property
    def closed_next_day(self) -> list[str]:
        """Why pupils of these classes are closed out on the next school day, and how many they are."""
        day = self.day.next_day
        if day is None:
            return []
        found: dict[str, set[int]] = defaultdict(set)
        for pupil in self.day.pupils:
            halves = [
                (half, self.day.calendar.plan_for(pupil, day, half))
                for half in Session
                if self.day.calendar.has_session(day, half)
            ]
            said = {half: plan_words(plan) for half, plan in halves if plan and plan.source == BY_CLOSURE}
            if said:
                found[_halves_in_words(said)].add(pupil.pupil_id)
        return [f"{count(len(pupils), 'pupil')}: {words}" for words, pupils in found.items()]


@dataclass(frozen=True)
class OfficeToday:
    """The day of the office, and of those who lead it."""

    day: DayRegisters
    unsettled: list[Unsettled]

    @cached_property
    def session(self) -> str:
        """The latest session that has started; empty before school."""
        started = [each.session for each in self.day.sessions if each.starts_at <= self.day.at]
        return started[-1] if started else ""

    @property
    def half(self) -> str:
        """That session in words."""
        return HALF.get(self.session, "")

    @cached_property
    def due(self) -> list[ClassRegister]:
        """The registers of that session."""
        return [register for register in self.day.begun if register.session.session == self.session]

    @property
    def complete(self) -> int:
        """How many of them are complete."""
        return sum(register.is_complete for register in self.due)

    @cached_property
    def without_reason(self) -> list[Listed]:
        """Pupils absent in that session whose reason nobody knows yet."""
        marks = [mark for mark in self.day.marks_of(self.session) if mark.code == NO_REASON_YET]
        return self._listed([(mark, self._seen(mark.pupil_id)) for mark in marks])

    @cached_property
    def came_late(self) -> int:
        """Pupils signed in late at the desk today."""
        moves = self.day.moves.values()
        return sum(any(move.kind == Movement.Kind.IN_LATE for move in each) for each in moves)

    @cached_property
    def on_roll(self) -> list[PupilOnDay]:
        """Everybody on the roll who is in a class."""
        return [pupil for pupil in self.day.pupils if pupil.on_roll]

    @cached_property
    def on_site(self) -> int:
        """How many pupils are on site now, by marks and movements."""
        return sum(self._place(pupil).standing is Standing.ON_SITE for pupil in self.on_roll)

    @cached_property
    def contradictions(self) -> list[Listed]:
        """Present in class against a plan or mark of the office, or late in class after registration closed."""
        found = []
        for mark in self.day.marks.values():
            if mark.code in PRESENT and mark.by_teacher:
                pupil = self._by_id[mark.pupil_id]
                plan = self.day.calendar.plan_for(pupil, self.day.day, mark.session)
                if plan is not None and plan.source == BY_CLOSURE:
                    continue  # who closed the school saw who was here, and kept their marks
                if plan is not None and plan.code not in PRESENT:
                    found.append((mark, f"Planned {plan_words(plan)}; {mark.name} marked {mark.code}"))
                elif mark.before:
                    found.append((mark, f"The office had {mark.before}; {mark.name} marked {mark.code}"))
            elif mark.code == LATE_AFTER_CLOSE and mark.by_teacher:
                found.append(
                    (
                        mark,
                        f"Came at {_arrival(mark)}, said {mark.name} after registration had closed",
                    )
                )
        return self._listed(found)

    @cached_property
    def to_confirm(self) -> list[ToConfirm]:
        """What a trip leader or provider has to confirm: planned for a session that has started, or of days before."""
        waiting: dict[tuple[dt.date, str, str, str], dict[PupilOnDay, set[str]]] = defaultdict(dict)

        def add(day: dt.date, code: str, note: str, pupil: PupilOnDay, session: str) -> None:
            waiting[day, code, note, pupil.group_name or ""].setdefault(pupil, set()).add(session)

        for mark in self.day.to_confirm_before:
            add(mark.date, mark.code, mark.note, self._by_id[mark.pupil_id], mark.session)
        for register in self.day.begun:
            for pupil in register.pupils:
                found = self._unconfirmed(pupil, register.session.session)
                if found is not None:
                    add(self.day.day, *found, pupil, register.session.session)
        return [
            ToConfirm(*key, tuple(sorted(set().union(*pupils.values()))), tuple(pupils))
            for key, pupils in sorted(waiting.items(), key=lambda each: each[0])
        ]

    @property
    def passes(self) -> list[tuple[str, str]]:
        """The holders of one-day passes, each with the class."""
        takers = {
            (taker.name, each.group) for each in self.day.registers for taker in each.takers if taker.is_cover
        }
        return sorted(takers)

    @property
    def overdue(self) -> list[Unsettled]:
        """N marks that should have been settled before today."""
        return [each for each in self.unsettled if each.overdue]

    @cached_property
    def _by_id(self) -> dict[int, PupilOnDay]:
        return {pupil.pupil_id: pupil for pupil in self.day.pupils}

    def _seen(self, pupil: int) -> str:
        """Where a club saw the pupil today: the class is asked before home is."""
        seen = [move for move in self.day.moves.get(pupil, []) if move.kind == Movement.Kind.SEEN]
        return f"seen on site {clock_words(seen[-1].at)}: ask the class first" if seen else ""

    def _unconfirmed(self, pupil: PupilOnDay, session: str) -> tuple[str, str] | None:
        mark = self.day.marks.get((pupil.pupil_id, session))
        if mark is not None:
            waits = mark.code in CONFIRMED_ON_DAY and mark.source == FROM_PLAN
            return (mark.code, mark.note) if waits else None
        plan = self.day.calendar.plan_for(pupil, self.day.day, session)
        return (plan.code, plan.note) if plan is not None and plan.code in CONFIRMED_ON_DAY else None

    def _listed(self, found: list[tuple[MarkToday, str]]) -> list[Listed]:
        listed = [Listed(self._by_id[mark.pupil_id], mark.date, mark.session, words) for mark, words in found]
        return sorted(
            listed, key=lambda each: (each.pupil.group_name or "", each.pupil.surname, each.pupil.forename)
        )

    def _place(self, pupil: PupilOnDay) -> Place:
        marks = [self.day.marks.get((pupil.pupil_id, half)) for half in Session]
        moves = self.day.moves.get(pupil.pupil_id, [])
        return place_at(
            self.day.at.astimezone(SCHOOL_TIME).time(),
            marks=[MarkOfDay(mark.session, mark.code, mark.arrived_at) for mark in marks if mark],
            moves=[Moved(move.kind, move.at.astimezone(SCHOOL_TIME).time()) for move in moves],
            day=day_of(self.day.calendar, self.day.day),
            expected_afternoon=expected_in_afternoon(
                self.day.calendar.plan_for(pupil, self.day.day, Session.PM)
            ),
        )


@dataclass(frozen=True)
class AdminToday:
    """What a system administrator looks after."""

    people: int
    ending: list[Post]
    without_password: int
    tokens: list[ApiToken]
    passes: int


def class_today(*, school: School, at: dt.datetime, by: Post) -> ClassToday:
    """The day of a teacher, or of the holder of a one-day pass. Four statements."""
    return ClassToday(registers_of_the_day(school=school, day=at.date(), at=at, by=by))


def office_today(*, school: School, at: dt.datetime, by: Post) -> OfficeToday:
    """The day of the office. Six statements."""
    since = at.date() - CONFIRM_WITHIN
    day = registers_of_the_day(school=school, day=at.date(), at=at, by=by, confirm_since=since)
    marks = Mark.objects.visible_to(by, on=at.date())
    return OfficeToday(day, unsettled_n_marks(marks, school=school, on=at.date()))


def admin_today(*, school: School, at: dt.datetime, by: Post) -> AdminToday:
    """People, tokens and passes of the school. Three statements."""
    today = at.date()
    unnamed = [Role.COMMAND, Role.COVER, Role.PARENT]
    posts = list(Post.objects.visible_to(by).on(today).exclude(role__in=unnamed).select_related("user"))
    ending = [post for post in posts if post.last_day is not None and post.last_day <= today + SOON]
    tokens = ApiToken.objects.filter(school=school, withdrawn_at__isnull=True, expires_at__gt=at)
    return AdminToday(
        people=len({post.user_id for post in posts}),
        ending=sorted(ending, key=lambda post: (post.last_day or today, post.user.name)),
        without_password=sum(not post.user.has_usable_password() and not post.user.is_demo for post in posts),
        tokens=list(tokens.order_by("expires_at")),
        passes=Cover.objects.filter(school=school, date=today, withdrawn_at__isnull=True).count(),
    )


def _arrival(mark: MarkToday) -> str:
    if mark.arrived_at is None:
        return clock_words(mark.at)
    return f"{mark.arrived_at.hour}:{mark.arrived_at:%M}"


def plan_words(plan: Plan) -> str:
    """A plan as a list may show it: `M, dentist`; a code that only some may know is not named."""
    return "away" if plan.code in RESTRICTED else plan.words


def _halves_in_words(said: dict[Session, str]) -> str:
    if len(said) == len(Session) and len(set(said.values())) == 1:
        return f"{said[Session.AM]}, all day"
    return "; ".join(f"{words}, {HALF[half]}" for half, words in said.items())
