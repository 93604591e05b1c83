"""What was tried and said about one child: the tab of the pupil's page."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from absence.actions.attempts import AttemptRefused, record_attempt
from absence.contact_story import story_of
from absence.forms.board import ATTEMPTS, CorrectionForm
from absence.models import ContactAttempt
from absence.timeline import Looking
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.calling_order import adults_of
from registers.pupil_page import page_head, pupil_for
from registers.roles import Permission


@requires(Permission.FOLLOW_UP)
@require_safe
def pupil_contact(request: PostRequest, pk: int) -> HttpResponse:
    """Every attempt, message, report and visit about one child, the newest first."""
    now = clock.now()
    today = now.date()
    pupil = pupil_for(request.post, pk, on=today)
    shown = page_head(pupil, request.post, current="absence:pupil_contact", on=today)
    shown |= {
        "days": story_of(Looking(pupil, request.post, now)),
        "adults": adults_of(pupil.school, [pupil.pk], today).get(pupil.pk, []),
        "attempts": ATTEMPTS,
        "outcomes": ContactAttempt.Outcome.choices,
    }
    return render(request, "absence/pupil_contact.html", shown)


@requires(Permission.FOLLOW_UP)
@require_POST
def correct_attempt(request: PostRequest, pk: int, attempt: int) -> HttpResponse:
    """An entry that was wrong gets one that corrects it; both stay."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    wrong = get_object_or_404(
        ContactAttempt.objects.filter(pupil=pupil).select_related("contact"), pk=attempt
    )
    form = CorrectionForm(request.POST)
    try:
        if not form.is_valid():
            raise AttemptRefused(" ".join(str(error) for errors in form.errors.values() for error in errors))
        record_attempt(
            pupil=pupil, date=wrong.date, kind=wrong.kind, outcome=form.cleaned_data["outcome"],
            contact=wrong.contact, who=wrong.who, number=wrong.number, note=form.cleaned_data["note"],
            corrects=wrong, operation=form.operation, by=request.post, at=now,
        )  # fmt: skip
    except AttemptRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Corrected. The first entry stays beside it.")
    return redirect("absence:pupil_contact", pk)
