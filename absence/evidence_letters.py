"""What an adult is written when the school asks to be shown something about an illness. Never why it is in doubt."""

from django.urls import reverse
from django.utils import translation

from absence.evidence_words import asked_words
from absence.family_draft import family_draft
from absence.leave_days import LeaveDays
from absence.leave_words import days_words
from absence.models import MedicalRequest
from registers.actions.write_messages import Draft
from registers.codes import Session
from registers.models import Contact, Post
from registers.wording import Fact

KIND = "evidence_asked"


def evidence_letter(*, request: MedicalRequest, contact: Contact, by: Post) -> Draft:
    """The message to one of those who are asked. Raises FactMissing, WordingOff."""
    pupil = request.pupil
    days = LeaveDays(request.first_day, Session.AM, request.last_day, Session.PM)

    def facts(language: str) -> dict[str, Fact]:
        with translation.override(language):
            asked_for = asked_words(request.asked_for)
        return {
            "contact": contact.name,
            "pupil": pupil.known_as or pupil.forename,
            "ill days": days_words(days, language=language),
            "what to show": asked_for,
            "signed by": f"{by.user.name}, {by.position}",
        }

    return family_draft(
        KIND,
        contact,
        [pupil],
        f"{KIND}/{request.pk}/{contact.pk}",
        facts,
        pupil.school,
        link=reverse("absence:family_evidence"),
    )
