"""Daily returns for another program to collect: read only, a list by pages, the file and its rows streamed.

This site sends nothing to the Department: a program with a token asks what is ready, and takes it; that is noted.
"""

import csv
import json
from collections.abc import Iterator
from typing import Any

from django.http import StreamingHttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import requires
from registers.api.door import post_of
from registers.models import ApiToken
from registers.roles import Permission, Scope
from reporting.actions.returns import note_collected
from reporting.models import Return
from reporting.return_files import lines, pieces

PAGE = 100
"""Returns that are listed at once."""
DAILY = OpenApiParameter(
    "daily", OpenApiTypes.STR, OpenApiParameter.PATH, description="The return’s id, as the list has it"
)


class ReadyReturn(serializers.Serializer[Any]):
    """One return that can be collected."""

    id = serializers.CharField(help_text="URN, date and version")
    date = serializers.DateField()
    version = serializers.IntegerField()
    rows = serializers.IntegerField(help_text="Rows of the file, its header left out")
    sha256 = serializers.CharField(help_text="Of the file")
    made_at = serializers.DateTimeField(source="at")
    stands = serializers.BooleanField(help_text="Whether it is the newest version of its day")


class ReturnPage(serializers.Serializer[Any]):
    """Some returns, as they were made: a day made late comes late. `next_after`: ask again with it as `after`."""

    returns = ReadyReturn(many=True)
    next_after = serializers.CharField(allow_null=True, help_text="Null at the end")


class ReturnsAsked(serializers.Serializer[Any]):
    """Which returns are asked for."""

    since = serializers.DateField(required=False)
    after = serializers.CharField(required=False, max_length=30)


@requires(Permission.SEE_RETURNS, scope=Scope.RETURNS_READ)
class ReturnList(APIView):
    """The daily returns that are ready to collect."""

    @extend_schema(
        parameters=[
            OpenApiParameter("since", OpenApiTypes.DATE, description="Returns of that date and later"),
            OpenApiParameter(
                "after", OpenApiTypes.STR, description="Returns made after the one with that id"
            ),
        ],
        responses=ReturnPage,
    )
    def get(self, request: Request) -> Response:
        """In the order in which they were made, at most a hundred at a time."""
        asked = ReturnsAsked(data=request.query_params)
        asked.is_valid(raise_exception=True)
        found = Return.objects.visible_to(post_of(request)).without_content().with_whether_they_stand()
        if "since" in asked.validated_data:
            found = found.since(asked.validated_data["since"])
        if "after" in asked.validated_data:
            found = found.after(_one(request, asked.validated_data["after"]))
        page = list(found.as_made()[: PAGE + 1])
        more = page[PAGE - 1].pk if len(page) > PAGE else None
        return Response(ReturnPage({"returns": page[:PAGE], "next_after": more}).data)


@requires(Permission.SEE_RETURNS, scope=Scope.RETURNS_READ)
class ReturnFile(APIView):
    """The file of a return."""

    @extend_schema(
        parameters=[DAILY],
        responses={
            (200, "text/csv"): OpenApiResponse(OpenApiTypes.BYTE, description="The file as it was made")
        },
    )
    def get(self, request: Request, daily: str) -> StreamingHttpResponse:
        """Exactly as it was made, a piece at a time."""
        found = _collected(request, daily)
        return _streamed(found, pieces(found), "text/csv; charset=utf-8")


@requires(Permission.SEE_RETURNS, scope=Scope.RETURNS_READ)
class ReturnRows(APIView):
    """The rows of a return as JSON, a line each."""

    @extend_schema(
        parameters=[DAILY],
        responses={
            (200, "application/x-ndjson"): OpenApiResponse(
                OpenApiTypes.STR, description="One JSON object a line, with the columns of the file"
            )
        },
    )
    def get(self, request: Request, daily: str) -> StreamingHttpResponse:
        """The columns of the file by their names; texts throughout, empty for what is not known."""
        found = _collected(request, daily)
        return _streamed(found, _json_lines(found), "application/x-ndjson")


def _json_lines(made: Return) -> Iterator[str]:
    for row in csv.DictReader(lines(made)):
        yield json.dumps(row, ensure_ascii=False) + "\n"


def _streamed(made: Return, parts: Iterator[Any], kind: str) -> StreamingHttpResponse:
    answer = StreamingHttpResponse(parts, content_type=kind)
    answer["X-SHA256"] = made.sha256
    answer["Cache-Control"] = "no-store, private"
    return answer


def _collected(request: Request, pk: str) -> Return:
    """The return, noted as collected by whoever takes it; one who only asks for its head takes nothing."""
    found = _one(request, pk)
    if request.method == "HEAD":
        return found
    token = request.auth.label if isinstance(request.auth, ApiToken) else ""
    note_collected(taken=found, with_token=token, by=post_of(request), at=clock.now())
    return found


def _one(request: Request, pk: str) -> Return:
    found = Return.objects.visible_to(post_of(request)).without_content().filter(pk=pk).first()
    if found is None:
        raise NotFound("There is no such return of this school.")
    return found
