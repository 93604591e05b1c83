"""The outbox: what was said to whom, what waits, and what to do with it."""

from collections.abc import Callable
from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.messages import cancel_message, hand_over_message, release_message
from registers.forms.outbox import OutboxForm
from registers.message_causes import cause_words
from registers.models import Message, Post, School
from registers.paper import letter_pdf
from registers.refusals import Refusal
from registers.roles import Permission

MESSAGES_PER_PAGE = 25
DO: dict[str, tuple[Callable[..., Message], str]] = {
    "release": (
        release_message,
        "The message is released: it goes with the next sending, or can be printed.",
    ),
    "cancel": (cancel_message, "The message is cancelled and will not go."),
    "hand_over": (hand_over_message, "Noted: the message was handed over on paper."),
}


@requires(Permission.SEE_MESSAGES)
def outbox(request: PostRequest) -> HttpResponse:
    """Messages, newest first, by state, channel and person."""
    visible = Message.objects.visible_to(request.post)
    form = OutboxForm(request.GET)
    listed = form.of(visible).with_whom().order_by("-made_at", "pk")
    waiting = visible.waiting().aggregate(
        families=Count("pk", filter=Q(contact__isnull=False)), staff=Count("pk", filter=Q(post__isnull=False))
    )
    page = Paginator(listed, MESSAGES_PER_PAGE).get_page(request.GET.get("page"))
    rows = [(message, cause_words(message.cause)) for message in page]
    filtered = any(request.GET.get(name) for name in form.fields)
    context = {"filter_form": form, "rows": rows, "page_obj": page, "waiting": waiting, "filtered": filtered}
    return render(request, "registers/outbox.html", context)


@requires(Permission.SEE_MESSAGES)
def outbox_message(request: PostRequest, message: UUID) -> HttpResponse:
    """One message as a letter, with what can still be done with it; as a PDF where that is asked for."""
    found = get_object_or_404(Message.objects.visible_to(request.post).with_whom(), pk=message)
    if request.method == "POST" and request.POST.get("do") in DO:
        _do(request, found, request.POST["do"], request.post, clock.now())
        return redirect("registers:outbox_message", found.pk)
    if request.GET.get("as") == "pdf":
        pdf = letter_pdf(found, school=cast(School, request.post.school), at=clock.now())
        return HttpResponse(pdf, content_type="application/pdf")
    return render(
        request, "registers/outbox_message.html", {"message": found, "about": cause_words(found.cause)}
    )


def _do(request: PostRequest, message: Message, what: str, by: Post, at: datetime) -> None:
    action, done = DO[what]
    try:
        action(message=message, by=by, at=at)
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, done)
