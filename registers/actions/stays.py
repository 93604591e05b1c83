"""What hangs on a stay on the roll: it begins with it and ends with it."""

from datetime import date, datetime, timedelta

from django.db import transaction

from registers.models import (
    Admission,
    ClubMember,
    ExpectedPattern,
    GroupMembership,
    PlannedMark,
    Post,
    Pupil,
    PupilStatus,
    RegistrationGroup,
)

DAY = timedelta(days=1)


@transaction.atomic
def begin_class_and_year(*, pupil: Pupil, group: RegistrationGroup, year_group: str, first_day: date) -> None:
    """Put the pupil into the class and year group from that day; what stood there before gives way."""
    classes = GroupMembership.objects.filter(pupil=pupil)
    years = PupilStatus.objects.filter(pupil=pupil, kind=PupilStatus.Kind.YEAR_GROUP)
    for held in (classes, years):
        held.filter(first_day__gte=first_day).delete()
        held.during(first_day, date.max).update(last_day=first_day - DAY)
    GroupMembership.objects.create(school=pupil.school, pupil=pupil, group=group, first_day=first_day)
    PupilStatus.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=PupilStatus.Kind.YEAR_GROUP,
        value=year_group,
        first_day=first_day,
    )


@transaction.atomic
def end_with_the_stay(*, pupil: Pupil, last_day: date, by: Post, at: datetime) -> None:
    """End what the pupil has beyond the last day on the roll: class, weekly pattern, clubs and what is planned."""
    for dated in (GroupMembership, ClubMember):
        held = dated.objects.filter(pupil=pupil).during(last_day + DAY, date.max)
        held.filter(first_day__gt=last_day).delete()
        held.filter(first_day__lte=last_day).update(last_day=last_day)
    patterns = ExpectedPattern.objects.standing().filter(pupil=pupil).during(last_day + DAY, date.max)
    patterns.filter(first_day__gt=last_day).update(withdrawn_at=at)
    patterns.filter(first_day__lte=last_day).update(last_day=last_day)
    plans = PlannedMark.objects.filter(pupil=pupil, withdrawn_at__isnull=True, last_day__gt=last_day)
    plans.filter(first_day__gt=last_day).update(withdrawn_at=at, withdrawn_name=by.user.name)
    plans.filter(first_day__lte=last_day).update(last_day=last_day)


@transaction.atomic
def move_class_end(*, pupil: Pupil, ended_on: date, to: date | None) -> int:
    """The class that ended on that day ends on another one, or goes on; how many rows changed.

    Nothing changes where another class follows.
    """
    held = GroupMembership.objects.filter(pupil=pupil)
    if held.filter(first_day__gt=ended_on).exists():
        return 0
    return held.filter(last_day=ended_on).update(last_day=to)


@transaction.atomic
def move_start(*, admission: Admission, first_day: date) -> None:
    """What began with the stay begins on its corrected first day; what would begin before it begins with it."""
    old, pupil = admission.starting_day, admission.pupil
    for held in (
        GroupMembership.objects.filter(pupil=pupil),
        PupilStatus.objects.filter(pupil=pupil, kind=PupilStatus.Kind.YEAR_GROUP),
    ):
        of_stay = held.filter(first_day=old)
        if first_day < old and held.during(first_day, old - DAY).exists():
            held.during(first_day, old - DAY).filter(first_day__gte=first_day).delete()
            held.during(first_day, old - DAY).update(last_day=first_day - DAY)
        of_stay.exclude(last_day__lt=first_day).update(first_day=first_day)
    ExpectedPattern.objects.standing().filter(pupil=pupil, first_day=old).exclude(
        last_day__lt=first_day
    ).update(first_day=first_day)
