"""What a family says about a child who is to leave, and what the office makes of it. No name is deleted here."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from absence.models import LeavingNotice, LeavingNoticeAnswer
from registers.actions.leaving import Told, begin_leaving, record_step
from registers.leaving_steps import Kind, Step
from registers.models import Admission, Contact, Leaving, Post, Pupil
from registers.refusals import Refusal

Outcome = LeavingNoticeAnswer.Outcome


class ToldAlready(Refusal):
    """The same parent has told it, and nobody has answered yet."""

    who_can_fix = "You can, by taking back what you sent before."


class NoticeAnswered(Refusal):
    """Somebody has answered the notice, or the family has taken it back."""

    who_can_fix = "Look at the notice again: it says who did what, and when."


@dataclass(frozen=True)
class LeavingTold:
    """What a parent says about a child who is to leave."""

    kind: Kind
    last_day: date
    current_address: str = ""
    new_address: str = ""
    new_address_from: date | None = None
    next_school: str = ""
    next_school_address: str = ""
    next_school_from: date | None = None
    own_words: str = ""


@transaction.atomic
def send_leaving_notice(
    *,
    pupil: Pupil,
    contact: Contact,
    relationship: str,
    lives_with: bool,
    group: str,
    told: LeavingTold,
    language: str,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> LeavingNotice:
    """Keep what a parent says, as it was said. Pressed twice it is said once. Raises ToldAlready."""
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    mine = LeavingNotice.objects.told_by(contact).filter(pupil=pupil)
    before = mine.filter(operation=operation).first()
    if before is not None:
        return before
    if mine.waiting().exists():
        raise ToldAlready(f"You have told us already that {pupil.called} is leaving.")
    return LeavingNotice.objects.create(
        school_id=pupil.school_id,
        pupil=pupil,
        contact=contact,
        lives_with=lives_with,
        child=pupil.legal_name,
        group=group,
        language=language,
        operation=operation,
        by=by,
        name=contact.name,
        position=relationship or "Parent",
        at=at,
        **vars(told),
    )


def take_back_leaving_notice(
    *, notice: LeavingNotice, relationship: str, by: Post, at: datetime
) -> LeavingNoticeAnswer:
    """The family takes back what it said, while nobody has answered. Raises NoticeAnswered."""
    return _answer(
        notice,
        outcome=Outcome.TAKEN_BACK,
        by=by,
        name=notice.contact.name,
        position=relationship or "Parent",
        at=at,
    )


@transaction.atomic
def open_record_from_notice(
    *, notice: LeavingNotice, admission: Admission, told: Told, written_notice: bool, by: Post, at: datetime
) -> Leaving:
    """Open the leaving record from what the family said; `written_notice`: it is the notice of home education.

    Raises NoticeAnswered, and what begin_leaving raises.
    """
    leaving = begin_leaving(admission=admission, told=told, by=by, at=at)
    if written_notice:
        note = f"By the family pages, from {notice.name}; it names {notice.last_day:%-d %B %Y}."
        record_step(
            leaving=leaving, step=Step.WRITTEN_NOTICE, done_on=notice.at.date(), note=note, by=by, at=at
        )
    _answer(
        notice,
        outcome=Outcome.RECORDED,
        leaving=leaving,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )
    return leaving


def note_leaving_notice(*, notice: LeavingNotice, note: str, by: Post, at: datetime) -> LeavingNoticeAnswer:
    """Note what was done about it without a new leaving record. Raises NoticeAnswered."""
    return _answer(
        notice,
        outcome=Outcome.NOTED,
        note=note.strip()[:300],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _answer(notice: LeavingNotice, **fields: object) -> LeavingNoticeAnswer:
    try:
        with transaction.atomic():
            return LeavingNoticeAnswer.objects.create(school_id=notice.school_id, notice=notice, **fields)
    except IntegrityError as error:
        standing = LeavingNoticeAnswer.objects.filter(notice=notice).first()
        if standing is None:
            raise
        words = standing.get_outcome_display()
        raise NoticeAnswered(f"This was answered before: {words} ({standing.name}).") from error
