"""Letting an inspector read the registers until a day, ending that sooner, and noting what was opened."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import cast

from django.db import transaction

from absence.actions.support_plans import write_once
from registers.actions.staff import end_post, give_post
from registers.models import Post, School
from registers.models.signed import signed_by
from registers.refusals import Refusal
from registers.roles import Role
from registers.school_sessions import SCHOOL_TIME
from reporting.models import InspectorAccess, InspectorAccessEnd, InspectorLook

LONGEST = timedelta(days=28)
"""An inspection and the reading before it (P). A longer look is granted again by a person."""


class AccessRefused(Refusal):
    """Access cannot be given like that."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Granted:
    """Who may read, for whom they inspect, why, and on which days."""

    name: str
    email: str
    body: str
    why: str
    first_day: date
    last_day: date


@transaction.atomic
def grant_inspector_access(
    *, school: School, granted: Granted, operation: uuid.UUID, by: Post, at: datetime
) -> InspectorAccess:
    """Give the inspector a post that ends by itself. Raises AccessRefused, and the refusals of giving a post."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)
    before = InspectorAccess.objects.filter(school=school, operation=operation).first()
    if before is not None:
        return before
    if granted.last_day < max(granted.first_day, at.astimezone(SCHOOL_TIME).date()):
        raise AccessRefused("Access ends today or later, and after it begins.")
    if granted.last_day - granted.first_day >= LONGEST:
        raise AccessRefused(
            f"Give at most {LONGEST.days} days at a time.", who_can_fix="Give it again when it has ended."
        )
    _refuse_own_people(school, granted, at.astimezone(SCHOOL_TIME).date())
    body = InspectorAccess.Body(granted.body)
    post = give_post(
        school=school,
        email=granted.email,
        name=granted.name,
        role=Role.INSPECTOR,
        position=f"Inspector, {body.label}",
        by=by,
        on=granted.first_day,
        until=granted.last_day,
        at=at,
    )
    said = {"post": post, "body": body.value, "why": granted.why.strip()[:300]}
    days = {"first_day": granted.first_day, "last_day": granted.last_day}
    return write_once(InspectorAccess, operation=operation, by=by, at=at, **said, **days)[0]


def _refuse_own_people(school: School, granted: Granted, on: date) -> None:
    """An inspector comes from outside: a teacher with the address would read every class."""
    here = Post.objects.on(on).filter(user__email=granted.email.lower(), school=school)
    held = here.exclude(role=Role.INSPECTOR).select_related("user").first()
    if held is not None:
        raise AccessRefused(
            f"{granted.email} is the address of {held.user.name}, who works here. An inspector comes from outside.",
            who_can_fix="Write the inspector’s own address.",
        )


@transaction.atomic
def end_inspector_access(
    *, access: InspectorAccess, operation: uuid.UUID, by: Post, at: datetime
) -> InspectorAccessEnd:
    """End it at once: the inspector's next click is refused."""
    School.objects.select_for_update(no_key=True).get(pk=access.school_id)
    before = InspectorAccessEnd.objects.filter(access=access).first()
    if before is not None:
        return before
    end_post(post=access.post, by=by, on=at.astimezone(SCHOOL_TIME).date())
    return write_once(InspectorAccessEnd, operation=operation, by=by, at=at, access=access)[0]


@transaction.atomic
def note_look(*, what: str, by: Post, at: datetime) -> InspectorLook | None:
    """Keep what an inspector opens, before it is shown. Of the school's own people no page is noted."""
    if by.role != Role.INSPECTOR:
        return None
    return note_taken(school=cast(School, by.school), what=what, by=by, at=at)


@transaction.atomic
def note_taken(*, school: School, what: str, by: Post, at: datetime) -> InspectorLook:
    """Keep who takes names away, whoever it is: a file of a whole school year."""
    return InspectorLook.objects.create(school=school, what=what[:200], **signed_by(by, at))
