"""The half terms of a school year, and which families were told how each went. Nothing goes by itself."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef

from attendance_site.parts.clock import LONDON
from attendance_site.parts.spoken import spoken_day
from registers.message_causes import asks_again
from registers.models import Admission, Care, Mark, Post, RegistrationGroup, SchoolDay
from registers.pupil_year import current_period
from registers.school_year import DayRange, half_terms, week_start_of
from reporting.models import FamilyUpdate
from reporting.models.families import FamilyUpdateQuerySet
from reporting.pupil_figures import PupilFigures, figures_of

CAUSE = "family_update/"
LEFT = "The pupil is no longer on the roll."
CHANGED = "The register was changed since it was written: write it anew, so that it says what is true."


@dataclass(frozen=True)
class HalfTerm:
    """One half term of this school year, up to yesterday where it runs."""

    first: dt.date
    last: dt.date
    runs: bool

    @property
    def words(self) -> str:
        """Wednesday 2 September to Friday 23 October."""
        until = f"{spoken_day(self.last)}, so far" if self.runs else spoken_day(self.last)
        return f"{spoken_day(self.first)} to {until}"

    @property
    def short(self) -> str:
        """2 Sep to 23 Oct."""
        days = f"{self.first.day} {self.first:%b} to {self.last.day} {self.last:%b}"
        return f"{days}, so far" if self.runs else days


@dataclass(frozen=True)
class ClassRow:
    """How far a class is."""

    group: RegistrationGroup
    pupils: int
    written: int


@dataclass(frozen=True)
class Informed:
    """One pupil of a class, whom the school writes to, and the update that was written already."""

    figures: PupilFigures
    cares: Sequence[Care] = ()
    written: FamilyUpdate | None = field(default=None)

    @property
    def is_ready(self) -> bool:
        """Whether there is something to say and somebody to say it to."""
        return bool(self.cares) and self.figures.measures.possible > 0

    @property
    def why_not(self) -> str:
        """Why nothing can be written."""
        if not self.figures.measures.possible:
            return "No session has been counted."
        return "" if self.cares else "Nobody may be written to: see the contacts."


def half_terms_of_year(school: int, on: dt.date) -> list[HalfTerm]:
    """The half terms of the school year, up to yesterday, the newest first. Four statements.

    Today is still being marked: what was written of it would not be true by the evening.
    """
    first, _ = current_period(school, on)
    days = SchoolDay.objects.filter(school=school).between(first, on - dt.timedelta(days=1))
    meets = sorted(days.values_list("date", flat=True))
    later = SchoolDay.objects.filter(school=school, date__gte=on).order_by("date")
    ahead = later.values_list("date", flat=True).first()
    found = []
    for each in half_terms({week_start_of(day) for day in meets}):
        theirs = [day for day in meets if each.holds(day)]
        runs = ahead is not None and ahead - each.last <= dt.timedelta(days=5)
        found.append(HalfTerm(theirs[0], theirs[-1], runs))
    return found[::-1]


def classes_told(post: Post, half: DayRange | HalfTerm, on: dt.date) -> list[ClassRow]:
    """Each class with how many of its pupils' families were written to about that half term. Seven statements."""
    pupils = figures_of(post=post, first=half.first, last=half.first, on=on)
    told = set(_updates(post, half, on).values_list("pupil", flat=True))
    by_group: dict[int, list[PupilFigures]] = defaultdict(list)
    for each in pupils:
        by_group[each.group_id].append(each)
    groups = RegistrationGroup.objects.visible_to(post, on=on).filter(pk__in=by_group).order_by("name")
    return [
        ClassRow(group, len(by_group[group.pk]), sum(each.pupil.pk in told for each in by_group[group.pk]))
        for group in groups
    ]


def class_told(
    post: Post, group: RegistrationGroup, half: DayRange | HalfTerm, on: dt.date
) -> list[Informed]:
    """The pupils of a class, whom of the family the school writes to, what was written. Eight statements."""
    pupils = figures_of(post=post, first=half.first, last=half.last, on=on, groups=[group.pk])
    cares: dict[int, list[Care]] = defaultdict(list)
    for care in to_write_to([each.pupil.pk for each in pupils], on):
        cares[care.pupil_id].append(care)
    written = {each.pupil_id: each for each in _updates(post, half, on).order_by("at", "pk")}
    return [Informed(each, cares[each.pupil.pk], written.get(each.pupil.pk)) for each in pupils]


def to_write_to(pupils: Iterable[int], on: dt.date) -> Iterable[Care]:
    """The adults a school writes to by itself: those the child lives with or who have responsibility. One statement."""
    cares = Care.objects.may_be_told(on).filter(pupil__in=list(pupils)).select_related("contact")
    return [
        care for care in cares.order_by("priority", "pk") if care.lives_with or care.parental_responsibility
    ]


def _updates(post: Post, half: DayRange | HalfTerm, on: dt.date) -> FamilyUpdateQuerySet:
    mine = FamilyUpdate.objects.visible_to(post, on=on)
    return mine.filter(kind=FamilyUpdate.Kind.HALF_TERM, first_day=half.first)


def cause_of(update: FamilyUpdate) -> str:
    """What the messages of an update are about."""
    return f"{CAUSE}{update.pk}/{update.kind}"


@asks_again(CAUSE)
def no_longer_so(school: int, causes: Iterable[str], at: dt.datetime) -> dict[str, str]:
    """Updates about pupils who left, and those whose marks were changed since they were written. One statement."""
    asked = {cause: int(number) for cause in causes if (number := cause.split("/")[1]).isdecimal()}
    marks = Mark.objects.filter(
        school=school,
        pupil=OuterRef("pupil"),
        date__range=(OuterRef("first_day"), OuterRef("last_day")),
        at__gt=OuterRef("at"),
    )
    here = Admission.objects.on(at.astimezone(LONDON).date()).filter(pupil=OuterRef("pupil"))
    rows = FamilyUpdate.objects.filter(school=school, pk__in=asked.values())
    found = rows.annotate(changed=Exists(marks), here=Exists(here)).values_list("pk", "changed", "here")
    why = {pk: "" if here and not changed else CHANGED if here else LEFT for pk, changed, here in found}
    return {cause: why[number] for cause, number in asked.items() if why.get(number)}
