"""For whom a text about an absence is due now: on the first day, on later days, and to another contact.

Never where the register is missing, the class was asked and has not answered, a club has seen the child, or a parent
has reported the absence: those are for a person to look at first.
"""

import datetime as dt
from dataclasses import dataclass

from absence.day_texts import Due, drafts_of, kind_due, not_written
from absence.ladder_of_day import standings
from absence.models import AbsenceReport, FirstDayTexts
from registers.actions.write_messages import Draft
from registers.codes import NO_REASON_YET, Session
from registers.marking_facts import calendar_for, pupils_of_groups
from registers.models import Mark, Register, School, SendingSettings
from registers.refusals import TimesNotSet
from registers.school_sessions import Calendar, PupilOnDay


@dataclass(frozen=True)
class FirstDay:
    """The texts to be written now. `off`: why none is written at all."""

    drafts: tuple[Draft, ...] = ()
    off: str = ""


def why_texts_cannot_be_on(school: School) -> str:
    """Why first-day texts cannot be switched on; empty: they can."""
    if SendingSettings.objects.of(school).text == SendingSettings.Sender.HOLD:
        return "Nothing carries texts yet, so none would reach anybody."
    return ""


def first_day_texts_due(*, school: School, on: dt.date, at: dt.datetime) -> FirstDay:
    """The texts whose time has come. Where nothing is due it stops at three statements."""
    texts = FirstDayTexts.objects.of(school)
    if not texts.is_on:
        return FirstDay(off="First-day texts are off.")
    if why := why_texts_cannot_be_on(school):
        return FirstDay(off=why)
    calendar = calendar_for(school=school, first=on, last=on)
    session = _closed_session(calendar, on, at)
    if session is None:
        return FirstDay(off="No register has closed yet.")
    missing = _missing(school, on, session)
    waiting = {
        pupil.pupil_id: pupil for pupil in missing if calendar.reported_for(pupil, on, session) is None
    }
    said = AbsenceReport.objects.filter(school=school, pupil__in=waiting).waiting().about(on, on)
    for pupil in set(said.values_list("pupil", flat=True)):
        del waiting[pupil]
    found = standings(school=school, day=on, pupils=waiting, at=at, calendar=calendar)
    due = [
        Due(waiting[pupil], kind, each) for pupil, each in found.items() if (kind := kind_due(each, texts))
    ]
    return FirstDay(tuple(drafts_of(school, not_written(school, due, on), on, session)))


def _closed_session(calendar: Calendar, on: dt.date, at: dt.datetime) -> Session | None:
    """The last session that has closed; no text goes once the school day is over."""
    try:
        sessions = [calendar.session(on, each) for each in Session if calendar.has_session(on, each)]
    except TimesNotSet:
        return None
    closed = [Session(each.session) for each in sessions if each.closes_at <= at]
    return closed[-1] if closed and at < sessions[-1].ends_at else None


def _missing(school: School, on: dt.date, session: Session) -> list[PupilOnDay]:
    """Pupils whom a completed register has without a reason."""
    taken = Register.objects.filter(school=school, date=on, session=session, taken_at__isnull=False)
    groups = list(taken.values_list("group", flat=True))
    unexplained = set(
        Mark.objects.filter(school=school, date=on, session=session, code=NO_REASON_YET).values_list(
            "pupil", flat=True
        )
    )
    if not groups or not unexplained:
        return []
    pupils = pupils_of_groups(school=school, groups=groups, day=on)
    return [pupil for pupil in pupils if pupil.pupil_id in unexplained and pupil.on_roll]
