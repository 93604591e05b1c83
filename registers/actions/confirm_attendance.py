"""Attendance away from the site, confirmed on the day by whoever is with the pupils (data.md: V, B, P, W, K)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from registers.actions.mark_entries import Entry, lock_registers, read_marks, write_marks
from registers.codes import CLEARED, CONFIRMED_ON_DAY
from registers.day_registers import FROM_PLAN
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Post, School
from registers.refusals import MarkRefusal, SessionNotStarted
from registers.school_sessions import HALF, Calendar, PupilOnDay, clock_words, in_words

CONFIRMED = "confirmed"
REASON = "confirmed by the trip leader or provider"


class NothingToConfirm(MarkRefusal):
    """None of these pupils has a plan or a mark that waits to be confirmed."""

    who_can_fix = "Somebody has confirmed or changed it already: look at the pupil's marks."


@transaction.atomic
def confirm_attendance(
    *, school: School, pupils: Collection[int], day: date, session: str, by: Post, at: datetime
) -> int:
    """Note that these pupils' visit, sport, placement or provision took place with them; for how many.

    A mark that Complete made of a plan is confirmed; where there is none yet, it is made. Raises SessionNotStarted,
    NoSessionThatDay or NothingToConfirm.
    """
    calendar = calendar_for(school=school, first=day, last=day, pupils=pupils)
    starts_at = calendar.session(day, session).starts_at
    if at < starts_at:
        raise SessionNotStarted(
            f"The {HALF[session]} of {in_words(day)} has not started: registration is from {clock_words(starts_at)}."
        )
    lock_registers(school=school, pupils=pupils, sessions=[(day, session)])
    known = pupils_on_days(school=school, wanted=[(pupil, day) for pupil in pupils], by=by)
    standing = read_marks(school=school, keys=[(pupil.pupil_id, day, session) for pupil in known.values()])
    entries = []
    for pupil in known.values():
        mark = standing.get((pupil.pupil_id, day, session))
        if mark is None or mark.code == CLEARED:
            entries += _of_plan(calendar, pupil, day, session)
        elif mark.code in CONFIRMED_ON_DAY and mark.source == FROM_PLAN:
            entries.append(_entry(pupil, day, session, mark.code, mark.note))
    if not entries:
        raise NothingToConfirm("Nothing waits to be confirmed for these pupils.")
    write_marks(school=school, entries=entries, by=by, at=at, reason=REASON, standing=standing)
    return len(entries)


def _of_plan(calendar: Calendar, pupil: PupilOnDay, day: date, session: str) -> list[Entry]:
    plan = calendar.plan_for(pupil, day, session)
    if plan is None or plan.code not in CONFIRMED_ON_DAY or not calendar.expects(pupil, day, session):
        return []
    return [_entry(pupil, day, session, plan.code, plan.note)]


def _entry(pupil: PupilOnDay, day: date, session: str, code: str, note: str) -> Entry:
    """The same mark, with its note saying that it is confirmed."""
    said = ", ".join(filter(None, [note[:280], CONFIRMED]))
    return Entry(pupil_id=pupil.pupil_id, date=day, session=session, code=code, note=said, source=CONFIRMED)
