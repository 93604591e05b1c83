"""What a family reads about its children: figures in words, the calendar, reasons, messages and letters."""

import gzip
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absence.family_attendance import cards_of, month_of
from absence.mark_words import where, why_away
from registers.codes import ABSENT, STORED, UNAUTHORISED
from registers.families import family_of
from registers.models import Address, ContactLimit, Message
from tests.factories import THE_DAY, CareFactory, ContactFactory, PupilFactory, at, mark
from tests.families import open_for, sign_in_parent

pytestmark = pytest.mark.usefixtures("on_the_day")
KILOBYTE = 1024
WORDS = re.compile(r"\s+")


@pytest.fixture
def mother(school, pupils):
    """Fatima Khan, who may sign in for Aisha."""
    mother = ContactFactory(school=school, name="Fatima Khan", email="fatima@family.example")
    CareFactory(pupil=pupils[2], contact=mother, portal=True)
    return mother


@pytest.fixture
def aisha(pupils):
    return pupils[2]


def read(client, name, *arguments):
    """The words of a page's main part."""
    answer = client.get(reverse(f"absence:{name}", args=arguments))
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    return WORDS.sub(" ", re.sub(r"<[^>]*>", " ", "<" + main)).replace(" .", ".")


def attended(pupil, codes, *, by, last=THE_DAY - timedelta(days=1)):
    """Marks of so many sessions, the last ones before today."""
    days = [last - timedelta(days=n) for n in range(40) if (last - timedelta(days=n)).weekday() < 5]
    for n, code in enumerate(codes):
        session = ("PM", "AM")[n % 2]
        slash = ("\\", "/")[n % 2]
        mark(pupil, slash if code == "/" else code, by=by, date=days[n // 2], session=session)


# --- figures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ("", "No sessions have been counted yet this school year."),
        ("XX", "No sessions have been counted yet this school year."),
        ("//", "Has not missed any school this school year. In school for 100.0% of sessions."),
        ("///I", "Missed 1 of 4 sessions, half a day. In school for 75.0% of sessions."),
        ("//OO", "Missed 2 of 4 sessions, about 1 day. In school for 50.0% of sessions."),
        ("/////IGU", "Missed 3 of 8 sessions, about 1½ days. In school for 62.5% of sessions."),
        ("////IIII", "Missed 4 of 8 sessions, about 2 days. In school for 50.0% of sessions."),
    ],
)
def test_what_was_missed_is_said_in_days_before_per_cent(client, office, mother, aisha, codes, words):
    attended(aisha, codes, by=office)
    assert words in read(sign_in_parent(client, mother), "family_home")


def test_today_is_said_in_words_and_without_blame(client, office, mother, aisha):
    browser = sign_in_parent(client, mother)
    assert "This morning No mark yet This afternoon No mark yet" in read(browser, "family_home")
    mark(aisha, "N", by=office)
    words = read(browser, "family_home")
    assert "This morning Away This afternoon No mark yet" in words
    assert "unauthorised" not in words.lower()


def test_there_is_no_school_on_a_closed_day(client, mother, set_clock):
    set_clock("2026-11-27T09:00:00")
    assert "There is no school today." in read(sign_in_parent(client, mother), "family_home")


def test_every_code_has_words_and_every_absence_a_reason():
    assert {str(where(code)) for code in STORED} == {
        "In school",
        "In school, came late",
        "Came after the register was closed",
        "Learning outside school",
        "Away",
        "Not expected in school",
    }
    assert all(str(why_away(code)) for code in ABSENT)
    assert not {str(why_away(code)) for code in UNAUTHORISED} & {"Agreed by the school"}


# --- calendar --------------------------------------------------------------------------------------------------------


