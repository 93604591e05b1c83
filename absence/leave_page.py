"""Everything that is known of one request for leave, for the page on which the head decides."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Q

from absence.actions.leave_plans import source_of
from absence.family_leave_words import EXTRA, LICENCES, OTHER_PARENT
from absence.leave_days import Away, LeaveDays
from absence.leave_deciders import deciders_words, may_decide, own_request
from absence.leave_letters import OtherParent, agreed_days, days_of, other_parents
from absence.leave_list import ListedRequest, decisions_of, groups_of, listed
from absence.leave_policy import Test, test_of
from absence.leave_rules import Grant, age_words, grants_for
from absence.leave_sessions import ChildSessions, away_of, sessions_of
from absence.models import (
    LeaveChild,
    LeaveDecision,
    LeaveEvidence,
    LeaveQuestion,
    LeaveRequest,
    LeaveVersion,
)
from registers.codes import EXCEPTIONAL_LEAVE
from registers.message_causes import LEAVE_HOLD
from registers.message_states import Event, moves_from
from registers.models import Care, Message, Post, Pupil, School

NEAR = dt.timedelta(days=14)
"""Other requests for the children or their siblings are listed where their days lie so near."""


@dataclass(frozen=True)
class Child:
    """One child of the request."""

    pupil: Pupil
    group: str
    relationship: str
    lives_with: bool
    sessions: ChildSessions
    age: str
    decision: LeaveDecision | None

    @property
    def agreed(self) -> LeaveDays | None:
        """The days agreed by the decision that holds."""
        return agreed_days(self.decision) if self.decision else None


@dataclass(frozen=True)
class Press:
    """What was decided together: the decisions, the letters, and whether it can still be undone."""

    decisions: tuple[LeaveDecision, ...]
    letters: tuple[Message, ...]
    holds: bool
    """Whether it is what holds now for all its children."""
    undo_until: dt.datetime | None

    @property
    def first(self) -> LeaveDecision:
        """The decision for the first child; what was decided is the same for the others."""
        return self.decisions[0]

    @property
    def agreed(self) -> LeaveDays | None:
        """The days agreed."""
        return agreed_days(self.first)


@dataclass(frozen=True)
class LeavePage:
    """The request with everything beside it."""

    request: LeaveRequest
    children: tuple[Child, ...]
    away: Away
    evidence: tuple[LeaveEvidence, ...]
    questions: tuple[LeaveQuestion, ...]
    versions: int
    presses: tuple[Press, ...]
    others: tuple[ListedRequest, ...]
    test: Test
    decides: bool
    own: bool
    deciders: str
    grants: tuple[Grant, ...]
    other_parents: tuple[OtherParent, ...]

    @property
    def days(self) -> LeaveDays:
        """The days asked for."""
        return days_of(self.request)

    @property
    def undecided(self) -> list[Child]:
        """Children about whom nothing is decided."""
        return [child for child in self.children if child.decision is None]

    @property
    def newest(self) -> int:
        """The newest decision of the request, undone ones too; 0 before the first."""
        return max((each.pk for press in self.presses for each in press.decisions), default=0)

    @property
    def extra(self) -> list[tuple[str, str]]:
        """What only this kind of leave asks, with its label."""
        said = {name: str(value) for name, value in self.request.extra.items() if value}
        return [
            (str(EXTRA.get(name, name.replace("_", " ").capitalize())), str(LICENCES.get(value, value)))
            for name, value in said.items()
        ]

    @property
    def other_parent_told(self) -> str:
        """Whether the other parent knows, as the asker says."""
        return str(OTHER_PARENT.get(self.request.other_parent_told, ""))

    @property
    def own_way(self) -> Grant | None:
        """The code of its own that this kind of leave takes; None where the exceptional circumstances decide."""
        usual = self.grants[0] if self.grants else None
        return usual if usual and usual.code != EXCEPTIONAL_LEAVE else None

    @property
    def may_act(self) -> bool:
        """Whether the reader may decide now."""
        return self.decides and not self.own and self.request.withdrawn_at is None


def leave_page(request: LeaveRequest, *, post: Post, school: School, at: dt.datetime) -> LeavePage:
    """What the page shows. The same statements for any number of children, files and decisions."""
    on = at.date()
    days = days_of(request)
    rows = list(request.children.select_related("pupil").order_by("pupil__dob", "pupil"))
    numbers = [row.pupil_id for row in rows]
    groups = groups_of(numbers, on=on)
    sessions = sessions_of(school=school, pupils=numbers, days=days, by=post, own=source_of(request))
    decisions = decisions_of([request.pk])
    decides, own = may_decide(post, on), own_request(request, post, on)
    return LeavePage(
        request=request,
        children=tuple(
            Child(
                row.pupil,
                groups.get(row.pupil_id, ""),
                row.relationship,
                row.lives_with,
                sessions[row.pupil_id],
                age_words(row.pupil.dob, days.first, days.last),
                decisions.get((request.pk, row.pupil_id)),
            )
            for row in rows
        ),
        away=away_of(school, days),
        evidence=tuple(LeaveEvidence.objects.standing().filter(request=request).without_content()),
        questions=tuple(LeaveQuestion.objects.filter(request=request).in_order()),
        versions=LeaveVersion.objects.filter(request=request).count(),
        presses=_presses(request, decisions.values(), at),
        others=tuple(_near(request, numbers, days, post, on)),
        test=test_of(school),
        decides=decides,
        own=own,
        deciders=deciders_words(school, on, but=post if own else None),
        grants=_grants(request, rows, days) if decides else (),
        other_parents=tuple(other_parents(request, numbers, on=on)) if decides else (),
    )


def _grants(request: LeaveRequest, rows: Sequence[LeaveChild], days: LeaveDays) -> tuple[Grant, ...]:
    """What may be chosen for at least one of the children."""
    found = {
        grant.code: grant for row in rows for grant in grants_for(request.kind, row.pupil.dob, days.first)
    }
    return tuple(found.values())


def _presses(request: LeaveRequest, holding: Collection[LeaveDecision], at: dt.datetime) -> tuple[Press, ...]:
    """What was decided about the request, the newest first. Two statements."""
    by_press: dict[object, list[LeaveDecision]] = defaultdict(list)
    made = LeaveDecision.objects.filter(request=request).select_related("pupil")
    for decision in made.order_by("-pk"):
        by_press[decision.press].insert(0, decision)
    about = Q(pk__in=[])
    for decisions in by_press.values():
        about |= Q(cause__startswith=decisions[0].cause)
    letters = list(
        Message.objects.filter(about, school=request.school_id).with_whom().order_by("contact__name", "pk")
    )
    now = {decision.pk for decision in holding}
    found = []
    for decisions in by_press.values():
        mine = [letter for letter in letters if letter.cause.startswith(decisions[0].cause)]
        holds = all(decision.pk in now for decision in decisions)
        found.append(Press(tuple(decisions), tuple(mine), holds, _undo_until(decisions[0], mine, holds, at)))
    return tuple(found)


def _undo_until(
    decision: LeaveDecision, letters: Sequence[Message], holds: bool, at: dt.datetime
) -> dt.datetime | None:
    until = decision.at + LEAVE_HOLD
    still = {*moves_from(Event.CANCEL), Message.State.CANCELLED}
    waits = all(letter.state in still for letter in letters)
    return until if holds and waits and at < until else None


def _near(
    request: LeaveRequest, pupils: Sequence[int], days: LeaveDays, post: Post, on: dt.date
) -> list[ListedRequest]:
    """Other requests near these days for the children, or for others who share an adult with them."""
    adults = Care.objects.on(on).filter(pupil__in=pupils).values("contact")
    family = Care.objects.on(on).filter(contact__in=adults).values("pupil")
    about = LeaveChild.objects.filter(school=request.school_id, pupil__in=family).values("request")
    found = LeaveRequest.objects.visible_to(post, on=on).standing().exclude(pk=request.pk)
    near = found.filter(pk__in=about).overlapping(days.first - NEAR, days.last + NEAR)
    return listed(list(near.order_by("first_day", "pk")[:20]), on=on)
