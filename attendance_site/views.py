"""The home page, and what the site says about itself."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from attendance_site.health import examine
from registers.access import open_to_anyone, requires
from registers.roles import Permission


@requires(Permission.SIGNED_IN)
def home(request: HttpRequest) -> HttpResponse:
    """Today's work for the hat worn."""
    return render(request, "home.html")


@open_to_anyone
def health(request: HttpRequest) -> JsonResponse:
    """Whether the parts the site stands on answer. 503 when the database does not: nothing works without it.

    Without Redis marks are still saved, and what was due is done later, so that is not a reason to take a web
    server out of service.
    """
    parts = examine()
    response = JsonResponse(dict(parts), status=200 if parts["database"] == "ok" else 503)
    response["Cache-Control"] = "no-store"
    return response


@open_to_anyone
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """What somebody sees whose form was too old, or came from another site."""
    return render(request, "403_csrf.html", {"reason": reason}, status=403)
