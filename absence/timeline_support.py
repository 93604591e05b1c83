"""What the timeline tells of support: meetings, steps, plans with their agreements, and referrals."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse

from absence.models import (
    AttendanceContract,
    Meeting,
    PartTimeTimetable,
    PunctualityStep,
    Referral,
    SupportAction,
    SupportPlan,
    SupportReferral,
    SupportStep,
)
from absence.timeline import MOST, Happening, Looking, tells
from absence.timeline_contact import signed
from attendance_site.parts.spoken import spoken_date, spoken_time
from registers.roles import Permission

PLANS = "plans"


@tells(Permission.FOLLOW_UP, meetings="Meetings")
def meetings(looking: Looking) -> Iterator[Happening]:
    """Meetings as they were arranged, and what came of each."""
    rows = Meeting.objects.filter(pupil=looking.pupil).prefetch_related("records").order_by("-at", "-pk")
    for row in rows[:MOST]:
        url, kind = reverse("absence:meeting", args=[row.pk]), row.get_kind_display().lower()
        when = f"{spoken_date(row.starts_at)}, {spoken_time(row.starts_at)}"
        if row.at < row.starts_at:  # Else it was written down after it took place: nothing was arranged.
            words = f"Meeting arranged ({kind}) for {when}, {row.place}, with {row.with_whom}"
            yield Happening(row.at, "meetings", words, more=_invited(row), by=signed(row), url=url)
        for record in row.records.all():
            came = f", with {record.came}" if record.came else ""
            words = f"Meeting of {spoken_date(row.starts_at)} ({kind}): {record.get_outcome_display().lower()}{came}"
            yield Happening(record.at, "meetings", words, more=record.agreed, by=signed(record), url=url)


def _invited(meeting: Meeting) -> str:
    return f"Invited: {meeting.invited}" if meeting.invited else ""


@tells(Permission.SUPPORT, steps="Steps")
def steps(looking: Looking) -> Iterator[Happening]:
    """What was done about absence, or left out and why."""
    rows = SupportStep.objects.filter(pupil=looking.pupil, undoes__isnull=True).prefetch_related("undone")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        back = next(iter(row.undone.all()), None)
        out = " left out" if row.kind == SupportStep.Kind.SKIP else ""
        yield Happening(
            row.at,
            "steps",
            f"{row.get_stage_display()}{out}, about {row.mix}",
            more=row.note,
            by=signed(row),
            url=reverse("absence:support_steps", args=[looking.pupil.pk]),
            struck=f"Taken back {spoken_date(back.at)}" if back else "",
        )


@tells(Permission.FOLLOW_UP, steps="Steps")
def punctuality_steps(looking: Looking) -> Iterator[Happening]:
    """The same about lateness."""
    rows = PunctualityStep.objects.filter(pupil=looking.pupil).order_by("-at", "-pk")
    for row in rows[:MOST]:
        out = "" if row.taken else " left out"
        times = "once" if row.times == 1 else f"{row.times} times"
        yield Happening(
            row.at,
            "steps",
            f"Arriving on time: {row.get_stage_display().lower()}{out}, {times} late since the step before",
            more=row.note,
            by=signed(row),
            url=reverse("absence:pupil_punctuality", args=[looking.pupil.pk]),
            struck=f"Taken back {spoken_date(row.taken_back_at)}" if row.taken_back_at else "",
        )


@tells(Permission.SUPPORT, plans="Support plans")
def plans(looking: Looking) -> Iterator[Happening]:
    """How each plan went on. What it says of the child is read on its page, which keeps who looked."""
    rows = SupportPlan.objects.filter(pupil=looking.pupil).select_related("end")
    rows = rows.prefetch_related(
        "versions",
        "reviews",
        Prefetch("actions", SupportAction.objects.prefetch_related("notes")),
        Prefetch("contracts", AttendanceContract.objects.prefetch_related("notes")),
        Prefetch("timetables", PartTimeTimetable.objects.prefetch_related("notes")),
    )
    for plan in rows.order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:support_plan", args=[plan.pk])
        yield _told(plan, f"Support plan begun, kept going by {plan.lead}", url)
        for version in sorted(plan.versions.all(), key=lambda version: version.pk)[1:]:
            yield _told(version, "Support plan written anew", url)
        for review in plan.reviews.all():
            next_on = spoken_date(review.review_on)
            yield _told(review, f"Support plan reviewed with {review.with_whom}; next on {next_on}", url)
        yield from _actions(plan.actions.all(), url)
        yield from _contracts(plan.contracts.all())
        yield from _timetables(plan.timetables.all())
        end = getattr(plan, "end", None)
        if end is not None:
            yield _told(end, f"Support plan ended: {end.get_outcome_display().lower()}", url)


def _told(row: Any, words: str, url: str) -> Happening:
    return Happening(row.at, PLANS, words, by=signed(row), url=url)


def _actions(actions: Iterable[SupportAction], url: str) -> Iterator[Happening]:
    for action in actions:
        yield _told(action, f"{action.owner} is to do by {spoken_date(action.due_on)}: {action.what}", url)
        for note in action.notes.all():
            yield _told(note, f"{'Done' if note.done else 'Not done'}: {action.what}", url)


def _contracts(contracts: Iterable[AttendanceContract]) -> Iterator[Happening]:
    for contract in contracts:
        url = reverse("absence:contract", args=[contract.pk])
        yield _told(contract, f"Attendance contract written, between {contract.parties}", url)
        for note in contract.notes.all():
            yield _told(note, f"Attendance contract: {note.get_kind_display().lower()}, {note.who}", url)


def _timetables(timetables: Iterable[PartTimeTimetable]) -> Iterator[Happening]:
    for each in timetables:
        url = reverse("absence:part_time", args=[each.pk])
        days = f"{spoken_date(each.first_day)} to {spoken_date(each.last_day)}"
        yield _told(each, f"Part-time timetable agreed with {each.parent_name}, {days}", url)
        for note in each.notes.all():
            yield _told(note, f"Part-time timetable: {note.get_kind_display().lower()}", url)


@tells(Permission.SUPPORT, referrals="Referrals")
def support_referrals(looking: Looking) -> Iterator[Happening]:
    """Who was asked to help, and what came of it."""
    rows = SupportReferral.objects.filter(pupil=looking.pupil).prefetch_related("news").order_by("-at", "-pk")
    for row in rows[:MOST]:
        url = reverse("absence:support_referral", args=[row.pk])
        asked = f"{row.get_kind_display()}: {row.to_whom}"
        yield Happening(row.at, "referrals", f"Asked to help, {asked}", by=signed(row), url=url)
        for news in row.news.all():
            words = f"{asked}: {news.get_kind_display().lower()}, {spoken_date(news.date)}"
            yield Happening(news.at, "referrals", words, more=news.said, by=signed(news), url=url)


@tells(Permission.FOLLOW_UP, referrals="Referrals")
def authority_referrals(looking: Looking) -> Iterator[Happening]:
    """Referrals to the authority about an absence of which nobody had heard."""
    rows = Referral.objects.filter(pupil=looking.pupil).defer("document", "content").prefetch_related("sent")
    for row in rows.order_by("-at", "-pk")[:MOST]:
        url = reverse("absence:referral", args=[row.pk])
        days = "1 school day" if row.days == 1 else f"{row.days} school days"
        words = f"Referral to the authority made, after {days} without contact"
        yield Happening(row.at, "referrals", words, more=row.note, by=signed(row), url=url)
        for sent in row.sent.all():
            words = f"Referral to the authority sent to {sent.to_whom}, {sent.get_how_display().lower()}"
            yield Happening(sent.at, "referrals", words, by=signed(sent), url=url)
