"""What the demo's schools owe to some: pupils ill for long, evidence asked for, groups with duties of their own."""

import datetime as dt
import uuid
from typing import Any

from absence.actions.family_evidence import Shown, send_evidence
from absence.actions.groups import Agreed, name_designated_teacher, record_group_duty
from absence.actions.medical import AskedFor, ask_for_evidence
from absence.actions.sickness import (
    Answer,
    ask_for_education,
    make_sickness_return,
    note_education_answer,
    note_sickness_return_sent,
)
from absence.demo_support import Desk, desk_of
from absence.group_duties import Duty, Group
from absence.group_list import ListedGroup, group_list
from absence.models import MedicalEvidence, MedicalRequest
from absence.sickness_list import IllPupil, sickness_list
from registers.actions.parents import NothingOpen, open_family
from registers.codes import ILLNESS
from registers.families import Child, family_of
from registers.models import Mark, School

AUTHORITY = "Marlhythe Council, education for children out of school for health"
ASKED = ("polish@family.example", "urdu@family.example")
SHOWN = (
    "two.schools@family.example",
    "mother.apart@family.example",
    "wedding@family.example",
    "long.name@family.example",
)
"""Families that are asked to show something, the first with a child who was ill lately: one answers, one does not."""
SAID = {
    Duty.JOINT_APPROACH: (
        "Ms Orr of the authority’s attendance team, the mother",
        "The authority’s officer calls on Mondays; school keeps a place in the nurture room until 10:00; both look at"
        " the register together each Friday.",
    ),
    Duty.PLAN: (
        "The virtual school head, the social worker, the foster carer",
        "Personal education plan of this term: attendance at 96 % by Easter; a reading mentor on Tuesdays.",
    ),
    Duty.PREMIUM: ("The adoptive parents", "Pupil Premium Plus pays for a reading mentor this term."),
    Duty.SUPPORT: ("The pupil and the mother", "May keep the telephone on silent; a place in homework club."),
    Duty.WHILE_AWAY: (
        "The family",
        "A learning pack for each week away; the family sends photos of finished work.",
    ),
}
"""What is written down for one pupil of a group; the others wait."""


def make_duties(*, now: dt.datetime) -> int:
    """What each school has done about illness and its groups; how many things were written down."""
    made = 0
    for school in School.objects.order_by("pk"):
        desk = desk_of(school, now)
        if desk is not None:
            made += _illness(desk) + _groups(desk) + _evidence(desk)
    return made


def _illness(desk: Desk) -> int:
    """The first return is made and sent, and education was arranged; the next ones are due."""
    due = sickness_list(post=desk.champion, on=desk.now.date()).due
    for ill in due[:1]:
        _returned(ill, desk)
        _taught(ill, desk)
    return len(due[:1])


def _returned(ill: IllPupil, desk: Desk) -> None:
    on, at = desk.now.date(), desk.now
    made = make_sickness_return(
        ill=ill, expected_days=0, expected_why="", school=desk.school, by=desk.champion, on=on, at=at
    )
    note_sickness_return_sent(
        sickness_return=made, to_whom=AUTHORITY, how="email", sent_on=on, by=desk.champion, on=on, at=at
    )


def _taught(ill: IllPupil, desk: Desk) -> None:
    who: dict[str, Any] = {"by": desk.champion, "on": desk.now.date(), "at": desk.now}
    asked = ask_for_education(
        pupil=ill.pupil, asked_on=desk.days[5], to_whom=AUTHORITY, how="email",
        asked_for="Teaching at home for two hours a day. School goes on sending work and reads it.", **who,
    )  # fmt: skip
    monday = desk.first_monday()
    answer = Answer(
        outcome="arranged", answered_on=desk.days[1], provider="Marlhythe Home Tuition",
        nature="Home tuition in English and mathematics", first_day=monday,
        last_day=monday + dt.timedelta(days=39),
    )  # fmt: skip
    note_education_answer(request=asked, answer=answer, **who)


def _groups(desk: Desk) -> int:
    """Who leads; and in each group the first pupil has what the group needs, looked at again on a day."""
    on, at = desk.now.date(), desk.now
    name_designated_teacher(
        school=desk.school, teacher=f"{desk.head.user.name}", since=desk.days[-1], by=desk.head, at=at
    )
    found = [each for each in group_list(post=desk.head, on=on) if each.pupils and each.facts.needed in SAID]
    for listed in found:
        _agreed(listed, desk, on, at)
    return len(found)


def _agreed(listed: ListedGroup, desk: Desk, on: dt.date, at: dt.datetime) -> None:
    duty = listed.facts.needed or Duty.SUPPORT
    with_whom, words = SAID[duty]
    review = on + dt.timedelta(days=-2 if listed.key is Group.YOUNG_CARER else 40)
    agreed = Agreed(duty, desk.days[12], with_whom, words, review)
    record_group_duty(
        pupil=listed.pupils[0].pupil, group=listed.key, agreed=agreed, by=desk.head, on=on, at=at
    )


def _evidence(desk: Desk) -> int:
    """One family is asked, in its language, and has not answered; another answered, and nobody has looked."""
    waits = _first_ill(ASKED, desk)
    if waits:
        _asked(*waits, desk)
    answers = _first_ill(SHOWN, desk)
    if answers:
        child, day = answers
        words = "The surgery had no appointment. We rang 111, and I have no paper of it."
        shown = Shown(MedicalEvidence.Kind.WORDS, words)
        request = _asked(child, day, desk)
        send_evidence(request=request, child=child, shown=shown, operation=uuid.uuid4(), at=desk.now)
    return bool(waits) + bool(answers)


def _first_ill(addresses: tuple[str, ...], desk: Desk) -> tuple[Child, dt.date] | None:
    return next(filter(None, (_last_ill(address, desk) for address in addresses)), None)


def _last_ill(address: str, desk: Desk) -> tuple[Child, dt.date] | None:
    """The child of that family at this school who was ill last, and the day; None where none was lately."""
    try:
        user = open_family(address=address, on=desk.now.date(), at=desk.now)
    except NothingOpen:
        return None
    children = {child.pupil.pk: child for child in family_of(user, desk.now.date()).at(desk.school)}
    ill = Mark.objects.filter(school=desk.school, pupil__in=children, code=ILLNESS, date__in=desk.days[1:])
    last = ill.order_by("-date", "pupil").values_list("pupil", "date").first()
    return (children[last[0]], last[1]) if last else None


def _asked(child: Child, day: dt.date, desk: Desk) -> MedicalRequest:
    asked = AskedFor(
        day, day, "Two of us met the family at the airport that morning.",
        "A card or a text about the appointment", contacts=[child.contact],
    )  # fmt: skip
    return ask_for_evidence(pupil=child.pupil, asked=asked, by=desk.champion, on=desk.now.date(), at=desk.now)
