"""Arrivals for sign-in kiosks: come in late, go out, come back. Each is done once however often it is sent."""

from datetime import datetime
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import requires
from registers.actions.late_desk import SignedIn, sign_in_late
from registers.actions.operations import do_once
from registers.actions.sign_out import sign_back_in, sign_out
from registers.api.door import post_of, school_of
from registers.desk_page import find_pupils
from registers.desk_reasons import LATE_REASONS, LEAVING_REASONS, chosen
from registers.models import GroupMembership, Movement, Pupil, RegistrationGroup
from registers.roles import Permission, Scope

FEWEST_LETTERS = 3
MOST_FOUND = 3
"""A kiosk shows a child their own name, never a class list: more than these means more letters."""
IN, OUT, BACK = Movement.Kind.IN_LATE.value, Movement.Kind.OUT.value, Movement.Kind.BACK.value


class ArrivalSent(serializers.Serializer[Any]):
    """One press at a kiosk."""

    op = serializers.UUIDField(help_text="The operation's own number; the same one however often it is sent")
    kind = serializers.ChoiceField(choices=[(IN, "come in late"), (OUT, "leave"), (BACK, "come back")])
    pupil = serializers.IntegerField(min_value=1, max_value=2**63 - 1, required=False, help_text="Or `upn`")
    upn = serializers.CharField(max_length=13, required=False, help_text="Or `pupil`")
    time = serializers.TimeField(required=False, allow_null=True, help_text="HH:MM today; now when left out")
    reason = serializers.ChoiceField(
        choices=[each.key for each in LATE_REASONS],
        required=False,
        help_text="in: 1 overslept, 2 traffic, 3 medical appointment, 4 bus late, 5 other. "
        "out: 1 felt ill, 2 medical appointment, 3 leave agreed by the head, 4 other",
    )
    words = serializers.CharField(
        max_length=100, allow_blank=True, default="", help_text="The reason in words"
    )
    with_whom = serializers.CharField(max_length=100, allow_blank=True, default="", help_text="The adult")

    def validate(self, sent: dict[str, Any]) -> dict[str, Any]:
        """One way of naming the pupil."""
        if ("pupil" in sent) == ("upn" in sent):
            raise serializers.ValidationError("Name the pupil by `pupil` or by `upn`.")
        return sent


class ArrivalDone(serializers.Serializer[Any]):
    """What became of it."""

    op = serializers.UUIDField()
    outcome = serializers.ChoiceField(choices=["saved", "duplicate"])
    entry = serializers.IntegerField(help_text="The entry in today's list of the late desk")
    session = serializers.CharField(help_text="AM, PM, or empty where no mark follows")
    code = serializers.CharField(help_text="The mark made, or empty")
    minutes = serializers.IntegerField(allow_null=True)


class PupilFound(serializers.Serializer[Any]):
    """As much as a child needs to see that it is them."""

    id = serializers.IntegerField()
    forename = serializers.CharField()
    initial = serializers.CharField(help_text="Of the surname")


class Found(serializers.Serializer[Any]):
    """Who was found, and what to do when nobody or too many were."""

    pupils = PupilFound(many=True)
    words = serializers.CharField()


