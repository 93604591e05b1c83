"""The trust's schools side by side, the names that a school shares, and a school's decision about that."""

from typing import cast

from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from attendance_site.parts.spreadsheets import Cell
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission
from reporting.actions.sharing import note_trust_look
from reporting.actions.sharing import share_names as share
from reporting.exports import download, file_links
from reporting.figure_address import FigureKind, opens
from reporting.forms.figures import NamedPeriodForm
from reporting.forms.sharing import ShareNamesForm
from reporting.measures import percentage
from reporting.models import NamesShared, TrustLook
from reporting.nameless import offered_period, offered_periods
from reporting.periods import year_calendar
from reporting.trust_view import (
    SchoolSide,
    persistently_absent,
    schools_side_by_side,
    schools_that_share,
    together,
)

COLUMNS = (
    "School", "Attended, %", "A year before, %", "Attended", "Possible", "Unauthorised, %", "Late, %",
    "Persistently absent", "Severely absent", "Pupils",
)  # fmt: skip

MISSED_A_TENTH = "Pupils who missed a tenth or more"
LOOKS_SHOWN = 100


@requires(Permission.SEE_TRUST)
@require_safe
def trust(request: PostRequest) -> HttpResponse:
    """Every school of the trust over a period, without names."""
    schools, on = _schools(request), clock.today()
    calendar = year_calendar([school.pk for school in schools], on)
    chosen = offered_period(calendar, calendar.chosen(request.GET), weeks=True)
    sides = schools_side_by_side(schools, period=chosen.period, on=on)
    whole = together(sides)
    context = {
        "sides": sides,
        "whole": whole,
        "share": percentage(whole.attended, whole.possible),
        "whole_url": opens(FigureKind.ATTENDANCE, chosen.period),
        "chosen": chosen,
        "words": calendar.words(chosen.period),
        "form": NamedPeriodForm(offered_periods(calendar, weeks=True), chosen),
        "files": file_links(f"{reverse('reporting:trust_file')}?{chosen.period.query}"),
    }
    return render(request, "reporting/trust.html", context)


@requires(Permission.SEE_TRUST)
@require_safe
def trust_file(request: PostRequest) -> StreamingHttpResponse:
    """The same table as a file."""
    schools, on = _schools(request), clock.today()
    calendar = year_calendar([school.pk for school in schools], on)
    period = offered_period(calendar, calendar.chosen(request.GET), weeks=True).period
    sides = schools_side_by_side(schools, period=period, on=on)
    return download(request, f"schools-{period.last}", COLUMNS, map(_row, sides))


@requires(Permission.SEE_TRUST)
@require_safe
def trust_school(request: PostRequest, school: int) -> HttpResponse:
    """The pupils of one school who missed a tenth or more, where the school shares names.

    Of half terms and longer: a tenth of a single day would say who was away on it. Who opens it is kept.
    """
    schools, on = _schools(request), clock.today()
    shown = get_object_or_404(School.objects.visible_to(request.post), pk=school)
    if not schools_that_share([shown]):
        raise Http404("The school does not share names.")
    calendar = year_calendar([each.pk for each in schools], on)
    chosen = offered_period(calendar, calendar.chosen(request.GET))
    note_trust_look(
        school=shown, what=f"{MISSED_A_TENTH}, {chosen.period.words}", by=request.post, at=clock.now()
    )
    context = {
        "shown": shown,
        "problem": chosen.problem,
        "pupils": persistently_absent(shown, period=chosen.period, on=on),
        "words": calendar.words(chosen.period),
        "form": NamedPeriodForm(offered_periods(calendar, weeks=False), chosen),
    }
    return render(request, "reporting/trust_school.html", context)


@requires(Permission.MANAGE_USERS, fresh_proof=True)
def share_names(request: PostRequest) -> HttpResponse:
    """Decide whether the trust sees the names behind the figures; every decision stays on record."""
    decisions = list(NamesShared.objects.visible_to(request.post).newest_first())
    stands = decisions[0] if decisions else None
    form = ShareNamesForm(
        request.POST or None, initial={"shares": "yes" if stands and stands.shares else "no"}
    )

    def decide() -> None:
        said = form.cleaned_data
        share(
            shares=said["shares"],
            why=said["why"],
            operation=said["operation"],
            by=request.post,
            at=clock.now(),
        )

    if wrote(request, form, decide, "What the trust sees is decided."):
        return redirect("reporting:share_names")
    context = {
        "form": form,
        "stands": stands,
        "decisions": decisions,
        "looks": TrustLook.objects.visible_to(request.post).by_day()[:LOOKS_SHOWN],
        "trust": cast(School, request.post.school).trust,
    }
    return render(request, "reporting/share_names.html", context)


def _schools(request: PostRequest) -> list[School]:
    return list(School.objects.visible_to(request.post).order_by("name", "pk"))


def _row(side: SchoolSide) -> list[Cell]:
    sums = side.total.measures
    attended, before, unauthorised, late = (
        float(share) if share else None
        for share in (side.attended, side.attended_before, side.unauthorised, side.late)
    )
    return [
        side.school.name, attended, before, sums.attended, sums.possible, unauthorised, late, side.persistent,
        side.severe, side.total.pupils,
    ]  # fmt: skip
