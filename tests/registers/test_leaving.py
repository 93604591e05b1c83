"""Leaving: the record, its checklist, the deletion of the name on a lawful ground, and putting the entry right."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.admission_corrections import LeavingDayOver, correct_leaving_day
from registers.leaving_steps import Step
from registers.models import (
    Admission,
    AdmissionChange,
    GroupMembership,
    Leaving,
    LeavingStep,
    Mark,
    PlannedMark,
    Professional,
)
from tests.cast import sign_in
from tests.factories import THE_DAY, YEAR_STARTS, PlannedMarkFactory, at, mark

pytestmark = pytest.mark.usefixtures("on_the_day")
TOMORROW = THE_DAY + dt.timedelta(days=1)


@pytest.fixture
def desk(client, office):
    return sign_in(client, office)


@pytest.fixture
def noah(pupils):
    return pupils[4]


def url(name, pupil):
    return reverse(f"registers:{name}", args=[pupil.pk])


def send(desk, pupil, do, **values):
    return desk.post(url("leaving", pupil), {"do": do, **values})


def begin(desk, pupil, kind="moved_school", **more):
    told = {"learned_on": THE_DAY.isoformat(), "told_by": "Mrs Price, by telephone"}
    return send(desk, pupil, "told", kind=kind, **told, **more)


def tick(desk, pupil, *steps):
    for step in steps:
        send(desk, pupil, "step", step=step, done_on=THE_DAY.isoformat(), note="e-mail")


def delete(desk, pupil, ground="a", deleted_on=THE_DAY, **more):
    sent = {"ground": ground, "deleted_on": deleted_on.isoformat(), "last_attended": "", **more}
    return desk.post(url("delete_from_roll", pupil), sent)


def leave(desk, pupil, **more):
    begin(desk, pupil)
    tick(desk, pupil, Step.NEXT_SCHOOL_CONFIRMED)
    return delete(desk, pupil, **more)


def errors_of(answer):
    return " ".join(answer.context["form"].non_field_errors())


def changes(pupil):
    found = AdmissionChange.objects.filter(pupil=pupil).order_by("pk")
    return list(found.values_list("field", "original", "new", "name", "position"))


# --- the record ------------------------------------------------------------------------------------------------------


def test_a_record_keeps_what_the_school_was_told_and_the_register_the_next_school(desk, noah):
    begin(desk, noah, next_school="Oakmere Primary", next_school_from=TOMORROW.isoformat())
    record = Leaving.objects.get()
    assert (record.kind, record.told_by, record.name) == (
        "moved_school",
        "Mrs Price, by telephone",
        "Joan Wright",
    )
    assert changes(noah) == [
        ("next school", "", "Oakmere Primary", "Joan Wright", "School office"),
        ("next school from", "", TOMORROW.isoformat(), "Joan Wright", "School office"),
    ]
    assert Admission.objects.get(pupil=noah).deleted_on is None


def test_a_step_that_was_not_done_after_all_is_taken_back_by_another_entry(desk, noah):
    begin(desk, noah)
    tick(desk, noah, Step.NEXT_SCHOOL_CONFIRMED)
    send(desk, noah, "undo_step", step=Step.NEXT_SCHOOL_CONFIRMED)
    assert list(LeavingStep.objects.order_by("pk").values_list("done_on", flat=True)) == [THE_DAY, None]
    assert "May be chosen now" not in desk.get(url("leaving", noah)).content.decode()


def test_a_leaving_is_called_off_and_may_begin_again(desk, noah):
    begin(desk, noah)
    send(desk, noah, "call_off", why="They stay")
    assert "Called off earlier" in desk.get(url("leaving", noah)).content.decode()
    begin(desk, noah)
    assert Leaving.objects.open().count() == 1


def test_nothing_is_recorded_for_a_day_to_come(desk, noah):
    assert "has not come yet" in errors_of(
        send(desk, noah, "told", kind="other", learned_on=TOMORROW.isoformat(), told_by="x")
    )


# --- the deletion ----------------------------------------------------------------------------------------------------


def test_a_name_is_deleted_from_today_with_two_dates_and_keeps_every_mark(desk, noah, teacher, office):
    yesterday = THE_DAY - dt.timedelta(days=1)
    mark(noah, "/", by=teacher, date=yesterday, when=at("08:50", yesterday))
    mark(noah, "N", by=teacher)
    ending = PlannedMarkFactory(pupil=noah, first_day=yesterday, last_day=TOMORROW, by=office)
    later = PlannedMarkFactory(pupil=noah, first_day=TOMORROW, by=office)
    begin(desk, noah, next_school="Oakmere Primary")
    tick(desk, noah, Step.NEXT_SCHOOL_CONFIRMED)
    page = desk.get(url("delete_from_roll", noah))
    assert page.context["form"]["last_attended"].value() == yesterday

    delete(desk, noah, last_attended=yesterday.isoformat())
    stay = Admission.objects.get(pupil=noah)
    assert (stay.deleted_on, stay.last_attended, stay.ground) == (THE_DAY, yesterday, "a")
    assert stay.destination == "Oakmere Primary"
    assert stay.deletion_entered_at.date() == THE_DAY
    assert Mark.objects.filter(pupil=noah).count() == 2
    assert GroupMembership.objects.get(pupil=noah).last_day == THE_DAY
    ending.refresh_from_db()
    later.refresh_from_db()
    assert (ending.last_day, later.withdrawn_at is not None) == (THE_DAY, True)
    assert [(field, new) for field, _, new, _, _ in changes(noah)[-4:]] == [
        ("leaving day", THE_DAY.isoformat()),
        ("ground", "a"),
        ("last attended", yesterday.isoformat()),
        ("destination", "Oakmere Primary"),
    ]


def test_a_deletion_is_never_back_dated(desk, noah):
    answer = leave(desk, noah, deleted_on=THE_DAY - dt.timedelta(days=1))
    assert "has passed. Choose today." in errors_of(answer)
    assert Admission.objects.get(pupil=noah).deleted_on is None


def test_without_its_step_a_ground_cannot_be_chosen_at_all(desk, noah):
    begin(desk, noah)
    answer = delete(desk, noah)
    assert "ground" in answer.context["form"].errors
    assert "No ground may be chosen now" in desk.get(url("delete_from_roll", noah)).content.decode()


def test_the_social_worker_is_told_before(desk, noah):
    Professional.objects.create(
        school=noah.school, pupil=noah, role="social_worker", name="Ida Moss", first_day=YEAR_STARTS
    )
    leave(desk, noah)
    assert Admission.objects.get(pupil=noah).deleted_on is None
    tick(desk, noah, Step.SOCIAL_WORKER_TOLD)
    delete(desk, noah)
    assert Admission.objects.get(pupil=noah).deleted_on == THE_DAY


ENQUIRY = {
    "made_on": THE_DAY.isoformat(),
    "with_whom": "Ann Reeve",
    "what_was_done": "Visited twice; neighbours asked",
    "outcome": "not_found",
}


def test_ground_i_needs_its_twenty_days_and_the_enquiries(desk, noah, teacher):
    """Absent from 19 October, with half term between: 20 school days up to 20 November."""
    first = dt.date(2026, 10, 19)
    for day in (first + dt.timedelta(days=n) for n in range(36)):
        for session, when in (("AM", "08:50"), ("PM", "13:15")):
            if day.weekday() < 5 and not dt.date(2026, 10, 26) <= day <= dt.date(2026, 10, 30):
                mark(noah, "O", by=teacher, date=day, session=session, when=at(when, day))
    begin(desk, noah, kind="stopped_coming")
    assert "Record first the enquiries" in desk.get(url("leaving", noah)).content.decode()
    send(desk, noah, "enquiry", **ENQUIRY)
    delete(desk, noah, ground="i")
    assert Admission.objects.get(pupil=noah).ground == "i"


def test_ground_i_is_closed_after_one_session_attended(desk, noah, teacher):
    mark(noah, "U", by=teacher, arrived_at=dt.time(9, 30), minutes_late=35)
    begin(desk, noah, kind="stopped_coming")
    send(desk, noah, "enquiry", **ENQUIRY)
    answer = delete(desk, noah, ground="i")
    assert "ground" in answer.context["form"].errors


# --- putting it right ------------------------------------------------------------------------------------------------


def test_a_leaving_day_to_come_may_move_and_one_that_has_passed_may_not(desk, noah, office, set_clock):
    leave(desk, noah, deleted_on=TOMORROW)
    send(desk, noah, "day", deleted_on=(TOMORROW + dt.timedelta(days=1)).isoformat(), reason="wrong day")
    stay = Admission.objects.get(pupil=noah)
    assert stay.deleted_on == TOMORROW + dt.timedelta(days=1)
    assert GroupMembership.objects.get(pupil=noah).last_day == stay.deleted_on

    later = stay.deleted_on + dt.timedelta(days=3)
    with pytest.raises(LeavingDayOver):
        correct_leaving_day(admission=stay, deleted_on=later, reason="x", by=office, at=at("09:00", later))


def test_a_deletion_in_error_is_taken_back_with_its_reason(desk, noah):
    leave(desk, noah)
    assert "reason" in desk.post(url("reinstate", noah), {"reason": ""}).context["form"].errors
    desk.post(url("reinstate", noah), {"reason": "wrong child"})
    stay = Admission.objects.get(pupil=noah)
    assert (stay.deleted_on, stay.ground) == (None, "")
    assert GroupMembership.objects.get(pupil=noah).last_day is None
    back = AdmissionChange.objects.filter(pupil=noah, reason="wrong child").order_by("pk")
    assert list(back.values_list("field", "original", "new")) == [
        ("leaving day", THE_DAY.isoformat(), ""),
        ("ground", "a", ""),
    ]


def correct(desk, pupil, **changed):
    stay = Admission.objects.get(pupil=pupil)
    sent = {"starting_day": stay.starting_day.isoformat(), "registration": "single", "upn": pupil.upn}
    return desk.post(url("correct_admission", pupil), {**sent, "reason": "letter seen", **changed})


def test_a_corrected_starting_day_keeps_the_earlier_entry_and_takes_the_class_with_it(desk, noah):
    correct(desk, noah, starting_day="2026-11-16")
    assert Admission.objects.get(pupil=noah).starting_day == dt.date(2026, 11, 16)
    assert GroupMembership.objects.get(pupil=noah).first_day == dt.date(2026, 11, 16)
    assert changes(noah) == [("starting day", "2026-09-02", "2026-11-16", "Joan Wright", "School office")]


def test_a_starting_day_after_marks_is_refused_with_the_marks(desk, noah, teacher):
    mark(noah, "N", by=teacher)
    answer = correct(desk, noah, starting_day=TOMORROW.isoformat())
    assert "has marks before that day: N on Tuesday 24 November 2026 (AM)" in errors_of(answer)
    assert changes(noah) == []


def test_a_correction_has_a_reason_and_changes_something(desk, noah, pupils):
    assert "reason" in correct(desk, noah, reason="").context["form"].errors
    assert "That is what the register says already." in errors_of(correct(desk, noah))
    assert "Another pupil of this school has the UPN" in errors_of(correct(desk, noah, upn=pupils[0].upn))


def test_the_page_takes_the_same_statements_however_much_is_recorded(desk, noah):
    begin(desk, noah, kind="stopped_coming")
    tick(desk, noah, Step.HOME_VISITED)
    desk.get(url("leaving", noah))
    with CaptureQueriesContext(connection) as first:
        desk.get(url("leaving", noah))
    tick(desk, noah, Step.HOME_VISITED, Step.AUTHORITY_TOLD)
    send(desk, noah, "enquiry", **ENQUIRY)
    with CaptureQueriesContext(connection) as second:
        desk.get(url("leaving", noah))
    assert len(second) == len(first)


def test_made_up_input_is_answered(desk, noah):
    begin(desk, noah)
    for sent in ({"do": "step", "step": "nonsense"}, {"do": "undo_step", "step": "x"}, {"do": "nothing"}, {}):
        assert desk.post(url("leaving", noah), sent).status_code == 200
    assert desk.get(f"{reverse('registers:admission_register')}?on=9999-99-99&page=-7").status_code == 200
    assert PlannedMark.objects.count() == 0


@pytest.mark.parametrize("day", [dt.date(1, 1, 1), dt.date(1990, 1, 1), dt.date(2062, 9, 1), dt.date.max])
def test_a_starting_day_is_not_corrected_to_one_that_cannot_be_meant(desk, noah, day):
    stay = noah.admissions.get()
    sent = {"registration": "single", "upn": noah.upn, "reason": "typed wrongly"}
    answer = desk.post(url("correct_admission", noah), {"starting_day": day.isoformat(), **sent})
    assert (answer.status_code, bool(answer.context["form"].errors)) == (200, True)
    assert noah.admissions.get().starting_day == stay.starting_day


def test_until_a_later_last_day_the_marks_say_when_the_pupil_last_came(desk, noah, teacher):
    yesterday = THE_DAY - dt.timedelta(days=1)
    leave(desk, noah, deleted_on=TOMORROW, last_attended=yesterday.isoformat())
    assert noah.admissions.get().last_attended is None
    mark(noah, "/", by=teacher)
    assert desk.get(url("leaving", noah)).context["attended"] == THE_DAY


def test_a_deleted_name_is_not_deleted_again(desk, noah):
    leave(desk, noah)
    assert delete(desk, noah).url == url("leaving", noah)
