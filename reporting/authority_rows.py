"""Returns to the local authority whose facts others keep: new pupils, deletions, illness, part-time timetables.

Who is due, by when and what is said comes from the pages that own it; nothing is worked out a second time.
"""

import datetime as dt
from collections.abc import Collection, Iterator

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.urls import reverse

from absence.deadlines import SICKNESS_RETURN_AFTER
from absence.models import PartTimeNote, PartTimeStep, PartTimeTimetable
from absence.part_time import Step
from absence.sickness_list import IllPupil, sickness_list
from registers.authority_content import HEADINGS, Content, contents_of
from registers.authority_notices import KEPT_IN_SIGHT, notices_due
from registers.confidential import Secrets
from registers.models import Address, GroupMembership, Post, Pupil, School
from registers.school_sessions import in_words
from reporting.due_returns import DueReturn, Problem
from reporting.models import MadeReturn

Kind = MadeReturn.Kind
SICKNESS_COLUMNS = ("School", "Full name", "Date of birth", "UPN", "Address", "Class", "School days with illness",
                    "Sessions with illness", "This spell began", "School days of this spell")  # fmt: skip
PART_TIME_COLUMNS = ("UPN", "Full name", "Date of birth", "Address", "Class", "First day", "Last day", "Steps",
                     "Agreed on", "Agreed by the school", "Agreed by a parent", "Others involved", "Next review",
                     "Ended early")  # fmt: skip


def stays_due(*, school: School, post: Post, on: dt.date, secrets: Secrets) -> Iterator[DueReturn]:
    """New pupils and deletions (regulation 13(1) to (5)), from the notices of the admission register."""
    dues = notices_due(school=school, on=on)
    open_ones = [due for due in dues if due.told is None]
    contents = {
        each.due.key: each for each in contents_of(open_ones, school=school, by=post, secrets=secrets)
    }
    for due in dues:
        content = contents.get(due.key)
        yield DueReturn(
            kind=due.kind,
            pupil=due.admission.pupil,
            about=f"{due.kind}-{due.admission.pk}",
            words=f"{'Starting day' if due.kind == Kind.NEW_PUPIL else 'Last day'} {in_words(due.day)}",
            by=due.by,
            on=on,
            values=content.values if content else (),
            problems=_lacking(content) if content else (),
            not_due=due.standard,
            told=f"{in_words(due.told.told_on)}, {due.told.how}" if due.told else "",
            tells_secret=content is not None and content.tells_secret,
        )


def sickness_due(*, school: School, post: Post, on: dt.date) -> Iterator[DueReturn]:
    """Fifteen days of illness: made on the page of illness, where somebody says what more is expected."""
    found = sickness_list(post=post, on=on)
    for ill in found.due:
        yield DueReturn(
            kind=Kind.SICKNESS, pupil=ill.pupil, about=f"ill-{ill.pupil.pk}-{ill.found.spell_from}",
            words=_days_ill(ill), by=_fifteenth(ill, on), on=on,
            make_url=reverse("absence:make_sickness_return", args=[ill.pupil.pk]), make_words="Make the return",
        )  # fmt: skip
    for ill in (*found.to_send, *found.returned):
        made = ill.newest_return
        if made is None:
            continue
        facts = dict(made.content["facts"])
        told = facts | made.content.get("dates", {})
        sent = max(made.sent.all(), key=lambda each: each.sent_on, default=None)
        missing = "Not known" in facts.get("Address", "")
        yield DueReturn(
            kind=Kind.SICKNESS, pupil=ill.pupil, about=f"sickness-{made.pk}",
            words=f"{made.ill_days} school days, made {in_words(made.date)}", by=_fifteenth(ill, made.date), on=on,
            values=tuple(told.values()),
            problems=[register_lacks(ill.pupil, "No address is on file")] if missing else (),
            told=f"{in_words(sent.sent_on)}, {sent.to_whom}" if sent else "",
        )  # fmt: skip


