"""What a family shows the school about an illness, because it was asked: sent, or taken back before anybody looked."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from absence.actions.medical import EvidenceRefused, keep_medical_file, take_out_medical_file
from absence.models import MedicalEvidence, MedicalFile, MedicalRequest
from attendance_site.parts.clock import LONDON
from attendance_site.parts.papers import Paper
from registers.families import Child
from registers.models import Pupil

MOST_SENT = 8
"""So much may be sent for one request and stand (P): a phone that sends again and again fills no disk."""


@dataclass(frozen=True)
class Shown:
    """What a family shows: a file, or only words where there is nothing to show."""

    kind: str
    words: str = ""
    paper: Paper | None = None


@transaction.atomic
def send_evidence(
    *, request: MedicalRequest, child: Child, shown: Shown, operation: uuid.UUID, at: datetime
) -> MedicalEvidence:
    """Show the school what it asked for. The same operation again gives the same row back.

    Raises EvidenceRefused, in the reader's words.
    """
    Pupil.objects.select_for_update().get(pk=child.pupil.pk)
    mine = MedicalEvidence.objects.filter(school=child.school, contact=child.contact)
    if (before := mine.filter(operation=operation).first()) is not None:
        return before
    if shown.paper is None and not shown.words.strip():
        raise EvidenceRefused(_("Choose a file, or write to us."))
    if mine.filter(request=request, files__taken_out_at__isnull=True).count() >= MOST_SENT:
        raise EvidenceRefused(_("The school has several files from you already. Ring the school office."))
    made = MedicalEvidence.objects.create(
        school=child.school,
        pupil=child.pupil,
        request=request,
        contact=child.contact,
        kind=shown.kind if shown.paper is not None else MedicalEvidence.Kind.WORDS,
        seen_on=at.astimezone(LONDON).date(),
        note=shown.words.strip(),
        operation=operation,
        **_who(child, at),
    )
    if shown.paper is not None:
        keep_medical_file(evidence=made, paper=shown.paper, at=at)
    return made


@transaction.atomic
def take_evidence_back(*, file: MedicalFile, child: Child, at: datetime) -> MedicalFile:
    """Destroy a file that was sent by mistake, while nobody at school has noted anything about it.

    Pressed twice, once. Raises EvidenceRefused, in the reader's words.
    """
    Pupil.objects.select_for_update().get(pk=child.pupil.pk)
    held = MedicalFile.objects.get(pk=file.pk)
    if held.taken_out_at is not None:
        return held
    if not MedicalEvidence.objects.to_be_seen().filter(pk=held.evidence_id).exists():
        raise EvidenceRefused(
            _("The school has looked at this file. Ring the school office if it should be destroyed.")
        )
    return take_out_medical_file(file=held, by=child.post, at=at, name=child.contact.name)


def _who(child: Child, at: datetime) -> dict[str, Any]:
    position = child.care.relationship or "Parent"
    return {"by": child.post, "name": child.contact.name, "position": position[:100], "at": at}
