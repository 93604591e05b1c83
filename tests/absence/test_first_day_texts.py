import pytest

from absence.actions.first_day_texts import read_changed_marks, write_first_day_texts
from absence.actions.ladder import TextsRefused, switch_first_day_texts
from absence.ladder_of_day import next_steps
from absence.tasks import _follow_up
from registers.actions.late_desk import sign_in_late
from registers.models import (
    ContactLimit,
    JobRun,
    Message,
    Movement,
    PlannedMark,
    PupilChange,
    SendingSettings,
)
from tests.absence.absent import attempt, days_before, miss, mother_of, take, texts_on
from tests.factories import THE_DAY, PlannedMarkFactory, StatusFactory, at, mark


@pytest.fixture
def morning_of_3b(school, group_3b, pupils, teacher, office):
    """Aisha Khan is missing; the register is complete, her mother has a mobile, texts are on."""
    for pupil in pupils:
        mark(pupil, "N" if pupil.surname == "Khan" else "/", by=teacher)
    take(group_3b, teacher)
    texts_on(school, office)
    aisha = pupils[2]
    mother_of(aisha)
    return aisha


def texts_at(school, clock):
    write_first_day_texts(school=school, on=THE_DAY, at=at(clock))
    return list(
        Message.objects.filter(channel="text").values_list("contact__name", "state").order_by("made_at")
    )


def test_a_text_is_written_at_the_steps_time_and_once(morning_of_3b, school):
    assert texts_at(school, "09:19") == []
    assert texts_at(school, "09:20") == [("Fatima Khan", "held")]
    assert texts_at(school, "09:21") == [("Fatima Khan", "held")]
    text = Message.objects.get()
    assert text.not_before == at("09:22")
    assert (text.cause, text.pupil) == (f"absence/{morning_of_3b.pk}/{THE_DAY}/first_day_text", morning_of_3b)
    assert text.body == (
        "Larkfield Primary School: Aisha was not here when we took the register this morning. Please tell us why:"
        " reply, or ring the school office. Thank you."
    )


def test_a_sign_in_cancels_a_text_that_is_held(morning_of_3b, school, office):
    texts_at(school, "09:20")
    late = {"reason": "Bus", "brought_by": "", "code": "", "note": "", "insist": False}
    sign_in_late(pupils=[morning_of_3b], arrived_at=at("09:21"), by=office, at=at("09:21"), **late)
    assert texts_at(school, "09:23") == [("Fatima Khan", "cancelled")]


@pytest.mark.parametrize("code", ["I", "/", "O"])
def test_a_changed_mark_cancels_it_at_the_next_look(morning_of_3b, school, office, code):
    texts_at(school, "09:20")
    mark(morning_of_3b, code, by=office, when=at("09:21"), reason="reason established by phone")
    assert read_changed_marks(school=school, at=at("09:22")) == 1
    text = Message.objects.get()
    assert (text.state, text.why) == ("cancelled", f"The register says {code} by now.")
    assert PupilChange.objects.filter(reader="follow_up").count() == 0
    assert PupilChange.objects.filter(reader="threshold").exists()


def test_a_family_that_is_reached_meanwhile_is_not_texted(morning_of_3b, school, office):
    texts_at(school, "09:20")
    attempt(morning_of_3b, office, clock="09:21", outcome="no_answer")
    assert Message.objects.get().state == "held"
    attempt(morning_of_3b, office, clock="09:21", outcome="spoke_no_reason")
    text = Message.objects.get()
    assert (text.state, text.why) == ("cancelled", "Somebody was reached at 9:21.")


def test_a_mark_that_says_nothing_new_leaves_the_text(morning_of_3b, school):
    texts_at(school, "09:20")
    assert read_changed_marks(school=school, at=at("09:21")) == 0
    assert texts_at(school, "09:21") == [("Fatima Khan", "held")]


def test_one_that_somebody_cancelled_is_not_written_again(morning_of_3b, school):
    texts_at(school, "09:20")
    Message.objects.update(state="cancelled")
    assert texts_at(school, "09:30") == [("Fatima Khan", "cancelled")]


def asked_the_class(pupil, by):
    attempt(pupil, by, kind="class", outcome="asked_class", clock="09:00")


def is_in_class(pupil, by):
    attempt(pupil, by, kind="class", outcome="in_class", clock="09:00")


