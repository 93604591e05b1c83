"""Writing down penalty notices and what happens to them. Nothing is issued here, and nothing unlawful is proposed."""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from absence.actions.support_plans import lock, write_once
from penalties.actions.thresholds import look_at_pupil
from penalties.amounts import IN_YEARS, NOTICES_AT_MOST
from penalties.authority import Issuer
from penalties.considering import Outcome
from penalties.escalation import AMOUNT_OF, SOURCE, Amount, NextStep, Stage
from penalties.models import (
    AuthorityRules,
    Case,
    CaseDecision,
    NoticeNews,
    NoticeSession,
    PenaltyNotice,
)
from penalties.notice_history import Known, known_of, next_of, used_in
from penalties.notice_news import Issued, Item, News
from penalties.notice_steps import why_not
from penalties.scan_reads import weeks_of_schools
from penalties.threshold import APPLIES_FROM, SESSIONS, WEEKS, come_together
from registers.codes import NO_REASON_YET
from registers.models import Care, Contact, Mark, Post, PriorAbsence, Pupil
from registers.refusals import Refusal
from registers.school_sessions import HALF, in_words
from registers.school_year import compulsory_school_age

Half = tuple[dt.date, str]


class NoticeRefused(Refusal):
    """A notice cannot be written down like that."""

    who_can_fix = "You can, by correcting what you wrote."


class NoticeUnlawful(Refusal):
    """The law leaves no room for it."""

    who_can_fix = SOURCE


class NewsRefused(Refusal):
    """That cannot have happened to the notice as it stands."""

    who_can_fix = "You can, by correcting what you wrote. Ask the authority where it says something else."


@dataclass(frozen=True)
class NoticeSays:
    """A notice as somebody writes it down. `from_before`: of another time or place, and who told us of it."""

    issuer: str
    issued: str
    issued_on: dt.date | None = None
    received_on: dt.date | None = None
    sessions: tuple[Half, ...] = ()
    amount: Amount | None = None
    from_before: str = ""
    words: str = ""


class Happened(NamedTuple):
    """What happened to a notice, and who told us."""

    item: Item
    words: str = ""


@transaction.atomic
def record_notice(
    *, pupil: Pupil, contact: Contact, says: NoticeSays, operation: UUID, by: Post, at: dt.datetime
) -> PenaltyNotice:
    """Write down a notice to one parent for one child: proposed, issued, or told of an earlier time.

    Raises NoticeRefused; NoticeUnlawful where the law leaves no room for it.
    """
    lock(pupil.pk)
    done = PenaltyNotice.objects.filter(school=pupil.school_id, operation=operation).first()
    if done is not None:
        return done
    proposed_on = says.issued_on or at.date()
    _refuse_days(says, on=at.date())
    if not Care.objects.filter(pupil=pupil, contact=contact).exists():
        raise NoticeRefused(f"{contact.name} is no contact of {pupil.called}.")
    known = known_of(PenaltyNotice.objects.filter(pupil=pupil, contact=contact))
    codes = _codes_of(pupil, says.sessions)
    case = None
    if not says.from_before:
        _refuse_sessions(pupil, says, codes, proposed_on)
        _refuse_used(says, known, contact)
        case = _case_of(pupil, says)
        _refuse_issuer(pupil, says)
        _refuse_third(next_of(known, proposed=proposed_on))
    amount = says.amount or next_of(known, proposed=proposed_on).amount or AMOUNT_OF[Stage.SECOND]
    notice, _ = write_once(
        PenaltyNotice, operation=operation, by=by, at=at, pupil=pupil, contact=contact, case=case,
        issuer=says.issuer, issued=says.issued, issued_on=says.issued_on, received_on=says.received_on,
        proposed_on=proposed_on, amount=amount.full, amount_early=amount.early,
        from_before=says.from_before.strip()[:300], words=says.words.strip()[:4000],
    )  # fmt: skip
    NoticeSession.objects.bulk_create(
        NoticeSession(school_id=pupil.school_id, notice=notice, date=day, session=session, code=code, at=at)
        for (day, session), code in sorted(codes.items())
    )
    if codes:
        look_at_pupil(pupil=pupil, on=at.date(), at=at)
    return notice


