"""What an earlier school is asked, and what it answers: the sessions missed there without authority."""

from datetime import date, datetime, timedelta

from django.db import transaction

from registers.models import EarlierSchoolRequest, Post, PriorAbsence, Pupil
from registers.refusals import Refusal
from registers.school_sessions import in_words
from registers.school_year import is_session_weekday

LONGEST_SPELL = timedelta(days=60)
SESSIONS = ("AM", "PM")


class DayWrong(Refusal):
    """An earlier school cannot have reported that day."""

    who_can_fix = "You can, by correcting the days."


class AnsweredAlready(Refusal):
    """The request has its answer."""

    who_can_fix = "Enter or take out sessions below; ask again where the answer was wrong."


class UsedByNotice(Refusal):
    """A penalty notice has used the session, so it stays."""

    who_can_fix = "It can go once the notice is withdrawn."


@transaction.atomic
def ask_earlier_school(
    *, pupil: Pupil, asked_of: str, asked_on: date, how: str, by: Post, at: datetime
) -> EarlierSchoolRequest:
    """Note that an earlier school was asked for the sessions missed there. Raises DayWrong."""
    _refuse_future(asked_on, at.date())
    return EarlierSchoolRequest.objects.create(
        school=pupil.school,
        pupil=pupil,
        asked_of=asked_of,
        asked_on=asked_on,
        how=how,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


@transaction.atomic
def note_answer(
    *, request: EarlierSchoolRequest, answered_on: date, answer: str, at: datetime
) -> EarlierSchoolRequest:
    """Note when the earlier school answered and what it said. Raises AnsweredAlready, DayWrong."""
    held = EarlierSchoolRequest.objects.select_for_update().get(pk=request.pk)
    if held.answered_on is not None:
        raise AnsweredAlready(f"{held.asked_of} answered on {in_words(held.answered_on)}.")
    _refuse_future(answered_on, at.date())
    if answered_on < held.asked_on:
        raise DayWrong(f"{held.asked_of} was asked on {in_words(held.asked_on)}, after that day.")
    held.answered_on, held.answer = answered_on, answer
    held.save(update_fields=["answered_on", "answer"])
    return held


@transaction.atomic
def enter_prior_absence(
    *,
    pupil: Pupil,
    school_name: str,
    first: date,
    last: date,
    sessions: str,
    code: str,
    at: datetime,
) -> list[PriorAbsence]:
    """Enter sessions missed at a school outside the site: each weekday from `first` to `last`, both halves or one.

    A session that is entered already takes the new code. Raises DayWrong where a day lies on this school's roll.
    """
    days = _days(first, last, at.date())
    _refuse_own_days(pupil, days)
    rows = [
        PriorAbsence(
            school=pupil.school, pupil=pupil, date=day, session=half, code=code, school_name=school_name
        )
        for day in days
        for half in ([sessions] if sessions else SESSIONS)
    ]
    standing = PriorAbsence.objects.filter(pupil=pupil, date__in=days)
    if standing.filter(from_school__isnull=False).exists():
        raise DayWrong("A school of this site has reported those days itself; its register is what counts.")
    if standing.filter(used_on__isnull=False).exists():
        raise UsedByNotice("A penalty notice has used one of those sessions.")
    PriorAbsence.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["pupil", "date", "session"],
        update_fields=["code", "school_name"],
    )
    return rows


@transaction.atomic
def take_out_prior_absence(*, absence: PriorAbsence) -> None:
    """Take out a session that an earlier school did not report after all. Raises UsedByNotice, DayWrong."""
    held = PriorAbsence.objects.select_for_update().filter(pk=absence.pk).first()
    if held is None:
        return
    if held.used_on is not None:
        raise UsedByNotice(f"A penalty notice has used the session since {in_words(held.used_on)}.")
    if held.from_school_id is not None:
        raise DayWrong(
            "That session follows the register of a school of this site: an amendment there takes it out."
        )
    held.delete()


def _days(first: date, last: date, today: date) -> list[date]:
    if last < first:
        raise DayWrong("The last day comes before the first.")
    if last - first > LONGEST_SPELL:
        raise DayWrong(f"Enter {LONGEST_SPELL.days} days at most at once.")
    _refuse_future(last, today)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    found = [day for day in days if is_session_weekday(day)]
    if not found:
        raise DayWrong("No school day lies in it: schools meet Monday to Friday.")
    return found


def _refuse_own_days(pupil: Pupil, days: list[date]) -> None:
    for stay in pupil.admissions.during(days[0], days[-1]):
        own = next((day for day in days if day >= stay.starting_day), days[0])
        raise DayWrong(
            f"{pupil.called} was on this school's roll on {in_words(own)}: this register says what counts."
        )


def _refuse_future(day: date, today: date) -> None:
    if day > today:
        raise DayWrong(f"{in_words(day)} has not come yet.")
