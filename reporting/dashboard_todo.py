"""What waits for somebody, as the dashboard's strip counts it: each opens the list that clears it."""

import datetime as dt
from typing import NamedTuple

from django.urls import reverse

from absence.support_due import plans_due
from penalties.home_card import cases_waiting
from registers.message_tasks import counts_for
from registers.models import Mark, Post, School, SendingSettings
from registers.roles import Permission, Role, may
from registers.unsettled import unsettled_n_marks


class Waits(NamedTuple):
    """One kind of thing that waits: how many, what they are called, where they are done, how many are late."""

    number: int
    words: str
    url: str
    overdue: int = 0


def todo_of(post: Post, school: School, *, at: dt.datetime) -> list[Waits]:
    """Everything that the hat may do something about, in the order of the day; what nobody waits for is left out."""
    role, on = Role(post.role), at.date()
    found: list[Waits] = []
    if may(role, Permission.SEE_MESSAGES):
        held = counts_for(school, at, texts_a_day=SendingSettings.objects.of(school).texts_a_day).held
        found.append(
            Waits(
                held, _one("message held", "messages held", held), f"{reverse('registers:outbox')}?state=held"
            )
        )
    if may(role, Permission.SUPPORT):
        due = plans_due(post, on=on)
        words = _one("plan or timetable to look at", "plans and timetables to look at", len(due.rows))
        found.append(Waits(len(due.rows), words, reverse("absence:support_plans"), due.overdue))
    if may(role, Permission.AMEND_MARK):
        marks = unsettled_n_marks(Mark.objects.visible_to(post), school=school, on=on)
        overdue = sum(each.overdue for each in marks)
        words = _one("N to settle", "N to settle", len(marks))
        found.append(Waits(len(marks), words, reverse("registers:unsettled"), overdue))
    if may(role, Permission.SEE_CASES):
        cases = cases_waiting(school, post=post, on=on)
        count = cases.new + cases.again
        words = _one("case to consider", "cases to consider", count)
        found.append(Waits(count, words, reverse("penalties:cases")))
    return [each for each in found if each.number]


def _one(one: str, many: str, count: int) -> str:
    return one if count == 1 else many
