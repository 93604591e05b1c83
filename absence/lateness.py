"""Who is late how often: each pupil's lateness of the school year, read for the rules in punctuality.py.

The same statements for one pupil and for fifty. Nursery reaches no stage: nobody there has to come.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import F, Q, Sum

from absence.models import Meeting, PunctualityStages, PunctualityStep
from absence.punctuality import (
    LATENESS,
    MOST_WEEKS,
    Late,
    Punctuality,
    Stages,
    first_day_of,
    punctuality,
)
from registers.codes import CODES, PRESENT
from registers.models import (
    GroupMembership,
    Mark,
    Movement,
    Post,
    Pupil,
    PupilStatus,
    PupilWeek,
    School,
    SchoolDay,
)
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import NURSERY, academic_year, academic_year_days

LONGEST = dt.timedelta(weeks=2 * MOST_WEEKS)
"""No school year's weeks reach further back."""
NO_STAGES = Stages(word=None, letter=None, meeting=None)


@dataclass(frozen=True)
class LatePupil:
    """One pupil with what the rules say, and what was done."""

    pupil: Pupil
    group: str
    standing: Punctuality
    steps: tuple[PunctualityStep, ...] = ()
    """The standing ones of this school year, in order."""
    meetings: tuple[Meeting, ...] = ()
    """Meetings about lateness of this school year of which nobody has written down what came of them."""
    is_nursery: bool = False

    @property
    def last_step(self) -> PunctualityStep | None:
        """The newest step."""
        return self.steps[-1] if self.steps else None


@dataclass(frozen=True)
class Lateness:
    """A school's lateness on a day: from when it is counted, and every pupil with any."""

    stages: Stages
    since: dt.date
    on: dt.date
    pupils: tuple[LatePupil, ...] = field(default=())

    @property
    def namesakes(self) -> set[str]:
        """Names that two of them bear: a letter to the wrong family cannot be called back."""
        names = Counter(each.pupil.called for each in self.pupils)
        return {name for name, count in names.items() if count > 1}

    @property
    def due(self) -> list[LatePupil]:
        """Those at or past a stage, the furthest stage first."""
        found = [each for each in self.pupils if each.standing.due]
        order = [stage for stage, _ in self.stages.in_order]
        return sorted(
            found,
            key=lambda each: (-order.index(each.standing.next), -len(each.standing.new), *_name(each)),  # type: ignore[arg-type]
        )

    @property
    def followed(self) -> list[LatePupil]:
        """Those about whom something was done this school year and nothing more is due, the latest first."""
        found = [each for each in self.pupils if each.steps and not each.standing.due]
        return sorted(found, key=lambda each: (-each.steps[-1].at.timestamp(), *_name(each)))

    @property
    def medical(self) -> list[LatePupil]:
        """Those with lateness that stands apart: appointments, or a code that fits better."""
        found = [each for each in self.pupils if each.standing.apart]
        return sorted(found, key=lambda each: (-len(each.standing.apart), *_name(each)))


def _name(each: LatePupil) -> tuple[str, str, int]:
    return each.pupil.surname, each.pupil.forename, each.pupil.pk


def lateness_of(*, school: School, post: Post, on: dt.date, only: int | None = None) -> Lateness:
    """Everybody's lateness as the hat may see it, without the nursery's. Ten statements, however many pupils.

    `only`: one pupil's, whether late or not.
    """
    stages = PunctualityStages.objects.of(school)
    days = SchoolDay.objects.filter(school=school).between(on - LONGEST, on)
    year = academic_year_days(academic_year(on)).first
    since = max(year, first_day_of(dict(days.values_list("date", "week")), on=on, weeks=stages.weeks))
    visible, nursery = Pupil.objects.visible_to(post, on=on).on_roll(on), _nursery(school, on)
    some = visible.exclude(pk__in=nursery)
    chosen = visible.filter(pk=only) if only else some.filter(pk__in=_candidates(school, since, year))
    pupils = {pupil.pk: pupil for pupil in chosen}
    late, steps = _sessions(school, pupils, year, on), _steps(school, pupils, year)
    meetings = _meetings(school, pupils, year)
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=pupils).values_list("pupil", "group__name"))
    found = [
        LatePupil(
            pupil,
            groups.get(pk, ""),
            punctuality(
                late.get(pk, ()),
                stages=NO_STAGES if pk in nursery else stages,
                steps=[each.step for each in steps.get(pk, ())],
                first_day=since,
            ),
            tuple(steps.get(pk, ())),
            tuple(meetings.get(pk, ())),
            pk in nursery,
        )
        for pk, pupil in pupils.items()
    ]
    return Lateness(stages, since, on, tuple(found))


