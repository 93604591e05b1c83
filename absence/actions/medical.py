"""Evidence of an illness: asked for with its reason, what was seen, and a file kept or taken out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from absence.evidence_letters import evidence_letter
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest, MedicalRequestTo
from attendance_site.parts.papers import Paper
from registers.actions.write_messages import write_messages
from registers.codes import ABSENT, CLEARED
from registers.models import Care, Contact, Mark, Post, Pupil
from registers.refusals import Refusal

SAME_PRESS = 60
"""Seconds: pressed again so soon with the same words, it is the same note."""


class EvidenceRefused(Refusal):
    """A request for evidence, or a note of it, that cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class AskedFor:
    """What a family is asked for, and why there is genuine doubt.

    `contacts`: who is asked in writing, and can answer on the family pages. `asked_whom`: who was asked in person.
    """

    first_day: date
    last_day: date
    doubt: str
    asked_for: str
    asked_whom: str = ""
    contacts: Sequence[Contact] = ()

    @property
    def everybody(self) -> str:
        """Who was asked, in words."""
        names = [*(contact.name for contact in self.contacts), self.asked_whom.strip()]
        return ", ".join(filter(None, names))[:200]


@transaction.atomic
def ask_for_evidence(*, pupil: Pupil, asked: AskedFor, by: Post, on: date, at: datetime) -> MedicalRequest:
    """Record that evidence was asked for, and why, and write to whom it is asked of. Pressed twice it is done once.

    Raises EvidenceRefused, and FactMissing or WordingOff of the words that go out.
    """
    if asked.last_day < asked.first_day:
        raise EvidenceRefused("The last day comes before the first.")
    if asked.first_day > on:
        raise EvidenceRefused("There is no absence yet to be in doubt about.")
    if not asked.doubt.strip():
        raise EvidenceRefused(
            "Evidence is asked for only where there is genuine doubt about the illness: say what the doubt is."
        )
    if not asked.everybody:
        raise EvidenceRefused(
            "Say who is asked: somebody whom a message goes to, or who was asked in person."
        )
    _refuse_untold(pupil, asked.contacts, on)
    _refuse_where_nothing_was_missed(pupil, asked)
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    said: dict[str, Any] = {
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "doubt": asked.doubt.strip(),
        "asked_for": asked.asked_for.strip(),
        "asked_whom": asked.everybody,
    }
    before = MedicalRequest.objects.filter(pupil=pupil, by=by, **said).newest_first().first()
    if before is not None and (at - before.at).total_seconds() < SAME_PRESS:
        return before
    made = MedicalRequest.objects.create(school_id=pupil.school_id, pupil=pupil, **said, **_who(by, at))
    MedicalRequestTo.objects.bulk_create(
        MedicalRequestTo(school_id=pupil.school_id, request=made, contact=contact, at=at)
        for contact in asked.contacts
    )
    drafts = [evidence_letter(request=made, contact=contact, by=by) for contact in asked.contacts]
    write_messages(drafts=drafts, by=by, at=at)
    return made


def _refuse_untold(pupil: Pupil, contacts: Sequence[Contact], on: date) -> None:
    told = Care.objects.may_be_told(on).filter(pupil=pupil, contact__in=contacts)
    known = set(told.values_list("contact_id", flat=True))
    if unknown := [contact.name for contact in contacts if contact.pk not in known]:
        raise EvidenceRefused(f"{', '.join(unknown)} may not be told about {pupil.called}.")


def _refuse_where_nothing_was_missed(pupil: Pupil, asked: AskedFor) -> None:
    """A session without a mark yet may be one that is missed."""
    marks = Mark.objects.filter(pupil=pupil, date__range=(asked.first_day, asked.last_day)).exclude(
        code=CLEARED
    )
    codes = set(marks.values_list("code", flat=True))
    if codes and not codes & ABSENT:
        raise EvidenceRefused(
            f"{pupil.called} missed nothing on those days: there is no absence to be in doubt about."
        )


@transaction.atomic
def note_evidence(
    *,
    pupil: Pupil,
    request: MedicalRequest | None,
    kind: str,
    seen_on: date,
    note: str,
    paper: Paper | None,
    by: Post,
    on: date,
    at: datetime,
) -> MedicalEvidence:
    """Note what was seen; `paper`: a file that is to be kept beside the note. Raises EvidenceRefused."""
    if seen_on > on:
        raise EvidenceRefused("Nobody saw it on a day that has not come yet.")
    if request is not None and request.pupil_id != pupil.pk:
        raise EvidenceRefused("That request is about another pupil.")
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    said: dict[str, Any] = {"request": request, "kind": kind, "seen_on": seen_on, "note": note.strip()}
    before = MedicalEvidence.objects.filter(pupil=pupil, by=by, **said).order_by("-at").first()
    if before is not None and (at - before.at).total_seconds() < SAME_PRESS:
        return before
    made = MedicalEvidence.objects.create(school_id=pupil.school_id, pupil=pupil, **said, **_who(by, at))
    if paper is not None:
        keep_medical_file(evidence=made, paper=paper, at=at)
    return made


def keep_medical_file(*, evidence: MedicalEvidence, paper: Paper, at: datetime) -> MedicalFile:
    """Keep a file beside what was noted or sent."""
    return MedicalFile.objects.create(
        school_id=evidence.school_id,
        evidence=evidence,
        name=paper.name,
        kind=paper.kind,
        content=paper.content,
        size=len(paper.content),
        at=at,
    )


@transaction.atomic
def take_out_medical_file(*, file: MedicalFile, by: Post, at: datetime, name: str = "") -> MedicalFile:
    """Destroy the content of a file that is no longer needed; the note of what was seen stays. Pressed twice, once.

    `name`: that of a parent, who acts by the name on file.
    """
    file = MedicalFile.objects.select_for_update().get(pk=file.pk)
    if file.taken_out_at is None:
        file.content, file.taken_out_at, file.taken_out_name = b"", at, name or by.user.name
        file.save(update_fields=["content", "taken_out_at", "taken_out_name"])
    return file


def _who(by: Post, at: datetime) -> dict[str, Any]:
    return {"by": by, "name": by.user.name, "position": by.position, "at": at}
