"""The turn of the year in the database: dated, and done once."""

from datetime import date

import pytest

from registers.actions.turn_run import ChangedMeanwhile, NotReady, NotRehearsed
from registers.actions.year_turn import (
    HasTurned,
    YearPreparedAlready,
    add_class,
    assign_teachers,
    discard_turn,
    route_classes,
    route_pupils,
    start_turn,
)
from registers.models import (
    Admission,
    ExpectedLeaving,
    GroupMembership,
    GroupTeacher,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    SchoolDay,
    Term,
    YearTurn,
)
from registers.next_calendar import plan_from
from registers.turn_facts import since_rehearsal, turn_digest, turn_facts
from registers.year_turn import Choice
from tests.factories import THE_DAY, AdmissionFactory, PupilFactory, join
from tests.registers.turning import (
    EVE,
    FIRST_DAY,
    NOW,
    TOUCHED,
    again,
    class_list,
    everything,
    next_class,
    prepare,
    run,
    years_on,
)


def test_class_lists_on_either_side_of_the_first_day_are_those_of_that_day(ready, classes, head):
    run(ready, head)
    assert {name: class_list(group, EVE) for name, group in classes.items()} == {
        "RA": ["Amy", "Bea"],
        "1A": ["Cai", "Dot", "Eli"],
        "2A": ["Fay", "Gus"],
    }
    assert {name: class_list(group, FIRST_DAY) for name, group in classes.items()} == {
        "RA": [],
        "1A": ["Amy", "Bea"],
        "2A": ["Cai", "Dot", "Eli"],
    }
    assert years_on(EVE) == dict(
        zip(["Amy", "Bea", "Cai", "Dot", "Eli", "Fay", "Gus"], "RR11122", strict=True)
    )
    assert years_on(FIRST_DAY) == dict(
        zip(["Amy", "Bea", "Cai", "Dot", "Eli", "Fay", "Gus"], "1122222", strict=True)
    )


def test_leavers_stay_on_the_roll_in_a_class_of_their_own(ready, head):
    before = everything([Admission])
    run(ready, head)
    held = RegistrationGroup.objects.get(name="Leavers")
    assert class_list(held, FIRST_DAY) == ["Fay", "Gus"]
    assert set(ExpectedLeaving.objects.values_list("last_day", flat=True)) == {date(2026, 12, 18)}
    assert everything([Admission]) == before


def test_next_years_days_are_numbered_on(ready, head):
    before = list(SchoolDay.objects.order_by("date").values_list("date", "week"))
    run(ready, head)
    after = list(SchoolDay.objects.order_by("date").values_list("date", "week"))
    assert after[: len(before)] == before
    assert after[len(before)] == (date(2027, 9, 1), before[-1][1] + 1)
    assert list(Term.objects.order_by("first_day").values_list("academic_year", flat=True)) == [
        "2026-27",
        "2027-28",
    ]


def test_it_is_done_once(ready, head):
    run(ready, head)
    turned = everything(TOUCHED)
    with pytest.raises(HasTurned, match="it is done once"):
        run(ready, head)
    assert everything(TOUCHED) == turned


def test_a_pupil_who_joins_after_the_rehearsal_is_taken_along_and_named(ready, classes, head):
    hal = PupilFactory(school=ready.school, forename="Hal", surname="Shaw", group=classes["RA"], year="R")
    assert since_rehearsal(turn_facts(again(ready))) == ["Hal Shaw was not there."]
    done = run(ready, head)
    assert done.summary["since_rehearsal"] == ["Hal Shaw was not there."]
    assert class_list(classes["1A"], FIRST_DAY) == ["Amy", "Bea", hal.forename]


def test_what_changes_between_the_page_and_the_button_stops_the_run(ready, classes, head):
    agreed = turn_digest(turn_facts(ready))
    PupilFactory(school=ready.school, forename="Hal", surname="Shaw", group=classes["RA"], year="R")
    before = everything(TOUCHED)
    with pytest.raises(ChangedMeanwhile):
        run(ready, head, agreed=agreed)
    assert everything(TOUCHED) == before


def test_it_does_not_run_unrehearsed_or_with_something_in_the_way(turn, classes, teachers, head):
    with pytest.raises(NotRehearsed):
        run(turn, head)
    ready = prepare(turn, classes, teachers, head)
    route_classes(turn=ready, routes={classes["1A"].pk: None}, by=head, at=NOW)
    with pytest.raises(NotReady) as refused:
        run(ready, head)
    assert refused.value.problems == ["1A: nothing says where its 3 pupils go next year."]


