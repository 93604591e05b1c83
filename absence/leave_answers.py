"""What somebody answered, as a list to be read through: before it is sent, on its page, and by the school."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from absence.actions.leave import Asked
from absence.family_leave_words import EXTRA, KINDS, LICENCES, OTHER_PARENT
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.leave_steps import EXCEPTIONAL_WAY, OWN_WAY, Step
from absence.leave_words import days_words
from absence.leave_writing import OWN_WORDS, Writing
from absence.models import LeaveRequest


@dataclass(frozen=True)
class Answer:
    """One answer, and the question that it can be changed at."""

    label: str | Promise
    value: str | Promise
    step: Step


def answers(asked: Asked) -> list[Answer]:
    """Everything that was answered about the leave itself, without children and files."""
    own = next((step for step in OWN_WAY.get(asked.kind, EXCEPTIONAL_WAY) if step in OWN_WORDS), Step.EVENT)
    found: list[tuple[Any, Any, Step]] = [
        (_("Days away"), days_words(asked.days, language=get_language() or "en"), Step.DAYS),
        (_("What it is for"), KINDS[asked.kind], Step.WHY),
        (_("What is happening"), asked.why, own),
        *((EXTRA[name], _said(name, asked.extra[name]), own) for name in EXTRA if name in asked.extra),
        (_("What is exceptional"), asked.exceptional, Step.EXCEPTIONAL),
        (_("Who your child will be with"), asked.with_whom, Step.FAMILY),
        (_("Phone for emergencies"), asked.emergency_phone, Step.FAMILY),
        (_("Other parent knows"), OTHER_PARENT.get(asked.other_parent_told, ""), Step.FAMILY),
    ]
    return [Answer(label, value, step) for label, value, step in found if value]


def answers_of_writing(writing: Writing) -> Sequence[Answer]:
    """The answers of a draft that is ready to be sent."""
    return answers(writing.asked)


def answers_of_request(request: LeaveRequest) -> Sequence[Answer]:
    """The answers of a request as it stands."""
    return answers(
        Asked(
            kind=Kind(request.kind),
            days=LeaveDays(request.first_day, request.first_half, request.last_day, request.last_half),
            why=request.why,
            exceptional=request.exceptional,
            with_whom=request.with_whom,
            emergency_phone=request.emergency_phone,
            other_parent_told=request.other_parent_told,
            extra=request.extra,
        )
    )


def _said(name: str, value: str) -> str | Promise:
    return LICENCES.get(value, value) if name == "licence" else value
