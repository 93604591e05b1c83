"""The sending loop: what is due goes once, what must not go does not, and what became of each is noted."""

import threading
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from registers.actions import outgoing
from registers.actions.late_desk import sign_in_late
from registers.actions.messages import CauseGone, MessageNotWaiting, release_message
from registers.actions.sending_settings import resume_sending, stop_sending
from registers.actions.settle_messages import note_it_went, release_held, send_again, send_at_once
from registers.actions.write_messages import Draft, write_messages
from registers.message_causes import absence_of, asks_again
from registers.models import Address, ContactLimit, Message
from registers.sending import SenderBroken
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
