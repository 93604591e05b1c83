"""Noting that a child's social worker, youth offending worker or virtual school head was told of an absence."""

from datetime import date, datetime

from django.db import transaction

from absence.going_on import GoingOn
from absence.models import ProfessionalTold
from absence.note_to_professional import KIND, channel_for
from absence.professionals import ToTell
from registers.actions.write_messages import Draft, write_messages
from registers.message_causes import absence_of
from registers.message_states import Event, leads_to, moves_from
from registers.models import Message, Post, Professional, Pupil
from registers.refusals import Refusal
from registers.wording import wording_of

NEVER_WENT = (Message.State.CANCELLED, Message.State.FAILED)


class ToldRefused(Refusal):
    """A note that cannot be right."""

    who_can_fix = "You can, by correcting the time or the name."


@transaction.atomic
def record_professional_told(
    *,
    pupil: Pupil,
    whom: ToTell,
    told_name: str,
    how: str,
    told_at: datetime,
    note: str = "",
    message: Message | None = None,
    day: date,
    by: Post,
    at: datetime,
) -> ProfessionalTold:
    """Note that somebody was told of the absence on `day`. Pressed twice it is noted once. Raises ToldRefused.

    `message`: what was written to them; the note counts once it has gone.
    """
    if told_at > at:
        raise ToldRefused("Nobody was told at a time that has not come yet.")
    if not told_name.strip():
        raise ToldRefused(f"Say who was told: the {whom.role_words.lower()} or somebody of the team.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    key = {"school_id": pupil.school_id, "pupil": pupil, "date": day, "role": whom.role, "on_file": whom.name}
    standing = ProfessionalTold.objects.standing().filter(**key).select_related("message").first()
    if standing is not None and standing.message is not None and standing.message.state in NEVER_WENT:
        _end(standing, by, at)
        standing = None
    return standing or ProfessionalTold.objects.create(
        **key,
        told_name=told_name.strip()[:200],
        how=how,
        told_at=told_at,
        note=note.strip()[:300],
        message=message,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def take_back_told(*, told: ProfessionalTold, by: Post, at: datetime) -> ProfessionalTold:
    """The note was a slip: it no longer counts, and who took it back is kept. Raises ToldRefused."""
    told = ProfessionalTold.objects.select_for_update(of=("self",)).select_related("message").get(pk=told.pk)
    if told.taken_back_at is not None:
        raise ToldRefused("It was taken back already.", who_can_fix="Nothing is left to do.")
    if told.message is not None:
        Message.objects.filter(pk=told.message.pk, state__in=moves_from(Event.CANCEL)).update(
            state=leads_to(Event.CANCEL),
            why="The note was taken back.",
            changed_at=at,
            changed_name=by.user.name,
        )
        told.message.refresh_from_db()
        if told.message.state != Message.State.CANCELLED:
            raise ToldRefused(
                "The message has gone already, so they were told.", who_can_fix="Nothing is left to do."
            )
    _end(told, by, at)
    return told


@transaction.atomic
def write_to_professional(
    *,
    found: GoingOn,
    whom: ToTell,
    subject: str,
    body: str,
    by: Post,
    at: datetime,
) -> ProfessionalTold:
    """Put a note to somebody who works with the child into the outbox, by e-mail or else on paper.

    They are told once it has gone; it is cancelled if the child is found before. Written twice, it goes once. Raises
    ToldRefused.
    """
    pupil = found.pupil
    if whom.person is None:
        raise ToldRefused(
            f"No name is on file for the {whom.role_words.lower()}, so there is nobody to write to.",
            who_can_fix="The safeguarding lead or the head can enter one on the child’s page.",
        )
    if not subject.strip() or not body.strip():
        raise ToldRefused("Write what the note says.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    earlier = ProfessionalTold.objects.filter(
        pupil=pupil, date=found.on, role=whom.role, on_file=whom.name
    ).select_related("message")
    standing = next((each for each in earlier if each.taken_back_at is None), None)
    if standing and (standing.message is None or standing.message.state not in NEVER_WENT):
        return standing
    channel = channel_for(whom)
    draft = Draft(
        cause=f"{absence_of(pupil.pk, found.on)}note/{len(earlier) + 1}",
        contact=None,
        professional=Professional.objects.get(pk=whom.person),
        channel=channel,
        subject=" ".join(subject.split())[:200],
        body=body.strip(),
        pupil=pupil,
        wording=wording_of(school=pupil.school, kind=KIND, channel=channel).version,
    )
    [message] = write_messages(drafts=[draft], by=by, at=at)
    how = ProfessionalTold.How.EMAIL if channel == Message.Channel.EMAIL else ProfessionalTold.How.LETTER
    return record_professional_told(
        pupil=pupil,
        whom=whom,
        told_name=whom.name,
        how=how,
        told_at=at,
        message=message,
        day=found.on,
        by=by,
        at=at,
    )


def _end(told: ProfessionalTold, by: Post, at: datetime) -> None:
    told.taken_back_at, told.taken_back_name = at, by.user.name
    told.save(update_fields=["taken_back_at", "taken_back_name"])
