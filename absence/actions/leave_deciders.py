"""Naming in writing who besides the head decides about leave, ending it, and the school's own words for the test."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from absence.models import LeaveDelegate, LeaveTest
from registers.models import Post, School
from registers.refusals import Refusal
from registers.roles import Permission, Role, may


class DelegateRefused(Refusal):
    """Somebody who cannot be named, or a document without words."""

    who_can_fix = "You can, by correcting it."


class AlreadyNamed(DelegateRefused):
    """The person decides already."""

    who_can_fix = "Nobody needs to. End the earlier naming first if the document has changed."


class NotTheHead(DelegateRefused):
    """Only the head names somebody."""

    who_can_fix = "The head can."


@transaction.atomic
def name_decider(*, post: Post, from_day: date, words: str, by: Post, at: datetime) -> LeaveDelegate:
    """Name somebody who decides about leave from that day. Raises NotTheHead, DelegateRefused, AlreadyNamed."""
    _refuse_others(by)
    if not words.strip():
        raise DelegateRefused("Write what the head has put in writing.")
    if post.school_id != by.school_id or not may(Role(post.role), Permission.SEE_LEAVE):
        raise DelegateRefused("Only somebody who sees requests for leave here can be named.")
    if may(Role(post.role), Permission.DECIDE_LEAVE):
        raise DelegateRefused(f"{post.user.name} decides already, as head.")
    try:
        with transaction.atomic():
            return LeaveDelegate.objects.create(
                school_id=post.school_id or 0,
                post=post,
                first_day=from_day,
                words=words.strip(),
                by=by,
                name=by.user.name,
                position=by.position,
                at=at,
            )
    except IntegrityError as error:
        raise AlreadyNamed(f"{post.user.name} is named already.") from error


@transaction.atomic
def end_decider(*, delegate: LeaveDelegate, by: Post, on: date, at: datetime) -> LeaveDelegate:
    """End it at once: from now on the person no longer decides. Ended twice, the first holds. Raises NotTheHead."""
    _refuse_others(by)
    standing = LeaveDelegate.objects.filter(pk=delegate.pk, school=by.school_id, ended_at__isnull=True)
    standing.update(last_day=on - timedelta(days=1), ended_at=at, ended_name=by.user.name)
    delegate.refresh_from_db()
    return delegate


def save_leave_test(
    *, school: School, value: str, event: str, source: str, operation: UUID, by: Post, at: datetime
) -> LeaveTest:
    """Keep the test in the school's own words; earlier ones stay. The same `operation` again saves it once."""
    said = {"value": value.strip(), "event": event.strip(), "source": source.strip()}
    who = {"by": by, "name": by.user.name, "position": by.position, "at": at}
    try:
        with transaction.atomic():
            return LeaveTest.objects.create(school=school, operation=operation, **said, **who)
    except IntegrityError:
        return LeaveTest.objects.get(school=school, operation=operation)


def _refuse_others(by: Post) -> None:
    if not may(Role(by.role), Permission.DECIDE_LEAVE):
        raise NotTheHead("Only the head names who else decides about leave.")
