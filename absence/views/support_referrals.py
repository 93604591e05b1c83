"""Referrals: who is asked to help a pupil be in school, and what came of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from absence.actions import support_referrals as actions
from absence.forms.support import ReferForm, ReferralNewsForm
from absence.models import SupportReferral
from absence.support_forms import wrote
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.pupil_page import pupil_for
from registers.roles import Permission


@requires(Permission.SUPPORT)
def refer_for_support(request: PostRequest, pk: int) -> HttpResponse:
    """Ask early help, the school nurse, another school or somebody else to help a pupil."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    form = ReferForm(request.POST or None)

    def do() -> None:
        actions.refer_for_support(
            pupil=pupil, asked=form.asked, operation=form.cleaned_data["op"], by=request.post, at=now
        )

    if wrote(
        request, form, do, "Written down. Send it in the way that the service asks for, and note that here."
    ):
        made = SupportReferral.objects.get(school=pupil.school, operation=form.cleaned_data["op"])
        return redirect("absence:support_referral", made.pk)
    return render(request, "absence/refer_for_support.html", {"form": form, "pupil": pupil})


@requires(Permission.SUPPORT)
def support_referral(request: PostRequest, support_referral: int) -> HttpResponse:
    """One referral as it was written, and each thing that happened to it."""
    now = clock.now()
    visible = SupportReferral.objects.visible_to(request.post, on=now.date()).select_related(
        "pupil", "school"
    )
    found = get_object_or_404(visible, pk=support_referral)
    form = ReferralNewsForm(request.POST or None, initial={"day": now.date()})

    def do() -> None:
        said = form.cleaned_data
        actions.note_referral_news(
            referral=found, kind=said["kind"], day=said["day"], said=said["said"], operation=said["op"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "Written down."):
        return redirect("absence:support_referral", found.pk)
    news = found.news.order_by("date", "pk")
    context = {"form": form, "referral": found, "pupil": found.pupil, "news": news}
    return render(request, "absence/support_referral.html", context)
