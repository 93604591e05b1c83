"""One pupil on one day, and what the school has in store for that day: sessions, closures and plans. Values only."""

import datetime as dt
from dataclasses import dataclass, field
from typing import NamedTuple
from zoneinfo import ZoneInfo

from registers import arrivals
from registers.code_rules import age_refusal
from registers.codes import (
    CODES,
    CONFIRMED_ON_DAY,
    DUE_ELSEWHERE,
    MARKED_AT_CLOSE,
    NOT_EXPECTED,
    PART_CLOSED,
    SITE_CLOSED,
    Session,
    is_valid_on,
)
from registers.refusals import NoSessionThatDay, TimesNotSet
from registers.roles import Permission, Role, who_may
from registers.school_year import FRIDAY, of_compulsory_school_age

SCHOOL_TIME = ZoneInfo("Europe/London")
HALF = {"AM": "morning", "PM": "afternoon"}
BY_CLOSURE = "closure"
"""The source of marks, and of what is planned, where the school is closed unexpectedly."""
STANDS_THROUGH_CLOSURE = CONFIRMED_ON_DAY | {DUE_ELSEWHERE, NOT_EXPECTED}
"""Plans that an unexpected closure of the site leaves alone: the pupil was not due on the premises (D)."""


class PupilOnDay(NamedTuple):
    """One pupil as the registers of one day know them."""

    pupil_id: int
    date: dt.date
    surname: str
    forename: str
    known_as: str
    dob: dt.date
    group_id: int | None
    group_name: str | None
    year_group: str | None
    starting_day: dt.date | None
    """The starting day of the stay on the roll that holds on the date; None when not on the roll."""
    deleted_on: dt.date | None
    mine: bool
    """Whether the person asking takes the pupil's class on the date (always true for those who see every class)."""

    @property
    def called(self) -> str:
        """The name used in school."""
        return f"{self.known_as or self.forename} {self.surname}"

    @property
    def first_name(self) -> str:
        """What a teacher calls the pupil."""
        return self.known_as or self.forename

    @property
    def on_roll(self) -> bool:
        """Whether the pupil is on the admission register that day."""
        return self.starting_day is not None

    @property
    def of_compulsory_age(self) -> bool:
        """Whether the pupil is of compulsory school age that day."""
        return of_compulsory_school_age(self.dob, self.date)


class Plan(NamedTuple):
    """What is expected of one pupil ahead of the day: a planned mark, or a half-day of the weekly pattern."""

    pupil_id: int
    first_day: dt.date
    last_day: dt.date | None
    halves: str
    code: str
    status: str
    source: str
    note: str
    by_id: int | None
    name: str
    position: str
    at: dt.datetime | None
    plan_id: int | None

    def holds_for(self, day: dt.date, session: str) -> bool:
        """Whether the plan holds for that half-day."""
        if (
            day < self.first_day
            or (self.last_day is not None and day > self.last_day)
            or day.weekday() > FRIDAY
        ):
            return False
        return self.halves[day.weekday() * 2 + (session == Session.PM)] == "1"

    @property
    def words(self) -> str:
        """The code with its reason: `M, dentist`."""
        return f"{self.code}, {self.note}" if self.note else f"{self.code} ({CODES[self.code].title.lower()})"


