"""The door of every API call: a token of another program, or the session of a page."""

from typing import Any, cast

from django.utils import timezone
from rest_framework import exceptions
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response

from registers.access import IDLE_MINUTES_ON_REGISTER, PostRequest, needs_second_factor, session_is_fresh
from registers.keys import hashed
from registers.models import ApiToken, Post, School, User
from registers.refusals import Refusal
from registers.roles import Permission, Role, may


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer <token>`: one school, named scopes, an end (real time)."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        kind, _, secret = request.headers.get("Authorization", "").partition(" ")
        if kind.lower() != "bearer":
            return None
        now = timezone.now()
        token = (
            ApiToken.objects.filter(
                hashed=hashed(secret.strip()), expires_at__gt=now, withdrawn_at__isnull=True
            )
            .select_related("post__user", "post__school")
            .first()
        )
        if token is None:
            raise exceptions.AuthenticationFailed(
                "This token is not known, has expired or was withdrawn. The school's administrator can make a new one."
            )
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
        cast(PostRequest, request._request).post = token.post
        return token.post.user, token

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class PostSessionAuthentication(SessionAuthentication):
    """The same session as the pages, with its CSRF check, freshness and hat."""

    def authenticate(self, request: Request) -> tuple[User, None] | None:
        session_user: User | None = getattr(request._request, "user", None)
        if session_user is None or not session_user.is_authenticated or post_of(request) is None:
            return None
        view = request.parser_context["view"] if request.parser_context else None
        if not session_is_fresh(request._request, getattr(view, "idle_minutes", IDLE_MINUTES_ON_REGISTER)):
            return None
        if needs_second_factor(session_user):
            return None
        self.enforce_csrf(request)
        return session_user, None


class DeclaredPermission(BasePermission):
    """Asks what the APIView declared by `@requires` or `@open_to_anyone`; undeclared is refused."""

    def has_permission(self, request: Request, view: Any) -> bool:
        if not hasattr(view, "permission"):
            return False
        permission: Permission | None = view.permission
        if permission is None:
            return True
        if isinstance(request.auth, ApiToken):
            return getattr(view, "scope", None) in request.auth.scopes
        return request.user is not None and may(Role(post_of(request).role), permission)


def post_of(request: Request) -> Post:
    """The hat in which the person or the program acts."""
    return cast(PostRequest, request._request).post


def school_of(request: Request) -> School:
    """The school of that hat. Hats of a trust carry no permission that leads to a school's registers."""
    school = post_of(request).school
    if school is None:
        raise exceptions.PermissionDenied("This role belongs to a trust. Choose a role at a school.")
    return school


def api_errors(error: Exception, context: dict[str, Any]) -> Response | None:
    """Refusals as JSON that says the reason and who can fix it."""
    if isinstance(error, Refusal):
        return Response({"words": error.words, "who_can_fix": error.who_can_fix}, status=422)
    from rest_framework.views import exception_handler  # reads the settings that name this module

    return exception_handler(error, context)
