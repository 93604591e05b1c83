"""A suspension from the head's decision to its sixth day, lived in a browser on a real site.

The head decides at noon; the afternoon's register says E; the people to tell are ticked off; on the sixth school day
the office hears that education is due, records it, and confirms that the pupil was there.
"""

import re

import pytest
from playwright.sync_api import expect

from registers.models import Mark, Suspension
from tests.browser.classroom import box, open_register, pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import CareFactory, ContactFactory, GroupFactory, mark

pytestmark = pytest.mark.clock("2026-11-24T12:00:00")

DAY_SIX = "2026-12-02"  # the 24th to 26th, an INSET day, 30 November, 1 and 2 December


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def at_a_desk(school, role, name, position):
    post = person(school, role, name, position)
    post.user.is_demo = True
    post.user.save()
    return post


@pytest.fixture
def class_2a(school):
    return GroupFactory(school=school, name="2A", pupils=["Ada Stone", "Bo Lane"])


def test_a_suspension_reaches_day_six(site, new_page, school, class_2a):
    bo, ada = pupils_of(class_2a)
    teacher = teacher_of(class_2a)
    office = at_a_desk(school, "office", "Joan Wright", "School office")
    CareFactory(pupil=bo, contact=ContactFactory(school=school, name="Mia Lane"))
    for pupil in (bo, ada):
        mark(pupil, "/", by=teacher)

    # 12:00 The head decides, sees what it does, and records it.
    page = new_page()
    seat(page.context, site, at_a_desk(school, "head", "Ruth Adeyemi", "Headteacher"))
    decide(page, site, bo)
    expect(page.locator("#preview")).to_contain_text("5½ days")
    expect(page.locator("#preview")).to_contain_text("Wednesday 2 December 2026, the sixth school day")
    expect(page.locator("#preview")).to_contain_text("INSET day")
    page.get_by_role("button", name="Record it").click()

    # One press for each person who must be told without delay.
    page.get_by_role("button", name=re.compile("Told now.*Mia Lane, mother")).click()
    page.get_by_label("Who of the local authority").fill("Exclusions team")
    page.get_by_role("button", name=re.compile("Told now.*Local authority")).click()
    expect(page.get_by_text("Still to be told")).to_have_count(0)

    # 13:14 The teacher takes the afternoon's register: Bo is down as suspended, and the morning's mark stays.
    site.servers.at("2026-11-24T13:14:00")
    register = open_register(new_page(), site, class_2a, teacher, session="pm")
    box(register, ada).focus()
    register.keyboard.press("/")
    expect(register.locator("#save-state")).to_have_text(re.compile("All marks saved"))
    register.get_by_role("button", name="Complete register").click()
    expect(register.locator("#taken")).to_contain_text("Completed 13:")
    assert codes_of(bo) == {("2026-11-24", "AM"): "/", ("2026-11-24", "PM"): "E"}

    # The sixth school day: the office is told at once, records the education and confirms the morning.
    site.servers.at(f"{DAY_SIX}T08:50:00")
    desk = new_page()
    seat(desk.context, site, office)
    desk.goto(site.url)
    expect(desk.get_by_text("Provision is due from today")).to_be_visible()
    desk.get_by_role("link", name="Bo Lane").first.click()
    desk.get_by_role("link", name="Record education").click()
    desk.get_by_label("Education arranged by the authority").check()
    desk.get_by_label("Where, and who provides it").fill("The Bridge")
    desk.get_by_label("Nature of the provision").fill("full-time lessons")
    desk.get_by_label("The provider has confirmed the place").check()
    desk.get_by_role("button", name="Record it").click()
    desk.goto(site.url)
    expect(desk.get_by_text("Provision is")).to_have_count(0)
    desk.get_by_role("button", name="Confirm K The Bridge").click()
    desk.get_by_label("Who of the provider said").fill("Mr Dale, by phone")
    desk.get_by_role("button", name="Confirm", exact=True).click()
    expect(desk.get_by_text("Confirmed for 1 pupil.")).to_be_visible()
    assert codes_of(bo)[DAY_SIX, "AM"] == "K"
    assert Suspension.objects.get().provisions.get().provider == "The Bridge"


def decide(page, site, pupil):
    page.goto(f"{site.url}/pupils/{pupil.pk}/suspensions/")
    page.get_by_role("link", name="Record a suspension").first.click()
    page.locator("#id_first_session_1").check()
    page.locator("#id_last_day").fill(DAY_SIX)
    page.get_by_label("Reason").select_option("DB")
    page.get_by_label("What happened, in words").fill("Repeated disruption")
    page.get_by_role("button", name="Show what it does").click()


def codes_of(pupil):
    marks = Mark.objects.filter(pupil=pupil).values_list("date", "session", "code")
    return {(date.isoformat(), session): code for date, session, code in marks}
