"""In which language a family reads its pages, and that nobody else does."""

import pytest
from django.test import Client
from django.urls import reverse

from registers.actions.languages import note_language_checked, switch_language
from registers.models import LanguageSwitch, Message
from registers.wording import compose
from tests.absence.families import at_the_phone, parent_of
from tests.cast import sign_in
from tests.factories import THE_DAY, at

pytestmark = pytest.mark.usefixtures("on_the_day")
POLISH_OUT, URDU_OUT, ENGLISH_OUT = "Wyloguj się", "سائن آؤٹ", "Sign out"
UNCHECKED = "To tłumaczenie nie zostało jeszcze sprawdzone"


@pytest.fixture
def switch(school, head):
    """Switch a language of the school on or off."""

    def switch(language, *, is_on=True, when="08:00"):
        switch_language(school=school, language=language, is_on=is_on, by=head, at=at(when))

    return switch


@pytest.fixture
def mother(client, pupils):
    """Fatima Khan at her phone."""
    post = parent_of(pupils[2])
    at_the_phone(client, post)
    return post


def home(client, path="", **more):
    return client.get(reverse("absence:family_home") + path, **more)


def choose(client, language):
    return client.post(reverse("absence:family_language"), {"language": language, "next": "/family/"})


def test_a_language_is_offered_only_where_the_school_has_switched_it_on(client, mother, switch):
    page = home(client, headers={"Accept-Language": "pl"}).content.decode()
    assert (ENGLISH_OUT in page, "Polski" in page) == (True, False)
    switch("pl")
    page = home(client, headers={"Accept-Language": "pl"}).content.decode()
    assert (POLISH_OUT in page, "Polski" in page, "اردو" in page) == (True, True, False)
    switch("pl", is_on=False, when="08:01")
    assert ENGLISH_OUT in home(client, headers={"Accept-Language": "pl"}).content.decode()


def test_what_is_not_complete_is_offered_to_nobody(client, mother, school, head, monkeypatch):
    LanguageSwitch.objects.create(
        school=school, language="pl", is_on=True, by=head, name="H", position="P", at=at("08:00")
    )
    monkeypatch.setattr("registers.language_choice.complete_languages", lambda: ("ur",))
    assert ENGLISH_OUT in home(client, headers={"Accept-Language": "pl"}).content.decode()


def test_the_choice_is_kept_with_the_adult_and_messages_follow(client, mother, switch, school):
    switch("pl")
    switch("ur")
    answer = choose(client, "ur")
    contact = mother.adults.get().contact
    assert (answer.url, contact.language, answer.cookies["language"].value) == ("/family/", "Urdu", "ur")
    page = home(client).content.decode()
    assert 'lang="ur" dir="rtl"' in page
    assert URDU_OUT in page
    another_phone = at_the_phone(Client(), mother)
    assert URDU_OUT in home(another_phone, headers={"Accept-Language": "pl"}).content.decode()
    choose(client, "en")
    contact.refresh_from_db()
    assert (contact.language, ENGLISH_OUT in home(client).content.decode()) == ("English", True)


def test_what_is_not_offered_cannot_be_chosen(client, mother, switch):
    switch("pl")
    for language in ("ur", "so", "", "../../x", "en-gb"):
        choose(client, language)
    contact = mother.adults.get().contact
    assert (contact.language, ENGLISH_OUT in home(client).content.decode()) == ("", True)


def test_before_signing_in_the_cookie_and_then_the_browser_decide(client, school, switch):
    switch("pl")
    switch("ur")
    address = reverse("absence:family_sign_in")
    assert 'lang="pl"' in client.get(address, headers={"Accept-Language": "de,pl;q=0.8"}).content.decode()
    client.cookies["language"] = "ur"
    page = client.get(address, headers={"Accept-Language": "pl"})
    assert ('dir="rtl"' in page.content.decode(), page["Content-Language"]) == (True, "ur")
    assert "Cookie" in page["Vary"]
    assert "Accept-Language" in page["Vary"]


def test_a_page_can_be_read_in_english_once(client, mother, switch):
    switch("pl")
    choose(client, "pl")
    page = home(client, "?language=en").content.decode()
    assert (ENGLISH_OUT in page, "Back to your language" in page) == (True, True)
    assert POLISH_OUT in home(client).content.decode()


