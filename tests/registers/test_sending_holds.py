"""What keeps a message back: holds, hours, limits, stops, and causes that fell away."""

import threading
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from registers.actions import outgoing
from registers.actions.late_desk import sign_in_late
from registers.actions.messages import CauseGone, release_message
from registers.actions.sending_settings import resume_sending, stop_sending
from registers.actions.settle_messages import release_held, send_at_once
from registers.actions.write_messages import Draft, write_messages
from registers.message_causes import absence_of, asks_again
from registers.models import ContactLimit, Message
from tests.factories import THE_DAY, ContactFactory, at, mark
from tests.outgoing import choose, message_to, mother_of, send, stands, states


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


def absence_text(office, mother, chloe, when="09:20", **fields):
    """What the follow-up writes on the first day of an absence."""
    draft = Draft(f"{absence_of(chloe.pk, THE_DAY)}first-day", mother, "text", "", "Not in.", chloe, **fields)
    [message] = write_messages(drafts=[draft], by=office, at=at(when))
    return message


# --- holds, hours, limits, stops --------------------------------------------------------------------------------------


def test_a_text_about_an_absence_is_held_for_two_minutes(school, office, chloe, mother, by_notify):
    message = absence_text(office, mother, chloe)
    send(school, "09:21:30")
    assert (stands(message), message.not_before) == ("held", at("09:22"))
    send(school, "09:22:30")
    assert stands(message) == "sent"


def test_the_same_cause_is_said_once_to_each_contact(office, chloe, mother):
    absence_text(office, mother, chloe)
    draft = Draft(f"{absence_of(chloe.pk, THE_DAY)}first-day", mother, "text", "", "Again", chloe)
    assert write_messages(drafts=[draft], by=office, at=at("09:40")) == []
    assert Message.objects.get().body == "Not in."


@pytest.mark.parametrize(
    ("when", "state"),
    [
        ("07:29:59", "queued"),
        ("07:30", "sent"),
        ("18:29:59", "sent"),
        ("18:30", "queued"),
        ("23:00", "queued"),
    ],
)
def test_messages_go_in_the_schools_hours_only(school, mother, by_notify, when, state):
    message = message_to(mother, when="07:00")
    send(school, when)
    assert stands(message) == state


def test_somebody_lets_a_message_go_at_any_hour_and_says_why(school, office, mother, by_notify):
    message = message_to(mother, when="06:00")
    send_at_once(message=message, why="No heating: closed today", by=office, at=at("06:10"))
    send(school, "06:11")
    assert (stands(message), message.urgent_why, message.urgent_name) == (
        "sent",
        "No heating: closed today",
        "Joan Wright",
    )


def test_one_person_gets_three_texts_a_day_and_the_fourth_waits_until_tomorrow(school, mother, by_notify):
    other = mother_of(mother.cares.get().pupil, phone="07700 900456")
    texts = [message_to(mother, n, when=f"09:2{n}") for n in range(4)] + [message_to(other, 5)]
    email = message_to(mother, 6, channel="email")
    send(school)
    assert [stands(each) for each in texts] == ["sent", "sent", "sent", "queued", "sent"]
    assert stands(email) == "sent"
    send(school, at("07:45", THE_DAY + timedelta(days=1)))
    assert stands(texts[3]) == "sent"


def test_a_stop_holds_everything_until_it_is_resumed(school, office, mother, by_notify):
    message = message_to(mother, urgent=True, urgent_why="Snow", urgent_name="Ruth")
    first = stop_sending(school=school, why="Wrong words", by=office, at=at("09:25"))
    assert stop_sending(school=school, why="Again", by=office, at=at("09:26")) == first
    send(school)
    assert stands(message) == "queued"
    resume_sending(school=school, by=office, at=at("09:31"))
    send(school, "09:32")
    assert stands(message) == "sent"


