"""A support plan with everything that came of it, for its page and the pupil's tab."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from absence.models import (
    AttendanceContract,
    PartTimeTimetable,
    SupportAction,
    SupportActionNote,
    SupportEnd,
    SupportPlan,
    SupportPlanVersion,
    SupportReview,
)
from registers.models import Post, Pupil


@dataclass(frozen=True)
class ShownAction:
    """An action with the newest word on whether it was done."""

    action: SupportAction
    note: SupportActionNote | None
    earlier: list[SupportActionNote]
    on: date

    @property
    def overdue(self) -> bool:
        """Whether its day has passed and nobody has said that it was done or why not."""
        return self.note is None and self.action.due_on < self.on


@dataclass(frozen=True)
class PlanStory:
    """One plan: what it says now and said before, its actions, agreements, reviews and end."""

    plan: SupportPlan
    versions: list[SupportPlanVersion]
    actions: list[ShownAction]
    reviews: list[SupportReview]
    contracts: list[AttendanceContract]
    timetables: list[PartTimeTimetable]
    end: SupportEnd | None
    on: date

    @property
    def says(self) -> SupportPlanVersion:
        """The version that holds."""
        return self.versions[0]

    @property
    def barriers(self) -> list[str]:
        """What makes school hard, in words."""
        return self.says.barriers_in_words

    @property
    def review_on(self) -> date:
        """The next review."""
        return self.reviews[0].review_on if self.reviews else self.plan.review_on

    @property
    def review_is_due(self) -> bool:
        """Whether that day has come."""
        return self.end is None and self.review_on <= self.on


def stories_of(pupil: Pupil, *, post: Post, on: date) -> list[PlanStory]:
    """Every plan of the pupil, the newest first. Nine statements, however many."""
    plans = SupportPlan.objects.visible_to(post, on=on).filter(pupil=pupil)
    return _stories(list(_with_all(plans).order_by("-first_day", "-pk")), on)


def story_of(plan: SupportPlan, *, on: date) -> PlanStory:
    """One plan."""
    return _stories(list(_with_all(SupportPlan.objects.filter(pk=plan.pk))), on)[0]


def _with_all(plans: "QuerySet[SupportPlan]") -> "QuerySet[SupportPlan]":
    parts = (
        "versions",
        "actions__notes",
        "reviews",
        "contracts__notes",
        "timetables__notes",
        "timetables__steps",
    )
    return plans.select_related("pupil", "school", "end", "concern").prefetch_related(*parts)


def _stories(plans: list[SupportPlan], on: date) -> list[PlanStory]:
    return [_story(plan, on) for plan in plans]


def _story(plan: SupportPlan, on: date) -> PlanStory:
    actions = []
    for action in sorted(plan.actions.all(), key=lambda each: (each.due_on, each.pk)):
        notes = sorted(action.notes.all(), key=lambda each: -each.pk)
        actions.append(ShownAction(action, notes[0] if notes else None, notes[1:], on))
    return PlanStory(
        plan=plan,
        versions=sorted(plan.versions.all(), key=lambda each: -each.pk),
        actions=actions,
        reviews=sorted(plan.reviews.all(), key=lambda each: (each.on, each.pk), reverse=True),
        contracts=sorted(plan.contracts.all(), key=lambda each: -each.pk),
        timetables=sorted(plan.timetables.all(), key=lambda each: -each.pk),
        end=getattr(plan, "end", None),
        on=on,
    )
