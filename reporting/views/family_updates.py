"""Telling families how a half term went: class by class, read by a person, put into the outbox."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.family_languages import LANGUAGES
from registers.letter_blocks import Block, blocks_of
from registers.models import RegistrationGroup, School
from registers.refusals import Refusal
from registers.roles import Permission
from reporting.actions.family_updates import WordsOfUpdates, Writing, write_half_term_updates
from reporting.forms.family_updates import HalfTermForm, UpdatesForm
from reporting.half_term_updates import HalfTerm, Informed, class_told, classes_told, half_terms_of_year
from reporting.informing_tabs import informing_tabs

Shown = tuple[str, str, str, tuple[Block, ...]]
"""An example: the language's name, its code, the subject and the words."""


@requires(Permission.SUPPORT)
@require_safe
def family_updates(request: PostRequest) -> HttpResponse:
    """The half term, and how far each class is."""
    today = clock.today()
    form = HalfTermForm(request.GET, halves=half_terms_of_year(request.post.school_id or 0, today))
    half = form.chosen
    context = {
        "form": form,
        "half": half,
        "rows": classes_told(request.post, half, today) if half else [],
        "tabs": informing_tabs(request.post, "reporting:family_updates"),
    }
    return render(request, "reporting/family_updates.html", context)


@requires(Permission.SUPPORT)
def family_update_class(request: PostRequest, group: int) -> HttpResponse:
    """One class: who is written to, in which words; choose, and put the updates into the outbox."""
    today = clock.today()
    found = get_object_or_404(RegistrationGroup.objects.visible_to(request.post, on=today), pk=group)
    asked = HalfTermForm(request.GET, halves=half_terms_of_year(found.school_id, today))
    half = asked.chosen
    if half is None:
        return redirect("reporting:family_updates")
    told = class_told(request.post, found, half, today)
    form = UpdatesForm(request.POST if request.method == "POST" else None, told=told)
    if request.method == "POST" and form.is_valid() and _written(request, found, half, form):
        return redirect(f"{reverse('reporting:family_updates')}?half={half.first.isoformat()}")
    context = {
        "form": form,
        "group": found,
        "half": half,
        "told": told,
        "ready": {str(each.figures.pupil.pk) for each in told if each.is_ready and not each.written},
        "chosen": set(request.POST.getlist("pupil")) if form.is_bound else None,
        "examples": _examples(request, told, half),
    }
    return render(request, "reporting/family_update_class.html", context)


def _written(request: PostRequest, group: RegistrationGroup, half: HalfTerm, form: UpdatesForm) -> bool:
    said = form.cleaned_data
    try:
        made = write_half_term_updates(
            group=group,
            half=half,
            pupils=said["pupil"],
            on_paper=said["way"] == "letter",
            operation=said["op"],
            by=request.post,
            at=clock.now(),
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return False
    count = "The update about 1 pupil is" if len(made) == 1 else f"The updates about {len(made)} pupils are"
    messages.success(request, f"{group.name}: {count} in the outbox, to be read once more, printed or sent.")
    return True


def _examples(request: PostRequest, told: list[Informed], half: HalfTerm) -> list[Shown] | str:
    """One update in each language that the class's families read; why not, where the words cannot be said."""
    words = WordsOfUpdates(cast(School, request.post.school))
    writing, shown = Writing(half, False, request.post), dict[str, Shown]()
    try:
        for each in told:
            for care in each.cares if each.is_ready else ():
                draft = writing.draft(each, care, words)
                language = LANGUAGES[draft.language]
                shown.setdefault(
                    draft.language, (language.name, language.code, draft.subject, blocks_of(draft.body))
                )
    except Refusal as refusal:
        return str(refusal)
    return sorted(shown.values(), key=lambda each: each[1] != "en")
