"""What is said to families: the words that come with the site, a school's own versions, and the pages about them."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.wording import (
    WordingRefused,
    back_to_ours,
    back_to_version,
    save_wording,
    switch_wording,
)
from registers.family_languages import LANGUAGES, language_code
from registers.models import WordingVersion
from registers.supplied_words import supplied
from registers.text_parts import length_of
from registers.translations import TRANSLATED
from registers.wording import (
    FactMissing,
    WordingOff,
    compose,
    examples,
    why_not_body,
    why_not_subject,
    wording_of,
)
from registers.wording_changes import Change, changes
from registers.wording_kinds import FIELDS, KINDS
from tests.cast import sign_in
from tests.factories import at

FIRST_DAY = KINDS["first_day_text"]
FACTS = {"pupil": "Mia", "contact": "Mrs Dean", "class": "3B", "day": "Tuesday", "session": "this morning"}
FORMS = [(kind, channel) for kind in KINDS.values() for channel in kind.channels]
URL = "/settings/wording/first_day_text/text/en/"


@pytest.fixture
def save(school, head):
    """Save words for the first-day text; each from the version before."""

    def save(body, *, seen=None, reason="Shorter", channel="text", subject="", language="en", when="09:00"):
        current = WordingVersion.objects.of("first_day_text", channel, language).count()
        return save_wording(
            school=school, kind=FIRST_DAY, channel=channel, language=language, subject=subject, body=body,
            reason=reason, seen=current if seen is None else seen, by=head, at=at(when),
        )  # fmt: skip

    return save


# --- the words that come with the site --------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "channel"), FORMS)
def test_each_kind_comes_with_words_that_can_be_said(kind, channel):
    subject, body = supplied(kind.key, channel, "en")
    assert (why_not_subject(subject, kind, channel), why_not_body(body, kind, channel)) == ("", "")
    assert not {"must", "failure", "refuse", "missing from education"} & set(body.casefold().split())


@pytest.mark.parametrize("kind", ["first_day_text", "absence_continues", "second_contact"])
def test_a_text_as_supplied_costs_one_text(school, kind):
    said = compose(school=school, kind=kind, facts=examples(KINDS[kind]))
    assert length_of(said.body).parts == 1


@pytest.mark.parametrize(("kind", "channel"), [(k, c) for k, c in FORMS if k.for_families])
@pytest.mark.parametrize("language", TRANSLATED)
def test_words_in_each_language_can_be_said_and_a_text_costs_four_at_most(kind, channel, language):
    subject, body = supplied(kind.key, channel, language)
    assert (why_not_subject(subject, kind, channel), why_not_body(body, kind, channel)) == ("", "")
    if channel == "text":
        assert (
            length_of(body).parts <= 4
        )  # 70 letters each, since these alphabets are not the telephone's own


def test_every_field_is_used_by_some_kind():
    assert {name for kind in KINDS.values() for name in kind.fields} == set(FIELDS)


# --- composing --------------------------------------------------------------------------------------------------------


def test_it_says_what_the_school_wrote_last(school, save, django_assert_num_queries):
    save("Where is {{pupil}}?")
    newest = save("Is {{pupil}} well? {{school}}")
    with django_assert_num_queries(2):
        said = compose(school=school, kind="first_day_text", facts=FACTS)
    assert (said.subject, said.body, said.version, said.language) == (
        "",
        "Is Mia well? Larkfield Primary School",
        newest,
        "en",
    )


def test_a_language_without_words_gets_english(school, save):
    save("Czy {{pupil}} jest chora?", language="pl")
    facts = FACTS | {"day": dt.date(2026, 11, 24)}
    found = [
        compose(school=school, kind="first_day_text", facts=facts, language=language).language
        for language in ("pl", "ro", "nonsense")
    ]
    assert found == ["pl", "en", "en"]


def test_a_day_is_said_in_the_language_of_the_words(school, save):
    save("{{day}}", language="pl")
    facts = FACTS | {"day": dt.date(2026, 11, 24)}
    said = [
        compose(school=school, kind="first_day_text", facts=facts, language=language).body
        for language in ("pl", "en")
    ]
    assert said[0] == "wtorek 24 listopada"
    save("{{day}}")
    assert compose(school=school, kind="first_day_text", facts=facts).body == "Tuesday 24 November"


def test_a_fact_that_is_not_known_is_refused_by_name(school):
    facts = {name: value for name, value in FACTS.items() if name != "session"}
    with pytest.raises(FactMissing, match="needs to know: session"):
        compose(school=school, kind="first_day_text", facts=facts)
    with pytest.raises(FactMissing, match="what the child is called is not known"):
        compose(school=school, kind="first_day_text", facts=FACTS | {"pupil": " "})


@pytest.mark.parametrize("name", ['#import "x"', "<script>", "{{pupil}}", "*bold*", "O\nNeill"])
def test_a_name_is_only_text(school, name):
    said = compose(school=school, kind="second_contact", facts=FACTS | {"pupil": name}, channel="email")
    assert f"reach the family of {' '.join(name.split())} today" in said.body


@pytest.mark.parametrize(
    ("words", "code"), [("Polish", "pl"), (" URDU ", "ur"), ("pol", "pl"), ("", "en"), ("Klingon", "en")]
)
def test_the_language_on_file_is_understood(words, code):
    assert language_code(words) == code


def test_languages_name_themselves():
    assert all(language.own_name for language in LANGUAGES.values())


# --- versions ---------------------------------------------------------------------------------------------------------


def standing():
    return list(
        WordingVersion.objects.order_by("pk").values_list("number", "body", "is_ours", "reason", "name")
    )


def test_versions_are_counted_and_come_back_as_new_ones(school, head, save):
    first = save("One {{pupil}}")
    save("Two {{pupil}}")
    back_to_version(version=first, kind=FIRST_DAY, reason="Clearer", seen=2, by=head, at=at("09:02"))
    back_to_ours(
        school=school, kind=FIRST_DAY, channel="text", language="en", reason="As supplied", seen=3, by=head,
        at=at("09:03"),
    )  # fmt: skip

    ours = supplied("first_day_text", "text", "en")[1]
    assert standing() == [
        (1, "One {{pupil}}", False, "Shorter", "Ruth Adeyemi"),
        (2, "Two {{pupil}}", False, "Shorter", "Ruth Adeyemi"),
        (3, "One {{pupil}}", False, "Clearer", "Ruth Adeyemi"),
        (4, ours, True, "As supplied", "Ruth Adeyemi"),
    ]
    words = wording_of(school=school, kind="first_day_text")
    assert (words.number, words.is_ours, words.body) == (4, True, ours)


@pytest.mark.parametrize(
    ("words", "place"),
    [
        ({"body": "Hello {{child}}"}, "body"),
        ({"body": "  \n "}, "body"),
        ({"body": "a" * 1000}, "body"),
        ({"body": "Hello", "channel": "email", "subject": " "}, "subject"),
        ({"body": "Hello", "channel": "email", "subject": "{{nobody}}"}, "subject"),
        ({"body": "Hello", "reason": " "}, "reason"),
        ({"body": "Hello", "seen": 1}, "body"),
        ({"body": supplied("first_day_text", "text", "en")[1]}, "body"),
    ],
)
def test_words_that_cannot_be_used_are_refused_at_their_place(save, words, place):
    with pytest.raises(WordingRefused) as refused:
        save(**words)
    assert (refused.value.place, standing()) == (place, [])


def test_a_kind_is_switched_off_and_on_unless_it_is_always_needed(school, head):
    off = {"school": school, "channel": "text", "by": head}
    switch_wording(kind=FIRST_DAY, is_on=False, reason="We ring", at=at("09:00"), **off)
    with pytest.raises(WordingOff, match="does not use this text"):
        compose(school=school, kind="first_day_text", facts=FACTS)
    assert compose(school=school, kind="first_day_text", facts=FACTS, channel="email").subject
    with pytest.raises(WordingRefused, match="switched off already"):
        switch_wording(kind=FIRST_DAY, is_on=False, reason="x", at=at("09:01"), **off)
    switch_wording(kind=FIRST_DAY, is_on=True, reason="We text", at=at("09:02"), **off)
    assert compose(school=school, kind="first_day_text", facts=FACTS).body
    closure = off | {"channel": "email", "kind": KINDS["closure"]}
    with pytest.raises(WordingRefused, match="cannot be switched off"):
        switch_wording(is_on=False, reason="x", at=at("09:03"), **closure)


def test_what_changed_is_told_word_by_word():
    assert changes("Dear Mrs Dean", "Dear all") == [
        Change("same", "Dear "),
        Change("taken", "Mrs Dean"),
        Change("added", "all"),
    ]


# --- pages ------------------------------------------------------------------------------------------------------------


def post(client, do, body, **more):
    return client.post(URL, {"do": do, "body": body, "seen": 0, "reason": "Shorter", **more}, follow=True)


def test_a_head_previews_and_saves(client, head, school):
    client = sign_in(client, head)
    shown = post(client, "preview", "Where is {{pupil}}, {{contact}}?").content.decode()
    assert "Where is Mia, Mrs Thornbury?" in shown
    assert "<b>1 text</b>" in shown
    assert standing() == []

    page = post(client, "save", "Where is {{pupil}}?").content.decode()
    assert "Version 1 is saved" in page
    assert standing() == [(1, "Where is {{pupil}}?", False, "Shorter", "Ruth Adeyemi")]
    meanwhile = post(client, "save", "Mine").content.decode()
    assert "Ruth Adeyemi saved another version meanwhile" in meanwhile


def test_what_cannot_be_read_is_shown_at_its_line(client, head):
    page = post(sign_in(client, head), "save", "One\nTwo {{child}}")
    assert page.status_code == 422
    assert "Line 2: {{child}} is not something that this message can name." in page.content.decode()


def test_a_letter_that_forces_a_dearer_text_is_named(client, head, school):
    school.name = "Szkoła"
    school.save()
    page = sign_in(client, head).get(URL).content.decode()
    assert '<b class="fixed">ł</b> is not a letter of the text alphabet' in page
    assert "<b>2 texts</b>" in page


def test_an_earlier_version_comes_back_from_its_page(client, head, save):
    save("One {{pupil}}")
    save("Two {{pupil}}")
    url = f"{URL}versions/"
    page = sign_in(client, head).get(url).content.decode()
    assert "<del>One</del><ins>Two</ins> {{pupil}}" in page
    asked = {"seen": 2, "reason": "Clearer"}
    assert (
        "No version is chosen. Choose the one that is to come back."
        in client.post(url, asked | {"version": "7"}).content.decode()
    )
    client.post(url, asked | {"version": "1"})
    client.post(url, {"seen": 3, "reason": "Ours", "version": "ours"})
    assert [(number, is_ours) for number, _, is_ours, *_ in standing()] == [
        (1, False), (2, False), (3, False), (4, True),
    ]  # fmt: skip


def test_it_is_switched_off_from_its_page(client, head):
    page = sign_in(client, head).post(URL, {"do": "switch_off", "reason": "We ring"}, follow=True)
    assert "<b>Switched off.</b>" in page.content.decode()
    assert "Switched off" in client.get("/settings/wording/").content.decode()


@pytest.mark.parametrize("end", ["", "no_contact_letter/letter/pl/"])
def test_a_letter_is_previewed_as_the_pdf_that_is_printed(client, head, end):
    url = reverse("registers:wording", args=["no_contact_letter", "letter", "en"])
    pdf = sign_in(client, head).get(f"{url}?as=pdf")
    assert (pdf["Content-Type"], b"<pdfuaid:part>1</pdfuaid:part>" in pdf.content) == (
        "application/pdf",
        True,
    )
    drafted = client.post(url, {"do": "pdf", "seen": 0, "subject": "Hello", "body": "#import {{pupil}}"})
    assert drafted.content.startswith(b"%PDF-")


@pytest.mark.parametrize(
    "path",
    ["nothing/text/en/", "first_day_text/letter/en/", "first_day_text/text/xx/", "closure/email/pl/x/"],
)
def test_what_is_not_there_is_not_found(client, head, path):
    assert sign_in(client, head).get(f"/settings/wording/{path}").status_code == 404


def test_our_typefaces_do_not_print_every_language(client, head):
    client = sign_in(client, head)
    places = ["no_contact_letter/letter/bn/", "first_day_text/text/bn/"]
    assert [client.get(f"/settings/wording/{place}").status_code for place in places] == [404, 200]


def test_only_who_may_change_settings_opens_them(client, office, teacher):
    for person in (office, teacher):
        sign_in(client, person)
        paths = ["/settings/wording/", URL, f"{URL}versions/"]
        assert [client.get(path).status_code for path in paths] == [403] * 3


def test_another_school_says_its_own(client, head, other_school, save):
    save("Ours alone {{pupil}}")
    said = compose(school=other_school, kind="first_day_text", facts=FACTS)
    assert "Ours alone" not in said.body


def test_the_list_takes_as_many_statements_for_any_number_of_versions(
    client, head, save, django_assert_num_queries
):
    save("One {{pupil}}")
    sign_in(client, head).get("/settings/wording/")
    with django_assert_num_queries(5) as one:
        client.get("/settings/wording/")
    for n in range(3):
        save(f"{n} {{{{pupil}}}}")
        save(f"{n} {{{{pupil}}}}", channel="email", subject="x", language="pl")
    with django_assert_num_queries(len(one.captured_queries)):
        page = client.get("/settings/wording/").content.decode()
    assert "Version 4, Ruth Adeyemi" in page
