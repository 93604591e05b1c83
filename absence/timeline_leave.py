"""What the timeline tells of leave, illness, the duties of groups, and suspensions."""

from collections.abc import Iterator

from django.urls import reverse

from absence.group_duties import GROUPS, Group
from absence.group_list import groups_seen
from absence.leave_days import LeaveDays
from absence.leave_words import days_words
from absence.models import (
    EducationRequest,
    GroupDuty,
    LeaveDecision,
    LeaveQuestion,
    LeaveRequest,
    MedicalEvidence,
    MedicalRequest,
    SicknessReturn,
)
from absence.timeline import MOST, Happening, Looking, tells
from absence.timeline_contact import signed
from attendance_site.parts.spoken import spoken_date
from registers.message_causes import LEAVE_HOLD
from registers.models import Suspension
from registers.roles import Permission


@tells(Permission.SEE_LEAVE, leave="Leave")
def requests(looking: Looking) -> Iterator[Happening]:
    """Requests for leave, what was asked back, and that one was withdrawn. The asker sees them."""
    asked = LeaveRequest.objects.filter(children__pupil=looking.pupil).order_by("-sent_at", "-pk")[:MOST]
    for row in asked:
        url, seen = reverse("absence:leave_request", args=[row.pk]), looking.sees(row.contact_id)
        days = days_words(
            LeaveDays(row.first_day, row.first_half, row.last_day, row.last_half), language="en-gb"
        )
        words = f"{row.asked_name} asked for leave, {row.reference}: {row.kind_words.lower()}, {days}"
        yield Happening(row.sent_at, "leave", words, by=signed(row), url=url, family=seen)
        if row.withdrawn_at:
            words = f"{row.reference} was withdrawn by {row.withdrawn_name}"
            yield Happening(row.withdrawn_at, "leave", words, url=url, family=seen)


@tells(Permission.SEE_LEAVE, leave="Leave")
def questions(looking: Looking) -> Iterator[Happening]:
    """What the school asked back about a request, and the answers."""
    rows = LeaveQuestion.objects.filter(request__children__pupil=looking.pupil).select_related("request")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        url, seen = (
            reverse("absence:leave_request", args=[row.request_id]),
            looking.sees(row.request.contact_id),
        )
        words = f"{row.request.asked_name} was asked about {row.request.reference}"
        yield Happening(row.at, "leave", words, more=row.question, by=signed(row), url=url, family=seen)
        if row.answered_at:
            words = f"{row.answered_name} answered about {row.request.reference}"
            yield Happening(row.answered_at, "leave", words, more=row.answer, url=url, family=seen)


@tells(Permission.SEE_LEAVE, leave="Leave")
def decisions(looking: Looking) -> Iterator[Happening]:
    """What was decided. The asker sees it once it can no longer be undone."""
    rows = LeaveDecision.objects.filter(pupil=looking.pupil).select_related("request").order_by("-at", "-pk")
    for row in rows[:MOST]:
        stands = row.undone_at is None and row.at + LEAVE_HOLD <= looking.at
        yield Happening(
            row.at,
            "leave",
            f"{row.request.reference}: {row.get_outcome_display().lower()}",
            more=row.reason,
            by=signed(row),
            url=reverse("absence:leave_request", args=[row.request_id]),
            family=looking.sees(row.request.contact_id) if stands else "",
            struck=f"Undone by {row.undone_name}" if row.undone_at else "",
        )


@tells(Permission.SEE_HEALTH, health="Illness")
def evidence(looking: Looking) -> Iterator[Happening]:
    """That evidence was asked for and seen; why, and what it showed, is read on the page of illness."""
    url = reverse("absence:pupil_illness", args=[looking.pupil.pk])
    asked = MedicalRequest.objects.filter(pupil=looking.pupil).prefetch_related("to").order_by("-at", "-pk")
    for row in asked[:MOST]:
        seen = "; ".join(filter(None, (looking.sees(to.contact_id) for to in row.to.all())))
        words = f"{row.asked_whom} was asked for evidence about {spoken_date(row.first_day)}"
        yield Happening(row.at, "health", words, by=signed(row), url=url, family=seen)
    for each in MedicalEvidence.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        how = "sent by the family" if each.contact_id else "seen"
        words, seen = f"Evidence {how}: {each.get_kind_display().lower()}", looking.sees(each.contact_id)
        yield Happening(each.at, "health", words, by=signed(each), url=url, family=seen)


@tells(Permission.SEE_HEALTH, health="Illness")
def sickness(looking: Looking) -> Iterator[Happening]:
    """Sickness returns, and education asked of the authority."""
    returns = SicknessReturn.objects.filter(pupil=looking.pupil).defer("content").prefetch_related("sent")
    for row in returns.order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:sickness_return", args=[row.pk])
        words = f"Sickness return made: {row.ill_days} days of illness"
        yield Happening(row.at, "health", words, by=signed(row), url=url)
        for sent in row.sent.all():
            yield Happening(
                sent.at, "health", f"Sickness return sent to {sent.to_whom}", by=signed(sent), url=url
            )
    asked = EducationRequest.objects.filter(pupil=looking.pupil).prefetch_related("answers")
    for each in asked.order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:education_request", args=[each.pk])
        words = f"{each.to_whom} was asked for education while ill"
        yield Happening(each.at, "health", words, by=signed(each), url=url)
        for answer in each.answers.all():
            words = f"{each.to_whom}: {answer.get_outcome_display().lower()}"
            yield Happening(answer.at, "health", words, by=signed(answer), url=url)


@tells(Permission.SUPPORT, plans="Support plans")
def duties(looking: Looking) -> Iterator[Happening]:
    """What was agreed or done for a pupil of a group with duties of its own; those of social care for few."""
    groups = [group.value for group in groups_seen(looking.post)]
    rows = GroupDuty.objects.filter(pupil=looking.pupil, group__in=groups).order_by("-at", "-pk")
    for row in rows[:MOST]:
        url = reverse("absence:group_duty", args=[row.group, looking.pupil.pk])
        words = f"{GROUPS[Group(row.group)].title}: {row.get_duty_display().lower()}, with {row.with_whom}"
        yield Happening(row.at, "plans", words, by=signed(row), url=url)


@tells(Permission.RECORD_SUSPENSION, suspensions="Suspensions")
def suspensions(looking: Looking) -> Iterator[Happening]:
    """Suspensions and exclusions as they were recorded."""
    for row in Suspension.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")[:MOST]:
        yield Happening(
            row.at,
            "suspensions",
            f"{row.kind_words} from {spoken_date(row.first_day)}",
            by=f"{row.decided_by}, {row.decided_position}",
            url=reverse("registers:suspension", args=[row.pk]),
            struck=f"Withdrawn {spoken_date(row.withdrawn_at)}" if row.withdrawn_at else "",
        )
