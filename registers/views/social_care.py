"""A pupil's dated facts and professionals; social care and confidential addresses, whose reads are noted."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import statuses as status_actions
from registers.actions.reads import note_read
from registers.forms.contact_limits import PurposeForm
from registers.forms.statuses import AddProfessionalForm, ChangeProfessionalForm, ChangeStatusForm
from registers.models import Address, Care, Professional, Pupil, PupilStatus, SensitiveRead
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role, may
from registers.social_care import CALLED, SOCIAL_PROFESSIONALS, SOCIAL_STATUSES, is_social, value_words


def _sees_social(request: PostRequest) -> bool:
    return may(Role(request.post.role), Permission.SEE_SOCIAL_CARE)


def _after(request: PostRequest, pupil: Pupil, *, social: bool) -> HttpResponse:
    return redirect("registers:social_care" if social else "registers:register_entry", pupil.pk)


@requires(Permission.SEE_SOCIAL_CARE)
def social_care(request: PostRequest, pk: int) -> HttpResponse:
    """Social workers, plans and looked-after status, now and before, once somebody has said why they look."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    form = PurposeForm(request.POST or None)
    facts: dict[str, object] = {}
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        note_read(pupil=pupil, what=SensitiveRead.What.SOCIAL_CARE, purpose=purpose, by=request.post, at=at)
        facts = _social_facts(pupil)
    shown = {
        **page_head(pupil, request.post, current="registers:register_entry", on=at.date()),
        "form": form,
        "today": at.date(),
        **facts,
    }
    response = render(request, "registers/social_care.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _social_facts(pupil: Pupil) -> dict[str, object]:
    statuses = PupilStatus.objects.filter(pupil=pupil, kind__in=SOCIAL_STATUSES).order_by("-first_day")
    professionals = Professional.objects.filter(pupil=pupil, role__in=SOCIAL_PROFESSIONALS)
    return {
        "told": True,
        "statuses": [(CALLED[each.kind], value_words(each.kind, each.value), each) for each in statuses],
        "professionals": professionals.order_by("-first_day", "-pk"),
    }


@requires(Permission.SEE_CONFIDENTIAL_ADDRESS, fresh_proof=True)
def confidential_address(request: PostRequest, pk: int) -> HttpResponse:
    """The confidential addresses of a pupil and their adults, once somebody has said why they look."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    form = PurposeForm(request.POST or None)
    addresses: list[tuple[str, Address]] | None = None
    if request.method == "POST" and form.is_valid():
        note_read(
            pupil=pupil,
            what=SensitiveRead.What.ADDRESS,
            purpose=form.cleaned_data["purpose"],
            by=request.post,
            at=at,
        )
        addresses = _addresses(pupil, at.date())
    shown = {
        **page_head(pupil, request.post, current="registers:register_entry", on=at.date()),
        "form": form,
        "addresses": addresses,
    }
    response = render(request, "registers/confidential_address.html", shown)
    response["Cache-Control"] = "no-store"
    return response


def _addresses(pupil: Pupil, on: date) -> list[tuple[str, Address]]:
    """Every address that holds, of the pupil and of those who care for them. Two statements."""
    own = [(str(pupil), home) for home in Address.objects.on(on).filter(pupil=pupil)]
    adults = Care.objects.on(on).filter(pupil=pupil).values("contact")
    theirs = Address.objects.on(on).filter(contact__in=adults).select_related("contact")
    return own + [(str(home.contact), home) for home in theirs.order_by("contact__name", "pk")]


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_status(request: PostRequest, pk: int) -> HttpResponse:
    """Say what holds of a pupil from a day; `?social` for what belongs to social care."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    social = "social" in request.GET and _sees_social(request)
    form = ChangeStatusForm(request.POST or None, social=social, initial={"first_day": at.date()})
    if request.method == "POST" and form.is_valid():
        kind, value = form.fact_and_value()
        given = form.cleaned_data
        try:
            status_actions.change_status(
                pupil=pupil,
                kind=kind,
                value=value,
                first_day=given["first_day"],
                reason=given["reason"],
                by=request.post,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{CALLED[kind]} is changed from {given['first_day']:%-d %B %Y}.")
            return _after(request, pupil, social=social)
    return render(request, "registers/change_status.html", {"pupil": pupil, "form": form, "social": social})


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def add_professional(request: PostRequest, pk: int) -> HttpResponse:
    """Record somebody outside the school who works with the pupil."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    form = AddProfessionalForm(
        request.POST or None, social=_sees_social(request), initial={"first_day": today}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = status_actions.add_professional(
                pupil=pupil, values=form.values(), first_day=form.cleaned_data["first_day"]
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{made.name} is recorded.")
            return _after(request, pupil, social=is_social(made))
    return render(request, "registers/add_professional.html", {"pupil": pupil, "form": form})


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_professional(request: PostRequest, pk: int, professional: int) -> HttpResponse:
    """Correct a professional's particulars, or end their work with the pupil."""
    pupil = pupil_for(request.post, pk, on=clock.today())
    chosen = get_object_or_404(Professional, pupil=pupil, pk=professional)
    if is_social(chosen) and not _sees_social(request):
        raise Http404("No such professional.")
    given = {name: getattr(chosen, name) for name in ("role", "name", "team", "phone", "email", "last_day")}
    form = ChangeProfessionalForm(request.POST or None, social=_sees_social(request), initial=given)
    if request.method == "POST" and form.is_valid():
        try:
            status_actions.change_professional(
                professional=chosen, values=form.values(), last_day=form.cleaned_data["last_day"]
            )
        except Refusal as refusal:
            form.add_error("last_day", str(refusal))
        else:
            messages.success(request, f"{form.cleaned_data['name']} is changed.")
            return _after(request, pupil, social=is_social(chosen))
    return render(
        request,
        "registers/change_professional.html",
        {"pupil": pupil, "form": form, "professional": chosen},
    )
