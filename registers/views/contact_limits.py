"""Contact limits: entered, read in full (which is noted), settled, lifted; and who looked at what."""

from datetime import date

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import contact_limits as limit_actions
from registers.actions.reads import note_read
from registers.forms.contact_limits import (
    EnterLimitForm,
    GroundForm,
    LiftLimitForm,
    PurposeForm,
    ScopeForm,
)
from registers.models import Care, ContactLimit, Pupil, SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role, may

READS_ON_A_PAGE = 100
SETTLING = "Settling a contact limit"


@requires(Permission.SEE_CONTACTS)
def contact_limits(request: PostRequest, pk: int) -> HttpResponse:
    """The pupil's contact limits in full, once somebody has said why they look."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    form = PurposeForm(request.POST or None)
    limits: list[ContactLimit] | None = None
    if request.method == "POST" and form.is_valid():
        note_read(
            pupil=pupil,
            what=SensitiveRead.What.CONTACT_LIMIT,
            purpose=form.cleaned_data["purpose"],
            by=request.post,
            at=at,
        )
        found = ContactLimit.objects.filter(care__pupil=pupil).select_related("care__contact")
        limits = list(found.order_by("-first_day", "-pk"))
    shown = {
        **page_head(pupil, request.post, current="registers:pupil_contacts", on=at.date()),
        "form": form,
        "limits": limits,
        "today": at.date(),
    }
    return _not_kept(render(request, "registers/contact_limits.html", shown))


def _not_kept(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.PROPOSE_CONTACT_LIMIT)
def enter_limit(request: PostRequest, pk: int, care: int) -> HttpResponse:
    """Enter a limit for an adult; it holds at once."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    chosen = get_object_or_404(Care.objects.filter(pupil=pupil).select_related("contact", "pupil"), pk=care)
    form = EnterLimitForm(request.POST or None, care=chosen, today=at.date())
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            limit_actions.enter_limit(
                cares=[chosen, *given.get("also", [])],
                scope=given["scope"],
                ground=given["ground"],
                evidence_seen=given["evidence_seen"],
                review_on=given["review_on"],
                by=request.post,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            words = f"The limit on {chosen.contact.name} holds from now. The safeguarding lead or head settles it."
            messages.success(request, words)
            return redirect("registers:pupil_contacts", pupil.pk)
    return render(request, "registers/enter_limit.html", {"pupil": pupil, "care": chosen, "form": form})


def _limit(pupil: Pupil, limit: int, on: date) -> ContactLimit:
    held = ContactLimit.objects.on(on).filter(care__pupil=pupil).select_related("care__contact")
    return get_object_or_404(held, pk=limit)


@requires(Permission.PROPOSE_CONTACT_LIMIT)
def complete_limit(request: PostRequest, pk: int, limit: int) -> HttpResponse:
    """Give a limit that came from another system its ground."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    chosen = _limit(pupil, limit, at.date())
    form = GroundForm(request.POST or None, today=at.date())
    if request.method == "POST" and form.is_valid():
        try:
            limit_actions.complete_limit(limit=chosen, by=request.post, at=at, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "The ground is kept. The safeguarding lead or head settles the limit.")
            return redirect("registers:contacts_to_settle")
    return render(request, "registers/complete_limit.html", {"pupil": pupil, "limit": chosen, "form": form})


@requires(Permission.SETTLE_CONTACT_LIMIT, fresh_proof=True)
def settle_limit(request: PostRequest, pk: int, limit: int) -> HttpResponse:
    """Confirm, change or lift a limit."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    chosen = _limit(pupil, limit, at.date())
    doing = request.POST.get("do", "")
    stands = {name: getattr(chosen, name) for name in ("scope", "ground", "evidence_seen", "review_on")}
    form = ScopeForm(request.POST if doing == "settle" else None, today=at.date(), initial=stands)
    lift = LiftLimitForm(request.POST if doing == "lift" else None, prefix="lift")
    asked = {"settle": form, "lift": lift}.get(doing)
    if asked is None:
        note_read(
            pupil=pupil, what=SensitiveRead.What.CONTACT_LIMIT, purpose=SETTLING, by=request.post, at=at
        )
    elif asked.is_valid():
        try:
            done = _settle_or_lift(request, chosen, form, lift)
        except Refusal as refusal:
            asked.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("registers:pupil_contacts", pupil.pk)
    shown = {"pupil": pupil, "limit": chosen, "form": form, "lift": lift, "asked": asked, "today": at.date()}
    return _not_kept(render(request, "registers/settle_limit.html", shown))


def _settle_or_lift(request: PostRequest, limit: ContactLimit, form: ScopeForm, lift: LiftLimitForm) -> str:
    at, name = clock.now(), limit.care.contact.name
    if lift.is_bound:
        limit_actions.lift_limit(limit=limit, reason=lift.cleaned_data["reason"], by=request.post, at=at)
        return f"The limit on {name} is lifted."
    limit_actions.settle_limit(limit=limit, by=request.post, at=at, **form.cleaned_data)
    return f"The limit on {name} is settled."


@requires(Permission.SEE_CONTACTS)
@require_safe
def reads(request: PostRequest) -> HttpResponse:
    """Who looked at what is sensitive, when and why; one's own looks for those who do not watch over them."""
    found = SensitiveRead.objects.visible_to(request.post).select_related("pupil").order_by("-at", "-pk")
    page = Paginator(found, READS_ON_A_PAGE).get_page(request.GET.get("page"))
    everybody = may(Role(request.post.role), Permission.SEE_WHO_READ)
    return render(request, "registers/reads.html", {"page_obj": page, "everybody": everybody})