def test_the_mark_of_what_is_unchecked_goes_with_the_check(client, mother, switch, school, head):
    switch("pl")
    choose(client, "pl")
    assert UNCHECKED in home(client).content.decode()
    note_language_checked(
        school=school, language="pl", checker="Ewa Nowak", checked_on=THE_DAY, by=head, at=at("09:00")
    )
    assert UNCHECKED not in home(client).content.decode()


def test_a_refusal_is_in_the_language_too(client, mother, switch):
    switch("pl")
    choose(client, "pl")
    missing = client.get(reverse("absence:family_calendar", args=[999999]))
    assert (missing.status_code, "Nie znaleźliśmy tej strony" in missing.content.decode()) == (404, True)


def test_staff_read_english_whatever_the_browser_says(client, office, switch, mother):
    switch("pl")
    staff = sign_in(Client(), office)
    staff.cookies["language"] = "pl"
    for path in ("/", "/registers/", "/accounts/2fa/"):
        assert 'lang="en-gb"' in staff.get(path, headers={"Accept-Language": "pl"}).content.decode()
    home(client, headers={"Accept-Language": "pl"})
    assert 'lang="en-gb"' in staff.get("/registers/").content.decode()
    assert (
        'lang="en-gb"' in Client().get("/accounts/login/", headers={"Accept-Language": "pl"}).content.decode()
    )


def test_the_languages_of_a_page_do_not_grow_with_children(
    client, pupils, switch, django_assert_max_num_queries
):
    switch("pl")
    at_the_phone(client, parent_of(*pupils[:3]))
    home(client)
    with django_assert_max_num_queries(60) as first:
        home(client)
    assert sum("languageswitch" in each["sql"].lower() for each in first.captured_queries) == 1


def test_supplied_words_wait_for_the_switch_and_a_decision_stands_in_english_first(school, switch):
    facts = {"contact": "Mrs Khan", "children": "Aisha", "page": "example.org", "email held": "a@b.example"}
    asked = {"school": school, "kind": "portal_invitation", "language": "pl", "facts": facts}
    assert compose(**asked).language == "en"
    switch("pl")
    assert (compose(**asked).language, compose(**asked | {"language": "ur"}).language) == ("pl", "en")
    said = compose(
        school=school, kind="leave_agreed", language="pl",
        facts=lambda language: {
            "contact": "Mrs Khan", "children": "Aisha", "reference": "LR-0001", "reason": "A wedding.",
            "agreed days": {"en": "Monday", "pl": "poniedziałek"}[language], "back on": THE_DAY, "signed by": "R, Head",
        },
    )  # fmt: skip
    english, _, polish = said.body.partition("\n\n* * *\n\n")
    assert (said.language, said.subject) == ("pl", "Leave agreed for Aisha (LR-0001)")
    assert "The days are: Monday." in english
    assert "Tuesday 24 November" in english
    assert polish.startswith("To jest tłumaczenie.")
    assert "poniedziałek" in polish
    assert "wtorek 24 listopada" in polish


def test_a_letter_with_its_translation_runs_each_way_on_page_and_paper(
    client, mother, switch, school, pupils
):
    switch("ur")
    choose(client, "ur")
    contact = mother.adults.get().contact
    body = "Dear Fatima\n\n* * *\n\nیہ ترجمہ ہے۔"
    sent = Message.objects.create(
        school=school, cause="leave/1", contact=contact, pupil=pupils[2], channel="letter", language="ur",
        subject="Leave", body=body, state="sent", sent_at=at("08:30"), not_before=at("08:30"), made_at=at("08:30"),
        changed_at=at("08:30"), made_name="Ruth Adeyemi",
    )  # fmt: skip
    page = client.get(reverse("absence:family_message", args=[sent.pk])).content.decode()
    assert 'lang="en" dir="ltr">' in page.partition("<article")[2].partition("Dear Fatima")[0]
    assert '<section lang="ur" dir="rtl">' in page
    paper = client.get(reverse("absence:family_letter", args=[sent.pk]))
    assert (paper.status_code, paper["Content-Type"]) == (200, "application/pdf")
