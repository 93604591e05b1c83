"""The head decides about leave: who may, what is undone, what is refused, and what is asked back."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from absence.actions.ask_about_leave import QuestionMissing, ask_about_leave
from absence.actions.decide_leave import Chosen, Seen
from absence.actions.leave import Asked, Asker, change_leave, withdraw_leave
from absence.actions.leave_deciders import end_decider, name_decider
from absence.actions.undo_leave import undo_leave
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.leave_refusals import (
    AlreadyUndone,
    CodeRefused,
    DaysRefused,
    DecidedMeanwhile,
    LetterGone,
    MayNotDecide,
    NoChildChosen,
    OwnRequest,
    ReasonMissing,
    RequestChanged,
    RequestWithdrawn,
)
from absence.models import LeaveDecision, LeaveQuestion
from registers.actions.messages import hand_over_message
from registers.actions.outgoing import cancel_fallen_away
from registers.models import Care, Message, PlannedMark
from tests.absence.leave_asked import parent
from tests.absence.leave_decided import (
    FRIDAY,
    MONDAY,
    NOT_AGREED,
    REASON,
    adult,
    decide,
    letters,
    plans,
    request_of,
)
from tests.cast import person
from tests.factories import THE_DAY, CareFactory, ContactFactory, at


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, with whom Aisha and Zara live."""
    return parent(school, "Fatima Khan", pupils[2], pupils[3], lives_with=True)


@pytest.fixture
def asked(mother, pupils):
    return request_of(mother, pupils[2], pupils[3])


# --- undoing ----------------------------------------------------------------------------------------------------------


def test_undone_in_time_plans_and_letter_are_taken_back_together(asked, pupils, head):
    made = decide(asked, head)
    undo_leave(press=made[0].press, by=head, at=at("09:09"))
    assert ([plans(pupil) for pupil in pupils[2:4]], letters().get().state) == ([[], []], "cancelled")
    assert LeaveDecision.objects.newest().count() == 0
    assert set(LeaveDecision.objects.values_list("undone_name", flat=True)) == {"Ruth Adeyemi"}
    with pytest.raises(AlreadyUndone):
        undo_leave(press=made[0].press, by=head, at=at("09:09"))


@pytest.mark.parametrize(("goes", "when"), [("", "09:10"), ("on paper", "09:04")])
def test_it_cannot_be_undone_once_somebody_may_have_read_it(asked, pupils, head, goes, when):
    made = decide(asked, head)
    if goes:
        hand_over_message(message=letters().get(), by=head, at=at("09:03"))
    with pytest.raises(LetterGone):
        undo_leave(press=made[0].press, by=head, at=at(when))
    assert len(plans(pupils[2])) == 1


def test_undoing_the_newer_brings_the_earlier_back(asked, pupils, head):
    decide(asked, head)
    again = decide(asked, head, NOT_AGREED, when="09:30")
    assert plans(pupils[2]) == []
    undo_leave(press=again[0].press, by=head, at=at("09:35"))
    assert [plan[3] for plan in plans(pupils[2])] == ["C"]


def test_a_letter_that_a_newer_decision_replaces_falls_away(asked, head, school):
    decide(asked, head)
    decide(asked, head, NOT_AGREED, when="09:05")
    assert cancel_fallen_away(school=school, at=at("09:06")) == 1
    assert [letter.state for letter in letters().order_by("made_at")] == ["cancelled", "held"]


