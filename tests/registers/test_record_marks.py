"""Recording marks: what is saved, what is kept, what is refused and in which words (ux.md, the protocol)."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.actions.marks import Op, record_marks
from registers.models import Mark, MarkHistory, SavedOperation
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    PupilFactory,
    at,
    mark,
)

TEACHERS_PC, OFFICE_PC = "teachers-pc", "office-pc"


@pytest.fixture
def press(school, teacher):
    """Press a key for a pupil: `press(pupil, "N", when="08:47")` answers with the outcome."""
    counter = iter(range(1, 10_000))

    def press_key(pupil, code, *, when="08:47", received=None, by=teacher, client=None, **fields):
        device = client or (TEACHERS_PC if by == teacher else OFFICE_PC)
        key = op(pupil, code, when=when, **{"seq": next(counter), **fields})
        return send(
            [key], by=by, client=device, received=received or at(when, fields.get("received_on", THE_DAY))
        )[0]

    def send(ops, *, by=teacher, client=TEACHERS_PC, received=None):
        return record_marks(
            school=school, by=by, client=client, ops=ops, received_at=received or max(each.at for each in ops)
        )

    press_key.send = send
    return press_key


def op(pupil, code, *, when="08:47", on=THE_DAY, session="AM", seq=1, arrived=None, **fields):
    fields.pop("received_on", None)
    return Op(
        op=fields.pop("number", None) or uuid.uuid4(),
        seq=seq,
        pupil=pupil.pk,
        date=on,
        session=session,
        code=code,
        at=at(when, fields.pop("pressed_on", on)),
        arrived=dt.time.fromisoformat(arrived) if arrived else None,
        **fields,
    )


def entry(pupil, session="AM", on=THE_DAY):
    return (
        Mark.objects.filter(pupil=pupil, session=session, date=on)
        .values_list("code", "minutes_late", "rev", "name", "source", "reason")
        .first()
    )


def codes(pupils):
    by_pupil = dict(Mark.objects.values_list("pupil", "code"))
    return [by_pupil.get(pupil.pk) for pupil in pupils]


def test_a_class_is_saved_with_who_what_and_when(press, pupils):
    outcomes = press.send([op(pupil, "/", seq=n) for n, pupil in enumerate(pupils)])
    assert [outcome.outcome for outcome in outcomes] == ["saved"] * 6
    assert [entry(pupil) for pupil in pupils] == [("/", None, 1, "Meera Patel", "register", "")] * 6
    assert Mark.objects.filter(at=at("08:47")).count() == 6


def test_a_retry_gets_the_first_answer_and_writes_nothing(press, pupils):
    key = op(pupils[0], "N")
    first = press.send([key])[0]
    press(pupils[0], "/", when="08:48", seq=2)
    again = press.send([key], received=at("08:49"))[0]
    assert (again.outcome, again.first, again.mark) == ("duplicate", "saved", first.mark)
    assert entry(pupils[0])[:3] == ("/", None, 2)


def test_a_conflict_is_answered_again_as_a_conflict(press, office, pupils):
    mark(
        pupils[0],
        "L",
        by=office,
        when=at("08:50"),
        arrived_at=dt.time(8, 50),
        minutes_late=5,
        source="late_desk",
    )
    key = op(pupils[0], "N", when="08:51")
    assert press.send([key])[0].outcome == "conflict"
    again = press.send([key])[0]
    assert (again.outcome, again.first, again.words) == (
        "duplicate",
        "conflict",
        "Office marked L 8:50 (5 min).",
    )


def test_a_number_used_for_another_pupil_is_refused(press, pupils):
    key = op(pupils[0], "/")
    press.send([key])
    again = press.send([op(pupils[1], "/", number=key.op)])[0]
    assert (again.outcome, entry(pupils[1])) == ("refused", None)


def test_an_older_press_of_the_same_device_is_superseded(press, pupils):
    press(pupils[0], "N", seq=7)
    outcome = press(pupils[0], "/", seq=6)
    assert (outcome.outcome, outcome.mark["code"], entry(pupils[0])[0]) == ("superseded", "N", "N")


def test_an_older_press_is_superseded_even_after_somebody_else_marked(press, office, pupils):
    press(pupils[0], "N", seq=7)
    mark(pupils[0], "I", by=office, when=at("08:48"), source="amend")
    outcome = press(pupils[0], "/", seq=6, when="08:49")
    assert (outcome.outcome, entry(pupils[0])[0]) == ("superseded", "I")


def test_of_two_presses_in_one_batch_the_later_counts(press, pupils):
    outcomes = press.send([op(pupils[0], "N", seq=1), op(pupils[0], "/", seq=2)])
    assert [outcome.outcome for outcome in outcomes] == ["superseded", "saved"]
    assert entry(pupils[0])[:3] == ("/", None, 1)


def test_a_device_never_conflicts_with_itself(press, pupils):
    press(pupils[0], "N", base_rev=0)
    outcome = press(pupils[0], "/", base_rev=0)
    assert (outcome.outcome, outcome.mark["rev"]) == ("saved", 2)


def test_pressing_the_same_again_changes_nothing(press, pupils):
    press(pupils[0], "L", minutes=3, when="08:49")
    outcome = press(pupils[0], "L", when="08:52")
    assert (outcome.outcome, entry(pupils[0])[:3]) == ("saved", ("L", 3, 1))


def test_two_people_who_agree_do_not_conflict(press, office, pupils):
    mark(
        pupils[0],
        "L",
        by=office,
        when=at("08:50"),
        arrived_at=dt.time(8, 50),
        minutes_late=5,
        source="late_desk",
    )
    outcome = press(pupils[0], "L", when="08:52")
    assert (outcome.outcome, outcome.mark["minutes"], outcome.mark["rev"]) == ("saved", 5, 1)


# Two people who differ: (what stands, from the office's late desk or keyed), the teacher's press, what comes of it.
@pytest.mark.parametrize(
    ("theirs", "mine", "outcome", "stands"),
    [
        ("I", "/", "saved", "/"),  # who is here is here; the office is told
        ("I", "N", "conflict", "I"),  # no reason yet never takes a reason away
        ("L", "N", "conflict", "L"),
        ("L", "/", "conflict", "L"),
        ("N", "/", "conflict", "N"),
        ("/", "N", "conflict", "/"),
        ("", "N", "saved", "N"),  # anything beats blank
        ("/", "", "conflict", "/"),
    ],
)
def test_the_later_knowledge_wins_else_people_are_asked(press, office, pupils, theirs, mine, outcome, stands):
    source = "late_desk" if theirs == "L" else "register"
    if theirs == "":
        mark(pupils[0], "I", by=office, when=at("08:46"))
    mark(pupils[0], theirs, by=office, when=at("08:48"), source=source, client=OFFICE_PC)
    assert press(pupils[0], mine, when="08:49").outcome == outcome
    assert entry(pupils[0])[0] == stands


def test_the_office_with_a_reason_beats_no_reason_yet_but_asks_before_changing_present(press, office, pupils):
    press(pupils[0], "N")
    press(pupils[1], "/")
    answers = [press(pupil, "I", by=office, when="08:50") for pupil in pupils[:2]]
    assert [answer.outcome for answer in answers] == ["saved", "conflict"]
    assert answers[1].words == "Meera Patel marked / 8:47."
    assert codes(pupils[:2]) == ["I", "/"]


def test_whoever_insists_keeps_theirs_and_both_are_on_record(press, office, pupils):
    mark(
        pupils[0],
        "L",
        by=office,
        when=at("08:50"),
        source="late_desk",
        arrived_at=dt.time(8, 50),
        minutes_late=5,
    )
    assert press(pupils[0], "N", when="08:51").needs == "insist"
    assert press(pupils[0], "N", when="08:52", insist=True).outcome == "saved"
    assert entry(pupils[0])[:3] == ("N", None, 2)
    assert list(MarkHistory.objects.values_list("code", "minutes_late", "name")) == [("L", 5, "Joan Wright")]


def test_no_reason_yet_does_not_take_a_reason_of_the_office_away_even_insisting(press, office, pupils):
    mark(pupils[0], "I", by=office, when=at("08:46"))
    outcome = press(pupils[0], "N", base_rev=1, insist=True)
    assert (outcome.outcome, entry(pupils[0])[0]) == ("conflict", "I")


def test_a_mark_that_was_seen_is_changed_without_asking(press, office, pupils):
    mark(pupils[0], "N", by=office, when=at("08:46"))
    assert press(pupils[0], "/", base_rev=1).outcome == "saved"


def test_a_planned_mark_is_guarded_until_pressed_again(press, pupils):
    noah = pupils[4]
    PlannedMarkFactory(pupil=noah, note="dentist to 11:00")
    first = press(noah, "/")
    assert (first.outcome, first.words, first.mark) == (
        "conflict",
        "Noah is down as M, dentist to 11:00. Press again to mark present.",
        None,
    )
    assert press(noah, "/", insist=True).outcome == "saved"
    assert entry(noah)[0] == "/"


def test_who_is_here_is_here_whatever_was_planned_since_the_press(press, pupils):
    PlannedMarkFactory(pupil=pupils[4], at=at("08:49"))
    assert press(pupils[4], "/", when="08:47", received=at("08:52")).outcome == "saved"


def test_a_teacher_may_confirm_the_pupils_own_planned_code_with_its_note(press, pupils):
    PlannedMarkFactory(pupil=pupils[4], code="B", note="swimming, Larkfield pool")
    assert press(pupils[4], "B").outcome == "saved"
    assert Mark.objects.values_list("code", "note").get() == ("B", "swimming, Larkfield pool")


def test_the_newest_plan_counts_and_withdrawn_or_reported_ones_do_not(press, pupils):
    PlannedMarkFactory(pupil=pupils[4], code="C", at=at("07:00"))
    PlannedMarkFactory(pupil=pupils[4], code="M", at=at("07:30"))
    PlannedMarkFactory(pupil=pupils[4], code="V", at=at("07:40"), withdrawn_at=at("07:50"))
    PlannedMarkFactory(pupil=pupils[4], code="I", at=at("07:55"), status="reported")
    assert press(pupils[4], "/").words == "Noah is down as M, dentist. Press again to mark present."


def test_the_typed_slash_is_stored_as_the_session_has_it(press, pupils):
    press(pupils[0], "\\")
    press(pupils[0], "/", session="PM", when="13:15")
    assert [entry(pupils[0], session)[0] for session in ("AM", "PM")] == ["/", "\\"]


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


def test_one_refused_press_refuses_the_batch_and_the_rest_is_saved_when_sent_again(press, pupils):
    good, bad = op(pupils[0], "/", seq=1), op(pupils[1], "I", seq=2)
    assert [outcome.outcome for outcome in press.send([good, bad])] == ["not_saved", "refused"]
    assert (Mark.objects.count(), SavedOperation.objects.count()) == (0, 1)
    assert [outcome.outcome for outcome in press.send([good])] == ["saved"]


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


def test_clearing_counts_nowhere_and_keeps_the_entry_on_record(press, pupils):
    press(pupils[0], "N")
    assert press(pupils[0], "", when="08:49").outcome == "saved"
    assert (entry(pupils[0])[0], MarkHistory.objects.get().code) == ("", "N")
    assert press(pupils[1], "").mark is None


def test_an_empty_batch_is_answered_with_nothing(press):
    assert press.send([], received=at("08:50")) == []


@pytest.mark.parametrize("size", [1, 35])
def test_saving_a_class_takes_seven_statements_whatever_its_size(press, school, teacher, group_3b, size):
    pupils = [PupilFactory(school=school, group=group_3b) for _ in range(size)]
    first = [op(pupil, "/", seq=n) for n, pupil in enumerate(pupils)]
    second = [op(pupil, "N", seq=100 + n, when="08:48") for n, pupil in enumerate(pupils)]
    assert [statements(lambda batch=batch: press.send(batch)) for batch in (first, second)] == [7, 7]


def statements(work):
    with CaptureQueriesContext(connection) as captured:
        work()
    return len([each for each in captured if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))])
