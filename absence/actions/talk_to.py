"""Naming the people whom families may turn to, and what families are told of the school."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from absence.models import FamilyInformation, NamedPerson
from absence.talk_to import Duty
from registers.models import Post, School

PERSON = ("who", "their_position", "phone", "email")
INFORMATION = (
    *("answered_from", "answered_until", "answerphone"),
    *("policy_url", "policy_adopted_on", "policy_review_on", "illness_url"),
)


@transaction.atomic
def name_person(
    *, school: School, duty: Duty, person: Mapping[str, str], by: Post, at: datetime
) -> NamedPerson | None:
    """Name somebody for a duty; without a name nobody is. Who was named before is kept. None: nothing changed."""
    School.objects.select_for_update().get(pk=school.pk)
    values = {name: person[name].strip() for name in PERSON}
    if not values["who"]:
        values = dict.fromkeys(PERSON, "")
    standing = NamedPerson.objects.of(school).get(duty)
    if values == {name: getattr(standing, name, "") for name in PERSON}:
        return None
    return NamedPerson.objects.create(
        school=school, duty=duty, **values, by=by, name=by.user.name, position=by.position, at=at
    )


@transaction.atomic
def set_family_information(
    *, school: School, values: Mapping[str, object], by: Post, at: datetime
) -> FamilyInformation | None:
    """Set when the telephone is answered, the policy and guidance; what was said before is kept. None: no change."""
    School.objects.select_for_update().get(pk=school.pk)
    standing = FamilyInformation.objects.of(school)
    given = {name: values[name] for name in INFORMATION}
    if given == {name: getattr(standing, name) for name in INFORMATION}:
        return None
    return FamilyInformation.objects.create(
        school=school, **given, by=by, name=by.user.name, position=by.position, at=at
    )
