"""Arranging meetings with families, and writing down what came of them."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from absence.models import Meeting, MeetingRecord
from registers.models import Post, Pupil
from registers.refusals import Refusal

Outcome = MeetingRecord.Outcome


class MeetingRefused(Refusal):
    """A meeting cannot be like that."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class Arranged:
    """A meeting as somebody arranges it."""

    starts_at: datetime
    place: str
    with_whom: str


@dataclass(frozen=True)
class CameOfIt:
    """What came of a meeting. `agreed`: what was agreed, or why it did not take place."""

    outcome: str
    held_at: datetime | None = None
    came: str = ""
    agreed: str = ""
    review_on: date | None = None


@transaction.atomic
def arrange_meeting(
    *, pupil: Pupil, kind: str, arranged: Arranged, invited: str = "", by: Post, at: datetime
) -> Meeting:
    """Note that a meeting is to take place, or took place. Raises MeetingRefused."""
    if not arranged.place.strip() or not arranged.with_whom.strip():
        raise MeetingRefused("Say where the meeting is, and who of the school is there.")
    return Meeting.objects.create(
        school=pupil.school,
        pupil=pupil,
        kind=kind,
        starts_at=arranged.starts_at,
        place=arranged.place.strip()[:200],
        with_whom=arranged.with_whom.strip()[:300],
        invited=invited.strip()[:500],
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def record_meeting(*, meeting: Meeting, said: CameOfIt, by: Post, at: datetime) -> MeetingRecord:
    """Write down what came of a meeting; an earlier record stays, and this one holds. Written twice, it is kept once.

    Raises MeetingRefused.
    """
    _refuse_what_cannot_be(said, at)
    Pupil.objects.select_for_update().get(
        pk=meeting.pupil_id
    )  # meetings themselves are never changed, nor locked
    newest = meeting.records.order_by("-at", "-pk").first()
    held = said.outcome == Outcome.HELD
    fields = {
        "outcome": said.outcome,
        "held_at": said.held_at if held else None,
        "came": said.came.strip()[:500] if held else "",
        "agreed": said.agreed.strip()[:4000],
        "review_on": said.review_on,
    }
    if newest and all(getattr(newest, name) == value for name, value in fields.items()):
        return newest
    return MeetingRecord.objects.create(
        school=meeting.school,
        meeting=meeting,
        **fields,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _refuse_what_cannot_be(said: CameOfIt, at: datetime) -> None:
    if said.outcome == Outcome.HELD:
        if said.held_at is None or not said.came.strip():
            raise MeetingRefused("Say when the meeting was, and who came.")
        if said.held_at > at:
            raise MeetingRefused("A meeting that has still to come cannot have taken place.")
    elif not said.agreed.strip():
        raise MeetingRefused("Say why it did not take place, and what happens now.")
    if said.review_on is not None and said.review_on < at.date():
        raise MeetingRefused("The day on which it is looked at again has passed already.")


@transaction.atomic
def hold_meeting(
    *, pupil: Pupil, kind: str, arranged: Arranged, said: CameOfIt, by: Post, at: datetime
) -> Meeting:
    """Write down a meeting that took place without an invitation; the same meeting is written down once.

    Raises MeetingRefused.
    """
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    same = Meeting.objects.filter(pupil=pupil, kind=kind, starts_at=arranged.starts_at, invited="").first()
    meeting = same or arrange_meeting(pupil=pupil, kind=kind, arranged=arranged, by=by, at=at)
    record_meeting(meeting=meeting, said=said, by=by, at=at)
    return meeting
