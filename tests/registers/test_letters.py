"""Letters: one to each person, kept as sent, a confidential address only on the paper of those who may see it."""

import re

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from registers.actions.messages import hand_over_letters
from registers.actions.outgoing import take_next
from registers.letter_blocks import Block, address_lines, blocks_of
from registers.letters import letters_of, sheet_of
from registers.models import Address, ContactLimit, Message, SensitiveRead
from registers.paper import letters_pdf
from tests.cast import person, sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at
from tests.outgoing import choose, message_to
from tests.test_documents import text_of

PAGE = "/outbox/letters/"


@pytest.fixture
def families(school, pupils, set_clock):
    """A letter each to three mothers about three children of 3B, at a quarter to ten."""
    set_clock("09:45")
    return [family(pupil, n) for n, pupil in enumerate(pupils[:3], start=1)]


@pytest.fixture
def lead(school):
    return person(school, "safeguarding", "Sunita Rao")


def family(pupil, n, **fields):
    mother = ContactFactory(school=pupil.school, name=f"Mother {n}", **fields)
    CareFactory(pupil=pupil, contact=mother, lives_with=True)
    Address.objects.create(
        school=pupil.school,
        pupil=pupil,
        address=f"{n} Elm Row, Larkfield",
        postcode="LF1 4QX",
        first_day=THE_DAY,
    )
    said = {"channel": "letter", "state": "held", "pupil": pupil, "subject": f"About {pupil.forename}"}
    return message_to(mother, n, body="Dear family,\n\nPlease ring.\n\n• one\n• two\n\nYours", **said)


def keep_secret(message):
    Address.objects.filter(pupil=message.pupil).update(confidential=True)


def sheets(messages, school, post=None):
    return [
        sheet_of(letter, school=school, on_paper_for=post)
        for letter in letters_of(messages, school=school, at=at("09:45"))
    ]


def pages(pdf):
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def listed(page):
    return [letter.message.to_name for letter in page.context["to_print"]]


# --- what stands on the sheet -----------------------------------------------------------------------------------------


def test_words_become_paragraphs_and_lists():
    assert blocks_of("Dear all,\nagain\n\nOnce:\n• one\n• two\n\n\n") == (
        Block(False, ("Dear all,", "again")),
        Block(False, ("Once:",)),
        Block(True, ("one", "two")),
    )


def test_english_words_within_a_letter_that_runs_from_right_to_left_keep_their_direction():
    blocks = blocks_of("ہماری وجوہات:\n\nThe ferry goes on Sunday.\n\nAisha کی چھٹی (LR-0001)")
    assert [block.is_latin for block in blocks] == [False, True, False]
    drawn = {
        language: render_to_string("registers/_letter_blocks.html", {"blocks": blocks, "language": language})
        for language in ("ur", "en")
    }
    assert [words.count('dir="ltr"') for words in drawn.values()] == [1, 0]
    assert '<p class="as-written" dir="ltr">The ferry goes on Sunday.</p>' in drawn["ur"]


@pytest.mark.parametrize(
    ("address", "lines"),
    [
        ("12, Elm Row, Larkfield\nLF1 4QX", ("Mrs Dean", "12 Elm Row", "Larkfield", "LF1 4QX")),
        ("", ("Mrs Dean",)),
        ("a,b,c,d,e,f,g,LF1", ("Mrs Dean", "a", "b", "c", "d", "e", "LF1")),
    ],
)
def test_an_address_fits_the_window_of_an_envelope(address, lines):
    assert address_lines("Mrs Dean", address) == lines


def test_each_person_has_one_letter_that_begins_a_page(school, families):
    pdf = letters_pdf(sheets(families, school), school=school, at=at("09:45"))
    assert pages(pdf) == 3
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert [sheet.to for sheet in sheets(families, school)] == [
        (f"Mother {n}", f"{n} Elm Row", "Larkfield", "LF1 4QX") for n in (1, 2, 3)
    ]


@pytest.mark.parametrize("name", ['#import "x"', "<script>", "*bold* $x$", "{{pupil}}"])
def test_a_name_on_a_letter_is_only_text(school, families, name):
    families[0].contact.name = name
    families[0].subject = families[0].body = name
    pdf = letters_pdf(sheets(families[:1], school), school=school, at=at("09:45"))
    assert set(name) - {" "} <= set(text_of(pdf))


# --- kept as sent -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("how", ["handed over", "sent"])
def test_what_was_sent_stays_as_it_was_said(school, families, office, how):
    letter = families[0]
    if how == "sent":
        choose(school, letter="hold", email="hold", text="hold")
        Message.objects.filter(pk=letter.pk).update(state="queued")
        take_next(school=school, channels=["letter"], sender="notify", at=at("09:50"))
    else:
        hand_over_letters(letters=[letter], by=office, at=at("09:50"))
    before = sheets([Message.objects.get(pk=letter.pk)], school)

    school.name, school.phone = "Larkfield Academy", "01632 960999"
    school.save()
    letter.contact.name = "Somebody Else"
    letter.contact.save()
    Address.objects.filter(pupil=letter.pupil).update(address="99 New Road")
    after = Message.objects.get(pk=letter.pk)

    assert sheets([after], school) == before
    assert (before[0].to[0], before[0].to[1], before[0].letterhead[0]) == (
        "Mother 1",
        "1 Elm Row",
        "Larkfield Primary School",
    )


