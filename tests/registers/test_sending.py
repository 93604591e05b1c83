"""The sending loop: what is due goes once, and what went wrong or was lost on the way is noted and settled."""

import threading
from datetime import date, timedelta

import pytest
from django.db import connection

from registers.actions import outgoing
from registers.actions.messages import MessageNotWaiting
from registers.actions.settle_messages import note_it_went, send_again
from registers.models import Address
from registers.sending import SenderBroken
from tests.factories import at
from tests.outgoing import choose, message_to, mother_of, send, stands


@pytest.fixture
def chloe(pupils):
    return pupils[1]


@pytest.fixture
def mother(chloe):
    return mother_of(chloe)


@pytest.fixture
def by_notify(school, notify):
    choose(school)
    return notify


# --- what goes --------------------------------------------------------------------------------------------------------


def test_a_message_goes_once_and_is_followed_until_it_is_delivered(school, mother, by_notify):
    message = message_to(mother, state="held")
    assert send(school) == "1 sent today."
    assert (stands(message), message.sender, message.address) == ("sent", "notify", "+447700900123")
    assert (message.sent_at, message.claimed_at, message.attempts) == (at("09:30"), at("09:30"), 1)

    by_notify.became(message, "delivered", cost_details={"billable_sms_fragments": 1})
    send(school, "09:31")
    assert (stands(message), message.parts) == ("delivered", 1)
    send(school, "09:32")
    assert by_notify.references == [str(message.pk)]


