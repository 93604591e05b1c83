"""Who missed how much: each pupil's absence of the school year, read for the rules in support_stages.py.

The same statements for one pupil and for fifty. Nursery reaches no stage: nobody there has to come.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import F, Sum

from absence.models import (
    AbsenceReport,
    ContactAttempt,
    SupportPlan,
    SupportStages,
    SupportStep,
)
from absence.punctuality import first_day_of
from absence.support_stages import MOST_WEEKS, Missed, Stage, Stages, Standing, Step, standing_of
from registers.codes import ABSENT
from registers.models import GroupMembership, Mark, Post, Pupil, PupilStatus, PupilWeek, School, SchoolDay
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import NURSERY, academic_year, academic_year_days

LONGEST = dt.timedelta(weeks=2 * MOST_WEEKS)
"""No school year's weeks reach further back."""
NO_STAGES = Stages(conversation=None, letter=None, meeting=None, plan=None, formal=None)


@dataclass(frozen=True)
class PupilConcern:
    """One pupil with what the rules say, and what was done."""

    pupil: Pupil
    group: str
    standing: Standing
    steps: tuple[SupportStep, ...] = ()
    """The standing ones of this school year, in order."""
    plans: tuple[SupportPlan, ...] = ()
    """Support plans begun this school year, in order."""
    is_nursery: bool = False

    @property
    def last_step(self) -> SupportStep | None:
        """The newest step."""
        return self.steps[-1] if self.steps else None

    @property
    def last_plan(self) -> SupportPlan | None:
        """The newest plan, where it came after the newest step."""
        plan = self.plans[-1] if self.plans else None
        return plan if plan and (not self.steps or plan.at >= self.steps[-1].at) else None


@dataclass(frozen=True)
class Concerns:
    """A school's absence on a day: from when it is counted, and every pupil with any that counts."""

    stages: Stages
    since: dt.date
    on: dt.date
    pupils: tuple[PupilConcern, ...] = field(default=())

    @property
    def namesakes(self) -> set[str]:
        """Names that two of them bear: a letter to the wrong family cannot be called back."""
        names = Counter(each.pupil.called for each in self.pupils)
        return {name for name, count in names.items() if count > 1}

    @property
    def due(self) -> list[PupilConcern]:
        """Those at or past a stage: whoever has missed most since the last step comes first."""
        found = [each for each in self.pupils if each.standing.due]
        return sorted(found, key=lambda each: (-len(each.standing.new), *_name(each)))

    @property
    def followed(self) -> list[PupilConcern]:
        """Those for whom something was done this school year and nothing more is due, the latest first."""
        found = [each for each in self.pupils if (each.steps or each.plans) and not each.standing.due]
        return sorted(found, key=lambda each: (-_latest(each), *_name(each)))


def _latest(each: PupilConcern) -> float:
    return max(done.at.timestamp() for done in (*each.steps, *each.plans))


def _name(each: PupilConcern) -> tuple[str, str, int]:
    return each.pupil.surname, each.pupil.forename, each.pupil.pk


def concerns_of(*, school: School, post: Post, on: dt.date, only: int | None = None) -> Concerns:
    """Everybody's absence as the hat may see it. Twelve statements, however many pupils.

    `only`: one pupil's, whether absent or not.
    """
    stages = SupportStages.objects.of(school)
    days = SchoolDay.objects.filter(school=school).between(on - LONGEST, on)
    year = academic_year_days(academic_year(on)).first
    since = max(year, first_day_of(dict(days.values_list("date", "week")), on=on, weeks=stages.weeks))
    visible, nursery = Pupil.objects.visible_to(post, on=on).on_roll(on), _nursery(school, on)
    some = visible.exclude(pk__in=nursery)
    chosen = visible.filter(pk=only) if only else some.filter(pk__in=_candidates(school, stages, since, year))
    pupils = {pupil.pk: pupil for pupil in chosen.select_related("school")}
    missed, steps = _missed(school, pupils, year, on), _steps(school, pupils, year)
    plans = _plans(school, pupils, year)
    groups = dict(GroupMembership.objects.on(on).filter(pupil__in=pupils).values_list("pupil", "group__name"))
    found = [
        PupilConcern(
            pupil,
            groups.get(pk, ""),
            standing_of(
                missed.get(pk, ()),
                stages=NO_STAGES if pk in nursery else stages,
                steps=_done(steps.get(pk, ()), plans.get(pk, ())),
                first_day=since,
            ),
            tuple(steps.get(pk, ())),
            tuple(plans.get(pk, ())),
            pk in nursery,
        )
        for pk, pupil in pupils.items()
    ]
    return Concerns(stages, since, on, tuple(found))


