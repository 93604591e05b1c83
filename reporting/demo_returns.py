"""What the demo’s schools made for others: daily returns with corrections, and returns to the authority."""

import contextlib
import datetime as dt
import uuid

from absence.demo_support import Desk, desk_of
from registers.actions.amend import amend_mark
from registers.codes import APPOINTMENT, ILLNESS
from registers.leaving_steps import Kind
from registers.models import Admission, Leaving, Mark, School
from registers.models.signed import signed_by
from registers.pupil_year import current_period
from registers.refusals import Refusal
from reporting.actions.made_returns import make_return, note_return_accepted, note_return_sent
from reporting.actions.returns import make_daily_return
from reporting.models import MadeReturn
from reporting.school_returns import returns_of

DAYS_RETURNED, CORRECTED, CORRECTED_AGO = 4, 2, 2
ADMISSIONS, MOVED = "Admissions team of the authority", "g"
MONTH_AGO = 20
"""School days before today on which the attendance return was made."""


def make_returns(*, now: dt.datetime) -> None:
    """In each school: a return a day since last week, two marks corrected since, and one attendance return accepted.

    At the primary, too: who came and who left this term, entered as the office does, and the authority told in time.
    """
    for school in School.objects.order_by("pk"):
        desk = desk_of(school, now)
        if desk is None or len(desk.days) <= MONTH_AGO:
            continue
        for ago in range(DAYS_RETURNED, 0, -1):
            make_daily_return(school=school, on=desk.days[ago], at=desk.at(ago, 12))
        _correct(desk)
        make_daily_return(school=school, on=desk.days[1], at=desk.at(1, 14))
        _attendance(desk)
        _came_and_went(desk)


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
    made = _sent(desk, kind, "Attendance team of the authority", at, proposed=3)
    if made is not None:
        note_return_accepted(
            made=made, accepted_on=day, receipt="By reply", operation=uuid.uuid4(), by=desk.champion, at=at
        )


def _came_and_went(desk: Desk) -> None:
    """The newest pupil who came from another school, and the one who moved away, with what the family said."""
    begins, today = current_period(desk.school.pk, desk.days[0])
    stays = Admission.objects.filter(school=desk.school).select_related("pupil")
    came = stays.exclude(pupil__last_school="").filter(starting_day__gt=begins, starting_day__lt=today)
    for stay in came.order_by("-starting_day", "pk")[:1]:
        at = _afternoon(desk, stay.starting_day)
        stays.filter(pk=stay.pk).update(entered_at=at)
        _sent(desk, MadeReturn.Kind.NEW_PUPIL, ADMISSIONS, at)
    for stay in stays.filter(ground=MOVED, deleted_on__gt=begins, deleted_on__lt=today).order_by("pk")[:1]:
        last = stay.deleted_on or today
        at = _afternoon(desk, last)
        Leaving.objects.create(
            school=desk.school, admission=stay, kind=Kind.MOVED_ABROAD, learned_on=last - dt.timedelta(days=7),
            told_by="The mother, on the telephone", new_address="Holmewater, the street to follow",
            new_address_from=last, **signed_by(desk.champion, at),
        )  # fmt: skip
        stays.filter(pk=stay.pk).update(deletion_entered_at=at)
        _sent(desk, MadeReturn.Kind.DELETION, ADMISSIONS, at)


def _sent(
    desk: Desk, kind: MadeReturn.Kind, to_whom: str, at: dt.datetime, *, proposed: int = 0
) -> MadeReturn | None:
    """A return made on that day about those due, and the first few proposed, that went at once."""
    by, day = desk.champion, at.date()
    [found] = returns_of([kind], school=desk.school, post=by, on=day)
    chosen = [*found.pressing, *found.proposed[:proposed]]
    if not chosen:
        return None
    made = make_return(
        kind=found, chosen=chosen, incomplete=True, operation=uuid.uuid4(), school=desk.school, by=by, at=at
    )
    note_return_sent(
        made=made, to_whom=to_whom, how="portal", sent_on=day, operation=uuid.uuid4(), by=by, at=at
    )
    return made


def _afternoon(desk: Desk, day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(15, 50), desk.now.tzinfo)
