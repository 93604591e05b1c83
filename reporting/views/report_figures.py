"""Attendance figures for end-of-year reports, slips for parents' evenings, and the column of progress beside them."""

from typing import cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import RegistrationGroup, School
from registers.refusals import Refusal
from registers.roles import Permission
from registers.views.register_entry import pdf_answer
from reporting.actions.progress import File, import_progress, remove_progress
from reporting.exports import download, file_links
from reporting.forms.report_figures import ClassForm, ProgressForm
from reporting.informing_tabs import informing_tabs
from reporting.models import ProgressColumn
from reporting.report_figures import ReportFigures, slips_pdf
from reporting.report_figures import report_figures as figures_for

ROWS = 60


@requires(Permission.PRINT_REGISTERS)
@require_safe
def report_figures(request: PostRequest) -> HttpResponse:
    """The pupils of a class, or of all, with the figures of the school year and progress beside them."""
    form, found, group = _asked(request)
    here = f"?{request.GET.urlencode()}" if request.GET else ""
    context = {
        "form": form,
        "found": found,
        "group": group,
        "page_obj": Paginator(found.rows, ROWS).get_page(request.GET.get("page")),
        "files": file_links(f"{reverse('reporting:report_figures_file')}{here}"),
        "slips": f"{reverse('reporting:slips')}{here}",
        "tabs": informing_tabs(request.post, "reporting:report_figures"),
    }
    return render(request, "reporting/report_figures.html", context)


@requires(Permission.PRINT_REGISTERS, fresh_proof=True)
@require_safe
def report_figures_file(request: PostRequest) -> StreamingHttpResponse:
    """The same as a file."""
    _, found, group = _asked(request)
    name = f"attendance-for-reports-{group.name if group else 'all'}-{found.last}"
    return download(request, name, found.head, found.lines())


@requires(Permission.PRINT_REGISTERS)
@require_safe
def slips(request: PostRequest) -> HttpResponse:
    """Slips for a parents' evening, a pupil each, in the language of the family."""
    at = clock.now()
    _, found, group = _asked(request)
    if not any(row.figures.measures.possible for row in found.rows):
        messages.info(request, "No session has been counted for these pupils, so there is nothing to print.")
        return cast(HttpResponse, report_figures(request))
    title = f"Slips for {group.name}" if group else "Slips for the parents’ evening"
    pdf = slips_pdf(found, title=title, school=_school(request), on=at.date(), at=at)
    return pdf_answer(pdf, f"slips-{at.date()}.pdf")


@requires(Permission.IMPORT_FILES)
def progress(request: PostRequest) -> HttpResponse:
    """The columns of progress that were imported; import another, which then stands beside absence."""
    is_sent = request.method == "POST"
    form = ProgressForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid() and _imported(request, form):
        return redirect("reporting:progress")
    columns = ProgressColumn.objects.of(_school(request))
    return render(request, "reporting/progress.html", {"form": form, "columns": columns})


@requires(Permission.IMPORT_FILES)
@require_POST
def remove_progress_column(request: PostRequest, progress_column: int) -> HttpResponse:
    """Show a column no more."""
    column = get_object_or_404(ProgressColumn, school=request.post.school_id, pk=progress_column)
    try:
        remove_progress(column=column, by=request.post, at=clock.now())
        messages.success(request, f"{column.label} is removed. The file can be imported again.")
    except Refusal as refusal:
        messages.warning(request, str(refusal))
    return redirect("reporting:progress")


def _school(request: PostRequest) -> School:
    return cast(School, request.post.school)


def _asked(request: PostRequest) -> tuple[ClassForm, ReportFigures, RegistrationGroup | None]:
    today = clock.today()
    form = ClassForm(request.GET, post=request.post, today=today)
    group = form.chosen
    return form, figures_for(post=request.post, on=today, group=group.pk if group else None), group


def _imported(request: PostRequest, form: ProgressForm) -> bool:
    said = form.cleaned_data
    file = File(said["file"].name, said["file"].read(), said["column"], said["measured_on"])
    try:
        found = import_progress(
            school=_school(request), file=file, operation=said["op"], by=request.post, at=clock.now()
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    left = f" {found.unknown} rows name nobody here." if found.unknown else ""
    twice = f" {found.doubled} pupils stand in it twice, of whom nothing was taken." if found.doubled else ""
    messages.success(request, f"{found.column.label}: {found.taken} pupils.{left}{twice}")
    return True
