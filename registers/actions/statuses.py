"""Dated facts about a pupil, and the professionals who work with them."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from registers.actions.register_changes import NothingChanged, NotInOrder, note_change
from registers.models import Post, Professional, Pupil, PupilStatus
from registers.social_care import CALLED, EHCP, SEN, WITH_PLAN, YES, value_words


@transaction.atomic
def change_status(
    *, pupil: Pupil, kind: str, value: str, first_day: date, reason: str, by: Post, at: datetime
) -> PupilStatus | None:
    """Say what holds of a pupil from `first_day`; the earlier period ends the day before. Nothing = no longer.

    A plan (SEN E) brings the education, health and care plan with it, and takes it away. Raises `NothingChanged`,
    `NotInOrder`.
    """
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    made = _set(pupil, kind, value, first_day, reason, by, at)
    if kind == SEN:
        plan = YES if value == WITH_PLAN else ""
        if plan != _value_on(pupil, EHCP, first_day):
            _set(pupil, EHCP, plan, first_day, reason, by, at)
    return made


def _value_on(pupil: Pupil, kind: str, day: date) -> str:
    return (
        PupilStatus.objects.on(day).filter(pupil=pupil, kind=kind).values_list("value", flat=True).first()
        or ""
    )


def _set(
    pupil: Pupil, kind: str, value: str, first_day: date, reason: str, by: Post, at: datetime
) -> PupilStatus | None:
    held = PupilStatus.objects.filter(pupil=pupil, kind=kind)
    if held.filter(first_day__gt=first_day).exists():
        raise NotInOrder(f"{CALLED[kind]} is recorded from a later day already.")
    standing = held.on(first_day).first()
    earlier = standing.value if standing else ""
    if earlier == value and (standing is None or standing.last_day is None):
        raise NothingChanged(f"{CALLED[kind]} is {value_words(kind, value)} already on that day.")
    if standing is not None and standing.first_day == first_day:
        standing.delete()
    elif standing is not None:
        standing.last_day = first_day - timedelta(days=1)
        standing.save(update_fields=["last_day"])
    new = f"{value_words(kind, value)} (from {first_day.isoformat()})"
    original = value_words(kind, earlier)
    note_change(pupil=pupil, field=f"status {kind}", original=original, new=new, reason=reason, by=by, at=at)
    if not value:
        return None
    return PupilStatus.objects.create(
        school_id=pupil.school_id, pupil=pupil, kind=kind, value=value, first_day=first_day
    )


@transaction.atomic
def add_professional(*, pupil: Pupil, values: Mapping[str, str], first_day: date) -> Professional:
    """Record somebody who works with the pupil from `first_day`. Raises `NothingChanged` where they stand already."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    alike = Professional.objects.on(first_day).filter(pupil=pupil, role=values["role"], name=values["name"])
    if alike.exists():
        raise NothingChanged(f"{values['name']} is recorded already.")
    return Professional.objects.create(
        school_id=pupil.school_id, pupil=pupil, first_day=first_day, **dict(values)
    )


@transaction.atomic
def change_professional(
    *, professional: Professional, values: Mapping[str, str], last_day: date | None
) -> Professional:
    """Correct a professional's particulars, or end their work; it stays on record. Raises `NotInOrder`."""
    professional = Professional.objects.select_for_update().get(pk=professional.pk)
    if last_day is not None and last_day < professional.first_day:
        raise NotInOrder("The last day comes before the first.")
    for name, value in values.items():
        setattr(professional, name, value)
    professional.last_day = last_day
    professional.save()
    return professional
