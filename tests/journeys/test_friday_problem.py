"""The champion finds the Friday afternoons of one class, down to its sessions, and prints the governors' report."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.classroom import seat
from tests.cast import person
from tests.reporting.fridays import a_friday_problem
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def demo(school, role, name):
    post = person(school, role, name)
    post.user.is_demo = True
    post.user.save(update_fields=["is_demo"])
    return post


def test_from_the_first_line_to_the_sessions_and_on_to_the_governors(site, new_page, school):
    champion = demo(school, "champion", "Tom Hale")
    a_friday_problem(school, demo(school, "office", "Joan Wright"))
    page = new_page()
    seat(page.context, site, champion)

    # The first line says how the week goes; a picture names the class and its half-day.
    page.goto(f"{site.url}/")
    page.get_by_role("navigation").get_by_role("link", name="Attendance", exact=True).click()
    expect(page.locator(".headline")).to_contain_text("Week 12 so far: 95.8 % attended, up 1.6 on week 11.")
    expect(page.locator("#to-do")).to_have_text("Nothing waits for you.")
    stands_out = page.locator("section", has=page.get_by_role("heading", name="Half-days that stand out"))
    expect(stands_out).to_contain_text("4B on Friday afternoons (33.3 % missed) stands out.")
    assert accessibility_faults(page) == []

    # The figure opens to the pupils it is made of, and each pupil to the sessions.
    stands_out.get_by_text("Show as table").click()
    stands_out.get_by_role("link", name="4B, Friday afternoon").click()
    expect(page.locator("main")).to_contain_text("44")
    expect(page.locator("main")).to_contain_text("132")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Child01 Of4B").click()
    fridays = page.get_by_role("link", name=re.compile("^Friday"))
    expect(fridays).to_have_count(3)
    assert accessibility_faults(page) == []
    fridays.first.click()
    expect(page.locator("main")).to_contain_text("Child01 Of4B")

    # Back at the dashboard the same period goes to the governors, without names.
    page.goto(f"{site.url}/attendance/")
    page.get_by_role("link", name="Governors’ report").click()
    expect(page.locator("main")).not_to_contain_text("Of4B")
    assert accessibility_faults(page) == []
    href = page.get_by_role("link", name="PDF document").get_attribute("href")
    document = page.request.get(f"{site.url}{href}")
    assert (document.status, document.body()[:5]) == (200, b"%PDF-")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.body()
