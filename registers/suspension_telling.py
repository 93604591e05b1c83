"""Who must be told of a suspension without delay, and who has been, as far as the hat may know that they exist."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from registers.models import Care, Post, Professional, PupilStatus, Suspension, SuspensionTold
from registers.roles import Permission, Role, may
from registers.suspension_facts import SuspensionFacts
from registers.suspension_rules import OF_SOCIAL_CARE, Whom, who_is_told


@dataclass(frozen=True)
class ToTell:
    """Somebody who must be told of a suspension; `told` is what was recorded, None while it is still to do."""

    whom: Whom
    name: str
    contact_id: int | None = None
    phone: str = ""
    limited: bool = False
    told: SuspensionTold | None = None

    @property
    def key(self) -> str:
        """Names the line in a form."""
        return f"{self.whom}-{self.contact_id or 0}"


def people_to_tell(suspension: Suspension, facts: SuspensionFacts) -> list[ToTell]:
    """Everybody who must be told of it, the parents first, each with what was recorded."""
    pupil = suspension.pupil_id
    last = suspension.last_day or max(facts.on, suspension.first_day)
    people = [each for each in facts.professionals[pupil] if _holds(each, suspension.first_day, last)]
    statuses = {each.kind for each in facts.statuses[pupil] if _holds(each, suspension.first_day, last)}
    named = {each.role: each for each in people}
    whom = who_is_told(
        has_social_worker=Professional.Kind.SOCIAL_WORKER in named
        or PupilStatus.Kind.SOCIAL_WORKER in statuses,
        is_looked_after=Professional.Kind.VIRTUAL_SCHOOL in named
        or PupilStatus.Kind.LOOKED_AFTER in statuses,
    )
    told = people_told(suspension, facts.post)
    lines = _parents(facts.cares[pupil], told)
    for each in whom[1:]:
        if _may_know(each, facts.post):
            person = named.get(ROLE_OF[each])
            done = next((one for one in told if one.whom == each), None)
            lines.append(
                ToTell(each, person.name if person else "", phone=person.phone if person else "", told=done)
            )
    return lines


ROLE_OF = {
    Whom.AUTHORITY: Professional.Kind.LA_CONTACT,
    Whom.SOCIAL_WORKER: Professional.Kind.SOCIAL_WORKER,
    Whom.VIRTUAL_HEAD: Professional.Kind.VIRTUAL_SCHOOL,
}


def _parents(cares: Sequence[Care], told: Sequence[SuspensionTold]) -> list[ToTell]:
    lines = [
        ToTell(
            Whom.PARENT,
            f"{care.contact.name}, {care.relationship.lower()}",
            care.contact_id,
            care.contact.phone,
            limited=bool(care.limits_now),  # type: ignore[attr-defined]
            told=next((one for one in told if one.contact_id == care.contact_id), None),
        )
        for care in cares
    ]
    somebody = next((one for one in told if one.whom == Whom.PARENT), None)
    return lines or [ToTell(Whom.PARENT, "", told=somebody)]


def people_told(suspension: Suspension, post: Post) -> list[SuspensionTold]:
    """What was recorded and not taken back, as far as the hat may know that the pupil has such people."""
    told = [each for each in suspension.told.all() if each.taken_back_at is None]
    return sorted((each for each in told if _may_know(Whom(each.whom), post)), key=lambda each: each.told_at)


def _may_know(whom: Whom, post: Post) -> bool:
    return whom not in OF_SOCIAL_CARE or may(Role(post.role), Permission.SEE_SOCIAL_CARE)


def _holds(dated: Professional | PupilStatus, first: dt.date, last: dt.date) -> bool:
    return dated.first_day <= last and (dated.last_day is None or dated.last_day >= first)
