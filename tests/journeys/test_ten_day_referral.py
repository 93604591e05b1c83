"""Nobody has been reached for ten school days: the office makes the referral, prints it, and notes whom it went to."""

import pytest
from playwright.sync_api import expect

from absence.models import Referral
from tests.absence.absent import attempt, days_before, miss, mother_of
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")


def test_the_referral_of_the_tenth_day_is_made_printed_and_sent(site, new_page, school):
    office = person(school, "office", "Joan Wright")
    office.user.is_demo = True
    office.user.save()
    child = next(each for each in pupils_of(class_of_thirty(school)) if each.forename == "Tomasz")
    days = days_before(school, 9)
    miss(child, days, by=office)
    mark(child, "N", by=office)
    attempt(child, office, date=days[2], contact=mother_of(child), number="07700 900123")
    attempt(child, office, date=days[4], kind="visit", outcome="nobody_home")

    # The list says that the referral is due; its content is ready.
    page = new_page()
    seat(page.context, site, office)
    page.goto(f"{site.url}/continuing/")
    expect(page.locator("tbody tr")).to_contain_text("Referral due now.")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Make the referral").click()
    expect(page.locator("main")).to_contain_text("Nobody has been reached in this absence")
    assert accessibility_faults(page) == []

    # A person adds what else is known, and makes it.
    page.get_by_label("What else is known").fill("The neighbours have not seen them since half term.")
    page.get_by_role("button", name="Make the referral").click()
    expect(page.locator("main")).to_contain_text("It has not been noted that it went to anybody.")
    assert accessibility_faults(page) == []

    # It is printed as it was made, tagged for readers, and whom it went to is noted.
    made = Referral.objects.get()
    href = page.get_by_role("link", name="Print the referral").get_attribute("href")
    document = page.request.get(f"{site.url}{href}")
    assert (document.body(), document.headers["content-type"]) == (bytes(made.document), "application/pdf")
    assert b"pdfuaid" in document.body()
    page.get_by_label("Who it went to").fill("Attendance service of the authority")
    page.get_by_role("button", name="Note that it went").click()
    expect(page.locator("main")).to_contain_text("Attendance service of the authority, by secure e-mail")
    page.goto(f"{site.url}/continuing/")
    expect(page.locator("tbody tr")).to_contain_text("went to Attendance service of the authority")
