"""A request that is being written: begun, saved question by question, and forgotten when it was sent or left alone."""

import datetime as dt
from typing import Any

from django.db import transaction

from absence.leave_steps import Step, steps_for
from absence.models import LeaveDraft, LeaveDraftFile, LeaveEvidence, LeaveRequest
from attendance_site.parts.papers import Paper
from registers.models import School, User
from registers.refusals import Refusal

MOST_FILES = 4
FORGOTTEN_AFTER = dt.timedelta(days=30)
"""A draft that nobody touched for so long is thrown away, with its files."""


class TooManyFiles(Refusal):
    """Only so many files go with a request."""


class DraftGone(Refusal):
    """The draft was sent or thrown away meanwhile, perhaps on another device."""


@transaction.atomic
def start_leave_draft(*, user: User, school: School, children: list[int], at: dt.datetime) -> LeaveDraft:
    """The person's new request: the one already begun, on whatever device, else an empty one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    begun = LeaveDraft.objects.filter(user=user, changes__isnull=True).first()
    if begun is not None:
        return begun
    answers = {Step.CHILDREN.value: {"children": children}} if children else {}
    return LeaveDraft.objects.create(user=user, school=school, answers=answers, started_at=at, saved_at=at)


@transaction.atomic
def start_leave_change(*, request: LeaveRequest, user: User, at: dt.datetime) -> LeaveDraft:
    """A draft with everything that the request says, to be changed. The one already begun, if there is one."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    begun = LeaveDraft.objects.filter(user=user, changes=request).first()
    return begun or LeaveDraft.objects.create(
        user=user,
        school_id=request.school_id,
        changes=request,
        answers=answers_of(request),
        started_at=at,
        saved_at=at,
    )


def answers_of(request: LeaveRequest) -> dict[str, Any]:
    """A request as the answers to the questions that its kind asks."""
    said: dict[Step, dict[str, Any]] = {
        Step.CHILDREN: {"children": list(request.children.values_list("pupil", flat=True))},
        Step.DAYS: {
            "first": request.first_day.isoformat(),
            "first_half": request.first_half,
            "last": request.last_day.isoformat(),
            "last_half": request.last_half,
        },
        Step.WHY: {"kind": request.kind},
        Step.SHORTER_WAY: {},
        Step.EXCEPTIONAL: {"exceptional": request.exceptional},
        Step.EVIDENCE: {},
        Step.FAMILY: {
            "with_whom": request.with_whom,
            "emergency_phone": request.emergency_phone,
            "other_parent_told": request.other_parent_told,
        },
    }
    in_own_words = {"why": request.why, **request.extra}
    steps = [step for step in steps_for(request.kind) if step != Step.CHECK]
    return {step.value: said.get(step, in_own_words) for step in steps}


@transaction.atomic
def save_leave_answer(
    *, draft: LeaveDraft, step: Step, answer: dict[str, Any], at: dt.datetime
) -> LeaveDraft:
    """Keep the answer to one question; those to the others stay. Raises DraftGone."""
    draft = _locked(draft)
    draft.answers = {**draft.answers, step.value: answer}
    draft.saved_at = at
    draft.save(update_fields=["answers", "saved_at"])
    return draft


@transaction.atomic
def add_leave_file(*, draft: LeaveDraft, paper: Paper, at: dt.datetime) -> LeaveDraftFile:
    """Put a file with the draft. Raises TooManyFiles, DraftGone."""
    draft = _locked(draft)
    if files_of(draft) >= MOST_FILES:
        raise TooManyFiles("Only so many files go with a request.")
    LeaveDraft.objects.filter(pk=draft.pk).update(saved_at=at)
    return LeaveDraftFile.objects.create(
        school_id=draft.school_id,
        draft=draft,
        name=paper.name,
        kind=paper.kind,
        content=paper.content,
        size=len(paper.content),
        at=at,
    )


def files_of(draft: LeaveDraft) -> int:
    """How many files would go with the request: new ones, and those of the request that stay."""
    kept: int = kept_evidence(draft).count()
    return draft.files.count() + kept


def kept_evidence(draft: LeaveDraft) -> Any:
    """The files of the request that a change would keep."""
    gone = draft.answers.get(Step.EVIDENCE, {}).get("taken_out", [])
    return LeaveEvidence.objects.standing().filter(request=draft.changes_id).exclude(pk__in=gone)


@transaction.atomic
def take_out_leave_file(*, draft: LeaveDraft, file: int, at: dt.datetime) -> None:
    """Take one of the draft's own files out again."""
    draft = _locked(draft)
    draft.files.filter(pk=file).delete()
    LeaveDraft.objects.filter(pk=draft.pk).update(saved_at=at)


@transaction.atomic
def discard_leave_draft(*, draft: LeaveDraft) -> None:
    """Throw the draft and its files away: it was sent, or the person does not want it."""
    LeaveDraftFile.objects.filter(draft=draft.pk).delete()
    LeaveDraft.objects.filter(pk=draft.pk).delete()


@transaction.atomic
def forget_old_drafts(*, at: dt.datetime) -> int:
    """Throw away drafts that nobody touched for thirty days; how many there were."""
    old = LeaveDraft.objects.filter(saved_at__lt=at - FORGOTTEN_AFTER).select_for_update(skip_locked=True)
    numbers = list(old.values_list("pk", flat=True))
    LeaveDraftFile.objects.filter(draft__in=numbers).delete()
    LeaveDraft.objects.filter(pk__in=numbers).delete()
    return len(numbers)


def _locked(draft: LeaveDraft) -> LeaveDraft:
    found = LeaveDraft.objects.select_for_update().filter(pk=draft.pk).first()
    if found is None:
        raise DraftGone("This was sent or thrown away meanwhile.")
    return found
