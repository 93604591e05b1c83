"""Deciding about a case: a person answers the checklist, and what they decided is kept with it."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from penalties.considering import Considered, Outcome, objections
from penalties.models import Case, CaseDecision, CaseEvent, NoticeToImprove
from registers.models import Post
from registers.refusals import Refusal


class Seen(NamedTuple):
    """What the page showed when somebody decided: the newest event of the case and the newest decision, 0 for none."""

    event: int
    decision: int


class CaseNotConsidered(Refusal):
    """The checklist is not answered so that this may be decided. `objections`: which answers, and why."""

    who_can_fix = "You can, by answering the checklist."

    def __init__(self, found: list[tuple[str, str]]) -> None:
        self.objections = found
        super().__init__(" ".join(words for _, words in found))


class CaseWithdrawn(Refusal):
    """There are no longer ten sessions: nothing is to be decided."""

    who_can_fix = "Marks that are wrong can be amended by the office; the case then stands again."


class CaseClosed(Refusal):
    """The case is closed; what came later is a case of its own."""

    who_can_fix = "Open the pupil’s newest case."


class NoticeRuns(Refusal):
    """A notice to improve runs: what it promised holds until it ends."""

    who_can_fix = (
        "You can, by ending the notice on one of the grounds that it states, or when its time is over."
    )


class CaseChanged(Refusal):
    """The sessions changed, or somebody else decided, after the page was opened."""

    who_can_fix = "You can, by looking at what stands now and deciding again."


@transaction.atomic
def decide_case(
    *, case: Case, considered: Considered, seen: Seen, operation: UUID, by: Post, at: datetime
) -> CaseDecision:
    """Keep what somebody decided, with the whole checklist. Nothing is issued by it.

    Raises CaseClosed, CaseWithdrawn, CaseChanged, CaseNotConsidered, NoticeRuns.
    """
    lock(case.pupil_id)
    done = CaseDecision.objects.filter(school=case.school_id, operation=operation).first()
    if done is not None:
        return done
    event = _open_to_decide(case, seen)
    found = objections(considered)
    if found:
        raise CaseNotConsidered(found)
    if considered.outcome == Outcome.REFER:
        _refuse_while_a_notice_runs(case)
    return write_once(
        CaseDecision,
        operation=operation,
        by=by,
        at=at,
        case=case,
        sessions=event.sessions,
        **_kept(considered),
    )[0]


def _open_to_decide(case: Case, seen: Seen) -> CaseEvent:
    """The case's newest event, where there is something to decide and it is what was looked at."""
    if Case.objects.filter(pk=case.pk, closed_at__isnull=False).exists():
        raise CaseClosed("This case is closed.")
    event = CaseEvent.objects.filter(case=case).newest_first()[0]
    if event.kind == CaseEvent.Kind.WITHDRAWN:
        raise CaseWithdrawn("There are no longer ten sessions in ten school weeks.")
    newest = CaseDecision.objects.filter(case=case).newest_first().first()
    if seen != Seen(event.pk, newest.pk if newest else 0):
        raise CaseChanged("The sessions changed, or somebody else decided, since you opened the page.")
    return event


def _refuse_while_a_notice_runs(case: Case) -> None:
    """Each parent has a notice of their own: one that failed may be followed while another runs."""
    notices = NoticeToImprove.objects.filter(case=case)
    runs = notices.open().order_by("last_day").last()
    if runs is not None and notices.count() == notices.open().count():
        raise NoticeRuns(f"A notice to improve runs until {runs.last_day:%-d %B %Y}.")


def _kept(said: Considered) -> dict[str, object]:
    """The answers as they are kept: about support only those of the branch that was chosen."""
    about_support = ("offered", "offered_words", "engaged", "engaged_words")
    left_out = about_support if not said.support_appropriate else ("why_not",)
    answers = {name: getattr(said, name) for name in Considered.__dataclass_fields__}
    answers |= dict.fromkeys(left_out, "")
    return {name: words.strip() if isinstance(words, str) else words for name, words in answers.items()}
