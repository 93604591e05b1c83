"""What penalties add to a pupil's page: steps in the timeline, packs among the documents, a notice in the head."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse

from absence.pupil_documents import Document, keeps
from absence.timeline import MOST, Happening, Looking, tells
from absence.timeline_contact import signed
from attendance_site.parts.spoken import spoken_date, spoken_day
from penalties.models import (
    CaseDecision,
    CaseEvent,
    NoticeToImprove,
    OtherTool,
    PenaltyNotice,
    ReferralPack,
    Representation,
)
from registers.models import Post, Pupil
from registers.pupil_flags import Flag, flags
from registers.roles import Permission, Role, may

PENALTIES = "penalties"


@tells(Permission.SEE_CASES, penalties="Penalty steps")
def cases(looking: Looking) -> Iterator[Happening]:
    """What the nightly look found, and what a person decided."""
    for row in CaseEvent.objects.filter(case__pupil=looking.pupil).defer("sessions").order_by("-pk")[:MOST]:
        url = reverse("penalties:case", args=[row.case_id])
        yield Happening(
            row.at, PENALTIES, f"Unauthorised sessions: {row.get_kind_display().lower()}", row.why, url=url
        )
    decided = CaseDecision.objects.filter(case__pupil=looking.pupil).defer("sessions")
    for each in decided.order_by("-at", "-pk")[:MOST]:
        url = reverse("penalties:case", args=[each.case_id])
        words = f"Considered and decided: {each.get_outcome_display().lower()}"
        yield Happening(each.at, PENALTIES, words, each.reason, by=signed(each), url=url)


@tells(Permission.SEE_CASES)
def notices_to_improve(looking: Looking) -> Iterator[Happening]:
    """Last chances that were given, and how each ended. Their letters stand among the letters."""
    rows = NoticeToImprove.objects.filter(case__pupil=looking.pupil).select_related("end").defer("sessions")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        url = reverse("penalties:notice_to_improve", args=[row.pk])
        days = f"{spoken_date(row.first_day)} to {spoken_date(row.last_day)}"
        yield Happening(
            row.at, PENALTIES, f"Notice to improve to {row.to_name}, {days}", by=signed(row), url=url
        )
        end = getattr(row, "end", None)
        if end is not None:
            words = f"Notice to improve to {row.to_name}: {end.get_kind_display().lower()}"
            yield Happening(end.at, PENALTIES, words, end.words, by=signed(end), url=url)


@tells(Permission.SEE_CASES)
def notices(looking: Looking) -> Iterator[Happening]:
    """Penalty notices as they were written down, and what happened to each."""
    rows = PenaltyNotice.objects.filter(pupil=looking.pupil).select_related("contact")
    for row in rows.prefetch_related("news").order_by("-at", "-pk")[:MOST]:
        url, to = reverse("penalties:penalty_notice", args=[row.pk]), row.contact.name
        words = f"Penalty notice to {to} written down: {row.get_issued_display().lower()}"
        yield Happening(row.at, PENALTIES, words, row.words, by=signed(row), url=url)
        for news in row.news.all():
            words = f"Penalty notice to {to}: {news.get_kind_display().lower()}, {spoken_date(news.on)}"
            yield Happening(news.at, PENALTIES, words, news.words, by=signed(news), url=url)


@tells(Permission.SEE_CASES)
def representations(looking: Looking) -> Iterator[Happening]:
    """What a parent said against a notice, and the answer."""
    rows = Representation.objects.filter(pupil=looking.pupil).select_related("contact", "answer")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        url = reverse("penalties:representation", args=[row.pk])
        words = f"{row.contact.name} asks the school to think again"
        yield Happening(row.at, PENALTIES, words, row.words, by=signed(row), url=url)
        answer = getattr(row, "answer", None)
        if answer is not None:
            words = f"{row.contact.name} was answered: {answer.get_outcome_display().lower()}"
            yield Happening(answer.at, PENALTIES, words, answer.words, by=signed(answer), url=url)


@tells(Permission.SEE_CASES)
def other_tools(looking: Looking) -> Iterator[Happening]:
    """Orders, contracts and prosecutions, and how each ended."""
    url = reverse("penalties:pupil_notices", args=[looking.pupil.pk])
    rows = OtherTool.objects.filter(pupil=looking.pupil).select_related("end").order_by("-at", "-pk")
    for row in rows[:MOST]:
        words = f"{row.get_kind_display()} from {spoken_date(row.started_on)}"
        yield Happening(row.at, PENALTIES, words, row.words, by=signed(row), url=url)
        end = getattr(row, "end", None)
        if end is not None:
            words = f"{row.get_kind_display()} ended {spoken_date(end.on)}"
            yield Happening(end.at, PENALTIES, words, end.outcome, by=signed(end), url=url)


@tells(Permission.PREPARE_PACK)
def packs(looking: Looking) -> Iterator[Happening]:
    """Papers of a referral that were made, and to whom they went."""
    rows = ReferralPack.objects.filter(case__pupil=looking.pupil).defer("pdf", "content", "checks")
    for row in rows.prefetch_related("sent").order_by("-at", "-pk")[:MOST]:
        url = reverse("penalties:pack", args=[row.pk])
        words = f"Papers of a referral made, about {row.to_name}"
        yield Happening(row.at, PENALTIES, words, by=signed(row), url=url)
        for sent in row.sent.all():
            words = f"Papers about {row.to_name} sent to {sent.to_whom}, {sent.get_how_display().lower()}"
            yield Happening(sent.at, PENALTIES, words, by=signed(sent), url=url)


@keeps(Permission.PREPARE_PACK)
def pack_documents(looking: Looking) -> Iterator[Document]:
    """The papers themselves, as they were made."""
    rows = ReferralPack.objects.filter(case__pupil=looking.pupil).defer("pdf", "content", "checks")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        yield Document(
            row.at,
            "Papers of a referral",
            f"About {row.to_name}",
            reverse("penalties:pack_document", args=[row.pk]),
            by=signed(row),
            page=reverse("penalties:pack", args=[row.pk]),
        )


@flags
def improving(pupil: Pupil, post: Post, on: date) -> Iterator[Flag]:
    """That a notice to improve runs, for those who work with cases. One statement."""
    if not may(Role(post.role), Permission.SEE_CASES):
        return
    running = NoticeToImprove.objects.running(on).filter(case__pupil=pupil)
    for row in running.order_by("last_day", "pk")[:1]:
        url = reverse("penalties:notice_to_improve", args=[row.pk])
        yield Flag(f"Notice to improve until {spoken_day(row.last_day)}", "warn", url)
