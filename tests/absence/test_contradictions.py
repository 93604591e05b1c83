"""The page of what does not add up: asking the other school, settling, and what stays away once somebody settled it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.contradictions import record_other_school, settle_contradiction
from absence.does_not_add_up import does_not_add_up
from absence.models import ContradictionSettled, OtherSchoolAnswer
from registers.models import Admission, Mark, Professional, SchoolDay
from tests.absence.contradicted import MONDAY, plan
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark

LIST, SETTLE = "/contradictions/", "/contradictions/settle/"


@pytest.fixture
def in_the_afternoon(set_clock):
    set_clock("15:30:00")


# --- the other school ------------------------------------------------------------------------------------------------


@pytest.fixture
def dual(pupils, office):
    """Ben goes to Elm School on Monday afternoons; its office is on file."""
    Admission.objects.filter(pupil=pupils[0]).update(registration="main", other_school="Elm School")
    plan(pupils[0], "D", office)
    for session in ("AM", "PM"):
        mark(pupils[0], "D", by=office, date=MONDAY, session=session, source="planned")
    Professional.objects.create(
        school=office.school,
        pupil=pupils[0],
        role="other_school",
        name="Ida Elm",
        phone="01632 960001",
        first_day=MONDAY,
    )
    return pupils[0]


def test_the_other_school_is_asked_about_each_day_of_its_pupil(dual, school, office):
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.day, row.halves) == ("other_school", MONDAY, "all day")
    assert (row.other_school, [each.name for each in row.contacts]) == ("Elm School", ["Ida Elm"])


def test_asked_stays_until_the_other_school_has_answered(client, dual, school, office, in_the_afternoon):
    sign_in(client, office)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    client.post(SETTLE, {"row": row.key, "do": "asked"})
    [again] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert again.asked.name == "Joan Wright"
    client.post(SETTLE, {"row": again.key, "do": "absent", "code": "I", "said_by": "Ida Elm"})
    kept = OtherSchoolAnswer.objects.order_by("pk").values_list("answer", "code")
    assert list(kept) == [("asked", ""), ("absent", "I")]
    assert does_not_add_up(school=school, post=office, at=at("15:30")).rows == ()
    page = client.get(LIST).text
    assert "What other schools said" in page
    assert "They were absent" in page
    assert set(Mark.objects.filter(pupil=dual).values_list("code", flat=True)) == {"D"}
    story = client.get(f"/pupils/{dual.pk}/contact/").text
    assert "The other school, about Mon 23 Nov: they were absent (I), said Ida Elm" in story


def test_the_same_press_is_kept_once(dual, office):
    for _ in range(2):
        said = {"operation": "11111111-1111-4111-8111-111111111111", "by": office, "at": at("15:30")}
        record_other_school(pupil=dual, day=MONDAY, answer="there", **said)
    assert OtherSchoolAnswer.objects.count() == 1


# --- settling ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("source", ["planned", "register"])
def test_a_mark_on_a_day_that_was_closed_is_taken_away_in_one_press(
    client, pupils, office, school, source, in_the_afternoon
):
    mark(pupils[0], "C", by=office, date=MONDAY, source=source)
    SchoolDay.objects.filter(school=school, date=MONDAY).update(am=False)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.may_clear) == ("closed", True)
    sign_in(client, office).post(SETTLE, {"row": row.key, "do": "clear"})
    assert Mark.objects.get(pupil=pupils[0], date=MONDAY).code == ""
    assert does_not_add_up(school=school, post=office, at=at("15:30")).rows == ()


def test_n_marks_older_than_five_school_days_lead_to_their_page(
    client, pupils, teacher, office, in_the_afternoon
):
    mark(pupils[0], "N", by=teacher, date=dt.date(2026, 11, 10))
    page = sign_in(client, office).get(LIST).text
    assert "1 N mark is older than five school days." in page
    assert 'href="/unsettled/"' in page


def test_a_row_that_is_right_after_all_stays_away_with_its_reason(
    client, pupils, teacher, office, school, in_the_afternoon
):
    sign_in(client, office)
    plan(pupils[0], "C", office)
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    client.post(SETTLE, {"row": row.key, "do": "reason", "words": "  "})
    assert ContradictionSettled.objects.count() == 0
    client.post(SETTLE, {"row": row.key, "do": "reason", "words": "flight cancelled, mother rang"})
    client.post(SETTLE, {"row": row.key, "do": "reason", "words": "pressed twice"})
    [kept] = ContradictionSettled.objects.all()
    assert (kept.kind, kept.words, kept.name, kept.position) == (
        "leave", "flight cancelled, mother rang", "Joan Wright", "School office",
    )  # fmt: skip
    assert does_not_add_up(school=school, post=office, at=at("15:30")).rows == ()
    for page in (LIST, f"/pupils/{pupils[0].pk}/contact/"):
        assert "flight cancelled, mother rang" in client.get(page).text


def test_a_settled_row_comes_back_when_the_facts_change(pupils, teacher, office, school):
    plan(pupils[0], "C", office)
    mark(pupils[0], "/", by=teacher, date=MONDAY)
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    settle_contradiction(school=school, findings=row.findings, words="was here", by=office, at=at("15:30"))
    mark(pupils[0], "L", by=teacher, date=MONDAY, when=at("09:10", MONDAY))
    assert [each.kind for each in does_not_add_up(school=school, post=office, at=at("15:30")).rows] == [
        "leave"
    ]


def test_one_press_confirms_a_visit(client, pupils, office, school, in_the_afternoon):
    mark(pupils[0], "V", by=office, date=MONDAY, source="planned", note="Fen farm")
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    sign_in(client, office).post(SETTLE, {"row": row.key, "do": "confirm"})
    stands = Mark.objects.get(pupil=pupils[0], date=MONDAY)
    assert (stands.code, stands.source) == ("V", "confirmed")


@pytest.mark.parametrize(
    "posted", [{}, {"row": "x"}, {"row": "leave-1", "do": "usual"}, {"row": "\x00" * 9000}]
)
def test_a_row_that_is_gone_is_said_to_be_gone(client, office, posted, in_the_afternoon):
    answer = sign_in(client, office).post(SETTLE, posted, follow=True)
    assert (answer.status_code, "That row is no longer here" in answer.text) == (200, True)


def test_the_list_is_empty_and_says_so(client, school, office, in_the_afternoon):
    assert "Everything adds up." in sign_in(client, office).get(LIST).text


def test_the_list_is_the_same_number_of_statements_for_many_pupils(
    client, pupils, teacher, office, in_the_afternoon
):
    sign_in(client, office).get(LIST)

    def add(pupil):
        plan(pupil, "C", office, last=THE_DAY)
        plan(pupil, "V", office, first=THE_DAY, when="12:00")
        mark(pupil, "/", by=teacher, date=MONDAY)
        mark(pupil, "D", by=office, date=MONDAY, session="PM")
        CareFactory(pupil=pupil, contact=ContactFactory(school=pupil.school))
        mark(pupil, "I", by=office, note="whole family")

    counts = []
    for group in (pupils[:1], pupils[1:]):
        for pupil in group:
            add(pupil)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(LIST).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
