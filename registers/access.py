"""Who is asking, in which hat, and whether they may: the door of every page (`api/door.py`: of every API call).

Each view says `@requires(Permission.X)`. A person signs in once and wears one hat (Post) at a time; a program shows a
token, which acts in a hat of its own. Not visible is 404 (QuerySet.visible_to); not permitted is 403.
"""

import functools
import time
from collections.abc import Callable
from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.contrib.auth import login, logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode

from attendance_site.parts import clock
from registers.actions.parents import link_family
from registers.families import Family, family_of
from registers.language_choice import language_for
from registers.models import Post, SendingSettings, SendingStop, User
from registers.models.people import PostQuerySet
from registers.navigation import Navigation, navigation_for
from registers.roles import PERMISSIONS, Permission, Role, Scope, may, who_may
from registers.sign_in_codes import TRUSTED_FOR
from registers.site_notices import reminders_for, stop_in_head

IDLE_MINUTES = 15  # staff: idle this long signs out (ux.md section 5) ...
IDLE_MINUTES_ON_REGISTER = 60  # ... but a register stays open through a lesson
LONGEST_SESSION = 12 * 60 * 60  # seconds
PROVED_MINUTES = 30  # how long "it is me" holds for what needs a fresh proof (reliability.md section 6, star)


class PostRequest(HttpRequest):
    """A request that has come through the door: signed in, with a hat on."""

    user: User
    post: Post


class FamilyRequest(PostRequest):
    """A request of somebody who looks after children here, through the door for families."""

    family: Family


View = Callable[..., HttpResponseBase]


class NotPermitted(PermissionDenied):
    """The hat worn does not carry the permission; `words` say which, `who_can_fix` who does."""

    def __init__(self, permission: Permission) -> None:
        helpers = ", ".join(role.label.lower() for role in who_may(permission) if role is not Role.COMMAND)
        self.words = f"Your role here does not include: {permission.value.lower()}."
        self.who_can_fix = (
            f"People with this role can: {helpers}. The head or administrator can change your role."
        )
        super().__init__(f"{self.words} {self.who_can_fix}")


def requires(
    permission: Permission,
    *,
    scope: Scope | None = None,
    idle_minutes: int = IDLE_MINUTES,
    fresh_proof: bool = False,
) -> Callable[[Any], Any]:
    """Let only people through whose hat carries the permission (and tokens that carry the scope).

    On a page: somebody signed out is sent to sign in; somebody with several hats chooses one first. On an APIView
    class it declares the same for `DeclaredPermission`. `idle_minutes`: how long the session may have been idle.
    `fresh_proof`: the person must have shown lately that it is them (password or second factor); who has not is asked
    to, and comes back to the page.
    """

    def declare(view: Any) -> Any:
        if isinstance(view, type):
            view.permission = permission  # type: ignore[attr-defined]
            view.scope = scope  # type: ignore[attr-defined]
            view.idle_minutes = idle_minutes  # type: ignore[attr-defined]
            return view

        @functools.wraps(view)
        def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            turned_away = _turn_away(request, idle_minutes)
            if turned_away is not None:
                return turned_away
            post = cast(PostRequest, request).post
            if not may(Role(post.role), permission):
                raise NotPermitted(permission)
            if fresh_proof and not proved_lately(request):
                return redirect(
                    f"{reverse('account_reauthenticate')}?{urlencode({'next': request.get_full_path()})}"
                )
            return cast(View, view)(request, *args, **kwargs)

        door.permission = permission  # type: ignore[attr-defined]
        return door

    return declare


def for_families(*, code_within_days: int | None = None) -> Callable[[Any], Any]:
    """Let only people through whose children's pages are open today; `request.family` says whose.

    `code_within_days`: the code they signed in by must not be older; who has an older one is sent a new one, and comes
    back to the page. The page is drawn in the reader's language.
    """

    def declare(view: Any) -> Any:
        @functools.wraps(view)
        def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            turned_away = _turn_family_away(request) or _find_family(request)
            if turned_away is not None:
                return turned_away
            family_request = cast(FamilyRequest, request)
            if code_within_days is not None and not sent_a_code_within(request, code_within_days):
                again = urlencode({"next": request.get_full_path()})
                return redirect(f"{reverse('absence:family_new_code')}?{again}")
            # FamilyLanguageMiddleware puts back what was before; a refusal from here on is in the language, too
            translation.activate(language_for(family_request, family_request.family.children))
            return cast(View, view)(request, *args, **kwargs)

        door.permission = Permission.FAMILY  # type: ignore[attr-defined]
        return door

    return declare