def test_a_month_of_the_calendar_is_read_as_days(client, office, mother, aisha):
    mark(
        aisha, "L", by=office, date=THE_DAY - timedelta(days=1), when=at("08:50", THE_DAY - timedelta(days=1))
    )
    child = family_of(open_for(mother), THE_DAY).children[0]
    month = month_of(child, date(2026, 11, 1), on=THE_DAY)
    days = {day.date.day: day for week in month.weeks for day in week}
    assert [len(week) for week in month.weeks] == [5, 5, 5, 5, 1]
    assert (str(days[23].am), str(days[23].pm)) == ("In school, came late", "No mark yet")
    assert (days[24].is_today, days[25].to_come, days[27].is_school_day) == (True, True, False)
    words = read(sign_in_parent(client, mother), "family_calendar", aisha.pk)
    assert "Mon 23 In school, came late No mark yet" in words
    assert "Fri 27 No school (" in words


@pytest.mark.parametrize("month", ["1999-01", "2026-09", "2030-12", "nonsense", "", "2026-13", "0000-01"])
def test_months_go_back_to_the_first_day_of_the_year_and_not_beyond(client, mother, aisha, month):
    browser = sign_in_parent(client, mother)
    answer = browser.get(reverse("absence:family_calendar", args=[aisha.pk]), {"month": month})
    shown = answer.context["month"]
    first = {"1999-01": 9, "2026-09": 9}.get(month, 11)
    assert (answer.status_code, shown.first) == (200, date(2026, first, 1))
    assert (shown.before is None, shown.after is None) == (first == 9, first == 11)


def test_reasons_stand_on_a_page_of_their_own(client, office, mother, aisha):
    attended(aisha, "IIG/", by=office)
    browser = sign_in_parent(client, mother)
    words = read(browser, "family_reasons", aisha.pk)
    assert "Monday 23 November Ill" in words
    assert "Friday 20 November Afternoon: Holiday that the school did not agree to" in words
    assert "Holiday" not in read(browser, "family_home") + read(browser, "family_calendar", aisha.pk)


# --- messages --------------------------------------------------------------------------------------------------------


def send(contact, pupil, subject="About Aisha", channel="letter", state="sent", **fields):
    moments = dict.fromkeys(("not_before", "made_at", "changed_at", "sent_at"), at("08:05"))
    moments |= {"cause": f"praise/{subject}"}
    return Message.objects.create(
        school=contact.school, contact=contact, pupil=pupil, channel=channel, subject=subject, state=state,
        body="Dear Mrs Khan\n\nWell done.", made_name="Office", address="9 Elm Row, Ely",
        **moments | fields,
    )  # fmt: skip


def test_only_what_went_to_this_person_about_these_children_is_listed(client, mother, aisha, pupils):
    father = ContactFactory(school=aisha.school, name="Imran Khan")
    CareFactory(pupil=aisha, contact=father)
    CareFactory(pupil=pupils[3], contact=mother)
    send(mother, aisha)
    send(mother, None, "School closed", channel="email")
    others = [
        send(father, aisha, "To the father"),
        send(mother, pupils[3], "About a child that is not open"),
        send(mother, aisha, "Held", state="held"),
        send(mother, None, "By its cause", cause=f"absence/{pupils[3].pk}/2026-11-24/first-day/1"),
    ]
    browser = sign_in_parent(client, mother)
    sent = browser.get(reverse("absence:family_messages")).context["sent"]
    assert sorted(each.message.subject for each in sent) == ["About Aisha", "School closed"]
    for message in others:
        for page in ("family_message", "family_letter"):
            assert browser.get(reverse(f"absence:{page}", args=[message.pk])).status_code == 404


def test_a_letter_is_read_as_it_was_sent_and_kept_as_a_pdf(client, mother, aisha):
    letter = send(mother, aisha)
    browser = sign_in_parent(client, mother)
    words = read(browser, "family_message", letter.pk)
    assert ("9 Elm Row" in words, "Well done." in words) == (True, True)
    answer = browser.get(reverse("absence:family_letter", args=[letter.pk]))
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    assert answer["Content-Disposition"] == 'attachment; filename="letter 2026-11-24.pdf"'
    text = send(mother, aisha, "Text", channel="text")
    assert browser.get(reverse("absence:family_letter", args=[text.pk])).status_code == 404