def part_time_due(*, school: School, post: Post, on: dt.date, secrets: Secrets) -> Iterator[DueReturn]:
    """Part-time timetables: the authority is told of each (P: many ask for it on the day it begins)."""
    ended = PartTimeNote.objects.filter(timetable=OuterRef("pk"), kind=PartTimeNote.Kind.ENDED)
    lately = Q(last_day__gte=on - KEPT_IN_SIGHT)
    timetables = list(
        PartTimeTimetable.objects.visible_to(post, on=on)
        .filter(lately)
        .annotate(is_ended=Exists(ended))
        .select_related("plan__pupil")
        .prefetch_related(
            Prefetch("steps", PartTimeStep.objects.order_by("number")),
            Prefetch("notes", PartTimeNote.objects.order_by("-on", "-pk")),
        )
        .order_by("first_day", "pk")
    )
    pupils = [each.plan.pupil for each in timetables]
    homes, groups = homes_of(pupils, on, secrets), groups_of(pupils, on)
    for each in timetables:
        pupil = each.plan.pupil
        home = homes.get(pupil.pk, "")
        yield DueReturn(
            kind=Kind.PART_TIME, pupil=pupil, about=f"timetable-{each.pk}",
            words=f"{in_words(each.first_day)} to {in_words(each.last_day)}", by=each.first_day, on=on,
            values=(pupil.upn, pupil.legal_name, pupil.dob.isoformat(), home, groups.get(pupil.pk, ""),
                    *_agreed(each)),
            problems=() if home else [register_lacks(pupil, "No address is on file")],
        )  # fmt: skip


def homes_of(pupils: Collection[Pupil], on: dt.date, secrets: Secrets) -> dict[int, str]:
    """Where each lives, a confidential address covered. One statement."""
    found: dict[int, list[str]] = {}
    homes = Address.objects.on(on).filter(pupil__in=[pupil.pk for pupil in pupils])
    for home in homes.order_by("first_day", "pk"):
        found.setdefault(home.pupil_id or 0, []).append(secrets.line(home))
    return {pupil: " / ".join(lines) for pupil, lines in found.items()}


def groups_of(pupils: Collection[Pupil], on: dt.date) -> dict[int, str]:
    """Each one's class. One statement."""
    members = GroupMembership.objects.on(on).filter(pupil__in=[pupil.pk for pupil in pupils])
    return dict(members.values_list("pupil", "group__name"))


def _agreed(timetable: PartTimeTimetable) -> tuple[str, ...]:
    notes = list(timetable.notes.all())
    ended = next((note for note in notes if note.kind == PartTimeNote.Kind.ENDED), None)
    review = next((note.review_on for note in notes if note.review_on), timetable.review_on)
    steps = [Step(step.first_day, step.last_day, step.expected) for step in timetable.steps.all()]
    return (
        timetable.first_day.isoformat(),
        timetable.last_day.isoformat(),
        "; ".join(f"{step.sessions} half-days a week until {step.last_day.isoformat()}" for step in steps),
        timetable.agreed_on.isoformat(),
        timetable.authorised_name,
        timetable.parent_name,
        timetable.involved,
        review.isoformat() if review and ended is None else "",
        ended.on.isoformat() if ended else "",
    )


def _lacking(content: Content) -> list[Problem]:
    """What the regulation asks for and the register does not have."""
    told, pupil = dict(zip(HEADINGS, content.values, strict=True)), content.due.admission.pupil
    lacks = []
    if not told["Address"]:
        lacks.append(register_lacks(pupil, "No address is on file"))
    contacts = reverse("registers:pupil_contacts", args=[pupil.pk])
    if not told["Parents"]:
        lacks.append(Problem("No parent is on file", contacts))
    if content.due.kind == Kind.DELETION and not told["Ground"]:
        lacks.append(register_lacks(pupil, "No ground is on file"))
    elsewhere = told["Next school"] or told["New address"]
    if content.due.kind == Kind.DELETION and content.due.admission.ground == "a" and not elsewhere:
        lacks.append(register_lacks(pupil, "The next school is not known"))
    return lacks


def register_lacks(pupil: Pupil, words: str) -> Problem:
    """Something that is missing, with the way to the pupil's entry."""
    return Problem(words, reverse("registers:register_entry", args=[pupil.pk]))


def _fifteenth(ill: IllPupil, otherwise: dt.date) -> dt.date:
    """The day by which the authority is to be told: the fifteenth of illness, where it has come."""
    return ill.found.days[SICKNESS_RETURN_AFTER - 1] if ill.found.is_reached else otherwise


def _days_ill(ill: IllPupil) -> str:
    return f"{len(ill.found.days)} school days of illness this school year"
