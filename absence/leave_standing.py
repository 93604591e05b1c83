"""Where requests for leave stand, for the family that asked: what was asked back, and what was decided."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field

from absence.leave_days import LeaveDays
from absence.leave_letters import agreed_days, days_of
from absence.leave_states import State, state_of
from absence.leave_writing import requests_of
from absence.models import LeaveChild, LeaveDecision, LeaveEvidence, LeaveQuestion, LeaveRequest
from registers.families import Family
from registers.message_causes import LEAVE_HOLD, leave_decided
from registers.models import Message, Pupil


@dataclass(frozen=True)
class Decided:
    """What was decided for one child."""

    pupil: Pupil
    decision: LeaveDecision

    @property
    def agreed(self) -> LeaveDays | None:
        """The days agreed; None where none were."""
        return agreed_days(self.decision)


@dataclass
class Standing:
    """One request as its asker may know it."""

    request: LeaveRequest
    pupils: list[Pupil] = field(default_factory=list)
    questions: list[LeaveQuestion] = field(default_factory=list)
    decided: list[Decided] = field(default_factory=list)
    letters: list[Message] = field(default_factory=list)
    files: list[LeaveEvidence] = field(default_factory=list)

    @property
    def days(self) -> LeaveDays:
        """The days asked for."""
        return days_of(self.request)

    @property
    def waiting(self) -> list[LeaveQuestion]:
        """Questions that the family has still to answer."""
        return [question for question in self.questions if question.answered_at is None]

    @property
    def state(self) -> State:
        """How far it has come."""
        return state_of(
            withdrawn=self.request.withdrawn_at is not None,
            decided=bool(self.pupils) and len(self.decided) == len(self.pupils),
            asked_back=bool(self.waiting),
            looked_at=self.request.looked_at is not None or bool(self.decided) or bool(self.questions),
        )

    @property
    def may_change(self) -> bool:
        """Whether it may still be changed or taken back."""
        return self.state.may_change and not self.decided


def standings(
    requests: Iterable[LeaveRequest], *, pupils: Collection[int], at: dt.datetime
) -> list[Standing]:
    """Where each request stands, about these pupils only. Three statements, however many requests.

    A decision may be undone for a short while; the family reads of it when that time is over.
    """
    found = {request.pk: Standing(request) for request in requests}
    children = LeaveChild.objects.filter(request__in=found, pupil__in=pupils).select_related("pupil")
    for child in children.order_by("pupil__dob", "pupil__forename", "pk"):
        found[child.request_id].pupils.append(child.pupil)
    for question in LeaveQuestion.objects.filter(request__in=found).in_order():
        found[question.request_id].questions.append(question)
    settled = LeaveDecision.objects.newest().filter(
        request__in=found, pupil__in=pupils, at__lte=at - LEAVE_HOLD
    )
    by_request: dict[int, dict[int, LeaveDecision]] = defaultdict(dict)
    for decision in settled.order_by("pk"):
        by_request[decision.request_id][decision.pupil_id] = decision
    for standing in found.values():
        decisions = by_request[standing.request.pk]
        standing.decided = [
            Decided(pupil, decisions[pupil.pk]) for pupil in standing.pupils if pupil.pk in decisions
        ]
    return list(found.values())


def asked_about_leave(family: Family, at: dt.datetime) -> list[Standing]:
    """The family's own requests about which the school waits for its answer. One statement where there is none."""
    waiting = LeaveQuestion.objects.waiting()
    asked = requests_of(family).standing().filter(pk__in=waiting.values("request")).newest_first()
    if not (found := list(asked)):
        return []
    pupils = [child.pupil.pk for child in family.children]
    return [each for each in standings(found, pupils=pupils, at=at) if each.state is State.QUESTION]


def with_letters(standing: Standing) -> Standing:
    """With the letters to the asker about what was decided, and the files that came with the request.

    A letter may name each of the children: it is shown while the pages of all of them are open to who reads.
    """
    files = LeaveEvidence.objects.standing().filter(request=standing.request)
    standing.files = list(files.without_content())
    if standing.request.children.count() > len(standing.pupils):
        return standing
    contact = standing.request.contact_id
    causes = {leave_decided(each.decision.press, contact) for each in standing.decided}
    letters = Message.objects.filter(
        school=standing.request.school_id, contact=contact, cause__in=causes
    ).exclude(state=Message.State.CANCELLED)
    standing.letters = list(letters.order_by("made_at", "pk"))
    return standing
