"""A pupil moves between two schools of the trust: taken off one roll on a lawful ground, admitted at the other.

What was missed without authority at the first school counts on at the second: its threshold is met there.
"""

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from registers.models import Admission, Mark, Pupil
from tests.browser.classroom import seat
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T15:30:00")
TOMORROW = THE_DAY + dt.timedelta(days=1)
MISSED = [dt.date(2026, 11, day) for day in (9, 10, 11, 12)]
HALVES = [("AM", "08:50"), ("PM", "13:15")]


def office_of(school, name):
    post = person(school, "office", name, "School office")
    post.user.is_demo = True
    post.user.save()
    return post


@pytest.fixture
def here(school):
    return office_of(school, "Joan Wright")


@pytest.fixture
def there(other_school):
    GroupFactory(school=other_school, name="Kestrel")
    return office_of(other_school, "Una Bright")


@pytest.fixture
def noah(pupils, teacher):
    """Noah, who missed eight sessions this month and was in school today."""
    for day in MISSED:
        for session, when in HALVES:
            mark(pupils[4], "O", by=teacher, date=day, session=session, when=at(when, day))
    mark(pupils[4], "/", by=teacher)
    return pupils[4]


def test_a_pupil_moves_between_two_schools_and_what_was_missed_counts_on(site, new_page, noah, here, there):
    leaving = new_page()
    seat(leaving.context, site, here)
    the_school_is_told(leaving, site, noah)
    the_name_is_deleted(leaving)
    assert Admission.objects.get(pupil=noah).ground == "a"
    assert Mark.objects.filter(pupil=noah).count() == 9

    joining = new_page()
    seat(joining.context, site, there)
    admitted_at_the_other_school(joining, site, noah.upn)
    new = Pupil.objects.get(school=there.school, upn=noah.upn)
    assert scan(there.school, THE_DAY) == (8, None)

    for session, when in HALVES:
        mark(new, "O", by=there, date=TOMORROW, session=session, when=at(when, TOMORROW))
    assert scan(there.school, TOMORROW) == (10, f"{TOMORROW} PM")


# --- steps -----------------------------------------------------------------------------------------------------------


def the_school_is_told(page, site, pupil):
    page.goto(f"{site.url}/pupils/{pupil.pk}/leaving/")
    page.get_by_label("Moves to another school").check()
    page.get_by_label("Who told the school, and how").fill("Mrs Price, at the office")
    page.locator("[name=next_school]").fill("Meadow Bank School")
    page.get_by_role("button", name="Begin the leaving record").click()
    expect(page.get_by_text("No ground may be chosen now")).to_be_visible()
    page.get_by_text("Record: The next school confirmed").click()
    row = page.locator("tr", has_text="The next school confirmed")
    row.get_by_label("With whom, how").fill("Una Bright, by telephone")
    row.get_by_role("button", name="Save").click()
    expect(page.get_by_text("May be chosen now:")).to_be_visible()
    assert accessibility_faults(page) == []


def the_name_is_deleted(page):
    page.get_by_role("link", name="Delete the name").click()
    page.get_by_label("a: Registered at another school").check()
    expect(page.get_by_label("Last attended")).to_have_value(THE_DAY.isoformat())
    page.get_by_role("button", name="Delete the name").click()
    expect(page.get_by_text("Every mark stays.")).to_be_visible()


JOINING = {
    "forename": "Noah",
    "surname": "Price",
    "dob_day": "14",
    "dob_month": "3",
    "dob_year": "2019",
    "starting_day": TOMORROW.isoformat(),
    "agreed_with": "Mrs Price, at the office",
    "last_school": "Larkfield Primary School",
    "address": "4 Mill Lane",
    "first-name": "Carol Price",
    "first-relationship": "Mother",
    "first-phone": "07700 900123",
}


def admitted_at_the_other_school(page, site, upn):
    page.goto(f"{site.url}/admission-register/admit/")
    page.get_by_label("UPN").fill(upn)
    page.get_by_role("button", name="Continue").click()
    for name, text in JOINING.items():
        page.locator(f"[name={name}]").fill(text)
    page.get_by_label("Male", exact=True).check()
    page.locator("[name=year_group]").select_option("3")
    page.locator("[name=group]").select_option(label="Kestrel")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Admit", exact=True).click()
    expect(
        page.get_by_text("8 unauthorised sessions at an earlier school of the trust count on here")
    ).to_be_visible()


def scan(school, on):
    """What `manage.py scan_thresholds` says of the one pupil: sessions now, and when ten was reached."""
    out = io.StringIO()
    call_command("scan_thresholds", "--on", on.isoformat(), "--school", school.urn, "--json", stdout=out)
    [found] = json.loads(out.getvalue())
    met = f"{found['met_on']} {found['met_session']}" if found["met_on"] else None
    return found["current"], met
