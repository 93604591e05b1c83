"""Marking leave that was taken though it was not agreed: by a person, with the reason, through amended marks."""

from datetime import datetime

from django.db import transaction

from absence.leave_proposals import Proposal, Session
from registers.actions.amend import amend_mark
from registers.actions.mark_entries import Written
from registers.codes import HOLIDAY_NOT_GRANTED, NO_GOOD_REASON
from registers.models import Post
from registers.refusals import Refusal


class NotTheCode(Refusal):
    """Only G or O, and the one that was not proposed only with a reason."""

    who_can_fix = "You can, by saying why in a few words."


@transaction.atomic
def mark_leave_taken(
    *, proposal: Proposal, code: str, words: str = "", by: Post, at: datetime
) -> list[Written]:
    """Give the half-days that the proposal is about this code, each with the reason. Everything else stays.

    G is for a holiday only, other absence without leave is O: the code that is not proposed, and any where nobody asked
    for leave, needs `words`. Raises NotTheCode, or the MarkRefusal of the mark that may not be amended.
    """
    if code not in (HOLIDAY_NOT_GRANTED, NO_GOOD_REASON):
        raise NotTheCode(f"Choose {HOLIDAY_NOT_GRANTED} or {NO_GOOD_REASON}.")
    if not words.strip() and proposal.decision is None:
        raise NotTheCode(
            "Nobody asked for leave: say why you believe it. The reason is kept beside each mark."
        )
    if not words.strip() and code != proposal.code:
        holiday = "it was a holiday" if code == HOLIDAY_NOT_GRANTED else "it was no holiday"
        raise NotTheCode(f"Say why {holiday}. The reason is kept beside each mark.")
    reason = ": ".join(filter(None, [proposal.reason, words.strip()]))[:300]
    return [_amend(proposal, each, code, reason, by, at) for each in proposal.open_sessions]


def _amend(proposal: Proposal, each: Session, code: str, reason: str, by: Post, at: datetime) -> Written:
    return amend_mark(
        pupil=proposal.pupil, day=each.date, session=each.session, code=code, reason=reason, base_rev=each.rev,
        note=each.note, by=by, at=at,
    )  # fmt: skip
