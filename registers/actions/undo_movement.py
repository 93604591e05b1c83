"""Undo at the desk: the movement is struck out, and what it did to the register and the plans is put back."""

from datetime import datetime

from django.db import transaction

from registers.actions.late_desk import hold_day_of, mark_client, school_of
from registers.actions.marks import Entry, read_marks, write_marks
from registers.actions.sign_out import FROM_SIGN_OUT
from registers.codes import Session
from registers.desk_refusals import NothingToUndo
from registers.late_arrival import FROM_DESK
from registers.marking import Current
from registers.models import MarkHistory, Movement, PlannedMark, Post
from registers.school_sessions import clock_words

UNDONE = {
    Movement.Kind.IN_LATE: "late sign-in undone",
    Movement.Kind.OUT: "sign-out undone",
    Movement.Kind.BACK: "return undone",
}


@transaction.atomic
def undo_movement(*, movement: Movement, by: Post, at: datetime) -> Movement:
    """Undo a sign-in, sign-out or return of today. The entry stays in the list, struck out, with who undid it.

    The mark that it made is set back to what stood before, as a change with its reason; a plan that it made is
    withdrawn and one that it withdrew stands again. Raises NothingToUndo where it was undone already, where the
    pupil moved again since, or where somebody changed the mark since.
    """
    school = school_of(by)
    hold_day_of([movement.pupil], school, at)
    movement = Movement.objects.select_for_update(of=("self",)).select_related("pupil").get(pk=movement.pk)
    _refuse_if_past(movement, at)
    _set_mark_back(movement, by, at)
    _set_plan_back(movement, at)
    movement.undone_at, movement.undone_name = at, by.user.name
    movement.save(update_fields=["undone_at", "undone_name"])
    return movement


def _refuse_if_past(movement: Movement, at: datetime) -> None:
    name = movement.pupil.called
    if movement.undone_at is not None:
        raise NothingToUndo(f"This entry of {name} was undone by {movement.undone_name} already.")
    if movement.date != at.date():
        raise NothingToUndo(
            "Only today's entries can be undone.", who_can_fix="The office can amend the mark."
        )
    later = Movement.objects.filter(school=movement.school_id, pupil=movement.pupil_id, date=movement.date)
    newest = later.standing().exclude(kind=Movement.Kind.SEEN).order_by("-recorded_at", "-id").first()
    if newest is not None and newest.pk != movement.pk:
        raise NothingToUndo(
            f"{name} has a newer entry: {newest.get_kind_display()} at {clock_words(newest.at)}."
        )


def _set_mark_back(movement: Movement, by: Post, at: datetime) -> None:
    school = school_of(by)
    keys = [(movement.pupil_id, movement.date, session.value) for session in Session]
    marks = read_marks(school=school, keys=keys)
    mine = [mark for mark in marks.values() if mark.client == mark_client(movement)]
    if not mine:
        _refuse_if_amended(movement)
        return
    entries = [_earlier(movement, mark) for mark in mine]
    write_marks(school=school, entries=entries, by=by, at=at, reason=UNDONE[Movement.Kind(movement.kind)])


def _refuse_if_amended(movement: Movement) -> None:
    """The mark that the movement made is history already: somebody changed it, and their change stands."""
    history = MarkHistory.objects.filter(
        school=movement.school_id, pupil=movement.pupil_id, date=movement.date
    )
    if history.filter(client=mark_client(movement)).exists():
        raise NothingToUndo(
            f"{movement.pupil.called}'s mark was changed since, so it is not set back.",
            who_can_fix="The office can amend the mark.",
        )


def _earlier(movement: Movement, mark: Current) -> Entry:
    before = MarkHistory.objects.filter(
        school=movement.school_id, pupil=mark.pupil_id, date=mark.date, session=mark.session, rev=mark.rev - 1
    ).first()
    return Entry(
        pupil_id=mark.pupil_id,
        date=mark.date,
        session=mark.session,
        code=before.code if before else "",
        minutes_late=before.minutes_late if before else None,
        arrived_at=before.arrived_at if before else None,
        note=before.note if before else "",
        source=FROM_DESK,
    )


def _set_plan_back(movement: Movement, at: datetime) -> None:
    plans = PlannedMark.objects.filter(
        school=movement.school_id, pupil=movement.pupil_id, first_day=movement.date, source=FROM_SIGN_OUT
    )
    if movement.kind == Movement.Kind.OUT:
        plans.filter(at=movement.recorded_at, withdrawn_at__isnull=True).update(withdrawn_at=at)
    elif movement.kind == Movement.Kind.BACK:
        plans.filter(withdrawn_at=movement.recorded_at).update(withdrawn_at=None)
