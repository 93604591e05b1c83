"""Attendance away from the site, confirmed on the day by whoever is with the pupils (data.md: V, B, P, W, K)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction

from registers.actions.mark_entries import Entry, lock_registers, read_marks, write_marks
from registers.codes import CLEARED, CONFIRMED_ON_DAY
from registers.day_facts import FROM_PLAN
from registers.marking import Current
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
    *,
    school: School,
    pupils: Collection[int],
    day: date,
    sessions: Collection[str],
    said: str = "",
    by: Post,
    at: datetime,
) -> int:
    """Note that these pupils' visit, sport, placement or provision took place with them; for how many pupils.

    A mark that Complete made of a plan is confirmed; where there is none yet, it is made. `said`: who of the provider
    said so, and how; it stands in the note. Raises SessionNotStarted, NoSessionThatDay or NothingToConfirm.
    """
    calendar = calendar_for(school=school, first=day, last=day, pupils=pupils)
    for session in sessions:
        starts_at = calendar.session(day, session).starts_at
        if at < starts_at:
            raise SessionNotStarted(
                f"The {HALF[session]} of {in_words(day)} has not started:"
                f" registration is from {clock_words(starts_at)}."
            )
    lock_registers(school=school, pupils=pupils, sessions=[(day, session) for session in sessions])
    known = pupils_on_days(school=school, wanted=[(pupil, day) for pupil in pupils], by=by).values()
    keys = [(pupil.pupil_id, day, session) for pupil in known for session in sessions]
    standing = read_marks(school=school, keys=keys)
    entries = [
        entry
        for pupil in known
        for session in sessions
        if (entry := _confirmed(calendar, pupil, session, standing.get((pupil.pupil_id, day, session)), said))
        is not None
    ]
    if not entries:
        raise NothingToConfirm("Nothing waits to be confirmed for these pupils.")
    write_marks(school=school, entries=entries, by=by, at=at, reason=REASON, standing=standing)
    return len({entry.pupil_id for entry in entries})


def confirmed_note(note: str, said: str = "") -> str:
    """The note of a mark with who confirmed it, where somebody besides the one who writes did."""
    words = f"{CONFIRMED} by {said.strip()}" if said.strip() else CONFIRMED
    return ", ".join(filter(None, [note[: 298 - len(words)], words]))


def _confirmed(
    calendar: Calendar, pupil: PupilOnDay, session: str, mark: Current | None, said: str
) -> Entry | None:
    """The same mark, its note saying that it is confirmed; None where nothing waits."""
    code, note = (mark.code, mark.note) if mark is not None else (CLEARED, "")
    if code == CLEARED:
        plan = calendar.plan_for(pupil, pupil.date, session)
        if plan is None or not calendar.expects(pupil, pupil.date, session):
            return None
        code, note = plan.code, plan.note
    elif mark is not None and mark.source != FROM_PLAN:
        return None
    if code not in CONFIRMED_ON_DAY:
        return None
    return Entry(
        pupil_id=pupil.pupil_id,
        date=pupil.date,
        session=session,
        code=code,
        note=confirmed_note(note, said),
        source=CONFIRMED,
    )
