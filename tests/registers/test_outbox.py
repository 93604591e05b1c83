"""The outbox: what was said to whom, filtered by address; what waits is released, cancelled or handed over."""

from datetime import timedelta

import pytest
from django.urls import reverse

from registers.actions.messages import (
    MessageNotWaiting,
    cancel_message,
    deliver_reminders,
    hand_over_message,
    release_message,
    remind_teachers,
)
from registers.models import Message
from tests.cast import sign_in
from tests.factories import CareFactory, ContactFactory, RegisterFactory, at

PAGE = "/outbox/"


@pytest.fixture
def contact(school):
    return ContactFactory(school=school, name="Mrs Dean", email="dean@family.example")


@pytest.fixture
def letter(school, contact):
    """A letter to a family that is held."""
    return write(school, contact)


def write(school, contact, n=1, **fields):
    said = {
        "cause": f"absence/7/2026-11-24/first-day/{n}",
        "channel": "letter",
        "subject": "Chloe was not in school",
        "body": "Dear Mrs Dean,\n\nChloe was marked absent this morning. Please tell us why.\n\nYours sincerely",
        "state": "held",
    }
    return Message.objects.create(
        school=school,
        contact=contact,
        not_before=at("09:20"),
        made_at=at("09:18") + timedelta(minutes=n),
        made_name="Joan Wright",
        changed_at=at("09:18") + timedelta(minutes=n),
        **said | fields,
    )


def stands(message):
    message.refresh_from_db()
    return message.state, message.changed_name, message.provider_ref


def test_a_held_message_is_released(letter, office):
    release_message(message=letter, by=office, at=at("09:25"))

    assert stands(letter) == ("queued", "Joan Wright", "")
    assert letter.changed_at == at("09:25")


def test_a_message_that_waits_is_cancelled(letter, office):
    cancel_message(message=letter, by=office, at=at("09:25"))

    assert stands(letter) == ("cancelled", "Joan Wright", "")


def test_a_printed_message_is_noted_as_handed_over(letter, office):
    hand_over_message(message=letter, by=office, at=at("09:25"))

    assert stands(letter) == ("sent", "Joan Wright", "on paper")


@pytest.mark.parametrize("action", [release_message, cancel_message, hand_over_message])
@pytest.mark.parametrize("state", ["sent", "delivered", "cancelled"])
def test_what_has_gone_is_left_as_it_is(letter, office, action, state):
    Message.objects.update(state=state)

    with pytest.raises(MessageNotWaiting, match=f"Mrs Dean is {state} since 9:19"):
        action(message=letter, by=office, at=at("09:25"))
    assert stands(letter) == (state, "", "")


def test_a_message_of_another_school_is_not_moved(other_school, office):
    theirs = write(other_school, ContactFactory(school=other_school))

    with pytest.raises(MessageNotWaiting):
        cancel_message(message=theirs, by=office, at=at("09:25"))


# --- the pages --------------------------------------------------------------------------------------------------------


def test_it_lists_what_was_said_to_whom_and_says_that_nothing_leaves_by_itself(
    client, office, teacher, group_3b, letter, set_clock
):
    remind_teachers(registers=[RegisterFactory(group=group_3b)], by=office, at=at("09:00"))
    deliver_reminders(messages=Message.objects.filter(channel="page"), at=at("09:02"))
    set_clock("09:30")
    page = sign_in(client, office).get(PAGE).content.decode()

    for words in (
        "Nothing leaves this site by itself yet",
        "1 message to families",
        "Mrs Dean",
        "Chloe was not in school",
        "A pupil&#x27;s absence",
        "Meera Patel",
        "Please complete the morning register of 3B.",
        "A register to be completed",
        "On their own page",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"one", "two", "three"}),
        ("?state=waiting", {"one", "two"}),
        ("?state=held", {"one"}),
        ("?state=cancelled", {"three"}),
        ("?state=failed", set()),
        ("?channel=text", {"two"}),
        ("?to=dean&state=held", {"one"}),
        ("?to=nobody", set()),
        ("?state=nonsense&channel=nonsense", {"one", "two", "three"}),
    ],
)
def test_the_filter_stands_in_the_address(client, office, school, contact, query, shown):
    write(school, contact, 1, subject="one")
    write(school, contact, 2, subject="two", state="queued", channel="text")
    write(school, contact, 3, subject="three", state="cancelled")
    page = sign_in(client, office).get(PAGE + query).content.decode()

    assert {name for name in ("one", "two", "three") if f"<b>{name}.</b>" in page} == shown
    assert ("No message is like that." in page) is (not shown)


