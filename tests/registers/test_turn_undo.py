"""The turn of the year taken back: to exactly what was there, and never over what came since."""

from datetime import date

import pytest

from registers.actions.turn_undo import NewFactsStand, NotTurned, undo_turn
from registers.actions.year_turn import HasTurned, discard_turn, note_next_schools, route_classes
from registers.models import Admission, ExpectedLeaving, ExpectedPattern, GroupMembership, Pupil, Term
from tests.factories import PlannedMarkFactory, mark
from tests.registers.turning import EVE, FIRST_DAY, NOW, TOUCHED, UNTOUCHED, everything, run


def test_undone_everything_is_as_it_was_and_it_runs_again(ready, head):
    before = everything(TOUCHED)
    first = run(ready, head)
    turned = {name: len(rows) for name, rows in everything(TOUCHED).items()}
    assert everything(TOUCHED) != before
    undo_turn(run=first, by=head, at=NOW)
    assert everything(TOUCHED) == before
    assert list(ExpectedLeaving.objects.all()) == []
    second = run(ready, head)
    assert {name: len(rows) for name, rows in everything(TOUCHED).items()} == turned
    assert second.summary == first.summary
    assert list(ready.runs.order_by("pk").values_list("name", "undone_name")) == [
        (head.user.name, head.user.name),
        (head.user.name, ""),
    ]


def test_a_run_is_undone_once(ready, head):
    done = run(ready, head)
    undo_turn(run=done, by=head, at=NOW)
    with pytest.raises(NotTurned):
        undo_turn(run=done, by=head, at=NOW)


def test_open_leave_plans_patterns_and_n_marks_carry_across(ready, classes, head, office):
    amy, bea = Pupil.objects.filter(forename__in=["Amy", "Bea"]).order_by("forename")
    PlannedMarkFactory(pupil=amy, first_day=date(2027, 7, 20), last_day=date(2027, 9, 10), by=office)
    ExpectedPattern.objects.create(
        school=bea.school, pupil=bea, expected="1010101010", code="X", first_day=date(2027, 6, 1)
    )
    mark(amy, "N", by=office)
    before = everything(UNTOUCHED)
    done = run(ready, head)
    assert everything(UNTOUCHED) == before
    undo_turn(run=done, by=head, at=NOW)
    assert everything(UNTOUCHED) == before
    assert len(before["PlannedMark"]) == len(before["ExpectedPattern"]) == len(before["Mark"]) == 1


def test_marks_of_the_new_year_stop_an_undo_and_are_named(ready, head, office):
    done = run(ready, head)
    turned = everything(TOUCHED)
    mark(Pupil.objects.get(forename="Cai"), "/", by=office, date=date(2027, 9, 2))
    with pytest.raises(NewFactsStand) as refused:
        undo_turn(run=done, by=head, at=NOW)
    assert refused.value.facts == ["2A: marks of 1 pupil since 2 September 2027"]
    assert everything(TOUCHED) == turned


def test_a_pupil_moved_by_hand_stops_an_undo_but_one_who_has_left_does_not(ready, head):
    done = run(ready, head)
    Admission.objects.filter(pupil__forename="Eli").update(deleted_on=date(2027, 7, 16))
    GroupMembership.objects.filter(pupil__forename="Eli", last_day=EVE).update(last_day=date(2027, 7, 16))
    GroupMembership.objects.filter(pupil__forename__in=["Eli", "Amy"], first_day=FIRST_DAY).update(
        last_day=date(2027, 9, 30)
    )
    with pytest.raises(NewFactsStand) as refused:
        undo_turn(run=done, by=head, at=NOW)
    assert refused.value.facts == ["Amy Lee: the class was changed since"]
    GroupMembership.objects.filter(pupil__forename="Amy", first_day=FIRST_DAY).update(last_day=None)
    undo_turn(run=done, by=head, at=NOW)
    held = GroupMembership.objects.filter(pupil__forename__in=["Amy", "Eli"]).order_by("pupil__forename")
    assert list(held.values_list("pupil__forename", "last_day")) == [
        ("Amy", None),
        ("Eli", date(2027, 7, 16)),
    ]


def test_a_calendar_that_was_changed_since_stays(ready, head):
    done = run(ready, head)
    Term.objects.filter(academic_year="2027-28").update(last_day=date(2027, 12, 20))
    undo_turn(run=done, by=head, at=NOW)
    assert Term.objects.filter(academic_year="2027-28").count() == 1
    assert GroupMembership.objects.filter(first_day=FIRST_DAY).count() == 0
    again_done = run(ready, head)
    assert (again_done.summary["terms"], Term.objects.count()) == (0, 2)


def test_a_next_school_written_down_after_the_run_outlives_the_undo(ready, head):
    fay = Pupil.objects.get(forename="Fay")
    done = run(ready, head)
    note_next_schools(turn=ready, next_schools={fay.pk: "Marlhythe School"}, by=head, at=NOW)
    undo_turn(run=done, by=head, at=NOW)
    assert list(ExpectedLeaving.objects.values_list("pupil", "next_school", "last_day")) == [
        (fay.pk, "Marlhythe School", None)
    ]


def test_a_turn_that_has_run_is_not_changed_nor_thrown_away(ready, classes, head):
    done = run(ready, head)
    with pytest.raises(HasTurned):
        route_classes(turn=ready, routes={classes["1A"].pk: None}, by=head, at=NOW)
    undo_turn(run=done, by=head, at=NOW)
    with pytest.raises(HasTurned):
        discard_turn(turn=ready)
