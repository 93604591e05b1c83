"""Recording marks: what is saved, what is kept, and who is asked (ux.md, the protocol)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers.models import Mark, MarkHistory, SavedOperation
from tests.factories import PlannedMarkFactory, PupilFactory, at, mark
from tests.registers.pressing import OFFICE_PC, entry, op


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


def test_one_refused_press_refuses_the_batch_and_the_rest_is_saved_when_sent_again(press, pupils):
    good, bad = op(pupils[0], "/", seq=1), op(pupils[1], "I", seq=2)
    assert [outcome.outcome for outcome in press.send([good, bad])] == ["not_saved", "refused"]
    assert (Mark.objects.count(), SavedOperation.objects.count()) == (0, 1)
    assert [outcome.outcome for outcome in press.send([good])] == ["saved"]


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
