"""How messages leave the site: the senders of a school, a test, and the stop of everything."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.actions import sending_settings as actions
from registers.forms.sending import SendersForm, SendTestForm
from registers.message_causes import TEST
from registers.message_words import told
from registers.models import Message, School, SendingSettings
from registers.refusals import Refusal
from registers.reply_addresses import reply_address
from registers.roles import Permission
from registers.senders.connections import CARRIES, HOLD, missing

TESTS_LISTED = 5


@requires(Permission.CHANGE_SETTINGS, fresh_proof=True)
def message_settings(request: PostRequest) -> HttpResponse:
    """Who carries which messages and when, what is connected and what is missing, and a test to oneself."""
    at, school = clock.now(), cast(School, request.post.school)
    chosen = SendingSettings.objects.of(school)
    is_test = request.POST.get("do") == "test"
    form = SendersForm(None if is_test else request.POST or None, instance=SendingSettings.objects.of(school))
    test_form = SendTestForm(request.POST if is_test else None, prefix=None, auto_id="test_%s")
    shown = test_form if is_test else form
    if request.method == "POST" and shown.is_valid():
        try:
            if is_test:
                actions.send_test(**test_form.cleaned_data, by=request.post, at=at)
                messages.success(request, "The test is in the outbox and goes with the next sending.")
            else:
                actions.choose_senders(school=school, **form.cleaned_data, by=request.post, at=at)
                messages.success(request, "The senders are saved.")
        except Refusal as refusal:
            shown.add_error(None, str(refusal))
        else:
            return redirect("registers:message_settings")
    tests = Message.objects.filter(school=school, cause__startswith=TEST).order_by("-made_at")[:TESTS_LISTED]
    context = {
        "form": shown,
        "senders_form": form,
        "test_form": test_form,
        "connections": _connections(school, chosen),
        "can_test": {chosen.email, chosen.text} != {HOLD},
        "tests": [(test, told(test, at)) for test in tests],
        "reply_address": reply_address(school),
        "urn": school.urn,
    }
    return render(request, "registers/message_settings.html", context)


@requires(Permission.SEE_MESSAGES)
@require_POST
def stop_sending(request: PostRequest) -> HttpResponse:
    """Stop all sending of the school at once, and go back to where one was."""
    why = typed(request, "why")
    actions.stop_sending(school=request.post.school, why=why, by=request.post, at=clock.now())
    messages.warning(request, "All sending is stopped. Messages wait in the outbox until it is resumed.")
    return go_on(request, request.POST.get("next", ""), otherwise=reverse("home"))


@requires(Permission.SEE_MESSAGES)
@require_POST
def resume_sending(request: PostRequest) -> HttpResponse:
    """Let the school's messages go again."""
    try:
        ended = actions.resume_sending(school=request.post.school, by=request.post, at=clock.now())
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Messages go again." if ended else "Sending was not stopped.")
    return go_on(request, request.POST.get("next", ""), otherwise=reverse("home"))


def _connections(school: School, chosen: SendingSettings) -> list[dict[str, object]]:
    """For each channel and each sender it may have: whether it is connected, in use, and what it lacks."""
    return [
        {
            "channel": Message.Channel(channel).label,
            "sender": SendingSettings.Sender(sender).label,
            "lacks": missing(school, channel, sender),
            "in_use": chosen.by_channel[channel] == sender,
        }
        for channel, senders in CARRIES.items()
        for sender in senders
        if sender != HOLD
    ]
