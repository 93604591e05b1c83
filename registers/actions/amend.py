"""Amending a mark after the register: the earlier entry stays, with the reason, who and when beside the new one."""

from datetime import date, datetime, time

from django.db import transaction

from registers import refusals
from registers.actions.mark_entries import Entry, Key, Written, lock_registers, read_marks, write_marks
from registers.arrivals import ArrivalRefused, mark_on_arrival
from registers.code_rules import detail_refusal, refusal
from registers.codes import CLEARED, LATE, LATE_AFTER_CLOSE, Giver, as_stored
from registers.marking import Current
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Post, Pupil
from registers.roles import Role
from registers.school_sessions import PupilOnDay, SessionOnDay, calendar_fixers, clock_words, in_words

SOURCE = "amend"


class ReasonMissing(refusals.MarkRefusal):
    """A mark that stands is changed only with a reason."""

    needs = "reason"
    who_can_fix = "You can, by giving the reason."


class ChangedMeanwhile(refusals.MarkRefusal):
    """Somebody changed the mark after the page was opened."""

    who_can_fix = "Look at the mark as it stands now, and amend it if it is still wrong."


class NothingToAmend(refusals.MarkRefusal):
    """The amended entry would be the same as the one that stands."""

    who_can_fix = "Choose another code, time or note."


@transaction.atomic
def amend_mark(
    *,
    pupil: Pupil,
    day: date,
    session: str,
    code: str,
    reason: str,
    base_rev: int,
    arrived: time | None = None,
    note: str = "",
    by: Post,
    at: datetime,
) -> Written:
    """Change one pupil's mark, or make the one that is missing, and file what stood before.

    `base_rev`: the revision that the person saw, 0 where there was no mark. An empty `code` clears the mark, which then
    counts nowhere. L and U follow `arrived`. Raises a MarkRefusal naming the reason and who can fix it.
    """
    school = pupil.school
    on_day = pupils_on_days(school=school, wanted=[(pupil.pk, day)], by=by)[pupil.pk, day]
    calendar = calendar_for(school=school, first=day, last=day, pupils=[pupil.pk])
    held = calendar.session(day, session)
    closure = calendar.closure_of(on_day, day, session)
    if closure is not None:
        raise refusals.NoSessionThatDay(
            f"There is no session for {on_day.called} then: {closure.words}.", who_can_fix=calendar_fixers()
        )
    _refuse_time(on_day, held, at)
    lock_registers(school=school, pupils=[pupil.pk], sessions=[(day, session)])
    key: Key = (pupil.pk, day, session)
    standing = read_marks(school=school, keys=[key])
    _refuse_unseen(standing.get(key), base_rev, reason)
    entry = _entry(key, as_stored(code, session), held, on_day, arrived, note.strip(), by)
    [written] = write_marks(
        school=school, entries=[entry], by=by, at=at, reason=reason.strip(), standing=standing
    )
    if not written.changed:
        raise NothingToAmend("That is what the register says already.")
    return written


def _refuse_time(pupil: PupilOnDay, session: SessionOnDay, at: datetime) -> None:
    if at < session.starts_at:
        raise refusals.SessionNotStarted(
            f"That session has not started: it begins at {clock_words(session.starts_at)}."
        )
    if not pupil.on_roll:
        raise refusals.NotOnRoll(f"{pupil.called} is not on the roll on {in_words(session.date)}.")


def _refuse_unseen(current: Current | None, base_rev: int, reason: str) -> None:
    rev = current.rev if current else 0
    if rev != base_rev:
        now = current.words if current else "The mark is gone"
        raise ChangedMeanwhile(f"This mark has changed since you opened the page. {now}.")
    if current is not None and not reason.strip():
        raise ReasonMissing("Say why the mark changes. The reason is kept beside it.")


def _entry(
    key: Key, code: str, session: SessionOnDay, pupil: PupilOnDay, arrived: time | None, note: str, by: Post
) -> Entry:
    if code == CLEARED:
        return Entry(*key, code=CLEARED, source=SOURCE)
    minutes = None
    if code in (LATE, LATE_AFTER_CLOSE):
        code, minutes = _by_arrival(arrived, session, pupil)
    else:
        arrived = None
    words = refusal(
        code,
        date=session.date,
        session=session.session,
        compulsory_age=pupil.of_compulsory_age,
        giver=Giver.HEAD if by.role == Role.HEAD else Giver.OFFICE,
        detail=note,
    )
    if words is not None and words == detail_refusal(code, note):
        raise refusals.DetailMissing(words)
    if words is not None:
        raise refusals.CodeNotValid(words)
    return Entry(*key, code=code, minutes_late=minutes, arrived_at=arrived, note=note, source=SOURCE)


def _by_arrival(arrived: time | None, session: SessionOnDay, pupil: PupilOnDay) -> tuple[str, int | None]:
    if arrived is None:
        raise refusals.ArrivalNeeded(
            f"When did {pupil.first_name} arrive? Before {clock_words(session.closes_at)} it is {LATE}, from then on"
            f" {LATE_AFTER_CLOSE}."
        )
    try:
        found = mark_on_arrival(arrived, session=session.session, times=session.times)
    except ArrivalRefused as error:
        raise refusals.ArrivalImpossible(str(error)) from error
    return found.code, found.minutes_late