def test_a_stop_of_the_whole_site_is_ended_by_the_site_only(school, office, mother, by_notify, capsys):
    message = message_to(mother)
    call_command("stop_sending", "--why", "The provider is under attack")
    send(school)
    assert stands(message) == "queued"
    with pytest.raises(CommandError, match="whole site"):
        call_command("stop_sending", "--school", school.urn, "--resume")
    call_command("stop_sending", "--resume")
    send(school, "09:32")
    assert stands(message) == "sent"
    assert capsys.readouterr().out.splitlines() == [
        "Sending is stopped for the whole site, by manage.py stop_sending.",
        "Sending is resumed for the whole site.",
    ]


def test_the_environment_stops_everything_too(school, mother, by_notify, settings):
    settings.STOP_SENDING = True
    message = message_to(mother)
    send(school)
    assert stands(message) == "queued"


def test_what_waited_for_more_than_a_day_waits_for_a_person(school, office, mother, by_notify):
    message = message_to(mother, state="held")
    tomorrow = at("09:31", THE_DAY + timedelta(days=1))
    send(school, tomorrow)
    assert stands(message) == "held"
    release_message(message=message, by=office, at=tomorrow)
    send(school, tomorrow + timedelta(minutes=1))
    assert stands(message) == "sent"


# --- what must not go -------------------------------------------------------------------------------------------------


def sign_in(chloe, office, when):
    sign_in_late(pupils=[chloe], arrived_at=at(when), reason="Bus", brought_by="", by=office, at=at(when))


def test_a_late_arrival_cancels_the_text_that_is_held(school, office, chloe, mother, by_notify):
    message = absence_text(office, mother, chloe)
    sign_in(chloe, office, "09:21")
    send(school, "09:30")
    assert (stands(message), message.why) == ("cancelled", "The pupil was signed in late.")
    assert by_notify.accepted == []


def test_a_text_that_is_released_after_the_child_came_does_not_go_either(
    school, office, chloe, mother, by_notify
):
    sign_in(chloe, office, "09:10")
    message = absence_text(office, mother, chloe)
    with pytest.raises(CauseGone, match="signed in at 9:10"):
        release_message(message=message, by=office, at=at("09:21"))
    send(school, "09:30")
    assert (stands(message), message.why) == ("cancelled", "The pupil was signed in at 9:10.")


@pytest.mark.parametrize(
    ("code", "state"), [("N", "sent"), ("I", "cancelled"), ("/", "cancelled"), ("", "sent")]
)
def test_a_mark_with_a_reason_or_present_cancels_it(school, office, chloe, mother, by_notify, code, state):
    mark(chloe, "N", by=office)
    if code != "N":
        mark(chloe, code, by=office, when=at("09:10"), reason="reason established by phone")
    message = absence_text(office, mother, chloe)
    send(school, "09:30")
    assert stands(message) == state


def test_yesterdays_absence_is_not_told_today(school, office, chloe, mother, by_notify):
    message = absence_text(office, mother, chloe, "18:29")
    send(school, at("07:30", THE_DAY + timedelta(days=1)))
    assert (stands(message), message.why) == (
        "cancelled",
        "It was about Tuesday 24 November 2026, which is over.",
    )


def test_what_fell_away_is_cancelled_also_where_nothing_is_connected(school, office, chloe, mother):
    message = absence_text(office, mother, chloe)
    mark(chloe, "I", by=office)
    send(school, "09:21")
    assert stands(message) == "cancelled"


def test_another_app_registers_its_own_question(school, mother, by_notify):
    asked = []

    @asks_again("praise/")
    def still_good(school_id, causes, moment):
        asked.append((school_id, sorted(causes), moment))
        return {"praise/2": "It was a mistake."}

    try:
        good, bad = message_to(mother, 1), message_to(mother, 2)
        send(school)
    finally:
        from registers import message_causes

        del message_causes._QUESTIONS["praise/"]
    assert (stands(good), stands(bad), bad.why) == ("sent", "cancelled", "It was a mistake.")
    assert asked[0] == (school.pk, ["praise/1", "praise/2"], at("09:30"))


