"""What the suspensions of some pupils follow from, read in a fixed number of statements."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch, Q

from registers.codes import ON_SITE, SUSPENDED, Session
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import (
    Admission,
    Care,
    ContactLimit,
    GroupMembership,
    Mark,
    Post,
    Professional,
    PupilStatus,
    School,
    Suspension,
    Term,
)
from registers.school_sessions import Calendar, PupilOnDay
from registers.school_year import academic_year
from registers.suspended_sessions import Taken, taken_between
from registers.suspension_rules import HalfDay

AHEAD = dt.timedelta(days=60)
"""How far the sessions of an exclusion without an end are worked out, and how far back a run of days may begin."""


@dataclass
class SuspensionFacts:
    """What is read for some pupils' suspensions."""

    school: School
    on: dt.date
    post: Post
    pupils: list[int]
    suspensions: list[Suspension]
    calendar: Calendar = field(init=False)
    on_days: dict[tuple[int, dt.date], PupilOnDay] = field(init=False)
    terms: list[Term] = field(init=False)
    marks: dict[int, dict[HalfDay, str]] = field(init=False)
    groups: dict[int, str] = field(init=False)
    on_roll: set[int] = field(init=False)
    cares: dict[int, list[Care]] = field(init=False)
    professionals: dict[int, list[Professional]] = field(init=False)
    statuses: dict[int, list[PupilStatus]] = field(init=False)

    def last_of(self, suspension: Suspension) -> HalfDay:
        """The last half-day that is worked out."""
        if suspension.last is not None:
            return suspension.last
        return HalfDay(max(self.on, suspension.first_day) + AHEAD, Session.PM.value)

    def read(self) -> "SuspensionFacts":
        """Ten statements."""
        pupils = self.pupils
        first = min((each.first_day for each in self.suspensions), default=self.on) - AHEAD
        last = max((self.last_of(each).date for each in self.suspensions), default=self.on)
        self.calendar = calendar_for(school=self.school, first=first, last=last, pupils=pupils)
        days = {
            (each.pupil_id, day)
            for each in self.suspensions
            for day in self.calendar.days
            if each.first_day <= day <= self.last_of(each).date
        }
        self.on_days = pupils_on_days(school=self.school, wanted=sorted(days), by=self.post)
        self.terms = list(Term.objects.filter(school=self.school).order_by("first_day"))
        self._read_marks(pupils, {day for _, day in days})
        names = GroupMembership.objects.on(self.on).filter(pupil__in=pupils)
        self.groups = dict(names.values_list("pupil", "group__name"))
        self.on_roll = set(
            Admission.objects.on(self.on).filter(pupil__in=pupils).values_list("pupil", flat=True)
        )
        limits = ContactLimit.objects.on(self.on)
        cares = Care.objects.filter(school=self.school, pupil__in=pupils).select_related("contact")
        cares = cares.filter(Q(parental_responsibility=True) | Q(lives_with=True))
        cares = cares.prefetch_related(Prefetch("limits", limits, to_attr="limits_now"))
        self.cares = _by_pupil(cares.order_by("priority", "pk"))
        roles = [
            Professional.Kind.SOCIAL_WORKER,
            Professional.Kind.VIRTUAL_SCHOOL,
            Professional.Kind.LA_CONTACT,
        ]
        self.professionals = _by_pupil(Professional.objects.filter(pupil__in=pupils, role__in=roles))
        kinds = [PupilStatus.Kind.SOCIAL_WORKER, PupilStatus.Kind.LOOKED_AFTER]
        self.statuses = _by_pupil(PupilStatus.objects.filter(pupil__in=pupils, kind__in=kinds))
        return self

    def _read_marks(self, pupils: list[int], days: set[dt.date]) -> None:
        wanted = Q(code=SUSPENDED) | Q(code__in=ON_SITE, date__in=days)
        marks = Mark.objects.filter(wanted, school=self.school, pupil__in=pupils)
        self.marks = defaultdict(dict)
        for pupil, day, session, code in marks.values_list("pupil", "date", "session", "code"):
            self.marks[pupil][HalfDay(day, session)] = code

    def taken(self, suspension: Suspension) -> Taken:
        """The sessions of one suspension."""
        return taken_between(
            suspension.first,
            self.last_of(suspension),
            pupil_id=suspension.pupil_id,
            calendar=self.calendar,
            on_days=self.on_days,
        )

    def term_of(self, day: dt.date) -> str:
        """The name of the term that a day lies in."""
        return next((each.name for each in self.terms if each.first_day <= day <= each.last_day), "")

    def year_of(self, day: dt.date) -> str:
        """The school year of a day, as the school's terms have it."""
        return year_of(day, self.terms)


def year_of(day: dt.date, terms: Iterable[Term]) -> str:
    """The school year of a day: the term's, which may begin in August, else by 1 September."""
    named = (each.academic_year for each in terms if each.first_day <= day <= each.last_day)
    return next(named, academic_year(day))


def _by_pupil(rows: Iterable) -> dict[int, list]:  # type: ignore[type-arg]
    found: dict[int, list] = defaultdict(list)  # type: ignore[type-arg]
    for row in rows:
        found[row.pupil_id].append(row)
    return found
