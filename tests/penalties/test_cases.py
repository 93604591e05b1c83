"""Cases as the scan notes them: raised, moved, joined, withdrawn and closed, each with its reason."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from penalties.case_rules import FELL, FOLLOWED, USED
from penalties.models import Case, CaseDecision, CaseEvent
from penalties.referrals_due import referrals_due
from registers.models import Admission, PriorAbsence, PupilChange
from tests.factories import PostFactory, SchoolFactory
from tests.history import write_past
from tests.penalties.larkfield import absent, amend, closed, evening, follow, scan, story, use
from tests.penalties.noticed import happened
from tests.penalties.test_threshold import CASES, SEPTEMBER, A, mornings
from tests.school_days import days

FRIDAY = SEPTEMBER[-1]
NEXT_WEEK = days(15, 16, 17, 18, 19, month=9)
RAISED = (1, "raised", 10, FRIDAY, "PM")


def decide(pupil, outcome, by, *, on):
    """Somebody decides about the pupil's open case."""
    case = Case.objects.with_standing().get(pupil=pupil, closed_at=None)
    words = dict.fromkeys(
        ("reason", "why_not", "equality_words", "send_words", "best_tool_words"), "A holiday"
    )
    return CaseDecision.objects.create(
        school=pupil.school, case=case, outcome=outcome, support_appropriate=False, best_tool=True,
        sessions=case.standing.sessions, operation=uuid.uuid4(), by=by, name=by.user.name, position=by.position,
        at=evening(on), **words,
    )  # fmt: skip


def later(pupil, *days_and_codes, by):
    write_past(pupil, {(day, "AM"): code for day, code in days_and_codes}, by=by)


@pytest.mark.parametrize("case", [case for case in CASES if CASES[case][1]])
def test_a_case_is_raised_on_the_evening_when_ten_are_reached(larkfield, clerk, case):
    absences, met, _ = CASES[case]
    pupil = absent(larkfield, clerk, absences)
    scan(larkfield, on=met[0] - dt.timedelta(days=1))
    assert story(pupil) == []
    scan(larkfield, on=met[0])
    assert [row[:2] + row[3:] for row in story(pupil)] == [(1, "raised", *met)]


@pytest.mark.parametrize(
    ("case", "expected"), [("P", None), ("Q", dt.date(2026, 1, 14)), ("Qa", dt.date(2026, 1, 16))]
)
def test_sessions_of_a_notice_that_stands_are_used(larkfield, clerk, case, expected):
    absences = [each._replace(used=False) for each in CASES[case][0]]
    pupil = absent(larkfield, clerk, absences)
    use(pupil, [each for each in CASES[case][0] if each.used], clerk, on=dt.date(2025, 11, 20))
    scan(larkfield, on=expected or dt.date(2026, 1, 16))
    assert [row[3] for row in story(pupil)] == ([expected] if expected else [])


def test_the_event_says_what_was_found(larkfield, clerk):
    absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    event = CaseEvent.objects.get()
    assert (event.on, event.at, event.window_first, event.window_last) == (
        FRIDAY, evening(FRIDAY), dt.date(2025, 9, 1), dt.date(2025, 9, 14),
    )  # fmt: skip
    assert event.why == "10 sessions in 10 school weeks, reached on Friday 12 September 2025, afternoon."
    assert event.sessions[0] == {
        "date": "2025-09-08",
        "session": "AM",
        "code": "G",
        "school_urn": "150000",
        "school_name": "Larkfield Primary School",
    }


