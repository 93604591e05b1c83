"""Places without an agreed starting day: the name joins the roll when a day is agreed, or when the pupil attends."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from registers.actions.admit import Admitted, Joining, begin_stay
from registers.actions.register_entry import AlreadyOnRoll, Parent, Person, enter_pupil
from registers.models import Place, Post, School
from registers.refusals import Refusal


class PlaceGone(Refusal):
    """Nobody waits on that place any more."""

    who_can_fix = "Look at the list again."


@transaction.atomic
def offer_place(
    *,
    school: School,
    person: Person,
    parents: Sequence[Parent],
    joining: Joining,
    by: Post,
    at: datetime,
) -> Place:
    """Note a pupil who has a place but no agreed starting day: not on the roll until one is agreed, or they attend.

    Raises AlreadyOnRoll, NoNumberFree.
    """
    pupil = enter_pupil(school=school, person=person, parents=parents, first_day=at.date(), by=by, at=at)
    if Place.objects.waiting().filter(pupil=pupil).exists():
        raise AlreadyOnRoll(f"{pupil.called} has a place already and is waited for.")
    return Place.objects.create(
        school=school,
        pupil=pupil,
        group=joining.group,
        year_group=joining.year_group,
        registration=joining.registration,
        other_school=joining.other_school,
        halves_elsewhere=joining.halves_elsewhere,
        offered_on=at.date(),
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def take_place(*, place: Place, starting_day: date, agreed_with: str, by: Post, at: datetime) -> Admitted:
    """Put a pupil who was waited for on the roll: from an agreed day, or from the day on which they attend.

    Raises PlaceGone and what `admit_pupil` raises.
    """
    held = _lock_place(place)
    Place.objects.filter(pk=held.pk).update(taken_at=at)
    joining = Joining(
        group=held.group,
        year_group=held.year_group,
        registration=held.registration,
        other_school=held.other_school,
        halves_elsewhere=held.halves_elsewhere,
    )
    return begin_stay(held.pupil, joining, starting_day, agreed_with, None, by, at)


@transaction.atomic
def give_up_place(*, place: Place, why: str, at: datetime) -> Place:
    """Note that the pupil is not coming after all. Raises PlaceGone."""
    held = _lock_place(place)
    held.withdrawn_at, held.withdrawn_why = at, why
    held.save(update_fields=["withdrawn_at", "withdrawn_why"])
    return held


def _lock_place(place: Place) -> Place:
    waiting = Place.objects.waiting().select_for_update(of=("self",)).select_related("pupil__school", "group")
    held = waiting.filter(pk=place.pk).first()
    if held is None:
        raise PlaceGone("Nobody waits on that place any more.")
    return held
