"""Registers for devices and other programs: the day's list, one register as it stands, and Complete."""

from datetime import date
from typing import Any

from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, requires
from registers.actions.register_day import complete_register, get_register
from registers.api.door import post_of, school_of
from registers.api.marks import MarkShown
from registers.models import Register, RegistrationGroup
from registers.register_page import PageMark, RegisterPage, register_page
from registers.registers_of_day import registers_of_day
from registers.roles import Permission, Scope
from registers.school_sessions import Plan

PLACE = [
    OpenApiParameter("group", OpenApiTypes.INT, OpenApiParameter.PATH, description="The class"),
    OpenApiParameter("date", OpenApiTypes.DATE, OpenApiParameter.PATH),
    OpenApiParameter("session", OpenApiTypes.STR, OpenApiParameter.PATH, enum=["am", "pm"]),
]


class RegisterListed(serializers.Serializer[Any]):
    """One register of the day."""

    group = serializers.IntegerField()
    name = serializers.CharField(help_text="The class")
    session = serializers.CharField()
    state = serializers.ChoiceField(choices=["not_started", "open", "missing", "taken"])
    taken_at = serializers.DateTimeField(allow_null=True)
    taken_name = serializers.CharField()
    expected = serializers.IntegerField()
    marked = serializers.IntegerField()
    here = serializers.IntegerField()


class PlanShown(serializers.Serializer[Any]):
    """What is expected of a pupil."""

    code = serializers.CharField()
    words = serializers.CharField()


class PupilShown(serializers.Serializer[Any]):
    """A pupil of the register."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    mark = MarkShown(allow_null=True)
    planned = PlanShown(allow_null=True)
    reported = PlanShown(allow_null=True)


class RegisterShown(serializers.Serializer[Any]):
    """One register as it stands."""

    now = serializers.DateTimeField()
    group = serializers.IntegerField()
    name = serializers.CharField(help_text="The class")
    date = serializers.DateField()
    session = serializers.CharField()
    state = serializers.ChoiceField(choices=["not_started", "open", "closed"])
    starts_at = serializers.DateTimeField()
    closes_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField()
    taken_at = serializers.DateTimeField(allow_null=True)
    taken_name = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())
    pupils = PupilShown(many=True)


class Completed(serializers.Serializer[Any]):
    """A completed register."""

    taken_at = serializers.DateTimeField()
    taken_name = serializers.CharField()


class RefusalShown(serializers.Serializer[Any]):
    """Why not, and who can help."""

    words = serializers.CharField()
    who_can_fix = serializers.CharField()


REFUSED = OpenApiResponse(RefusalShown, "There is no such session, or pupils are without a mark.")


@requires(Permission.SEE_MARKS, scope=Scope.REGISTERS_READ, idle_minutes=IDLE_MINUTES_ON_REGISTER)
class RegisterList(APIView):
    """The day's registers."""

    @extend_schema(
        parameters=[PLACE[1]], responses=RegisterListed(many=True), operation_id="registers_of_day"
    )
    def get(self, request: Request, date: date) -> Response:
        """Registers of the classes you may see, by class and session; empty on a day without school."""
        listed = registers_of_day(school=school_of(request), on=date, at=clock.now(), post=post_of(request))
        return Response(
            [
                {
                    "group": each.group_id,
                    "name": each.group,
                    "session": each.session.session,
                    "state": each.state,
                    **_taken(each.register),
                    "expected": each.expected,
                    "marked": each.marked,
                    "here": each.here,
                }
                for each in listed
            ]
        )


@requires(Permission.SEE_MARKS, scope=Scope.REGISTERS_READ, idle_minutes=IDLE_MINUTES_ON_REGISTER)
class RegisterState(APIView):
    """One register."""

    @extend_schema(
        parameters=[*PLACE, OpenApiParameter("If-None-Match", OpenApiTypes.STR, OpenApiParameter.HEADER)],
        responses={
            200: RegisterShown,
            304: OpenApiResponse(None, "Nothing changed since the ETag sent."),
            422: REFUSED,
        },
        operation_id="register_state",
    )
    def get(self, request: Request, group: int, date: date, session: str) -> Response:
        """The class as it stands, with revisions. Ask again with the ETag: 304 while nothing changed."""
        get_token(request._request)  # a page that outlived its sign-in needs the new token's cookie
        found = _group(request, group, date)
        page = register_page(school=found.school, group=found, date=date, session=session, at=clock.now())
        headers = {"ETag": f'"{page.etag}"', "Cache-Control": "private, no-cache"}
        if page.etag in request.headers.get("If-None-Match", ""):
            return Response(status=304, headers=headers)
        return Response(_page(page), headers=headers)


@requires(Permission.TAKE_REGISTER, scope=Scope.MARKS_WRITE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
class RegisterCompletion(APIView):
    """Complete."""

    @extend_schema(
        parameters=PLACE,
        request=None,
        responses={200: Completed, 422: REFUSED},
        operation_id="register_complete",
    )
    def post(self, request: Request, group: int, date: date, session: str) -> Response:
        """Say that every pupil has been looked at; planned marks become marks. Pressing again changes nothing."""
        found = _group(request, group, date)
        now = clock.now()
        register = get_register(school=found.school, group=found, date=date, session=session, at=now)
        complete_register(register=register, by=post_of(request), at=now)
        return Response(_taken(register))


def _group(request: Request, group: int, day: date) -> RegistrationGroup:
    groups = RegistrationGroup.objects.visible_to(post_of(request), on=day).select_related("school")
    return get_object_or_404(groups, pk=group)


def _taken(register: Register | None) -> dict[str, Any]:
    if register is None:
        return {"taken_at": None, "taken_name": ""}
    return {
        "taken_at": register.taken_at.isoformat() if register.taken_at else None,
        "taken_name": register.taken_name,
    }


def _page(page: RegisterPage) -> dict[str, Any]:
    session = page.session
    return {
        "now": page.at.isoformat(),
        "group": page.group.pk,
        "name": page.group.name,
        "date": session.date.isoformat(),
        "session": session.session,
        "state": page.state,
        "starts_at": session.starts_at.isoformat(),
        "closes_at": session.closes_at.isoformat(),
        "ends_at": session.ends_at.isoformat(),
        **_taken(page.register),
        "counts": page.counts,
        "pupils": [
            {
                "id": row.pupil.pupil_id,
                "name": row.pupil.called,
                "mark": _mark(row.mark),
                "planned": _plan(row.planned),
                "reported": _plan(row.reported),
            }
            for row in page.rows
        ],
    }


def _mark(mark: PageMark | None) -> dict[str, Any] | None:
    if mark is None:
        return None
    return {
        "pupil": mark.pupil_id,
        "code": mark.code,
        "minutes": mark.minutes_late,
        "arrived": f"{mark.arrived_at:%H:%M}" if mark.arrived_at else None,
        "rev": mark.rev,
        "name": mark.name,
        "at": mark.at.isoformat(),
        "source": mark.source,
    }


def _plan(plan: Plan | None) -> dict[str, str] | None:
    return {"code": plan.code, "words": plan.words} if plan else None
