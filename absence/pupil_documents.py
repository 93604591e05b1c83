"""The documents of one pupil: what was written, sent in and made, from every source, each opened by right.

A source registers itself with `@keeps`, with the permission that it needs, as those of the timeline do; an app that
lies downstream adds its own (packs of a referral). What is sensitive keeps who opened it on its own page.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.urls import reverse

from absence.family_letters import GONE
from absence.models import (
    AttendanceContract,
    LeaveEvidence,
    MedicalFile,
    PartTimeTimetable,
    Referral,
    SicknessReturn,
)
from absence.timeline import MOST, Looking
from absence.timeline_contact import LETTER, signed
from attendance_site.parts.spoken import spoken_date
from registers.message_causes import cause_words
from registers.models import Message, Suspension
from registers.roles import Permission


@dataclass(frozen=True)
class Document:
    """One document. `url` opens it; `page` is where it belongs."""

    at: dt.datetime
    kind: str
    title: str
    url: str
    by: str = ""
    page: str = ""
    family: str = ""
    """Who of the family sees it, in words."""
    note: str = ""
    """That opening it is kept, or that it has not gone."""


Source = Callable[[Looking], Iterable[Document]]
_SOURCES: list[tuple[Permission, Source]] = []
NOTED = "Who opens it is kept"


def keeps(permission: Permission) -> Callable[[Source], Source]:
    """Register a source of documents: who may see that they are there, and open them."""

    def keep(source: Source) -> Source:
        _SOURCES.append((permission, source))
        return source

    return keep


def documents_of(looking: Looking) -> list[Document]:
    """What the hat may open, the newest first. The same statements always."""
    found = [each for permission, source in _SOURCES if looking.may(permission) for each in source(looking)]
    return sorted(found, key=lambda each: each.at, reverse=True)


@keeps(Permission.SEE_MESSAGES)
def letters(looking: Looking) -> Iterator[Document]:
    """Letters, as they went or as they wait."""
    rows = Message.objects.visible_to(looking.post).filter(pupil=looking.pupil, channel=LETTER)
    rows = rows.exclude(state=Message.State.CANCELLED).with_whom().order_by("-made_at", "pk")
    for row in rows[:MOST]:
        page, gone = reverse("registers:outbox_message", args=[row.pk]), row.state in GONE
        yield Document(
            row.made_at,
            "Letter",
            f"{row.subject or cause_words(row.cause)}, to {row.to_name}",
            f"{page}?as=pdf",
            by=row.made_name,
            page=page,
            family=looking.was_sent(row.contact) if gone else "",
            note="" if gone else "Has not gone",
        )


@keeps(Permission.SEE_LEAVE)
def leave_evidence(looking: Looking) -> Iterator[Document]:
    """Files that came with a request for leave."""
    rows = LeaveEvidence.objects.standing().defer("content").select_related("request")
    rows = rows.filter(request__children__pupil=looking.pupil)
    for row in rows.order_by("-at", "-pk")[:MOST]:
        yield Document(
            row.at,
            "Evidence for leave",
            f"{row.name}, with {row.request.reference}",
            reverse("absence:leave_evidence", args=[row.request_id, row.pk]),
            by=row.request.asked_name,
            page=reverse("absence:leave_request", args=[row.request_id]),
            family=looking.sees(row.request.contact_id),
            note=NOTED,
        )


@keeps(Permission.SEE_HEALTH)
def medical_files(looking: Looking) -> Iterator[Document]:
    """Files that show an illness, until somebody destroys them."""
    rows = MedicalFile.objects.kept().without_content().select_related("evidence")
    for row in rows.filter(evidence__pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        yield Document(
            row.at,
            "Medical evidence",
            row.evidence.get_kind_display(),
            reverse("absence:medical_file", args=[row.pk]),
            by=signed(row.evidence),
            page=reverse("absence:pupil_illness", args=[looking.pupil.pk]),
            family=looking.sees(row.evidence.contact_id),
            note=NOTED,
        )


@keeps(Permission.SEE_HEALTH)
def sickness_returns(looking: Looking) -> Iterator[Document]:
    """Sickness returns to the authority."""
    rows = SicknessReturn.objects.filter(pupil=looking.pupil).defer("content").order_by("-at", "-pk")
    for row in rows[:MOST]:
        url = reverse("absence:sickness_return", args=[row.pk])
        yield Document(row.at, "Sickness return", f"{row.ill_days} days of illness", url, by=signed(row))


@keeps(Permission.FOLLOW_UP)
def authority_referrals(looking: Looking) -> Iterator[Document]:
    """Referrals to the authority about an absence, as they were made."""
    rows = Referral.objects.filter(pupil=looking.pupil).defer("document", "content")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        yield Document(
            row.at,
            "Referral",
            f"To the authority, about the absence from {spoken_date(row.first_day)}",
            reverse("absence:referral_document", args=[row.pk]),
            by=signed(row),
            page=reverse("absence:referral", args=[row.pk]),
        )


@keeps(Permission.SUPPORT)
def agreements(looking: Looking) -> Iterator[Document]:
    """What was agreed with the family as part of a plan."""
    for row in AttendanceContract.objects.filter(plan__pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:contract", args=[row.pk])
        yield Document(row.at, "Attendance contract", f"Between {row.parties}", url, by=signed(row))
    for each in PartTimeTimetable.objects.filter(plan__pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:part_time", args=[each.pk])
        title = f"{spoken_date(each.first_day)} to {spoken_date(each.last_day)}, with {each.parent_name}"
        yield Document(each.at, "Part-time timetable", title, url, by=signed(each))


@keeps(Permission.RECORD_SUSPENSION)
def suspension_sheets(looking: Looking) -> Iterator[Document]:
    """The sheet of each suspension."""
    rows = Suspension.objects.filter(pupil=looking.pupil, withdrawn_at__isnull=True).order_by("-at", "-pk")
    for row in rows[:MOST]:
        yield Document(
            row.at,
            row.kind_words,
            f"From {spoken_date(row.first_day)}",
            reverse("registers:suspension_sheet", args=[row.pk]),
            by=f"{row.decided_by}, {row.decided_position}",
            page=reverse("registers:suspension", args=[row.pk]),
        )
