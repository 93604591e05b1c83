"""The language of the pages that somebody reads here, and of what is written to them."""

from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from attendance_site.parts import clock
from attendance_site.parts.onward import go_on
from registers.access import FamilyRequest, came_by_code, family_session_holds, open_to_anyone
from registers.actions.languages import choose_language
from registers.families import family_of
from registers.language_choice import CHOSEN, COOKIE_AGE, languages_offered
from registers.models import Post
from registers.roles import Role


@open_to_anyone
@require_POST
def family_language(request: HttpRequest) -> HttpResponse:
    """Read the pages in another language from now on, where one of the site's schools offers it.

    Whoever is signed in is written to in it, too.
    """
    wanted = request.POST.get("language", "")
    answer = go_on(request, request.POST.get("next", ""), otherwise=reverse("absence:family_home"))
    if any(each.code == wanted for each in languages_offered()):
        request.session[CHOSEN] = wanted
        answer.set_cookie(
            CHOSEN, wanted, max_age=COOKIE_AGE, secure=settings.SECURE, httponly=True, samesite="Lax"
        )
        _keep(request, wanted)
    return answer


def _keep(request: HttpRequest, language: str) -> None:
    """With the adult on file, at each of their schools."""
    asking = cast(FamilyRequest, request)
    post: Post | None = getattr(request, "post", None)
    if not request.user.is_authenticated or post is None or post.role != Role.PARENT:
        return
    if came_by_code(request) and not family_session_holds(request):
        return
    family = family_of(asking.user, clock.today())
    contacts = {child.contact.pk: child.contact for child in family.children}
    choose_language(contacts=list(contacts.values()), language=language, by=post, at=clock.now())
