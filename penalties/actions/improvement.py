"""Giving a parent a notice to improve, and saying how it ended. Nothing here starts by itself."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from absence.letters_to_read import Ready
from penalties.authority import IMPROVEMENT_WEEKS_LEAST, IMPROVEMENT_WEEKS_MOST, Issuer
from penalties.case_sessions import CaseSession, as_rows, case_sessions
from penalties.considering import Outcome as Decided
from penalties.improvement import MOST_ALLOWED, Outcome, Watched, last_day
from penalties.improvement_letters import Says, improvement_letters, left_out
from penalties.models import (
    AuthorityRules,
    Case,
    CaseDecision,
    CaseEvent,
    NoticeToImprove,
    NoticeToImproveEnd,
)
from registers.actions.write_messages import Draft, write_messages
from registers.message_states import Event, leads_to, moves_from
from registers.models import Message, Post, School, SchoolDay
from registers.refusals import Refusal
from registers.school_sessions import SCHOOL_TIME
from registers.school_year import WEEKDAYS, SchoolWeeks

CAUSE = "notice_to_improve/"
Kind = NoticeToImproveEnd.Kind


class ImprovementRefused(Refusal):
    """A notice to improve cannot be given, or ended, like that."""

    who_can_fix = "You can, on this page."


def notice_letters(*, case: Case, says: Says, by: Post, on: dt.date) -> tuple[dt.date, list[Ready]]:
    """The last day of the notice, and a letter for every parent who may be told. Raises ImprovementRefused.

    Nothing is written.
    """
    sessions = refuse_notice(case)
    _refuse_words(case.school, says)
    last = _last_day(case.school, says, on)
    ready = improvement_letters(
        case=case, sessions=sessions, says=says, last=last, school=case.school, by=by, on=on
    )
    if not ready:
        raise ImprovementRefused(
            "There is no parent on file who may be written to.",
            who_can_fix="The office can enter the child’s parents; limits are settled by the safeguarding lead.",
        )
    return last, ready


@transaction.atomic
def give_notices_to_improve(
    *, case: Case, says: Says, contacts: Collection[int], operation: uuid.UUID, by: Post, at: dt.datetime
) -> list[NoticeToImprove]:
    """Give each of these parents a notice, with its letter in the outbox; the same press again gives the same back.

    Raises ImprovementRefused.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("pupil", "school").get(pk=case.pk)
    keys = {contact: uuid.uuid5(operation, str(contact)) for contact in contacts}
    made = NoticeToImprove.objects.filter(school=case.school_id, operation__in=keys.values())
    if before := list(made.order_by("pk")):
        return before
    on = at.astimezone(SCHOOL_TIME).date()
    last, ready = notice_letters(case=case, says=says, by=by, on=on)
    chosen = [each for each in ready if each.contact.pk in keys]
    if not chosen or len(chosen) < len(keys):
        raise ImprovementRefused("Choose among the child’s parents whom the notice is for.")
    _refuse_second(case, chosen)
    drafts = [_draft(case, keys[each.contact.pk], each) for each in chosen]
    letters = {letter.contact_id: letter for letter in write_messages(drafts=drafts, by=by, at=at)}
    sessions = as_rows(_sessions(case))
    return NoticeToImprove.objects.bulk_create(
        NoticeToImprove(
            school=case.school,
            case=case,
            contact=each.contact,
            to_name=each.contact.name,
            first_day=says.first_day,
            last_day=last,
            weeks=says.weeks,
            counted_in=says.counted_in,
            sessions_allowed=says.allowed,
            what_counts=says.what_counts.strip(),
            early_grounds="\n".join(says.grounds),
            support=says.support.strip(),
            more_support=says.more_support.strip(),
            sessions=sessions,
            letter=letters[each.contact.pk],
            operation=keys[each.contact.pk],
            by=by,
            name=by.user.name,
            position=by.position,
            at=at,
        )
        for each in chosen
    )


@transaction.atomic
def end_notice_to_improve(
    *,
    notice: NoticeToImprove,
    watched: Watched,
    kind: str,
    ground: str = "",
    words: str = "",
    operation: uuid.UUID,
    by: Post,
    at: dt.datetime,
) -> NoticeToImproveEnd:
    """Say how a notice ended; one that is withdrawn has its letter cancelled where it still waits.

    `watched`: what the register says. Raises ImprovementRefused.
    """
    on = at.astimezone(SCHOOL_TIME).date()
    lock(notice.case.pupil_id)
    before = NoticeToImproveEnd.objects.filter(notice=notice).first()
    if before is not None:
        if before.operation == operation:
            return before
        raise ImprovementRefused(
            f"{before.name} has already said how it ended: {before.get_kind_display().lower()}.",
            who_can_fix="Nothing is left to do.",
        )
    _refuse_end(notice, watched, kind, ground, words, on)
    if kind == Kind.WITHDRAWN:
        _cancel_letter(notice, by, at)
    return write_once(
        NoticeToImproveEnd,
        operation=operation,
        by=by,
        at=at,
        notice=notice,
        kind=kind,
        on=on,
        ground=ground.strip() if kind == Kind.EARLY else "",
        words=words.strip(),
    )[0]