def test_a_limit_on_details_hides_every_address_and_number(client, mother, aisha):
    Address.objects.create(school=aisha.school, pupil=aisha, address="9 Elm Row, Ely", first_day=THE_DAY)
    letter = send(mother, aisha)
    care = mother.cares.get()
    ContactLimit.objects.create(school=aisha.school, care=care, scope="no_contact_details", first_day=THE_DAY)
    browser = sign_in_parent(client, mother)
    assert "Elm Row" not in read(browser, "family_message", letter.pk)
    assert "Elm Row" not in read(browser, "family_details")


def test_somebody_barred_from_one_child_is_shown_nothing_general(client, mother, aisha, pupils):
    barred = CareFactory(pupil=pupils[3], contact=mother)
    send(mother, None, "School closed", channel="email")
    browser = sign_in_parent(client, mother)
    assert "School closed" in read(browser, "family_messages")
    ContactLimit.objects.create(school=aisha.school, care=barred, first_day=THE_DAY)
    assert "School closed" not in read(browser, "family_messages")


def test_a_child_of_somebody_else_is_not_there(client, mother, pupils):
    browser = sign_in_parent(client, mother)
    for page in ("family_calendar", "family_reasons"):
        assert browser.get(reverse(f"absence:{page}", args=[pupils[0].pk])).status_code == 404


# --- cost ------------------------------------------------------------------------------------------------------------


def _statements(client, address):
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.mark.parametrize("page", ["family_home", "family_messages"])
def test_statements_do_not_grow_with_children_and_schools(
    client, office, mother, aisha, pupils, other_school, page
):
    address = reverse(f"absence:{page}")
    attended(aisha, "I/", by=office)
    send(mother, aisha)
    browser = sign_in_parent(client, mother)
    one = _statements(browser, address)
    CareFactory(pupil=pupils[3], contact=mother, portal=True)
    there = ContactFactory(school=other_school, name="Fatima Khan", email="fatima@family.example")
    CareFactory(pupil=PupilFactory(school=other_school), contact=there, portal=True)
    send(mother, pupils[3], "Another")
    assert (_statements(browser, address), len(family_of(open_for(mother), THE_DAY).children)) == (one, 3)


def test_a_page_of_a_family_weighs_at_most_sixty_kilobytes(client, office, mother, aisha, settings):
    attended(aisha, "I/" * 10, by=office)
    letter = send(mother, aisha)
    browser = sign_in_parent(client, mother)
    pages = [
        reverse("absence:family_home"),
        reverse("absence:family_calendar", args=[aisha.pk]),
        reverse("absence:family_reasons", args=[aisha.pk]),
        reverse("absence:family_messages"),
        reverse("absence:family_message", args=[letter.pk]),
    ]
    for page in pages:
        html = browser.get(page).content
        parts = set(re.findall(r'(?:href|src)="/static/([^"]+)"', html.decode()))
        weight = len(gzip.compress(html)) + sum(_static_weight(settings, part) for part in parts)
        assert weight <= 60 * KILOBYTE, (page, weight)


def _static_weight(settings, name):
    """A style sheet or script, compressed, with the scripts that it loads."""
    path = settings.STATIC_ROOT / name
    text = path.read_text(errors="ignore")
    loaded = (
        re.findall(r'(?:from|import)\s*\(?["\'](\.[^"\']+\.js)["\']', text) if name.endswith(".js") else []
    )
    more = {
        str((path.parent / each).resolve().relative_to(settings.STATIC_ROOT.resolve())) for each in loaded
    }
    return len(gzip.compress(path.read_bytes())) + sum(_static_weight(settings, each) for each in more)


def test_cards_stand_for_children_of_two_schools(mother, other_school):
    there = ContactFactory(school=other_school, name="Fatima Khan", email="fatima@family.example")
    CareFactory(pupil=PupilFactory(school=other_school, forename="Bilal"), contact=there, portal=True)
    family = family_of(open_for(mother), THE_DAY)
    assert sorted(card.child.school.name for card in cards_of(family.children, THE_DAY)) == [
        "Larkfield Primary School",
        "Meadow Bank School",
    ]
