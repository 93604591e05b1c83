"""The pages of the turn of the year: what they take, show and refuse."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.year_turn import route_classes, start_turn
from registers.models import (
    ClassRoute,
    ExpectedLeaving,
    GroupMembership,
    NextTeacher,
    PupilRoute,
    Term,
    YearTurn,
    YearTurnRun,
)
from registers.year_turn import Route
from tests.cast import sign_in
from tests.factories import THE_DAY, AdmissionFactory, GroupFactory, PupilFactory, TermFactory, at

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def group_4b(school):
    return GroupFactory(school=school, name="4B", pupils=["Hal Ivey", "Joy Kerr"], pupils__year="4")


@pytest.fixture
def turn(school, group_3b, group_4b, head):
    return start_turn(school=school, academic_year="2027-28", by=head, on=THE_DAY, at=at("08:30"))


@pytest.fixture
def at_desk(client, head):
    return sign_in(client, head)


def page(at_desk, name, *args):
    answer = at_desk.get(reverse(f"registers:{name}", args=args))
    assert answer.status_code == 200
    return answer.content.decode()


def post(at_desk, name, data, *args):
    return at_desk.post(reverse(f"registers:{name}", args=args), data, follow=True).content.decode()


def next_class(turn, name):
    return next(each for each in turn.classes.select_related("group") if each.called == name)


def test_a_year_is_begun_and_thrown_away(at_desk, school, group_3b):
    assert "Start to prepare" in page(at_desk, "year_turn")
    assert "2027-28 is being prepared" in post(
        at_desk, "year_turn", {"do": "start", "academic_year": "2027-28"}
    )
    turn = YearTurn.objects.get()
    assert [(each.called, each.year_group) for each in turn.classes.select_related("group")] == [("3B", "3")]
    assert "is being prepared and has not begun" in post(
        at_desk, "year_turn", {"do": "start", "academic_year": "2026-27"}
    )
    assert "thrown away" in post(at_desk, "year_turn", {"do": "discard"})
    assert YearTurn.objects.count() == 0


@pytest.mark.parametrize(
    "name",
    ["calendar", "classes", "intake", "teachers", "leavers", "rehearsal"],
)
def test_a_step_before_anything_is_begun_leads_to_the_beginning(at_desk, name):
    answer = at_desk.get(reverse(f"registers:year_turn_{name}"))
    assert answer.url == reverse("registers:year_turn")


def test_what_a_name_suggests_counts_once_it_is_saved(at_desk, turn, group_3b, group_4b):
    assert page(at_desk, "year_turn_classes").count("Suggested") == 2
    assert ClassRoute.objects.count() == 0
    to = f"to:{next_class(turn, '4B').pk}"
    data = {
        "do": "routes",
        f"to-{group_3b.pk}": to,
        f"was-{group_3b.pk}": "",
        f"to-{group_4b.pk}": "leave",
        f"was-{group_4b.pk}": "",
    }
    assert "Saved" in post(at_desk, "year_turn_classes", data)
    assert sorted(ClassRoute.objects.values_list("group__name", "goes")) == [("3B", "whole"), ("4B", "leave")]
    assert "Head" in page(at_desk, "year_turn")


def test_a_page_left_open_does_not_undo_what_somebody_else_saved(at_desk, turn, group_3b, group_4b, head):
    route_classes(turn=turn, routes={group_4b.pk: Route("leave")}, by=head, at=at("08:40"))
    stale = {
        "do": "routes",
        f"to-{group_3b.pk}": "split",
        f"was-{group_3b.pk}": "",
        f"to-{group_4b.pk}": "",
        f"was-{group_4b.pk}": "",
    }
    post(at_desk, "year_turn_classes", stale)
    assert sorted(ClassRoute.objects.values_list("group__name", "goes")) == [("3B", "split"), ("4B", "leave")]


def test_a_class_that_is_none_of_ours_is_refused(at_desk, turn, group_3b):
    data = {"do": "routes", f"to-{group_3b.pk}": "to:999999", f"was-{group_3b.pk}": ""}
    assert "Choose one of those shown" in post(at_desk, "year_turn_classes", data)
    assert ClassRoute.objects.count() == 0


def test_classes_are_added_and_left_out(at_desk, turn, group_3b):
    assert "Oak is a class of next year" in post(
        at_desk, "year_turn_classes", {"do": "add", "name": " Oak ", "year_group": ""}
    )
    assert "There is a class oak next year already" in post(
        at_desk, "year_turn_classes", {"do": "add", "name": "oak", "year_group": ""}
    )
    oak = next_class(turn, "Oak")
    assert "Oak is no class of next year" in post(
        at_desk, "year_turn_classes", {"do": "drop", "class": oak.pk}
    )
    assert sorted(each.called for each in turn.classes.select_related("group")) == ["3B", "4B"]


def test_another_year_needs_a_reason_in_the_grid(at_desk, turn, group_3b, pupils):
    noah = pupils[4]
    to = f"to:{next_class(turn, '3B').pk}"
    data = {}
    for pupil in pupils:
        data |= {f"to-{pupil.pk}": "", f"year-{pupil.pk}": "", f"was-{pupil.pk}": '["", "", ""]'}
    data |= {f"to-{noah.pk}": to, f"year-{noah.pk}": "3"}
    url = [group_3b.pk]
    path = reverse("registers:year_turn_pupils", args=url) + "?all=1"
    assert "Say why Noah Price does not move up" in at_desk.post(path, data).content.decode()
    at_desk.post(path, data | {f"reason-{noah.pk}": "agreed with the parents"})
    assert list(PupilRoute.objects.values_list("pupil", "to__group__name", "year_group", "reason")) == [
        (noah.pk, "3B", "3", "agreed with the parents")
    ]


def test_the_intake_is_given_a_class(at_desk, turn, school):
    ivy = PupilFactory(school=school, forename="Ivy", surname="Lane", roll=False, year="R")
    AdmissionFactory(pupil=ivy, starting_day=date(2027, 9, 6))
    ivy.statuses.all().delete()
    assert "Monday 6 September 2027" in page(at_desk, "year_turn_intake")
    to = f"to:{next_class(turn, '3B').pk}"
    post(at_desk, "year_turn_intake", {f"to-{ivy.pk}": to, f"was-{ivy.pk}": '["", "", ""]'})
    assert list(PupilRoute.objects.values_list("pupil", "to__group__name")) == [(ivy.pk, "3B")]
    assert "Nobody is waiting" not in page(at_desk, "year_turn")


def test_teachers_of_today_are_proposed_and_saved(at_desk, turn, teacher):
    words = page(at_desk, "year_turn_teachers")
    assert "Nothing is saved yet" in words
    data = {"to-0": str(teacher.pk), "was-0": "", "to-1": "", "was-1": ""}
    assert "The teachers are saved" in post(at_desk, "year_turn_teachers", data)
    assert list(NextTeacher.objects.values_list("to__group__name", "post")) == [("3B", teacher.pk)]
    post(at_desk, "year_turn_teachers", {"to-0": "", "was-0": str(teacher.pk)})
    assert NextTeacher.objects.count() == 0


def test_the_next_school_is_typed_for_one_or_for_all_who_are_ticked(at_desk, turn, group_4b, head):
    route_classes(turn=turn, routes={group_4b.pk: Route("leave")}, by=head, at=at("08:40"))
    hal, joy = (each.pupil for each in group_4b.memberships.order_by("pupil__forename"))
    data = {
        "do": "schools",
        f"school-{hal.pk}": "Kestrel School",
        f"was-{hal.pk}": "",
        f"school-{joy.pk}": "",
    }
    post(at_desk, "year_turn_leavers", data)
    assert dict(ExpectedLeaving.objects.values_list("pupil", "next_school")) == {hal.pk: "Kestrel School"}
    post(
        at_desk,
        "year_turn_leavers",
        {"do": "ticked", "ticked": [hal.pk, joy.pk, 99], "for_ticked": "Marlhythe"},
    )
    assert dict(ExpectedLeaving.objects.values_list("pupil", "next_school")) == {
        hal.pk: "Marlhythe",
        joy.pk: "Marlhythe",
    }
    assert "Tick the pupils first" in post(at_desk, "year_turn_leavers", {"do": "ticked", "for_ticked": "X"})


def calendar_rows(*terms):
    data = {"terms-TOTAL_FORMS": len(terms), "terms-INITIAL_FORMS": 0}
    data |= {"closed-TOTAL_FORMS": 0, "closed-INITIAL_FORMS": 0}
    for number, (name, first, last) in enumerate(terms):
        data |= {
            f"terms-name-{number}": name,
            f"terms-first-{number}": first,
            f"terms-last-{number}": last,
        }
    return data


def test_the_calendar_is_proposed_corrected_and_settled(at_desk, turn):
    assert 'value="2027-09-01"' in page(at_desk, "year_turn_calendar")
    wrong = calendar_rows(("Autumn", "2027-12-17", "2027-09-01"))
    assert "Autumn ends before it begins" in post(at_desk, "year_turn_calendar", wrong)
    half = calendar_rows(("Autumn", "2027-09-02", ""))
    assert "Fill this in, or empty the whole row" in post(at_desk, "year_turn_calendar", half)
    right = calendar_rows(("Autumn", "2027-09-02", "2027-12-17"))
    assert "This makes 77 days" in post(at_desk, "year_turn_calendar", right | {"do": "check"})
    assert YearTurn.objects.get().calendar == {}
    assert "is settled: 77 days" in post(at_desk, "year_turn_calendar", right)
    assert YearTurn.objects.get().calendar["terms"] == [["Autumn", "2027-09-02", "2027-12-17"]]
    assert Term.objects.filter(academic_year="2027-28").count() == 0


def test_terms_that_exist_are_shown_and_left_alone(at_desk, turn, school):
    TermFactory(
        school=school, academic_year="2027-28", first_day=date(2027, 9, 2), last_day=date(2027, 12, 17)
    )
    words = page(at_desk, "year_turn_calendar")
    assert "leaves the calendar alone" in words
    assert "<form" not in words.split("<main")[1]


def prepare(at_desk, turn, group_3b, group_4b, head):
    routes = {group_3b.pk: Route("whole", next_class(turn, "4B").pk), group_4b.pk: Route("leave")}
    route_classes(turn=turn, routes=routes, by=head, at=at("08:40"))
    post(at_desk, "year_turn_calendar", calendar_rows(("Autumn", "2027-09-02", "2027-12-17")))
    return post(at_desk, "year_turn_rehearsal", {})


def agreed(at_desk):
    words = page(at_desk, "run_year_turn")
    return words.split('name="agreed" value="')[1].split('"')[0]


def test_rehearsed_run_once_undone(at_desk, turn, group_3b, group_4b, head, pupils):
    words = prepare(at_desk, turn, group_3b, group_4b, head)
    assert "Stands in the way" not in words
    assert [pupil.called for pupil in pupils if pupil.called not in words] == []
    before = GroupMembership.objects.count()
    told = {"agreed": agreed(at_desk)}
    assert "The year has turned: 6 pupils" in post(at_desk, "run_year_turn", told)
    assert "it is done once" in post(at_desk, "run_year_turn", told)
    assert YearTurnRun.objects.count() == 1
    assert "Next school not known: 2 leavers" in page(at_desk, "year_turn")
    assert "Put it right" not in page(at_desk, "year_turn_rehearsal")
    assert "everything is as it was before" in post(at_desk, "undo_year_turn", {})
    assert GroupMembership.objects.count() == before
    assert "Undone" in page(at_desk, "year_turn")
    assert "There is nothing to undo" in page(at_desk, "undo_year_turn")


def test_the_run_says_what_differs_from_the_rehearsal(at_desk, turn, group_3b, group_4b, head, school):
    prepare(at_desk, turn, group_3b, group_4b, head)
    assert "Nothing has changed since the rehearsal" in page(at_desk, "run_year_turn")
    told = {"agreed": agreed(at_desk)}
    PupilFactory(school=school, forename="Late", surname="Comer", group=group_3b)
    assert "Late Comer was not there." in page(at_desk, "run_year_turn")
    assert "has changed since this page was opened" in post(at_desk, "run_year_turn", told)
    assert YearTurnRun.objects.count() == 0


def test_a_run_that_is_not_ready_says_why(at_desk, turn):
    assert "Rehearse it first" in page(at_desk, "run_year_turn")
    assert "has not been rehearsed" in post(at_desk, "run_year_turn", {"agreed": "x"})
    post(at_desk, "year_turn_rehearsal", {})
    words = post(at_desk, "run_year_turn", {"agreed": "x"})
    assert "stand in the way" in words
    assert "3B: nothing says where its 6 pupils go next year." in words


def test_run_and_undo_ask_who_it_is_again(client, head, turn):
    sign_in(client, head)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": 0}]
    session.save()
    answers = [client.get(reverse(f"registers:{name}")) for name in ("run_year_turn", "undo_year_turn")]
    assert [answer.url.split("?")[0] for answer in answers] == [reverse("account_reauthenticate")] * 2


@pytest.mark.parametrize(
    "name", ["year_turn", "year_turn_rehearsal", "year_turn_classes", "year_turn_leavers"]
)
def test_the_statements_of_a_page_do_not_grow_with_pupils(at_desk, turn, group_3b, group_4b, head, name):
    prepare(at_desk, turn, group_3b, group_4b, head)

    def statements():
        with CaptureQueriesContext(connection) as counted:
            page(at_desk, name)
        return len(counted)

    page(at_desk, name)
    few = statements()
    for n in range(25):
        PupilFactory(school=turn.school, group=group_3b, forename=f"More{n}")
        PupilFactory(school=turn.school, group=group_4b, forename=f"Else{n}", year="4")
    assert statements() == few


def test_the_page_shows_the_turn_of_ones_own_school_only(client, turn, other_school):
    from tests.cast import person

    words = page(sign_in(client, person(other_school, "head", "Next Door")), "year_turn")
    assert "Start to prepare" in words


def test_a_turn_missed_in_september_can_still_be_prepared(at_desk, set_clock, school):
    set_clock("2027-09-06T09:00")
    words = page(at_desk, "year_turn")
    assert words.count("<option") == 2
    assert "2027-28" in words


def test_teachers_and_leavers_wait_for_the_classes():
    from registers.turn_page import AFTER_CLASSES, Task, _counted

    assert _counted("leavers", "Leavers", AFTER_CLASSES, 0, 0, {}, True) == Task(
        "leavers", "registers:year_turn_leavers", "Leavers", "To do", "info", AFTER_CLASSES, None
    )
