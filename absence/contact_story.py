"""What was tried and said about one child: attempts, messages home, what home reported. Three statements."""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from absence.models import ContactAttempt
from registers.models import Message, PlannedMark, Pupil
from registers.school_sessions import SCHOOL_TIME

MOST = 200
"""Entries of each kind; a child has a few dozen a year."""


@dataclass(frozen=True)
class Entry:
    """One thing that happened: an attempt, a message or a report, whichever is not None."""

    at: dt.datetime
    attempt: ContactAttempt | None = None
    correction: ContactAttempt | None = None
    """The later entry that corrects the attempt."""
    message: Message | None = None
    report: PlannedMark | None = None


def story_of(pupil: Pupil) -> list[tuple[dt.date, list[Entry]]]:
    """By day, the newest first, what happened on it in order."""
    entries = [*_attempts(pupil), *_messages(pupil), *_reports(pupil)]
    in_order = sorted(entries, key=lambda entry: entry.at)
    days = [
        (day, list(each))
        for day, each in groupby(in_order, key=lambda entry: entry.at.astimezone(SCHOOL_TIME).date())
    ]
    return days[::-1]


def _attempts(pupil: Pupil) -> list[Entry]:
    rows = list(ContactAttempt.objects.filter(pupil=pupil).order_by("-at", "-pk")[:MOST])
    later = {row.corrects_id: row for row in rows if row.corrects_id}
    return [Entry(row.at, attempt=row, correction=later.get(row.pk)) for row in rows]


def _messages(pupil: Pupil) -> list[Entry]:
    sent = Message.objects.filter(school=pupil.school_id, pupil=pupil).select_related("contact")
    return [Entry(message.made_at, message=message) for message in sent.order_by("-made_at", "pk")[:MOST]]


def _reports(pupil: Pupil) -> list[Entry]:
    said = PlannedMark.objects.filter(school=pupil.school_id, pupil=pupil, status=PlannedMark.Status.REPORTED)
    return [Entry(plan.at, report=plan) for plan in said.order_by("-at", "-pk")[:MOST]]