def test_an_empty_outbox_says_what_will_be_in_it(client, office):
    assert "No messages yet." in sign_in(client, office).get(PAGE).content.decode()


def test_long_lists_have_pages_and_a_constant_number_of_statements(
    client, office, school, contact, django_assert_num_queries
):
    write(school, contact, 1)
    sign_in(client, office).get(PAGE)
    with django_assert_num_queries(10):
        client.get(PAGE)
    for n in range(2, 31):
        write(school, contact, n)
    with django_assert_num_queries(10):
        page = client.get(PAGE).content.decode()
    assert "Page 1 of 2, 30 in all" in page
    assert "Page 2 of 2" in client.get(f"{PAGE}?page=2").content.decode()


@pytest.mark.parametrize(
    ("do", "state", "words"),
    [
        ("release", "queued", "The message is released"),
        ("cancel", "cancelled", "The message is cancelled"),
        ("hand_over", "sent", "handed over on paper"),
    ],
)
def test_the_office_does_it_on_the_messages_own_page(client, office, letter, set_clock, do, state, words):
    set_clock("09:30")
    url = reverse("registers:outbox_message", args=[letter.pk])
    page = sign_in(client, office).post(url, {"do": do}, follow=True).content.decode()

    assert words in page
    assert stands(letter)[0] == state


def test_a_message_that_went_meanwhile_is_said_so(client, office, letter):
    Message.objects.update(state="sent")
    url = reverse("registers:outbox_message", args=[letter.pk])

    assert (
        "is sent since 9:19"
        in sign_in(client, office).post(url, {"do": "cancel"}, follow=True).content.decode()
    )


def test_it_reads_as_a_letter_on_the_screen_and_as_a_pdf(client, office, school, letter):
    url = reverse("registers:outbox_message", args=[letter.pk])
    page = sign_in(client, office).get(url).content.decode()
    assert '<p class="letter__to" lang="en" dir="ltr">Mrs Dean</p>' in page
    assert "<p>Chloe was marked absent this morning. Please tell us why.</p>" in page

    pdf = client.get(f"{url}?as=pdf")
    assert (pdf["Content-Type"], pdf.content[:5]) == ("application/pdf", b"%PDF-")


def test_messages_of_another_school_are_not_there(client, office, other_school):
    theirs = write(other_school, ContactFactory(school=other_school))

    assert (
        sign_in(client, office).get(reverse("registers:outbox_message", args=[theirs.pk])).status_code == 404
    )
    assert "No messages yet." in client.get(PAGE).content.decode()


def test_only_people_who_may_see_messages_open_it(client, teacher, governor, letter):
    for post in (teacher, governor):
        sign_in(client, post)
        statuses = [
            client.get(url).status_code
            for url in (PAGE, reverse("registers:outbox_message", args=[letter.pk]))
        ]
        assert statuses == [403, 403]


# --- what needs somebody ----------------------------------------------------------------------------------------------


@pytest.fixture
def troubles(school, contact, set_clock):
    """At half past nine: one may have been sent, one failed, four texts to one person on a day, one of yesterday."""
    set_clock("09:30:30")
    CareFactory(contact=contact, pupil__school=school)
    contact.phone = "07700 900009"  # the number at which one failed
    contact.save()
    text = {"channel": "text", "cause": "praise/1"}
    write(school, contact, 1, **text | {"state": "sending", "claimed_at": at("09:20"), "subject": "unsure"})
    failed = {"state": "failed", "fault": "address", "why": "No such number.", "address": "+447700900009"}
    write(school, contact, 2, **text | failed | {"cause": "praise/2", "subject": "failed"})
    for n in (3, 4):
        gone = {"state": "sent", "claimed_at": at("09:00"), "cause": f"praise/{n}"}
        write(school, contact, n, **text | gone)
    write(school, contact, 5, **text | {"state": "queued", "cause": "praise/5", "subject": "over"})
    old = write(school, contact, 6, channel="letter", cause="praise/6", subject="old")
    Message.objects.filter(pk=old.pk).update(not_before=at("09:20") - timedelta(days=2))


