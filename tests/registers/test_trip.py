"""A trip on its day: its leader confirms who is there; the fire roll and the kitchen know who is away."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.plans import Trip, undo_plans
from registers.actions.register_day import complete_register
from registers.actions.trips import TripUndone, confirm_trip
from registers.fire_roll import Standing
from registers.meals import meals_of
from registers.models import Mark, PlannedMark
from registers.on_site import roll_at
from registers.refusals import SessionNotStarted
from registers.trip_day import trip_day
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PostFactory, RegisterFactory, at, mark
from tests.registers.test_plan_marks import THURSDAY, together


@pytest.fixture
def trip(pupils, office, teacher):
    return together(pupils, office, last=THURSDAY, trip=Trip("Fen End Farm", teacher, dt.time(9, 15)))


def page_of(trip):
    return reverse("registers:trip", args=[trip.pk])


def answers(pupils, **others):
    said = {f"pupil-{pupil.pk}": "came" for pupil in pupils}
    return {"session": "AM"} | said | {f"pupil-{pupils[int(n[1:])].pk}": words for n, words in others.items()}


def marks(session="AM"):
    found = Mark.objects.filter(date=THE_DAY, session=session).order_by("pupil__surname")
    return [(each.pupil.surname, each.code, each.source) for each in found]


def test_the_leader_confirms_all_and_names_who_is_not_there(client, teacher, trip, pupils, on_the_day):
    answer = sign_in(client, teacher).post(
        page_of(trip), answers(pupils, n1="not_come", n2="at_school"), follow=True
    )
    text = answer.content.decode()
    assert "4 confirmed; 1 did not come: the office follows up; 1 at school: the class marks them." in text
    assert marks() == [
        ("Archer", "V", "confirmed"),
        ("Dean", "N", "trip"),
        ("Malik", "V", "confirmed"),
        ("Price", "V", "confirmed"),
        ("Reid", "V", "confirmed"),
    ]
    notes = dict(Mark.objects.values_list("pupil__surname", "note"))
    assert (notes["Archer"], notes["Dean"]) == ("Fen farm, confirmed", "did not come: Fen farm")


def test_who_is_taken_off_for_the_day_is_on_it_again_the_next(teacher, trip, pupils):
    confirm_trip(
        batch=trip,
        day=THE_DAY,
        sessions=["AM"],
        answers={pupils[1].pk: "not_come"},
        by=teacher,
        at=at("09:00"),
    )
    on = {day: trip_day(batch=trip, day=day, by=teacher, at=at("09:01")) for day in (THE_DAY, THURSDAY)}
    rows = {row.pupil.surname: row.state for row in on[THE_DAY].rows}
    assert (rows["Dean"], rows["Archer"]) == ("not_come", "waits")
    assert [row.pupil.surname for row in on[THURSDAY].rows] == [pupil.surname for pupil in pupils]
    assert not PlannedMark.objects.on(THE_DAY).filter(pupil=pupils[1]).exists()


def test_marks_that_complete_made_are_confirmed_and_a_wrong_answer_is_put_right(
    teacher, trip, group_3b, pupils
):
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:50"))
    ask = {"batch": trip, "day": THE_DAY, "sessions": ["AM"], "by": teacher}
    confirm_trip(answers={pupil.pk: "came" for pupil in pupils}, at=at("09:00"), **ask)
    confirm_trip(answers={pupils[0].pk: "not_come"}, at=at("09:05"), **ask)
    confirm_trip(answers={pupils[0].pk: "came"}, at=at("09:06"), **ask)
    ben = Mark.objects.get(pupil=pupils[0], session="AM")
    assert (ben.code, ben.source, ben.rev) == ("V", "confirmed", 4)
    assert [each[1:] for each in marks()] == [("V", "confirmed")] * 6


def test_what_somebody_else_knows_of_a_pupil_stays(client, office, teacher, trip, pupils, on_the_day):
    mark(pupils[0], "I", by=office)
    page = page_of(trip)
    assert "Marked I, illness: stays as it is." in sign_in(client, teacher).get(page).content.decode()
    client.post(page, answers(pupils, n0="not_come"))
    assert marks()[:2] == [("Archer", "I", "register"), ("Dean", "V", "confirmed")]
    done = confirm_trip(
        batch=trip, day=THE_DAY, sessions=["AM"], answers={pupils[0].pk: "came"}, by=teacher, at=at("09:00")
    )
    assert done.left == (pupils[0].pk,)


def test_nobody_confirms_before_the_session_or_an_undone_trip(teacher, office, trip, pupils):
    ask = {"batch": trip, "day": THE_DAY, "answers": {pupils[0].pk: "came"}, "by": teacher}
    with pytest.raises(SessionNotStarted, match="can be confirmed from 13:10"):
        confirm_trip(sessions=["PM"], at=at("09:00"), **ask)
    undo_plans(batch=trip, by=office, at=at("09:00"))
    with pytest.raises(TripUndone):
        confirm_trip(sessions=["AM"], at=at("09:01"), **ask)


def test_a_leader_sees_their_own_trip_with_pupils_of_other_classes_and_no_other(
    client, school, office, trip, on_the_day
):
    other = PostFactory(school=school, role="teacher", teaches=GroupFactory(school=school, name="5C"))
    assert sign_in(client, other).get(page_of(trip)).status_code == 404
    assert "You lead no trip." in client.get(reverse("registers:trips")).content.decode()
    trip.leader = other
    trip.save()
    text = client.get(page_of(trip)).content.decode()
    assert "Ben Archer" in text
    assert "Undo this plan" not in text
    assert client.post(reverse("registers:undo_plans", args=[trip.pk])).status_code == 403
    assert f'href="/trips/{trip.pk}/">Fen farm: say who is with you' in client.get("/").content.decode()
    assert "Fen farm" in sign_in(client, office).get("/").content.decode()


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"session": "AM"},
        {"session": "XX", "pupil-1": "came"},
        {"session": "PM"},
        {"session": "AM", "said": "\x00" * 400},
    ],
)
def test_a_page_that_was_cut_off_is_refused_with_words(client, teacher, trip, pupils, on_the_day, sent):
    answer = sign_in(client, teacher).post(page_of(trip), sent)
    assert (answer.status_code, Mark.objects.count()) == (200, 0)
    assert answer.context["refusal"]
    assert client.get(page_of(trip) + "?day=nonsense").status_code == 200


def test_a_providers_word_stands_in_the_note(client, office, pupils, set_clock):
    set_clock("09:20")
    batch = together(pupils[:2], office, kind="work", title="Garage", code="W")
    page = page_of(batch)
    text = sign_in(client, office).post(page, answers(pupils[:2])).content.decode()
    assert "Say who of the provider confirmed it" in text
    client.post(page, answers(pupils[:2]) | {"said": "Mr Dale, by phone at 9:15"})
    notes = Mark.objects.values_list("code", "note")
    assert set(notes) == {("W", "Garage, confirmed by Mr Dale, by phone at 9:15")}


def test_the_home_page_asks_for_the_providers_word_too(client, office, pupils, set_clock):
    set_clock("09:20")
    together(pupils[:1], office, kind="provision", title="Tuition", note="Tuition, maths", code="K")
    sent = {"code": "K", "date": "2026-11-24", "session": ["AM"], "pupil": [pupils[0].pk]}
    page = reverse("registers:confirm_attendance")
    assert "Who confirmed it?" in sign_in(client, office).post(page, sent).content.decode()
    client.post(page, sent | {"said": "Ms Orr, e-mail 9:10"})
    assert Mark.objects.get().note == "Tuition, maths, confirmed by Ms Orr, e-mail 9:10"


def test_pupils_on_a_trip_are_not_on_site_and_eat_elsewhere(office, school, teacher, trip, pupils):
    def now(moment):
        roll = roll_at(school=school, post=office, at=at(moment))
        (meals,) = meals_of(roll, not_complete=set())
        return roll.rows[0].place.standing, meals.meals, meals.unmarked, meals.away

    assert now("08:50") == (
        Standing.UNMARKED,
        0,
        0,
        6,
    )  # planned: the fire roll still asks, the kitchen knows
    confirm_trip(
        batch=trip, day=THE_DAY, sessions=["AM"], answers={pupil.pk: "came" for pupil in pupils}, by=teacher,
        at=at("09:00"),
    )  # fmt: skip
    assert now("09:01") == (Standing.ELSEWHERE, 0, 0, 6)


def test_swimming_in_the_morning_is_back_for_lunch(office, school, pupils):
    together(pupils, office, kind="sport", title="Swimming", code="P", halves="1010101010")
    (meals,) = meals_of(roll_at(school=school, post=office, at=at("09:00")), not_complete=set())
    assert (meals.meals, meals.coming, meals.away) == (6, 6, 0)
