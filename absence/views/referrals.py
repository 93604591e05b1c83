"""The referral of a pupil to the local authority: ready to be made, and as it was made."""

import datetime as dt
from typing import cast

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions import referrals as actions
from absence.forms.referrals import ReferralForm, SentForm
from absence.going_on import GoingOn, going_on
from absence.models import Referral
from absence.referral_content import referral_content
from attendance_site.parts import clock
from attendance_site.parts.clock import LONDON
from registers.access import PostRequest, requires
from registers.models import School
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.FOLLOW_UP)
def refer(request: PostRequest, pk: int) -> HttpResponse:
    """The referral with its content ready: a person adds what else is known, and makes it."""
    found = absence_of(request, pk)
    school = cast(School, request.post.school)
    form = ReferralForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make_referral(
                found=found, note=form.cleaned_data["note"], school=school, by=request.post, at=clock.now()
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The referral is made. Print or send it, and note whom it went to.")
            return redirect("absence:referral", made.pk)
    earlier = Referral.objects.filter(pupil=found.pupil).defer("document", "content").order_by("-at")
    context = {
        "form": form,
        "found": found,
        "pupil": found.pupil,
        "content": referral_content(found, school=school, post=request.post),
        "earlier": earlier,
    }
    return render(request, "absence/refer.html", context)


@requires(Permission.FOLLOW_UP)
def referral(request: PostRequest, pk: int) -> HttpResponse:
    """A referral as it was made, and whom it went to."""
    made = _referral(request, pk)
    local = clock.now().astimezone(LONDON)
    start = {"day": local.date(), "time": local.time().replace(second=0, microsecond=0)}
    form = SentForm(request.POST or None, initial=start)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            actions.note_referral_sent(
                referral=made,
                to_whom=said["to_whom"],
                how=said["how"],
                sent_at=dt.datetime.combine(said["day"], said["time"], LONDON),
                by=request.post,
                at=clock.now(),
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"Noted: it went to {said['to_whom']}.")
            return redirect("absence:referral", pk)
    context = {
        "form": form,
        "referral": made,
        "pupil": made.pupil,
        "content": made.content,
        "sent": made.sent.order_by("sent_at", "pk"),
    }
    return render(request, "absence/referral.html", context)


@requires(Permission.FOLLOW_UP)
@require_safe
def referral_document(request: PostRequest, pk: int) -> HttpResponse:
    """The document as it was made."""
    made = _referral(request, pk)
    response = HttpResponse(bytes(made.document), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="referral-{made.pupil.upn}-{made.date}.pdf"'
    return response


def absence_of(request: PostRequest, pk: int) -> GoingOn:
    """How the absence of a pupil stands whom the hat may see and who is on the roll."""
    school = cast(School, request.post.school)
    found = going_on(school=school, post=request.post, on=clock.today(), only=pk)
    if not found:
        raise Http404("No such pupil")
    return found[0]


def _referral(request: PostRequest, pk: int) -> Referral:
    made = Referral.objects.visible_to(request.post, on=clock.today())
    return get_object_or_404(made.select_related("pupil"), pk=pk)
