"""What families answered, and the door by which GOV.UK Notify brings it."""

import hmac
import json
from typing import cast
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from registers.access import PostRequest, open_to_anyone, requires
from registers.actions.replies import handle_reply, receive_reply
from registers.forms.outbox import ReplyForm
from registers.message_causes import cause_words
from registers.models import Message, Reply, School
from registers.refusals import Refusal
from registers.roles import Permission, who_may

REPLIES_PER_PAGE = 25
TOKEN = "NOTIFY_REPLY_TOKEN_"  # noqa: S105  (the beginning of a variable's name)
SHORTEST_TOKEN = 20
LARGEST_BODY = 20_000
"""Bytes. A text has a few thousand at most."""


@requires(Permission.SEE_MESSAGES)
def replies(request: PostRequest) -> HttpResponse:
    """Replies to deal with, and those that were dealt with."""
    visible = Reply.objects.visible_to(request.post)
    if request.method == "POST":
        _handle(request)
        return redirect("registers:replies")
    handled = visible.filter(handled_at__isnull=False).select_related("contact", "message")
    page = Paginator(handled.order_by("-received_at", "pk"), REPLIES_PER_PAGE).get_page(
        request.GET.get("page")
    )
    waiting = visible.to_handle().select_related("contact", "message").order_by("received_at", "pk")
    context = {
        "waiting": [_shown(reply) for reply in waiting[:100]],
        "handled": [_shown(reply) for reply in page],
        "page_obj": page,
        "who": ", ".join(role.label.lower() for role in who_may(Permission.SEE_MESSAGES)),
    }
    return render(request, "registers/replies.html", context)


@open_to_anyone
@csrf_exempt
@require_POST
def notify_texts(request: HttpRequest) -> HttpResponse:
    """A text that somebody sent to the school's number at GOV.UK Notify, with the token the school gave it.

    The token says which school; without the right one nothing is said about what there is.
    """
    school = _school_of(request.headers.get("Authorization", ""))
    if school is None:
        return JsonResponse({"error": "The token is not known."}, status=403)
    said = _read(request)
    if said is None:
        return JsonResponse({"error": "This is not a received text."}, status=400)
    number, text, ref = said
    _, new = receive_reply(
        school=school,
        channel=Message.Channel.TEXT,
        from_address=number,
        text=text,
        provider_ref=ref,
        at=clock.now(),
    )
    return JsonResponse({"kept": new})


def _handle(request: PostRequest) -> None:
    try:
        number = UUID(request.POST.get("reply", ""))
    except ValueError:
        messages.warning(request, "Choose a reply.")
        return
    reply = get_object_or_404(Reply.objects.visible_to(request.post), pk=number)
    form = ReplyForm(request.POST)
    try:
        if form.is_valid():
            handle_reply(reply=reply, note=form.cleaned_data["note"], by=request.post, at=clock.now())
            messages.success(request, "Noted: somebody has dealt with it.")
        else:
            messages.warning(request, "Say what was done in 300 characters at most.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))


def _shown(reply: Reply) -> tuple[Reply, str]:
    return reply, cause_words(reply.message.cause) if reply.message else ""


def _school_of(authorization: str) -> School | None:
    """The school whose token this is. Each is compared in full, so that time tells nothing."""
    kind, _, given = authorization.partition(" ")
    found = ""
    for name, token in settings.SENDING.items():
        if name.startswith(TOKEN) and len(token) >= SHORTEST_TOKEN:
            if hmac.compare_digest(token.encode(), given.strip().encode("utf-8", "replace")):
                found = name.removeprefix(TOKEN)
    return School.objects.filter(urn=found).first() if found and kind.lower() == "bearer" else None


def _read(request: HttpRequest) -> tuple[str, str, str] | None:
    """Number, text and Notify's id of what came; None where it is something else."""
    length = request.headers.get("Content-Length") or "0"
    if not length.isdecimal() or int(length[:9]) > LARGEST_BODY:
        return None
    try:
        body = json.loads(request.read(LARGEST_BODY + 1))
    except (ValueError, RecursionError):
        return None
    if not isinstance(body, dict):
        return None
    parts = [body.get(name) for name in ("source_number", "message", "id")]
    if not all(isinstance(part, str) and part.strip() for part in parts):
        return None
    number, text, ref = (cast(str, part).replace("\x00", "") for part in parts)
    return number[:30], text.encode("utf-8", "replace").decode(), ref[:250]
