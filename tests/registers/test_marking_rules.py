"""What may be marked for whom and when: what is refused, in which words, and what lateness is made of."""

import datetime as dt

import pytest

from registers.models import Mark
from tests.factories import THE_DAY, ClosureFactory, CoverFactory, GroupFactory, PostFactory, PupilFactory, at
from tests.registers.pressing import entry


def refusal(outcome):
    return (outcome.outcome, outcome.words, outcome.who_can_fix)


def test_a_session_that_has_not_started_is_refused(press, pupils, office):
    assert refusal(press(pupils[0], "/", when="08:44:59")) == (
        "refused",
        "The morning of Tuesday 24 November 2026 has not started: registration is from 8:45.",
        "The office can plan an absence that is known already.",
    )
    assert (
        press(pupils[0], "I", by=office, on=THE_DAY + dt.timedelta(days=1), received=at("08:50")).outcome
        == "refused"
    )


def test_a_day_without_a_session_is_refused_by_the_name_of_the_closure(press, pupils, office):
    inset = dt.date(2026, 11, 27)
    assert refusal(press(pupils[0], "/", by=office, on=inset, received=at("09:00", inset))) == (
        "refused",
        "There is no session in the morning of Friday 27 November 2026: INSET day.",
        "The office, attendance champion, safeguarding lead, head or system administrator can change the calendar.",
    )
    saturday = dt.date(2026, 11, 21)
    assert "Saturdays are not school days" in press(pupils[0], "/", by=office, on=saturday).words
    assert "Half term" in press(pupils[0], "/", by=office, on=dt.date(2026, 10, 27)).words
    assert "outside term" in press(pupils[0], "/", by=office, on=dt.date(2026, 8, 20)).words


def test_a_closure_of_some_years_or_classes_takes_the_session_away_from_those_only(press, school, pupils):
    ClosureFactory(
        school=school, kind="planned", first_day=THE_DAY, year_groups=["3"], note="Boiler of the east wing"
    )
    other = PupilFactory(school=school, group=pupils[0].memberships.get().group, year="4")
    assert "Boiler of the east wing" in press(pupils[0], "/").words
    assert press(other, "/").outcome == "saved"


def test_an_unexpected_closure_leaves_the_session_in_being(press, school, office, pupils):
    ClosureFactory(school=school, kind="unexpected", first_day=THE_DAY, note="Burst pipe")
    assert press(pupils[0], "Y4", by=office).outcome == "saved"


def test_a_pupil_who_is_not_on_the_roll_that_day_is_refused(press, school, group_3b):
    leaver = PupilFactory(
        school=school, group=group_3b, forename="Iris", surname="Moon", roll__deleted_on=dt.date(2026, 11, 23)
    )
    assert refusal(press(leaver, "/")) == (
        "refused",
        "Iris Moon is not on the roll on Tuesday 24 November 2026.",
        "The office can correct the pupil's starting or leaving day.",
    )


@pytest.mark.parametrize("whose", ["another class", "another school"])
def test_a_pupil_of_another_class_or_school_is_refused_without_a_name(
    press, school, other_school, whose, teacher
):
    home = school if whose == "another class" else other_school
    pupil = PupilFactory(school=home, group=GroupFactory(school=home, name="5A"))
    assert refusal(press(pupil, "/")) == (
        "refused",
        "This pupil is not in a class that you take that day.",
        "The office can mark the pupil, or give you the class.",
    )


def test_a_one_day_pass_opens_that_class_on_that_day_only(press, school, group_3b, pupils):
    cover = PostFactory(school=school, role="cover")
    yesterday = THE_DAY - dt.timedelta(days=1)
    CoverFactory(group=group_3b, post=cover)
    assert press(pupils[0], "/", by=cover).outcome == "saved"
    assert press(pupils[0], "/", by=cover, on=yesterday, received=at("08:50", yesterday)).outcome == "refused"


def test_codes_that_the_role_may_not_use_are_refused_and_the_school_may_open_them(
    press, school, pupils, office
):
    assert refusal(press(pupils[0], "I")) == (
        "refused",
        "Only the office may give I. Give N, and tell the office what you know.",
        "The office can give that code.",
    )
    school.teacher_codes = ["I"]
    assert press(pupils[0], "I").outcome == "saved"
    assert press(pupils[1], "M", by=office).outcome == "saved"


@pytest.mark.parametrize(
    ("code", "begins"), [("H", "H ended on 18 August 2024"), ("QQ", "QQ is not"), ("#", "# (")]
)
def test_codes_that_are_not_valid_are_refused_with_the_code_to_use(press, office, pupils, code, begins):
    outcome = press(pupils[0], code, by=office)
    assert (outcome.outcome, outcome.words.startswith(begins)) == ("refused", True)