def open_to_anyone(view: Any) -> Any:
    """Declare a view that needs no sign-in (the code table, health, the way in)."""
    view.permission = None
    return view


def _turn_away(request: HttpRequest, idle_minutes: int) -> HttpResponse | None:
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    if not session_is_fresh(request, idle_minutes):
        logout(request)
        return redirect_to_login(request.get_full_path())
    if needs_second_factor(request.user):
        return redirect("mfa_index")
    if getattr(request, "post", None) is None:
        return redirect(f"{reverse('registers:choose_post')}?next={request.path}")
    return None


def families_go_home(view: Any) -> Any:
    """The site's first page is another one for families."""

    @functools.wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        post = getattr(request, "post", None)
        if post is not None and post.role == Role.PARENT:
            return redirect("absence:family_home")
        return cast(View, view)(request, *args, **kwargs)

    return door


def _turn_family_away(request: HttpRequest) -> HttpResponse | None:
    """As `_turn_away`, for families: who signed in by a code is not bound by the limits of staff."""
    if not request.user.is_authenticated:
        return _to_family_sign_in(request)
    if not came_by_code(request):
        turned_away = _turn_away(request, IDLE_MINUTES)
        if turned_away is not None:
            return turned_away
    elif not family_session_holds(request):
        logout(request)
        return _to_family_sign_in(request)
    post = getattr(request, "post", None)
    if post is None or post.role != Role.PARENT:
        if came_by_code(request):
            return _nothing_open(request)
        raise NotPermitted(Permission.FAMILY)
    return None


def _find_family(request: HttpRequest) -> HttpResponse | None:
    """Set `request.family`; ties adults to the person whose children came to the school since."""
    user, today = cast(User, request.user), clock.today()
    family = family_of(user, today)
    if family.unlinked:
        link_family(family=family, on=today, at=clock.now())
        family = family_of(user, today)
    if not family.children:
        return _nothing_open(request)
    asking = cast(FamilyRequest, request)
    asking.family = family
    posts = {child.post.pk: child.post for child in family.children}
    asking.post = posts.get(asking.post.pk, family.children[0].post)
    return None


def _to_family_sign_in(request: HttpRequest) -> HttpResponse:
    wanted = urlencode({"next": request.get_full_path()}) if request.method == "GET" else ""
    return redirect(f"{reverse('absence:family_sign_in')}?{wanted}".rstrip("?"))


def _nothing_open(request: HttpRequest) -> HttpResponse:
    """Nobody's pages are open to them (any more): out, to where the page says whom to ask."""
    if not came_by_code(request):
        request.session.pop("post", None)
        return redirect("registers:choose_post")
    logout(request)
    return redirect(f"{reverse('absence:family_sign_in')}?nothing=open")


def came_by_code(request: HttpRequest) -> bool:
    """Whether the person signed in by a code to their e-mail: then they wear the hat of a parent and no other."""
    return bool(request.session.get("family_address"))


def sign_in_family(request: HttpRequest, user: User, *, trusted: bool) -> None:
    """Sign somebody in whose code was right: for ninety days on a phone of their own, else until the browser closes.

    Somebody who is signed in as staff stays so, and has shown that the e-mail is theirs.
    """
    now = int(time.time())
    if not (request.user.is_authenticated and request.user.pk == user.pk and not came_by_code(request)):
        login(request, user, backend="allauth.account.auth_backends.AuthenticationBackend")
        seconds = int(TRUSTED_FOR.total_seconds())
        request.session["family_address"] = user.email
        request.session["family_until"] = now + (seconds if trusted else LONGEST_SESSION)
        request.session.set_expiry(seconds if trusted else 0)
    request.session["family_code_at"] = now


