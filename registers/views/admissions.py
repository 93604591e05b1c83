"""The admission register: its list on any day, admitting a pupil, and pupils who wait for a starting day."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers import upn as upns
from registers.access import PostRequest, requires
from registers.actions.admit import Admitted
from registers.actions.admit import admit_pupil as admit_to_roll
from registers.actions.places import give_up_place, offer_place, take_place
from registers.admission_list import Show, did_not_arrive, entries
from registers.forms.admissions import (
    AdmitForm,
    AdmitPupilForm,
    GiveUpPlaceForm,
    ParentForm,
    RegisterListForm,
    TakePlaceForm,
)
from registers.models import Place, Pupil, School
from registers.refusals import Refusal
from registers.roles import Permission
from registers.school_sessions import in_words

PAGE = 100
ON_ARRIVAL = "no day was agreed; came to school"


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


@requires(Permission.SEE_ADMISSION_REGISTER)
@require_safe
def admission_register(request: PostRequest) -> HttpResponse:
    """The admission register as it stood on a day: on the roll, joined, left, or to join."""
    today = clock.today()
    form = RegisterListForm(request.GET or None, school=_school(request))
    given = form.cleaned_data if form.is_bound and form.is_valid() else {}
    on, show = given.get("on") or today, Show(given.get("show") or Show.ON_ROLL)
    listed = entries(
        request.post, on=on, show=show, group=given.get("group"), year_group=given.get("year", "")
    )
    size = max(listed.count(), 1) if request.GET.get("all") else PAGE
    page = Paginator(listed, size).get_page(request.GET.get("page"))
    shown = {
        "form": form if form.is_bound else RegisterListForm(school=_school(request), initial={"on": on}),
        "on": on,
        "show": show,
        "page_obj": page,
        "no_shows": did_not_arrive(request.post, on=today) if on == today else [],
        "today": today,
    }
    return render(request, "registers/admission_register.html", shown)


@requires(Permission.ADMIT_AND_REMOVE)
def admit(request: PostRequest) -> HttpResponse:
    """Begin to admit a pupil: by the UPN, which says whether the school knows them."""
    form = AdmitForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        number = form.cleaned_data["upn"]
        if not _on_roll_with(request, form):
            return redirect(f"{reverse('registers:admit_pupil')}?{urlencode({'upn': number})}")
    return render(request, "registers/admit.html", {"form": form})


def _on_roll_with(request: PostRequest, form: AdmitForm) -> bool:
    """Whether somebody is on the roll here with that UPN already; the form then says who."""
    number = form.cleaned_data["upn"]
    known = Pupil.objects.visible_to(request.post).filter(upn=number).first() if number else None
    if known is None or not known.admissions.filter(deleted_on__isnull=True).exists():
        return False
    form.add_error("upn", f"{known.called} is on the roll here with that UPN.")
    return True


@requires(Permission.ADMIT_AND_REMOVE)
def admit_pupil(request: PostRequest) -> HttpResponse:
    """Everything the admission register wants of a pupil who joins, or joins again."""
    asked = AdmitForm({"upn": request.GET.get("upn", "")})
    if not asked.is_valid() or (request.method == "GET" and _on_roll_with(request, asked)):
        return render(request, "registers/admit.html", {"form": asked})
    number = asked.cleaned_data["upn"]
    known = Pupil.objects.visible_to(request.post).filter(upn=number).first() if number else None
    posted = request.POST or None
    form = AdmitPupilForm(
        posted,
        school=_school(request),
        upn=number,
        known=known,
        today=clock.today(),
        initial={"address": "", "last_school": ""},
    )
    first = ParentForm(posted, prefix="first")
    second = ParentForm(posted, prefix="second", empty_permitted=True, use_required_attribute=False)
    if request.method == "POST" and _all_valid(form, first, second, known):
        done = _admit(request, form, first, second)
        if done is not None:
            return done
    stays = known.admissions.order_by("starting_day") if known else ()
    shown = {
        "form": form,
        "first": first,
        "second": second,
        "upn": number,
        "known": known,
        "stays": stays,
        "warning": upns.warning(number) if number else None,
        "temporary": bool(number) and upns.is_temporary(number),
    }
    return render(request, "registers/admit_pupil.html", shown)


def _all_valid(form: AdmitPupilForm, first: ParentForm, second: ParentForm, known: Pupil | None) -> bool:
    """Somebody who was here before has contacts already: then neither of the two need be filled in."""
    if known is not None:
        first.empty_permitted = True
        first.use_required_attribute = False
    return all([form.is_valid(), first.is_valid(), second.is_valid()])


def _admit(
    request: PostRequest, form: AdmitPupilForm, first: ParentForm, second: ParentForm
) -> HttpResponse | None:
    parents = [each.parent for each in (first, second) if each.has_changed()]
    now, agreed = clock.now(), form.cleaned_data["day_agreed"]
    try:
        if agreed == "none":
            place = offer_place(
                school=_school(request),
                person=form.person,
                parents=parents,
                joining=form.joining,
                by=request.post,
                at=now,
            )
            messages.success(
                request, f"{place.pupil.called} waits for a starting day, and is not on the roll."
            )
            return redirect("registers:places")
        done = admit_to_roll(
            school=_school(request),
            person=form.person,
            parents=parents,
            joining=form.joining,
            starting_day=now.date() if agreed == "arrived" else form.cleaned_data["starting_day"],
            agreed_with=ON_ARRIVAL if agreed == "arrived" else form.cleaned_data["agreed_with"],
            staggered=form.part_time,
            by=request.post,
            at=now,
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None
    messages.success(request, joined_words(done))
    if done.taken_over or not done.admission.pupil.last_school:
        return redirect("registers:register_entry", done.admission.pupil_id)
    return redirect("registers:earlier_school", done.admission.pupil_id)


def joined_words(done: Admitted) -> str:
    """What an admission did, for the person who made it."""
    pupil, day = done.admission.pupil, done.admission.starting_day
    words = f"{pupil.called} is on the roll from {in_words(day)}."
    if day < clock.today():
        words += " The sessions since then are due a mark: add them on the page of marks."
    if upns.is_temporary(pupil.upn):
        words += f" The UPN {pupil.upn} is a temporary one."
    if done.taken_over:
        words += f" {done.taken_over} unauthorised sessions at an earlier school of the trust count on here."
    return words


@requires(Permission.ADMIT_AND_REMOVE)
def places(request: PostRequest) -> HttpResponse:
    """Pupils who have a place but no agreed starting day: agree one, put them on the roll when they come, or let go."""
    waiting = (
        Place.objects.visible_to(request.post)
        .waiting()
        .select_related("pupil__school", "group")
        .order_by("pupil__surname", "pupil__forename", "pk")
    )
    chosen, form = None, None
    if request.method == "POST":
        chosen = get_object_or_404(waiting, pk=row_number(request.POST.get("place")))
        form = _place_form(request)
        done = _do_to_place(request, chosen, form)
        if done:
            messages.success(request, done)
            return redirect("registers:places")
    rows = [(place, *_forms_of(place, form if place == chosen else None)) for place in waiting]
    return render(request, "registers/places.html", {"rows": rows, "form": form})


def _forms_of(place: Place, sent: Form | None) -> tuple[Form, Form]:
    """The two forms of one place, one of them as it was sent."""
    take = sent if isinstance(sent, TakePlaceForm) else TakePlaceForm(auto_id=f"take{place.pk}_%s")
    let = sent if isinstance(sent, GiveUpPlaceForm) else GiveUpPlaceForm(auto_id=f"let{place.pk}_%s")
    return take, let


def _place_form(request: PostRequest) -> TakePlaceForm | GiveUpPlaceForm | None:
    number = row_number(request.POST.get("place"))
    match request.POST.get("do"):
        case "agree":
            return TakePlaceForm(request.POST, auto_id=f"take{number}_%s")
        case "give_up":
            return GiveUpPlaceForm(request.POST, auto_id=f"let{number}_%s")
    return None


def _do_to_place(request: PostRequest, place: Place, form: TakePlaceForm | GiveUpPlaceForm | None) -> str:
    now = clock.now()
    try:
        if request.POST.get("do") == "arrived":
            done = take_place(
                place=place, starting_day=now.date(), agreed_with=ON_ARRIVAL, by=request.post, at=now
            )
            return joined_words(done)
        if isinstance(form, TakePlaceForm) and form.is_valid():
            return joined_words(take_place(place=place, **form.cleaned_data, by=request.post, at=now))
        if isinstance(form, GiveUpPlaceForm) and form.is_valid():
            give_up_place(place=place, why=form.cleaned_data["why"], at=now)
            return f"{place.pupil.called} is not waited for any more."
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return ""
