"""Requests for leave as the school lists them: those that wait, those decided, those withdrawn."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count, Exists, Min, OuterRef

from absence.leave_days import LeaveDays
from absence.leave_letters import days_of
from absence.leave_states import WORDS, State, state_of
from absence.models import LeaveChild, LeaveDecision, LeaveQuestion, LeaveRequest
from absence.models.leave import LeaveRequestQuerySet
from registers.models import GroupMembership, Post, Pupil


class Which(StrEnum):
    """A part of the list."""

    WAITING = "waiting"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        """As its tab says."""
        return self.value.capitalize()


@dataclass(frozen=True)
class ListedChild:
    """A child of a request, with the class of the day and the decision that holds, if there is one."""

    pupil: Pupil
    group: str
    decision: LeaveDecision | None


@dataclass(frozen=True)
class ListedRequest:
    """One request as a list shows it."""

    request: LeaveRequest
    children: tuple[ListedChild, ...]
    asked_back: bool
    on: dt.date

    @property
    def days(self) -> LeaveDays:
        """The days asked for."""
        return days_of(self.request)

    @property
    def undecided(self) -> list[ListedChild]:
        """The children about whom nothing is decided."""
        return [child for child in self.children if child.decision is None]

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(
            withdrawn=self.request.withdrawn_at is not None,
            decided=not self.undecided,
            asked_back=self.asked_back,
            looked_at=self.request.looked_at is not None,
        )

    @property
    def state_words(self) -> str:
        """The same in words."""
        return WORDS[self.state]

    @property
    def overdue(self) -> bool:
        """Whether the family was told to expect an answer before today."""
        return self.state.may_change and self.request.answer_by < self.on


@dataclass(frozen=True)
class Waiting:
    """How many requests wait at a school, and since when the oldest does."""

    count: int
    since: dt.datetime | None


def requests_that(which: Which, post: Post, *, on: dt.date) -> LeaveRequestQuerySet:
    """The requests of one part of the list: waiting ones oldest first, the others newest first."""
    requests = LeaveRequest.objects.visible_to(post, on=on)
    if which is Which.WITHDRAWN:
        return requests.filter(withdrawn_at__isnull=False).newest_first()
    decided = LeaveDecision.objects.standing().filter(request=OuterRef("request"), pupil=OuterRef("pupil"))
    waits = Exists(LeaveChild.objects.filter(~Exists(decided), request=OuterRef("pk")))
    if which is Which.WAITING:
        return requests.standing().filter(waits).order_by("sent_at", "pk")
    return requests.standing().filter(~waits).newest_first()


def waiting_leave(post: Post, *, on: dt.date) -> Waiting:
    """How many requests wait, for the home page. One statement."""
    found = requests_that(Which.WAITING, post, on=on).order_by()
    counted = found.aggregate(count=Count("pk"), since=Min("sent_at"))
    return Waiting(counted["count"], counted["since"])


def listed(requests: Sequence[LeaveRequest], *, on: dt.date) -> list[ListedRequest]:
    """These requests with their children. Four statements, however many."""
    numbers = [request.pk for request in requests]
    rows = LeaveChild.objects.filter(request__in=numbers).select_related("pupil")
    children: dict[int, list[Pupil]] = defaultdict(list)
    for row in rows.order_by("pupil__dob", "pupil"):
        children[row.request_id].append(row.pupil)
    decisions = decisions_of(numbers)
    asked_back = set(
        LeaveQuestion.objects.waiting().filter(request__in=numbers).values_list("request", flat=True)
    )
    groups = groups_of({pupil.pk for each in children.values() for pupil in each}, on=on)
    return [
        ListedRequest(
            request,
            tuple(
                ListedChild(pupil, groups.get(pupil.pk, ""), decisions.get((request.pk, pupil.pk)))
                for pupil in children[request.pk]
            ),
            request.pk in asked_back,
            on,
        )
        for request in requests
    ]


def decisions_of(requests: Iterable[int]) -> dict[tuple[int, int], LeaveDecision]:
    """The decision that holds for each request and pupil. One statement."""
    newest = LeaveDecision.objects.newest().filter(request__in=list(requests))
    return {(each.request_id, each.pupil_id): each for each in newest}


def groups_of(pupils: Iterable[int], *, on: dt.date) -> dict[int, str]:
    """The class of each pupil that day. One statement."""
    found = GroupMembership.objects.on(on).filter(pupil__in=list(pupils))
    return dict(found.values_list("pupil", "group__name"))
