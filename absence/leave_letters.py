"""The letters of a decision about leave: whom they go to, and what each says.

The asker always has one. Another parent gets one only where a person has chosen so, and it says nothing but what
concerns that parent's own duty: the days that are not agreed, and what the law says. Never who asked, why, or where
anybody lives. Each letter names only those of the children about whom its reader may be told.
"""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Q

from absence.family_draft import family_draft
from absence.leave_days import LeaveDays
from absence.leave_rules import may_lead_to_penalty
from absence.leave_words import back_words, days_words, what_follows
from absence.models import LeaveDecision, LeaveQuestion, LeaveRequest
from attendance_site.parts.spoken import spoken_names
from registers.actions.write_messages import Draft
from registers.codes import Session
from registers.message_causes import leave_decided
from registers.models import Care, Contact, ContactLimit, Post, Pupil
from registers.wording import Fact

Outcome = LeaveDecision.Outcome
KIND_OF = {
    Outcome.AGREED: "leave_agreed",
    Outcome.PART: "leave_part_agreed",
    Outcome.NOT_AGREED: "leave_not_agreed",
}
TO_ANOTHER = "leave_not_agreed_other"
QUESTION = "leave_question"


@dataclass
class OtherParent:
    """Another parent of some of the children, to whom the warning may be sent. `usual`: ticked to begin with."""

    contact: Contact
    relationship: str
    pupils: list[int] = field(default_factory=list)
    usual: bool = True


@dataclass(frozen=True)
class Said:
    """What was decided, as letters say it. `back`: the first session after what is agreed, day and half."""

    outcome: str
    asked: LeaveDays
    agreed: LeaveDays | None
    left: tuple[LeaveDays, ...]
    back: tuple[dt.date, str] | None
    reason: str


def other_parents(request: LeaveRequest, pupils: Collection[int], *, on: dt.date) -> list[OtherParent]:
    """Adults besides the asker who answer for these children and may be told about them. Two statements.

    Somebody is ticked to begin with only where they and the asker both live with each of the children, and no contact
    limit holds for any of the children's adults: then a letter tells the household nothing that it does not know.
    """
    cares = list(
        Care.objects.on(on)
        .filter(Q(parental_responsibility=True) | Q(lives_with=True), pupil__in=pupils)
        .with_limited(on)
        .select_related("contact")
        .order_by("contact__name", "contact", "pupil")
    )
    limited = ContactLimit.objects.on(on).filter(care__pupil__in=pupils)
    apart = set(limited.values_list("care__pupil", flat=True))
    with_asker = {
        care.pupil_id for care in cares if care.contact_id == request.contact_id and care.lives_with
    }
    found: dict[int, OtherParent] = {}
    for care in cares:
        if care.contact_id == request.contact_id or care.no_access:  # type: ignore[attr-defined]
            continue
        each = found.setdefault(care.contact_id, OtherParent(care.contact, care.relationship))
        each.pupils.append(care.pupil_id)
        together = care.lives_with and care.pupil_id in with_asker and care.pupil_id not in apart
        each.usual = each.usual and together
    return list(found.values())


def letters_for(
    *,
    request: LeaveRequest,
    pupils: Sequence[Pupil],
    said: Said,
    others: Collection[int],
    press: UUID,
    by: Post,
    on: dt.date,
) -> list[Draft]:
    """The letters of one decision: to the asker, and to those of `others` (contacts) whom it concerns."""
    drafts = []
    told = _may_be_told(request.contact, pupils, on)
    if told:
        kind = KIND_OF[Outcome(said.outcome)]
        drafts.append(_letter(kind, request.contact, told, request, said, press, by))
    if said.outcome != Outcome.AGREED:
        by_number = {pupil.pk: pupil for pupil in pupils}
        for other in other_parents(request, list(by_number), on=on):
            if other.contact.pk in others:
                theirs = [by_number[pupil] for pupil in by_number if pupil in other.pupils]
                drafts.append(_letter(TO_ANOTHER, other.contact, theirs, request, said, press, by))
    return drafts


def question_letter(
    *, question: LeaveQuestion, request: LeaveRequest, pupils: Sequence[Pupil], by: Post, on: dt.date
) -> list[Draft]:
    """What tells the asker that the head has a question; nothing where the asker may not be told."""
    told = _may_be_told(request.contact, pupils, on)
    if not told:
        return []
    asked = days_of(request)

    def facts(language: str) -> dict[str, Fact]:
        return {
            "contact": request.contact.name,
            "reference": request.reference,
            "children": spoken_names([pupil.called for pupil in told], language=language),
            "asked days": days_words(asked, language=language),
            "question": question.question,
            "signed by": f"{by.user.name}, {by.position}",
        }

    return [family_draft(QUESTION, request.contact, told, f"{QUESTION}/{question.pk}", facts, request.school)]


def days_of(row: LeaveRequest) -> LeaveDays:
    """The days asked for."""
    return LeaveDays(row.first_day, row.first_half, row.last_day, row.last_half)


def agreed_days(decision: LeaveDecision) -> LeaveDays | None:
    """The days agreed; None where none were."""
    if decision.first_day is None or decision.last_day is None:
        return None
    return LeaveDays(decision.first_day, decision.first_half, decision.last_day, decision.last_half)


def _may_be_told(contact: Contact, pupils: Sequence[Pupil], on: dt.date) -> list[Pupil]:
    cares = Care.objects.may_be_told(on).filter(contact=contact, pupil__in=[pupil.pk for pupil in pupils])
    known = set(cares.values_list("pupil", flat=True))
    return [pupil for pupil in pupils if pupil.pk in known]


def _letter(
    kind: str,
    contact: Contact,
    pupils: Sequence[Pupil],
    request: LeaveRequest,
    said: Said,
    press: UUID,
    by: Post,
) -> Draft:
    not_agreed = said.left if said.agreed is not None else (said.asked,)
    penalty = any(
        may_lead_to_penalty(pupil.dob, days.first, days.last) for pupil in pupils for days in not_agreed
    )

    def facts(language: str) -> dict[str, Fact]:
        known: dict[str, Fact] = {
            "contact": contact.name,
            "reference": request.reference,
            "children": spoken_names([pupil.called for pupil in pupils], language=language),
            "asked days": days_words(said.asked, language=language),
            "days not agreed": [days_words(days, language=language) for days in not_agreed],
            "reason": said.reason,
            "what follows": what_follows(language=language, may_lead_to_penalty=penalty),
            "signed by": f"{by.user.name}, {by.position}",
        }
        if said.agreed is not None:
            known["agreed days"] = days_words(said.agreed, language=language)
            day, half = said.back or (said.agreed.last + dt.timedelta(days=1), Session.AM)
            known["back on"] = back_words(day, half, language=language)
        return known

    return family_draft(kind, contact, pupils, leave_decided(press, contact.pk), facts, request.school)
