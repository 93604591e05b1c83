"""Taken though not agreed: what is proposed, with what is on file, and that only a person sets a mark."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.attempts import record_attempt
from absence.does_not_add_up import does_not_add_up
from absence.leave_taken import leave_taken
from absence.models import ContradictionSettled, LeaveChild, LeaveDecision, LeaveRequest
from registers.message_causes import leave_decided
from registers.models import Mark, MarkHistory, Message
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark

PAGE, PRESS = "/leave/taken/", "/leave/taken/mark/"
ASKED_ON = THE_DAY - dt.timedelta(days=14)
MONDAY = THE_DAY - dt.timedelta(days=1)


@pytest.fixture
def in_the_afternoon(set_clock):
    set_clock("15:30:00")


@pytest.fixture
def mother(pupils):
    contact = ContactFactory(school=pupils[0].school, name="Anna Archer")
    CareFactory(pupil=pupils[0], contact=contact)
    return contact


@pytest.fixture
def asked(head, pupils, mother):
    """Leave from Monday to Wednesday, asked for by the mother and decided by the head."""

    def ask(
        *,
        kind="holiday",
        outcome="not_agreed",
        agreed=None,
        number=1,
        letter_to=mother,
        when="09:00",
        child=None,
    ):
        child = child or pupils[0]
        who = {"by": head, "name": head.user.name, "position": head.position}
        request = LeaveRequest.objects.create(
            school=child.school, number=number, contact=mother, asked_name="Anna Archer", lives_with=True,
            received_on=ASKED_ON, kind=kind, first_day=MONDAY, last_day=MONDAY + dt.timedelta(days=2), why="A trip",
            started_at=at("08:00", ASKED_ON), sent_at=at("08:10", ASKED_ON), answer_by=ASKED_ON, **who,
        )  # fmt: skip
        LeaveChild.objects.create(school=child.school, request=request, pupil=child, lives_with=True)
        press = uuid.uuid4()
        days = {} if agreed is None else {
            "code": "C", "first_day": agreed, "first_half": "AM", "last_day": agreed, "last_half": "PM",
        }  # fmt: skip
        decision = LeaveDecision.objects.create(
            school=child.school, request=request, version=1, pupil=child, press=press, outcome=outcome,
            reason="Not exceptional", cause=leave_decided(press), at=at(when, ASKED_ON), **days, **who,
        )  # fmt: skip
        if letter_to:
            Message.objects.create(
                school=child.school, cause=leave_decided(press, letter_to.pk), contact=letter_to, channel="letter",
                subject="Leave", body="Not agreed.", state="sent", not_before=at("09:00", ASKED_ON),
                made_at=at("09:00", ASKED_ON), made_name=head.user.name, changed_at=at("10:00", ASKED_ON), pupil=child,
            )  # fmt: skip
        return decision

    return ask


@pytest.fixture
def proposals(school, office):
    return lambda: leave_taken(school=school, post=office, on=THE_DAY)


def away(pupil, teacher, day=MONDAY, code="N"):
    for session in ("AM", "PM"):
        mark(pupil, code, by=teacher, date=day, session=session)


def test_absent_without_a_reason_on_days_not_agreed_is_proposed_with_what_is_on_file(
    pupils, teacher, asked, proposals
):
    decision = asked()
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    assert (each.decision, each.code, each.other_code) == (decision, "G", "O")
    assert [(one.date, one.session, one.code) for one in each.open_sessions] == [
        (MONDAY, "AM", "N"),
        (MONDAY, "PM", "N"),
    ]
    assert [(parent.name, parent.letter is not None) for parent in each.warned] == [("Anna Archer", True)]


def test_a_parent_without_a_letter_is_shown_as_not_warned(
    client, pupils, teacher, office, asked, proposals, in_the_afternoon
):
    asked()
    CareFactory(
        pupil=pupils[0], contact=ContactFactory(school=pupils[0].school, name="Sam Archer"), priority=2
    )
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    assert ([parent.name for parent in each.warned if parent.letter is None], each.all_warned) == (
        ["Sam Archer"],
        False,
    )
    page = sign_in(client, office).get(PAGE).text
    assert (page.count(">warning on file"), page.count("No warning on file")) == (1, 1)


def test_a_letter_that_has_not_gone_has_warned_nobody(pupils, teacher, asked, proposals):
    asked()
    Message.objects.update(state="held")
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    assert ([parent.was_warned for parent in each.warned], each.all_warned) == ([False], False)


def test_g_is_only_for_a_holiday(pupils, teacher, asked, proposals):
    asked(kind="exceptional")
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    assert (each.code, each.other_code) == ("O", "G")


def test_only_the_days_that_were_not_agreed_are_proposed(pupils, teacher, asked, proposals):
    asked(outcome="part", agreed=MONDAY)
    away(pupils[0], teacher)
    away(pupils[0], teacher, THE_DAY)
    [each] = proposals().not_agreed
    assert {one.date for one in each.sessions} == {THE_DAY}


def test_not_agreed_never_hides_a_grant(pupils, teacher, asked, proposals):
    asked(outcome="agreed", agreed=MONDAY, number=1, when="09:00")
    asked(number=2, when="12:00")
    away(pupils[0], teacher)
    assert proposals().not_agreed == ()


def test_agreed_and_then_not_agreed_for_the_same_day_stands_where_things_do_not_add_up(school, office, asked):
    asked(outcome="agreed", agreed=MONDAY, number=1, when="09:00")
    asked(number=2, when="12:00")
    [row] = does_not_add_up(school=school, post=office, at=at("15:30")).rows
    assert (row.kind, row.day, row.sessions) == ("both_answers", MONDAY, ["AM"])
    assert row.lines == [
        "LR-0001 was agreed on Tue 10 Nov by Ruth Adeyemi. LR-0002 was not agreed on Tue 10 Nov by Ruth Adeyemi."
        " The leave that was agreed stands."
    ]


def test_not_agreed_and_then_agreed_adds_up(school, office, asked):
    asked(number=1, when="09:00")
    asked(outcome="agreed", agreed=MONDAY, number=2, when="12:00")
    assert does_not_add_up(school=school, post=office, at=at("15:30")).rows == ()


def test_an_illness_said_in_between_is_shown_and_stays(
    client, pupils, teacher, office, asked, proposals, in_the_afternoon
):
    asked()
    away(pupils[0], teacher)
    mark(pupils[0], "I", by=office, note="said by home")
    mark(pupils[0], "U", by=office, session="PM")
    [each] = proposals().not_agreed
    assert [(one.code, one.says) for one in each.others] == [("I", "illness"), ("U", "late after close")]
    sign_in(client, office).post(PRESS, {"proposal": each.key, "do": "G"})
    codes = Mark.objects.filter(pupil=pupils[0]).order_by("date", "session").values_list("code", flat=True)
    assert list(codes) == ["G", "G", "I", "U"]


def test_nothing_is_set_by_looking(client, pupils, teacher, office, asked, in_the_afternoon):
    asked()
    away(pupils[0], teacher)
    sign_in(client, office).get(PAGE)
    assert set(Mark.objects.values_list("code", flat=True)) == {"N"}


def test_one_press_sets_the_marks_with_the_reason_and_keeps_what_stood(
    client, pupils, teacher, office, asked, proposals, in_the_afternoon
):
    asked()
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    sign_in(client, office)
    for _ in range(2):
        answer = client.post(PRESS, {"proposal": each.key, "do": "G"}, follow=True)
    assert "That proposal is no longer here" in answer.text
    stands = Mark.objects.get(pupil=pupils[0], date=MONDAY, session="AM")
    assert (stands.code, stands.name, stands.reason) == (
        "G", "Joan Wright", "LR-0001 was not agreed, and the leave was taken",
    )  # fmt: skip
    assert [each.code for each in MarkHistory.objects.filter(pupil=pupils[0], session="AM")] == ["N"]
    assert proposals().not_agreed == ()


@pytest.mark.parametrize(
    "posted",
    [{"do": "O"}, {"do": "I", "words": "x"}, {"do": ""}, {"do": "not_so"}, {"do": "G", "proposal": "x"}],
)
def test_what_may_not_be_pressed_changes_nothing(
    client, pupils, teacher, office, asked, proposals, posted, in_the_afternoon
):
    asked()
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    answer = sign_in(client, office).post(PRESS, {"proposal": each.key} | posted, follow=True)
    assert answer.status_code == 200
    assert (set(Mark.objects.values_list("code", flat=True)), ContradictionSettled.objects.count()) == (
        {"N"},
        0,
    )


def test_the_other_code_needs_a_reason_which_is_kept(
    client, pupils, teacher, office, asked, proposals, in_the_afternoon
):
    asked()
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    sign_in(client, office).post(PRESS, {"proposal": each.key, "do": "O", "words": "stayed at home"})
    stands = Mark.objects.get(pupil=pupils[0], date=MONDAY, session="PM")
    assert (stands.code, stands.reason) == (
        "O",
        "LR-0001 was not agreed, and the leave was taken: stayed at home",
    )


def test_not_so_keeps_the_reason_and_leaves_the_marks(
    client, pupils, teacher, office, asked, proposals, in_the_afternoon
):
    asked()
    away(pupils[0], teacher)
    [each] = proposals().not_agreed
    sign_in(client, office).post(PRESS, {"proposal": each.key, "do": "not_so", "words": "seen in hospital"})
    assert proposals().not_agreed == ()
    assert {each.words for each in ContradictionSettled.objects.all()} == {"seen in hospital"}
    assert set(Mark.objects.values_list("code", flat=True)) == {"N"}
    away(pupils[0], teacher, THE_DAY)
    assert [[one.date for one in each.sessions] for each in proposals().not_agreed] == [[THE_DAY, THE_DAY]]


def test_a_request_that_was_withdrawn_is_not_taken(pupils, teacher, asked, proposals):
    request = asked().request
    LeaveRequest.objects.filter(pk=request.pk).update(
        withdrawn_at=at("10:00", ASKED_ON), withdrawn_name="Anna Archer"
    )
    away(pupils[0], teacher)
    assert proposals().not_agreed == ()


def test_no_request_but_somebody_said_that_they_are_on_holiday(
    client, pupils, teacher, office, mother, proposals, in_the_afternoon
):
    away(pupils[0], teacher)
    away(pupils[1], teacher)
    record_attempt(
        pupil=pupils[0], date=MONDAY, kind="call", outcome="spoke_no_reason", who="Grandmother",
        note="they are on holiday in Spain", by=office, at=at("10:00", MONDAY),
    )  # fmt: skip
    found = proposals()
    [each] = found.believed
    assert (each.pupil, each.hints) == (pupils[0], ("Grandmother: they are on holiday in Spain",))
    assert [one.pupil for one in found.others] == [pupils[1]]
    sign_in(client, office)
    client.post(PRESS, {"proposal": each.key, "do": "G"})
    assert set(Mark.objects.values_list("code", flat=True)) == {"N"}
    client.post(PRESS, {"proposal": each.key, "do": "G", "words": "grandmother said so"})
    stands = Mark.objects.get(pupil=pupils[0], date=MONDAY, session="AM")
    assert (stands.code, stands.reason) == ("G", "no request for leave was made: grandmother said so")


def test_home_and_board_lead_there(client, pupils, teacher, head, asked, in_the_afternoon):
    asked()
    away(pupils[0], teacher)
    sign_in(client, head)
    for page in ("/", "/to-find/"):
        assert f'<a id="t-taken" href="{PAGE}">leave taken though not agreed</a>' in client.get(page).text
    counted = client.get("/", headers={"X-Polling": "1", "X-Part": "to-look-at"}).text
    assert "Leave taken though not agreed: 1 pupil" in counted
    assert "<html" not in counted
    sign_in(client, teacher)
    assert "taken though" not in client.get("/", headers={"X-Part": "to-look-at"}).text


def test_the_page_is_the_same_number_of_statements_for_many_pupils(
    client, pupils, teacher, office, asked, in_the_afternoon
):
    sign_in(client, office).get(PAGE)
    counts = []
    for children in (pupils[:1], pupils[1:]):
        for child in children:
            CareFactory(pupil=child, contact=ContactFactory(school=child.school))
            asked(child=child, number=child.pk)
            away(child, teacher)
        with CaptureQueriesContext(connection) as statements:
            assert client.get(PAGE).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
