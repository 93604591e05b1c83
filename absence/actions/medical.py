"""Evidence of an illness: asked for with its reason, what was seen, and a file kept or taken out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from attendance_site.parts.papers import Paper
from registers.models import Post, Pupil
from registers.refusals import Refusal

SAME_PRESS = 60
"""Seconds: pressed again so soon with the same words, it is the same note."""


class EvidenceRefused(Refusal):
    """A request for evidence, or a note of it, that cannot be right."""

    who_can_fix = "You can, by correcting what you wrote."


@dataclass(frozen=True)
class AskedFor:
    """What a family is asked for, and why there is genuine doubt."""

    first_day: date
    last_day: date
    doubt: str
    asked_for: str
    asked_whom: str


@transaction.atomic
def ask_for_evidence(*, pupil: Pupil, asked: AskedFor, by: Post, on: date, at: datetime) -> MedicalRequest:
    """Record that evidence was asked for, and why. Pressed twice it is recorded once. Raises EvidenceRefused."""
    if asked.last_day < asked.first_day:
        raise EvidenceRefused("The last day comes before the first.")
    if asked.first_day > on:
        raise EvidenceRefused("There is no absence yet to be in doubt about.")
    if not asked.doubt.strip():
        raise EvidenceRefused(
            "Evidence is asked for only where there is genuine doubt about the illness: say what the doubt is."
        )
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    said: dict[str, Any] = {
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "doubt": asked.doubt.strip(),
        "asked_for": asked.asked_for.strip(),
        "asked_whom": asked.asked_whom.strip(),
    }
    before = MedicalRequest.objects.filter(pupil=pupil, by=by, **said).newest_first().first()
    if before is not None and (at - before.at).total_seconds() < SAME_PRESS:
        return before
    return MedicalRequest.objects.create(school_id=pupil.school_id, pupil=pupil, **said, **_who(by, at))


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
        MedicalFile.objects.create(
            school_id=pupil.school_id,
            evidence=made,
            name=paper.name,
            kind=paper.kind,
            content=paper.content,
            size=len(paper.content),
            at=at,
        )
    return made


@transaction.atomic
def take_out_medical_file(*, file: MedicalFile, by: Post, at: datetime) -> MedicalFile:
    """Destroy the content of a file that is no longer needed; the note of what was seen stays. Pressed twice, once."""
    file = MedicalFile.objects.select_for_update().get(pk=file.pk)
    if file.taken_out_at is None:
        file.content, file.taken_out_at, file.taken_out_name = b"", at, by.user.name
        file.save(update_fields=["content", "taken_out_at", "taken_out_name"])
    return file


def _who(by: Post, at: datetime) -> dict[str, Any]:
    return {"by": by, "name": by.user.name, "position": by.position, "at": at}