def test_a_letter_that_waits_follows_the_family(school, families):
    Address.objects.filter(pupil=families[0].pupil).update(address="99 New Road")
    assert sheets(families[:1], school)[0].to == ("Mother 1", "99 New Road", "LF1 4QX")


# --- confidential addresses and limits --------------------------------------------------------------------------------


def test_a_confidential_address_is_printed_for_the_lead_and_the_look_is_kept(
    client, families, office, lead, school
):
    keep_secret(families[0])
    client = sign_in(client, office)
    page = client.get(PAGE).content.decode()
    assert ("1 Elm Row" in page, "Address kept by the safeguarding lead" in page) == (False, True)
    client.get(f"{PAGE}?as=pdf")
    assert SensitiveRead.objects.count() == 0

    client = sign_in(client, lead)
    assert (
        "1 Elm Row"
        not in client.get(reverse("registers:outbox_message", args=[families[0].pk])).content.decode()
    )
    client.get(f"{PAGE}?as=pdf")
    assert list(SensitiveRead.objects.values_list("pupil", "what", "name")) == [
        (families[0].pupil_id, "address", lead.user.name)
    ]
    assert sheets(families[:1], school, lead)[0].to[1] == "1 Elm Row"
    assert (
        sheets(families[:1], school, office)[0].to,
        sheets(families[:1], school, office)[0].kept_back,
    ) == (
        ("Mother 1",),
        "Address kept by the safeguarding lead",
    )


def test_it_stays_hidden_once_the_letter_has_gone(client, families, office):
    keep_secret(families[0])
    hand_over_letters(letters=families[:1], by=office, at=at("09:50"))
    page = sign_in(client, office).get(reverse("registers:outbox_message", args=[families[0].pk]))
    assert "Elm Row" not in page.content.decode()
    assert Message.objects.get(pk=families[0].pk).address == "1 Elm Row, Larkfield\nLF1 4QX"


def test_a_letter_under_a_contact_limit_is_neither_printed_nor_noted(client, families, office, school):
    care = families[0].contact.cares.get()
    ContactLimit.objects.create(school=school, care=care, first_day=THE_DAY)
    page = sign_in(client, office).get(PAGE)
    assert listed(page) == ["Mother 2", "Mother 3"]
    assert "A contact limit holds" in page.content.decode()
    single = client.get(f"{reverse('registers:outbox_message', args=[families[0].pk])}?as=pdf", follow=True)
    assert "It is not printed." in single.content.decode()
    said = client.post(PAGE, {"letter": [str(families[0].pk)]}, follow=True).content.decode()
    assert "1 not noted" in said
    assert Message.objects.get(pk=families[0].pk).state == "held"


# --- the page ---------------------------------------------------------------------------------------------------------


def test_all_are_printed_and_noted_as_handed_over(client, families, office):
    client = sign_in(client, office)
    pdf = client.get(f"{PAGE}?as=pdf")
    assert (pdf["Content-Type"], pages(pdf.content)) == ("application/pdf", 3)
    chosen = [str(families[0].pk), str(families[1].pk)]
    page = client.post(PAGE, {"letter": chosen}, follow=True)
    assert "2 letters are noted as handed over" in page.content.decode()
    assert listed(page) == ["Mother 3"]
    again = client.post(PAGE, {"letter": [*chosen, "nonsense"]}, follow=True)
    assert "3 not noted" in again.content.decode()
    assert "Choose the letters" in client.post(PAGE, {}, follow=True).content.decode()


def test_nobody_prints_the_letters_of_a_school_next_door(client, families, other_school):
    client = sign_in(client, person(other_school, "office", "Next Door"))
    page = client.get(PAGE)
    assert listed(page) == []
    assert "No letter waits" in page.content.decode()
    client.post(PAGE, {"letter": [str(families[0].pk)]})
    assert Message.objects.get(pk=families[0].pk).state == "held"


def test_letters_by_notify_say_so(client, families, office, school):
    choose(school)
    assert "Letters go by GOV.UK Notify" in sign_in(client, office).get(PAGE).content.decode()


def test_the_list_takes_as_many_statements_for_one_as_for_three(
    client, families, office, pupils, django_assert_num_queries
):
    Message.objects.filter(pk__in=[families[1].pk, families[2].pk]).update(state="cancelled")
    sign_in(client, office).get(PAGE)
    with django_assert_num_queries(12) as one:
        client.get(PAGE)
    Message.objects.update(state="held")
    with django_assert_num_queries(len(one.captured_queries)):
        assert len(listed(client.get(PAGE))) == 3
