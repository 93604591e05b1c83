"""A family raises a concern with the school's attendance champion."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, gettext

from absence.actions.concerns import raise_concern
from absence.forms.family_concern import FamilyConcernForm
from absence.models import Concern
from attendance_site.parts import clock
from registers.access import FamilyRequest, for_families

SHOWN = 20


@for_families(code_within_days=30)
def family_concern(request: FamilyRequest) -> HttpResponse:
    """Write to the champion; what was written before stands beneath, with the answers."""
    form = FamilyConcernForm(request.POST or None, family=request.family)
    if request.method == "POST" and form.is_valid():
        child, about_them = form.chosen
        raise_concern(
            contact=child.contact,
            relationship=child.care.relationship,
            pupil=child.pupil if about_them else None,
            words=form.cleaned_data["words"],
            language=get_language() or "en",
            operation=form.cleaned_data["operation"],
            by=child.post,
            at=clock.now(),
        )
        messages.success(request, gettext("Thank you. Your concern is with the attendance champion."))
        return redirect("absence:family_concern")
    contacts = {child.contact.pk for child in request.family.children}
    here = Q(pupil__isnull=True) | Q(pupil__in=[child.pupil.pk for child in request.family.children])
    mine = Concern.objects.filter(here, contact__in=contacts).select_related("pupil")
    mine = mine.prefetch_related("answers")
    return render(
        request, "absence/family_concern.html", {"form": form, "sent": mine.order_by("-at")[:SHOWN]}
    )
