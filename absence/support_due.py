"""What of the support plans of a school waits for somebody: reviews, actions, timetables and contracts that end."""

from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from django.db.models import DateField, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse

from absence.models import (
    AttendanceContract,
    ContractNote,
    PartTimeNote,
    PartTimeTimetable,
    SupportAction,
    SupportActionNote,
    SupportPlan,
    SupportReview,
)
from absence.support_words import WARNED
from registers.models import Post
from registers.school_sessions import in_words


class Due(NamedTuple):
    """One thing that waits. `day`: when it was or is to be done."""

    day: date
    pupil: str
    words: str
    url: str
    overdue: bool


@dataclass(frozen=True)
class PlansDue:
    """Everything that waits, the longest first."""

    rows: list[Due]

    @property
    def overdue(self) -> int:
        """How many of them have passed their day."""
        return sum(row.overdue for row in self.rows)


def plans_due(post: Post, *, on: date) -> PlansDue:
    """What the hat's school has to do about its plans by `on`, and what ends soon. One statement, or four."""
    newest = SupportReview.objects.filter(plan=OuterRef("pk")).order_by("-on", "-pk").values("review_on")[:1]
    running = SupportPlan.objects.visible_to(post, on=on).running().select_related("pupil")
    plans = list(running.annotate(next=Coalesce(Subquery(newest), "review_on", output_field=DateField())))
    if not plans:  # nothing agreed outlives its plan
        return PlansDue([])
    due = [plan for plan in plans if plan.next <= on]  # type: ignore[attr-defined]
    rows = [_review(plan, plan.pupil.called, "support plan", _plan(plan.pk), on) for plan in due]
    return PlansDue(sorted([*rows, *_actions(post, on), *_timetables(post, on), *_contracts(post, on)]))


def _actions(post: Post, on: date) -> list[Due]:
    plans = SupportPlan.objects.visible_to(post, on=on).running()
    noted = SupportActionNote.objects.values("action")
    rows = SupportAction.objects.filter(school=post.school_id, plan__in=plans.values("pk"), due_on__lte=on)
    open_rows = rows.exclude(pk__in=noted).select_related("plan__pupil")
    return [
        Due(
            row.due_on,
            row.plan.pupil.called,
            f"{row.what} ({row.owner})",
            _plan(row.plan_id),
            row.due_on < on,
        )
        for row in open_rows
    ]


def _timetables(post: Post, on: date) -> list[Due]:
    notes = PartTimeNote.objects.filter(timetable=OuterRef("pk"), kind=PartTimeNote.Kind.REVIEWED)
    newest = Subquery(notes.order_by("-on", "-pk").values("review_on")[:1])
    rows = PartTimeTimetable.objects.visible_to(post, on=on).running(on).select_related("plan__pupil")
    found = []
    for row in rows.annotate(next=Coalesce(newest, "review_on", output_field=DateField())):
        url, called = reverse("absence:part_time", args=[row.pk]), row.plan.pupil.called
        if row.next <= on:  # type: ignore[attr-defined]
            found.append(_review(row, called, "part-time timetable", url, on))
        if row.last_day - WARNED <= on:
            words = f"The part-time timetable ends on {in_words(row.last_day)}; then it is full time"
            found.append(Due(row.last_day, called, words, url, False))
    return found


def _contracts(post: Post, on: date) -> list[Due]:
    notes = ContractNote.objects.filter(contract=OuterRef("pk"), kind=ContractNote.Kind.REVIEWED)
    newest = Subquery(notes.order_by("-on", "-pk").values("review_on")[:1])
    rows = AttendanceContract.objects.visible_to(post, on=on).running().select_related("plan__pupil")
    found = []
    for row in rows.annotate(next=Coalesce(newest, "review_on", output_field=DateField())):
        url, called = reverse("absence:contract", args=[row.pk]), row.plan.pupil.called
        if row.next <= on:  # type: ignore[attr-defined]
            found.append(_review(row, called, "attendance contract", url, on))
        if row.last_day - WARNED <= on:
            words = f"The attendance contract runs until {in_words(row.last_day)}"
            found.append(Due(row.last_day, called, words, url, row.last_day < on))
    return found


def _review(row: Any, called: str, what: str, url: str, on: date) -> Due:
    """`next`: the annotated day of the next review."""
    return Due(row.next, called, f"Review of the {what}", url, row.next < on)


def _plan(pk: int) -> str:
    return reverse("absence:support_plan", args=[pk])
