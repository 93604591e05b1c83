"""What was tried and said about one child: attempts, messages, reports, meetings, steps about lateness.

With what another school answered, what was settled where plan and register did not fit, what was done about absence,
and who was asked to help.

Thirteen statements.
"""

import datetime as dt
from dataclasses import dataclass
from itertools import groupby

from absence.models import (
    AbsenceReport,
    ContactAttempt,
    ContradictionSettled,
    Meeting,
    MeetingRecord,
    OtherSchoolAnswer,
    PunctualityStep,
)
from absence.timeline import MOST, Happening, Looking
from absence.timeline_support import authority_referrals, steps, support_referrals
from registers.models import Message, Post, Pupil
from registers.school_sessions import SCHOOL_TIME

SUPPORT = (steps, support_referrals, authority_referrals)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, whichever is not None."""

    at: dt.datetime
    attempt: ContactAttempt | None = None
    correction: ContactAttempt | None = None
    """The later entry that corrects the attempt."""
    message: Message | None = None
    report: AbsenceReport | None = None
    meeting: Meeting | None = None
    record: MeetingRecord | None = None
    """What came of a meeting; with `meeting` None it is not about one."""
    step: PunctualityStep | None = None
    other_school: OtherSchoolAnswer | None = None
    settled: ContradictionSettled | None = None
    done: Happening | None = None
    """A step about absence, or a referral, as the timeline tells it."""


def story_of(looking: Looking) -> list[tuple[dt.date, list[Entry]]]:
    """By day, the newest first, what happened on it in order."""
    pupil, post = looking.pupil, looking.post
    entries = [
        *_attempts(pupil),
        *_messages(pupil, post),
        *_reports(pupil),
        *_meetings(pupil),
        *_steps(pupil),
        *_other_school(pupil),
        *_settled(pupil),
        *(Entry(each.at, done=each) for source in SUPPORT for each in source(looking)),
    ]
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


def _messages(pupil: Pupil, post: Post) -> list[Entry]:
    sent = Message.objects.visible_to(post).filter(pupil=pupil).with_whom()
    return [Entry(message.made_at, message=message) for message in sent.order_by("-made_at", "pk")[:MOST]]


def _reports(pupil: Pupil) -> list[Entry]:
    """What home has said of absences, each with what the school did."""
    said = AbsenceReport.objects.filter(pupil=pupil).prefetch_related("answers").order_by("-at", "-pk")
    return [Entry(report.at, report=report) for report in said[:MOST]]


def _meetings(pupil: Pupil) -> list[Entry]:
    """Meetings when they were arranged, and what came of each when it was written down."""
    found = Meeting.objects.filter(pupil=pupil).prefetch_related("records").order_by("-at", "-pk")
    arranged = list(found[:MOST])
    records = [(meeting, record) for meeting in arranged for record in meeting.records.all()]
    return [Entry(meeting.at, meeting=meeting) for meeting in arranged] + [
        Entry(record.at, meeting=meeting, record=record) for meeting, record in records
    ]


def _steps(pupil: Pupil) -> list[Entry]:
    """Steps about lateness that left no letter or meeting to speak of them."""
    steps = PunctualityStep.objects.standing().filter(pupil=pupil, meeting__isnull=True)
    return [Entry(step.at, step=step) for step in steps.order_by("-at", "-pk")[:MOST]]


def _other_school(pupil: Pupil) -> list[Entry]:
    """What the pupil's other school was asked about a day, and said."""
    said = OtherSchoolAnswer.objects.filter(pupil=pupil).order_by("-at", "-pk")
    return [Entry(answer.at, other_school=answer) for answer in said[:MOST]]


def _settled(pupil: Pupil) -> list[Entry]:
    """What did not add up, and why it stands."""
    settled = ContradictionSettled.objects.filter(pupil=pupil).order_by("-at", "-pk")
    return [Entry(each.at, settled=each) for each in settled[:MOST]]
