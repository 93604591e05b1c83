"""A pupil's contacts: in calling order, added, changed, ended, and whose day it is."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions import contacts as contact_actions
from registers.actions.invitations import invite_to_sign_in
from registers.care_days import in_words, week_of
from registers.confidential import secrets_of
from registers.contacts_to_settle import shared_among, shares_email
from registers.family import patterns_of, siblings_of, with_today
from registers.family_access import access_of
from registers.forms.contacts import (
    RELATIONSHIPS,
    AddContactForm,
    CareDaysForm,
    ChangeContactForm,
    EndContactForm,
    FindAdultForm,
    InviteForm,
    MoveHomeForm,
)
from registers.models import Address, Care, Pupil
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.roles import Permission, Role, may


@requires(Permission.SEE_CONTACTS)
def pupil_contacts(request: PostRequest, pk: int) -> HttpResponse:
    """The adults of a pupil in calling order, and whose day it is; each can be moved up or down."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    if request.method == "POST":
        return _move(request, pupil, today)
    cares = list(
        Care.objects.on(today)
        .with_limited(today)
        .filter(pupil=pupil)
        .select_related("contact")
        .order_by("priority", "pk")
    )
    patterns = patterns_of(cares, on=today)
    homes = _homes(cares, today)
    shared = _sharing(cares, pupil.school_id)
    rows = [
        {
            "care": care,
            "home": homes.get(care.contact_id, ""),
            "days": [(row, in_words(row.days)) for row in patterns[care.pk]],
            "shared": shared.get(care.contact.email.lower(), []) if care.contact.email else [],
        }
        for care in cares
    ]
    with_whom = with_today(cares, patterns, on=today)
    return render(
        request,
        "registers/pupil_contacts.html",
        {
            **page_head(pupil, request.post, current="registers:pupil_contacts", on=today),
            "rows": rows,
            "today": today,
            "with_today": with_whom,
            "care_is_shared": any(patterns.values()),
            "ended": Care.objects.filter(pupil=pupil, last_day__lt=today).select_related("contact"),
            "siblings": siblings_of(pupil, request.post, on=today),
        },
    )


def _move(request: PostRequest, pupil: Pupil, today: date) -> HttpResponse:
    if may(Role(request.post.role), Permission.CHANGE_ADMISSION_REGISTER):
        care = get_object_or_404(Care, pupil=pupil, pk=row_number(request.POST.get("care")))
        try:
            contact_actions.move_contact(care=care, up=request.POST.get("move") == "up", on=today)
        except Refusal as refusal:
            messages.error(request, str(refusal))
    else:
        messages.error(request, "Your role does not change the calling order. The office can.")
    return redirect("registers:pupil_contacts", pupil.pk)


def _homes(cares: list[Care], on: date) -> dict[int, str]:
    """By contact, the address as everybody may read it. Two statements."""
    found: dict[int, str] = {}
    if cares:
        secrets = secrets_of(cares[0].school_id)
        held = Address.objects.on(on).filter(contact__in=[care.contact_id for care in cares])
        for home in held.order_by("first_day", "pk"):
            found[home.contact_id] = secrets.line(home)  # type: ignore[index]
    return found


