"""How many meals the kitchen makes today: who is here, and who is expected before lunch."""

import datetime as dt
from dataclasses import dataclass

from registers.codes import Session
from registers.fire_roll import Standing
from registers.models import Register, School
from registers.on_site import ClassRoll, Roll

LATER = (Standing.ABSENT, Standing.SIGNED_OUT, Standing.UNMARKED, Standing.ELSEWHERE)
"""Where a pupil may be who is expected before lunch."""


@dataclass(frozen=True)
class Meals:
    """What one class eats at school today, as far as is known."""

    name: str
    here: int
    coming: int
    unmarked: int
    away: int
    is_missing: bool
    goes_home: bool

    @property
    def meals(self) -> int:
        """Meals to make: who is here and who is expected later."""
        return self.here + self.coming


def meals_of(roll: Roll, *, not_complete: set[int]) -> list[Meals]:
    """Meals by class. Pupils who go home at midday eat there; `not_complete`: classes whose register is not."""
    return [_meals(each, is_missing=each.pk in not_complete) for each in roll.classes]


def classes_not_complete(*, school: School, day: dt.date, classes: list[ClassRoll]) -> set[int]:
    """The classes whose morning register nobody has completed."""
    taken = Register.objects.filter(school=school, date=day, session=Session.AM, taken_at__isnull=False)
    return {each.pk for each in classes if each.pk} - set(taken.values_list("group", flat=True))


def _meals(each: ClassRoll, *, is_missing: bool) -> Meals:
    eating = [row for row in each.rows if row.stays_for_lunch]
    coming = [row for row in eating if row.comes_later and row.place.standing in LATER]
    away = [row for row in eating if row.is_planned_away or row.place.standing is Standing.ELSEWHERE]
    unmarked = [row for row in eating if row.place.standing is Standing.UNMARKED]
    unknown = [row for row in unmarked if not row.comes_later and not row.is_planned_away]
    return Meals(
        name=each.name,
        here=sum(row.place.standing is Standing.ON_SITE for row in eating),
        coming=len(coming),
        unmarked=len(unknown),
        away=sum(not row.comes_later for row in away),
        is_missing=is_missing and bool(eating),
        goes_home=not eating,
    )
