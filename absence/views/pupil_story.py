"""One pupil in one place: the timeline, the documents, the family at this school, and what may be written."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from absence.actions.notes import add_note as add
from absence.actions.write_home import write_home
from absence.forms.pupil_pages import NoteForm, TimelineForm, WriteHomeForm
from absence.models import PupilNote
from absence.pupil_documents import documents_of
from absence.siblings import family_at_school
from absence.support_forms import wrote
from absence.timeline import look_at, timeline_of
from attendance_site.parts import clock
from attendance_site.parts.row_numbers import row_number
from registers.access import PostRequest, requires
from registers.models import Care
from registers.pupil_page import page_head, pupil_for
from registers.roles import Permission

ON_A_PAGE = 60


@requires(Permission.FOLLOW_UP)
@require_safe
def pupil_timeline(request: PostRequest, pk: int) -> HttpResponse:
    """Everything that happened about one pupil, the newest first; by kind, or only what the family sees."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    who = look_at(pupil, request.post, at=now)
    found = timeline_of(who)
    form = TimelineForm(request.GET, counts=found.counts)
    if form.is_valid():
        found = found.of(form.cleaned_data["kind"], family_only=form.cleaned_data["family"])
    context = {
        **page_head(pupil, request.post, current="absence:pupil_timeline", on=now.date()),
        "filter_form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "page_obj": Paginator(found.happenings, ON_A_PAGE).get_page(request.GET.get("page")),
        "readers": list(who.readers.values()),
    }
    return render(request, "absence/pupil_timeline.html", context)


@requires(Permission.FOLLOW_UP)
@require_safe
def pupil_documents(request: PostRequest, pk: int) -> HttpResponse:
    """Every document of one pupil that the hat may open, and those that are made when they are printed."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    found = documents_of(look_at(pupil, request.post, at=now))
    context = {
        **page_head(pupil, request.post, current="absence:pupil_documents", on=now.date()),
        "page_obj": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "absence/pupil_documents.html", context)


@requires(Permission.FOLLOW_UP)
@require_safe
def pupil_family(request: PostRequest, pk: int) -> HttpResponse:
    """The pupil beside brothers and sisters here, with the adults whom they share."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    context = {
        **page_head(pupil, request.post, current="absence:pupil_family", on=now.date()),
        "family": family_at_school(pupil, request.post, at=now),
        "day": now.date(),
    }
    return render(request, "absence/pupil_family.html", context)


@requires(Permission.SUPPORT)
def add_note(request: PostRequest, pk: int) -> HttpResponse:
    """Write down what belongs to no call, meeting or plan; or correct such a note."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    wrong = None
    if "corrects" in request.GET:
        notes = PupilNote.objects.visible_to(request.post, on=now.date()).filter(pupil=pupil)
        wrong = get_object_or_404(notes, pk=row_number(request.GET["corrects"]))
    form = NoteForm(request.POST or None, initial={"words": wrong.words} if wrong else None)

    def do() -> None:
        said = form.cleaned_data
        add(
            pupil=pupil, words=said["words"], operation=said["operation"], corrects=wrong, by=request.post,
            at=now,
        )  # fmt: skip

    if wrote(request, form, do, "The note is kept."):
        return redirect("absence:pupil_timeline", pk)
    return render(request, "absence/add_note.html", {"form": form, "pupil": pupil, "wrong": wrong})


@requires(Permission.SEE_MESSAGES)
def write_message(request: PostRequest, pk: int) -> HttpResponse:
    """A text, e-mail or letter in one's own words to adults of the pupil. It waits in the outbox."""
    now = clock.now()
    pupil = pupil_for(request.post, pk, on=now.date())
    told = Care.objects.may_be_told(now.date()).filter(pupil=pupil).select_related("contact")
    cares = list(told.order_by("priority", "pk"))
    form = WriteHomeForm(request.POST or None, cares=cares, channel=request.GET.get("as", ""))

    def do() -> None:
        write_home(
            pupil=pupil, to=form.chosen, words=form.words, operation=form.cleaned_data["operation"],
            by=request.post, at=now,
        )  # fmt: skip

    if wrote(request, form, do, "It is in the outbox, where it is released, printed or cancelled."):
        return redirect("absence:pupil_timeline", pk)
    context = {"form": form, "pupil": pupil, "cares": cares, "as_letter": request.GET.get("as") == "letter"}
    return render(request, "absence/write_message.html", context)
