"""A concern goes to the champion, is kept, and is answered where only that parent reads it."""

import uuid

import pytest

from absence.family_list import families_waiting
from absence.models import Concern, ConcernAnswer
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory
from tests.families import sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def aisha(pupils):
    return pupils[2]


@pytest.fixture
def mother(school, aisha):
    adult = ContactFactory(school=school, name="Fatima Khan")
    CareFactory(pupil=aisha, contact=adult, portal=True)
    return adult


def concern(about, words="My child was in class, and a text said she was not."):
    return {"about": about, "words": words, "operation": str(uuid.uuid4())}


def test_a_concern_is_raised_read_and_answered(client, aisha, mother, champion):
    sent = concern(aisha.pk)
    sign_in_parent(client, mother).post("/family/concern/", sent)
    client.post("/family/concern/", sent)
    raised = Concern.objects.get()
    assert (raised.pupil, raised.name, raised.position) == (aisha, "Fatima Khan", "Mother")
    assert families_waiting(champion, on=THE_DAY).concerns == 1
    answer = {"words": "Sorry. We look at the late desk first from now on."}
    sign_in(client, champion).post(f"/families/concerns/{raised.pk}/", answer)
    client.post(f"/families/concerns/{raised.pk}/", answer)
    assert (ConcernAnswer.objects.count(), families_waiting(champion, on=THE_DAY).concerns) == (1, 0)
    words = sign_in_parent(client, mother).get("/family/concern/").content.decode()
    assert ("Tom Hale answered on" in words, answer["words"] in words) == (True, True)


def test_to_have_read_it_is_an_answer_too(client, school, mother, champion):
    sign_in_parent(client, mother).post("/family/concern/", concern(f"school-{school.pk}"))
    sign_in(client, champion).post(f"/families/concerns/{Concern.objects.get().pk}/", {"words": ""})
    assert "Tom Hale has read it" in sign_in_parent(client, mother).get("/family/concern/").content.decode()


def test_the_other_parent_and_the_office_do_not_read_it(client, school, aisha, mother, office):
    father = ContactFactory(school=school, name="Imran Khan")
    CareFactory(pupil=aisha, contact=father, portal=True, relationship="Father", lives_with=False)
    sign_in_parent(client, mother).post("/family/concern/", concern(aisha.pk))
    assert "a text said" not in sign_in_parent(client, father).get("/family/concern/").content.decode()
    client = sign_in(client, office)
    assert "a text said" not in client.get("/families/").content.decode()
    assert client.get(f"/families/concerns/{Concern.objects.get().pk}/").status_code == 403


@pytest.mark.parametrize(
    "sent", [concern("999999"), concern("school-999999"), concern(""), {"words": "\x00"}]
)
def test_what_is_nobodys_or_empty_is_not_kept(client, mother, sent):
    answer = sign_in_parent(client, mother).post("/family/concern/", sent)
    assert (answer.status_code, Concern.objects.count()) == (200, 0)
