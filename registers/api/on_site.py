"""The fire roll for devices: where everybody is, and ticks at the assembly point, each done once."""

import hashlib
import json
from typing import Any

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, requires
from registers.actions.drills import EVACUATE, NOT_SEEN, SEEN, START, Tick, record_ticks
from registers.api.door import post_of, school_of
from registers.keyed_marks import corrected
from registers.on_site import roll_at, state_of
from registers.roles import Permission, Scope
from registers.school_sessions import clock_words

MOST_AT_ONCE = 500


class TickSent(serializers.Serializer[Any]):
    """One thing done at the assembly point."""

    op = serializers.UUIDField(help_text="The operation's own number; the same one however often it is sent")
    kind = serializers.ChoiceField(choices=[START, EVACUATE, SEEN, NOT_SEEN])
    pupil = serializers.IntegerField(min_value=1, max_value=2**63 - 1, allow_null=True, default=None)
    at = serializers.DateTimeField(help_text="By the device's clock")


class TickBatch(serializers.Serializer[Any]):
    """What a device sends, in the order in which it was done."""

    client = serializers.UUIDField(help_text="The device, the same from batch to batch")
    now = serializers.DateTimeField(
        help_text="The device's clock as it sends; its error is taken off every `at`"
    )
    ops = serializers.ListField(child=TickSent(), max_length=MOST_AT_ONCE)


class TickResult(serializers.Serializer[Any]):
    """What became of one."""

    op = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=["saved", "duplicate", "refused"])
    words = serializers.CharField()


class TickResults(serializers.Serializer[Any]):
    """Answers in the order sent."""

    results = TickResult(many=True)


@requires(Permission.SEE_ON_SITE, scope=Scope.REGISTERS_READ)
class OnSite(APIView):
    """Where every pupil is now, and the drill that runs."""

    idle_minutes = IDLE_MINUTES_ON_REGISTER

    @extend_schema(
        responses={
            200: OpenApiTypes.OBJECT,
            304: OpenApiResponse(description="Nothing changed since the ETag sent"),
        }
    )
    def get(self, request: Request) -> Response | HttpResponse:
        """`pupils`: by id the standing and what to know; `drill`: null, or who was seen when.

        With an ETag; the header `School-Time` says as of when.
        """
        now = clock.now()
        state = state_of(roll_at(school=school_of(request), post=post_of(request), at=now))
        content = json.dumps(state, sort_keys=True)
        etag = f'"{hashlib.sha256(content.encode()).hexdigest()[:32]}"'
        headers = {"ETag": etag, "School-Time": clock_words(now)}
        if request.headers.get("If-None-Match") == etag:
            return HttpResponse(status=304, headers=headers)
        return HttpResponse(content, content_type="application/json", headers=headers)


@requires(Permission.SEE_ON_SITE)
class Sightings(APIView):
    """Ticks from devices at the assembly point, some of them made without a network."""

    @extend_schema(request=TickBatch, responses=TickResults)
    def post(self, request: Request) -> Response:
        """Does each once, in order. Start and evacuate join the drill that runs, if one does."""
        batch = TickBatch(data=request.data)
        batch.is_valid(raise_exception=True)
        sent, received_at = batch.validated_data, clock.now()
        ticks = [
            Tick(
                op=each["op"],
                kind=each["kind"],
                pupil=each["pupil"],
                at=corrected(each["at"], device_now=sent["now"], received_at=received_at),
            )
            for each in sent["ops"]
        ]
        outcomes = record_ticks(
            ticks=ticks, client=str(sent["client"]), by=post_of(request), received_at=received_at
        )
        return Response(TickResults({"results": [vars(each) for each in outcomes]}).data)
