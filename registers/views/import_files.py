"""The import page: upload, see exactly what would change, apply that or nothing."""

from typing import Any, cast

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions import import_runs
from registers.actions.imports import ImportRefused
from registers.forms.imports import NewPupilForm, UploadForm
from registers.imports.ctf import Ctf
from registers.imports.ctf_rows import known_pupils
from registers.imports.plan import COLUMNS
from registers.models import ImportRun, RegistrationGroup, School
from registers.refusals import Refusal
from registers.roles import Permission

RUNS_SHOWN = 20


@requires(Permission.IMPORT_FILES, fresh_proof=True)
def import_files(request: PostRequest) -> HttpResponse:
    """Upload files; the page that follows shows what they would change."""
    school, today = cast(School, request.post.school), clock.today()
    form = UploadForm(request.POST or None, request.FILES or None, today=today)
    if request.method == "POST" and form.is_valid():
        run = import_runs.start_import(
            school=school,
            uploaded=form.uploaded(),
            as_of=form.cleaned_data["as_of"],
            by=request.post,
            at=clock.now(),
        )
        return redirect("registers:import_run", run.pk)
    runs = ImportRun.objects.visible_to(request.post).prefetch_related("files").order_by("-made_at", "-pk")
    page = Paginator(runs, RUNS_SHOWN).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "columns": list(COLUMNS)}
    return render(request, "registers/import_files.html", context)


@requires(Permission.IMPORT_FILES, fresh_proof=True)
def import_run(request: PostRequest, pk: int) -> HttpResponse:
    """One import: its differences or problems; apply it, withdraw it, or say when new pupils start."""
    runs = ImportRun.objects.visible_to(request.post).select_related("school", "by__user")
    run = get_object_or_404(runs, pk=pk)
    forms: list[NewPupilForm] = []
    try:
        ctf = import_runs.ctf_of(run) if run.kind == ImportRun.Kind.CTF and run.is_open else None
    except ImportRefused:
        ctf = None
    if ctf:
        forms = _new_pupils(request, run, ctf)
    if request.method == "POST":
        try:
            done = _decide(request, run, forms)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("registers:import_run", run.pk)
        if done:
            messages.success(request, done)
            return redirect("registers:import_run", run.pk)
    return render(
        request,
        "registers/import_run.html",
        {
            "run": run,
            "files": run.files.order_by("name"),
            "forms": forms,
            "classes": RegistrationGroup.objects.filter(school=run.school).order_by("name") if forms else [],
            "may_decide": run.is_open and (run.state == ImportRun.State.READY),
        },
    )


def _decide(request: PostRequest, run: ImportRun, forms: list[NewPupilForm]) -> str:
    """Do what was pressed; what was done, or nothing where the page is to be shown again."""
    whose: dict[str, Any] = {"run": run, "by": request.post, "at": clock.now()}
    match request.POST.get("do"):
        case "apply":
            import_runs.apply_import(**whose)
            return "The import is applied, exactly as it was shown."
        case "withdraw":
            import_runs.withdraw_import(**whose)
            return "Nothing was imported, and the files are forgotten."
        case "answer" if not [form for form in forms if not form.is_valid()]:
            answers = {form.pupil.upn: form.answer() for form in forms}
            import_runs.answer(answers=answers, **whose)
            return "The differences below are worked out again."
    return ""


def _new_pupils(request: PostRequest, run: ImportRun, ctf: Ctf) -> list[NewPupilForm]:
    """A form for each pupil of the transfer file who is not on the roll here."""
    known = known_pupils(ctf, school=run.school, on=run.as_of)
    asked = request.POST if request.POST.get("do") == "answer" else None
    forms = []
    for pupil in ctf.pupils:
        if pupil.upn in known or pupil.values["former_upn"] in known:
            continue
        given = run.answers.get(pupil.upn, {})
        initial = {
            "admitted": given.get("admitted", ""),
            "group": given.get("class", ""),
            "year_group": given.get("year_group") or pupil.values["year_group"],
        }
        prefix = f"pupil{pupil.number}"
        forms.append(NewPupilForm(asked, prefix=prefix, initial=initial, pupil=pupil, today=clock.today()))
    return forms