def test_running_it_again_notes_nothing(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    scan(larkfield, on=FRIDAY)
    scan(larkfield, on=FRIDAY + dt.timedelta(days=30))
    assert story(pupil) == [RAISED]
    assert follow(larkfield, on=FRIDAY).changes == "Cases: 0 raised, 0 changed, 0 withdrawn."


def test_ten_sessions_of_more_than_six_months_ago_raise_nothing(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY + dt.timedelta(days=184))
    assert story(pupil) == []
    scan(larkfield, on=FRIDAY + dt.timedelta(days=183))
    assert story(pupil) == [RAISED]


def test_more_sessions_move_a_case_that_nobody_has_decided(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    later(pupil, (NEXT_WEEK[0], "O"), by=clerk)
    scan(larkfield, on=NEXT_WEEK[0])
    assert story(pupil) == [RAISED, (1, "moved", 11, FRIDAY, "PM")]
    assert CaseEvent.objects.last().why == "Counts as well: Monday 15 September 2025, morning (O)."


def test_an_amendment_withdraws_a_case_within_a_minute_and_says_who_amended_it(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    amend(pupil, FRIDAY, "PM", "I", clerk, on=NEXT_WEEK[0])
    assert follow(larkfield, on=NEXT_WEEK[0]).changes == "Cases: 0 raised, 0 changed, 1 withdrawn."
    assert story(pupil) == [RAISED, (1, "withdrawn", 0, None, "")]
    assert CaseEvent.objects.last().why == (
        f"No longer counts: Friday 12 September 2025, afternoon (now I: {clerk.user.name}, {clerk.position},"
        " “letter from the doctor”). 9 others of it still count, no longer 10 in 10 school weeks."
    )
    assert closed(pupil) == [FELL]


def test_an_amendment_back_raises_another_case(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    for code, day in zip("IG", NEXT_WEEK, strict=False):
        amend(pupil, FRIDAY, "PM", code, clerk, on=day)
        follow(larkfield, on=day)
    assert story(pupil)[-1] == (2, "raised", 10, FRIDAY, "PM")


def test_another_code_that_counts_is_noted(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    amend(pupil, FRIDAY, "PM", "O", clerk, on=NEXT_WEEK[0])
    follow(larkfield, on=NEXT_WEEK[0])
    assert story(pupil) == [RAISED, (1, "moved", 10, FRIDAY, "PM")]
    assert CaseEvent.objects.last().why == "Has another code: Friday 12 September 2025, afternoon (now O)."


def test_a_mark_amended_to_a_tenth_session_raises_a_case_within_a_minute(larkfield, clerk):
    pupil = absent(larkfield, clerk, [*A[:9], A[9]._replace(code="I")])
    scan(larkfield, on=FRIDAY)
    amend(pupil, FRIDAY, "PM", "G", clerk, on=NEXT_WEEK[0])
    assert follow(larkfield, on=NEXT_WEEK[0]).changes == "Cases: 1 raised, 0 changed, 0 withdrawn."
    assert story(pupil) == [RAISED]


def test_changes_are_forgotten_once_they_are_looked_at(larkfield, clerk):
    absent(larkfield, clerk, A)
    follow(larkfield, on=FRIDAY)
    assert PupilChange.objects.filter(reader="threshold").count() == 0
    assert Case.objects.count() == 1


@pytest.mark.parametrize("outcome", ["support", "refer", "no_action"])
def test_after_a_decision_the_first_later_session_raises_the_next_case(larkfield, clerk, outcome):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    decide(pupil, outcome, clerk, on=FRIDAY)
    scan(larkfield, on=NEXT_WEEK[0])
    assert (story(pupil), closed(pupil)) == ([RAISED], [""])
    later(pupil, (NEXT_WEEK[1], "O"), by=clerk)
    scan(larkfield, on=NEXT_WEEK[1])
    assert story(pupil) == [RAISED, (2, "raised", 11, NEXT_WEEK[1], "AM")]
    assert closed(pupil) == [FOLLOWED, ""]


def test_sessions_that_were_considered_raise_nothing_again_after_the_next_case_closed(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    decide(pupil, "support", clerk, on=FRIDAY)
    later(pupil, (NEXT_WEEK[1], "O"), by=clerk)
    scan(larkfield, on=NEXT_WEEK[1])
    amend(pupil, NEXT_WEEK[1], "AM", "I", clerk, on=NEXT_WEEK[2])
    follow(larkfield, on=NEXT_WEEK[2])
    scan(larkfield, on=NEXT_WEEK[2])
    assert story(pupil)[1:] == [(2, "raised", 11, NEXT_WEEK[1], "AM"), (2, "withdrawn", 0, None, "")]


def test_a_decided_case_still_follows_what_is_amended(larkfield, clerk):
    pupil = absent(larkfield, clerk, [*A, *mornings("O", NEXT_WEEK[0])])
    scan(larkfield, on=NEXT_WEEK[0])
    decide(pupil, "refer", clerk, on=NEXT_WEEK[0])
    amend(pupil, NEXT_WEEK[0], "AM", "I", clerk, on=NEXT_WEEK[1])
    follow(larkfield, on=NEXT_WEEK[1])
    assert [row[1:3] for row in story(pupil)] == [("raised", 11), ("moved", 10)]
    amend(pupil, FRIDAY, "PM", "I", clerk, on=NEXT_WEEK[2])
    follow(larkfield, on=NEXT_WEEK[2])
    assert story(pupil)[-1][1] == "withdrawn"


def test_while_a_notice_to_improve_runs_new_sessions_join_its_case(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    decide(pupil, "notice_to_improve", clerk, on=FRIDAY)
    later(pupil, (NEXT_WEEK[1], "O"), by=clerk)
    scan(larkfield, on=NEXT_WEEK[1])
    assert story(pupil) == [RAISED, (1, "joined", 11, FRIDAY, "PM")]


def test_a_notice_that_uses_the_sessions_closes_the_case_and_they_raise_no_other(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    use(pupil, A, clerk, on=NEXT_WEEK[0])
    scan(larkfield, on=NEXT_WEEK[0])
    scan(larkfield, on=NEXT_WEEK[1])
    assert (story(pupil), closed(pupil)) == ([RAISED], [USED])


def test_when_every_notice_is_withdrawn_the_sessions_are_to_be_considered_again(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    decide(pupil, "refer", clerk, on=FRIDAY)
    notices = [use(pupil, A, clerk, on=NEXT_WEEK[0]) for _ in range(2)]
    scan(larkfield, on=NEXT_WEEK[0])
    told = evening(NEXT_WEEK[1])
    happened(notices[0], "withdrawn", NEXT_WEEK[1], clerk, when=told, ground="wrong_person")
    assert (story(pupil), closed(pupil)) == ([RAISED], [USED])
    happened(notices[1], "withdrawn", NEXT_WEEK[1], clerk, when=told, ground="material_error")
    assert story(pupil) == [RAISED, (2, "raised", 10, FRIDAY, "PM")]
    assert closed(pupil) == [USED, ""]


def test_a_pupil_whose_marks_were_all_cleared_has_the_case_withdrawn(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    for each in A:
        amend(pupil, each.date, each.session, "I", clerk, on=NEXT_WEEK[0])
    scan(larkfield, on=NEXT_WEEK[0])
    assert story(pupil)[-1][1] == "withdrawn"
    assert "and 7 more" in CaseEvent.objects.last().why


def test_nobody_else_is_touched(larkfield, clerk):
    scanned = absent(larkfield, clerk, A)
    other = absent(larkfield, clerk, A)
    PupilChange.objects.filter(pupil=other).delete()
    follow(larkfield, on=FRIDAY)
    assert (len(story(scanned)), story(other)) == (1, [])


def test_a_pupil_has_one_open_case_at_a_time(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    with pytest.raises(IntegrityError, match="case_one_open_a_pupil"), transaction.atomic():
        Case.objects.create(school=larkfield, pupil=pupil, raised_at=evening(FRIDAY))


def test_a_case_of_another_school_is_not_visible(larkfield, clerk, other_school):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    assert [case.pupil for case in Case.objects.visible_to(clerk)] == [pupil]
    clerk.school = other_school
    assert list(Case.objects.visible_to(clerk)) == []


def test_a_referral_stays_due_when_a_later_session_brings_the_next_case(larkfield, clerk):
    pupil = absent(larkfield, clerk, A)
    scan(larkfield, on=FRIDAY)
    decision = decide(pupil, "refer", clerk, on=FRIDAY)
    later(pupil, (NEXT_WEEK[1], "O"), by=clerk)
    scan(larkfield, on=NEXT_WEEK[1])
    due = referrals_due(larkfield, post=clerk, on=NEXT_WEEK[1])
    assert [each.decision for each in due] == [decision]


@pytest.fixture
def mover(larkfield):
    """A pupil who missed six sessions at another school of the site, and four at Larkfield since."""
    other = SchoolFactory(urn="150001", name="Meadow Bank School")
    there = PostFactory(school=other, role="office")
    old = absent(other, there, A[:6])
    Admission.objects.filter(pupil=old).update(starting_day=dt.date(2025, 9, 3), deleted_on=SEPTEMBER[2])
    new = absent(
        larkfield,
        PostFactory(school=larkfield, role="office"),
        A[6:],
        upn=old.upn,
        roll__starting_day=SEPTEMBER[3],
    )
    return old, new, there


def test_an_amendment_at_the_earlier_school_of_the_site_reaches_the_case_by_the_minute_jobs(larkfield, mover):
    old, new, there = mover
    scan(larkfield, on=FRIDAY)
    assert story(new) == [RAISED]
    assert [row["school_name"] for row in CaseEvent.objects.get().sessions][5:7] == [
        "Meadow Bank School",
        "Larkfield Primary School",
    ]
    amend(old, SEPTEMBER[0], "AM", "I", there, on=NEXT_WEEK[0])
    follow(old.school, on=NEXT_WEEK[0])
    follow(larkfield, on=NEXT_WEEK[0])
    assert story(new) == [RAISED, (1, "withdrawn", 0, None, "")]


def test_sessions_that_a_notice_of_the_earlier_school_used_are_used_here(larkfield, mover):
    old, new, there = mover
    use(old, A[:6], there, on=FRIDAY)
    scan(larkfield, on=FRIDAY)
    assert story(new) == []
    assert set(PriorAbsence.objects.filter(pupil=new).values_list("used_on", flat=True)) == {FRIDAY}