def test_a_new_class_takes_its_pupils_from_two_and_one_stays_back(ready, classes, head):
    said = {"by": head, "at": NOW}
    mixed = add_class(turn=ready, name="Oak", year_group="", **said)
    amy, cai, dot = Pupil.objects.filter(forename__in=["Amy", "Cai", "Dot"]).order_by("forename")
    choices = {
        amy.pk: Choice(to=mixed.pk),
        cai.pk: Choice(to=mixed.pk),
        dot.pk: Choice(to=next_class(ready, "1A").pk, year="1", reason="agreed with the parents"),
    }
    route_pupils(turn=ready, choices=choices, **said)
    done = run(ready, head)
    oak = RegistrationGroup.objects.get(name="Oak")
    assert class_list(oak, FIRST_DAY) == ["Amy", "Cai"]
    assert class_list(classes["1A"], FIRST_DAY) == ["Bea", "Dot"]
    years = years_on(FIRST_DAY)
    assert [years[name] for name in ["Amy", "Cai", "Dot"]] == ["1", "2", "1"]
    assert done.summary["new_classes"] == ["Oak", "Leavers"]


def test_the_intake_starts_in_its_class_and_year_on_its_own_day(ready, classes, head):
    ivy = PupilFactory(school=ready.school, forename="Ivy", roll=False, dob=date(2023, 4, 1))
    PupilStatus.objects.filter(pupil=ivy).delete()
    AdmissionFactory(pupil=ivy, starting_day=date(2027, 9, 6))
    choices = {ivy.pk: Choice(to=next_class(ready, "RA").pk)}
    route_pupils(turn=ready, choices=choices, step="intake", by=head, at=NOW)
    run(ready, head)
    assert class_list(classes["RA"], date(2027, 9, 5)) == []
    assert class_list(classes["RA"], date(2027, 9, 6)) == ["Ivy"]
    assert years_on(date(2027, 9, 6))["Ivy"] == "R"


def test_teachers_change_on_the_first_day_and_who_keeps_a_class_keeps_it(ready, classes, teachers, head):
    rooms = {
        next_class(ready, "1A").pk: [teachers["1A"].pk, teachers["RA"].pk],
        next_class(ready, "RA").pk: [],
    }
    assign_teachers(turn=ready, teachers=rooms, by=head, at=NOW)
    run(ready, head)

    def teaching(day):
        found = GroupTeacher.objects.on(day).values_list("group__name", "post__user__name")
        return sorted(found)

    assert teaching(EVE) == [("1A", "Teacher 1A"), ("2A", "Teacher 2A"), ("RA", "Teacher RA")]
    assert teaching(FIRST_DAY) == [("1A", "Teacher 1A"), ("1A", "Teacher RA"), ("2A", "Teacher 2A")]
    assert GroupTeacher.objects.filter(post=teachers["1A"]).count() == 1


def test_a_class_renamed_meanwhile_is_still_that_class(ready, classes, head):
    RegistrationGroup.objects.filter(pk=classes["2A"].pk).update(name="Beech")
    run(ready, head)
    assert class_list(classes["2A"], FIRST_DAY) == ["Cai", "Dot", "Eli"]


def test_a_class_set_down_for_a_later_day_stands(ready, classes, head):
    cai = Pupil.objects.get(forename="Cai")
    GroupMembership.objects.filter(pupil=cai).update(last_day=date(2027, 10, 31))
    join(cai, classes["RA"], first_day=date(2027, 11, 1))
    run(ready, head)
    held = GroupMembership.objects.filter(pupil=cai).order_by("first_day")
    assert list(held.values_list("group__name", "first_day", "last_day")) == [
        ("1A", date(2026, 9, 2), EVE),
        ("2A", FIRST_DAY, date(2027, 10, 31)),
        ("RA", date(2027, 11, 1), None),
    ]


def test_one_year_is_prepared_at_a_time_and_can_be_thrown_away(turn, school, head):
    with pytest.raises(YearPreparedAlready):
        start_turn(school=school, academic_year="2028-29", by=head, on=THE_DAY, at=NOW)
    discard_turn(turn=turn)
    assert YearTurn.objects.count() == 0


def test_working_it_out_costs_the_same_statements_for_any_number_of_pupils(
    ready, classes, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements():
        with CaptureQueriesContext(
            connection,
        ) as counted:
            assert turn_facts(again(ready)).problems
        return len(counted)

    few = statements()
    for n in range(50):
        PupilFactory(school=ready.school, group=classes["RA"], year="R", forename=f"More{n}")
    assert statements() == few


def test_the_plan_is_kept_as_it_was_settled(ready):
    year = plan_from(ready.calendar)
    assert [(term.name, term.first, term.last) for term in year.terms] == [
        ("Autumn", date(2027, 9, 1), date(2027, 12, 17))
    ]
