"""Children outside compulsory school age who will soon be inside it, while part of their week still rests on that.

X ends by itself on that day (`Calendar.plan_for`); two weeks before, the office is told, so that full time is agreed or
something else is. Three statements, however many children.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q

from registers.codes import CODES, AgeLimit
from registers.models import ExpectedPattern, GroupMembership, PlannedMark, Pupil, School, SchoolDay
from registers.school_year import STARTS_AT_AGE, compulsory_school_age

WARNING = timedelta(days=14)
WARNING_SCHOOL_DAYS = 10
"""Two weeks of school as well: the days prescribed lie in holidays, in which nobody reads a warning."""
LOOK_AHEAD = timedelta(days=60)  # two weeks of school, and the longest holiday
LISTED_AFTER = timedelta(days=14)
BEGINS_WITHIN = timedelta(days=STARTS_AT_AGE * 366 + 124)  # the fifth birthday, and the next prescribed day


@dataclass(frozen=True)
class TurningAge:
    """One child: the day compulsory school age begins, and the school day from which it shows."""

    pupil: Pupil
    group: str
    begins: date
    first_school_day: date | None
    days_left: int

    @property
    def has_begun(self) -> bool:
        """Whether the day has come."""
        return self.days_left <= 0

    @property
    def last_day(self) -> date:
        """The last day on which X may stand."""
        return self.begins - timedelta(days=1)


def turning_soon(*, school: School, on: date) -> list[TurningAge]:
    """The children on the roll whose day is within two weeks (or two weeks of school), or has just come."""
    begins = {pupil: compulsory_school_age(pupil.dob).first for pupil in _with_part_of_a_week(school, on)}
    near = {pupil: day for pupil, day in begins.items() if on - LISTED_AFTER <= day <= on + LOOK_AHEAD}
    if not near:
        return []
    days = SchoolDay.objects.filter(school=school).between(on, on + 2 * LOOK_AHEAD).order_by("date")
    school_days = list(days.values_list("date", flat=True))
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=near).values_list("pupil", "group__name"))
    listed = [
        TurningAge(
            pupil=pupil,
            group=groups.get(pupil.pk, ""),
            begins=day,
            first_school_day=next((each for each in school_days if each >= day), None),
            days_left=(day - on).days,
        )
        for pupil, day in near.items()
        if day - on <= WARNING or sum(on <= each < day for each in school_days) <= WARNING_SCHOOL_DAYS
    ]
    return sorted(listed, key=lambda each: (each.begins, each.pupil.surname, each.pupil.forename))


def _with_part_of_a_week(school: School, on: date) -> list[Pupil]:
    """Children of about that age with X in a pattern or a plan that has not ended."""
    outside = [code.code for code in CODES.values() if code.age is AgeLimit.OUTSIDE]
    lasting = Q(last_day__isnull=True) | Q(last_day__gte=on - LISTED_AFTER)
    patterns = ExpectedPattern.objects.standing().filter(lasting, pupil=OuterRef("pk"), code__in=outside)
    plans = PlannedMark.objects.filter(lasting, pupil=OuterRef("pk"), code__in=outside, withdrawn_at=None)
    born = (on - LISTED_AFTER - BEGINS_WITHIN, on + LOOK_AHEAD - timedelta(days=STARTS_AT_AGE * 365))
    pupils = Pupil.objects.filter(school=school, dob__range=born).on_roll(on)
    found = pupils.filter(Exists(patterns) | Exists(plans))
    return [pupil for pupil in found.prefetch_related("patterns", "planned_marks") if _outlasts(pupil)]


def _outlasts(pupil: Pupil) -> bool:
    """Whether something with X was to hold on or after the day."""
    begins = compulsory_school_age(pupil.dob).first
    planned = [*pupil.patterns.all(), *pupil.planned_marks.all()]
    return any(
        each.withdrawn_at is None
        and CODES[each.code].age is AgeLimit.OUTSIDE
        and (each.last_day is None or each.last_day >= begins)
        for each in planned
        if each.code in CODES
    )
