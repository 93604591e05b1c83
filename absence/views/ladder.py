"""The school's ladder, as the settings have it."""

from typing import cast

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from absence.actions import ladder as actions
from absence.first_day import why_texts_cannot_be_on
from absence.forms.ladder import LadderForm, TextsForm
from absence.ladder import Ladder
from absence.models import FirstDayTexts, LadderStep
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.models import School
from registers.refusals import Refusal
from registers.roles import Permission


@requires(Permission.CHANGE_SETTINGS)
def ladder(request: PostRequest) -> HttpResponse:
    """What is done, by when and by whom, about a child nobody has accounted for."""
    school = cast(School, request.post.school)
    steps = LadderStep.objects.of(school)
    asked = request.POST.get("do", "")
    forms = {
        each: LadderForm(request.POST if asked == each.value else None, ladder=each, steps=steps[each])
        for each in Ladder
    }
    shown = next((form for each, form in forms.items() if each.value == asked), None)
    if request.method == "POST" and (shown is None or shown.is_valid()):
        try:
            done = _do(request, asked, school, shown)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, done)
        return redirect("absence:ladder")
    texts = FirstDayTexts.objects.of(school)
    own = LadderStep.objects.standing().filter(school=school).order_by("-at")
    context = {
        "form": shown,
        "ladders": [(each, forms[each], steps[each]) for each in Ladder],
        "texts": texts,
        "texts_form": TextsForm(initial={"goes_on": texts.goes_on, "second": texts.second}),
        "why_not": why_texts_cannot_be_on(school),
        "set": {each.ladder: each for each in own},
    }
    return render(request, "absence/ladder.html", context)


def _do(request: PostRequest, asked: str, school: School, form: LadderForm | None) -> str:
    at = clock.now()
    if form is not None:
        ladder = Ladder(asked)
        actions.set_ladder(
            school=school, ladder=ladder, steps=form.cleaned_data["steps"], by=request.post, at=at
        )
        return "The ladder is saved. It holds from now on."
    if asked == "texts_also":
        also = {name: name in request.POST for name in TextsForm.base_fields}
        actions.switch_first_day_texts(school=school, is_on=True, **also, by=request.post, at=at)
        return "Saved: which texts the site writes."
    is_on = asked == "texts_on"
    actions.switch_first_day_texts(school=school, is_on=is_on, by=request.post, at=at)
    return f"First-day texts are {'on' if is_on else 'off'}."
