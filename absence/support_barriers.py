"""What makes coming to school hard for the pupils with plans, and how often plans helped: without a name."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from absence.models import SupportEnd, SupportPlan, SupportPlanVersion
from absence.support_words import BARRIERS
from registers.models import Post
from registers.school_year import academic_year, academic_year_days

FEW = 5
"""Fewer plans than this are not counted out on paper that goes round: who they are could be guessed (P)."""
HELPED = ("helped", "partly")


@dataclass(frozen=True)
class Barrier:
    """One barrier: how many plans of the school year speak of it, run on, have ended, and helped at least in part."""

    words: str
    plans: int
    running: int
    ended: int
    helped: int

    @property
    def is_few(self) -> bool:
        """Whether the plans are so few that a child could be known from them."""
        return self.plans < FEW


@dataclass(frozen=True)
class Barriers:
    """Every barrier that a plan speaks of, the commonest first, and how many plans there are."""

    since: dt.date
    plans: int
    rows: tuple[Barrier, ...]

    @property
    def has_few(self) -> bool:
        """Whether some rows are left uncounted on paper."""
        return any(row.is_few for row in self.rows)


def barriers_of(post: Post, *, on: dt.date) -> Barriers:
    """The plans that ran at any time of this school year. Three statements, however many plans."""
    since = academic_year_days(academic_year(on)).first
    plans = SupportPlan.objects.visible_to(post, on=on)
    ended = SupportEnd.objects.filter(school=post.school_id)
    gone = ended.filter(on__lt=since).values("plan")
    chosen = list(plans.exclude(pk__in=gone).values_list("pk", flat=True))
    outcomes = dict(ended.filter(plan__in=chosen).values_list("plan", "outcome"))
    versions = SupportPlanVersion.objects.filter(school=post.school_id, plan__in=chosen)
    newest = dict(versions.order_by("at", "pk").values_list("plan", "barriers"))
    return Barriers(since, len(chosen), _rows(newest, outcomes))


def _rows(newest: dict[int, list[str]], outcomes: dict[int, str]) -> tuple[Barrier, ...]:
    spoken, ended, helped = Counter[str](), Counter[str](), Counter[str]()
    for plan, barriers in newest.items():
        spoken.update(barriers)
        if plan in outcomes:
            ended.update(barriers)
        if outcomes.get(plan) in HELPED:
            helped.update(barriers)
    rows = [
        Barrier(words, spoken[key], spoken[key] - ended[key], ended[key], helped[key])
        for key, words in BARRIERS
        if spoken[key]
    ]
    return tuple(sorted(rows, key=lambda row: -row.plans))