def test_two_loops_at_once_send_each_message_once(own_database, school, mother, by_notify):
    messages = [
        message_to(mother_of(child, phone=f"07700 90020{n}"), n) for n, child in enumerate(_six(school))
    ]

    def look():
        try:
            send(school)
        finally:
            connection.close()

    threads = [threading.Thread(target=look) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(by_notify.references) == sorted(str(message.pk) for message in messages)


def _six(school):
    from tests.factories import PupilFactory

    return [PupilFactory(school=school) for _ in range(6)]


def test_nothing_goes_while_nothing_is_connected(school, mother, notify):
    message = message_to(mother, state="held")
    assert send(school) == "0 sent today."
    assert (stands(message), notify.accepted) == ("held", [])


def test_a_letter_goes_to_where_the_mother_lives(school, chloe, mother, by_notify):
    Address.objects.create(
        school=school, pupil=chloe, address="1 High Street", postcode="LF1 1AA", first_day=date(2026, 9, 1)
    )
    message = message_to(mother, channel="letter", pupil=chloe)
    send(school)
    assert (stands(message), message.address) == ("sent", "1 High Street\nLF1 1AA")


def test_a_mail_server_carries_e_mail(school, mother, mail_server):
    choose(school, email="smtp", text="hold", letter="hold")
    message = message_to(mother, channel="email")
    send(school)
    assert (stands(message), message.sender, len(mail_server.taken)) == ("sent", "smtp", 1)
    assert message.provider_ref == f"<{message.pk}@larkfield.example>"


def test_an_urgent_message_goes_before_others(school, mother, by_notify):
    message_to(mother)
    urgent = message_to(mother, 2, urgent=True, urgent_why="Snow", urgent_name="Ruth Adeyemi", when="09:25")
    send(school)
    assert by_notify.references[0] == str(urgent.pk)


# --- what went wrong --------------------------------------------------------------------------------------------------


def test_what_cannot_go_for_now_is_tried_three_times_with_growing_waits(school, mother, by_notify):
    message = message_to(mother)
    by_notify.fail_with(429, "Too many", times=3)
    tried = []
    for minute in (0, 1, 4, 5, 6, 24, 25, 26, 60):
        send(school, at("09:30") + timedelta(minutes=minute))
        if stands(message) and message.attempts > len(tried):
            tried.append(minute)
    assert (tried, message.state, message.fault) == ([0, 5, 25], "failed", "temporary")
    assert message.why == "It was tried 3 times. Too many"


def test_what_is_refused_for_good_is_not_tried_again(school, mother, by_notify):
    message = message_to(mother)
    by_notify.fail_with(400, "phone_number Not a UK mobile number")
    for minute in (0, 5, 30):
        send(school, at("09:30") + timedelta(minutes=minute))
    assert (stands(message), message.attempts, by_notify.accepted) == ("failed", 1, [])


@pytest.mark.parametrize(
    ("status", "state", "fault"),
    [
        ("permanent-failure", "failed", "address"),
        ("temporary-failure", "queued", ""),
        ("technical-failure", "queued", ""),
    ],
)
def test_what_the_provider_could_not_deliver_comes_back(school, mother, by_notify, status, state, fault):
    message = message_to(mother)
    send(school)
    by_notify.became(message, status)
    send(school, "09:31")
    assert (stands(message), message.fault) == (state, fault)


def test_a_sender_that_does_not_work_keeps_its_messages_and_says_so(school, mother, by_notify):
    text = message_to(mother)
    by_notify.fail_with(403, "Invalid token")
    with pytest.raises(SenderBroken, match="Invalid token"):
        send(school)
    assert (stands(text), text.attempts) == ("queued", 0)
    send(school, "09:31")
    assert stands(text) == "sent"


# --- a sender that died -----------------------------------------------------------------------------------------------


@pytest.fixture
def lost(school, mother, by_notify):
    """A message that a sender took at half past nine, and then died."""
    message_to(mother)
    return outgoing.take_next(school=school, channels=["text"], sender="notify", at=at("09:30"))


def test_a_message_whose_sender_died_may_have_been_sent_and_does_not_go_again_by_itself(
    school, lost, by_notify
):
    by_notify.fail_with(500, times=99)
    for minute in (1, 2, 30):
        send(school, at("09:30") + timedelta(minutes=minute))
    assert (stands(lost), lost.may_have_been_sent(at("09:31")), lost.may_have_been_sent(at("09:32"))) == (
        "sending",
        False,
        True,
    )
    assert by_notify.accepted == []


def test_a_line_that_is_dead_is_left_alone_until_the_next_look(school, mother, by_notify):
    messages = [
        message_to(mother_of(child, phone=f"07700 90020{n}"), n) for n, child in enumerate(_six(school))
    ]
    by_notify.drops = True
    assert send(school) == "0 sent today, 3 without an answer."
    by_notify.drops = False
    assert send(school, "09:31") == "3 sent today, 3 without an answer."
    assert sorted(by_notify.references) == sorted(str(message.pk) for message in messages)


def test_the_provider_is_asked_about_it(school, lost, by_notify):
    by_notify.take("sms", {"reference": str(lost.pk)})
    send(school, "09:35")
    assert (stands(lost), lost.sent_at) == ("sent", at("09:30"))
    assert by_notify.references == [str(lost.pk)]


def test_what_the_provider_never_had_has_failed_and_a_person_sends_it_again(school, office, lost, by_notify):
    send(school, "09:35")
    assert (stands(lost), by_notify.accepted) == ("failed", [])
    assert lost.why.startswith("The provider never had it")
    send_again(message=lost, by=office, at=at("09:40"))
    send(school, "09:41")
    assert (stands(lost), by_notify.references) == ("sent", [str(lost.pk)])


def test_a_person_says_that_it_went(lost, office):
    with pytest.raises(MessageNotWaiting):
        note_it_went(message=lost, by=office, at=at("09:31"))  # it is still being sent
    note_it_went(message=lost, by=office, at=at("09:35"))
    assert (stands(lost), lost.changed_name) == ("sent", "Joan Wright")


def test_a_late_answer_settles_a_message_that_was_to_go_again(school, lost, office, by_notify):
    send_again(message=lost, by=office, at=at("09:35"))
    assert outgoing.note_accepted(message=lost, provider_ref="late", at=at("09:36"))
    send(school, "09:37")
    assert (stands(lost), by_notify.accepted) == ("sent", [])