def test_x_and_c2_follow_compulsory_school_age_on_the_day(press, school, group_3b, office, pupils):
    four = PupilFactory(school=school, group=group_3b, dob=dt.date(2022, 10, 1))
    answers = [press(pupil, code, by=office).outcome for pupil in (four, pupils[0]) for code in ("X", "C2")]
    assert answers == ["saved", "refused", "refused", "saved"]


@pytest.mark.parametrize("code", ["K", "B", "Y2", "Y7"])
def test_codes_that_need_a_note_are_refused_without_it(press, office, pupils, code):
    assert press(pupils[0], code, by=office).needs == "note"
    assert press(pupils[0], code, by=office, note="music school").outcome == "saved"


# vectors.md section 6, registration 8:45 to 8:55: when L is pressed, what is said about the arrival, what is stored.
@pytest.mark.parametrize(
    ("when", "said", "stored"),
    [
        ("08:46", {}, ("L", 1)),
        ("08:54:59", {}, ("L", 9)),
        ("09:30", {"arrived": "08:54"}, ("L", 9)),  # keyed late after an outage
        ("09:30", {"arrived": "08:55"}, ("U", 10)),
        ("09:30", {"minutes": 5}, ("L", 5)),
        ("10:30", {"arrived": "10:10"}, ("U", 85)),
        ("09:30", {"arrived": "08:44"}, ("/", None)),
    ],
)
def test_l_and_u_follow_the_arrival_and_not_the_keying(press, pupils, when, said, stored):
    assert press(pupils[0], "L", when=when, **said).outcome == "saved"
    assert entry(pupils[0])[:2] == stored


def test_late_after_the_close_asks_when_the_pupil_arrived(press, pupils):
    outcome = press(pupils[0], "L", when="08:55")
    assert (*refusal(outcome), outcome.needs) == (
        "refused",
        "Registration closed at 8:55. When did Ben arrive?",
        "You can, by saying when the pupil arrived.",
        "arrived",
    )


def test_nobody_arrives_after_the_session_or_in_the_future(press, office, pupils):
    assert "session ended at 12:00" in press(pupils[0], "U", by=office, when="14:00", arrived="12:00").words
    assert "has not come" in press(pupils[0], "L", when="08:50", arrived="09:40").words
    assert press(pupils[0], "U", by=office, when="14:00").needs == "arrived"
    assert press(pupils[0], "U", by=office, when="11:00").outcome == "saved"


def test_after_the_close_a_first_mark_is_saved_and_a_change_needs_a_reason(press, pupils):
    assert press(pupils[0], "N", when="09:10").outcome == "saved"
    outcome = press(pupils[0], "/", when="09:11")
    assert (*refusal(outcome), outcome.needs) == (
        "refused",
        "Registration closed at 8:55, so changing Ben Archer's N needs a reason.",
        "You can, by giving a reason; the office can amend the mark at any time.",
        "reason",
    )
    assert press(pupils[0], "/", when="09:12", reason="wrong row").outcome == "saved"
    assert entry(pupils[0]) == ("/", None, 2, "Meera Patel", "register", "wrong row")


def test_a_change_made_offline_before_the_close_counts_as_made_then(press, pupils):
    press(pupils[0], "N", when="08:50")
    assert press(pupils[0], "/", when="08:53", received=at("09:20")).outcome == "saved"
    assert Mark.objects.get().at == at("08:53")


def test_the_devices_time_is_kept_between_the_start_and_the_receipt(press, pupils):
    press(pupils[0], "/", when="07:00", received=at("08:50"))
    press(pupils[1], "/", when="23:00", received=at("08:50"))
    assert list(Mark.objects.order_by("at").values_list("at", flat=True)) == [at("08:45"), at("08:50")]


def test_a_teacher_marks_until_the_end_of_that_day_and_the_office_after(press, office, pupils):
    tomorrow = THE_DAY + dt.timedelta(days=1)
    late = {"pressed_on": tomorrow, "received_on": tomorrow}
    assert press(pupils[0], "/", when="23:59").outcome == "saved"
    assert "is over" in press(pupils[1], "/", when="09:00", **late).words
    assert press(pupils[1], "/", by=office, when="09:00", **late).outcome == "saved"


def test_a_press_of_yesterday_from_a_device_without_network_is_not_lost(press, pupils):
    tomorrow = at("08:00", THE_DAY + dt.timedelta(days=1))
    assert press(pupils[0], "N", when="08:50", received=tomorrow).outcome == "saved"
    assert Mark.objects.get().at == at("08:50")