class PartClosure(NamedTuple):
    """A closure as the calendar has it. `by_id` to `at`: who made it, where a person did."""

    first_day: dt.date
    last_day: dt.date
    sessions: str
    year_groups: frozenset[str]
    classes: frozenset[str]
    words: str
    pupils: frozenset[int] = frozenset()
    by_id: int | None = None
    name: str = ""
    position: str = ""
    at: dt.datetime | None = None
    pk: int | None = None

    @property
    def is_for_everybody(self) -> bool:
        """Whether it closes the whole school, rather than some years, classes or named pupils."""
        return not self.year_groups and not self.classes and not self.pupils

    @property
    def code(self) -> str:
        """The code of a session that an unexpected closure takes: the whole site, or part of the premises."""
        return SITE_CLOSED if self.is_for_everybody else PART_CLOSED

    @property
    def sentence(self) -> str:
        """`The whole site is closed unexpectedly: snow. Y4 is planned for everybody.`"""
        what = "The whole site" if self.is_for_everybody else "Part of the premises"
        half = f" in the {HALF[self.sessions]}" if self.sessions else ""
        who = self._who()
        whom = "everybody" if self.is_for_everybody else "these pupils"
        return f"{what} is closed unexpectedly{half}{who}: {self.words}. {self.code} is planned for {whom}."

    def _who(self) -> str:
        named = [f"year {year}" for year in sorted(self.year_groups)]
        named += [f"class {name}" for name in sorted(self.classes)]
        named += [f"{len(self.pupils)} named pupils"] if self.pupils else []
        return f" for {', '.join(named)}" if named else ""

    def covers(self, day: dt.date, session: str) -> bool:
        """Whether it covers that half-day for those it closes."""
        return self.first_day <= day <= self.last_day and self.sessions in ("", session)

    def closes(self, pupil: PupilOnDay) -> bool:
        """Whether it closes the pupil, their year or class, or everybody."""
        return (
            self.is_for_everybody
            or pupil.year_group in self.year_groups
            or pupil.group_name in self.classes
            or pupil.pupil_id in self.pupils
        )

    def plan_for(self, pupil: PupilOnDay, day: dt.date, session: str) -> Plan:
        """What an unexpected closure plans for a pupil whom it closes out of that half-day."""
        half = day.weekday() * 2 + (session == Session.PM)
        halves = "".join("1" if number == half else "0" for number in range(10))
        made = (self.by_id, self.name, self.position, self.at)
        return Plan(
            pupil.pupil_id, day, day, halves, self.code, "planned", BY_CLOSURE, self.words, *made, None
        )


@dataclass(frozen=True, slots=True)
class SessionOnDay:
    """A session that the school has: its moments in school time."""

    date: dt.date
    session: str
    times: arrivals.SessionTimes
    starts_at: dt.datetime
    closes_at: dt.datetime
    ends_at: dt.datetime


