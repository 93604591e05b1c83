"""What the demo's offices have tried already: calls, a visit, a word with a social worker; and what they noted."""

import datetime as dt
import uuid

from absence.actions.attempts import record_attempt
from absence.actions.notes import add_note
from absence.models import ContactAttempt
from registers.models import Care, Mark, Post, Pupil, SchoolDay
from registers.roles import Role

Kind, Outcome = ContactAttempt.Kind, ContactAttempt.Outcome
Tried = tuple[int, dt.time, str, str, str]
TRIED: dict[tuple[str, str], list[Tried]] = {
    ("Ruby-Mae", "Tolland"): [
        (2, dt.time(9, 22), Kind.CALL, Outcome.NO_ANSWER, ""),
        (2, dt.time(9, 41), Kind.CALL, Outcome.LEFT_MESSAGE, "Asked to ring the office"),
        (1, dt.time(9, 18), Kind.CALL, Outcome.NO_ANSWER, ""),
        (1, dt.time(11, 20), Kind.VISIT, Outcome.NOBODY_HOME, "Curtains drawn, the car is gone"),
        (1, dt.time(11, 45), Kind.PROFESSIONAL, Outcome.TOLD, "The social worker tries from her side"),
    ],
    ("Leah", "Fairbrother"): [
        (3, dt.time(10, 5), Kind.PROFESSIONAL, Outcome.SEEN_AND_SPOKEN, "The social worker saw her at home"),
    ],
    ("Malachi", "Adeyemi-Cole"): [
        (1, dt.time(9, 30), Kind.CALL, Outcome.SPOKE_NO_REASON, "Will ask, and ring back"),
    ],
}
"""By pupil: so many school days ago, when, how, and what came of it."""
NOTES: dict[tuple[str, str], list[tuple[int, str]]] = {
    ("Ruby-Mae", "Tolland"): [(4, "The neighbour who brings her on Mondays is away this week and next.")],
    ("Aoife", "Brannigan"): [
        (6, "Both twins come on the early bus from Monday; the driver rings the office where it is late."),
    ],
}
"""By pupil: so many school days ago, and what somebody noted."""


def make_follow_up(*, now: dt.datetime) -> list[ContactAttempt]:
    """Write down what was tried for the telling pupils of the demo, on school days before `now`."""
    made = []
    for (forename, surname), tried in TRIED.items():
        for pupil in Pupil.objects.filter(forename=forename, surname=surname).select_related("school"):
            days = list(
                SchoolDay.objects.filter(school=pupil.school, date__lt=now.date())
                .order_by("-date")
                .values_list("date", flat=True)[:5]
            )
            if len(days) == 5 and Mark.objects.filter(school=pupil.school, pupil=pupil).exists():
                made += [_attempt(pupil, days[each[0] - 1], each, now) for each in tried]
    _make_notes(now)
    return made


def _make_notes(now: dt.datetime) -> None:
    for (forename, surname), noted in NOTES.items():
        for pupil in Pupil.objects.filter(forename=forename, surname=surname).select_related("school"):
            days = SchoolDay.objects.filter(school=pupil.school, date__lt=now.date()).order_by("-date")
            before = list(days.values_list("date", flat=True)[:10])
            for ago, words in noted:
                if len(before) > ago:
                    at = dt.datetime.combine(before[ago], dt.time(14, 5), now.tzinfo)
                    by = _office(pupil, before[ago])
                    add_note(pupil=pupil, words=words, operation=uuid.uuid4(), by=by, at=at)


def _office(pupil: Pupil, day: dt.date) -> Post:
    office = Post.objects.on(day).filter(school=pupil.school, role=Role.OFFICE).select_related("user")
    return office.order_by("pk")[0]


def _attempt(pupil: Pupil, day: dt.date, tried: Tried, now: dt.datetime) -> ContactAttempt:
    _, time, kind, outcome, note = tried
    first = Care.objects.may_be_told(day).filter(pupil=pupil).select_related("contact")
    care = first.order_by("priority", "pk").first() if kind == Kind.CALL else None
    who = "The social worker" if kind == Kind.PROFESSIONAL else ""
    return record_attempt(
        pupil=pupil, date=day, kind=kind, outcome=outcome, note=note, who=who,
        contact=care.contact if care else None, number=care.contact.phone if care else "",
        by=_office(pupil, day), at=dt.datetime.combine(day, time, now.tzinfo),
    )  # fmt: skip
