"""Deciding about a case: kept whole, once, and only about what stood on the page."""

import uuid
from dataclasses import replace

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from penalties.actions.considering import (
    CaseChanged,
    CaseClosed,
    CaseNotConsidered,
    CaseWithdrawn,
    NoticeRuns,
)
from penalties.models import Case, CaseDecision, PenaltyNotice, ReferralPack
from registers.models import Message
from tests.cast import person
from tests.factories import at, mark
from tests.penalties.considered import HOLIDAY, decide, raised, scan, seen_of
from tests.penalties.improving import give
from tests.penalties.noticed import TEN, parent_of

SUPPORTED = replace(
    HOLIDAY,
    outcome="notice_to_improve",
    support_appropriate=True,
    offered="enough",
    offered_words="A plan and two meetings.",
    engaged="no",
    engaged_words="Nobody came.",
)


@pytest.fixture
def head(school):
    return person(school, "head", "Ann Hale")


@pytest.fixture
def case(pupils, head):
    return raised(pupils[2], head)


def explain(pupil, by, when="08:40"):
    """The office learns that the last of the sessions was an illness."""
    day, session = TEN[-1]
    mark(pupil, "I", by=by, date=day, session=session, when=at(when), reason="Note from the doctor")


def test_a_decision_keeps_the_whole_checklist_and_the_sessions_that_stood(case, head):
    decision = decide(case, head)
    assert decision.considered == HOLIDAY
    assert (decision.name, decision.position, decision.at) == ("Ann Hale", "Head", at("10:00"))
    assert [(row["date"], row["session"]) for row in decision.sessions] == [
        (f"{day}", half) for day, half in TEN
    ]


def test_nothing_is_issued_sent_or_made_by_it(case, head):
    decide(case, head)
    assert [model.objects.count() for model in (PenaltyNotice, ReferralPack, Message)] == [0, 0, 0]


def test_pressing_twice_decides_once(case, head):
    operation, seen = uuid.uuid4(), seen_of(case)
    first = decide(case, head, operation=operation, seen=seen)
    again = decide(case, head, operation=operation, seen=seen)
    assert (again, CaseDecision.objects.count()) == (first, 1)


def test_answers_of_the_other_branch_are_not_kept(case, head):
    decision = decide(case, head, considered=replace(SUPPORTED, why_not="Left over from before"))
    assert (decision.why_not, decision.offered) == ("", "enough")


def test_an_unfinished_checklist_is_refused_and_says_what_is_missing(case, head):
    with pytest.raises(CaseNotConsidered) as refused:
        decide(case, head, considered=replace(HOLIDAY, why_not=""))
    assert [name for name, _ in refused.value.objections] == ["why_not"]
    assert not CaseDecision.objects.exists()


def test_the_database_itself_refuses_a_decision_without_the_question_about_support(case, head):
    with pytest.raises(IntegrityError), transaction.atomic():
        CaseDecision.objects.create(
            school=case.school, case=case, operation=uuid.uuid4(), outcome="refer", reason="x", sessions=[],
            support_appropriate=False, why_not="", equality_words="x", send_words="x", best_tool=True,
            best_tool_words="x", by=head, name="Ann Hale", position="Head", at=at("10:00"),
        )  # fmt: skip


def test_a_decision_is_never_changed(case, head):
    decision = decide(case, head)
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        CaseDecision.objects.filter(pk=decision.pk).update(outcome="no_action")


def test_who_decides_about_sessions_that_changed_meanwhile_is_told_to_look_again(case, pupils, head):
    seen = seen_of(case)
    mark(pupils[2], "U", by=head, date=TEN[0][0].replace(day=16))
    scan(case.school, when="08:50")
    with pytest.raises(CaseChanged):
        decide(case, head, seen=seen)
    assert len(decide(case, head).sessions) == 11


def test_of_two_people_who_decide_at_once_the_second_looks_again(case, head):
    seen = seen_of(case)
    decide(case, head, seen=seen)
    with pytest.raises(CaseChanged):
        decide(case, head, seen=seen, considered=replace(HOLIDAY, outcome="no_action"))
    later = decide(case, head, considered=replace(HOLIDAY, outcome="no_action"))
    assert CaseDecision.objects.newest().get(case=case) == later


def test_where_there_are_no_longer_ten_sessions_nothing_is_decided(case, pupils, head):
    explain(pupils[2], head)
    scan(case.school, when="08:50")
    with pytest.raises((CaseWithdrawn, CaseClosed)):
        decide(case, head)


def test_nothing_is_decided_about_a_closed_case(case, head):
    Case.objects.filter(pk=case.pk).update(closed_at=at("09:00"), closed_why="Another case follows.")
    with pytest.raises(CaseClosed):
        decide(case, head)


def test_while_a_notice_to_improve_runs_nobody_refers(case, pupils, head):
    mother = parent_of(pupils[2])
    decide(case, head, considered=SUPPORTED)
    give(case, head, mother, when=at("10:30"))
    with pytest.raises(NoticeRuns, match="A notice to improve runs until"):
        decide(case, head, considered=replace(SUPPORTED, outcome="refer"), when="11:00")
    decide(case, head, considered=replace(SUPPORTED, outcome="support"), when="11:05")
