"""The weekly pattern of a pupil: the half-days expected, and what holds on the others."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from registers.code_rules import age_refusal
from registers.codes import CODES, DUE_ELSEWHERE, PART_TIME_LEAVE, AgeLimit
from registers.models import ExpectedPattern, PlannedMark, Post, Pupil
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.school_year import compulsory_school_age, of_compulsory_school_age

FULL_TIME = "1" * 10


class PatternNotAllowed(Refusal):
    """The pattern may not hold for this pupil on these days."""

    who_can_fix = "You can, by choosing another code or other days."


@dataclass(frozen=True)
class Wanted:
    """A pattern as somebody asks for it. `agreed_with`: the parent and the authorised person, for C2."""

    expected: str
    code: str
    first_day: date
    last_day: date | None
    other_school: str = ""
    agreed_with: str = ""


@transaction.atomic
def set_pattern(*, pupil: Pupil, wanted: Wanted, by: Post, at: datetime) -> ExpectedPattern | None:
    """Give the pupil this pattern from its first day; the one that holds then ends the day before.

    Every half-day expected ends the pattern and makes none: full time needs none. Raises PatternNotAllowed.
    """
    if wanted.expected != FULL_TIME:
        _refuse_pattern(pupil, wanted)
    _make_room(pupil, wanted, at)
    if wanted.expected == FULL_TIME:
        return None
    return ExpectedPattern.objects.create(
        school=pupil.school,
        pupil=pupil,
        expected=wanted.expected,
        code=wanted.code,
        first_day=wanted.first_day,
        last_day=wanted.last_day,
        other_school=wanted.other_school if wanted.code == DUE_ELSEWHERE else "",
        agreed_with=wanted.agreed_with if wanted.code == PART_TIME_LEAVE else "",
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def agree_full_time(*, pupil: Pupil, by: Post, at: datetime) -> date:
    """Say that the pupil is expected full time from the day compulsory school age begins; that day.

    What is left out of the week because of the age ends the day before, patterns and plans alike.
    """
    begins = compulsory_school_age(pupil.dob).first
    last = begins - timedelta(days=1)
    outside = [code.code for code in CODES.values() if code.age is AgeLimit.OUTSIDE]
    patterns = ExpectedPattern.objects.standing().filter(pupil=pupil, code__in=outside)
    patterns.during(begins, begins).filter(first_day__lte=last).update(last_day=last)
    patterns.filter(first_day__gte=begins).update(withdrawn_at=at)
    plans = PlannedMark.objects.filter(pupil=pupil, code__in=outside, withdrawn_at__isnull=True)
    plans.filter(first_day__gte=begins).update(withdrawn_at=at, withdrawn_name=by.user.name)
    plans.filter(first_day__lt=begins, last_day__gte=begins).update(last_day=last)
    return begins


def _make_room(pupil: Pupil, wanted: Wanted, at: datetime) -> None:
    """End what holds on the first day, and take back what would have begun later and overlaps."""
    last = wanted.last_day if wanted.expected != FULL_TIME else None
    others = ExpectedPattern.objects.standing().filter(pupil=pupil)
    later = others.during(wanted.first_day, last or date.max)
    later.filter(first_day__gte=wanted.first_day).update(withdrawn_at=at)
    others.on(wanted.first_day).update(last_day=wanted.first_day - timedelta(days=1))


def _refuse_pattern(pupil: Pupil, wanted: Wanted) -> None:
    if wanted.last_day is not None and wanted.last_day < wanted.first_day:
        raise PatternNotAllowed("The last day comes before the first.")
    if wanted.code == DUE_ELSEWHERE and not wanted.other_school.strip():
        raise PatternNotAllowed("Say which other school the pupil is due at.")
    if wanted.code == PART_TIME_LEAVE:
        _refuse_part_time(wanted)
    why = age_refusal(wanted.code, of_compulsory_school_age(pupil.dob, wanted.first_day))
    if why is not None:
        raise PatternNotAllowed(f"On {in_words(wanted.first_day)}: {why}")
    # Outside compulsory school age ends by itself; inside it must still hold on the last day.
    if CODES[wanted.code].age is AgeLimit.INSIDE:
        leaves = compulsory_school_age(pupil.dob).last
        if wanted.last_day is not None and wanted.last_day > leaves:
            raise PatternNotAllowed(
                f"{wanted.code} cannot run past {in_words(leaves)}, when compulsory school age ends."
            )


def _refuse_part_time(wanted: Wanted) -> None:
    """Regulation 11(6): exceptional circumstances, times and dates agreed with a parent; so it has an end."""
    if not wanted.agreed_with.strip():
        raise PatternNotAllowed(f"Say who agreed to {wanted.code}: a parent the pupil lives with, and when.")
    if wanted.last_day is None:
        raise PatternNotAllowed(f"{wanted.code} is temporary: say on which day it ends.")
