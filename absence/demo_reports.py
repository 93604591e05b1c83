"""What the demo's families have reported of absences this morning: by their pages, by telephone and on voicemail."""

import datetime as dt
import uuid
from collections.abc import Iterator

from absence.actions.report_answers import ask_about_report
from absence.actions.reports import Heard, ReportRefused, Telling, note_report, tell_school
from absence.models import AbsenceReport
from absence.report_days import report_days
from absence.report_words import Why
from registers.actions.parents import NothingOpen, open_family
from registers.codes import ILLNESS
from registers.families import Child, family_of
from registers.models import Care, GroupMembership, Mark, Post, Pupil, School
from registers.roles import Role

RANG = (
    ("rang", "Sickness in the night", dt.timedelta(minutes=25)),
    ("voicemail", "High temperature since yesterday evening", dt.timedelta(minutes=70)),
)
RELIGIOUS_FAMILIES = 4
"""So many families have said a religious day, which waits to be confirmed."""


def make_reports(*, now: dt.datetime) -> int:
    """Some families of each school have told it of an absence; how many reports."""
    return sum(_reports_of(school, now) for school in School.objects.order_by("pk"))


def _reports_of(school: School, now: dt.datetime) -> int:
    office = Post.objects.on(now.date()).filter(school=school, role=Role.OFFICE).order_by("pk").first()
    children = _children(school, now)
    if office is None:
        return 0
    made: list[AbsenceReport | None] = [
        _rang(pupil, each, office, now) for pupil, each in zip(_not_in_yet(school, now), RANG, strict=False)
    ]
    ill = next(children, None)
    if ill is not None:
        offered = report_days(pupil=ill.pupil, by=ill.post, at=now).offered
        sent = _tell(ill, Why.ILL, offered[0], "A tummy bug", now) if offered else None
        if sent:
            ask_about_report(report=sent, question="Has anybody else at home been ill?", by=office, at=now)
            made.append(sent)
    for _ in range(RELIGIOUS_FAMILIES):
        child = next(children, None)
        day = child and report_days(pupil=child.pupil, by=child.post, at=now).next_day(now.date())
        if child and day:
            made.append(_tell(child, Why.RELIGIOUS, day, "", now))
    return sum(each is not None for each in made)


def _tell(child: Child, why: Why, day: dt.date, words: str, now: dt.datetime) -> AbsenceReport | None:
    try:
        return tell_school(
            child=child, telling=Telling(why, day, day, words=words), operation=uuid.uuid4(), at=now
        )
    except ReportRefused:  # no school on that day
        return None


def _rang(
    pupil: Pupil, said: tuple[str, str, dt.timedelta], office: Post, now: dt.datetime
) -> AbsenceReport | None:
    offered = report_days(pupil=pupil, by=office, at=now).offered
    if not offered:
        return None
    how, words, ago = said
    care = (
        Care.objects.may_be_told(now.date())
        .filter(pupil=pupil)
        .select_related("contact")
        .order_by("priority")
        .first()
    )
    who = f"{care.contact.name}, {care.relationship.lower()}" if care else "A grandmother"
    telling = Telling(Why.ILL, offered[0], offered[0], words=words, code=ILLNESS)
    return note_report(pupil=pupil, telling=telling, heard=Heard(who, how, now - ago), by=office, at=now)


def _not_in_yet(school: School, now: dt.datetime) -> list[Pupil]:
    """Two children without a mark today, or if there is none, any two."""
    here = GroupMembership.objects.on(now.date()).filter(
        school=school, pupil__in=Pupil.objects.on_roll(now.date())
    )
    marked = Mark.objects.filter(school=school, date=now.date()).values("pupil")
    free = here.exclude(pupil__in=marked).order_by("pk").values_list("pupil", flat=True)[:40]
    return list(Pupil.objects.filter(pk__in=list(free)[20:22]).select_related("school"))


def _children(school: School, now: dt.datetime) -> Iterator[Child]:
    """Children whose families may sign in, from the end of the roll, one of each family."""
    cares = Care.objects.portal_open(now.date()).filter(
        school=school, pupil__in=Pupil.objects.on_roll(now.date())
    )
    seen: set[str] = set()
    pupils: set[int] = set()
    for address in cares.exclude(contact__email="").order_by("-pk").values_list("contact__email", flat=True):
        if address in seen:
            continue
        seen.add(address)
        try:
            user = open_family(address=address, on=now.date(), at=now)
        except NothingOpen:
            continue
        child = next(iter(family_of(user, now.date()).at(school)), None)
        if child is not None and child.pupil.pk not in pupils:
            pupils.add(child.pupil.pk)
            yield child
