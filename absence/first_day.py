"""Whom a first-day text goes to now, and what it says.

Never where the register is missing, the class was asked and has not answered, a club has seen the child, or a parent
has reported the absence: those are for a person to look at first.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from absence.ladder import StepKind
from absence.ladder_of_day import Standing, standings
from absence.models import AbsenceReport, FirstDayTexts
from registers.actions.write_messages import Draft
from registers.codes import NO_REASON_YET, Session
from registers.family_languages import language_code
from registers.marking_facts import calendar_for, pupils_of_groups
from registers.message_addresses import address_of
from registers.message_causes import absence_of
from registers.models import Care, Contact, Mark, Message, Pupil, Register, School, SendingSettings
from registers.refusals import TimesNotSet
from registers.school_sessions import Calendar, PupilOnDay
from registers.wording import Wording, WordingOff, wording_of

KIND = "first_day_text"
HALVES = {Session.AM: "this morning", Session.PM: "this afternoon"}


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
    if not FirstDayTexts.objects.of(school).is_on:
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
    due = [waiting[pupil] for pupil, each in found.items() if _is_due(each) and not each.class_asked]
    return FirstDay(tuple(_drafts(school, _not_written(school, due, on), on, session)))


def cause_of(pupil: int, on: dt.date) -> str:
    """What a first-day text is about; there is one a day."""
    return f"{absence_of(pupil, on)}{KIND}"


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


def _is_due(each: Standing) -> bool:
    return each.next is not None and each.next.step.kind is StepKind.TEXT and each.next.overdue


def _not_written(school: School, pupils: Collection[PupilOnDay], on: dt.date) -> list[PupilOnDay]:
    """Those without a text about that day, whatever became of it: one that somebody cancelled is not written again."""
    causes = {cause_of(pupil.pupil_id, on): pupil for pupil in pupils}
    written = Message.objects.filter(school=school, cause__in=causes).values_list("cause", flat=True)
    known = set(written)
    return [pupil for cause, pupil in causes.items() if cause not in known]


def _drafts(school: School, pupils: Collection[PupilOnDay], on: dt.date, session: Session) -> list[Draft]:
    first = _first_contacts(school, pupils, on)
    children = Pupil.objects.filter(school=school).in_bulk(list(first)) if first else {}
    words: dict[str, Wording] = {}
    drafts = []
    for pupil in pupils:
        contact = first.get(pupil.pupil_id)
        if contact is None:
            continue
        language = language_code(contact.language)
        if language not in words:
            words[language] = wording_of(school=school, kind=KIND, language=language, channel="text")
        try:
            drafts.append(_draft(words[language], children[pupil.pupil_id], pupil, contact, on, session))
        except WordingOff:
            return []
    return drafts


def _draft(
    words: Wording, child: Pupil, pupil: PupilOnDay, contact: Contact, on: dt.date, session: Session
) -> Draft:
    said = words.compose(
        {
            "pupil": pupil.first_name,
            "contact": contact.name,
            "class": pupil.group_name or "",
            "day": on,
            "session": HALVES[session],
        }
    )
    return Draft(
        cause=cause_of(pupil.pupil_id, on),
        contact=contact,
        channel=Message.Channel.TEXT,
        subject=said.subject,
        body=said.body,
        pupil=child,
        language=said.language,
        wording=said.version,
    )


def _first_contacts(school: School, pupils: Collection[PupilOnDay], on: dt.date) -> dict[int, Contact]:
    """For each pupil the first in the calling order who may be told and has a mobile. One statement."""
    cares = Care.objects.filter(school=school, pupil__in=[pupil.pupil_id for pupil in pupils])
    found: dict[int, Contact] = {}
    for care in cares.may_be_told(on).select_related("contact").order_by("priority", "pk"):
        if address_of(care.contact, Message.Channel.TEXT, on):
            found.setdefault(care.pupil_id, care.contact)
    return found