def family_session_holds(request: HttpRequest) -> bool:
    """Whether the time is not over, and the address that the code went to is still the person's (real time)."""
    session, user = request.session, cast(User, request.user)
    return bool(session.get("family_until", 0) > time.time() and session["family_address"] == user.email)


def sent_a_code_within(request: HttpRequest, days: int) -> bool:
    """Whether the person typed in a code that was sent to their e-mail so lately (real time)."""
    return bool(time.time() - request.session.get("family_code_at", 0) < days * 24 * 60 * 60)


def proved_lately(request: HttpRequest) -> bool:
    """Whether the person signed in, or showed again that it is them, in the last half hour (real time)."""
    proofs = get_authentication_records(request, cast(User, request.user))
    return any(time.time() - proof["at"] < PROVED_MINUTES * 60 for proof in proofs)


def needs_second_factor(user: User) -> bool:
    """Every member of staff has a second factor; people of the demo and one-day passes have none."""
    if user.is_demo or not user.has_usable_password():
        return False
    return (
        not Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()
    )


def session_is_fresh(request: HttpRequest, idle_minutes: int) -> bool:
    """Whether the session is younger than twelve hours and was used within `idle_minutes` (real time).

    What a page asks by itself is not use: a page left open must not keep somebody signed in. The API's reads and
    anything sent with `X-Polling` is such.
    """
    now = int(time.time())
    since = request.session.setdefault("since", now)
    seen = request.session.setdefault("seen", now)
    if now - since > LONGEST_SESSION or now - seen > idle_minutes * 60:
        return False
    polling = request.method == "GET" and (request.path.startswith("/api/") or "X-Polling" in request.headers)
    if now - seen > 30 and not polling:
        request.session["seen"] = now
    return True


class PostMiddleware:
    """Sets `request.post`: the hat worn, chosen at sign-in and kept in the session, or None."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.post = worn_post(request)  # type: ignore[attr-defined]
        if came_by_code(request) and request.path.startswith("/accounts/") and request.user.is_authenticated:
            return redirect("absence:family_home")  # passwords and second steps are for people who work here
        return self.get_response(request)


@functools.cache
def wearable() -> PostQuerySet:
    """Every hat that a person may wear, with whether and why not its school sends messages.

    Put together once: every request asks for a hat, and drawing this up took longer than the answer.
    """
    posts = Post.objects.filter(user__is_active=True).exclude(role=Role.COMMAND)
    return posts.select_related("school", "trust", "user").annotate(
        sends=Exists(SendingSettings.objects.sending().filter(school=OuterRef("school"))),
        stop=SendingStop.objects.all().as_seen_from(OuterRef("school")),
    )


def worn_post(request: HttpRequest) -> Post | None:
    """The hat worn: the one in the session while it still holds today, else the only one there is, else None."""
    user_id = request.session.get("_auth_user_id")
    if user_id is None:
        return None
    posts = wearable().on(clock.today()).filter(user=user_id)
    if came_by_code(request):
        posts = posts.filter(role=Role.PARENT)
    chosen = request.session.get("post")
    if chosen is not None:
        post = posts.filter(pk=chosen).first()
        if post is not None:
            return post
        del request.session["post"]
    held = list(posts.order_by("pk"))
    hats = [post for post in held if post.role != Role.PARENT]
    hats += [post for post in held if post.role == Role.PARENT][:1]  # a parent's posts together are one hat
    if len(hats) == 1:
        request.session["post"] = hats[0].pk
        return hats[0]
    return None


def page_frame(request: HttpRequest) -> dict[str, object]:
    """What every page's frame shows: the hat, its school, and where it may go."""
    post: Post | None = getattr(request, "post", None)
    if post is None:
        return {"post": None, "school": None, "navigation": Navigation(), "may": {}}
    return {
        "post": post,
        "school": post.school,
        "navigation": navigation_for(post, request.path),
        "may": {permission.name.lower(): True for permission in PERMISSIONS[Role(post.role)]},
        "site_notices": [] if "X-Polling" in request.headers else reminders_for(post, clock.now()),
        "several_hats": request.session.get("hats", 1) > 1,
        **(stop_in_head(post) if may(Role(post.role), Permission.SEE_MESSAGES) else {}),
    }


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody makes an account for themselves: the school gives people their posts."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("home")
