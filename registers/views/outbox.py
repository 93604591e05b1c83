"""The outbox: what was said to whom, what waits, what needs somebody, and what to do with it."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from attendance_site.parts.typed import typed
from registers.access import PostRequest, requires
from registers.actions.letters import note_addresses_printed
from registers.actions.messages import cancel_message, hand_over_message, release_message
from registers.actions.settle_messages import (
    note_it_went,
    release_held,
    send_again,
    send_at_once,
    settle_failure,
)
from registers.forms.outbox import OutboxForm
from registers.letters import Letter, letters_of, sheet_of
from registers.message_causes import cause_words, kind_of
from registers.message_tasks import counts_for, held_by_kind, to_check
from registers.message_words import told
from registers.models import Message, Post, School, SendingSettings
from registers.paper import letters_pdf
from registers.refusals import Refusal
from registers.roles import Permission
from registers.senders.connections import HOLD, LABELS, missing

MESSAGES_PER_PAGE = 25
DO: dict[str, tuple[Callable[..., Message], str]] = {
    "release": (
        release_message,
        "The message is released: it goes with the next sending, or can be printed.",
    ),
    "cancel": (cancel_message, "The message is cancelled and will not go."),
    "hand_over": (hand_over_message, "Noted: the message was handed over on paper."),
    "send_again": (send_again, "The message is queued: it goes once more with the next sending."),
    "it_went": (note_it_went, "Noted: the message went."),
    "settle": (settle_failure, "Noted: somebody has looked at it."),
}
URGENT = "The message goes with the next sending, whatever the hour."


@requires(Permission.SEE_MESSAGES)
def outbox(request: PostRequest) -> HttpResponse:
    """Messages, newest first, by state, channel and person; above them what needs somebody."""
    at, school = clock.now(), cast(School, request.post.school)
    visible = Message.objects.visible_to(request.post)
    if request.method == "POST":
        _release_all(request, typed(request, "kind"), at)
        return redirect("registers:outbox")
    form, chosen = OutboxForm(request.GET), SendingSettings.objects.of(school)
    listed = form.of(visible, texts_a_day=chosen.texts_a_day, at=at).with_whom().order_by("-made_at", "pk")
    page = Paginator(listed, MESSAGES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter_form": form,
        "rows": [(message, cause_words(message.cause), told(message, at)) for message in page],
        "page_obj": page,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "counts": counts_for(school, at, texts_a_day=chosen.texts_a_day),
        "held": [(kind, cause_words(f"{kind}/"), n) for kind, n in held_by_kind(visible)],
        "to_check": to_check(visible, at),
        "chosen": chosen,
        "carried": [words for words, lacks in _carried(school, chosen) if not lacks],
        "not_connected": [words for words, lacks in _carried(school, chosen) if lacks],
    }
    return render(request, "registers/outbox.html", context)


@requires(Permission.SEE_MESSAGES)
def outbox_message(request: PostRequest, message: UUID) -> HttpResponse:
    """One message as a letter, with what can still be done with it; as a PDF where that is asked for."""
    found = get_object_or_404(Message.objects.visible_to(request.post).with_whom(), pk=message)
    at, school = clock.now(), cast(School, request.post.school)
    [letter] = letters_of([found], school=school, at=at)
    if request.method == "POST":
        _do(request, found, request.POST.get("do", ""), request.post, at)
        return redirect("registers:outbox_message", found.pk)
    if request.GET.get("as") == "pdf":
        return _pdf(request, letter, at)
    sender = SendingSettings.objects.of(school).by_channel.get(found.channel, HOLD)
    context = {
        "message": found,
        "letter": letter,
        "sheet": sheet_of(letter, school=school),
        "about": cause_words(found.cause),
        "told": told(found, at),
        "unsure": found.may_have_been_sent(at),
        "waits": found.state in (Message.State.HELD, Message.State.QUEUED),
        "is_carried": sender != HOLD,
        "carrier": LABELS[sender],
        "replies": found.replies.order_by("received_at"),
    }
    return render(request, "registers/outbox_message.html", context)


def _pdf(request: PostRequest, letter: Letter, at: datetime) -> HttpResponse:
    """The message on paper, to those who may have it."""
    if letter.is_limited:
        messages.warning(request, f"It is not printed. {letter.why_not}")
        return redirect("registers:outbox_message", letter.message.pk)
    school = cast(School, request.post.school)
    note_addresses_printed(letters=[letter], by=request.post, at=at)
    pdf = letters_pdf([sheet_of(letter, school=school, on_paper_for=request.post)], school=school, at=at)
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Cache-Control"] = "no-store"
    return answer


def _do(request: PostRequest, message: Message, what: str, by: Post, at: datetime) -> None:
    try:
        if what == "at_once":
            send_at_once(message=message, why=typed(request, "why"), by=by, at=at)
            messages.success(request, URGENT)
        elif what in DO:
            action, done = DO[what]
            action(message=message, by=by, at=at)
            messages.success(request, done)
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _release_all(request: PostRequest, kind: str, at: datetime) -> None:
    try:
        went, fell = release_held(kind=kind_of(kind), by=request.post, at=at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return
    words = f"{went} released" if went != 1 else "1 message released"
    also = f"; {fell} cancelled, because what they say is no longer so" if fell else ""
    messages.success(request, f"{words}{also}.")


def _carried(school: School, settings: SendingSettings) -> list[tuple[str, list[str]]]:
    """Each channel that is to leave the site by itself, in words, and what its sender still lacks."""
    return [
        (f"{Message.Channel(channel).label} by {LABELS[sender]}", missing(school, channel, sender))
        for channel, sender in settings.by_channel.items()
        if sender != HOLD
    ]