def test_a_contact_who_may_not_be_told_is_sent_nothing_about_the_child(school, chloe, mother, by_notify):
    limit = ContactLimit.objects.create(
        school=school, care=mother.cares.get(), scope="no_access", first_day=THE_DAY, ground="Court order"
    )
    about = message_to(mother, 1, pupil=chloe)
    by_cause = message_to(mother, 2, cause=f"{absence_of(chloe.pk, THE_DAY)}x", channel="email")
    general = message_to(mother, 3)
    send(school)
    assert {stands(each) for each in (about, by_cause, general)} == {"cancelled"}
    assert about.why == "A contact limit holds: this person is sent nothing about this child."

    ContactLimit.objects.filter(pk=limit.pk).update(scope="no_contact_details")
    later = message_to(mother, 4, pupil=chloe)
    send(school)
    assert stands(later) == "sent"


def test_who_is_limited_for_one_child_hears_about_the_other(school, pupils, mother, by_notify):
    from tests.factories import CareFactory

    CareFactory(pupil=pupils[2], contact=mother)
    ContactLimit.objects.create(
        school=school, care=mother.cares.get(pupil=pupils[1]), scope="no_access", first_day=THE_DAY
    )
    one, other = message_to(mother, 1, pupil=pupils[1]), message_to(mother, 2, pupil=pupils[2])
    send(school)
    assert [stands(one), stands(other)] == ["cancelled", "sent"]


def test_a_stranger_is_told_nothing_about_a_child(school, chloe, by_notify):
    message = message_to(ContactFactory(school=school, phone="07700 900123"), pupil=chloe)
    send(school)
    assert (stands(message), message.why) == ("cancelled", "This person is not among the child's contacts.")


@pytest.mark.parametrize(
    ("channel", "why"),
    [
        ("text", "No mobile number is on file."),
        ("email", "No e-mail address is on file."),
        ("letter", "No postal address is on file."),
    ],
)
def test_nobody_is_written_to_without_an_address(school, chloe, by_notify, channel, why):
    message = message_to(mother_of(chloe, phone="020 7946 0123", email=""), channel=channel)
    send(school)
    assert (stands(message), message.fault, message.why, by_notify.accepted) == ("failed", "address", why, [])


def test_of_cancelling_and_taking_at_once_one_wins(own_database, school, office, chloe, mother, notify):
    choose(school)
    message = absence_text(office, mother, chloe)
    with transaction.atomic():
        sign_in(chloe, office, "09:21")  # not committed yet: the row is held
        taken = []

        def look():
            try:
                taken.append(send(school, "09:30"))
            finally:
                connection.close()

        thread = threading.Thread(target=look)
        thread.start()
        thread.join(1)
    thread.join(20)
    send(school, "09:31")
    assert (stands(message), notify.accepted, len(taken)) == ("cancelled", [], 1)


def test_what_a_sender_took_first_is_not_cancelled_any_more(school, office, chloe, mother, by_notify):
    message = absence_text(office, mother, chloe)
    outgoing.release_due(school=school, channels=["text"], at=at("09:22"))
    outgoing.take_next(school=school, channels=["text"], sender="notify", at=at("09:22"))
    sign_in(chloe, office, "09:22")
    assert stands(message) == "sending"


# --- releasing many ---------------------------------------------------------------------------------------------------


def test_held_messages_of_one_kind_are_released_together(school, office, chloe, mother):
    gone = absence_text(office, mother, chloe)
    mark(chloe, "I", by=office)
    praise = [message_to(mother, n, state="held") for n in range(3)]
    assert release_held(kind="praise", by=office, at=at("09:40")) == (3, 0)
    assert release_held(kind="absence", by=office, at=at("09:40")) == (0, 1)
    assert ([stands(each) for each in praise], stands(gone)) == (["queued"] * 3, "cancelled")
    assert states() == {"queued": 3, "cancelled": 1}
