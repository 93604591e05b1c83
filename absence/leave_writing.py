"""A request for leave as somebody is writing it: whose, what has been answered, what it comes to."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import get_language

from absence.actions.leave import Asked, Asker, check_days
from absence.actions.leave_drafts import kept_evidence
from absence.leave_calendar import Count, counts
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.leave_rules import may_lead_to_penalty
from absence.leave_steps import Step, first_open, steps_for
from absence.leave_words import what_follows
from absence.models import LeaveDraft, LeaveDraftFile, LeaveEvidence, LeaveRequest
from registers.families import Child, Family
from registers.models import School
from registers.refusals import Refusal

OWN_WORDS = (Step.EVENT, Step.TREATMENT, Step.PERFORMANCE, Step.EXAM, Step.TRAVELLING)
"""The question of each kind that holds what it is for; besides `why` its answers go into `extra`."""


@dataclass(frozen=True)
class AtSchool:
    """What the request comes to at one school."""

    school: School
    children: tuple[Child, ...]
    counts: list[Count]

    @property
    def lives_with_all(self) -> bool:
        """Whether each of the children normally lives with who asks."""
        return all(child.care.lives_with for child in self.children)


@dataclass(frozen=True)
class Writing:
    """A draft, read by the eyes of the family that it belongs to."""

    draft: LeaveDraft
    family: Family
    today: dt.date

    @cached_property
    def offered(self) -> tuple[Child, ...]:
        """The children whom it may be about: those of one school where a request is changed."""
        if self.draft.changes_id is None:
            return self.family.children
        return self.family.at(self.draft.school_id)

    @cached_property
    def children(self) -> tuple[Child, ...]:
        """The children chosen, as far as their pages are still open to who asks."""
        chosen = self.said(Step.CHILDREN).get("children", [])
        return tuple(child for child in self.offered if child.pupil.pk in chosen)

    @property
    def kind(self) -> str:
        """What it is for; empty while nobody has said."""
        return str(self.said(Step.WHY).get("kind", ""))

    @property
    def steps(self) -> tuple[Step, ...]:
        """The questions that this request is asked."""
        return steps_for(self.kind)

    @cached_property
    def days(self) -> LeaveDays | None:
        """The days away, once they were said."""
        said = self.said(Step.DAYS)
        if not said:
            return None
        first, last = dt.date.fromisoformat(said["first"]), dt.date.fromisoformat(said["last"])
        return LeaveDays(first, said["first_half"], last, said["last_half"])

    @cached_property
    def answered(self) -> frozenset[Step]:
        """The questions whose answers still hold today."""
        answered = {step for step in Step if step.value in self.draft.answers}
        if not self.children:
            answered.discard(Step.CHILDREN)
        if self.days is None or not self._may_be_asked(self.days):
            answered.discard(Step.DAYS)
        return frozenset(answered)

    @property
    def open_step(self) -> Step:
        """The question to be answered next."""
        return first_open(self.steps, self.answered)

    def said(self, step: Step) -> dict[str, Any]:
        """What was answered to a question; nothing where it was not."""
        found: dict[str, Any] = self.draft.answers.get(step.value, {})
        return found

    def _may_be_asked(self, days: LeaveDays) -> bool:
        try:
            check_days(days, on=self.today)
        except Refusal:
            return False
        return True

    @cached_property
    def at_schools(self) -> list[AtSchool]:
        """What it comes to, school by school."""
        if self.days is None:
            return []
        found = []
        for school in {child.school.pk: child.school for child in self.children}.values():
            here = tuple(child for child in self.children if child.school.pk == school.pk)
            came_to = counts(school, [child.pupil for child in here], self.days)
            found.append(AtSchool(school, here, came_to))
        return found

    @property
    def of_compulsory_age(self) -> bool:
        """Whether the law on attendance speaks of one of the children on these days."""
        days = self.days
        return days is not None and any(
            may_lead_to_penalty(child.pupil.dob, days.first, days.last) for child in self.children
        )

    @property
    def what_follows(self) -> list[str]:
        """What the law says about days away that are not agreed."""
        return what_follows(language=get_language() or "en", may_lead_to_penalty=self.of_compulsory_age)

    @cached_property
    def new_files(self) -> list[LeaveDraftFile]:
        """The files put with the draft, without what is in them."""
        return list(self.draft.files.defer("content").order_by("pk"))

    @cached_property
    def kept_files(self) -> list[LeaveEvidence]:
        """The files sent before that would stay."""
        return list(kept_evidence(self.draft).without_content()) if self.draft.changes_id else []

    @property
    def asked(self) -> Asked:
        """The request as it is sent. Only once every question has its answer."""
        if self.days is None:
            raise ValueError("the days are missing")
        own = next((self.said(step) for step in OWN_WORDS if step in self.steps), {})
        family = self.said(Step.FAMILY)
        exceptional = self.said(Step.EXCEPTIONAL) if Step.EXCEPTIONAL in self.steps else {}
        return Asked(
            kind=Kind(self.kind),
            days=self.days,
            why=own.get("why", ""),
            exceptional=exceptional.get("exceptional", ""),
            with_whom=family.get("with_whom", ""),
            emergency_phone=family.get("emergency_phone", ""),
            other_parent_told=family.get("other_parent_told", ""),
            extra={name: value for name, value in own.items() if name != "why" and value},
            language=get_language() or "en",
        )

    @property
    def askers(self) -> list[Asker]:
        """Who asks at each school, and for whom."""
        return [
            Asker(
                school=at.school,
                contact=at.children[0].contact,
                post=at.children[0].post,
                by=at.children[0].post,
                name=at.children[0].contact.name,
                position=at.children[0].care.relationship or "Parent",
                cares=tuple(child.care for child in at.children),
            )
            for at in self.at_schools
        ]


def draft_of(family: Family, public_id: Any) -> LeaveDraft | None:
    """The draft of that name, if it is this person's own and its request, where it changes one, is still theirs."""
    draft = LeaveDraft.objects.filter(user=family.user, public_id=public_id).first()
    if draft is None or draft.changes_id is None:
        return draft
    return draft if requests_of(family).filter(pk=draft.changes_id).exists() else None


def requests_of(family: Family) -> Any:
    """The person's own requests, for children whose pages are still open to them; nobody else's."""
    contacts = [child.contact.pk for child in family.children]
    pupils = [child.pupil.pk for child in family.children]
    own = LeaveRequest.objects.filter(contact__in=contacts)
    return own.filter(children__pupil__in=pupils).distinct()
