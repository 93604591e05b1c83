"""The first-day call, from the register's N to a reason; and a child "still ill" whom nobody has seen for nine days."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from absence.models import ContactAttempt
from registers.actions.register_day import complete_register
from registers.models import Mark, PlannedMark
from tests.browser.classroom import pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, CareFactory, ContactFactory, GroupFactory, RegisterFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T09:05:00")
ILL = [dt.date(2026, 11, day) for day in (12, 13, 16, 17, 18, 19, 20, 23)]


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_the_first_day_call_and_a_child_nobody_has_seen(site, new_page, school):
    group = GroupFactory(school=school, name="2A", pupils=["Ada Stone", "Bo Lane", "Cy Moor"])
    bo, cy, ada = pupils_of(group)
    a_morning(group, ada=ada, bo=bo, cy=cy)
    office = person(school, "office", "Joan Wright", "School office")
    office.user.is_demo = True
    office.user.save()

    # 9:05 The board: Bo is to be found, Ada has been ill for nine days and nobody has seen her.
    page = new_page()
    seat(page.context, site, office)
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="To find").click()
    expect(page.locator(".find h3")).to_have_text(["Bo Lane 2A", "Ada Stone 2A"])
    assert accessibility_faults(page) == []

    the_class_is_asked(page, bo)
    the_family_is_rung(page, bo)
    somebody_visits(page, ada)

    # What was done stands on the pupil's page, and the register has the reason.
    assert (Mark.objects.get(pupil=bo, date=THE_DAY).code, PlannedMark.objects.get(pupil=bo).code) == (
        "I",
        "I",
    )
    page.goto(f"{site.url}/pupils/{bo.pk}/contact/")
    expect(page.locator(".find__log").first).to_contain_text("Mia Lane 07700 900123: no answer")
    expect(page.locator(".find__log").first).to_contain_text("gave a reason (I until Thu 26 Nov), Tummy bug")
    assert accessibility_faults(page) == []
    page.goto(f"{site.url}/to-find/")
    expect(page.get_by_text("Every child is found or explained.")).to_be_visible()


def a_morning(group, *, ada, bo, cy):
    teacher = teacher_of(group)
    mother = ContactFactory(school=group.school, name="Mia Lane", phone="07700 900123")
    CareFactory(pupil=bo, contact=mother)
    for day in ILL:
        mark(ada, "I", by=teacher, date=day, when=at("08:47", day))
    for pupil, code in ((ada, "I"), (bo, "N"), (cy, "/")):
        mark(pupil, code, by=teacher)
    complete_register(register=RegisterFactory(group=group), by=teacher, at=at("08:52"))


def the_class_is_asked(page, bo):
    row = page.locator(f"#find-{bo.pk}")
    row.get_by_role("button", name="Ask the class first").click()
    row.get_by_role("button", name="Not in class").click()
    expect(row).to_contain_text("is not in class")


def the_family_is_rung(page, bo):
    row = page.locator(f"#find-{bo.pk}")
    row.get_by_role("button", name=re.compile("No answer.*Mia Lane")).click()
    expect(row.locator(".find__log")).to_contain_text("Called Mia Lane")
    row.get_by_text("Gave a reason").click()
    row.locator("select[name=code]").select_option("I")
    row.get_by_label("Note").first.fill("Tummy bug")
    row.locator("select[name=lasts]").select_option("until")
    row.locator("input[name=until]").fill("2026-11-26")
    row.get_by_role("button", name="Save the reason").click()
    expect(row).to_contain_text("Bo Lane: I until Thu 26 Nov.")


def somebody_visits(page, ada):
    row = page.locator(f"#unseen-{ada.pk}")
    expect(row).to_contain_text("9th day")
    row.get_by_role("button", name="Nobody home").click()
    expect(row.get_by_role("status")).to_contain_text("nobody home")
    row.get_by_role("button", name="Child seen and spoken to").click()
    expect(row.get_by_role("status")).to_contain_text("child seen and spoken to")
    seen = ContactAttempt.objects.filter(pupil=ada).in_order().values_list("seen_and_spoken", flat=True)
    assert list(seen) == [False, True]
