"""Admitting a pupil: the name joins the admission register from the agreed starting day, or when the pupil attends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from registers.actions.patterns import Wanted, set_pattern
from registers.actions.prior_absence import refresh_prior_absence
from registers.actions.register_entry import AlreadyOnRoll, Parent, Person, enter_pupil
from registers.actions.stays import begin_class_and_year
from registers.codes import DUE_ELSEWHERE, NOT_EXPECTED
from registers.models import (
    Admission,
    Post,
    PriorAbsence,
    Pupil,
    RegistrationGroup,
    School,
)
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.school_year import academic_year, academic_year_days


class StaysOverlap(Refusal):
    """Two stays of one pupil would share days."""

    who_can_fix = (
        "You can, by choosing a later starting day; the office can re-instate a name deleted in error."
    )


class StartTooEarly(Refusal):
    """A starting day of an earlier school year."""

    who_can_fix = "A file of pupils can carry earlier stays: an administrator can import it."


class StartTooLate(Refusal):
    """A starting day that nobody can have agreed yet."""

    who_can_fix = "You can, by correcting the day."


class EarlierAbsencesReported(Refusal):
    """Sessions that an earlier school reported fall on days of this roll."""

    who_can_fix = "The office can take those sessions out, on the page of the earlier school."


FURTHEST_START = timedelta(days=730)
"""A starting day is agreed at most so far ahead."""


@dataclass(frozen=True)
class Joining:
    """Where the pupil joins: class, year, registration, and the half-days at the other school (1 = there)."""

    group: RegistrationGroup
    year_group: str
    registration: str = Admission.Registration.SINGLE
    other_school: str = ""
    halves_elsewhere: str = ""


@dataclass(frozen=True)
class Staggered:
    """The first weeks part-time: the half-days expected (1 = expected), and the last day of that."""

    expected: str
    last_day: date


@dataclass(frozen=True)
class Admitted:
    """What an admission made. `taken_over`: sessions missed at an earlier school of the site, now here too."""

    admission: Admission
    taken_over: int


@transaction.atomic
def admit_pupil(
    *,
    school: School,
    person: Person,
    parents: Sequence[Parent],
    joining: Joining,
    starting_day: date,
    agreed_with: str,
    staggered: Staggered | None = None,
    by: Post,
    at: datetime,
) -> Admitted:
    """Put a pupil on the roll from the starting day; one who was here before is the same pupil with a new stay.

    Raises AlreadyOnRoll, StaysOverlap, StartTooEarly, StartTooLate, EarlierAbsencesReported, NoNumberFree,
    PatternNotAllowed.
    """
    pupil = enter_pupil(school=school, person=person, parents=parents, first_day=starting_day, by=by, at=at)
    return begin_stay(pupil, joining, starting_day, agreed_with, staggered, by, at)


def begin_stay(
    pupil: Pupil,
    joining: Joining,
    starting_day: date,
    agreed_with: str,
    staggered: Staggered | None,
    by: Post,
    at: datetime,
) -> Admitted:
    """Begin a stay of a pupil whom the school knows. Raises what `admit_pupil` raises."""
    _refuse_start(pupil, starting_day, at.date())
    admission = Admission.objects.create(
        school=pupil.school,
        pupil=pupil,
        starting_day=starting_day,
        registration=joining.registration,
        other_school=joining.other_school,
        agreed_with=agreed_with,
        entered_at=at,
    )
    begin_class_and_year(
        pupil=pupil, group=joining.group, year_group=joining.year_group, first_day=starting_day
    )
    wanted = _pattern(joining, staggered, starting_day)
    if wanted is not None:
        set_pattern(pupil=pupil, wanted=wanted, by=by, at=at)
    refresh_prior_absence(school=pupil.school)
    taken_over = PriorAbsence.objects.filter(pupil=pupil, from_school__isnull=False).count()
    return Admitted(admission, taken_over)


def _pattern(joining: Joining, staggered: Staggered | None, starting_day: date) -> Wanted | None:
    if staggered is not None:
        return Wanted(staggered.expected, NOT_EXPECTED, starting_day, staggered.last_day)
    if "1" in joining.halves_elsewhere:
        expected = joining.halves_elsewhere.translate(str.maketrans("01", "10"))
        return Wanted(expected, DUE_ELSEWHERE, starting_day, None, other_school=joining.other_school)
    return None


def _refuse_start(pupil: Pupil, starting_day: date, today: date) -> None:
    year = academic_year_days(academic_year(today))
    if starting_day < year.first:
        raise StartTooEarly(f"{in_words(starting_day)} lies in an earlier school year.")
    refuse_far_start(starting_day, today)
    for stay in pupil.admissions.order_by("starting_day"):
        if stay.deleted_on is None or stay.starting_day >= starting_day:
            raise AlreadyOnRoll(f"{pupil.called} is on the roll here from {in_words(stay.starting_day)}.")
        if stay.deleted_on >= starting_day:
            raise StaysOverlap(f"{pupil.called} was on the roll here until {in_words(stay.deleted_on)}.")
    refuse_reported_days(pupil, starting_day)


def refuse_far_start(starting_day: date, today: date) -> None:
    """Refuse a starting day that lies further ahead than anybody agrees. Raises StartTooLate."""
    if starting_day > today + FURTHEST_START:
        raise StartTooLate(f"{in_words(starting_day)} is more than two years ahead.")


def refuse_reported_days(pupil: Pupil, first: date, last: date | None = None) -> None:
    """Refuse days on the roll for which a school outside the site reported absence. Raises EarlierAbsencesReported."""
    reported = PriorAbsence.objects.filter(pupil=pupil, from_school__isnull=True, date__gte=first)
    day = reported.filter(date__lte=last or date.max).order_by("date").values_list("date", flat=True).first()
    if day is not None:
        raise EarlierAbsencesReported(
            f"An earlier school reported an absence of {pupil.called} on {in_words(day)}, which would be on this roll."
        )