@dataclass(frozen=True)
class Calendar:
    """The school's times, days, closures and plans over some dates."""

    times: dict[tuple[str, int | None], arrivals.SessionTimes]
    days: dict[dt.date, tuple[bool, bool]]
    closures: list[PartClosure]
    plans: dict[int, list[Plan]]
    unexpected: list[PartClosure] = field(default_factory=list)
    """Unexpected closures: they leave the session in being, and plan its marks."""
    known: dict[tuple[dt.date, str], SessionOnDay] = field(default_factory=dict)

    def session(self, day: dt.date, session: str) -> SessionOnDay:
        """The session, or a refusal that names what takes it away and who can change the calendar."""
        found = self.known.get((day, session))
        if found is None:
            self._refuse_without_session(day, session)
            found = self.known[(day, session)] = self._session(day, session)
        return found

    def has_session(self, day: dt.date, session: str) -> bool:
        """Whether the whole school meets in that half of the day."""
        return self.days.get(day, (False, False))[session == Session.PM]

    @property
    def is_partly_closed(self) -> bool:
        """Whether a closure of some years, classes or pupils falls into these dates."""
        return any(not each.is_for_everybody for each in (*self.closures, *self.unexpected))

    def closure_of(self, pupil: PupilOnDay, day: dt.date, session: str) -> PartClosure | None:
        """The closure that takes the session away from this pupil's year or class, if one does."""
        for closure in self.closures:
            if closure.covers(day, session) and closure.closes(pupil):
                return closure
        return None

    def closed_unexpectedly(self, pupil: PupilOnDay, day: dt.date, session: str) -> PartClosure | None:
        """The unexpected closure that keeps this pupil away from that session, if one does."""
        for closure in self.unexpected:
            if closure.covers(day, session) and closure.closes(pupil) and is_valid_on(closure.code, day):
                return closure
        return None

    def site_closed(self, day: dt.date, session: str) -> PartClosure | None:
        """The unexpected closure of the whole site in that session, if there is one."""
        found = (each for each in self.unexpected if each.is_for_everybody and each.covers(day, session))
        return next(found, None)

    def closed_words(self, day: dt.date) -> list[str]:
        """What is closed unexpectedly that day, a sentence for each closure."""
        return [
            each.sentence for each in self.unexpected if any(each.covers(day, session) for session in Session)
        ]

    def no_session_words(self, day: dt.date) -> str:
        """Why the whole school does not meet that day; empty where it does."""
        if any(self.has_session(day, session) for session in Session):
            return ""
        try:
            self._refuse_without_session(day, Session.AM)
        except NoSessionThatDay as refusal:
            return refusal.words
        return ""

    def expects(self, pupil: PupilOnDay, day: dt.date, session: str) -> bool:
        """Whether the pupil has a mark due: on the roll, and not closed."""
        return pupil.on_roll and self.closure_of(pupil, day, session) is None

    def plan_for(self, pupil: PupilOnDay, day: dt.date, session: str) -> Plan | None:
        """The plan that counts: an unexpected closure, else the newest decision for that half-day, before the pattern.

        Who was not due on the premises anyway (a trip, the other school) keeps that plan through a closure.
        A code that no longer suits the pupil's age (X from the day compulsory school age begins) is no plan.
        """
        plan = self._newest(pupil, day, session, "planned")
        closure = self.closed_unexpectedly(pupil, day, session)
        if closure is None or (plan is not None and plan.code in STANDS_THROUGH_CLOSURE):
            return plan
        return closure.plan_for(pupil, day, session)

    def marks_itself(self, pupil: PupilOnDay, day: dt.date, session: str) -> bool:
        """Whether the close makes the pupil's mark without anybody: planned away for good, or closed unexpectedly."""
        plan = self.plan_for(pupil, day, session)
        if plan is None:
            return False
        return plan.code in MARKED_AT_CLOSE or self.closed_unexpectedly(pupil, day, session) is not None

    def reported_for(self, pupil: PupilOnDay, day: dt.date, session: str) -> Plan | None:
        """What a parent has reported for that half-day and the office has not accepted yet."""
        return self._newest(pupil, day, session, "reported")

    def _newest(self, pupil: PupilOnDay, day: dt.date, session: str, status: str) -> Plan | None:
        plans = self.plans.get(pupil.pupil_id)
        if not plans:
            return None
        for plan in plans:
            if plan.status == status and plan.holds_for(day, session):
                if age_refusal(plan.code, of_compulsory_school_age(pupil.dob, day)) is None:
                    return plan
        return None

    def _session(self, day: dt.date, session: str) -> SessionOnDay:
        times = self.times.get((session, day.weekday())) or self.times.get((session, None))
        if times is None:
            raise TimesNotSet(
                f"The school has not said when {HALF[session]} registration starts and closes.",
                who_can_fix=f"{people_who(Permission.CHANGE_SETTINGS)} can, under school settings.",
            )
        moments = [
            dt.datetime.combine(day, each, SCHOOL_TIME) for each in (times.start, times.close, times.end)
        ]
        return SessionOnDay(day, session, times, *moments)

    def _refuse_without_session(self, day: dt.date, session: str) -> None:
        if self.has_session(day, session):
            return
        everybody = [each for each in self.closures if each.is_for_everybody]
        why = next((each.words for each in everybody if each.covers(day, session)), None)
        if why is None and day.weekday() > FRIDAY:
            why = f"{day:%A}s are not school days"
        elif why is None:
            why = "outside term" if not self.days.get(day) else f"no {HALF[session]} session"
        raise NoSessionThatDay(
            f"There is no session in the {HALF[session]} of {in_words(day)}: {why}.",
            who_can_fix=calendar_fixers(),
        )


def in_words(day: dt.date) -> str:
    """Tuesday 24 November 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def clock_words(moment: dt.datetime | None) -> str:
    """8:47, in school time."""
    if moment is None:
        return ""
    local = moment.astimezone(SCHOOL_TIME)
    return f"{local.hour}:{local:%M}"


def people_who(permission: Permission) -> str:
    """`The head or system administrator`: the roles that carry the permission, for a refusal."""
    labels = [role.label.lower() for role in who_may(permission) if role is not Role.COMMAND]
    return f"The {' or '.join(filter(None, [', '.join(labels[:-1]), labels[-1]]))}"


def calendar_fixers() -> str:
    """Who can change terms and closures."""
    return f"{people_who(Permission.CHANGE_CALENDAR)} can change the calendar."