@requires(Permission.SIGN_IN_LATE, scope=Scope.ARRIVALS_WRITE)
class Arrivals(APIView):
    """Sign a pupil in late, out, or back in."""

    @extend_schema(
        request=ArrivalSent,
        responses={
            200: ArrivalDone,
            404: OpenApiResponse(description="No such pupil"),
            422: OpenApiTypes.OBJECT,
        },
    )
    def post(self, request: Request) -> Response:
        """The clock decides the mark. 422 says in words why not and who can help; nothing was written then."""
        form = ArrivalSent(data=request.data)
        form.is_valid(raise_exception=True)
        sent, at = form.validated_data, clock.now()
        pupil = self._pupil(request, sent, at)
        answer = do_once(
            school=school_of(request),
            op=sent["op"],
            client="kiosk",
            key=f"arrival {sent['kind']} {pupil.pk}",
            at=at,
            work=lambda: _done(pupil, sent, request, at),
        )
        outcome = "duplicate" if answer.repeated else "saved"
        return Response(ArrivalDone({"op": sent["op"], "outcome": outcome, **answer.outcome}).data)

    def _pupil(self, request: Request, sent: dict[str, Any], at: datetime) -> Pupil:
        pupils = Pupil.objects.visible_to(post_of(request), on=at.date())
        wanted = {"pk": sent["pupil"]} if "pupil" in sent else {"upn": sent["upn"]}
        pupil = pupils.filter(**wanted).first()
        if pupil is None:
            raise NotFound("There is no such pupil at this school.")
        return pupil


@requires(Permission.SIGN_IN_LATE, scope=Scope.ARRIVALS_WRITE)
class ArrivalSearch(APIView):
    """Find one pupil by three letters of a name and the class. Never a list of a class."""

    @extend_schema(
        parameters=[
            OpenApiParameter("letters", OpenApiTypes.STR, required=True, description="Three letters or more"),
            OpenApiParameter("group", OpenApiTypes.STR, required=True, description="The class, as 3B"),
        ],
        responses=Found,
    )
    def get(self, request: Request) -> Response:
        """At most three pupils; with more, none, and the words ask for more letters."""
        letters = request.query_params.get("letters", "").strip()[:60]
        if len(letters.replace(" ", "")) < FEWEST_LETTERS:
            return _found([], "Type three letters of your name.")
        day = clock.today()
        group = RegistrationGroup.objects.visible_to(post_of(request), on=day).filter(
            name__iexact=request.query_params.get("group", "").strip()
        )
        members = GroupMembership.objects.on(day).filter(group__in=group).values("pupil")
        letters_fit = find_pupils(post=post_of(request), letters=letters, day=day)
        found = list(
            Pupil.objects.filter(pk__in=letters_fit).filter(pk__in=members).order_by("forename", "pk")
        )
        if len(found) > MOST_FOUND:
            return _found([], "Type more letters of your name.")
        return _found(found, "" if found else "Nobody is found. Ask at the office.")


def _found(pupils: list[Pupil], words: str) -> Response:
    shown = [{"id": p.pk, "forename": p.known_as or p.forename, "initial": p.surname[:1]} for p in pupils]
    return Response(Found({"pupils": shown, "words": words}).data)


def _done(pupil: Pupil, sent: dict[str, Any], request: Request, at: datetime) -> dict[str, Any]:
    by, stated = post_of(request), sent.get("time")
    moment = datetime.combine(at.date(), stated, clock.LONDON) if stated else at
    reason = chosen(LEAVING_REASONS if sent["kind"] == OUT else LATE_REASONS, sent.get("reason", ""))
    words = sent["words"].strip() or (reason.words if reason else "")
    code = reason.code if reason else ""
    if sent["kind"] == OUT:
        (movement,) = sign_out(
            pupils=[pupil], left_at=moment, reason=words, with_whom=sent["with_whom"], code=code, by=by, at=at
        )
        return {"entry": movement.pk, "session": "", "code": "", "minutes": None}
    if sent["kind"] == BACK:
        (back,) = sign_back_in(pupils=[pupil], back_at=moment, with_whom=sent["with_whom"], by=by, at=at)
        return _marked(back)
    (arrived,) = sign_in_late(
        pupils=[pupil], arrived_at=moment, reason=words, brought_by=sent["with_whom"], code=code, by=by, at=at
    )
    return _marked(arrived)


def _marked(signed_in: SignedIn) -> dict[str, Any]:
    coming = signed_in.coming
    return {
        "entry": signed_in.movement.pk,
        "session": coming.session,
        "code": coming.code,
        "minutes": coming.minutes_late,
    }
