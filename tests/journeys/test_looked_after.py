"""A looked-after pupil is absent and nobody knows why: the virtual school head and the designated teacher's plan."""

import pytest
from playwright.sync_api import expect

from absence.models import GroupDuty, ProfessionalTold
from registers.models import Professional
from tests.absence.absent import days_before, miss
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import YEAR_STARTS, StatusFactory, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")


def test_the_right_people_are_told_of_a_looked_after_pupils_absence(site, new_page, school):
    head, office = person(school, "head", "Ruth Adeyemi"), person(school, "office", "Joan Wright")
    for post in (head, office):
        post.user.is_demo = True
        post.user.save()
    child = next(each for each in pupils_of(class_of_thirty(school)) if each.forename == "Tomasz")
    StatusFactory(pupil=child, kind="looked_after", value="1")
    Professional.objects.create(
        school=school, pupil=child, role="virtual_school", name="Ms Vane", first_day=YEAR_STARTS
    )
    miss(child, days_before(school, 1), by=office)
    mark(child, "N", by=office)

    # The group says who leads and who works with the child; the office does not see it.
    page = new_page()
    seat(page.context, site, head)
    page.goto(f"{site.url}/support/groups/")
    expect(page.locator("main")).to_contain_text("Virtual school head: Ms Vane")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Name the designated teacher").click()
    page.get_by_label("Designated teacher").fill("Mr Bell")
    page.get_by_role("button", name="Name the designated teacher").click()
    expect(page.locator("main")).to_contain_text("Designated teacher: Mr Bell")

    # Whoever is to be told of the absence is told.
    page.get_by_role("link", name="Professionals to tell of an absence today").click()
    page.get_by_role("link", name=child.called).click()
    page.get_by_role("button", name="Note that they were told").click()
    expect(page.locator("main")).to_contain_text("Told")
    assert ProfessionalTold.objects.get().on_file == "Ms Vane"

    # What the personal education plan says about attendance is written down.
    page.goto(f"{site.url}/support/groups/looked_after/{child.pk}/")
    expect(page.locator("main")).to_contain_text("The designated teacher is Mr Bell.")
    page.get_by_label("Personal education plan").check()
    page.get_by_label("With whom").fill("Ms Vane, the carers, the child")
    page.get_by_label("What was agreed").fill("Every morning by 8:50 until Christmas")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Every morning by 8:50 until Christmas")
    assert accessibility_faults(page) == []
    assert GroupDuty.objects.get().duty == "pep"

    others = new_page()
    seat(others.context, site, office)
    others.goto(f"{site.url}/support/groups/")
    expect(others.locator("main")).not_to_contain_text("Ms Vane")
