"""The head decides about leave: who may, what follows, what is undone, and what is refused."""

import datetime as dt
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from absence.actions.ask_about_leave import QuestionMissing, ask_about_leave
from absence.actions.decide_leave import Chosen, Seen, decide_leave
from absence.actions.leave import Asked, Asker, change_leave, send_leave, withdraw_leave
from absence.actions.leave_deciders import end_decider, name_decider
from absence.actions.undo_leave import undo_leave
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.leave_letters import other_parents
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
from registers.actions.calendar import change_calendar
from registers.actions.messages import hand_over_message
from registers.actions.outgoing import cancel_fallen_away
from registers.calendar_shape import Edit
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Care, Closure, ContactLimit, Message, ParentLink, PlannedMark
from tests.absence.leave_asked import parent
from tests.cast import person
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at

MONDAY, FRIDAY = dt.date(2026, 12, 7), dt.date(2026, 12, 11)
WEEK = LeaveDays(MONDAY, "AM", FRIDAY, "PM")
REASON = "The funeral is on Wednesday, and travel takes a day each way."
AGREED = Chosen("agreed", "C", reason=REASON)
NOT_AGREED = Chosen("not_agreed", reason="The wedding can be joined on the Saturday.")


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, with whom Aisha and Zara live."""
    return parent(school, "Fatima Khan", pupils[2], pupils[3], lives_with=True)


@pytest.fixture
def asked(mother, pupils):
    return request_of(mother, pupils[2], pupils[3])


def adult(post):
    return ParentLink.objects.get(post=post).contact


def request_of(mother, *children, kind=Kind.BEREAVEMENT, days=WEEK, when=None, **more):
    contact = adult(mother)
    cares = Care.objects.filter(contact=contact, pupil__in=children).select_related("pupil").order_by("pk")
    asker = Asker(
        mother.school, contact, mother, mother, mother.user.name, "Parent", tuple(cares), received_on=THE_DAY
    )
    when = when or at("08:00")
    asked = Asked(kind, days, "A funeral in Lahore", "It is my mother’s.", **more)
    return send_leave(
        operation=uuid.uuid4(), asked=asked, askers=[asker], started_at=when, on=when.date(), at=when
    )[0]


def decide(request, by, chosen=AGREED, *, pupils=None, when="09:00", operation=None, seen=None, others=()):
    newest = LeaveDecision.objects.filter(request=request).order_by("-pk").values_list("pk", flat=True)
    return decide_leave(
        request=request,
        pupils=[row.pupil_id for row in request.children.all()] if pupils is None else [p.pk for p in pupils],
        chosen=chosen,
        others=others,
        seen=seen or Seen(request.version, newest.first() or 0),
        operation=operation or uuid.uuid4(),
        by=by,
        at=at(when),
    )


def plans(pupil):
    standing = PlannedMark.objects.filter(pupil=pupil, withdrawn_at__isnull=True).order_by("first_day", "pk")
    return [(plan.first_day, plan.last_day, plan.halves, plan.code, plan.source) for plan in standing]


def letters(**where):
    return Message.objects.filter(cause__startswith="leave/", **where).order_by("contact__name")


# --- what follows -----------------------------------------------------------------------------------------------------


def test_agreed_for_siblings_at_once_plans_both_and_writes_one_letter(asked, pupils, head, mother):
    made = decide(asked, head)
    assert [(each.pupil, each.outcome, each.code, each.name, each.position) for each in made] == [
        (pupil, "agreed", "C", "Ruth Adeyemi", "Headteacher") for pupil in pupils[2:4]
    ]
    week = [(MONDAY, FRIDAY, "1" * 10, "C", "leave LR-0001")]
    assert [plans(pupil) for pupil in pupils[2:4]] == [week, week]
    letter = letters().get()
    assert (letter.contact.name, letter.channel, letter.state, letter.not_before) == (
        "Fatima Khan",
        "email",
        "held",
        at("09:10"),
    )
    assert letter.subject == "Leave agreed for Aisha Khan and Zara Malik (LR-0001)"
    for words in (
        "Monday 7 December 2026 to Friday 11 December 2026",
        REASON,
        "back on Monday 14 December 2026",
        "Ruth Adeyemi, Headteacher",
    ):
        assert words in letter.body
    assert "£" not in letter.body


def test_agreed_in_part_plans_exactly_those_half_days_and_warns_about_the_others(asked, pupils, head):
    part = LeaveDays(dt.date(2026, 12, 8), "PM", dt.date(2026, 12, 10), "AM")
    decide(asked, head, Chosen("part", "C", part, reason=REASON), pupils=pupils[2:3])
    assert plans(pupils[2]) == [
        (dt.date(2026, 12, 8), dt.date(2026, 12, 8), "0001000000", "C", "leave LR-0001"),
        (dt.date(2026, 12, 9), dt.date(2026, 12, 9), "1" * 10, "C", "leave LR-0001"),
        (dt.date(2026, 12, 10), dt.date(2026, 12, 10), "0000001000", "C", "leave LR-0001"),
    ]
    assert plans(pupils[3]) == []
    body = letters().get().body
    for words in (
        "the afternoon of Tuesday 8 December 2026 to the morning of Thursday 10 December 2026",
        "• Monday 7 December 2026 to the morning of Tuesday 8 December 2026",
        "• the afternoon of Thursday 10 December 2026 to Friday 11 December 2026",
        "back on Thursday 10 December 2026, in the afternoon.",
        "£160, or £80 if it is paid within 21 days",
    ):
        assert words in body


def test_part_that_is_every_session_is_all(mother, pupils, head):
    over_the_weekend = LeaveDays(MONDAY, "AM", dt.date(2026, 12, 13), "PM")
    asked = request_of(mother, pupils[2], days=over_the_weekend)
    made = decide(asked, head, Chosen("part", "C", WEEK, reason=REASON))
    assert made[0].outcome == "agreed"


def test_not_agreed_plans_nothing_and_warns_the_asker(asked, pupils, head):
    decide(asked, head, NOT_AGREED)
    assert [plans(pupil) for pupil in pupils[2:4]] == [[], []]
    body = letters().get().body
    for words in ("joined on the Saturday", "10 half-days", "10 school weeks", "each parent, for each child"):
        assert words in body


def test_no_penalty_is_spoken_of_for_a_child_below_compulsory_school_age(school, group_3b, head, mother):
    small = PupilFactory(school=school, group=group_3b, dob=dt.date(2022, 5, 1), year="R")
    parent_care = Care.objects.filter(contact=adult(mother)).first()
    Care.objects.create(
        school=school, contact=parent_care.contact, pupil=small, relationship="Mother", priority=1,
        parental_responsibility=True, lives_with=True, portal=True,
    )  # fmt: skip
    decide(request_of(mother, small), head, NOT_AGREED)
    body = letters().get().body
    assert ("£" in body, "do not have to be in school by law" in body) == (False, True)


def test_a_day_without_sessions_is_not_planned_and_a_closure_later_takes_its_plan_out_of_play(
    mother, pupils, head, school
):
    inset_week = LeaveDays(dt.date(2026, 11, 26), "AM", dt.date(2026, 11, 30), "PM")  # Friday is an INSET day
    asked = request_of(mother, pupils[2], days=inset_week)
    decide(asked, head)
    monday = dt.date(2026, 11, 30)
    closure = Closure(school=school, kind="planned", first_day=monday, last_day=monday, note="Boiler")
    change_calendar(school=school, edit=Edit((), (closure,)), reason="", by=head, at=at("09:30"))
    days = [dt.date(2026, 11, day) for day in (26, 27, 30)]
    calendar = calendar_for(school=school, first=days[0], last=days[-1], pupils=[pupils[2].pk])
    known = pupils_on_days(school=school, wanted=[(pupils[2].pk, day) for day in days], by=head)
    planned = {
        day: calendar.has_session(day, "AM") and calendar.plan_for(known[pupils[2].pk, day], day, "AM").code
        for day in days
    }
    assert planned == {days[0]: "C", days[1]: False, days[2]: False}


def test_siblings_decided_apart_have_letters_of_their_own(asked, pupils, head):
    decide(asked, head, pupils=pupils[2:3])
    decide(asked, head, NOT_AGREED, pupils=pupils[3:4], when="09:05")
    assert [letter.subject for letter in letters().order_by("made_at")] == [
        "Leave agreed for Aisha Khan (LR-0001)",
        "Leave for Zara Malik is not agreed (LR-0001)",
    ]
    assert ([len(plans(pupil)) for pupil in pupils[2:4]]) == [1, 0]


# --- the other parent -------------------------------------------------------------------------------------------------


def test_another_parent_is_told_only_the_days_and_the_law_and_only_where_ticked(asked, pupils, head, school):
    father = parent(school, "Omar Siddiq", pupils[2], relationship="Father", lives_with=False)
    contact = adult(father)
    decide(asked, head, NOT_AGREED, others=[contact.pk])
    letter = letters(contact=contact).get()
    assert [words in letter.body for words in ("Aisha Khan", "£160")] == [True, True]
    for secret in ("Zara", "Fatima", "funeral", "wedding", "Saturday", "LR-0001", "asked"):
        assert secret not in letter.body + letter.subject


def test_nobody_under_a_limit_of_no_access_is_told_and_nobody_of_that_family_is_ticked(
    asked, pupils, head, school
):
    father = parent(school, "Omar Siddiq", pupils[2], lives_with=True)
    granny = parent(school, "Nadia Hussain", pupils[2], lives_with=True)
    care = Care.objects.get(contact=adult(father))
    ContactLimit.objects.create(school=school, care=care, scope="no_access", first_day=THE_DAY)
    found = other_parents(asked, [pupils[2].pk, pupils[3].pk], on=THE_DAY)
    assert [(each.contact, each.usual) for each in found] == [(adult(granny), False)]
    decide(asked, head, NOT_AGREED, others=[care.contact_id])
    assert [letter.contact.name for letter in letters()] == ["Fatima Khan"]


def test_a_limit_that_comes_in_the_ten_minutes_stops_the_letter(asked, head, school, mother, pupils):
    decide(asked, head)
    limit(adult(mother), pupils[3], entered_at=at("09:02"))
    assert (cancel_fallen_away(school=school, at=at("09:05")), letters().get().state) == (1, "cancelled")


def test_a_limit_about_one_child_leaves_the_letter_about_the_other(asked, head, school, mother, pupils):
    limit(adult(mother), pupils[3], entered_at=at("08:30"))
    decide(asked, head)
    assert letters().get().subject == "Leave agreed for Aisha Khan (LR-0001)"
    assert cancel_fallen_away(school=school, at=at("09:05")) == 0


def limit(contact, pupil, **more):
    care = Care.objects.get(contact=contact, pupil=pupil)
    fields = {"school": pupil.school, "care": care, "scope": "no_access", "first_day": THE_DAY}
    return ContactLimit.objects.create(**fields, **more)


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
