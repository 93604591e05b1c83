"""The demo's policy with a review to come, its strategy and training, reports that were given, and an inspector."""

import datetime as dt
import uuid
from typing import Any

from registers.models import Post, School
from registers.roles import Role
from reporting.actions.given import give_report
from reporting.actions.inspections import Granted, grant_inspector_access
from reporting.actions.policy import (
    Adopted,
    Held,
    adopt_policy,
    log_training,
    take_out_training,
    write_strategy,
)
from reporting.governors_paper import governors_pdf
from reporting.governors_report import governors_report
from reporting.models import GivenReport
from reporting.periods import year_calendar

CAUSES = (
    "Illness is the largest reason, and part of it is worry about school: families tell us so in meetings.\n"
    "Mornings are hard where one adult brings children to two schools.\n"
    "Fridays and the days beside holidays: leave that was not agreed."
)
APPROACH = (
    "Somebody rings on the first day, and the same person each time.\n"
    "Families are met before letters are written; the breakfast club opens at 7:45.\n"
    "A child who finds the hall hard comes in by the library door.\n"
    "The head answers each request for leave with reasons."
)
AIMS = (
    "Persistent absence below 12 % by July. No pupil severely absent without a plan made with the authority."
)
GROUND = "Inspection of behaviour and attendance"


def make_policy(*, now: dt.datetime) -> None:
    """In the first school. In a demo whose year has just begun some of it lies in the year before."""
    school = School.objects.order_by("pk")[0]  # the primary
    held = Post.objects.on(now.date()).filter(school=school, role=Role.HEAD).select_related("user", "school")
    head, today = held.order_by("pk")[0], now.date()
    _editions(head, today, now)
    write_strategy(causes=CAUSES, approach=APPROACH, aims=AIMS, operation=uuid.uuid4(), by=head, at=now)
    _training(head, today, now)
    _given(school, head, now)
    _inspector(school, head, now)


def _editions(head: Post, today: dt.date, now: dt.datetime) -> None:
    """One edition of two years ago, and the one that stands, which is due in less than a fortnight."""
    web = "https://www.fenlark.example/policies/attendance"
    review = today + dt.timedelta(days=10)
    for years, until, changes in (
        (2, review - dt.timedelta(days=365), ""),
        (1, review, "N is settled within five school days. Who in the office rings first is named."),
    ):
        adopted = Adopted(
            review - dt.timedelta(days=365 * years), "the full governing board", until, web, changes
        )
        adopt_policy(adopted=adopted, operation=uuid.uuid4(), by=head, at=now)


def _training(head: Post, today: dt.date, now: dt.datetime) -> None:
    """A log with one that is due again, one still to be had by somebody, and one that was a mistake."""
    who: dict[str, Any] = {"by": head, "at": now}

    def ago(days: int) -> dt.date:
        return today - dt.timedelta(days=days)

    log = [
        Held(ago(350), "law", "office", 3, "Alison Bancroft", again_by=today + dt.timedelta(days=21)),
        Held(
            ago(82), "registers", "everybody", 31, "the head", "Codes since August 2024, and when a register closes",
            "two colleagues on leave", today + dt.timedelta(days=280),
        ),
        Held(ago(60), "safeguarding", "leaders", 5, "the safeguarding lead"),
        Held(ago(40), "oversight", "governors", 9, "the authority’s school adviser"),
    ]  # fmt: skip
    for held in log:
        training = log_training(held=held, operation=uuid.uuid4(), **who)
    twice = log_training(held=log[-1], operation=uuid.uuid4(), **who)
    take_out_training(
        training=twice, why=f"Entered twice; see {training.on:%-d %B}", operation=uuid.uuid4(), **who
    )


def _given(school: School, head: Post, now: dt.datetime) -> None:
    """What the governors were given of the half term that is over."""
    on = now.date()
    calendar = year_calendar([school.pk], on)
    period = calendar.period("last-half-term") or calendar.year_to_date
    report = governors_report(school=school, calendar=calendar, period=period, on=on)
    give_report(
        kind=GivenReport.Kind.GOVERNORS, to_whom="The full governing board", period=period,
        pdf=governors_pdf(report, at=now), operation=uuid.uuid4(), by=head, at=now,
    )  # fmt: skip


def _inspector(school: School, head: Post, now: dt.datetime) -> None:
    """Somebody who may read the registers for a week, and signs in with the password of the demo."""
    email = head.user.email.replace("head@", "inspector@")
    days = (now.date(), now.date() + dt.timedelta(days=6))
    guest = Granted("Ines Calder", email, "ofsted", GROUND, *days)
    access = grant_inspector_access(school=school, granted=guest, operation=uuid.uuid4(), by=head, at=now)
    user = access.post.user
    user.is_demo, user.password = True, head.user.password
    user.save(update_fields=["is_demo", "password"])