def was_spoken_to(pupil, by):
    attempt(pupil, by, outcome="spoke_no_reason", clock="09:00")


def called_in_vain(pupil, by):
    attempt(pupil, by, clock="09:00")


def seen_by_a_club(pupil, by):
    Movement.objects.create(
        school=pupil.school, pupil=pupil, kind="seen", date=THE_DAY, at=at("08:30"), by=by, name="Joan Wright",
        position="Office", recorded_at=at("08:30"),
    )  # fmt: skip


def reported(pupil, by):
    PlannedMarkFactory(pupil=pupil, status=PlannedMark.Status.REPORTED, code="I", by=by)


def may_not_be_told(pupil, by):
    care = pupil.cares.get()
    ContactLimit.objects.create(
        school=pupil.school, care=care, scope="no_access", ground="Court order", first_day=THE_DAY
    )


def no_mobile(pupil, by):
    contact = pupil.cares.get().contact
    contact.phone = "01632 960001"
    contact.save()


def in_nursery(pupil, by):
    pupil.statuses.all().delete()
    StatusFactory(pupil=pupil, value="N2")


def register_not_complete(pupil, by):
    pupil.memberships.get().group.registers.update(taken_at=None)


def switched_off(pupil, by):
    switch_first_day_texts(school=pupil.school, is_on=False, by=by, at=at("09:00"))


def no_sender(pupil, by):
    SendingSettings.objects.update(text="hold")


NOT_WRITTEN = [
    asked_the_class, is_in_class, was_spoken_to, called_in_vain, seen_by_a_club, reported, may_not_be_told, no_mobile,
    in_nursery, register_not_complete, switched_off, no_sender,
]  # fmt: skip


@pytest.mark.parametrize("meanwhile", NOT_WRITTEN, ids=lambda each: each.__name__)
def test_no_text_where_a_person_is_to_look_first(morning_of_3b, school, office, meanwhile):
    meanwhile(morning_of_3b, office)
    assert texts_at(school, "09:30") == []


def test_the_next_contact_is_written_to_where_the_first_may_not_be_told(morning_of_3b, school, office):
    may_not_be_told(morning_of_3b, office)
    mother_of(morning_of_3b, name="Imran Khan", phone="07700 900124", priority=2)
    assert texts_at(school, "09:30") == [("Imran Khan", "held")]


def test_a_class_that_answered_no_lets_the_text_go(morning_of_3b, school, office):
    asked_the_class(morning_of_3b, office)
    attempt(morning_of_3b, office, kind="class", outcome="not_in_class", clock="09:02")
    assert texts_at(school, "09:30") == [("Fatima Khan", "held")]


def test_a_child_missing_in_the_afternoon_is_texted_about_in_the_afternoon(
    morning_of_3b, school, group_3b, pupils, teacher, office
):
    mark(morning_of_3b, "I", by=office, when=at("09:10"), reason="reason established by phone")
    mother_of(pupils[0], name="Anna Archer", phone="07700 900125")
    for pupil in pupils:
        mark(pupil, "N" if pupil == pupils[0] else "\\", by=teacher, session="PM")
    take(group_3b, teacher, session="PM", clock="13:18")
    assert texts_at(school, "13:40") == []
    assert texts_at(school, "13:45") == [("Anna Archer", "held")]
    assert "this afternoon" in Message.objects.get().body
    assert texts_at(school, "15:20") == [("Anna Archer", "held")]


@pytest.fixture
def third_day(morning_of_3b, school, office):
    """Aisha was missing on the two school days before, too, and nobody was reached."""
    miss(morning_of_3b, days_before(school, 2), by=office)
    return morning_of_3b


def test_on_later_days_the_text_says_that_the_absence_goes_on(third_day, school):
    assert texts_at(school, "09:30") == [("Fatima Khan", "held")]
    assert texts_at(school, "09:40") == [("Fatima Khan", "held")]
    text = Message.objects.get()
    assert text.cause == f"absence/{third_day.pk}/{THE_DAY}/absence_continues"
    assert text.body == (
        "Larkfield Primary School: we hope Aisha is well. Please tell us how Aisha is and when to expect Aisha back:"
        " reply, or ring the school office."
    )


def test_one_about_a_later_day_is_cancelled_when_the_absence_is_explained(third_day, school, office):
    texts_at(school, "09:20")
    mark(third_day, "I", by=office, when=at("09:21"), reason="reason established by phone")
    assert read_changed_marks(school=school, at=at("09:22")) == 1
    assert Message.objects.get().why == "The register says I by now."


