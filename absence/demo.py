"""What the demo's offices have tried already: calls, a visit and a word with a social worker, all before today."""

import datetime as dt

from absence.actions.attempts import record_attempt
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
    return made


def _attempt(pupil: Pupil, day: dt.date, tried: Tried, now: dt.datetime) -> ContactAttempt:
    _, time, kind, outcome, note = tried
    office = Post.objects.on(day).filter(school=pupil.school, role=Role.OFFICE).select_related("user")
    first = Care.objects.may_be_told(day).filter(pupil=pupil).select_related("contact")
    care = first.order_by("priority", "pk").first() if kind == Kind.CALL else None
    who = "The social worker" if kind == Kind.PROFESSIONAL else ""
    return record_attempt(
        pupil=pupil, date=day, kind=kind, outcome=outcome, note=note, who=who,
        contact=care.contact if care else None, number=care.contact.phone if care else "",
        by=office.order_by("pk")[0], at=dt.datetime.combine(day, time, now.tzinfo),
    )  # fmt: skip