def test_a_decision_is_never_changed_and_undone_only_once(asked, head):
    made = decide(asked, head)
    rows = LeaveDecision.objects.filter(pk=made[0].pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(reason="Another one")
    undo_leave(press=made[0].press, by=head, at=at("09:01"))
    for change in ({"undone_name": "X"}, {"undone_at": None, "undone_name": ""}):
        with pytest.raises(DatabaseError), transaction.atomic():
            rows.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM absence_leavedecision")


def test_not_agreed_takes_back_nothing_that_another_request_was_given(asked, mother, pupils, head):
    decide(asked, head)
    other = request_of(mother, pupils[2], days=LeaveDays(FRIDAY, "AM", dt.date(2026, 12, 16), "PM"))
    decide(other, head, NOT_AGREED, when="09:30")
    assert [plan[:2] for plan in plans(pupils[2])] == [(MONDAY, FRIDAY)]


# --- who decides ------------------------------------------------------------------------------------------------------


def test_only_the_head_and_whom_the_head_has_named_decide(asked, head, champion, office):
    for post in (champion, office):
        with pytest.raises(MayNotDecide) as refused:
            decide(asked, post)
        assert refused.value.who_can_fix == "Ruth Adeyemi (Headteacher) can."
    named = name_decider(post=champion, from_day=THE_DAY, words="I name Tom Hale.", by=head, at=at("08:00"))
    assert decide(asked, champion)[0].name == "Tom Hale"
    end_decider(delegate=named, by=head, on=THE_DAY, at=at("09:30"))
    with pytest.raises(MayNotDecide):
        decide(asked, champion, NOT_AGREED, when="09:40")


def test_nobody_decides_about_what_they_asked_for_themselves(school, mother, asked, head):
    head.user = mother.user
    head.save()
    with pytest.raises(OwnRequest) as refused:
        decide(asked, head)
    assert refused.value.who_can_fix == (
        "Nobody else decides here now. The head can name somebody in writing, under Who decides about leave."
    )


def test_nobody_decides_about_their_own_child_where_the_other_parent_asked(asked, pupils, head, school):
    CareFactory(pupil=pupils[2], contact=ContactFactory(school=school, email=head.user.email.upper()))
    other = person(school, "head", "Ann Dove", "Co-head")
    with pytest.raises(OwnRequest) as refused:
        decide(asked, head)
    assert refused.value.who_can_fix == "Ann Dove (Co-head) can."
    assert decide(asked, other)[0].name == "Ann Dove"


def test_the_same_press_decides_once(asked, head):
    press = uuid.uuid4()
    first = decide(asked, head, operation=press)
    again = decide(asked, head, operation=press, seen=Seen(1, 0))
    assert (first, LeaveDecision.objects.count(), letters().count()) == (again, 2, 1)


def test_the_second_of_two_heads_is_told(asked, head, school):
    other = person(school, "head", "Ann Dove", "Co-head")
    decide(asked, head)
    with pytest.raises(DecidedMeanwhile) as refused:
        decide(asked, other, NOT_AGREED, seen=Seen(1, 0))
    assert "Ruth Adeyemi, Headteacher, decided meanwhile" in str(refused.value)


# --- refusals ---------------------------------------------------------------------------------------------------------


def test_a_request_that_was_changed_or_withdrawn_is_not_decided(asked, head, mother, pupils):
    cares = tuple(Care.objects.filter(contact=adult(mother)).select_related("pupil"))
    asker = Asker(mother.school, asked.contact, mother, mother, "Fatima Khan", "Parent", cares)
    changed = Asked(Kind.BEREAVEMENT, LeaveDays(MONDAY, "AM", MONDAY, "PM"), "One day is enough")
    change_leave(
        request=asked, operation=uuid.uuid4(), asked=changed, asker=asker, on=THE_DAY, at=at("08:30")
    )
    with pytest.raises(RequestChanged):
        decide(asked, head, seen=Seen(1, 0))
    withdraw_leave(request=asked, name="Fatima Khan", at=at("08:40"))
    with pytest.raises(RequestWithdrawn):
        decide(asked, head, seen=Seen(2, 0))
    assert LeaveDecision.objects.count() == 0


@pytest.mark.parametrize(
    ("chosen", "refusal"),
    [
        (Chosen("agreed", "C", reason=" "), ReasonMissing),
        (Chosen("agreed", "", reason=REASON), CodeRefused),
        (Chosen("agreed", "C2", reason=REASON), CodeRefused),
        (Chosen("agreed", "T", reason=REASON), CodeRefused),
        (Chosen("part", "C", None, reason=REASON), DaysRefused),
        (
            Chosen("part", "C", LeaveDays(MONDAY, "AM", dt.date(2026, 12, 14), "AM"), reason=REASON),
            DaysRefused,
        ),
        (Chosen("part", "C", LeaveDays(FRIDAY, "AM", MONDAY, "PM"), reason=REASON), DaysRefused),
    ],
)
def test_what_cannot_be_decided_says_why_and_writes_nothing(asked, head, chosen, refusal):
    with pytest.raises(refusal):
        decide(asked, head, chosen)
    assert (LeaveDecision.objects.count(), letters().count()) == (0, 0)


def test_a_child_of_another_request_is_not_decided(asked, head, pupils):
    for children in ([], [pupils[0]], [pupils[2], pupils[0]]):
        with pytest.raises(NoChildChosen):
            decide(asked, head, pupils=children)


def test_a_performance_takes_c1_only_with_its_licence(mother, pupils, head):
    asked = request_of(mother, pupils[2], kind=Kind.PERFORMANCE)
    with pytest.raises(CodeRefused) as refused:
        decide(asked, head, Chosen("agreed", "C1", reason=REASON))
    assert "licence" in str(refused.value)
    decide(asked, head, Chosen("agreed", "C1", recorded="BOPA 12, Peterborough", reason=REASON))
    assert [plan[3] for plan in plans(pupils[2])] == ["C1"]
    assert "BOPA" not in PlannedMark.objects.get(withdrawn_at__isnull=True).note


# --- asking back ------------------------------------------------------------------------------------------------------


def test_a_question_waits_once_and_the_asker_is_told(asked, head, office):
    for _ in range(2):
        ask_about_leave(request=asked, question="Which day is the funeral?", by=head, at=at("09:00"))
    assert LeaveQuestion.objects.count() == 1
    told = Message.objects.get(cause__startswith="leave_question/")
    assert (told.contact.name, "Which day is the funeral?" in told.body) == ("Fatima Khan", True)
    with pytest.raises(QuestionMissing):
        ask_about_leave(request=asked, question=" ", by=head, at=at("09:00"))
    with pytest.raises(MayNotDecide):
        ask_about_leave(request=asked, question="Why?", by=office, at=at("09:00"))
