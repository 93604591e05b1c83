"""A religious day: thirty families say it, one of them on a phone; the office looks, and confirms it in one press."""

import datetime as dt
import uuid

import pytest
from playwright.sync_api import expect

from absence.actions.reports import Telling, tell_school
from absence.models import AbsenceReport
from absence.report_words import Why
from registers.families import family_of
from registers.models import PlannedMark
from tests.absence.families import parent_of
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import at
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T07:40:00")
THE_FEAST = dt.date(2026, 11, 26)


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_a_religious_day_of_thirty_families(site, new_page, school):
    pupils = pupils_of(class_of_thirty(school))
    office = person(school, "office", "Joan Wright", "School office")
    mother = parent_of(pupils[0], name="Fatima Abbott")
    for post in (office, mother):
        post.user.is_demo = True
        post.user.save()
    families_say_it(pupils[1:])
    phone = new_page(width=390, height=844)
    a_mother_says_it_on_her_phone(phone, site, mother, pupils[0])

    desk = new_page()
    seat(desk.context, site, office)
    the_office_confirms_all_but_one(desk, site, pupils[-1])
    assert plans() == (29, {"R"}, {THE_FEAST})

    # The mother reads that it is noted, and nothing of a code.
    phone.reload()
    expect(phone.get_by_role("status").first).to_contain_text("The school has noted it.")
    assert "(R)" not in phone.content()
    assert accessibility_faults(phone) == []

    # A press too many is undone as a whole: all thirty wait again.
    desk.get_by_role("button", name="Undo").click()
    expect(desk.get_by_role("heading", name="Thursday 26 November 2026: 30 children")).to_be_visible()
    assert plans() == (0, set(), set())


def families_say_it(pupils):
    for number, pupil in enumerate(pupils, 1):
        post = parent_of(pupil, name=f"P{number} {pupil.surname}")
        [child] = family_of(post.user, at("07:00").date()).children
        telling = Telling(Why.RELIGIOUS, THE_FEAST, THE_FEAST)
        tell_school(child=child, telling=telling, operation=uuid.uuid4(), at=at("07:00"))


def a_mother_says_it_on_her_phone(phone, site, mother, child):
    seat(phone.context, site, mother)
    phone.goto(f"{site.url}/family/")
    phone.get_by_role("link", name="Report an absence").click()
    phone.get_by_label("Religious day").check()
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("You do not need to say which religion.")).to_be_visible()
    assert accessibility_faults(phone) == []
    for box, value in zip(("Day", "Month", "Year"), ("26", "11", "2026"), strict=True):
        phone.get_by_label(box, exact=True).fill(value)
    phone.get_by_role("button", name="Continue").click()
    expect(phone.get_by_text("Thursday 26 November")).to_be_visible()
    phone.get_by_role("button", name="Send to the school").click()
    expect(phone.get_by_role("status").first).to_contain_text("The school has your message.")
    assert AbsenceReport.objects.filter(pupil=child).get().plan.status == "reported"


def the_office_confirms_all_but_one(desk, site, left_out):
    desk.goto(f"{site.url}/to-find/")
    desk.get_by_role("link", name="Thursday 26 November: 30 children").click()
    expect(desk.get_by_role("heading", name="Thursday 26 November 2026: 30 children")).to_be_visible()
    expect(desk.get_by_role("row").nth(1)).to_contain_text("2 sessions")
    assert accessibility_faults(desk) == []
    desk.get_by_role("checkbox", name=left_out.called).uncheck()
    desk.get_by_role("button", name="Confirm R for those ticked").click()
    expect(desk.get_by_text("R is confirmed for 29 children.")).to_be_visible()
    expect(desk.get_by_role("heading", name="Thursday 26 November 2026: 1 child")).to_be_visible()


def plans():
    """How many are planned, with which codes, on which days."""
    found = PlannedMark.objects.filter(status="planned", withdrawn_at__isnull=True)
    rows = list(found.values_list("code", "first_day"))
    return len(rows), {code for code, _ in rows}, {day for _, day in rows}
