import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.told import record_professional_told
from absence.going_on import going_on
from absence.ladder import NextStep, Step, StepKind
from absence.ladder_of_day import next_steps
from absence.professionals import ToTell
from registers.models import Professional
from tests.absence.absent import attempt, days_before, miss
from tests.factories import THE_DAY, YEAR_STARTS, StatusFactory, at, mark


def statements_of(work):
    with CaptureQueriesContext(connection) as counted:
        work()
    return len(counted)


def listed(school, post):
    return [
        (each.pupil.surname, each.state.days, each.state.unauthorised)
        for each in going_on(school=school, post=post, on=THE_DAY)
    ]


def test_pupils_are_listed_by_days_without_contact(school, pupils, office):
    archer, dean, khan, malik, price, reid = pupils
    miss(archer, days_before(school, 3), by=office)
    miss(dean, days_before(school, 5), by=office)
    attempt(dean, office, date=days_before(school, 2)[0], outcome="spoke_no_reason")
    miss(khan, days_before(school, 1), by=office)
    miss(malik, days_before(school, 4), by=office, code="I")
    miss(price, days_before(school, 4), by=office)
    mark(price, "/", by=office)
    miss(reid, days_before(school, 4), by=office, code="G")
    assert listed(school, office) == [("Reid", 4, 4), ("Archer", 3, 3), ("Dean", 1, 5)]


def test_a_teacher_finds_pupils_of_the_class_only_and_a_stranger_none(
    school, other_school, pupils, teacher, office
):
    from tests.cast import person

    miss(pupils[0], days_before(school, 2), by=office)
    stranger = person(other_school, "office", "Next Door")
    assert [listed(school, post) for post in (teacher, stranger)] == [[("Archer", 2, 2)], []]


def works_with(pupil, role, name):
    return Professional.objects.create(
        school=pupil.school, pupil=pupil, role=role, name=name, first_day=YEAR_STARTS
    )


def test_who_is_to_be_told_and_who_was_since_the_absence_began(school, pupils, office):
    archer, dean = pupils[:2]
    works_with(archer, "social_worker", "Priti Lakhani")
    works_with(archer, "virtual_school", "Elm House")  # not looked after: nobody there is told
    works_with(archer, "other_school", "Alderbrook House")
    StatusFactory(pupil=dean, kind="looked_after", value="1")
    days = days_before(school, 3)
    for pupil in (archer, dean):
        miss(pupil, days, by=office)
    worker = ToTell("social_worker", "Priti Lakhani")
    told = {"pupil": archer, "whom": worker, "told_name": "Priti Lakhani", "how": "phone", "by": office}
    record_professional_told(
        **told, told_at=at("10:00", days[0]), day=days_before(school, 5)[0], at=at("09:00")
    )
    found = {each.pupil: each.to_tell for each in going_on(school=school, post=office, on=THE_DAY)}
    assert found == {archer: (worker,), dean: (ToTell("virtual_school", ""),)}
    note = record_professional_told(**told, told_at=at("09:00"), day=THE_DAY, at=at("09:30"))
    again = record_professional_told(**told, told_at=at("09:00"), day=THE_DAY, at=at("09:31"))
    after = {each.pupil: each for each in going_on(school=school, post=office, on=THE_DAY)}
    assert (note, after[archer].to_tell[0].told, after[archer].still_to_tell) == (again, note, [])


def test_a_nursery_child_is_followed_up_outside_the_figures(school, pupils, office):
    child = pupils[0]
    child.statuses.all().delete()
    StatusFactory(pupil=child, value="N2")
    miss(child, days_before(school, 12), by=office)
    found = going_on(school=school, post=office, on=THE_DAY)[0]
    assert (found.is_nursery, found.state.days) == (True, 12)
    assert (found.referral_due, found.return_reached, found.ground_i_reached) == (False, False, False)
    mark(child, "N", by=office)
    steps = next_steps(school=school, day=THE_DAY, pupils=[child.pk], at=at("11:00"))
    assert steps[child.pk].due == at("10:30")


def test_the_next_step_of_pupils_on_a_day(school, pupils, office):
    archer, dean, khan = pupils[:3]
    for pupil in (archer, dean, khan):
        mark(pupil, "N", by=office)
    attempt(dean, office, clock="09:41", who="Anna Dean")
    attempt(dean, office, clock="09:50", who="Piotr Dean")
    attempt(khan, office, clock="09:50", outcome="reason_given")
    steps = next_steps(
        school=school, day=THE_DAY, pupils=[archer.pk, dean.pk, khan.pk, pupils[3].pk], at=at("09:55")
    )
    assert {pupil: (step.step.kind, step.due, step.overdue) for pupil, step in steps.items()} == {
        archer.pk: (StepKind.CALL, at("09:40"), True),
        dean.pk: (StepKind.VISIT, at("11:00"), False),
        pupils[3].pk: (StepKind.CALL, at("09:40"), True),
    }


def test_nobody_asked_for_is_no_statement(school):
    assert statements_of(lambda: next_steps(school=school, day=THE_DAY, pupils=[], at=at("09:55"))) == 0


@pytest.mark.parametrize("work", ["list", "steps"])
def test_the_statements_do_not_grow_with_pupils(school, pupils, office, work):
    def look():
        if work == "list":
            return going_on(school=school, post=office, on=THE_DAY)
        return next_steps(school=school, day=THE_DAY, pupils=[each.pk for each in pupils], at=at("09:55"))

    def missing(pupil):
        miss(pupil, days_before(school, 2), by=office)
        attempt(pupil, office)
        works_with(pupil, "social_worker", "Priti Lakhani")

    missing(pupils[0])
    one = statements_of(look)
    for pupil in pupils[1:]:
        missing(pupil)
    assert statements_of(look) == one


def test_a_next_step_is_a_value():
    assert NextStep(Step(StepKind.CALL), None, overdue=False).words == "Call the first contact"
