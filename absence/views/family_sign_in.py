"""How families come in: their e-mail address, then the code that was mailed to it. No password."""

import contextlib
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe
from kombu.exceptions import OperationalError

from absence.forms.family_sign_in import AddressForm, CodeForm, NewCodeForm
from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from registers import sign_in_mail
from registers.access import FamilyRequest, came_by_code, for_families, open_to_anyone, sign_in_family
from registers.actions.parents import (
    CodeOver,
    NothingOpen,
    TooManyCodes,
    WrongCode,
    ask_for_code,
    use_code,
)
from registers.language_choice import language_for
from registers.models import School, SignInCode
from registers.tasks import send_sign_in_code

ASKED = "family_code"
"""Where the session keeps which code was asked for in this browser."""


@open_to_anyone
def family_sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail address. What follows is the same whether the school holds it or not."""
    if came_by_code(request) and "nothing" not in request.GET:
        return go_on(request, request.GET.get("next", ""), otherwise=reverse("absence:family_home"))
    with translation.override(language_for(request, ())):
        form = AddressForm(request.POST or None)
        can_go = sign_in_mail.codes_can_go()
        if request.method == "POST" and can_go and form.is_valid():
            request.session["family_next"] = request.GET.get("next", "")
            if _ask(request, form.cleaned_data["email"]):
                return redirect("absence:family_code")
            form.add_error("email", _too_many())
        shown = {
            "form": form,
            "can_go": can_go,
            "schools": _whom_to_ring(),
            "nothing_open": "nothing" in request.GET,
        }
        return render(request, "absence/family_sign_in.html", shown)


@open_to_anyone
def family_code(request: HttpRequest) -> HttpResponse:
    """The code out of the mail, typed or pasted."""
    code = _asked(request)
    if code is None:
        return redirect("absence:family_sign_in")
    with translation.override(language_for(request, ())):
        known = request.user.is_authenticated
        form = (NewCodeForm if known else CodeForm)(request.POST or None)
        if request.method == "POST" and form.is_valid():
            try:
                user = use_code(
                    code=code, typed=form.cleaned_data["code"], on=clock.today(), at=timezone.now()
                )
            except (CodeOver, WrongCode, NothingOpen) as refusal:
                form.add_error("code", _in_words(refusal))
            else:
                onward = request.session.pop("family_next", "")
                sign_in_family(request, user, trusted=bool(form.cleaned_data.get("trusted")))
                request.session.pop(ASKED, None)
                return go_on(request, onward, otherwise=reverse("absence:family_home"))
        shown = {
            "form": form,
            "address": code.address,
            "schools": _whom_to_ring(),
            "demo_mail": sign_in_mail.shows_demo_mail(),
        }
        return render(request, "absence/family_code.html", shown)


@for_families()
def family_new_code(request: FamilyRequest) -> HttpResponse:
    """A page needs to know afresh who is reading: mail a new code to the same address."""
    can_go = sign_in_mail.codes_can_go()
    if request.method == "POST" and can_go:
        request.session["family_next"] = request.GET.get("next", "")
        if _ask(request, request.user.email):
            return redirect("absence:family_code")
        messages.error(request, _too_many())
    shown = {"can_go": can_go, "schools": request.family.schools, "address": request.user.email}
    return render(request, "absence/family_new_code.html", shown)


@open_to_anyone
@require_POST
def family_sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out, on this phone."""
    logout(request)
    return redirect("absence:family_sign_in")


@open_to_anyone
@require_safe
def demo_mail(request: HttpRequest) -> HttpResponse:
    """Of the demo only: the codes that would have been mailed, newest first. No real mailbox can be among them."""
    if not sign_in_mail.shows_demo_mail():
        raise Http404
    asked = SignInCode.objects.filter(address__endswith=sign_in_mail.RESERVED).order_by("-asked_at", "pk")
    now = clock.now()
    sent = [code for code in asked[:20] if sign_in_mail.opens_something(code, now)]
    mails = [{"mail": sign_in_mail.mail_of(code), "at": code.asked_at} for code in sent[:10]]
    return render(request, "absence/demo_mail.html", {"mails": mails})


def _ask(request: HttpRequest, address: str) -> bool:
    """Note the request and tell a worker, which looks whether the address is known: here nobody does."""
    place = get_adapter().get_client_ip(request)
    language = translation.get_language() or settings.LANGUAGE_CODE
    try:
        code = ask_for_code(address=address, asked_from=place, language=language, at=timezone.now())
    except TooManyCodes:
        return False
    request.session[ASKED] = str(code.pk)
    with contextlib.suppress(OperationalError):  # without Redis, the job of each minute sends it
        send_sign_in_code.delay(str(code.pk))
    return True


def _asked(request: HttpRequest) -> SignInCode | None:
    asked = request.session.get(ASKED)
    return SignInCode.objects.filter(pk=UUID(asked)).first() if asked else None


def _whom_to_ring() -> list[School]:
    return list(School.objects.exclude(phone="").order_by("name")[:12])


def _too_many() -> str:
    return gettext("You have asked for many codes. Use the newest one, or try again in 15 minutes.")


def _in_words(refusal: CodeOver | WrongCode | NothingOpen) -> str:
    if isinstance(refusal, WrongCode) and refusal.left:
        return gettext("That is not the code. Look at the newest e-mail from us, and try again.")
    return gettext("This code no longer works. Go back and ask for a new one.")
