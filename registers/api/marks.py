"""Marks for devices and other programs: a batch of operations, each saved once however often it is sent."""

from datetime import datetime
from typing import Any

from django.db import OperationalError
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import IDLE_MINUTES_ON_REGISTER, requires
from registers.actions.marks import REFUSED, Op, Outcome, record_marks
from registers.api.door import post_of, school_of
from registers.keyed_marks import corrected
from registers.refusals import MarksMovedMeanwhile
from registers.roles import Permission, Scope

MOST_AT_ONCE = 200  # operations in one batch; a device that was long without a network sends several
BIGGEST = 2**63 - 1
BUSY = "The server is busy. Nothing is lost: the marks stay on the device and are sent again."

OTHER_POST = (
    "Somebody else is signed in here now. The marks stay on the device until whoever made them signs in."
)


class Operation(serializers.Serializer[Any]):
    """One press of a key."""

    op = serializers.UUIDField(help_text="The operation's own number; the same one however often it is sent")
    seq = serializers.IntegerField(min_value=0, max_value=BIGGEST, help_text="Counts up on the device")
    pupil = serializers.IntegerField(min_value=1, max_value=BIGGEST)
    date = serializers.DateField()
    session = serializers.ChoiceField(choices=["AM", "PM"])
    code = serializers.CharField(
        max_length=2, allow_blank=True, trim_whitespace=False, help_text="Empty clears"
    )
    minutes = serializers.IntegerField(min_value=0, max_value=600, allow_null=True, default=None)
    arrived = serializers.TimeField(allow_null=True, default=None, help_text="HH:MM, as stated")
    note = serializers.CharField(max_length=300, allow_blank=True, default="")
    reason = serializers.CharField(
        max_length=300, allow_blank=True, default="", help_text="Why a mark changes after registration closed"
    )
    base_rev = serializers.IntegerField(
        min_value=0, max_value=2**31 - 1, default=0, help_text="The revision that the person saw; 0 = no mark"
    )
    at = serializers.DateTimeField(help_text="When it was pressed, by the device's clock")
    insist = serializers.BooleanField(default=False, help_text="The person was asked and keeps theirs")


class Batch(serializers.Serializer[Any]):
    """What a device sends."""

    client = serializers.UUIDField(help_text="The device (browser profile), the same from batch to batch")
    now = serializers.DateTimeField(
        help_text="The device's clock as it sends; its error is taken off every `at`"
    )
    post = serializers.IntegerField(
        allow_null=True,
        default=None,
        help_text="The hat in which the marks were made: they are taken only from somebody who wears it now",
    )
    ops = serializers.ListField(child=Operation(), max_length=MOST_AT_ONCE)


class MarkShown(serializers.Serializer[Any]):
    """A mark as it stands."""

    pupil = serializers.IntegerField()
    code = serializers.CharField()
    minutes = serializers.IntegerField(allow_null=True)
    arrived = serializers.CharField(allow_null=True, help_text="HH:MM")
    rev = serializers.IntegerField()
    name = serializers.CharField()
    at = serializers.DateTimeField()
    source = serializers.CharField()  # type: ignore[assignment]  # the mark's, not the serializer's


class Result(serializers.Serializer[Any]):
    """What became of one operation."""

    op = serializers.UUIDField()
    outcome = serializers.ChoiceField(
        choices=["saved", "duplicate", "superseded", "conflict", "refused", "not_saved"]
    )
    first = serializers.CharField(help_text="Of a duplicate: its outcome the first time")
    words = serializers.CharField()
    who_can_fix = serializers.CharField()
    needs = serializers.CharField(help_text="What to send with it: reason, arrived, note or insist")
    mark = MarkShown(allow_null=True)


class Answer(serializers.Serializer[Any]):
    """What the server answers to a batch."""

    now = serializers.DateTimeField()
    results = Result(many=True)


class Busy(serializers.Serializer[Any]):
    """Try again."""

    words = serializers.CharField()


@requires(Permission.TAKE_REGISTER, scope=Scope.MARKS_WRITE, idle_minutes=IDLE_MINUTES_ON_REGISTER)
class MarkBatch(APIView):
    """Save marks."""

    @extend_schema(
        request=Batch,
        responses={
            200: Answer,
            401: OpenApiResponse(Busy, "Nobody is signed in, or somebody else than who made the marks."),
            422: OpenApiResponse(Answer, "At least one operation is refused: none of the batch is saved."),
            503: OpenApiResponse(Busy, "Nothing was saved; send the same batch again."),
        },
    )
    def post(self, request: Request) -> Response:
        """Save a batch whole. Where one operation is refused, send the others again without it."""
        received_at = clock.now()
        batch = Batch(data=request.data)
        batch.is_valid(raise_exception=True)
        asked = batch.validated_data
        if asked["post"] not in (None, post_of(request).pk):
            return Response({"words": OTHER_POST, "reason": "other_post"}, status=401)
        try:
            outcomes = record_marks(
                school=school_of(request),
                by=post_of(request),
                client=str(asked["client"]),
                ops=[_op(each, asked["now"], received_at) for each in asked["ops"]],
                received_at=received_at,
            )
        except (OperationalError, MarksMovedMeanwhile):
            return Response({"words": BUSY}, status=503, headers={"Retry-After": "1"})
        refused = any(outcome.outcome == REFUSED for outcome in outcomes)
        return Response(
            {"now": received_at.isoformat(), "results": [_result(outcome) for outcome in outcomes]},
            status=422 if refused else 200,
        )


def _op(asked: dict[str, Any], device_now: datetime, received_at: datetime) -> Op:
    at = corrected(asked["at"], device_now=device_now, received_at=received_at)
    return Op(**asked | {"at": at})


def _result(outcome: Outcome) -> dict[str, Any]:
    return {
        "op": str(outcome.op),
        "outcome": outcome.outcome,
        "first": outcome.first,
        "words": outcome.words,
        "who_can_fix": outcome.who_can_fix,
        "needs": outcome.needs,
        "mark": outcome.mark,
    }
