"""The life of a message: what may happen in each state, and nothing else."""

from datetime import timedelta

import pytest

from registers.message_causes import absence_of, absent, hold_for, kind_of
from registers.message_states import MOVES, Event, State, leads_to, may, next_try
from registers.models import Message
from registers.phone_numbers import last_digits, mobile
from tests.factories import THE_DAY

TABLE = {
    #                 may happen to it
    State.HELD: {"release", "cancel", "hand over", "refused"},
    State.QUEUED: {"release", "claim", "cancel", "hand over", "refused"},
    State.SENDING: {"accepted", "try later", "refused", "delivered", "undelivered", "send again", "it went"},
    State.SENT: {"delivered", "undelivered", "try later"},
    State.DELIVERED: set(),
    State.FAILED: {"hand over", "delivered", "send again"},
    State.CANCELLED: set(),
}


@pytest.mark.parametrize("state", State)
def test_what_may_happen_in_each_state(state):
    assert {event.value for event in Event if may(event, state)} == TABLE[state]


def test_where_each_event_leads():
    assert {event.value: leads_to(event) for event in MOVES} == {
        "release": "queued",
        "claim": "sending",
        "cancel": "cancelled",
        "hand over": "sent",
        "accepted": "sent",
        "try later": "queued",
        "refused": "failed",
        "delivered": "delivered",
        "undelivered": "failed",
        "send again": "queued",
        "it went": "sent",
    }


def test_the_states_are_those_that_are_stored():
    assert {state.value for state in State} == set(Message.State.values)


def test_a_message_that_a_sender_took_is_never_cancelled_by_the_late_desk():
    assert not may(Event.CANCEL, State.SENDING)


def test_it_is_tried_three_times_with_growing_waits():
    assert [next_try(n) for n in (1, 2, 3)] == [timedelta(minutes=5), timedelta(minutes=20), None]


def test_only_a_text_about_an_absence_is_held_for_two_minutes():
    absence = absence_of(7, THE_DAY)
    assert [
        hold_for(absence, "text"),
        hold_for(absence, "email"),
        hold_for("closing/1/closed/1", "text"),
    ] == [
        timedelta(minutes=2),
        timedelta(),
        timedelta(),
    ]


@pytest.mark.parametrize(
    ("cause", "found"),
    [
        (absence_of(7, THE_DAY) + "first-day/1", (7, THE_DAY)),
        ("absence/7/2026-13-45/first-day", None),
        ("register/7/reminder/1", None),
        ("", None),
    ],
)
def test_a_cause_names_its_pupil_and_day(cause, found):
    assert absent(cause) == found


def test_the_first_word_of_a_cause_is_its_kind():
    assert [kind_of("absence/7/x"), kind_of("test"), kind_of("")] == ["absence", "test", ""]


@pytest.mark.parametrize(
    ("written", "sent_to"),
    [
        ("07700 900123", "+447700900123"),
        ("+44 (0)7700 900123", "+447700900123"),
        ("0044 7700900123", "+447700900123"),
        ("447700900123", "+447700900123"),
        ("020 7946 0123", ""),
        ("01632 960123", ""),
        ("070 0000 0000", ""),
        ("+48 512 345 678", "+48512345678"),
        ("mum", ""),
        ("", ""),
    ],
)
def test_texts_go_to_mobile_numbers_only(written, sent_to):
    assert mobile(written) == sent_to


def test_two_ways_of_writing_a_number_have_the_same_end():
    assert last_digits("07700 900123") == last_digits("+447700900123") == "700900123"
    assert last_digits("900123") == ""