def _sharing(cares: list[Care], school: int) -> dict[str, list[str]]:
    """By e-mail address, who has it, where they are several. Two statements."""
    given = {care.contact.email.lower() for care in cares if care.contact.email}
    return {
        each.address: [*(adult.name for adult in each.adults), *each.others]
        for each in shared_among(given, school)
    }


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def add_contact(request: PostRequest, pk: int) -> HttpResponse:
    """Add an adult: one whom the school knows, or somebody new."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    finding = FindAdultForm(request.GET or None)
    letters = finding.cleaned_data["q"] if finding.is_valid() else ""
    form = AddContactForm(
        request.POST or None,
        pupil=pupil,
        on=at.date(),
        letters=letters,
        initial={"first_day": at.date(), "portal": False},
    )
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            care = contact_actions.add_contact(
                pupil=pupil,
                contact=given.get("known"),
                person=form.person(),
                care=form.care(),
                address=" ".join(given["address"].split()),
                postcode=given["postcode"].upper(),
                first_day=given["first_day"],
                reason=given["reason"],
                by=request.post,
                at=at,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{care.contact.name} is a contact of {pupil}, called last for now.")
            return redirect("registers:pupil_contacts", pupil.pk)
    shown = {"pupil": pupil, "form": form, "finding": finding, "relationships": RELATIONSHIPS}
    return render(request, "registers/add_contact.html", shown)


def _care(request: PostRequest, pk: int, care: int, on: date) -> Care:
    pupil = pupil_for(request.post, pk, on=on)
    cares = Care.objects.filter(pupil=pupil).select_related("contact", "pupil__school")
    return get_object_or_404(cares, pk=care)


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_contact(request: PostRequest, pk: int, care: int) -> HttpResponse:
    """Change a contact's particulars, their address, what they are to this child, or end their care."""
    at = clock.now()
    today = at.date()
    chosen = _care(request, pk, care, today)
    contact, doing = chosen.contact, request.POST.get("do", "")
    given = {name: getattr(contact, name) for name in contact_actions.PERSONAL}
    given |= {name: getattr(chosen, name) for name in contact_actions.CARE}
    form = ChangeContactForm(request.POST if doing == "change" else None, initial=given)
    home = MoveHomeForm(
        request.POST if doing == "home" else None, prefix="home", initial={"first_day": today}
    )
    end = EndContactForm(request.POST if doing == "end" else None, prefix="end", initial={"last_day": today})
    invite = InviteForm(request.POST if doing == "invite" else None, prefix="invite")
    asked = {"change": form, "home": home, "end": end, "invite": invite}.get(doing)
    if asked is not None and asked.is_valid():
        try:
            done = _do_to_contact(request, chosen, form, home, end, invite)
        except Refusal as refusal:
            asked.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("registers:pupil_contacts", pk)
    held = Address.objects.on(today).filter(contact=contact).order_by("first_day", "pk")
    secrets = secrets_of(chosen.school_id)
    others = Care.objects.on(today).filter(contact=contact).exclude(pk=chosen.pk).select_related("pupil")
    return render(
        request,
        "registers/change_contact.html",
        {
            "pupil": chosen.pupil,
            "care": chosen,
            "form": form,
            "home": home,
            "end": end,
            "asked": asked,
            "addresses": [secrets.line(each) for each in held],
            "others": [each.pupil for each in others.order_by("pupil__forename")],
            "access": access_of(chosen, today),
            "invite": invite,
            "shares": shares_email(contact),
            "relationships": RELATIONSHIPS,
            "today": today,
        },
    )


def _do_to_contact(
    request: PostRequest,
    care: Care,
    form: ChangeContactForm,
    home: MoveHomeForm,
    end: EndContactForm,
    invite: InviteForm,
) -> str:
    at = clock.now()
    if invite.is_bound:
        page = request.build_absolute_uri(reverse("absence:family_home"))
        channel = invite.cleaned_data["channel"]
        invite_to_sign_in(care=care, channel=channel, page=page, by=request.post, at=at)
        return f"The invitation to {care.contact.name} is in the outbox."
    if form.is_bound:
        contact_actions.change_contact(
            care=care,
            person=form.person(),
            values=form.care(),
            reason=form.cleaned_data["reason"],
            by=request.post,
            at=at,
        )
        return f"{form.cleaned_data['name']} is changed."
    if home.is_bound:
        given = home.cleaned_data
        contact_actions.move_contact_home(
            care=care,
            address=" ".join(given["address"].split()),
            postcode=given["postcode"].upper(),
            first_day=given["first_day"],
            reason=given["reason"],
            by=request.post,
            at=at,
        )
        return f"{care.contact.name}'s address is changed."
    given = end.cleaned_data
    contact_actions.end_contact(
        care=care, last_day=given["last_day"], reason=given["reason"], by=request.post, at=at
    )
    return f"{care.contact.name} is a contact of {care.pupil} until {given['last_day']:%-d %B %Y}."


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def care_days(request: PostRequest, pk: int, care: int) -> HttpResponse:
    """On which days the child is with this adult, where care is shared."""
    today = clock.today()
    chosen = _care(request, pk, care, today)
    standing = chosen.days.filter(last_day__isnull=True).order_by("-first_day").first()
    form = CareDaysForm(request.POST or None, standing=standing, today=today)
    if request.method == "POST" and form.is_valid():
        try:
            made = contact_actions.set_care_days(
                care=chosen, days=form.days(), first_day=form.cleaned_data["first_day"]
            )
        except Refusal as refusal:
            form.add_error("first_day", str(refusal))
        else:
            words = in_words(made.days) if made else "no days are set"
            messages.success(request, f"{chosen.contact.name}: {words}.")
            return redirect("registers:pupil_contacts", pk)
    shown = {
        "pupil": chosen.pupil,
        "care": chosen,
        "form": form,
        "standing": standing,
        "standing_words": in_words(standing.days) if standing else "",
        "week": week_of(standing.first_day, today) + 1 if standing else 0,
    }
    return render(request, "registers/care_days.html", shown)
