"""The home page, and what the site says about itself."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from attendance_site.api_description import describe
from attendance_site.health import examine
from attendance_site.home import counted_later, home_for
from attendance_site.parts import clock
from registers.access import PostRequest, families_go_home, open_to_anyone, requires
from registers.forms.staff import SCOPE_WORDS
from registers.roles import Permission


@families_go_home
@requires(Permission.SIGNED_IN)
@require_safe
def home(request: PostRequest) -> HttpResponse:
    """Today's work for the hat worn. What asks by itself gets the part that changes.

    What is only counted once, and takes longer to count than the rest, comes by itself after the page.
    """
    at = clock.now()
    if "X-Part" in request.headers and (counts := counted_later(request.post, at)):
        return render(request, "absence/_to_look_at.html", counts)
    shown = home_for(request.post, at)
    part = f"home/{shown['work']}.html"
    polling = "X-Polling" in request.headers
    return render(request, part if polling else "home.html", {**shown, "part": part, "at": at})


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


@open_to_anyone
@require_POST
def lock(request: HttpRequest) -> HttpResponse:
    """Sign out and wait at the sign-in page: for a shared classroom computer."""
    logout(request)
    return redirect("account_login")


@open_to_anyone
def given_by_the_school(request: HttpRequest) -> HttpResponse:
    """Accounts and their addresses are the school's to give and change: what the library offers here is not."""
    raise Http404


@open_to_anyone
@require_safe
def help(request: HttpRequest) -> HttpResponse:
    """How to do the day's work, in a page."""
    return render(request, "help.html")


@open_to_anyone
@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    """What works with which aids, how that was tested, and whom to tell."""
    return render(request, "accessibility.html")


@open_to_anyone
@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """What is kept about whom, why and for how long."""
    return render(request, "privacy.html")


@open_to_anyone
def api_docs(request: HttpRequest) -> HttpResponse:
    """What the API offers, in words and tables, for people who write programs against it."""
    shown = {"description": describe(), "scopes": SCOPE_WORDS.items()}
    return render(request, "api_docs.html", shown)
