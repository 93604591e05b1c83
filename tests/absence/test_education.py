"""From the education that the authority arranged to code K on the register."""

import datetime as dt

import pytest

from absence.actions.sickness import Answer, ask_for_education, note_education_answer
from registers.models import PlannedMark
from tests.cast import sign_in
from tests.factories import THE_DAY, at

FRIDAY = THE_DAY + dt.timedelta(days=3)


@pytest.fixture
def arranged(pupils, office):
    """The authority arranged home tuition since yesterday."""
    who = {"by": office, "on": THE_DAY, "at": at("09:00")}
    asked = ask_for_education(
        pupil=pupils[0], asked_on=THE_DAY, to_whom="Medical needs", how="email", asked_for="English", **who
    )
    answer = Answer(
        "arranged",
        THE_DAY,
        "Home Tuition Team",
        "Home tuition in English",
        THE_DAY - dt.timedelta(days=1),
        FRIDAY,
    )
    note_education_answer(request=asked, answer=answer, **who)
    return asked


def test_what_was_arranged_is_filled_in_and_planned_with_k(arranged, client, office, pupils, set_clock):
    set_clock("10:00:00")
    desk, url = sign_in(client, office), f"/support/sickness/education/{arranged.pk}/"
    before = desk.get(url)
    assert "No session is planned with code K yet" in before.content.decode()
    form = desk.get(before.context["plan"].url).context["form"]
    assert form.initial == {
        "code": "K",
        "first_day": "2026-11-24",
        "last_day": "2026-11-27",
        "note": "Home tuition in English, Home Tuition Team",
    }
    desk.post(before.context["plan"].url, form.initial | {"part": "AM", "weekdays": ["2", "3"]})
    [plan] = PlannedMark.objects.filter(pupil=pupils[0], code="K")
    assert plan.note == "Home tuition in English, Home Tuition Team"
    assert [each.pk for each in desk.get(url).context["plan"].planned] == [plan.pk]


def test_a_link_fills_in_only_what_can_be_meant(client, office, pupils, set_clock):
    set_clock("10:00:00")
    odd = {"code": "K!", "first_day": "9999-99-99", "last_day": "0001-01-01", "note": "n\0" * 400}
    form = sign_in(client, office).get(f"/pupils/{pupils[0].pk}/planned/add/", odd).context["form"]
    assert form.initial == {"first_day": THE_DAY, "note": "n" * 250}


def test_education_that_has_ended_offers_no_more_of_it(arranged, client, office, set_clock):
    set_clock("2026-11-30T10:00:00")
    page = sign_in(client, office).get(f"/support/sickness/education/{arranged.pk}/")
    assert page.context["plan"].url == ""
