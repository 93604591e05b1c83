"""Telling a parent that a notice to improve is withdrawn, whose letter had already gone. A person reads it first."""

import datetime as dt

from django.db import transaction

from absence.actions.support_plans import lock
from absence.letters_to_read import Ready
from penalties.actions.improvement import ImprovementRefused
from penalties.models import NoticeToImprove
from penalties.withdrawn_letters import cause_of, letter_of_withdrawal, takes_back, withdrawal_letter
from registers.actions.write_messages import Draft, write_messages
from registers.models import Message, Post
from registers.school_sessions import SCHOOL_TIME


def letter_to_read(*, notice: NoticeToImprove, by: Post, on: dt.date) -> Ready:
    """The letter as it would go. Nothing is written. Raises ImprovementRefused."""
    if not takes_back(notice):
        raise ImprovementRefused(
            "There is no letter to take back: the notice is not withdrawn, or its letter never went.",
            who_can_fix="Nothing is left to do.",
        )
    ready = withdrawal_letter(notice, by=by, on=on)
    if ready is None:
        raise ImprovementRefused(
            f"{notice.to_name} may not be written to any more.",
            who_can_fix="Limits are settled by the safeguarding lead.",
        )
    return ready


@transaction.atomic
def write_withdrawal_letter(*, notice: NoticeToImprove, by: Post, at: dt.datetime) -> Message:
    """Put the letter into the outbox, once. Raises ImprovementRefused."""
    lock(notice.case.pupil_id)
    if before := letter_of_withdrawal(notice):
        return before
    ready = letter_to_read(notice=notice, by=by, on=at.astimezone(SCHOOL_TIME).date())
    draft = Draft(
        cause=cause_of(notice),
        contact=ready.contact,
        channel=Message.Channel.LETTER,
        subject=ready.said.subject,
        body=ready.said.body,
        pupil=notice.case.pupil,
        language=ready.said.language,
        wording=ready.said.version,
    )
    return write_messages(drafts=[draft], by=by, at=at)[0]
