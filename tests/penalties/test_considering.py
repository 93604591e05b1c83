"""The checklist of a case, and how far a case has come: plain rules, no database."""

from dataclasses import replace

import pytest

from penalties.case_stages import Stage, stage_of
from penalties.considering import Considered, objections

ALWAYS = {
    "equality_words": "No protected characteristic bears on it.",
    "send_words": "Nothing on file; asked the parents.",
    "best_tool_words": "A first notice has not been tried.",
    "reason": "Ten sessions of holiday, not agreed before.",
}
HOLIDAY = Considered(
    outcome="refer", support_appropriate=False, why_not="A holiday.", best_tool=True, **ALWAYS
)
SUPPORTED = Considered(
    outcome="refer",
    support_appropriate=True,
    offered="enough",
    offered_words="A plan and two meetings.",
    engaged="no",
    engaged_words="Nobody came.",
    best_tool=True,
    **ALWAYS,
)


def missing(said):
    return [name for name, _ in objections(said)]


def test_whole_answers_may_be_decided():
    assert [objections(each) for each in (HOLIDAY, SUPPORTED)] == [[], []]


def test_the_question_about_support_cannot_be_skipped():
    assert missing(replace(HOLIDAY, support_appropriate=None)) == ["support_appropriate"]
    assert missing(Considered(outcome="refer", reason="They went away.")) == ["support_appropriate"]


def test_that_support_is_not_appropriate_needs_its_reason():
    assert missing(replace(HOLIDAY, why_not="  ")) == ["why_not"]


@pytest.mark.parametrize("name", ["offered", "offered_words", "engaged", "engaged_words"])
def test_where_support_is_appropriate_it_is_said_what_was_offered_and_taken_up(name):
    assert missing(replace(SUPPORTED, **{name: ""})) == [name]


@pytest.mark.parametrize("name", sorted(ALWAYS))
def test_what_is_always_asked_is_always_answered(name):
    assert missing(replace(HOLIDAY, **{name: ""})) == [name]
    assert missing(replace(SUPPORTED, **{name: ""})) == [name]


def test_the_best_tool_and_the_outcome_have_no_ready_answer():
    assert missing(replace(SUPPORTED, best_tool=None, outcome="")) == ["best_tool", "outcome"]
    assert missing(replace(SUPPORTED, outcome="fine")) == ["outcome"]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (
            replace(HOLIDAY, outcome="notice_to_improve"),
            "A notice to improve is a last chance to take up support",
        ),
        (replace(SUPPORTED, offered="not_enough"), "not enough support was offered yet: offer it first"),
        (
            replace(SUPPORTED, outcome="notice_to_improve", offered="not_enough"),
            "not enough support was offered yet: offer it first",
        ),
        (replace(HOLIDAY, best_tool=False), "a penalty notice is not the best tool"),
    ],
)
def test_answers_that_do_not_go_with_the_outcome_are_refused_with_the_reason(said, words):
    [(name, found)] = objections(said)
    assert name == "outcome"
    assert words in found


@pytest.mark.parametrize("outcome", ["support", "no_action"])
def test_support_and_no_action_may_follow_any_whole_answers(outcome):
    each = {"outcome": outcome, "best_tool": False}
    assert objections(replace(SUPPORTED, offered="not_enough", **each)) == []
    assert objections(replace(HOLIDAY, **each)) == []


@pytest.mark.parametrize(
    ("facts", "stage"),
    [
        ({"outcome": None}, Stage.TO_CONSIDER),
        ({"outcome": None, "withdrawn": True, "closed": True}, Stage.WITHDRAWN),
        ({"outcome": "refer", "closed": True}, Stage.CLOSED),
        ({"outcome": "support"}, Stage.DECIDED),
        ({"outcome": "no_action"}, Stage.DECIDED),
        ({"outcome": "refer"}, Stage.DECIDED),
        ({"outcome": "notice_to_improve"}, Stage.IMPROVING),
        ({"outcome": "notice_to_improve", "ends": [None, "met"]}, Stage.IMPROVING),
        ({"outcome": "notice_to_improve", "ends": ["met", "met"]}, Stage.MET),
        ({"outcome": "notice_to_improve", "ends": [None, "not_met"]}, Stage.AGAIN),
        ({"outcome": "notice_to_improve", "ends": ["early"]}, Stage.AGAIN),
        ({"outcome": "notice_to_improve", "ends": ["withdrawn"]}, Stage.AGAIN),
    ],
)
def test_how_far_a_case_has_come(facts, stage):
    assert stage_of(**{"closed": False, "withdrawn": False, **facts}) is stage