def _done(steps: Collection[SupportStep], plans: Collection[SupportPlan]) -> list[Step]:
    """What was done, as the rules read it. A meeting that did not take place is none; a plan that began is one."""
    taken = [step.step for step in steps]
    begun = [Step(Stage.PLAN, True, (plan.at.astimezone(SCHOOL_TIME).date(), "PM")) for plan in plans]
    return [step for step in taken if step is not None] + begun


def _candidates(school: School, stages: Stages, since: dt.date, year: dt.date) -> set[int]:
    """Pupils absent in the weeks looked at often enough for any stage, or with a step or plan this year."""
    least = min((sessions for _, sessions in stages.in_order), default=1)
    monday = since - dt.timedelta(days=since.weekday())
    weeks = PupilWeek.objects.filter(school=school, monday__gte=monday).values("pupil")
    some = weeks.annotate(n=Sum(F("authorised") + F("unauthorised"))).filter(n__gte=least)
    stepped = SupportStep.objects.standing().filter(school=school, date__gte=year)
    planned = SupportPlan.objects.filter(school=school, first_day__gte=year)
    return {
        *some.values_list("pupil", flat=True),
        *stepped.values_list("pupil", flat=True),
        *planned.values_list("pupil", flat=True),
    }


def _nursery(school: School, on: dt.date) -> set[int]:
    years = PupilStatus.objects.on(on).filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
    return set(years.filter(value__in=NURSERY).values_list("pupil", flat=True))


def _missed(school: School, pupils: Collection[int], first: dt.date, on: dt.date) -> dict[int, list[Missed]]:
    """Sessions missed, by pupil, each with whether home gave word of it. Three statements."""
    marks = Mark.objects.filter(
        school=school, pupil__in=pupils, date__range=(first, on), code__in=sorted(ABSENT)
    )
    reports = defaultdict(list)
    for report in AbsenceReport.objects.filter(
        school=school, pupil__in=pupils, taken_back_at__isnull=True
    ).about(first, on):
        reports[report.pupil_id].append(report)
    told = _told(school, pupils, first, on)
    found: dict[int, list[Missed]] = defaultdict(list)
    for pupil, date, session, code in marks.values_list("pupil", "date", "session", "code"):
        reported = (pupil, date) in told or any(each.holds_for(date, session) for each in reports[pupil])
        found[pupil].append(Missed(date, session, code, reported))
    return found


def _told(school: School, pupils: Collection[int], first: dt.date, on: dt.date) -> set[tuple[int, dt.date]]:
    """Pupils and days for which home gave a reason when it rang or was asked."""
    gave = ContactAttempt.objects.standing().filter(
        school=school, pupil__in=pupils, date__range=(first, on), outcome=ContactAttempt.Outcome.REASON_GIVEN
    )
    return set(gave.values_list("pupil", "date"))


def _steps(school: School, pupils: Collection[int], year: dt.date) -> dict[int, list[SupportStep]]:
    found: dict[int, list[SupportStep]] = defaultdict(list)
    steps = SupportStep.objects.standing().filter(school=school, pupil__in=pupils, date__gte=year)
    for step in steps.select_related("meeting").prefetch_related("meeting__records").order_by("at", "pk"):
        found[step.pupil_id].append(step)
    return found


def _plans(school: School, pupils: Collection[int], year: dt.date) -> dict[int, list[SupportPlan]]:
    found: dict[int, list[SupportPlan]] = defaultdict(list)
    plans = SupportPlan.objects.filter(school=school, pupil__in=pupils, first_day__gte=year)
    for plan in plans.order_by("at", "pk"):
        found[plan.pupil_id].append(plan)
    return found
