"""What people decide about lateness: a word, a letter, a meeting, or leaving a stage out with a reason.

Nothing here starts by itself. Letters go into the outbox, one for each person, and wait there to be printed or sent.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from absence.actions.meetings import Arranged, CameOfIt, Outcome, arrange_meeting, record_meeting
from absence.lateness import LatePupil
from absence.models import Meeting, PunctualityStages, PunctualityStep
from absence.punctuality import MOST_TIMES, MOST_WEEKS, Stage, Stages, minutes_of
from registers.actions.write_messages import Draft, write_messages
from registers.message_states import Event, leads_to, moves_from
from registers.models import Contact, Message, Post, Pupil, School, WordingVersion
from registers.refusals import Refusal

PUNCTUALITY = "punctuality/"


class PunctualityRefused(Refusal):
    """A step about lateness cannot be taken like that."""

    who_can_fix = "You can, on this page."


@dataclass(frozen=True)
class LetterTo:
    """One letter to one person, in the words that somebody read. `edited`: they changed them."""

    contact: Contact
    subject: str
    body: str
    language: str = "en"
    wording: WordingVersion | None = None
    edited: bool = False


@transaction.atomic
def set_stages(*, school: School, stages: Stages, by: Post, at: datetime) -> PunctualityStages:
    """Set the school's stages. Raises PunctualityRefused."""
    if not 1 <= stages.weeks <= MOST_WEEKS:
        raise PunctualityRefused(f"Look at 1 to {MOST_WEEKS} school weeks.")
    if any(not 1 <= times <= MOST_TIMES for _, times in stages.in_order):
        raise PunctualityRefused(f"A stage is reached after 1 to {MOST_TIMES} times.")
    return PunctualityStages.objects.create(
        school=school,
        weeks=stages.weeks,
        word=stages.word,
        letter=stages.letter,
        meeting=stages.meeting,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def have_a_word(
    *, found: LatePupil, note: str, operation: uuid.UUID, by: Post, at: datetime
) -> PunctualityStep:
    """Note that somebody spoke with the family about arriving on time. Raises PunctualityRefused."""
    if not note.strip():
        raise PunctualityRefused("Say with whom you spoke, and what would help.")
    return _step(found, Stage.WORD, operation, by, at, note=note)


@transaction.atomic
def write_letters(
    *, found: LatePupil, letters: Sequence[LetterTo], operation: uuid.UUID, by: Post, at: datetime
) -> PunctualityStep:
    """Put the letters about lateness into the outbox, one for each person. Raises PunctualityRefused."""
    if (before := _before(found.pupil, operation)) is not None:
        return before
    _refuse_nobody(letters)
    step = _step(found, Stage.LETTER, operation, by, at, edited=any(each.edited for each in letters))
    write_messages(drafts=[_draft(step, each) for each in letters], by=by, at=at)
    return step


@transaction.atomic
def invite_to_meeting(
    *,
    found: LatePupil,
    arranged: Arranged,
    letters: Sequence[LetterTo],
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> PunctualityStep:
    """Arrange a meeting and put the invitations into the outbox. Raises PunctualityRefused, MeetingRefused."""
    if (before := _before(found.pupil, operation)) is not None:
        return before
    _refuse_nobody(letters)
    if arranged.starts_at <= at:
        raise PunctualityRefused("Invite to a time that is still to come.")
    meeting = arrange_meeting(
        pupil=found.pupil, kind=Meeting.Kind.PUNCTUALITY, arranged=arranged,
        invited=", ".join(each.contact.name for each in letters), by=by, at=at,
    )  # fmt: skip
    edited = any(each.edited for each in letters)
    step = _step(found, Stage.MEETING, operation, by, at, meeting=meeting, edited=edited)
    write_messages(drafts=[_draft(step, each) for each in letters], by=by, at=at)
    return step


@transaction.atomic
def meeting_took_place(
    *,
    found: LatePupil,
    arranged: Arranged,
    said: CameOfIt,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> PunctualityStep:
    """Write down a meeting about lateness that nobody had been invited to by letter; it is the step, too.

    Raises PunctualityRefused, MeetingRefused.
    """
    if (before := _before(found.pupil, operation)) is not None:
        return before
    meeting = arrange_meeting(
        pupil=found.pupil, kind=Meeting.Kind.PUNCTUALITY, arranged=arranged, by=by, at=at
    )
    record_meeting(meeting=meeting, said=said, by=by, at=at)
    return _step(found, Stage.MEETING, operation, by, at, meeting=meeting)


@transaction.atomic
def leave_out(
    *, found: LatePupil, reason: str, operation: uuid.UUID, by: Post, at: datetime
) -> PunctualityStep:
    """Leave the suggested stage out for now, and say why. Raises PunctualityRefused."""
    if not reason.strip():
        raise PunctualityRefused("Say why nothing is done now: it stays with the pupil.")
    if found.standing.next is None:
        raise PunctualityRefused("The school uses no stage, so there is none to leave out.")
    return _step(found, found.standing.next, operation, by, at, note=reason, taken=False)


@transaction.atomic
def take_back_step(*, step: PunctualityStep, by: Post, at: datetime) -> PunctualityStep:
    """The step was a slip: what waits in the outbox is cancelled, and the lateness counts again.

    Raises PunctualityRefused once a letter has gone.
    """
    step = PunctualityStep.objects.select_for_update(of=("self",)).select_related("meeting").get(pk=step.pk)
    if step.taken_back_at is not None:
        raise PunctualityRefused("It was taken back already.", who_can_fix="Nothing is left to do.")
    written = Message.objects.filter(school=step.school_id, cause=_cause(step))
    written.filter(state__in=moves_from(Event.CANCEL)).update(
        state=leads_to(Event.CANCEL), why="The step was taken back.", changed_at=at, changed_name=by.user.name
    )
    if written.exclude(state=Message.State.CANCELLED).exists():
        raise PunctualityRefused(
            "A letter of it has gone already.",
            who_can_fix="Speak with the family; what was sent stays on record.",
        )
    if step.meeting is not None and not step.meeting.records.exists():
        called_off = CameOfIt(Outcome.CALLED_OFF, agreed="The invitation was taken back before it went.")
        record_meeting(meeting=step.meeting, said=called_off, by=by, at=at)
    step.taken_back_at, step.taken_back_name = at, by.user.name
    step.save(update_fields=["taken_back_at", "taken_back_name"])
    return step


def _step(
    found: LatePupil,
    stage: Stage,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
    *,
    note: str = "",
    taken: bool = True,
    edited: bool = False,
    meeting: Meeting | None = None,
) -> PunctualityStep:
    Pupil.objects.select_for_update().get(pk=found.pupil.pk)  # one step at a time
    if (before := _before(found.pupil, operation)) is not None:
        return before
    new = found.standing.new
    if not new:
        raise PunctualityRefused(
            f"{found.pupil.called} has not been late since the last step.",
            who_can_fix="Nothing is left to do.",
        )
    return PunctualityStep.objects.create(
        school=found.pupil.school,
        pupil=found.pupil,
        stage=stage,
        taken=taken,
        date=at.date(),
        up_to=new[-1].date,
        up_to_session=new[-1].session,
        times=len(new),
        minutes=minutes_of(new),
        note=note.strip()[:500],
        edited=edited,
        meeting=meeting,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _before(pupil: Pupil, operation: uuid.UUID) -> PunctualityStep | None:
    """What the same press of a button did before."""
    return PunctualityStep.objects.filter(school=pupil.school_id, operation=operation).first()


def _refuse_nobody(letters: Sequence[LetterTo]) -> None:
    if not letters:
        raise PunctualityRefused("Choose whom to write to.")


def _cause(step: PunctualityStep) -> str:
    return f"{PUNCTUALITY}{step.pk}/{step.stage}"


def _draft(step: PunctualityStep, letter: LetterTo) -> Draft:
    return Draft(
        cause=_cause(step),
        contact=letter.contact,
        channel=Message.Channel.LETTER,
        subject=letter.subject[:200],
        body=letter.body,
        pupil=step.pupil,
        language=letter.language,
        wording=letter.wording,
    )
