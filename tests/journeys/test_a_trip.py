"""A trip of twenty-eight, lived in a browser on a real site.

The office plans it for a class from a list, sees who cannot go, and plans it once; the leader confirms on a phone, with
one child who did not come; the office sees who is to be followed up, and undoes another plan.
"""

import re

import pytest
from playwright.sync_api import expect

from registers.models import Mark, PlanBatch, PlannedMark
from tests.browser.classroom import THIRTY, class_of_thirty, pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T08:46:00")
PHONE = {"width": 390, "height": 844, "has_touch": True, "is_mobile": True}


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school, pupils=THIRTY[:29])


@pytest.fixture
def leader(class_4k):
    """Somebody who takes another class leads the trip."""
    other = GroupFactory(school=class_4k.school, name="2A", pupils=["Ada Stone"])
    return teacher_of(other, "Jon Reed", "reed@larkfield.example")


def test_a_trip_of_twenty_eight(site, new_page, school, class_4k, leader):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    pupils = pupils_of(class_4k)
    mark(pupils[0], "I", by=post)
    mark(pupils[0], "I", by=post, session="PM")
    desk = new_page()
    seat(desk.context, site, post)

    # The office chooses the class, and sees before anything happens that one child is marked already.
    plan(desk, site, "Fen farm", leader)
    desk.get_by_label("4K", exact=True).check()
    desk.get_by_role("button", name="Show what would be planned").click()
    expect(desk.get_by_text("28 pupils", exact=True)).to_be_visible()
    expect(desk.locator("tr.row--quiet")).to_contain_text("Tue 24 Nov morning stays I")
    assert (accessibility_faults(desk), PlannedMark.objects.count()) == ([], 0)
    desk.get_by_role("button", name="Plan it for those ticked").dblclick()  # twice is once
    expect(desk.get_by_role("heading", name="Fen farm")).to_be_visible()
    expect(desk.get_by_text("Fen farm is planned for 28 pupils.").first).to_be_visible()
    assert (PlanBatch.objects.count(), PlannedMark.objects.count()) == (1, 28)

    # On the day the leader finds the trip on their phone and confirms; one child did not come.
    phone = new_page(**PHONE)
    seat(phone.context, site, leader)
    phone.goto(site.url)
    phone.get_by_role("link", name="Fen farm: say who is with you").click()
    missing = phone.get_by_role("group", name=re.compile(f"^{pupils[3].called}"))
    missing.get_by_text("Not here").tap()
    assert accessibility_faults(phone) == []
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390
    phone.get_by_role("button", name="Confirm 28 pupils").tap()
    expect(phone.get_by_text("27 confirmed; 1 did not come: the office follows up.")).to_be_visible()
    marks = Mark.objects.filter(date=THE_DAY, session="AM").exclude(code="I")
    assert sorted(marks.values_list("code", "source", "name")) == [
        ("N", "trip", "Jon Reed"),
        *[("V", "confirmed", "Jon Reed")] * 27,
    ]

    # The office sees whom to follow up. A second plan, made for the wrong class, is undone.
    desk.goto(site.url)
    expect(desk.locator("#no-reason")).to_contain_text(pupils[3].called)
    plan(desk, site, "Swimming", leader)
    desk.get_by_label("First day").fill("2026-12-01")
    desk.get_by_label("2A", exact=True).check()
    desk.get_by_role("button", name="Show what would be planned").click()
    desk.get_by_role("button", name="Plan it for those ticked").click()
    desk.get_by_role("button", name="Undo this plan").click()
    words = "Swimming is undone: taken back for 1 pupil. No mark had been made of it."
    expect(desk.get_by_text(words)).to_be_visible()
    assert PlannedMark.objects.filter(withdrawn_at=None, batch__title="Swimming").count() == 0


def plan(page, site, title, leader):
    """What and when, on the page that plans for many."""
    page.goto(f"{site.url}/plan-ahead/")
    page.get_by_label("Title").fill(title)
    page.get_by_label("First day").fill(str(THE_DAY))
    page.get_by_text("A trip: where, who leads it, times").click()
    page.get_by_label("Who leads it").select_option(str(leader.pk))
