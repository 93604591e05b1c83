"""Worlds for notices: a pupil with unauthorised days, parents, and a case that somebody decided to refer."""

import datetime as dt
import uuid

from penalties.actions.notices import Happened, NoticeSays, note_notice_news, record_notice
from penalties.models import Case, CaseDecision, CaseEvent
from penalties.notice_news import Item
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.history import write_past

WEEK = [dt.date(2026, 11, 9) + dt.timedelta(days=n) for n in range(5)]
TEN = tuple((day, session) for day in WEEK for session in ("AM", "PM"))


def away(pupil, by, sessions=TEN, code="G"):
    """The pupil missed those sessions without leave."""
    write_past(pupil, dict.fromkeys(sessions, code), by=by)


def parent_of(pupil, name="Fatima Khan", **care):
    """An adult with parental responsibility."""
    contact = ContactFactory(school=pupil.school, name=name)
    said = {"relationship": "Mother", "parental_responsibility": True, "lives_with": True, **care}
    CareFactory(pupil=pupil, contact=contact, **said)
    return contact


def referred(pupil, by, sessions=TEN):
    """A case of those sessions, which somebody decided to refer."""
    case = Case.objects.create(school=pupil.school, pupil=pupil, raised_at=at("02:00"))
    rows = [
        {"date": f"{day}", "session": half, "code": "G", "school_urn": "", "school_name": ""}
        for day, half in sessions
    ]
    CaseEvent.objects.create(
        school=pupil.school, case=case, kind="raised", on=THE_DAY, at=at("02:00"), why="Ten sessions",
        met_on=sessions[-1][0], met_session=sessions[-1][1], window_first=WEEK[0] - dt.timedelta(days=63),
        window_last=WEEK[-1], sessions=rows,
    )  # fmt: skip
    answers = dict.fromkeys(
        ("reason", "why_not", "equality_words", "send_words", "best_tool_words"), "A holiday"
    )
    CaseDecision.objects.create(
        school=pupil.school, case=case, outcome="refer", support_appropriate=False, best_tool=True,
        sessions=rows, operation=uuid.uuid4(), by=by, name=by.user.name, position=by.position,
        at=at("08:00"), **answers,
    )  # fmt: skip
    return case


def noticed(pupil, contact, by, *, when="10:00", **says):
    """A notice that the authority issued for the ten sessions; `from_before=...` for one of another time."""
    says = {"issuer": "authority", "issued": "yes", "issued_on": THE_DAY, "sessions": TEN, **says}
    if says.get("from_before"):
        says |= {"sessions": ()}
    return record_notice(
        pupil=pupil, contact=contact, says=NoticeSays(**says), operation=uuid.uuid4(), by=by, at=at(when)
    )


def happened(notice, kind, on, by, *, when=None, words="The authority wrote", **item):
    """News of a notice."""
    return note_notice_news(
        notice=notice, happened=Happened(Item(kind, on, **item), words), operation=uuid.uuid4(), by=by,
        at=when or at("12:00", max(on, THE_DAY)),
    )  # fmt: skip
