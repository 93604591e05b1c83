"""The letter that takes a notice to improve back: which one, whether it is wanted, and whether it was written."""

import datetime as dt

from absence.leave_days import LeaveDays
from absence.leave_words import days_words
from absence.letters_to_read import Ready, letters_to_read
from penalties.models import NoticeToImprove, NoticeToImproveEnd
from registers.codes import Session
from registers.message_states import State
from registers.models import Message, Post
from registers.school_sessions import SCHOOL_TIME
from registers.wording import Fact

KIND = "notice_to_improve_withdrawn"
CAUSE = "notice_withdrawn/"
NEVER_WENT = frozenset({State.HELD, State.QUEUED, State.CANCELLED, State.FAILED})


def cause_of(notice: NoticeToImprove) -> str:
    """What the letter is about, as the outbox keeps it."""
    return f"{CAUSE}{notice.pk}"


def takes_back(notice: NoticeToImprove) -> bool:
    """Whether the notice is withdrawn and its parent holds a letter that says otherwise."""
    end = getattr(notice, "end", None)
    withdrawn = end is not None and end.kind == NoticeToImproveEnd.Kind.WITHDRAWN
    return withdrawn and State(notice.letter.state) not in NEVER_WENT


def letter_of_withdrawal(notice: NoticeToImprove) -> Message | None:
    """The letter that says so, where somebody has written it."""
    return Message.objects.filter(school=notice.school_id, cause=cause_of(notice)).order_by("pk").first()


def withdrawal_letter(notice: NoticeToImprove, *, by: Post, on: dt.date) -> Ready | None:
    """The letter to the parent of the notice, or None where they may not be written to any more."""
    pupil = notice.case.pupil
    days = LeaveDays(notice.first_day, Session.AM, notice.last_day, Session.PM)
    facts: dict[str, Fact] = {
        "pupil": pupil.known_as or pupil.forename,
        "pupil full name": pupil.legal_name,
        "day": notice.at.astimezone(SCHOOL_TIME).date(),
        "improvement days": lambda language: days_words(days, language=language),
        "signed by": f"{by.user.name}, {by.position}",
    }
    ready = letters_to_read(pupil=pupil, kind=KIND, school=notice.school, on=on, facts=facts)
    return next((each for each in ready if each.contact.pk == notice.contact_id), None)
