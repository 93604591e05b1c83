"""Letting an officer of the local authority see one case, until a day, and ending that."""

import datetime as dt
import uuid

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from penalties.models import Case, CaseShare, CaseShareEnd
from registers.models import Post
from registers.refusals import Refusal
from registers.roles import Role
from registers.school_sessions import SCHOOL_TIME

LONGEST = dt.timedelta(days=180)
"""A share has an end; a case that goes on is shared again (D)."""


class ShareRefused(Refusal):
    """A case cannot be shared like that."""

    who_can_fix = "You can, on this page."


@transaction.atomic
def share_case(
    *, case: Case, officer: Post, until: dt.date, why: str, operation: uuid.UUID, by: Post, at: dt.datetime
) -> CaseShare:
    """Let the officer see the case and its papers until that day. Raises ShareRefused."""
    lock(case.pupil_id)
    on = at.astimezone(SCHOOL_TIME).date()
    before = CaseShare.objects.filter(school=case.school_id, operation=operation).first()
    if before is not None:
        return before
    if officer.role != Role.LA or officer.school_id != case.school_id:
        raise ShareRefused("Share with an officer of the local authority who has a role at this school.")
    if not on <= until <= on + LONGEST:
        raise ShareRefused(f"Share it for {LONGEST.days} days at most, and not until a day that is over.")
    if not why.strip():
        raise ShareRefused("Say why it is shared: it stays with the case.")
    if CaseShare.objects.of_officer(officer, on).filter(case=case).exists():
        raise ShareRefused(
            f"{officer.user.name} sees this case already.", who_can_fix="End that first, to set another day."
        )
    return write_once(
        CaseShare,
        operation=operation,
        by=by,
        at=at,
        case=case,
        officer=officer,
        until=until,
        why=why.strip()[:500],
    )[0]


@transaction.atomic
def end_share(*, share: CaseShare, operation: uuid.UUID, by: Post, at: dt.datetime) -> CaseShareEnd:
    """End the sharing at once; ended twice it is ended once."""
    lock(share.case.pupil_id)
    before = CaseShareEnd.objects.filter(share=share).first()
    if before is not None:
        return before
    return write_once(CaseShareEnd, operation=operation, by=by, at=at, share=share)[0]