@transaction.atomic
def note_notice_news(
    *, notice: PenaltyNotice, happened: Happened, operation: UUID, by: Post, at: dt.datetime
) -> NoticeNews:
    """Write down what happened to a notice. Raises NewsRefused, and NoticeUnlawful for a third that was issued."""
    lock(notice.pupil_id)
    done = NoticeNews.objects.filter(school=notice.school_id, operation=operation).first()
    if done is not None:
        return done
    item = happened.item
    if item.on > at.date():
        raise NewsRefused("That day has still to come.")
    if item.received_on and item.received_on < item.on:
        raise NewsRefused("It cannot be received before it is issued.")
    of_parent = known_of(PenaltyNotice.objects.filter(pupil=notice.pupil_id, contact=notice.contact_id))
    now = next(each.standing for each in of_parent if each.notice.pk == notice.pk)
    reason = why_not(item, now)
    if reason:
        raise NewsRefused(reason)
    if item.kind == News.ISSUED and not notice.from_before:
        others = [each for each in of_parent if each.notice.pk != notice.pk]
        _refuse_third(next_of(others, proposed=item.on))
    news, _ = write_once(
        NoticeNews, operation=operation, by=by, at=at, notice=notice, kind=item.kind, on=item.on,
        received_on=item.received_on, amount=item.amount, ground=item.ground, words=happened.words.strip()[:4000],
    )  # fmt: skip
    if item.kind in (News.ISSUED, News.NOT_ISSUED, News.WITHDRAWN):
        look_at_pupil(pupil=notice.pupil, on=at.date(), at=at)
    return news


def _refuse_days(says: NoticeSays, *, on: dt.date) -> None:
    if says.issued == Issued.YES and says.issued_on is None:
        raise NoticeRefused("Give the day on which it was issued.")
    if says.issued != Issued.YES and says.issued_on is not None:
        raise NoticeRefused(
            "Only a notice that was issued has a day: leave it empty, or say that it was issued."
        )
    if any(day and day > on for day in (says.issued_on, says.received_on)):
        raise NoticeRefused("That day has still to come.")
    if says.issued_on and says.received_on and says.received_on < says.issued_on:
        raise NoticeRefused("It cannot be received before it is issued.")
    if says.received_on and not says.issued_on:
        raise NoticeRefused("Give the day on which it was issued, too.")


def _codes_of(pupil: Pupil, sessions: Iterable[Half]) -> dict[Half, str]:
    """The code of each session as it stands, here or as an earlier school told it; empty for one without leave."""
    asked = set(sessions)
    days = {day for day, _ in asked}
    marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil.pk, date__in=days).unauthorised()
    told = PriorAbsence.objects.filter(pupil=pupil.pk, date__in=days)
    found = {
        (day, session): code
        for rows in (told, marks)
        for day, session, code in rows.values_list("date", "session", "code")
    }
    return {half: found.get(half, "") for half in asked}


def _refuse_sessions(pupil: Pupil, says: NoticeSays, codes: dict[Half, str], proposed_on: dt.date) -> None:
    """A notice is for sessions without leave, of compulsory school age, that are settled and as many as are asked."""
    ages = compulsory_school_age(pupil.dob)
    for half in sorted(codes):
        day, code = half[0], codes[half]
        if not code:
            raise NoticeRefused(f"{_said(half)} is no unauthorised absence as the register stands.")
        if code == NO_REASON_YET:
            raise NoticeRefused(
                f"The reason of {_said(half)} is not established.",
                who_can_fix="The office can settle the mark; until then no notice is for it.",
            )
        if not ages.first <= day <= ages.last:
            raise NoticeUnlawful(f"On {_said(half)} {pupil.called} was not of compulsory school age.")
        if not APPLIES_FROM <= day <= proposed_on:
            raise NoticeRefused(
                f"{_said(half)} lies outside the time of this notice: from {APPLIES_FROM:%-d %B %Y} to its day."
            )
    _refuse_few(pupil, codes)


