"""What the register page needs on the device: its service worker, and whether single keys act."""

import functools
from pathlib import Path
from typing import cast

from django.contrib.staticfiles import finders
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from attendance_site.parts.onward import go_on
from registers.access import PostRequest, open_to_anyone, requires
from registers.actions.own_settings import switch_keys as switch_own_keys
from registers.roles import Permission


@functools.cache
def _worker() -> bytes:
    return Path(cast(str, finders.find("registers/service-worker.js"))).read_bytes()


@open_to_anyone
@require_GET
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker that opens today's register without a network. It stands at the root because its pages do."""
    return HttpResponse(
        _worker(),
        content_type="text/javascript; charset=utf-8",
        headers={"Service-Worker-Allowed": "/", "Cache-Control": "no-cache"},
    )


@requires(Permission.TAKE_REGISTER)
@require_POST
def switch_keys(request: PostRequest) -> HttpResponse:
    """Switch single keys off or on for oneself (WCAG 2.2, 2.1.4), and go back to the register."""
    switch_own_keys(by=request.post, off=request.POST.get("keys_off") == "on")
    return go_on(request, request.POST.get("next", ""), otherwise=reverse("registers:registers"))
