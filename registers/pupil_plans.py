"""What is planned for one pupil, for the tab of that name. Four statements."""

from dataclasses import dataclass
from datetime import date, timedelta

from registers.codes import CODES, RESTRICTED, AgeLimit
from registers.models import ExpectedPattern, Movement, PlanBatch, PlannedMark, Pupil
from registers.school_sessions import clock_words
from registers.school_year import compulsory_school_age, is_session_weekday

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri")
LOOK_BACK = timedelta(days=60)
ONE_DAY = {"11": "whole day", "10": "morning", "01": "afternoon"}
EVERY_DAY = {
    ("1" * 5, "1" * 5): "whole days",
    ("1" * 5, "0" * 5): "mornings",
    ("0" * 5, "1" * 5): "afternoons",
}


@dataclass(frozen=True)
class PatternNow:
    """A weekly pattern with its grid. `ends_by_itself`: the last day on which its code may stand, because of age."""

    pattern: ExpectedPattern
    ends_by_itself: date | None

    @property
    def grid(self) -> list[tuple[str, str, str]]:
        """Each weekday with what holds in its morning and afternoon: empty where the pupil is expected."""
        bits, code = self.pattern.expected, self.pattern.code
        held = ["" if bit == "1" else code for bit in bits]
        return [(name, held[2 * place], held[2 * place + 1]) for place, name in enumerate(WEEKDAYS)]


@dataclass(frozen=True)
class ShownPlan:
    """A planned mark as the tab shows it."""

    plan: PlannedMark

    @property
    def code(self) -> str:
        """The code, unless only some may know it."""
        return "" if self.plan.code in RESTRICTED else self.plan.code

    @property
    def part(self) -> str:
        """`whole day`, `mornings`, or the half-days by name."""
        return part_words(self.plan)


def part_words(plan: PlannedMark | PlanBatch) -> str:
    """`whole day`, `mornings`, or the half-days by name."""
    mornings, afternoons = plan.halves[::2], plan.halves[1::2]
    if plan.first_day == plan.last_day and is_session_weekday(plan.first_day):
        day = plan.first_day.weekday()
        return ONE_DAY.get(mornings[day] + afternoons[day], "no session")
    places = (place for place in range(10) if plan.halves[place] == "1")
    named = ", ".join(f"{WEEKDAYS[place // 2]} {'PM' if place % 2 else 'AM'}" for place in places)
    return EVERY_DAY.get((mornings, afternoons), named)


@dataclass(frozen=True)
class PupilPlans:
    """Everything that is expected of a pupil ahead of the day."""

    coming: list[ShownPlan]
    reported: list[ShownPlan]
    earlier: list[ShownPlan]
    """Plans of the last two months that are over or were withdrawn, newest first."""
    patterns: list[PatternNow]


def plans_of(pupil: Pupil, *, on: date) -> PupilPlans:
    """What is planned and reported from `on`, and what was lately."""
    every = PlannedMark.objects.filter(pupil=pupil, last_day__gte=on - LOOK_BACK)
    plans = list(every.select_related("batch").order_by("first_day", "at", "pk"))
    lasting = [plan for plan in plans if plan.withdrawn_at is None and plan.last_day >= on]
    over = [plan for plan in plans if plan not in lasting]
    patterns = ExpectedPattern.objects.standing().filter(pupil=pupil).during(on - LOOK_BACK, date.max)
    return PupilPlans(
        coming=[ShownPlan(plan) for plan in lasting if plan.status == PlannedMark.Status.PLANNED],
        reported=[ShownPlan(plan) for plan in lasting if plan.status == PlannedMark.Status.REPORTED],
        earlier=[ShownPlan(plan) for plan in over[::-1]],
        patterns=[PatternNow(each, _ends(pupil, each)) for each in patterns.order_by("first_day")],
    )


def seen_today(pupil: Pupil, *, on: date) -> str:
    """`Seen on site 8:10, Breakfast club`: the latest time that day, or nothing."""
    moves = Movement.objects.filter(school=pupil.school_id, pupil=pupil, kind=Movement.Kind.SEEN)
    latest = moves.on(on).standing().order_by("-at").first()
    return f"Seen on site {clock_words(latest.at)}, {latest.reason}" if latest else ""


def _ends(pupil: Pupil, pattern: ExpectedPattern) -> date | None:
    if pattern.code not in CODES or CODES[pattern.code].age is not AgeLimit.OUTSIDE:
        return None
    last = compulsory_school_age(pupil.dob).first - timedelta(days=1)
    return (
        last if pattern.first_day <= last and (pattern.last_day is None or pattern.last_day > last) else None
    )
