"""What people decide about absence: a conversation, a letter, a meeting, or leaving a stage out with a reason.

Nothing here starts by itself. Letters go into the outbox, one for each person, and wait there to be printed or sent.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from absence.actions.meetings import Arranged, CameOfIt, Outcome, arrange_meeting, record_meeting
from absence.actions.punctuality import LetterTo
from absence.models import Meeting, SupportStages, SupportStep
from absence.support_concerns import PupilConcern
from absence.support_stages import MOST_SESSIONS, MOST_WEEKS, SUPPORT, Stage, Stages, in_words, mix_of
from registers.actions.write_messages import Draft, write_messages
from registers.message_states import Event, leads_to, moves_from
from registers.models import Message, Post, Pupil, School
from registers.refusals import Refusal

CAUSE = "support/"
Kind = SupportStep.Kind
MEETINGS = {
    Meeting.Kind.ATTENDANCE: Stage.MEETING,
    Meeting.Kind.FAMILY_TEAM: Stage.MEETING,
    Meeting.Kind.FORMAL: Stage.FORMAL,
}
"""Meetings about absence, with the stage that each is. No other meeting is a step."""


class SupportRefused(Refusal):
    """A step about absence cannot be taken like that."""

    who_can_fix = "You can, on this page."


@dataclass(frozen=True)
class Did:
    """What somebody did about a stage, before it is written down."""

    stage: Stage
    kind: str
    note: str = ""
    edited: bool = False
    meeting: Meeting | None = None


@transaction.atomic
def set_support_stages(
    *, school: School, stages: Stages, operation: uuid.UUID, by: Post, at: datetime
) -> SupportStages:
    """Set the school's stages of support. Raises SupportRefused."""
    School.objects.select_for_update().get(pk=school.pk)
    before = SupportStages.objects.filter(school=school, operation=operation).first()
    if before is not None:
        return before
    if not 1 <= stages.weeks <= MOST_WEEKS:
        raise SupportRefused(f"Look at 1 to {MOST_WEEKS} school weeks.")
    if any(not 1 <= sessions <= MOST_SESSIONS for _, sessions in stages.in_order):
        raise SupportRefused(f"A stage is reached after 1 to {MOST_SESSIONS} sessions.")
    if stages.formal is not None and stages.meeting is None and stages.plan is None:
        raise SupportRefused(
            "A formal conversation comes only after support: use the meeting or the plan, too."
        )
    return SupportStages.objects.create(
        school=school,
        weeks=stages.weeks,
        **{stage.value: getattr(stages, stage.value) for stage in Stage},
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def note_conversation(
    *, concern: PupilConcern, note: str, operation: uuid.UUID, by: Post, at: datetime
) -> SupportStep:
    """Note that somebody spoke with the family or the child. Raises SupportRefused."""
    if not note.strip():
        raise SupportRefused("Say with whom you spoke, what they said, and what would help.")
    return _step(concern, Did(Stage.CONVERSATION, Kind.CONVERSATION, note), operation, by, at)


@transaction.atomic
def write_support_letters(
    *, concern: PupilConcern, letters: Sequence[LetterTo], operation: uuid.UUID, by: Post, at: datetime
) -> SupportStep:
    """Put the letters about absence into the outbox, one for each person. Raises SupportRefused."""
    if (before := _before(concern.pupil, operation)) is not None:
        return before
    _refuse_nobody(letters)
    did = Did(Stage.LETTER, Kind.LETTER, edited=any(each.edited for each in letters))
    step = _step(concern, did, operation, by, at)
    write_messages(drafts=[_draft(step, each) for each in letters], by=by, at=at)
    return step


@transaction.atomic
def invite_to_support_meeting(
    *,
    concern: PupilConcern,
    kind: str,
    arranged: Arranged,
    letters: Sequence[LetterTo],
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> SupportStep:
    """Arrange a meeting about absence and put the invitations into the outbox.

    Raises SupportRefused, MeetingRefused.
    """
    if (before := _before(concern.pupil, operation)) is not None:
        return before
    _refuse_nobody(letters)
    if arranged.starts_at <= at:
        raise SupportRefused("Invite to a time that is still to come.")
    invited = ", ".join(each.contact.name for each in letters)
    _refuse_too_soon(concern, kind)
    meeting = arrange_meeting(
        pupil=concern.pupil, kind=kind, arranged=arranged, invited=invited, by=by, at=at
    )
    edited = any(each.edited for each in letters)
    did = Did(_stage_of(kind), Kind.MEETING, edited=edited, meeting=meeting)
    step = _step(concern, did, operation, by, at)
    write_messages(drafts=[_draft(step, each) for each in letters], by=by, at=at)
    return step


@transaction.atomic
def support_meeting_took_place(
    *,
    concern: PupilConcern,
    kind: str,
    arranged: Arranged,
    said: CameOfIt,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> SupportStep:
    """Write down a meeting about absence that nobody had been invited to by letter; it is the step, too.

    Raises SupportRefused, MeetingRefused.
    """
    if (before := _before(concern.pupil, operation)) is not None:
        return before
    _refuse_too_soon(concern, kind)
    meeting = arrange_meeting(pupil=concern.pupil, kind=kind, arranged=arranged, by=by, at=at)
    record_meeting(meeting=meeting, said=said, by=by, at=at)
    return _step(concern, Did(_stage_of(kind), Kind.MEETING, meeting=meeting), operation, by, at)


@transaction.atomic
def skip_stage(
    *, concern: PupilConcern, reason: str, operation: uuid.UUID, by: Post, at: datetime
) -> SupportStep:
    """Leave the suggested stage out for now, and say why. Raises SupportRefused."""
    if not reason.strip():
        raise SupportRefused("Say why nothing is done now: it stays with the pupil.")
    if concern.standing.next is None:
        raise SupportRefused("The school uses no stage, so there is none to leave out.")
    return _step(concern, Did(concern.standing.next, Kind.SKIP, reason), operation, by, at)


@transaction.atomic
def take_back_support_step(*, step: SupportStep, operation: uuid.UUID, by: Post, at: datetime) -> SupportStep:
    """The step was a slip: what waits in the outbox is cancelled, and what was missed counts again.

    Raises SupportRefused once a letter has gone.
    """
    Pupil.objects.select_for_update().get(pk=step.pupil_id)
    if step.kind == Kind.TAKEN_BACK or step.undone.exists():
        raise SupportRefused("It was taken back already.", who_can_fix="Nothing is left to do.")
    written = Message.objects.filter(school=step.school_id, cause=_cause(step))
    written.filter(state__in=moves_from(Event.CANCEL)).update(
        state=leads_to(Event.CANCEL), why="The step was taken back.", changed_at=at, changed_name=by.user.name
    )
    if written.exclude(state=Message.State.CANCELLED).exists():
        raise SupportRefused(
            "A letter of it has gone already.",
            who_can_fix="Speak with the family; what was sent stays on record.",
        )
    if step.meeting is not None and not step.meeting.records.exists():
        called_off = CameOfIt(Outcome.CALLED_OFF, agreed="The invitation was taken back before it went.")
        record_meeting(meeting=step.meeting, said=called_off, by=by, at=at)
    kept = ("school", "pupil", "stage", "up_to", "up_to_session", "sessions", "mix")
    return SupportStep.objects.create(
        **{name: getattr(step, name) for name in kept},
        kind=Kind.TAKEN_BACK,
        undoes=step,
        date=at.date(),
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _step(concern: PupilConcern, did: Did, operation: uuid.UUID, by: Post, at: datetime) -> SupportStep:
    pupil = concern.pupil
    about = concern.standing.about(did.stage) if did.kind == Kind.MEETING else concern.standing.new
    Pupil.objects.select_for_update().get(pk=pupil.pk)  # one step at a time
    if (before := _before(pupil, operation)) is not None:
        return before
    if not about:
        raise SupportRefused(
            f"{pupil.called} has missed nothing that counts since the last step.",
            who_can_fix="Nothing is left to do.",
        )
    _refuse_what_somebody_did(concern)
    return SupportStep.objects.create(
        school=pupil.school,
        pupil=pupil,
        stage=did.stage,
        kind=did.kind,
        date=at.date(),
        up_to=about[-1].date,
        up_to_session=about[-1].session,
        sessions=len(about),
        mix=in_words(mix_of(about))[:500],
        note=did.note.strip()[:4000],
        edited=did.edited,
        meeting=did.meeting,
        operation=operation,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _refuse_what_somebody_did(concern: PupilConcern) -> None:
    """Two people read the same case: the second is told what the first did."""
    newest = SupportStep.objects.standing().filter(pupil=concern.pupil).order_by("-pk").first()
    if newest and newest.pk > (concern.last_step.pk if concern.last_step else 0):
        raise SupportRefused(
            f"{newest.name} has just noted a step: {newest.get_kind_display().lower()}.",
            who_can_fix="Look at the page again, and decide whether more is needed.",
        )


def _refuse_too_soon(concern: PupilConcern, kind: str) -> None:
    """Support comes before a conversation about legal steps, and illness is never a matter of them."""
    if kind != Meeting.Kind.FORMAL:
        return
    supported = concern.plans or any(
        step.stage in SUPPORT and step.kind == Kind.MEETING and step.step is not None
        for step in concern.steps
    )
    if not supported:
        raise SupportRefused(
            "Support comes first: no meeting was held and no plan begun this school year.",
            who_can_fix="Invite to a meeting about attendance, or begin a support plan.",
        )
    if not any(each.is_unauthorised for each in concern.standing.new):
        raise SupportRefused(
            "Nothing was missed without leave since the last step, so there are no legal steps to speak of.",
            who_can_fix="Invite to a meeting about attendance instead.",
        )


def _stage_of(kind: str) -> Stage:
    if kind not in MEETINGS:
        raise SupportRefused("A step about absence is a meeting about attendance, with the family or formal.")
    return MEETINGS[Meeting.Kind(kind)]


def _before(pupil: Pupil, operation: uuid.UUID) -> SupportStep | None:
    """What the same press of a button did before."""
    return SupportStep.objects.filter(school=pupil.school_id, operation=operation).first()


def _refuse_nobody(letters: Sequence[LetterTo]) -> None:
    if not letters:
        raise SupportRefused("Choose whom to write to.")


def _cause(step: SupportStep) -> str:
    return f"{CAUSE}{step.pk}/{step.stage}"


def _draft(step: SupportStep, letter: LetterTo) -> Draft:
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