def test_a_family_that_was_reached_yesterday_gets_the_text_of_a_first_day(third_day, school, office):
    attempt(third_day, office, date=days_before(school, 1)[0], outcome="spoke_no_reason")
    texts_at(school, "09:30")
    assert Message.objects.get().cause.endswith("/first_day_text")


def test_a_school_may_leave_the_later_days_to_people(third_day, school, office):
    switch_first_day_texts(school=school, is_on=True, goes_on=False, by=office, at=at("08:00"))
    assert texts_at(school, "09:30") == []
    step = next_steps(school=school, day=THE_DAY, pupils=[third_day.pk], at=at("09:30"))[third_day.pk]
    assert step.words == "Call the first contact"


@pytest.fixture
def gran(morning_of_3b, school, office):
    """Texts to another contact are on; after the mother comes the gran."""
    switch_first_day_texts(school=school, is_on=True, second=True, by=office, at=at("08:00"))
    return mother_of(morning_of_3b, name="Gran Khan", phone="07700 900124", priority=2)


def test_another_contact_is_texted_once_the_first_was_called_in_vain(morning_of_3b, school, office, gran):
    assert texts_at(school, "10:05") == [("Fatima Khan", "held")]  # nobody has called her yet
    mother = morning_of_3b.cares.get(priority=1).contact
    attempt(morning_of_3b, office, clock="10:06", contact=mother)
    assert texts_at(school, "10:07") == [("Fatima Khan", "held"), ("Gran Khan", "held")]
    assert texts_at(school, "10:08") == [("Fatima Khan", "held"), ("Gran Khan", "held")]
    text = Message.objects.get(contact=gran)
    assert text.cause == f"absence/{morning_of_3b.pk}/{THE_DAY}/second_contact"


def gran_was_called(pupil, gran, by):
    attempt(pupil, by, clock="10:07", contact=gran)


def gran_may_not_be_told(pupil, gran, by):
    ContactLimit.objects.create(
        school=pupil.school, care=pupil.cares.get(contact=gran), scope="no_access", ground="Court order",
        first_day=THE_DAY,
    )  # fmt: skip


def not_wanted(pupil, gran, by):
    switch_first_day_texts(school=pupil.school, is_on=True, second=False, by=by, at=at("08:00"))


def mother_answered(pupil, gran, by):
    attempt(pupil, by, clock="10:07", outcome="spoke_no_reason")


@pytest.mark.parametrize(
    "meanwhile",
    [gran_was_called, gran_may_not_be_told, not_wanted, mother_answered],
    ids=lambda each: each.__name__,
)
def test_another_contact_is_left_alone(morning_of_3b, school, office, gran, meanwhile):
    texts_at(school, "09:20")
    mother = morning_of_3b.cares.get(priority=1).contact
    attempt(morning_of_3b, office, clock="10:06", contact=mother)
    meanwhile(morning_of_3b, gran, office)
    assert [name for name, _ in texts_at(school, "10:20")] == ["Fatima Khan"]


def test_texts_are_off_until_something_carries_them(school, office):
    with pytest.raises(TextsRefused, match="Nothing carries texts yet"):
        switch_first_day_texts(school=school, is_on=True, by=office, at=at("08:00"))


def test_the_job_says_what_it_did(morning_of_3b, school):
    run = JobRun(school=school, job="follow_up", date=THE_DAY, due_at=at("00:00").time())
    assert _follow_up(run, at("09:20")) == "1 written, 0 stopped."


def test_the_statements_do_not_grow_with_pupils(morning_of_3b, school, pupils, office):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def statements():
        with CaptureQueriesContext(connection) as counted:
            write_first_day_texts(school=school, on=THE_DAY, at=at("09:20"))
        return len(counted)

    write_first_day_texts(school=school, on=THE_DAY, at=at("09:20"))  # makes the hat of the job
    Message.objects.all().delete()
    one = statements()
    Message.objects.all().delete()
    for n, pupil in enumerate(pupils[3:]):
        mark(pupil, "N", by=office, when=at("08:53"), reason="not in class")
        mother_of(pupil, name=f"Parent {n}", phone=f"07700 90020{n}")
    assert (statements(), Message.objects.count()) == (one, 4)
