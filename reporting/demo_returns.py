"""What the demo’s schools made for others: daily returns with corrections, and an attendance return."""

import contextlib
import datetime as dt
import uuid

from absence.demo_support import Desk, desk_of
from registers.actions.amend import amend_mark
from registers.codes import APPOINTMENT, ILLNESS
from registers.models import Mark, School
from registers.refusals import Refusal
from reporting.actions.made_returns import make_return, note_return_accepted, note_return_sent
from reporting.actions.returns import make_daily_return
from reporting.models import MadeReturn
from reporting.school_returns import returns_of

DAYS_RETURNED, CORRECTED, CORRECTED_AGO = 4, 2, 2
MONTH_AGO = 20
"""School days before today on which the attendance return was made."""


def make_returns(*, now: dt.datetime) -> None:
    """In each school: a return a day since last week, two marks corrected since, and one attendance return accepted."""
    for school in School.objects.order_by("pk"):
        desk = desk_of(school, now)
        if desk is None or len(desk.days) <= MONTH_AGO:
            continue
        for ago in range(DAYS_RETURNED, 0, -1):
            make_daily_return(school=school, on=desk.days[ago], at=desk.at(ago, 12))
        _correct(desk)
        make_daily_return(school=school, on=desk.days[1], at=desk.at(1, 14))
        _attendance(desk)


def _correct(desk: Desk) -> None:
    """Two children who were thought ill had been at the doctor's."""
    day = desk.days[CORRECTED_AGO]
    marks = Mark.objects.filter(school=desk.school, date=day, code=ILLNESS, session="AM")
    ill = marks.select_related("pupil__school").order_by("pupil")
    for mark in ill[:CORRECTED]:
        with contextlib.suppress(Refusal):
            amend_mark(
                pupil=mark.pupil, day=day, session=mark.session, code=APPOINTMENT, reason="Appointment card seen",
                base_rev=mark.rev, by=desk.champion, at=desk.at(1, 13),
            )  # fmt: skip


def _attendance(desk: Desk) -> None:
    """Those of whom the authority was told a month ago: whoever was away ten days, and the first few others."""
    day, at = desk.days[MONTH_AGO], desk.at(MONTH_AGO)
    kind = MadeReturn.Kind.ATTENDANCE
    [found] = returns_of([kind], school=desk.school, post=desk.champion, on=day)
    chosen = [*found.pressing, *found.proposed[:3]]
    if not chosen:
        return
    by = desk.champion
    made = make_return(
        kind=found, chosen=chosen, incomplete=True, operation=uuid.uuid4(), school=desk.school, by=by, at=at
    )
    team = "Attendance team of the authority"
    note_return_sent(made=made, to_whom=team, how="portal", sent_on=day, operation=uuid.uuid4(), by=by, at=at)
    note_return_accepted(made=made, accepted_on=day, receipt="By reply", operation=uuid.uuid4(), by=by, at=at)
