"""The page of a part-time timetable: each step with its week and what it adds to absence. Three statements."""

from dataclasses import dataclass
from datetime import date

from absence.models import PartTimeNote, PartTimeTimetable
from absence.part_time import Counted, Meets, Step, counted, counted_together
from registers.codes import PART_TIME_LEAVE
from registers.models import ExpectedPattern, SchoolDay
from registers.pupil_plans import WEEKDAYS


@dataclass(frozen=True)
class ShownStep:
    """One step. `changed`: the weekly pattern that it made was changed since, elsewhere."""

    step: Step
    counted: Counted
    now: bool
    changed: bool

    @property
    def grid(self) -> list[tuple[str, str, str]]:
        """Each weekday with what holds in its morning and afternoon: empty where the pupil comes."""
        held = ["" if half == "1" else PART_TIME_LEAVE for half in self.step.expected]
        return [(name, held[2 * place], held[2 * place + 1]) for place, name in enumerate(WEEKDAYS)]


@dataclass(frozen=True)
class PartTimePage:
    """One timetable."""

    timetable: PartTimeTimetable
    steps: list[ShownStep]
    notes: list[PartTimeNote]
    ended: PartTimeNote | None
    on: date

    @property
    def together(self) -> Counted:
        """What the steps add together, as they were agreed."""
        return counted_together(each.counted for each in self.steps)

    @property
    def attended_at_best(self) -> float:
        """The share of sessions attended where the pupil comes to every half-day agreed, in per cent."""
        return 100 - self.together.share

    @property
    def review_on(self) -> date:
        """The next review."""
        reviews = [each.review_on for each in self.notes if each.review_on is not None]
        return reviews[0] if reviews else self.timetable.review_on

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed, or it was ended before."""
        return self.ended is not None or self.timetable.last_day < self.on

    @property
    def days_left(self) -> int:
        """Days until the last one."""
        return (self.timetable.last_day - self.on).days


def part_time_page(timetable: PartTimeTimetable, *, on: date) -> PartTimePage:
    """The page as it stands on `on`."""
    notes = list(timetable.notes.order_by("-on", "-pk"))
    ended = next((each for each in notes if each.kind == PartTimeNote.Kind.ENDED), None)
    days = SchoolDay.objects.filter(school=timetable.school_id)
    rows = days.between(timetable.first_day, timetable.last_day).values_list("date", "am", "pm")
    meets: Meets = {day: (am, pm) for day, am, pm in rows}
    patterns = ExpectedPattern.objects.standing().filter(
        school=timetable.school_id, pupil=timetable.plan.pupil_id, code=PART_TIME_LEAVE
    )
    held = set(patterns.values_list("first_day", "last_day", "expected"))
    steps = []
    for row in timetable.steps.order_by("number"):
        step = Step(row.first_day, row.last_day, row.expected)
        changed = ended is None and tuple(step) not in held
        steps.append(ShownStep(step, counted(step, meets), step.first_day <= on <= step.last_day, changed))
    return PartTimePage(timetable, steps, notes, ended, on)
