"""Which sender carries what: chosen on a page, keys never shown; a test to oneself; the stop in every office head."""

import re

import pytest

from registers.models import Message, SendingSettings, SendingStop
from tests.cast import sign_in
from tests.factories import at
from tests.notify_standin import KEY, TEMPLATE
from tests.outgoing import choose, send

PAGE = "/settings/messages/"
CHOICE = {
    "email": "hold", "text": "notify", "letter": "hold",
    "sends_from": "8:00", "sends_until": "17:00", "texts_a_day": "2",
}  # fmt: skip


def page_of(client, post, url=PAGE):
    return sign_in(client, post).get(url).content.decode()


def test_nothing_is_connected_at_first_and_the_page_says_what_is_missing(client, head, settings):
    settings.SENDING, settings.EMAIL_HOST = {}, ""
    page = page_of(client, head)
    for words in ("NOTIFY_KEY_150000", "NOTIFY_TEXT_TEMPLATE_150000", "EMAIL_HOST", "everything is held"):
        assert words in page


def test_the_senders_are_saved_and_keys_are_not_on_the_page(client, head, school, notify):
    page = sign_in(client, head).post(PAGE, CHOICE, follow=True).content.decode()
    saved = SendingSettings.objects.get()
    assert (saved.school, saved.text, saved.texts_a_day, saved.changed_name) == (
        school, "notify", 2, "Ruth Adeyemi",
    )  # fmt: skip
    assert "The senders are saved." in page
    assert [secret for secret in (KEY, TEMPLATE, KEY[-36:]) if secret in page] == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "smtp"}, "the mail server is not connected for e-mail: EMAIL_HOST must be set"),
        ({"text": "smtp"}, "Choose one of those shown"),
        ({"sends_from": "17:00"}, "from an earlier time until a later one"),
        ({"texts_a_day": "0"}, "Enter 1 or more"),
        ({"texts_a_day": "x"}, "Enter a whole number"),
    ],
)
def test_what_cannot_be_is_refused_with_words(client, head, notify, settings, change, words):
    settings.EMAIL_HOST = ""
    page = sign_in(client, head).post(PAGE, CHOICE | change).content.decode()
    assert words in page
    assert not SendingSettings.objects.exists()


def test_a_test_goes_to_oneself_at_any_hour_and_shows_on_the_page(client, head, school, notify, set_clock):
    set_clock("20:00:00")
    choose(school)
    asked = {"do": "test", "channel": "text", "number": "07700 900999"}
    assert (
        "The test is in the outbox" in sign_in(client, head).post(PAGE, asked, follow=True).content.decode()
    )
    assert "Queued" in page_of(client, head)
    send(school, "20:01")
    [taken] = notify.accepted
    assert (taken["body"]["phone_number"], Message.objects.get().state) == ("+447700900999", "sent")
    assert "Text to +447700900999" in page_of(client, head)


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"channel": "text", "number": "020 7946 0123"}, "Enter a mobile number"),
        ({"channel": "email"}, "E-mail is held: no sender is chosen for it."),
        ({"channel": "letter"}, "Choose one of those shown"),
    ],
)
def test_a_test_that_cannot_go_is_refused(client, head, school, notify, asked, words):
    choose(school, email="hold")
    page = sign_in(client, head).post(PAGE, {"do": "test", **asked}).content.decode()
    assert words in page
    assert not Message.objects.exists()


def test_a_fresh_proof_is_asked_for(client, head):
    client.force_login(head.user)
    assert client.get(PAGE).status_code == 302


# --- the stop ---------------------------------------------------------------------------------------------------------


def test_one_press_stops_everything_and_one_resumes_it_from_any_office_page(
    client, office, head, school, on_the_day
):
    assert "Stop sending" not in page_of(client, office, "/outbox/")  # nothing leaves the site
    choose(school)
    assert "Stop sending" in page_of(client, office, "/pupils/")
    answer = client.post("/sending/stop/", {"next": "/pupils/"})
    assert (answer.status_code, answer.url) == (302, "/pupils/")
    for post, page in ((office, "/"), (head, "/settings/")):
        shown = page_of(client, post, page)
        assert re.search(r"All sending is stopped since Tue 24 Nov 8:(49|50) by Joan Wright\.", shown)
        assert "Resume sending" in shown
    assert "Messages go again." in client.post("/sending/resume/", follow=True).content.decode()
    stop = SendingStop.objects.get()
    assert (stop.name, stop.ended_name) == ("Joan Wright", "Ruth Adeyemi")


def test_teachers_and_other_schools_see_no_stop(client, teacher, office, other_school, school, on_the_day):
    choose(school)
    SendingStop.objects.create(school=school, at=at("08:45"), name="Joan Wright")
    from tests.cast import person

    for post in (teacher, person(other_school, "office", "Next Door")):
        page = page_of(client, post, "/")
        assert ("sending is stopped" in page, "Stop sending" in page) == (False, False)


def test_a_stop_of_the_site_shows_who_can_end_it(client, office, school, on_the_day, settings):
    SendingStop.objects.create(
        school=None, at=at("08:45"), name="manage.py stop_sending", why="Provider down"
    )
    page = page_of(client, office, "/")
    assert "by manage.py stop_sending: “Provider down”." in page
    assert ("Whoever looks after this site can resume it" in page, "Resume sending" in page) == (True, False)
    assert "whole site" in client.post("/sending/resume/", follow=True).content.decode()
    settings.STOP_SENDING = True
    assert "by the settings of this site (STOP_SENDING)" in page_of(client, office, "/")


def test_the_head_of_a_page_costs_no_statement_more(client, office, school, django_assert_num_queries):
    page_of(client, office, "/replies/")
    with django_assert_num_queries(5):
        client.get("/replies/")
    choose(school)
    SendingStop.objects.create(school=school, at=at("08:45"), name="Joan Wright")
    with django_assert_num_queries(5):
        client.get("/replies/")
