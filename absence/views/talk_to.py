"""The page on which a school says whom families may talk to."""

from typing import cast

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render

from absence.actions.talk_to import INFORMATION, name_person, set_family_information
from absence.forms.talk_to import FamilyInformationForm, NamedPersonForm
from absence.models import FamilyInformation, NamedPerson
from absence.school_card import school_card
from absence.talk_to import Duty
from attendance_site.parts import clock
from registers.access import PostRequest, requires
from registers.actions.school_settings import change_settings
from registers.models import School
from registers.roles import Permission

EARLIER = 12


@requires(Permission.CHANGE_SETTINGS)
def people_to_talk_to(request: PostRequest) -> HttpResponse:
    """The named people, telephone, times, policy and guidance; what is empty is said, and who changed what is kept."""
    school = School.objects.get(pk=cast(School, request.post.school).pk)
    named = NamedPerson.objects.of(school)
    data = request.POST or None
    people = [NamedPersonForm(data, duty=duty, standing=named.get(duty)) for duty in Duty]
    form = FamilyInformationForm(data, school=school, standing=FamilyInformation.objects.of(school))
    if request.method == "POST" and all([form.is_valid(), *[each.is_valid() for each in people]]):
        _save(request, school, people, form)
        messages.success(request, "Saved. Families read it from now on.")
        return redirect("absence:people_to_talk_to")
    changes = NamedPerson.objects.filter(school=school).order_by("-pk")[:EARLIER]
    shown = {
        "people": people,
        "form": form,
        "wrong": [each for each in people if each.errors],
        "card": school_card(school, on=clock.today()),
        "changes": changes,
        "said": FamilyInformation.objects.filter(school=school).order_by("-pk").first(),
    }
    return render(request, "absence/people_to_talk_to.html", shown)


@transaction.atomic
def _save(
    request: PostRequest, school: School, people: list[NamedPersonForm], form: FamilyInformationForm
) -> None:
    at, given = clock.now(), form.cleaned_data
    for each in people:
        name_person(school=school, duty=each.duty, person=each.cleaned_data, by=request.post, at=at)
    set_family_information(
        school=school, values={name: given[name] for name in INFORMATION}, by=request.post, at=at
    )
    change_settings(school=school, changes={"phone": given["phone"], "gates_open": given["gates_open"]})
