"""Today's board: who is on it, in which order, and what its page says."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.attempts import record_attempt
from absence.board_row import DUE_BACK, TO_FIND, UNSEEN
from absence.models import ContactAttempt
from registers.actions.register_day import complete_register
from registers.models import CareDays, ContactLimit, Movement, Reply
from tests.absence.on_board import board, places, press
from tests.cast import person, sign_in
from tests.factories import (
    THE_DAY,
    CareFactory,
    ContactFactory,
    GroupFactory,
    PlannedMarkFactory,
    RegisterFactory,
    StatusFactory,
    at,
    mark,
)

pytestmark = pytest.mark.usefixtures("half_past_nine")
SCHOOL_DAYS = [dt.date(2026, 11, day) for day in (12, 13, 16, 17, 18, 19, 20, 23)]


@pytest.fixture
def half_past_nine(set_clock):
    set_clock("09:30:00")


def named(pupils, name):
    return next(pupil for pupil in pupils if pupil.forename == name)


def away(pupil, code, days, by):
    for day in days:
        mark(pupil, code, by=by, date=day)


# --- who is on it ----------------------------------------------------------------------------------------------------


def test_a_child_without_a_reason_is_on_it_and_nobody_else(taken, office):
    taken(ben="N", chloe="I", aisha="L")
    assert places(office) == [(TO_FIND, "Ben")]
    assert board(office).explained == 1


def test_a_class_whose_register_is_not_taken_is_not_called(group_3b, pupils, teacher, office):
    mark(pupils[0], "N", by=teacher)
    shown = board(office)
    assert [row.pupil.forename for row in shown.rows] == ["Ben"]
    assert [register.group for register in shown.missing] == ["3B"]


def test_by_risk_then_by_days_missing(taken, office, pupils, teacher):
    taken(ben="N", chloe="N", aisha="N", zara="N", noah="N")
    for name, kind, value in (
        ("Noah", "looked_after", "1"),
        ("Zara", "social_worker", "CIN"),
        ("Aisha", "social_worker", "CP"),
    ):
        StatusFactory(pupil=named(pupils, name), kind=kind, value=value)
    away(named(pupils, "Chloe"), "N", SCHOOL_DAYS[-2:], teacher)
    assert [name for _, name in places(office)] == ["Aisha", "Zara", "Noah", "Chloe", "Ben"]
    assert board(office).rows[3].day_words == "3rd day"


def test_why_a_child_is_called_first_is_said_to_those_who_may_know(taken, client, office, champion, pupils):
    taken(ben="N")
    StatusFactory(pupil=pupils[0], kind="social_worker", value="CP")
    at_the_hatch = sign_in(client, office).get("/to-find/").content.decode()
    assert ("Call first" in at_the_hatch, "hild protection" in at_the_hatch) == (True, False)
    in_private = sign_in(client, champion).get("/to-find/").content.decode()
    assert "Child protection plan" in in_private


def test_phones_stand_in_calling_order_and_who_has_no_access_is_not_among_them(taken, office, pupils):
    taken(ben="N")
    ben = pupils[0]
    cares = [
        CareFactory(pupil=ben, contact=ContactFactory(school=ben.school, name=name), priority=n)
        for n, name in enumerate(("Forbidden", "First", "Second"), 1)
    ]
    days = {"school": ben.school, "first_day": THE_DAY}
    ContactLimit.objects.create(care=cares[0], scope="no_access", **days)
    ContactLimit.objects.create(care=cares[1], scope="no_contact_details", **days)
    assert [(one.name, one.limited) for one in board(office).rows[0].adults] == [
        ("First", True),
        ("Second", False),
    ]
    CareDays.objects.create(care=cares[2], days="1" * 14, **days)
    assert [one.name for one in board(office).rows[0].adults] == ["Second", "First"]


def test_leave_that_ended_yesterday_is_due_back(taken, office, pupils, teacher):
    yesterday = SCHOOL_DAYS[-1]
    PlannedMarkFactory(pupil=pupils[0], code="C", first_day=yesterday, by=office)
    away(pupils[0], "C", [yesterday], teacher)
    taken(ben="N")
    assert places(office) == [(DUE_BACK, "Ben")]
    assert board(office).rows[0].back_words == "Leave agreed ended Mon 23 Nov"


def test_a_child_not_back_from_the_dentist_in_time_is_due_back(taken, office, pupils):
    taken()
    who = {"by": office, "name": "Joan Wright", "position": "School office", "recorded_at": at("08:56")}
    Movement.objects.create(
        school=office.school, pupil=pupils[1], kind="out", date=THE_DAY, at=at("08:56"), back_by=dt.time(9, 20),
        reason="Dentist", **who,
    )  # fmt: skip
    assert places(office, at("09:10")) == []
    assert places(office) == [(DUE_BACK, "Chloe")]


@pytest.mark.parametrize(
    ("days", "worker", "listed"), [(3, "", []), (4, "", ["Ben"]), (1, "CIN", []), (2, "CIN", ["Ben"])]
)
def test_explained_but_unseen_comes_back(taken, office, pupils, teacher, days, worker, listed):
    if worker:
        StatusFactory(pupil=pupils[0], kind="social_worker", value=worker)
    mark(pupils[0], "/", by=teacher, date=SCHOOL_DAYS[-days - 1])
    away(pupils[0], "I", SCHOOL_DAYS[-days:], teacher)
    taken(ben="I")
    assert [row.pupil.forename for row in board(office).unseen] == listed


def test_an_unseen_child_stays_until_somebody_saw_and_spoke_to_them(taken, office, pupils, teacher, client):
    away(pupils[0], "I", SCHOOL_DAYS[-6:], teacher)
    taken(ben="I")
    sign_in(client, office)
    press(client, "attempt", pupils[0], place=f"unseen-{pupils[0].pk}", attempt="visit:nobody_home")
    assert places(office) == [(UNSEEN, "Ben")]
    press(client, "attempt", pupils[0], place=f"unseen-{pupils[0].pk}", attempt="visit:seen_and_spoken")
    assert places(office) == []
    assert list(ContactAttempt.objects.in_order().values_list("seen_and_spoken", flat=True)) == [False, True]


# --- the page --------------------------------------------------------------------------------------------------------


def test_the_statements_do_not_grow_with_the_children(school, office, teacher, client):
    sign_in(client, office).get("/to-find/")  # the first page of a session also keeps the session
    counts = []
    for number in (1, 50):
        group = GroupFactory(school=school, name=f"{number}X", pupils=number)
        for member in group.memberships.select_related("pupil__school"):
            mark(member.pupil, "N", by=teacher)
            CareFactory(pupil=member.pupil)
        complete_register(register=RegisterFactory(group=group), by=office, at=at("08:52"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/to-find/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_press_by_htmx_brings_the_row_alone(taken, office, pupils, client):
    taken(ben="N", chloe="N")
    care = CareFactory(pupil=pupils[0])
    said = {"did": f"no_answer:{care.contact_id}:0", "place": f"find-{pupils[0].pk}"}
    answer = sign_in(client, office).post(
        f"/to-find/{pupils[0].pk}/attempt/", said, headers={"HX-Request": "true"}
    )
    words = answer.content.decode()
    assert ("no answer" in words, "Ben Archer" in words, "Chloe" in words) == (True, True, False)
    gone = client.post(
        f"/to-find/{pupils[0].pk}/reason/",
        {"place": f"find-{pupils[0].pk}", "kind": "call", "code": "I", "lasts": "day"},
        headers={"HX-Request": "true"},
    )
    assert "Ben Archer: I." in gone.content.decode()


def test_another_school_sees_nothing_of_it(taken, other_school, pupils):
    taken(ben="N")
    assert places(person(other_school, "office", "Una Bright")) == []


def test_what_a_professional_said_is_for_those_who_see_social_care(taken, office, champion, pupils, client):
    taken(ben="N")
    said = {
        "kind": "professional",
        "outcome": "told",
        "who": "Ms Vane, social worker",
        "note": "visits today",
    }
    record_attempt(pupil=pupils[0], date=THE_DAY, by=office, at=at("09:20"), **said)
    for post, reads in ((office, 0), (champion, 1)):
        pages = [
            sign_in(client, post).get(page).content.decode()
            for page in ("/to-find/", f"/pupils/{pupils[0].pk}/contact/")
        ]
        assert [(page.count("Ms Vane"), page.count("visits today")) for page in pages] == [(reads, reads)] * 2


def test_an_answer_stands_in_the_row_of_the_child(taken, office, pupils, client):
    taken(ben="N", chloe="N")
    care = CareFactory(pupil=pupils[0])
    kept = {
        "school": care.school,
        "channel": "text",
        "from_address": "447700900123",
        "received_at": at("09:45"),
    }
    Reply.objects.create(**kept, contact=care.contact, provider_ref="1", text="She has <b>a cold</b>")
    Reply.objects.create(**kept, provider_ref="2", text="Who is this?")
    page = sign_in(client, office).get("/to-find/")
    rows = {row.pk: [reply.text for reply in row.answers] for row in page.context["board"].to_find}
    assert rows == {pupils[0].pk: ["She has <b>a cold</b>"], pupils[1].pk: []}
    assert "“She has &lt;b&gt;a cold&lt;/b&gt;”" in page.content.decode()
