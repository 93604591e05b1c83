"""What the school has sent to this person: messages and letters, kept as they were sent."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from absence.family_letters import Sent, kept_sheet, sent_message, sent_to
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families
from registers.models import Message
from registers.paper import letters_pdf


@for_families()
@require_safe
def family_messages(request: FamilyRequest) -> HttpResponse:
    """The messages and letters that went to this person, the newest first."""
    return render(request, "absence/family_messages.html", {"sent": sent_to(request.family, clock.today())})


@for_families()
@require_safe
def family_message(request: FamilyRequest, sent: UUID) -> HttpResponse:
    """One of them, to read."""
    found = _sent(request, sent)
    shown = {"sent": found, "sheet": kept_sheet(found, request.family)}
    return render(request, "absence/family_message.html", shown)


@for_families()
@require_safe
def family_letter(request: FamilyRequest, sent: UUID) -> HttpResponse:
    """A letter to keep, as a PDF."""
    found = _sent(request, sent)
    if not found.is_letter:
        raise Http404
    at = clock.now()
    sheet = kept_sheet(found, request.family)
    answer = HttpResponse(letters_pdf([sheet], school=found.school, at=at), content_type="application/pdf")
    when = (found.message.sent_at or found.message.changed_at).date()
    answer["Content-Disposition"] = f'attachment; filename="letter {when:%Y-%m-%d}.pdf"'
    return answer


def _sent(request: FamilyRequest, message: UUID) -> Sent:
    try:
        return sent_message(request.family, message, clock.today())
    except Message.DoesNotExist:
        raise Http404 from None
