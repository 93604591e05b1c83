"""A family says that a child is to leave."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext

from absence.actions import leaving_notices as actions
from absence.details_held import details_held
from absence.forms.family_leaving import FamilyLeavingForm
from absence.leaving_ways import WAYS_BY_KIND
from absence.models import LeavingNotice
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import FamilyRequest, for_families
from registers.families import Child
from registers.models import GroupMembership
from registers.refusals import Refusal

SENDING = ("csrfmiddlewaretoken", "do")


@for_families(code_within_days=30)
def family_leaving(request: FamilyRequest) -> HttpResponse:
    """Fill in, look at it once more with what happens then, send; and what was sent before, to be taken back."""
    doing = request.POST.get("do", "")
    if doing == "take_back":
        return _take_back(request)
    today = clock.today()
    form = FamilyLeavingForm(
        request.POST if doing in ("look", "send", "change") else None,
        children=request.family.children,
        home=_home(request),
        today=today,
    )
    is_right = doing in ("look", "send") and form.is_valid()
    if doing == "send" and is_right and _sent(request, form):
        return redirect("absence:family_leaving")
    contacts = {child.contact.pk for child in request.family.children}
    pupils = {child.pupil.pk: child for child in request.family.children}
    notices = LeavingNotice.objects.filter(contact__in=contacts, pupil__in=pupils).select_related("answer")
    shown = {
        "form": form,
        "looking": is_right,
        "way": WAYS_BY_KIND[form.cleaned_data["kind"]] if is_right else None,
        "kept": [
            (name, value) for name, values in request.POST.lists() if name not in SENDING for value in values
        ],
        "sent": [
            (notice, pupils[notice.pupil_id], WAYS_BY_KIND[notice.kind], getattr(notice, "answer", None))
            for notice in notices.order_by("-at")
        ],
    }
    return render(request, "absence/family_leaving.html", shown)


def _home(request: FamilyRequest) -> str:
    """Where the children live, if it is one place that this adult may read; else the family writes it."""
    today = clock.today()
    contacts = {child.contact.pk: child.contact.school_id for child in request.family.children}
    lines = set()
    for contact in contacts:
        mine = [child for child in request.family.children if child.contact.pk == contact]
        held = details_held(mine, on=today)
        lines |= {child.home.line if child.home else "" for child in held.children}
    return lines.pop() if len(lines) == 1 else ""


def _sent(request: FamilyRequest, form: FamilyLeavingForm) -> bool:
    at = clock.now()
    chosen = form.chosen
    numbers = [child.pupil.pk for child in chosen]
    classes = dict(
        GroupMembership.objects.on(at.date()).filter(pupil__in=numbers).values_list("pupil", "group__name")
    )
    try:
        for child in chosen:
            actions.send_leaving_notice(
                pupil=child.pupil,
                contact=child.contact,
                relationship=child.care.relationship,
                lives_with=child.care.lives_with,
                group=classes.get(child.pupil.pk, ""),
                told=form.told,
                language=get_language() or "en",
                operation=form.cleaned_data["operation"],
                by=child.post,
                at=at,
            )
    except actions.ToldAlready:
        form.add_error(None, gettext("You have told us this already. It is below; you can take it back."))
        return False
    messages.success(request, gettext("Thank you. The school has what you wrote, and will talk to you."))
    return True


def _take_back(request: FamilyRequest) -> HttpResponse:
    children: dict[tuple[int, int], Child] = {
        (child.contact.pk, child.pupil.pk): child for child in request.family.children
    }
    mine = LeavingNotice.objects.filter(
        contact__in={contact for contact, _ in children}, pupil__in={pupil for _, pupil in children}
    )
    notice = get_object_or_404(mine.select_related("contact"), pk=row_number(request.POST.get("notice")))
    child = children.get((notice.contact_id, notice.pupil_id), request.family.children[0])
    try:
        actions.take_back_leaving_notice(
            notice=notice, relationship=child.care.relationship, by=child.post, at=clock.now()
        )
    except Refusal:
        messages.error(request, gettext("The school has answered already. Please ring the school."))
    else:
        messages.success(request, gettext("It is taken back. The school sees that, too."))
    return redirect("absence:family_leaving")
