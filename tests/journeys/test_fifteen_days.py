"""An illness reaches fifteen days: the return is made and sent, education is asked for, and what is arranged is K."""

import pytest
from playwright.sync_api import expect

from absence.models import SicknessReturn
from tests.absence.absent import days_before, miss
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")


def test_an_illness_that_reaches_fifteen_days_is_told_to_the_authority(site, new_page, school):
    office = person(school, "office", "Joan Wright")
    office.user.is_demo = True
    office.user.save()
    child = next(each for each in pupils_of(class_of_thirty(school)) if each.forename == "Tomasz")
    miss(child, days_before(school, 14), by=office, code="I", sessions=("AM",))
    mark(child, "I", by=office)

    # The list says that a return is to be made; it is read before it is made.
    page = new_page()
    seat(page.context, site, office)
    page.goto(f"{site.url}/support/sickness/")
    expect(page.locator("tbody tr")).to_contain_text(child.called)
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Make the return").click()
    expect(page.locator("main")).to_contain_text("Fifteen days have been reached.")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Make the return").click()

    # It went to the authority, and the same spell has no second one.
    page.get_by_label("Who it went to").fill("Attendance service of the authority")
    page.get_by_role("button", name="Note that it went").click()
    expect(page.locator("main")).to_contain_text("Attendance service of the authority, by secure e-mail")
    assert accessibility_faults(page) == []
    page.goto(f"{site.url}/pupils/{child.pk}/illness/return/")
    expect(page.locator("main")).to_contain_text("A return was made in this spell")
    assert SicknessReturn.objects.count() == 1

    # Education is asked for, and what the authority arranged is written down with its nature.
    page.goto(f"{site.url}/pupils/{child.pk}/illness/")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Ask the authority for education").click()
    page.get_by_label("Who was asked").fill("Home tuition team")
    page.get_by_label("What was asked for").fill("English and mathematics, an hour a day at home")
    page.get_by_role("button", name="Note the request").click()
    page.get_by_label("Education is arranged").check()
    page.get_by_label("Who teaches").fill("Ms Orr, home tuition team")
    page.get_by_label("What the education is").fill("Home tuition in English and mathematics")
    page.get_by_label("First day").fill("2026-11-25")
    page.get_by_role("button", name="Write it down").click()
    assert accessibility_faults(page) == []

    # What it is stands filled in where its sessions are planned with K.
    page.get_by_role("link", name="Plan sessions with code K").click()
    arranged = "Home tuition in English and mathematics, Ms Orr, home tuition team"
    expect(page.locator("[name=note]")).to_have_value(arranged)
    expect(page.get_by_label("First day")).to_have_value("2026-11-25")
    assert accessibility_faults(page) == []
    page.goto(f"{site.url}/support/sickness/")
    expect(page.locator("tbody tr")).to_contain_text("Education is arranged")
