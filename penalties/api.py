"""Cases for the local authority's officer: read only, and only those that the school has shared with that officer.

An officer reads them signed in, or through a token that they made themselves; a share that is over, ended, or of an
officer whose role here has ended shows nothing.
"""

from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from penalties.models import Case, CaseEvent, CaseShare, PenaltyNotice, ReferralPack
from penalties.models.packs import CaseShareQuerySet
from penalties.notice_history import OnDay, known_of
from registers.access import requires
from registers.api.door import post_of
from registers.models import ApiToken, Post
from registers.roles import Permission, Scope


class SharedSession(serializers.Serializer[Any]):
    """One session that counts."""

    date = serializers.DateField()
    session = serializers.CharField(help_text="AM or PM")
    code = serializers.CharField()
    school_name = serializers.CharField()


class SharedCase(serializers.Serializer[Any]):
    """A case in a list, with the child it is about."""

    id = serializers.IntegerField()
    shared_until = serializers.DateField()
    upn = serializers.CharField()
    surname = serializers.CharField()
    forename = serializers.CharField()
    dob = serializers.DateField()
    raised_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    stands = serializers.CharField(
        help_text="raised, moved, joined or withdrawn: the newest that the scan noted"
    )
    met_on = serializers.DateField(allow_null=True)
    window_first = serializers.DateField(allow_null=True)
    window_last = serializers.DateField(allow_null=True)
    sessions = SharedSession(many=True)


class SharedPack(serializers.Serializer[Any]):
    """The papers about one parent as they were made."""

    id = serializers.IntegerField()
    to = serializers.CharField(help_text="The parent")
    made_at = serializers.DateTimeField()
    sha256 = serializers.CharField(help_text="Of the document")


class SharedNotice(serializers.Serializer[Any]):
    """A notice that came of the case, as far as the school knows."""

    to = serializers.CharField(help_text="The parent")
    issued = serializers.ChoiceField(choices=["yes", "no", "unknown"])
    issued_on = serializers.DateField(allow_null=True)
    amount = serializers.IntegerField(help_text="Pounds")
    amount_early = serializers.IntegerField(
        allow_null=True, help_text="Pounds; empty where there is no lower one"
    )
    confirmed_on = serializers.DateField(allow_null=True, help_text="Empty: a proposal still")
    stands = serializers.CharField(help_text="In words")


class SharedCaseInFull(SharedCase):
    """One case with its papers and notices."""

    packs = SharedPack(many=True)
    notices = SharedNotice(many=True)


@requires(Permission.SEE_SHARED_CASES, scope=Scope.CASES_READ)
class SharedCaseList(APIView):
    """The cases that the school shares with the officer today."""

    @extend_schema(responses=SharedCase(many=True))
    def get(self, request: Request) -> Response:
        """Those whose sharing ends first come first."""
        return Response(SharedCase([_case(share) for share in _shares(request)], many=True).data)


@requires(Permission.SEE_SHARED_CASES, scope=Scope.CASES_READ)
class SharedCaseOne(APIView):
    """One shared case."""

    @extend_schema(responses=SharedCaseInFull)
    def get(self, request: Request, case: int) -> Response:
        """With its papers and the notices that came of it."""
        share = next(iter(_shares(request).filter(case=case)), None)
        if share is None:
            raise NotFound("No such case is shared with you today.")
        full = _case(share) | {"packs": _packs(share.case), "notices": _notices(share.case)}
        return Response(SharedCaseInFull(full).data)


def _officer(request: Request) -> Post:
    """Who asks; for a token whoever made it, since a share names a person."""
    return request.auth.made_by if isinstance(request.auth, ApiToken) else post_of(request)


def _shares(request: Request) -> CaseShareQuerySet:
    """What the officer may see today. Two statements once it is read."""
    today = clock.today()
    shares: CaseShareQuerySet = CaseShare.objects.of_officer(_officer(request), today)
    holding = Post.objects.on(today).filter(user__is_active=True)
    shown = shares.filter(officer__in=holding.values("pk")).select_related("case__pupil", "case__school")
    newest = Prefetch("case__events", queryset=CaseEvent.objects.newest_of_each(), to_attr="newest_events")
    return shown.prefetch_related(newest).order_by("until", "pk")


def _case(share: CaseShare) -> dict[str, Any]:
    case, pupil, event = share.case, share.case.pupil, share.case.standing
    child = {name: getattr(pupil, name) for name in ("upn", "surname", "forename", "dob")}
    sessions = [{"school_name": case.school.name} | each for each in event.sessions]
    return child | {
        "id": case.pk,
        "shared_until": share.until,
        "raised_at": case.raised_at,
        "closed_at": case.closed_at,
        "stands": event.kind,
        "met_on": event.met_on,
        "window_first": event.window_first,
        "window_last": event.window_last,
        "sessions": sessions,
    }


def _packs(case: Case) -> list[dict[str, Any]]:
    packs = ReferralPack.objects.filter(case=case).without_pdf().order_by("pk")
    return [{"id": each.pk, "to": each.to_name, "made_at": each.at, "sha256": each.sha256} for each in packs]


def _notices(case: Case) -> list[dict[str, Any]]:
    today = clock.today()
    rows = [OnDay(each, today) for each in known_of(PenaltyNotice.objects.filter(case=case).order_by("pk"))]
    return [
        {
            "to": each.notice.contact.name,
            "issued": each.standing.issued,
            "issued_on": each.standing.issued_on,
            "amount": each.standing.amount.full,
            "amount_early": each.standing.amount.early,
            "confirmed_on": each.standing.confirmed_on,
            "stands": each.words,
        }
        for each in rows
    ]