def test_the_page_names_what_needs_somebody_and_lists_each(client, office, contact, troubles):
    page = sign_in(client, office).get(PAGE).content.decode()
    for words in (
        "1 message may have been sent", "1 message failed", "1 text waits", "1 message has",
        "Check the phone number of", "+447700900009", "No such number.", "/contacts/",
    ):  # fmt: skip
        assert words in page
    for state, subject in [
        ("unsure", "unsure"),
        ("unsettled", "failed"),
        ("over_limit", "over"),
        ("too_old", "old"),
    ]:
        listed = client.get(f"{PAGE}?state={state}").content.decode()
        shown = {each for each in ("unsure", "failed", "over", "old") if f"<b>{each}.</b>" in listed}
        assert shown == {subject}


@pytest.mark.parametrize("how", ["corrected", "checked"])
def test_a_number_is_asked_for_until_it_is_corrected_or_checked(client, office, contact, troubles, how):
    assert "Check the phone number" in sign_in(client, office).get(PAGE).content.decode()
    if how == "corrected":
        contact.phone = "07700 900010"
        contact.save()
    else:
        message = Message.objects.get(state="failed")
        client.post(reverse("registers:outbox_message", args=[message.pk]), {"do": "settle"})
    assert "Check the phone number" not in client.get(PAGE).content.decode()


@pytest.mark.parametrize(
    ("subject", "do", "state", "words"),
    [
        ("unsure", "it_went", "sent", "Noted: the message went."),
        ("unsure", "send_again", "queued", "it goes once more"),
        ("failed", "send_again", "queued", "it goes once more"),
        ("over", "at_once", "queued", "whatever the hour"),
    ],
)
def test_somebody_settles_it_on_the_messages_own_page(client, office, troubles, subject, do, state, words):
    message = Message.objects.get(subject=subject)
    url = reverse("registers:outbox_message", args=[message.pk])
    asked = {"do": do, "why": "The boiler broke"}
    assert words in sign_in(client, office).post(url, asked, follow=True).content.decode()
    assert stands(message)[0] == state


def test_at_any_hour_needs_a_reason(client, office, troubles):
    message = Message.objects.get(subject="over")
    url = reverse("registers:outbox_message", args=[message.pk])
    page = sign_in(client, office).post(url, {"do": "at_once", "why": " "}, follow=True).content.decode()
    assert "Say why this message cannot wait" in page
    message.refresh_from_db()
    assert message.urgent is False


def test_held_messages_of_one_kind_are_released_from_the_page(client, office, school, contact, set_clock):
    set_clock("09:30")
    for n in (1, 2):
        write(school, contact, n, cause=f"praise/{n}")
    page = sign_in(client, office).get(PAGE).content.decode()
    assert "2 messages: Praise" in page
    assert "2 released." in client.post(PAGE, {"kind": "praise"}, follow=True).content.decode()
    again = client.post(PAGE, {"kind": "praise/%"}, follow=True).content.decode()
    assert "No message of that kind is held any more." in again


def test_the_tasks_do_not_grow_in_statements(
    client, office, school, contact, troubles, django_assert_num_queries
):
    sign_in(client, office).get(PAGE)
    with django_assert_num_queries(11):
        client.get(PAGE)
    fields = {"channel": "text", "state": "failed", "fault": "address"}
    for n in range(7, 12):
        other = CareFactory(contact=ContactFactory(school=school), pupil__school=school).contact
        write(school, other, n, **fields, cause=f"praise/{n}")
    with django_assert_num_queries(11):
        client.get(PAGE)
