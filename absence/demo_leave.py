"""Requests for leave in the demo school: one that is new, one with a question, one by a family that travels."""

import datetime as dt
import uuid
from typing import NamedTuple

from absence.actions.ask_about_leave import ask_about_leave
from absence.actions.leave import Asked, Asker, look_at_leave, send_leave
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.models import LeaveRequest
from registers.actions.parents import open_family
from registers.families import family_of
from registers.models import Care, Post, Pupil, SchoolDay
from registers.roles import Role


class Wish(NamedTuple):
    """Who is asked for, on which school days from tomorrow on, why, and what the head asks back."""

    names: tuple[tuple[str, str], ...]
    days: tuple[int, int]
    kind: Kind
    why: str
    exceptional: str = ""
    extra: tuple[tuple[str, str], ...] = ()
    question: str = ""


WISHES = (
    Wish(
        (("Aoife", "Brannigan"), ("Ciarán", "Brannigan")),
        (8, 9),
        Kind.EXCEPTIONAL,
        "Their aunt’s wedding in Galway",
        "They carry the rings. The church set the day two years ago, and the ferry goes the day before.",
    ),
    Wish(
        (("Zofia", "Wieczorek"),),
        (10, 14),
        Kind.BEREAVEMENT,
        "Her grandfather is dying in Gdynia",
        "The doctors say that it is weeks. She has spent every summer with him.",
        question="Would three days be enough, with the weekend before?",
    ),
    Wish(
        (("Patrick", "Maughan-Reilly"),),
        (9, 13),
        Kind.TRAVELLER,
        "The winter fairs in Lincoln and Hull",
        extra=(("contact_away", "The number on file"),),
    ),
)
SENT_AT = dt.time(7, 40)
"""On the school day before today."""


def make_leave(*, now: dt.datetime) -> list[LeaveRequest]:
    """Send what the families of the demo ask for; who cannot sign in asks on paper, who is not there not at all."""
    return [made for wish in WISHES if (made := _ask(wish, now)) is not None]


def _ask(wish: Wish, now: dt.datetime) -> LeaveRequest | None:
    forename, surname = wish.names[0]
    pupil = Pupil.objects.filter(forename=forename, surname=surname).select_related("school").first()
    if pupil is None:
        return None
    dates = list(
        SchoolDay.objects.filter(school=pupil.school).order_by("date").values_list("date", flat=True)
    )
    ahead = [day for day in dates if day > now.date()]
    gone = [day for day in dates if day < now.date()]
    if not gone or len(ahead) <= wish.days[1]:
        return None
    sent = dt.datetime.combine(gone[-1], SENT_AT, now.tzinfo)
    asker = _family(pupil, wish, now) or _on_paper(pupil, sent.date())
    if asker is None:
        return None
    made = send_leave(
        operation=uuid.uuid4(),
        asked=Asked(
            kind=wish.kind,
            days=LeaveDays(ahead[wish.days[0]], "AM", ahead[wish.days[1]], "PM"),
            why=wish.why,
            exceptional=wish.exceptional,
            with_whom="Both parents",
            emergency_phone=asker.contact.phone,
            other_parent_told="yes",
            extra=dict(wish.extra),
        ),
        askers=[asker],
        started_at=sent,
        on=sent.date(),
        at=sent,
    )[0]
    if wish.question:
        _ask_back(made, wish.question, sent + dt.timedelta(hours=6))
    return made


def _family(pupil: Pupil, wish: Wish, now: dt.datetime) -> Asker | None:
    """The first adult who may sign in for the pupil, with those of the children whom they may ask for."""
    cares = Care.objects.portal_open(now.date()).filter(pupil=pupil).exclude(contact__email="")
    care = cares.select_related("contact").order_by("priority", "pk").first()
    if care is None:
        return None
    user = open_family(address=care.contact.email, on=now.date(), at=now)
    children = [
        child
        for child in family_of(user, now.date()).at(pupil.school)
        if (child.pupil.forename, child.pupil.surname) in wish.names
    ]
    first = children[0]
    cares_of_theirs = tuple(child.care for child in children)
    position = first.care.relationship or "Parent"
    return Asker(
        pupil.school, first.contact, first.post, first.post, first.contact.name, position, cares_of_theirs
    )


def _on_paper(pupil: Pupil, on: dt.date) -> Asker | None:
    """An adult whom the pupil lives with and who does not sign in: the office types in their form."""
    care = (
        Care.objects.may_be_told(on).filter(pupil=pupil, lives_with=True).select_related("contact", "pupil")
    )
    first = care.order_by("priority", "pk").first()
    office = Post.objects.on(on).filter(school=pupil.school, role=Role.OFFICE).select_related("user")
    by = office.order_by("pk").first()
    if first is None or by is None:
        return None
    return Asker(pupil.school, first.contact, None, by, by.user.name, by.position, (first,), on_paper=True)


def _ask_back(request: LeaveRequest, question: str, at: dt.datetime) -> None:
    head = Post.objects.on(at.date()).filter(school=request.school, role=Role.HEAD).select_related("user")
    by = head.order_by("pk")[0]
    look_at_leave(request=request, by=by, at=at)
    ask_about_leave(request=request, question=question, by=by, at=at)
