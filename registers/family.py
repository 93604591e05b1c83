"""Pupils who share an adult, and whose day it is."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from registers.care_days import is_with
from registers.models import Care, CareDays, GroupMembership, Post, Pupil


def siblings_of(pupil: Pupil, post: Post, *, on: dt.date) -> list[tuple[Pupil, str]]:
    """Pupils on the roll who share an adult with the pupil, each with the class. Two statements."""
    adults = Care.objects.on(on).filter(pupil=pupil).values("contact")
    shared = Care.objects.on(on).filter(contact__in=adults).values("pupil")
    found = Pupil.objects.visible_to(post, on=on).on_roll(on).filter(pk__in=shared).exclude(pk=pupil.pk)
    siblings = list(found.order_by("dob", "forename", "pk"))
    groups = dict(
        GroupMembership.objects.on(on)
        .filter(pupil__in=[each.pk for each in siblings])
        .values_list("pupil", "group__name")
    )
    return [(each, groups.get(each.pk, "")) for each in siblings]


def patterns_of(cares: Iterable[Care], *, on: dt.date) -> dict[int, list[CareDays]]:
    """By care, the pattern of days that holds on `on` and those that begin later. One statement."""
    found: dict[int, list[CareDays]] = defaultdict(list)
    rows = CareDays.objects.filter(care__in=[care.pk for care in cares]).order_by("first_day")
    for row in rows:
        if row.last_day is None or row.last_day >= on:
            found[row.care_id].append(row)
    return found


def with_today(cares: Iterable[Care], patterns: dict[int, list[CareDays]], *, on: dt.date) -> list[Care]:
    """The adults whose day it is by their patterns; nobody where no pattern says so."""
    return [
        care
        for care in cares
        if any(row.first_day <= on and is_with(row.days, row.first_day, on) for row in patterns[care.pk])
    ]
