"""Whom to ring about a child, in which order."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from registers.family import patterns_of, with_today
from registers.models import Care, School


@dataclass(frozen=True)
class Adult:
    """Somebody to ring about a child. `limited`: may not learn addresses or numbers."""

    contact_id: int
    care_id: int
    name: str
    relationship: str
    phones: tuple[str, ...]
    email: str
    limited: bool
    today: bool
    """Whether it is their day, where care is shared."""


def adults_of(school: School, pupils: Collection[int], day: dt.date) -> dict[int, list[Adult]]:
    """Whom to ring for each, in order: first those whose day it is, where care is shared. Two statements.

    Who has no access to a child is never among them.
    """
    cares = list(
        Care.objects.may_be_told(day)
        .with_limited(day)
        .filter(school=school, pupil__in=pupils)
        .select_related("contact")
        .order_by("priority", "pk")
    )
    theirs = {care.pk for care in with_today(cares, patterns_of(cares, on=day), on=day)}
    found: dict[int, list[Adult]] = defaultdict(list)
    for care in sorted(cares, key=lambda care: care.pk not in theirs):
        found[care.pupil_id].append(
            Adult(
                contact_id=care.contact_id,
                care_id=care.pk,
                name=care.contact.name,
                relationship=care.relationship,
                phones=tuple(filter(None, [care.contact.phone, care.contact.phone2])),
                email=care.contact.email,
                limited=care.limited,  # type: ignore[attr-defined]
                today=care.pk in theirs,
            )
        )
    return dict(found)
