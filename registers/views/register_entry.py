"""One pupil's entry in the admission register: as it stands, as it stood, what changed, and changing it."""

from collections.abc import Callable
from datetime import date
from typing import Any, cast

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import register_changes
from registers.confidential import secrets_of
from registers.family import siblings_of
from registers.forms.register_entry import (
    ChangeAddressForm,
    ChangeNameForm,
    ChangeParticularsForm,
    EndAddressForm,
    OnDayForm,
)
from registers.models import Address, Care, Contact, Pupil, School
from registers.pupil_page import page_head, pupil_for
from registers.refusals import Refusal
from registers.register_entry import changes_of, entry_on, facts_of, field_words, text_words
from registers.register_extract import register_entry_pdf
from registers.roles import Permission


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF, shown in the browser and kept by nobody on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response


@requires(Permission.SEE_ADMISSION_REGISTER)
@require_safe
def register_entry(request: PostRequest, pk: int) -> HttpResponse:
    """The pupil's entry in the admission register, today or as it stood on a day; printable as an extract."""
    at = clock.now()
    today = at.date()
    pupil = pupil_for(request.post, pk, on=today)
    form = OnDayForm(request.GET or None)
    asked = form.cleaned_data.get("on") if form.is_valid() else None
    on: date = min(asked or today, today)
    entry = entry_on(pupil, request.post, on=on, today=today)
    if request.GET.get("as") == "pdf":
        pdf = register_entry_pdf(entry, school=cast(School, request.post.school), at=at)
        return pdf_answer(pdf, f"register-entry-{pupil.pk}-{on.isoformat()}.pdf")
    return render(
        request,
        "registers/register_entry.html",
        {
            **page_head(pupil, request.post, current="registers:register_entry", on=today),
            "entry": entry,
            "on": on,
            "past": on < today,
            "day": form if form.is_bound else OnDayForm(initial={"on": today}),
            "siblings": siblings_of(pupil, request.post, on=today),
            "facts": facts_of(entry),
            "keeps_address": entry.keeps_address,
            "several_homes": sum(home.last_day is None for home, _ in entry.addresses) > 1,
            "later": [_told(change) for change in entry.later],
        },
    )


def _told(change: Any) -> dict[str, Any]:
    return {
        "change": change,
        "field": field_words(change.field),
        "original": text_words(change.original),
        "new": text_words(change.new),
    }


@requires(Permission.SEE_ADMISSION_REGISTER)
@require_safe
def pupil_changes(request: PostRequest, pk: int) -> HttpResponse:
    """Every change to the pupil's entry, with its five parts."""
    today = clock.today()
    pupil = pupil_for(request.post, pk, on=today)
    changes = [_told(change) for change in changes_of(pupil, request.post)]
    head = page_head(pupil, request.post, current="registers:pupil_changes", on=today)
    return render(request, "registers/pupil_changes.html", {**head, "changes": changes})


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_name(request: PostRequest, pk: int) -> HttpResponse:
    """Change a pupil's legal name (who agreed, what was seen) or the name the school uses."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    form = ChangeNameForm(request.POST or None, pupil=pupil, on=at.date())

    def change() -> None:
        given = form.cleaned_data
        register_changes.change_name(
            pupil=pupil,
            names=form.names(),
            reason=given["reason"],
            agreed=given["agreed"],
            court_order=given["court_order"],
            evidence=given["evidence"],
            by=request.post,
            at=at,
        )

    done = "The name is changed. Letters and notices already sent keep the name they were sent with."
    return _changed(request, pupil, form, change, done, "registers/change_name.html")


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_particulars(request: PostRequest, pk: int) -> HttpResponse:
    """Correct date of birth, sex, last school, home language or boarding."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    given = {name: getattr(pupil, name) for name in register_changes.PARTICULARS}
    form = ChangeParticularsForm(request.POST or None, today=at.date(), initial=given)

    def change() -> None:
        register_changes.change_particulars(
            pupil=pupil,
            values=form.cleaned_data,
            reason=form.cleaned_data["reason"],
            by=request.post,
            at=at,
        )

    return _changed(
        request, pupil, form, change, "The entry is changed.", "registers/change_particulars.html"
    )


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def change_address(request: PostRequest, pk: int) -> HttpResponse:
    """Give a pupil another address, with those who move too."""
    at = clock.now()
    today = at.date()
    pupil = pupil_for(request.post, pk, on=today)
    homes = list(pupil.addresses.filter(last_day__isnull=True).order_by("first_day", "pk"))
    secrets = secrets_of(pupil.school_id)
    lines = {home.line for home in homes}
    form = ChangeAddressForm(
        request.POST or None,
        standing=[(str(home.pk), secrets.line(home)) for home in homes],
        siblings=[
            each
            for each, _ in siblings_of(pupil, request.post, on=today)
            if any(home.line in lines for home in each.addresses.filter(last_day__isnull=True))
        ],
        contacts=_adults_at(pupil, lines, today),
        initial={"first_day": today, "confidential": any(home.confidential for home in homes)},
    )

    def change() -> None:
        given = form.cleaned_data
        left = next((home for home in homes if str(home.pk) == given.get("replaces")), None)
        register_changes.change_address(
            pupils=[pupil, *given.get("siblings", [])],
            contacts=given.get("contacts", []),
            replaces=left.line if left else None,
            address=" ".join(given["address"].split()),
            postcode=given["postcode"].upper(),
            confidential=given["confidential"],
            first_day=given["first_day"],
            reason=given["reason"],
            by=request.post,
            at=at,
        )

    return _changed(request, pupil, form, change, "The address is changed.", "registers/change_address.html")


def _adults_at(pupil: Pupil, lines: set[str], on: date) -> list[Contact]:
    """The adults of the pupil whose address is one of these. One statement."""
    homes = Address.objects.filter(
        contact__in=Care.objects.on(on).filter(pupil=pupil).values("contact"), last_day__isnull=True
    ).select_related("contact")
    found = {home.contact_id: home.contact for home in homes if home.line in lines and home.contact}
    return list(found.values())


@requires(Permission.CHANGE_ADMISSION_REGISTER)
def end_address(request: PostRequest, pk: int, address: int) -> HttpResponse:
    """End one of several addresses of a pupil."""
    at = clock.now()
    pupil = pupil_for(request.post, pk, on=at.date())
    home = get_object_or_404(pupil.addresses.filter(last_day__isnull=True), pk=address)
    form = EndAddressForm(request.POST or None, initial={"last_day": at.date()})

    def change() -> None:
        given = form.cleaned_data
        register_changes.end_address(
            address=home, last_day=given["last_day"], reason=given["reason"], by=request.post, at=at
        )

    line = secrets_of(pupil.school_id).line(home)
    return _changed(
        request, pupil, form, change, "The address has ended.", "registers/end_address.html", line=line
    )


def _changed(
    request: PostRequest,
    pupil: Pupil,
    form: forms.Form,
    change: Callable[[], None],
    done: str,
    template: str,
    **shown: object,
) -> HttpResponse:
    """Ask for a change, make it, and go back to the entry; a refusal stands above the form."""
    if request.method == "POST" and form.is_valid():
        try:
            change()
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, done)
            return redirect("registers:register_entry", pupil.pk)
    return render(request, template, {"pupil": pupil, "form": form, **shown})
