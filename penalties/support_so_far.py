"""What a school did about a pupil’s absence, and how the family took it up: for the list, the case, the checklist."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from django.urls import reverse

from absence.models import (
    AttendanceContract,
    ContactAttempt,
    ContractNote,
    Meeting,
    MeetingRecord,
    SupportPlan,
    SupportReferral,
    SupportStep,
)
from absence.support_todo import MEETINGS
from registers.models import School
from registers.school_sessions import SCHOOL_TIME

LOOKED_BACK = dt.timedelta(days=365)
OPEN = "Runs"
HELD, NOBODY_CAME = MeetingRecord.Outcome.HELD, MeetingRecord.Outcome.NOBODY_CAME


class Offered(NamedTuple):
    """One thing that was done. `came_of_it`: how it was taken up, as far as anybody wrote it down."""

    on: dt.date
    kind: str
    what: str
    came_of_it: str
    url: str


def support_so_far(school: School, pupils: Collection[int], *, on: dt.date) -> dict[int, list[Offered]]:
    """By pupil, what was done in the last year, the newest first. Nine statements, however many pupils."""
    since = on - LOOKED_BACK
    found: dict[int, list[Offered]] = defaultdict(list)
    for read in (_steps, _meetings, _plans, _contracts, _referrals, _calls):
        for pupil, offered in read(school, pupils, since):
            found[pupil].append(offered)
    return {pupil: sorted(rows, reverse=True) for pupil, rows in found.items()}


def kinds_of(offered: list[Offered]) -> list[str]:
    """In a word each, the oldest first, for a list."""
    return list(dict.fromkeys(each.kind for each in reversed(offered)))


def _steps(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    """Conversations and letters; a meeting is told as such, and what was left out was not offered."""
    kinds = [SupportStep.Kind.CONVERSATION, SupportStep.Kind.LETTER]
    rows = SupportStep.objects.standing().filter(
        school=school, pupil__in=pupils, date__gte=since, kind__in=kinds
    )
    for step in rows.order_by("pk"):
        url = reverse("absence:support_steps", args=[step.pupil_id])
        kind = step.get_kind_display()
        yield step.pupil_id, Offered(step.date, kind, f"{kind}: {step.mix}", step.note, url)


def _meetings(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    rows = Meeting.objects.filter(
        school=school, pupil__in=pupils, starts_at__date__gte=since, kind__in=MEETINGS
    )
    for meeting in rows.prefetch_related("records").order_by("pk"):
        record = max(meeting.records.all(), key=lambda each: (each.at, each.pk), default=None)
        day = meeting.starts_at.astimezone(SCHOOL_TIME).date()
        url = reverse("absence:meeting", args=[meeting.pk])
        yield (
            meeting.pupil_id,
            Offered(day, "Meeting", f"Meeting: {meeting.get_kind_display().lower()}", _came(record), url),
        )


def _came(record: MeetingRecord | None) -> str:
    if record is None:
        return "Not written down yet"
    if record.outcome == HELD:
        return " ".join(filter(None, [f"{record.came} came.", record.agreed]))
    return " ".join(filter(None, [f"{record.get_outcome_display()}.", record.agreed]))


def _plans(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    rows = SupportPlan.objects.filter(school=school, pupil__in=pupils, first_day__gte=since)
    for plan in rows.select_related("end").prefetch_related("reviews").order_by("pk"):
        end = getattr(plan, "end", None)
        reviews = sorted(plan.reviews.all(), key=lambda each: (each.on, each.pk))
        newest = f"Reviewed {reviews[-1].on:%-d %B}: {reviews[-1].words}" if reviews else "Not reviewed yet"
        came = f"{end.get_outcome_display()} {end.words}" if end else newest
        url = reverse("absence:support_plan", args=[plan.pk])
        yield plan.pupil_id, Offered(plan.first_day, "Plan", "Support plan", came, url)


def _contracts(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    rows = AttendanceContract.objects.filter(school=school, plan__pupil__in=pupils, first_day__gte=since)
    for contract in rows.select_related("plan").prefetch_related("notes").order_by("pk"):
        notes = sorted(contract.notes.all(), key=lambda each: each.pk)
        came = "; ".join(_noted(note) for note in notes) or "Not signed yet"
        url = reverse("absence:contract", args=[contract.pk])
        yield (
            contract.plan.pupil_id,
            Offered(
                contract.first_day, "Contract", f"Attendance contract with {contract.parties}", came, url
            ),
        )


def _noted(note: ContractNote) -> str:
    return f"{note.get_kind_display()}, {note.who} ({note.on:%-d %B})"


def _referrals(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    rows = SupportReferral.objects.filter(school=school, pupil__in=pupils, at__date__gte=since)
    for referral in rows.prefetch_related("news").order_by("pk"):
        news = sorted(referral.news.all(), key=lambda each: (each.date, each.pk))
        came = f"{news[-1].get_kind_display()}: {news[-1].said}" if news else "Not sent yet"
        day = referral.at.astimezone(SCHOOL_TIME).date()
        url = reverse("absence:support_referral", args=[referral.pk])
        what = f"{referral.get_kind_display()} asked: {referral.to_whom}"
        yield referral.pupil_id, Offered(day, "Referral", what, came, url)


def _calls(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Offered]]:
    """Calls and visits together, one line: the whole story stands under Follow-up."""
    rows = ContactAttempt.objects.standing().filter(school=school, pupil__in=pupils, date__gte=since)
    days: dict[int, list[dt.date]] = defaultdict(list)
    for pupil, day in rows.order_by("date", "pk").values_list("pupil", "date"):
        days[pupil].append(day)
    for pupil, tried in days.items():
        count = "1 call or visit" if len(tried) == 1 else f"{len(tried)} calls and visits"
        url = reverse("absence:pupil_contact", args=[pupil])
        yield pupil, Offered(tried[-1], "Calls", f"{count}, the last on this day", "Under Follow-up", url)
