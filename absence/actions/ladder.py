"""Setting the school's ladder, and switching first-day texts on and off."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from absence.first_day import why_texts_cannot_be_on
from absence.ladder import KINDS_OF, Ladder, Step, why_not
from absence.models import FirstDayTexts, LadderStep
from registers.models import Post, School
from registers.refusals import Refusal


class LadderRefused(Refusal):
    """These steps are no ladder."""

    who_can_fix = "You can, by correcting the steps."


class TextsRefused(Refusal):
    """First-day texts cannot be switched on."""

    who_can_fix = "Whoever may change the settings can choose what carries texts (Settings, Messages)."


@transaction.atomic
def set_ladder(
    *, school: School, ladder: Ladder, steps: Sequence[Step], by: Post, at: datetime
) -> list[LadderStep]:
    """Set the steps of one ladder; those that held until now end. Raises LadderRefused."""
    if why := why_not(steps) or _foreign(ladder, steps):
        raise LadderRefused(why)
    School.objects.select_for_update().get(pk=school.pk)  # one ladder at a time
    LadderStep.objects.standing().filter(school=school, ladder=ladder).update(ended_at=at)
    return LadderStep.objects.bulk_create(
        LadderStep(
            school=school,
            ladder=ladder,
            order=n,
            kind=step.kind,
            who=step.who[:100],
            due_at=step.at,
            minutes=step.minutes,
            from_day=step.from_day,
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for n, step in enumerate(steps)
    )


@transaction.atomic
def switch_first_day_texts(
    *,
    school: School,
    is_on: bool,
    goes_on: bool | None = None,
    second: bool | None = None,
    by: Post,
    at: datetime,
) -> FirstDayTexts:
    """Have the site write texts about absences by itself, or not; None leaves as it is. Raises TextsRefused.

    `goes_on`: on each later day, too. `second`: to another contact, once the first was called in vain.
    """
    if is_on and (why := why_texts_cannot_be_on(school)):
        raise TextsRefused(why)
    also = {name: said for name, said in (("goes_on", goes_on), ("second", second)) if said is not None}
    switch, _ = FirstDayTexts.objects.update_or_create(
        school=school, defaults={"is_on": is_on, **also, "changed_at": at, "changed_name": by.user.name}
    )
    return switch


def _foreign(ladder: Ladder, steps: Sequence[Step]) -> str:
    foreign = next((step for step in steps if step.kind not in KINDS_OF[ladder]), None)
    return f"“{foreign.kind.words}” is no step of the nursery’s ladder." if foreign else ""
