"""Asking for leave: a request is sent, changed, taken back, looked at, and a question about it answered."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext

from absence.leave_calendar import LOOKS_AHEAD, counts, school_days
from absence.leave_days import LeaveDays, answer_by
from absence.leave_kinds import Kind
from absence.models import (
    LeaveChild,
    LeaveEvidence,
    LeaveQuestion,
    LeaveRequest,
    LeaveSettings,
    LeaveVersion,
)
from absence.models.leave_decisions import LeaveDecision
from attendance_site.parts.papers import Paper
from penalties.amounts import AMOUNTS
from registers.models import Care, Contact, Post, School
from registers.refusals import Refusal

LONGEST = dt.timedelta(days=366)
"""Who is away longer has left; a request for more is a slip."""
AHEAD_AT_MOST = dt.timedelta(days=550)


class LeaveRefused(Refusal):
    """A request that cannot be taken."""


class NotInAdvance(LeaveRefused):
    """Leave is asked for before it begins (SI 2024/208 regulation 11)."""


class DaysNotPossible(LeaveRefused):
    """The days are in the wrong order, too many, too far away, or none of them is a school day."""


class NoLongerOpen(LeaveRefused):
    """The request has been decided or withdrawn."""


@dataclass(frozen=True)
class Asked:
    """What somebody asks, apart from the children."""

    kind: Kind
    days: LeaveDays
    why: str
    exceptional: str = ""
    with_whom: str = ""
    emergency_phone: str = ""
    other_parent_told: str = ""
    extra: dict[str, str] = field(default_factory=dict)
    language: str = "en"


@dataclass(frozen=True)
class Asker:
    """Who asks, at one school, and for whom: the cares tell whether each child lives with them."""

    school: School
    contact: Contact
    post: Post | None
    by: Post
    name: str
    position: str
    cares: tuple[Care, ...]
    on_paper: bool = False
    received_on: dt.date | None = None


def check_days(days: LeaveDays, *, on: dt.date) -> None:
    """Refuse days that nobody can ask for on `on`. Raises NotInAdvance or DaysNotPossible."""
    if not days.is_in_order:
        raise DaysNotPossible(gettext("The last day away must not be before the first day."))
    if days.first <= on:
        raise NotInAdvance(
            gettext("Leave can only be asked for before it starts. The first day must be tomorrow or later.")
        )
    if days.first > on + AHEAD_AT_MOST:
        raise DaysNotPossible(
            gettext("That is too far away. Check the year, or ask again nearer to the time.")
        )
    if days.last > days.first + LONGEST:
        raise DaysNotPossible(
            gettext("That is more than a year away from school. Check the days, or talk to the school.")
        )


@transaction.atomic
def send_leave(
    *,
    operation: Any,
    asked: Asked,
    askers: Sequence[Asker],
    papers: Sequence[Paper] = (),
    started_at: dt.datetime,
    on: dt.date,
    at: dt.datetime,
) -> list[LeaveRequest]:
    """Send a request to each school of the children. Sent twice, the first ones are returned. Raises Refusal."""
    # Each school's requests are numbered one after another. New rows elsewhere that point to the school do not wait.
    schools = School.objects.filter(pk__in=[asker.school.pk for asker in askers]).order_by("pk")
    list(schools.select_for_update(no_key=True))
    before = list(LeaveRequest.objects.filter(operation=operation).order_by("pk"))
    if before:
        return before
    made = []
    for asker in askers:
        check_days(asked.days, on=asker.received_on or on)
        made.append(_send_to(asker, operation, asked, papers, started_at, on, at))
    return made


def _send_to(
    asker: Asker,
    operation: Any,
    asked: Asked,
    papers: Sequence[Paper],
    started_at: dt.datetime,
    on: dt.date,
    at: dt.datetime,
) -> LeaveRequest:
    newest = LeaveRequest.objects.filter(school=asker.school).order_by("-number").first()
    received = asker.received_on or on
    made = LeaveRequest.objects.create(
        school=asker.school,
        number=newest.number + 1 if newest else 1,
        post=asker.post,
        contact=asker.contact,
        asked_name=asker.contact.name,
        lives_with=all(care.lives_with for care in asker.cares),
        on_paper=asker.on_paper,
        received_on=received,
        operation=operation,
        started_at=started_at,
        sent_at=at,
        answer_by=_answer_by(asker.school, received, asked.days.first),
        by=asker.by,
        name=asker.name,
        position=asker.position,
        **_columns(asked),
    )
    _add_children(made, asker)
    _add_papers(made, papers, at)
    _keep_version(made, asker, operation, at)
    return made


@transaction.atomic
def change_leave(
    *,
    request: LeaveRequest,
    operation: Any,
    asked: Asked,
    asker: Asker,
    papers: Sequence[Paper] = (),
    keeps: Sequence[int] = (),
    on: dt.date,
    at: dt.datetime,
) -> LeaveRequest:
    """Change an undecided request; what it said before is kept. `keeps`: files that stay. Raises Refusal."""
    request = LeaveRequest.objects.select_for_update().get(pk=request.pk)
    if LeaveVersion.objects.filter(school=request.school_id, operation=operation).exists():
        return request
    _refuse_if_over(request)
    check_days(asked.days, on=on)
    for column, value in _columns(asked).items():
        setattr(request, column, value)
    request.version += 1
    request.changed_at = at
    request.lives_with = all(care.lives_with for care in asker.cares)
    request.answer_by = max(request.answer_by, _answer_by(asker.school, on, asked.days.first))
    request.save()
    LeaveChild.objects.filter(request=request).delete()
    _add_children(request, asker)
    taken_out = LeaveEvidence.objects.standing().filter(request=request).exclude(pk__in=keeps)
    taken_out.update(taken_out_at=at)
    _add_papers(request, papers, at)
    _keep_version(request, asker, operation, at)
    return request


@transaction.atomic
def withdraw_leave(*, request: LeaveRequest, name: str, at: dt.datetime) -> LeaveRequest:
    """The family no longer asks. Pressed twice it is withdrawn once. Raises NoLongerOpen where it was decided."""
    request = LeaveRequest.objects.select_for_update().get(pk=request.pk)
    if request.withdrawn_at is not None:
        return request
    _refuse_if_over(request)
    request.withdrawn_at, request.withdrawn_name = at, name
    request.save(update_fields=["withdrawn_at", "withdrawn_name"])
    return request


def look_at_leave(*, request: LeaveRequest, by: Post, at: dt.datetime) -> LeaveRequest:
    """Somebody at school has opened the request: from then on the family reads that it is being looked at."""
    unseen = LeaveRequest.objects.filter(pk=request.pk, looked_at__isnull=True)
    if unseen.update(looked_at=at, looked_name=by.user.name):
        request.looked_at, request.looked_name = at, by.user.name
    return request


@transaction.atomic
def answer_about_leave(*, question: LeaveQuestion, answer: str, name: str, at: dt.datetime) -> LeaveQuestion:
    """The family answers what the school asked, once. Raises NoLongerOpen where it was answered or is all over."""
    request = LeaveRequest.objects.select_for_update().get(pk=question.request_id)
    question = LeaveQuestion.objects.select_for_update().get(pk=question.pk)
    if question.answered_at is not None:
        if question.answer == answer:
            return question
        raise NoLongerOpen(gettext("This question has been answered already."))
    _refuse_if_over(request)
    question.answer, question.answered_at, question.answered_name = answer, at, name
    question.save(update_fields=["answer", "answered_at", "answered_name"])
    return question


def _refuse_if_over(request: LeaveRequest) -> None:
    if request.withdrawn_at is not None:
        raise NoLongerOpen(gettext("This request has been withdrawn. You can send a new one."))
    if LeaveDecision.objects.standing().filter(request=request).exists():
        raise NoLongerOpen(
            gettext("The school has decided about this request, so it can no longer be changed here."),
            who_can_fix=gettext("Ring or write to the school office. They will tell the head."),
        )


def _columns(asked: Asked) -> dict[str, Any]:
    days = asked.days
    said = {name: value for name, value in asdict(asked).items() if name != "days"}
    return {
        **said,
        "kind": asked.kind.value,
        "first_day": days.first,
        "first_half": days.first_half,
        "last_day": days.last,
        "last_half": days.last_half,
    }


def _answer_by(school: School, received: dt.date, first_day: dt.date) -> dt.date:
    within = LeaveSettings.objects.of(school).answer_days
    days = school_days(school, received, received + LOOKS_AHEAD)
    return answer_by(received, first_day, within=within, school_days=list(days))


def _add_children(request: LeaveRequest, asker: Asker) -> None:
    LeaveChild.objects.bulk_create(
        LeaveChild(
            school=asker.school,
            request=request,
            pupil=care.pupil,
            relationship=care.relationship,
            lives_with=care.lives_with,
        )
        for care in asker.cares
    )


def _add_papers(request: LeaveRequest, papers: Sequence[Paper], at: dt.datetime) -> None:
    for paper in papers:
        LeaveEvidence.objects.create(
            school_id=request.school_id,
            request=request,
            name=paper.name,
            kind=paper.kind,
            content=paper.content,
            size=len(paper.content),
            at=at,
        )


def _keep_version(request: LeaveRequest, asker: Asker, operation: Any, at: dt.datetime) -> None:
    LeaveVersion.objects.create(
        school_id=request.school_id,
        request=request,
        version=request.version,
        operation=operation,
        content=_content(request, asker),
        by=asker.by,
        name=asker.name,
        position=asker.position,
        at=at,
    )


def _content(request: LeaveRequest, asker: Asker) -> dict[str, Any]:
    """The request in plain values, and the figures that stood above the button."""
    days = LeaveDays(request.first_day, request.first_half, request.last_day, request.last_half)
    came_to = counts(asker.school, [care.pupil for care in asker.cares], days)
    evidence = LeaveEvidence.objects.standing().filter(request=request).order_by("pk")
    return {
        "kind": request.kind,
        "first_day": request.first_day.isoformat(),
        "first_half": request.first_half,
        "last_day": request.last_day.isoformat(),
        "last_half": request.last_half,
        "why": request.why,
        "exceptional": request.exceptional,
        "with_whom": request.with_whom,
        "emergency_phone": request.emergency_phone,
        "other_parent_told": request.other_parent_told,
        "extra": request.extra,
        "language": request.language,
        "children": [
            {"pupil": care.pupil_id, "name": care.pupil.called, "lives_with": care.lives_with}
            for care in asker.cares
        ],
        "evidence": list(evidence.values_list("name", flat=True)),
        "told": {
            "answer_by": request.answer_by.isoformat(),
            "sessions": {str(pupil.pk): count.away.sessions for count in came_to for pupil in count.pupils},
            "amounts": AMOUNTS._asdict(),
        },
    }
