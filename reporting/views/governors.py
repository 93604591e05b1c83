"""The governors' report: on the screen, as a document, and as it was given."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from absence.support_forms import wrote
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.models import School
from registers.roles import Permission, Role, may
from reporting.actions.given import give_report
from reporting.forms.given import GiveForm
from reporting.governors_paper import DEFINITIONS, governors_pdf, policy_words
from reporting.governors_report import GovernorsReport, Opens
from reporting.governors_report import governors_report as report_of
from reporting.models import GivenReport
from reporting.nameless import offered_period
from reporting.periods import Chosen, YearCalendar, year_calendar
from reporting.registers_kept import registers_kept

KIND = GivenReport.Kind.GOVERNORS


@dataclass(frozen=True)
class Asked:
    """The report that an address asks for."""

    school: School
    calendar: YearCalendar
    chosen: Chosen
    report: GovernorsReport


def _asked(request: PostRequest) -> Asked:
    """Of the hat's school, or of one of the trust. 404 where there is none. Free days are for who sees names."""
    schools = list(School.objects.visible_to(request.post).order_by("name", "pk"))
    if not schools:
        raise Http404("No school yet")
    number, on = row_number(request.GET.get("school")), clock.today()
    school = next((each for each in schools if each.pk == number), schools[0])
    calendar = year_calendar([school.pk], on)
    chosen = calendar.chosen(request.GET)
    sees_names = may(Role(request.post.role), Permission.SEE_FIGURES)
    if not sees_names:
        chosen = offered_period(calendar, chosen)
    quality = registers_kept(school=school, on=on, by=request.post) if request.post.school_id else ()
    report = report_of(
        school=school,
        calendar=calendar,
        period=chosen.period,
        on=on,
        quality=quality,
        may_open=what_opens(Role(request.post.role)),
    )
    return Asked(school, calendar, chosen, report)


def what_opens(role: Role) -> Opens:
    """What the role may open the figures of a report to."""
    if not may(role, Permission.OPEN_FIGURES):
        return Opens.NOTHING
    return Opens.NAMES if may(role, Permission.SEE_FIGURES) else Opens.TOTALS


@requires(Permission.SEE_TOTALS)
@require_safe
def governors_report(request: PostRequest) -> HttpResponse:
    """What the period came to, in words, pictures and tables, without a name."""
    asked = _asked(request)
    here = f"?school={asked.school.pk}&"
    context = {
        "report": asked.report,
        "problem": asked.chosen.problem,
        "periods": [
            {"label": each.label, "url": f"{here}period={each.key}", "current": each.key == asked.chosen.key}
            for each in asked.calendar.choices
            if "week" not in each.key or each.key == asked.chosen.key
        ],
        "query": f"{here}{asked.chosen.period.query}",
        "policy_words": policy_words(asked.report),
        "definitions": DEFINITIONS,
        "given": GivenReport.objects.visible_to(request.post).filter(school=asked.school).of_kind(KIND)[:20],
    }
    return render(request, "reporting/governors_report.html", context)


@requires(Permission.SEE_TOTALS)
@require_safe
def governors_report_document(request: PostRequest) -> HttpResponse:
    """The same as an accessible PDF."""
    asked = _asked(request)
    name = f"governors-{asked.school.urn}-{asked.chosen.period.last.isoformat()}.pdf"
    return pdf_response(governors_pdf(asked.report, at=clock.now()), name)


@requires(Permission.KEEP_POLICY)
def give_governors_report(request: PostRequest) -> HttpResponse:
    """Keep the report as it is given to the governors."""
    asked = _asked(request)
    form = GiveForm(request.POST or None, initial={"to_whom": "The governing board"})
    report_url = f"{reverse('reporting:governors_report')}?{asked.chosen.period.query}"

    def give() -> None:
        at, said = clock.now(), form.cleaned_data
        give_report(
            kind=KIND, to_whom=said["to_whom"], period=asked.chosen.period, pdf=governors_pdf(asked.report, at=at),
            operation=said["operation"], by=request.post, at=at,
        )  # fmt: skip

    if wrote(request, form, give, "The report is kept as it was given."):
        return redirect(report_url)
    context = {"form": form, "report": asked.report, "report_url": report_url}
    return render(request, "reporting/give_governors_report.html", context)


@requires(Permission.SEE_TOTALS)
@require_safe
def given_governors_report(request: PostRequest, given: int) -> HttpResponse:
    """A report as it was given."""
    return given_document(request, given, KIND)


def given_document(request: PostRequest, given: int, kind: str) -> HttpResponse:
    """The document of that kind as it was given."""
    found = get_object_or_404(GivenReport.objects.visible_to(request.post), pk=given, kind=kind)
    return pdf_response(bytes(found.pdf), f"{kind}-{found.last.isoformat()}-{found.pk}.pdf")


def pdf_response(content: bytes, name: str) -> HttpResponse:
    """A document shown in the browser, which nobody keeps on the way."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store, private"
    return response
