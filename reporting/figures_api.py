"""The tables behind the figures, for other programs: read only, a page at a time, the same numbers as on screen.

Every table takes the same questions: `from`, `to` (this school year where left out), `group` as in the addresses of
the site (`year:5`, `class:12`, `fsm` ...), `ages=compulsory`, `page` and `page_size`.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from attendance_site.parts import clock
from registers.access import requires
from registers.api.door import post_of, school_of
from registers.models import Admission
from registers.roles import Permission, Scope
from reporting.figures import class_names
from reporting.groups import EVERYBODY, Group, group_order
from reporting.measures import Sums, Total
from reporting.periods import Period, year_calendar
from reporting.school_groups import may_choose
from reporting.tables import (
    Cut,
    EnrolmentSums,
    enrolment_sums,
    groups_in,
    session_counts,
    total_of,
    week_sums,
)

MOST_ROWS = 1000
ASKED = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="First day; of this school year when left out"),
    OpenApiParameter("to", OpenApiTypes.DATE, description="Last day; today when left out"),
    OpenApiParameter("group", OpenApiTypes.STR, description="year:5, class:12, sex:F, fsm, sen:K ...; all"),
    OpenApiParameter("ages", OpenApiTypes.STR, enum=["compulsory"], description="Compulsory school age only"),
    OpenApiParameter("page", OpenApiTypes.INT, description="From 1"),
    OpenApiParameter("page_size", OpenApiTypes.INT, description=f"Rows a page, {MOST_ROWS} at most"),
]


class Asked(serializers.Serializer[Any]):
    """What a table is asked for. `from` is a word of Python, so it stands here as `first`."""

    first = serializers.DateField(required=False)
    to = serializers.DateField(required=False)
    group = serializers.CharField(required=False)
    ages = serializers.ChoiceField(choices=["compulsory"], required=False)
    page = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)
    page_size = serializers.IntegerField(min_value=1, max_value=MOST_ROWS, default=200)


class SumsRow(serializers.Serializer[Any]):
    """Sessions, added up. Rates are of integers: `absence_rate` is missed/possible, unreduced."""

    possible = serializers.IntegerField()
    attended = serializers.IntegerField()
    authorised = serializers.IntegerField()
    unauthorised = serializers.IntegerField()
    late = serializers.IntegerField()
    absence_rate = serializers.CharField(allow_null=True)


class EnrolmentRow(SumsRow):
    """One stay of a pupil on the roll within the period."""

    pupil = serializers.IntegerField()
    upn = serializers.CharField()
    admitted = serializers.DateField()
    left = serializers.DateField(allow_null=True)
    persistent = serializers.BooleanField()
    severe = serializers.BooleanField()
    groups = serializers.ListField(child=serializers.CharField(), help_text="On the last day of the period")


class GroupRow(SumsRow):
    """One group of pupils; `all` is everybody."""

    group = serializers.CharField()
    name = serializers.CharField()
    pupils = serializers.IntegerField()
    persistent_pupils = serializers.IntegerField()
    severe_pupils = serializers.IntegerField()


class WeekRow(SumsRow):
    """One week, by its Monday."""

    monday = serializers.DateField()


class SessionRow(serializers.Serializer[Any]):
    """How often a code stands on that weekday, morning or afternoon."""

    weekday = serializers.IntegerField(help_text="Monday is 0")
    session = serializers.CharField()
    code = serializers.CharField()
    number = serializers.IntegerField()


class FiguresTable(APIView):
    """What the four tables share: their questions, and pages."""

    def cut(self, request: Request) -> Cut:
        """What is asked for; refuses what cannot be, in words."""
        query = request.query_params.dict()
        asked = Asked(data=query | ({"first": query["from"]} if "from" in query else {}))
        if not asked.is_valid():
            wrong = {"from" if name == "first" else name: words for name, words in asked.errors.items()}
            raise serializers.ValidationError(wrong)
        self.asked = asked.validated_data
        school, today = school_of(request), clock.today()
        usual = year_calendar([school.pk], today).year_to_date
        period = Period(self.asked.get("first", usual.first), min(self.asked.get("to", today), today))
        if period.first > period.last:
            raise serializers.ValidationError(
                {"from": ["The period ends before it begins, or has not begun."]}
            )
        group = Group.parse(self.asked.get("group", str(EVERYBODY)))
        if group is None or not may_choose(post_of(request), group):
            raise serializers.ValidationError({"group": ["No such group, or not one for this token."]})
        return Cut((school.pk,), period, today, group, "ages" in self.asked)

    def paged(self, request: Request, cut: Cut, rows: Sequence[object]) -> tuple[dict[str, Any], list[Any]]:
        """What stands above a page, and the rows on it."""
        size, page = self.asked["page_size"], self.asked["page"]
        begin = (page - 1) * size
        more = begin + size < len(rows)
        above = {"from": cut.period.first, "to": cut.period.last, "count": len(rows)}
        return above | {"next_page": page + 1 if more else None}, list(rows[begin : begin + size])


def _page_of(row: type[serializers.Serializer[Any]]) -> Any:
    return inline_serializer(
        f"{row.__name__}Page",
        {
            "from": serializers.DateField(),
            "to": serializers.DateField(),
            "count": serializers.IntegerField(help_text="Rows of all pages"),
            "next_page": serializers.IntegerField(allow_null=True),
            "results": row(many=True),
        },
    )


@requires(Permission.SEE_FIGURES, scope=Scope.FIGURES_READ)
class FigureEnrolments(FiguresTable):
    """Attendance of each enrolment."""

    @extend_schema(parameters=ASKED, responses=_page_of(EnrolmentRow))
    def get(self, request: Request) -> Response:
        """By the number of the stay, which stays the same from page to page."""
        cut = self.cut(request)
        above, rows = self.paged(request, cut, enrolment_sums(cut))
        stays = Admission.objects.select_related("pupil").in_bulk([row.admission for row in rows])
        return Response(
            above
            | {
                "results": EnrolmentRow(
                    [_enrolment(row, stays[row.admission]) for row in rows], many=True
                ).data
            }
        )


@requires(Permission.SEE_FIGURES, scope=Scope.FIGURES_READ)
class FigureGroups(FiguresTable):
    """Attendance of each group of pupils."""

    @extend_schema(parameters=ASKED, responses=_page_of(GroupRow))
    def get(self, request: Request) -> Response:
        """Everybody first, then years, classes and the other groups."""
        cut = self.cut(request)
        found, names = enrolment_sums(cut), class_names(school_of(request))
        groups = {EVERYBODY, *(group for group in groups_in(found) if may_choose(post_of(request), group))}
        ordered = sorted(groups, key=lambda group: group_order(group, names))
        above, rows = self.paged(request, cut, ordered)
        results = [_group(group, group.words(names), total_of(found, group)) for group in rows]
        return Response(above | {"results": GroupRow(results, many=True).data})


@requires(Permission.SEE_FIGURES, scope=Scope.FIGURES_READ)
class FigureWeeks(FiguresTable):
    """Attendance week by week."""

    @extend_schema(parameters=ASKED, responses=_page_of(WeekRow))
    def get(self, request: Request) -> Response:
        """In the order of the weeks."""
        cut = self.cut(request)
        above, rows = self.paged(request, cut, week_sums(cut))
        results = [each.sums.as_row() | {"monday": each.monday} for each in rows]
        return Response(above | {"results": WeekRow(results, many=True).data})


@requires(Permission.SEE_FIGURES, scope=Scope.FIGURES_READ)
class FigureSessions(FiguresTable):
    """Codes by weekday and session."""

    @extend_schema(parameters=ASKED, responses=_page_of(SessionRow))
    def get(self, request: Request) -> Response:
        """In the order of the week."""
        cut = self.cut(request)
        above, rows = self.paged(request, cut, sorted(session_counts(cut)))
        return Response(above | {"results": SessionRow([row._asdict() for row in rows], many=True).data})


def _enrolment(row: EnrolmentSums, stay: Admission) -> dict[str, Any]:
    left: date | None = stay.deleted_on
    return row.sums.as_row() | {
        "pupil": row.pupil,
        "upn": stay.pupil.upn,
        "admitted": stay.starting_day,
        "left": left,
        "persistent": row.sums.persistent,
        "severe": row.sums.severe,
        "groups": sorted(str(group) for group in row.groups if not group.is_social),
    }


def _group(group: Group, name: str, total: Total[Sums]) -> dict[str, Any]:
    return total.as_row() | {"group": str(group), "name": name}