def _refuse_few(pupil: Pupil, halves: Collection[Half]) -> None:
    """As many as are asked for within as many weeks: the national ten in ten, or what the authority's code allows."""
    rules = AuthorityRules.objects.of(pupil.school)
    least, within = rules.least_sessions, rules.within_weeks
    fix = f"Where the code of {rules.authority} allows fewer, set it under the authority’s rules."
    if len(halves) < least:
        raise NoticeRefused(
            f"A notice is for {least} sessions or more; these are {len(halves)}.", who_can_fix=fix
        )
    weeks = weeks_of_schools([pupil.school])[pupil.school_id].including(day for day, _ in halves)
    numbers = sorted(weeks.numbers[day] for day, _ in halves)
    allowed = [(least, within), (SESSIONS, WEEKS)]
    if not any(come_together(numbers, sessions=count, weeks=span) for count, span in allowed):
        raise NoticeRefused(
            f"A notice is for {least} sessions within {within} school weeks; these lie further apart.",
            who_can_fix=f"Choose the sessions of one case. {fix}",
        )


def _refuse_used(says: NoticeSays, known: Iterable[Known], contact: Contact) -> None:
    again = sorted(used_in(known).keys() & set(says.sessions))
    if again:
        raise NoticeUnlawful(
            f"{_said(again[0])} is in an earlier notice to {contact.name} already. Each session is used once."
        )


def _case_of(pupil: Pupil, says: NoticeSays) -> Case | None:
    """The case that the sessions are of. The school proposes a notice only after somebody decided to refer."""
    asked = {(f"{day:%Y-%m-%d}", session) for day, session in says.sessions}
    decided = CaseDecision.objects.newest().filter(case__pupil=pupil, outcome=Outcome.REFER)
    for decision in decided.select_related("case").order_by("-pk"):
        if asked & {(each["date"], each["session"]) for each in decision.sessions}:
            return decision.case
    if says.issued == Issued.YES and says.issuer != Issuer.SCHOOL:
        return None  # it happened, whatever the school had decided
    raise NoticeRefused(
        "Nobody has decided to refer a case of these sessions. Support is thought of first.",
        who_can_fix="The attendance champion or head can, on the page of the case.",
    )


def _refuse_issuer(pupil: Pupil, says: NoticeSays) -> None:
    rules = AuthorityRules.objects.of(pupil.school)
    if says.issuer == Issuer.SCHOOL and rules.issuer != Issuer.SCHOOL:
        raise NoticeUnlawful(
            f"The code of conduct of {rules.authority} leaves it to {rules.issuer.words.lower()} to issue notices.",
            who_can_fix="Refer the case. Where the code says something else, change the authority’s rules.",
        )


def _refuse_third(step: NextStep) -> None:
    """No third notice within three years."""
    if step.allows_notice:
        return
    days = [f"{each.issued_on:%-d %B %Y}" if each.issued_on else "an unknown day" for each in step.counted]
    again = f" A notice is allowed again from {step.again_from:%-d %B %Y}." if step.again_from else ""
    unsure = (
        ""
        if step.sure
        else " Not all of them are certain: ask the authority whether each was issued, and note it."
    )
    raise NoticeUnlawful(
        f"No notice is allowed: {NOTICES_AT_MOST} to this parent for this child count in the {IN_YEARS} years that end"
        f" with that day ({', '.join(days)}). Consider prosecution or another step.{again}{unsure}"
    )


def _said(half: Half) -> str:
    day, session = half
    return f"{in_words(day)}, {HALF[session]},"
