"""Pupils for machines: names, classes and year groups on a day."""

from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import requires
from registers.api.door import post_of, school_of
from registers.models import GroupMembership, Pupil, PupilStatus
from registers.roles import Permission, Scope


class PupilDay(serializers.Serializer[Any]):
    """One pupil on the roll on a day."""

    id = serializers.IntegerField()
    upn = serializers.CharField()
    surname = serializers.CharField()
    forename = serializers.CharField()
    known_as = serializers.CharField()
    dob = serializers.DateField()
    group = serializers.CharField(allow_null=True, help_text="Class on that day")
    year_group = serializers.CharField(allow_null=True)


class DayAsked(serializers.Serializer[Any]):
    """The day asked about; today when left out."""

    on = serializers.DateField(required=False)


@requires(Permission.SEE_PUPILS, scope=Scope.PUPILS_READ)
class PupilList(APIView):
    """The pupils on the roll on a day."""

    @extend_schema(
        parameters=[OpenApiParameter("on", OpenApiTypes.DATE, description="The day; today when left out")],
        responses=PupilDay(many=True),
    )
    def get(self, request: Request) -> Response:
        """Pupils by surname, forename and UPN."""
        asked = DayAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        day = asked.validated_data.get("on", clock.today())
        pupils = (
            Pupil.objects.visible_to(post_of(request), on=day)
            .on_roll(day)
            .order_by("surname", "forename", "upn")
            .values("id", "upn", "surname", "forename", "known_as", "dob")
        )
        groups = dict(
            GroupMembership.objects.on(day)
            .filter(school=school_of(request).pk)
            .values_list("pupil", "group__name")
        )
        years = dict(
            PupilStatus.objects.on(day)
            .filter(school=school_of(request).pk, kind=PupilStatus.Kind.YEAR_GROUP)
            .values_list("pupil", "value")
        )
        rows = [{**row, "group": groups.get(row["id"]), "year_group": years.get(row["id"])} for row in pupils]
        return Response(PupilDay(rows, many=True).data)