def _candidates(school: School, since: dt.date, year: dt.date) -> list[int]:
    """Pupils with a late or unauthorised session in the weeks looked at, or with a step this year. Two statements."""
    monday = since - dt.timedelta(days=since.weekday())
    weeks = PupilWeek.objects.filter(school=school, monday__gte=monday).values("pupil")
    some = weeks.annotate(n=Sum(F("late") + F("unauthorised"))).filter(n__gt=0)
    stepped = PunctualityStep.objects.standing().filter(school=school, date__gte=year)
    return [*some.values_list("pupil", flat=True), *stepped.values_list("pupil", flat=True)]


def _nursery(school: School, on: dt.date) -> set[int]:
    years = PupilStatus.objects.on(on).filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
    return set(years.filter(value__in=NURSERY).values_list("pupil", flat=True))


def _sessions(school: School, pupils: Collection[int], first: dt.date, on: dt.date) -> dict[int, list[Late]]:
    """Lateness by pupil: L and U, and an arrival whose session has a code that fits better. Two statements."""
    better = sorted(set(CODES) - PRESENT - LATENESS)
    marks = Mark.objects.filter(school=school, pupil__in=pupils, date__range=(first, on))
    late = marks.filter(Q(code__in=sorted(LATENESS)) | Q(code__in=better, minutes_late__gt=0))
    rows = late.values_list("pupil", "date", "session", "code", "minutes_late", "arrived_at", "note")
    said = _said_at_the_desk(school, pupils, first, on)
    found: dict[int, list[Late]] = defaultdict(list)
    for pupil, date, session, code, minutes, arrived, note in rows:
        words = said.get((pupil, date, arrived)) or note
        found[pupil].append(Late(date, session, code, minutes or 0, arrived, words))
    return found


def _said_at_the_desk(
    school: School, pupils: Collection[int], first: dt.date, on: dt.date
) -> dict[tuple[int, dt.date, dt.time | None], str]:
    """What was said on each arrival that stands; it stays when somebody amends the mark and its note."""
    moves = Movement.objects.filter(
        school=school, pupil__in=pupils, date__range=(first, on), kind=Movement.Kind.IN_LATE
    )
    return {
        (pupil, date, at.astimezone(SCHOOL_TIME).time().replace(second=0, microsecond=0)): reason
        for pupil, date, at, reason in moves.standing().values_list("pupil", "date", "at", "reason")
    }


def _steps(school: School, pupils: Collection[int], year: dt.date) -> dict[int, list[PunctualityStep]]:
    found: dict[int, list[PunctualityStep]] = defaultdict(list)
    steps = PunctualityStep.objects.standing().filter(school=school, pupil__in=pupils, date__gte=year)
    for step in steps.order_by("at", "pk"):
        found[step.pupil_id].append(step)
    return found


def _meetings(school: School, pupils: Collection[int], year: dt.date) -> dict[int, list[Meeting]]:
    found: dict[int, list[Meeting]] = defaultdict(list)
    meetings = Meeting.objects.without_record().filter(
        school=school, pupil__in=pupils, kind=Meeting.Kind.PUNCTUALITY, starts_at__date__gte=year
    )
    for each in meetings.order_by("starts_at", "pk"):
        found[each.pupil_id].append(each)
    return found
