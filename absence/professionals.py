"""Who is to be told that a pupil is absent and nobody knows why (domain.md section 6).

A social worker and a youth offending worker where the pupil has one (V), the virtual school head where the pupil is
looked after (V). Each is told once an absence; telling them again on a later day is noted beside it.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from absence.models import ProfessionalTold
from absence.reached import WENT
from registers.models import Message, Professional, PupilStatus, School

TO_TELL = {
    Professional.Kind.SOCIAL_WORKER: "Social worker",
    Professional.Kind.YOUTH_OFFENDING: "Youth offending worker",
    Professional.Kind.VIRTUAL_SCHOOL: "Virtual school head",
}
ASKED_BY_STATUS = {
    PupilStatus.Kind.SOCIAL_WORKER: Professional.Kind.SOCIAL_WORKER,
    PupilStatus.Kind.LOOKED_AFTER: Professional.Kind.VIRTUAL_SCHOOL,
}
"""A status by which somebody is to be told although no name is on file."""


@dataclass(frozen=True)
class ToTell:
    """One person to be told, and that they were."""

    role: str
    name: str
    """As the school has it on file; empty where it has none."""
    phone: str = ""
    email: str = ""
    told: ProfessionalTold | None = None
    person: int | None = field(default=None, compare=False)
    """The number of the person on file."""

    @property
    def is_told(self) -> bool:
        """Whether they were told. Who was written to is told once the message has gone."""
        return self.told is not None and not self.waits

    @property
    def waits(self) -> bool:
        """Whether a message to them is written and has not gone."""
        return self.told is not None and self.told.message is not None and self.told.message.state not in WENT

    @property
    def role_words(self) -> str:
        """Social worker, youth offending worker, virtual school head."""
        return TO_TELL[Professional.Kind(self.role)]

    @property
    def words(self) -> str:
        """The role and the name on file."""
        return f"{self.role_words}, {self.name}" if self.name else f"{self.role_words} (no name on file)"


def people_to_tell(*, school: School, since: Mapping[int, dt.date], on: dt.date) -> dict[int, list[ToTell]]:
    """By pupil, who is to be told of an absence that has lasted `since`. Four statements, however many pupils."""
    found = _on_file(school, since, on)
    statuses = PupilStatus.objects.on(on).filter(school=school, pupil__in=since, kind__in=ASKED_BY_STATUS)
    for pupil, kind in statuses.order_by("kind").values_list("pupil", "kind"):
        role = ASKED_BY_STATUS[PupilStatus.Kind(kind)]
        if not any(each.role == role for each in found[pupil]):
            found[pupil].append(ToTell(role, ""))
    told = _told(school, since, on)
    return {
        pupil: [replace(each, told=told.get((pupil, each.role, each.name))) for each in people]
        for pupil, people in found.items()
    }


def _on_file(school: School, pupils: Collection[int], on: dt.date) -> dict[int, list[ToTell]]:
    found: dict[int, list[ToTell]] = defaultdict(list)
    looked_after = set(
        PupilStatus.objects.on(on)
        .filter(school=school, pupil__in=pupils, kind=PupilStatus.Kind.LOOKED_AFTER)
        .values_list("pupil", flat=True)
    )
    people = Professional.objects.on(on).filter(school=school, pupil__in=pupils, role__in=TO_TELL)
    for each in people.order_by("role", "name", "pk"):
        if each.role != Professional.Kind.VIRTUAL_SCHOOL or each.pupil_id in looked_after:
            found[each.pupil_id].append(ToTell(each.role, each.name, each.phone, each.email, person=each.pk))
    return found


def _told(
    school: School, since: Mapping[int, dt.date], on: dt.date
) -> dict[tuple[int, str, str], ProfessionalTold]:
    """The latest standing note about each person since the absence began, but for messages that never went."""
    first = min(since.values(), default=on)
    notes = ProfessionalTold.objects.standing().filter(
        school=school, pupil__in=since, date__range=(first, on)
    )
    return {
        (note.pupil_id, note.role, note.on_file): note
        for note in notes.select_related("message").order_by("told_at", "pk")
        if note.date >= since[note.pupil_id] and not _never_went(note)
    }


def _never_went(note: ProfessionalTold) -> bool:
    return note.message is not None and note.message.state in (Message.State.CANCELLED, Message.State.FAILED)
