"""A holiday of the demo that was asked for, not agreed and taken all the same: the office decides what it was."""

import datetime as dt
from uuid import uuid4

from django.db.models import Count, Max

from absence.actions.decide_leave import Chosen, Seen, decide_leave
from absence.actions.leave import Asked, Asker, send_leave
from absence.demo import TRIED
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.models import ContactAttempt, LeaveDecision
from registers.actions.messages import hand_over_letters
from registers.codes import NO_REASON_YET, Session
from registers.models import Care, Mark, Message, Post, Pupil, School, SchoolDay
from registers.roles import Role

DAYS, AHEAD = 5, dt.timedelta(days=21)
SOME = range(3, 9)
"""Sessions missed: more than a day, and not every one, for that is another story."""
REASON = (
    "The school cannot agree to leave for a holiday. I know that flights cost less in term time; that is not"
    " an exceptional circumstance."
)


def make_leave_taken(*, now: dt.datetime) -> list[LeaveDecision]:
    """One pupil at each school who was away lately without a reason: the family had asked for these days."""
    made = []
    for school in School.objects.order_by("pk"):
        days = SchoolDay.objects.filter(school=school, date__lt=now.date()).order_by("-date")
        last = list(days.values_list("date", flat=True)[:DAYS])
        care = _somebody_away(school, last)
        if care is not None:
            made += _asked_and_not_agreed(care, last, now)
    return made


def _somebody_away(school: School, days: list[dt.date]) -> Care | None:
    """A parent of the pupil who missed most, not all, of the last days without a reason, and whom nobody has rung."""
    told = {name for name, _ in TRIED}
    tried = ContactAttempt.objects.filter(school=school).values("pupil")
    away = Mark.objects.filter(school=school, date__in=days, code=NO_REASON_YET).exclude(pupil__in=tried)
    away = away.exclude(pupil__forename__in=told)
    rows = away.values("pupil").annotate(missed=Count("date"), until=Max("date")).order_by("-missed", "pupil")
    pupils = [row["pupil"] for row in rows if row["missed"] in SOME and row["until"] == days[0]]
    cares = Care.objects.may_be_told(days[0]).filter(pupil__in=pupils, lives_with=True)
    found = {care.pupil_id: care for care in cares.select_related("contact", "pupil").order_by("-priority")}
    return next((found[pupil] for pupil in pupils if pupil in found), None)


def _asked_and_not_agreed(care: Care, days: list[dt.date], now: dt.datetime) -> list[LeaveDecision]:
    missed = Mark.objects.filter(
        school=care.school_id, pupil=care.pupil_id, date__in=days, code=NO_REASON_YET
    )
    first = missed.order_by("date").values_list("date", flat=True)[0]
    asked_at = dt.datetime.combine(first - AHEAD, dt.time(8, 40), now.tzinfo)
    office, head = _post(care.pupil, Role.OFFICE, asked_at), _post(care.pupil, Role.HEAD, asked_at)
    asker = Asker(
        school=care.pupil.school, contact=care.contact, post=None, by=office, name=office.user.name,
        position=office.position, cares=(care,), on_paper=True, received_on=asked_at.date(),
    )  # fmt: skip
    away = LeaveDays(first, Session.AM, days[0] + dt.timedelta(days=2), Session.PM)
    asked = Asked(
        Kind.HOLIDAY, away, "A week in the sun; the flights cost half of what they do in the holidays."
    )
    [request] = send_leave(
        operation=uuid4(), asked=asked, askers=[asker], started_at=asked_at, on=asked_at.date(), at=asked_at
    )
    chosen = Chosen(outcome=LeaveDecision.Outcome.NOT_AGREED, reason=REASON)
    made = decide_leave(
        request=request, pupils=[care.pupil_id], chosen=chosen, seen=Seen(request.version), operation=uuid4(),
        by=head, at=asked_at + dt.timedelta(days=2),
    )  # fmt: skip
    letters = Message.objects.filter(school=care.school_id, cause__startswith=made[0].cause)
    hand_over_letters(letters=list(letters), by=office, at=asked_at + dt.timedelta(days=3))
    return made


def _post(pupil: Pupil, role: Role, at: dt.datetime) -> Post:
    posts = Post.objects.on(at.date()).filter(school=pupil.school_id, role=role).select_related("user")
    return posts.order_by("pk")[0]