def refuse_notice(case: Case) -> list[CaseSession]:
    """The sessions that a notice about this case would list. Raises ImprovementRefused where none may be given."""
    if case.closed_at is not None:
        raise ImprovementRefused(
            f"The case is closed: {case.closed_why}", who_can_fix="Nothing is left to do."
        )
    newest = CaseDecision.objects.filter(case=case).order_by("-pk").first()
    if newest is None or newest.outcome != Decided.NOTICE_TO_IMPROVE:
        raise ImprovementRefused(
            "Nobody has decided on a notice to improve: what would help is considered first.",
            who_can_fix="The head or attendance champion can consider the case.",
        )
    rules = AuthorityRules.objects.of(case.school)
    if rules.improvement_by != Issuer.SCHOOL:
        raise ImprovementRefused(
            f"{rules.authority} gives notices to improve itself: {rules.improvement_by.words.lower()} does.",
            who_can_fix="Ask the authority for it, and note what it did under the other tools.",
        )
    sessions = _sessions(case)
    if not sessions:
        raise ImprovementRefused(
            "The register no longer has the sessions of this case.", who_can_fix="Nothing is left to do."
        )
    return sessions


def _sessions(case: Case) -> list[CaseSession]:
    event = CaseEvent.objects.filter(case=case).newest_first().first()
    if event is None or event.kind == CaseEvent.Kind.WITHDRAWN:
        return []
    return case_sessions(event.sessions)


def _refuse_words(school: School, says: Says) -> None:
    if not says.support.strip():
        raise ImprovementRefused("Say what was done to help: support comes before a notice.")
    if not says.more_support.strip():
        raise ImprovementRefused("Say what more there is, and how the family takes it up.")
    if not says.grounds:
        raise ImprovementRefused("Say on which grounds a penalty notice may come before the last day.")
    if not 0 <= says.allowed < MOST_ALLOWED:
        raise ImprovementRefused(f"A notice allows none to {MOST_ALLOWED - 1} sessions.")
    if missing := left_out(school):
        raise ImprovementRefused(
            f"The school’s own words of this letter leave out what a notice has to say: {'; '.join(missing)}.",
            who_can_fix="Whoever may change the settings can put it back (Settings, Wording).",
        )


def _last_day(school: School, says: Says, on: dt.date) -> dt.date:
    if not IMPROVEMENT_WEEKS_LEAST <= says.weeks <= IMPROVEMENT_WEEKS_MOST:
        raise ImprovementRefused(
            f"A notice to improve lasts {IMPROVEMENT_WEEKS_LEAST} to {IMPROVEMENT_WEEKS_MOST} weeks."
        )
    if says.first_day <= on:
        raise ImprovementRefused("The time begins after today: the family has to have the letter first.")
    days = list(SchoolDay.objects.filter(school=school).values_list("date", flat=True))
    if says.first_day not in days:
        raise ImprovementRefused("The time begins on a school day.")
    last = last_day(
        says.first_day, says.weeks, says.counted_in, SchoolWeeks(days, WEEKDAYS[school.threshold_week_start])
    )
    if last is None:
        raise ImprovementRefused(
            "The school’s calendar ends before the weeks of the notice do.",
            who_can_fix="Whoever may change the calendar can enter the next term.",
        )
    return last


def _refuse_second(case: Case, chosen: Sequence[Ready]) -> None:
    open_ones = NoticeToImprove.objects.open().filter(
        case__pupil=case.pupil_id, contact__in=[each.contact.pk for each in chosen]
    )
    if running := open_ones.first():
        raise ImprovementRefused(
            f"{running.to_name} has a notice to improve already, given {running.at:%-d %B %Y}.",
            who_can_fix="Say how that one ended first.",
        )


def _draft(case: Case, key: uuid.UUID, ready: Ready) -> Draft:
    return Draft(
        cause=f"{CAUSE}{case.pk}/{key}",
        contact=ready.contact,
        channel=Message.Channel.LETTER,
        subject=ready.said.subject,
        body=ready.said.body,
        pupil=case.pupil,
        language=ready.said.language,
        wording=ready.said.version,
    )


def _refuse_end(
    notice: NoticeToImprove, watched: Watched, kind: str, ground: str, words: str, on: dt.date
) -> None:
    if kind not in Kind.values:
        raise ImprovementRefused("Choose how it ended.")
    if kind in (Kind.EARLY, Kind.WITHDRAWN) and not words.strip():
        raise ImprovementRefused("Say what happened.")
    if kind == Kind.EARLY and on > notice.last_day:
        raise ImprovementRefused("Its time is over, so it cannot end early. Choose met or not met.")
    if kind == Kind.EARLY and ground not in notice.grounds:
        raise ImprovementRefused(
            "Choose one of the grounds that the notice states: it may end early on no other."
        )
    if kind in (Kind.MET, Kind.NOT_MET) and on <= notice.last_day:
        raise ImprovementRefused(
            "Its time is not over. Until then it ends early on a stated ground, or is withdrawn."
        )
    if kind in (Kind.MET, Kind.NOT_MET) and watched.outcome != Outcome(kind):
        raise ImprovementRefused(
            f"The register says: {watched.words.lower()}.",
            who_can_fix="Whoever may amend marks can settle the sessions on this page first.",
        )


def _cancel_letter(notice: NoticeToImprove, by: Post, at: dt.datetime) -> None:
    waiting = Message.objects.filter(pk=notice.letter_id, state__in=moves_from(Event.CANCEL))
    waiting.update(
        state=leads_to(Event.CANCEL),
        why="The notice was withdrawn.",
        changed_at=at,
        changed_name=by.user.name,
    )
