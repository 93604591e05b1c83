"""Living beside another system: how its columns are read, and what its file proposes."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode

from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.actions import mis
from registers.actions.imports import ImportRefused
from registers.forms.mis import MappingForm, MisFileForm
from registers.imports.mis_columns import OURS
from registers.models import ImportRun, MisMapping, MisProposal, School
from registers.refusals import Refusal
from registers.roles import Permission

MOST_SHOWN = 500
Kind, State = MisProposal.Kind, MisProposal.State


@requires(Permission.IMPORT_FILES, fresh_proof=True)
def mis_mapping(request: PostRequest) -> HttpResponse:
    """Upload a sample of the other system's file, and say which of its columns is which of ours."""
    school = cast(School, request.post.school)
    mapping = MisMapping.objects.filter(school=school).first()
    doing = request.POST.get("do")
    sample = MisFileForm(*((request.POST, request.FILES) if doing == "sample" else ()))
    form = MappingForm(request.POST if doing == "map" else None, mapping=mapping) if mapping else None
    if doing == "sample" and sample.is_valid():
        try:
            mis.read_sample(
                school=school, content=sample.cleaned_data["file"].read(), by=request.post, at=clock.now()
            )
        except Refusal as refusal:
            sample.add_error("file", str(refusal))
        else:
            messages.success(request, "The columns are read. Check below what each of them is.")
            return redirect("registers:mis_mapping")
    if doing == "map" and mapping and form and form.is_valid():
        mis.save_mapping(
            mapping=mapping,
            columns=form.columns(),
            values=form.values(),
            dates=form.cleaned_data["dates"],
            by=request.post,
            at=clock.now(),
        )
        messages.success(request, "Saved. The next file is read like this.")
        return redirect("registers:mis_mapping")
    context = {"sample": sample, "form": form, "mapping": mapping}
    return render(request, "registers/mis_mapping.html", context)


@requires(Permission.IMPORT_FILES, fresh_proof=True)
def mis_proposals(request: PostRequest) -> HttpResponse:
    """What the other system's file proposes: approve or decline, one by one or all of a kind."""
    school = cast(School, request.post.school)
    doing = request.POST.get("do")
    upload = MisFileForm(*((request.POST, request.FILES) if doing == "read" else ()))
    try:
        done = _do(request, school, upload)
    except ImportRefused as refusal:
        reasons = "; ".join(str(problem) for problem in refusal.problems[:5])
        messages.error(request, f"{refusal} {reasons}")
        return redirect("registers:mis_proposals")
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("registers:mis_proposals")
    if done:
        messages.success(request, done)
        return redirect("registers:mis_proposals")
    proposals = MisProposal.objects.visible_to(request.post).select_related("pupil")
    waiting = list(proposals.open().order_by("kind", "person", "field")[:MOST_SHOWN])
    for each in waiting:
        each.label, each.link = OURS.get(each.field, ""), _link(each)  # type: ignore[attr-defined]
    declined = list(proposals.filter(state=State.DECLINED).order_by("-decided_at")[:MOST_SHOWN])
    for each in declined:
        each.label = OURS.get(each.field, "")  # type: ignore[attr-defined]
    return render(
        request,
        "registers/mis_proposals.html",
        {
            "upload": upload,
            "kinds": [(kind, [each for each in waiting if each.kind == kind]) for kind in Kind],
            "declined": declined,
            "mapping": MisMapping.objects.filter(school=school).first(),
            "reading": _last_reading(school),
        },
    )


def _do(request: PostRequest, school: School, upload: MisFileForm) -> str:
    """Do what was pressed, and say it; nothing where the page is to be shown again."""
    at = clock.now()
    chosen = _chosen(request)
    match request.POST.get("do"):
        case "read" if upload.is_valid():
            file = upload.cleaned_data["file"]
            run = mis.read_mis_file(
                school=school, name=file.name or "file", content=file.read(), by=request.post, at=at
            )
            return f"{run.report['pupils']:,} pupils are compared. What differs stands below."
        case "approve" if chosen:
            count = mis.approve_changes(proposals=chosen, by=request.post, at=at)
            return f"{count} {'change' if count == 1 else 'changes'} made, in your name."
        case "decline" if chosen:
            count = mis.decline(proposals=chosen, by=request.post, at=at)
            return f"{count} declined. They come back only with another value."
        case "approve" | "decline":
            return "Nothing was chosen."
    return ""


def _chosen(request: PostRequest) -> list[MisProposal]:
    """The proposals ticked, or all of the kind."""
    waiting = MisProposal.objects.visible_to(request.post).open()
    if request.POST.get("all") in Kind.values:
        return list(waiting.filter(kind=request.POST["all"]))
    numbers = [row_number(text) for text in request.POST.getlist("proposal")]
    return list(waiting.filter(pk__in=numbers))


def _link(proposal: MisProposal) -> str:
    """Where a joiner is admitted, or a leaver taken off the roll."""
    try:
        if proposal.kind == Kind.JOINER:
            return f"{reverse('registers:admit_pupil')}?{urlencode({'upn': proposal.upn})}"
        if proposal.kind == Kind.LEAVER and proposal.pupil_id:
            return reverse("registers:leaving", args=[proposal.pupil_id])
        if proposal.pupil_id:
            return reverse("registers:pupil_marks", args=[proposal.pupil_id])
    except NoReverseMatch:
        return ""
    return ""


def _last_reading(school: School) -> ImportRun | None:
    runs = ImportRun.objects.filter(school=school, kind=ImportRun.Kind.MIS)
    return runs.prefetch_related("files").order_by("-made_at", "-pk").first()
