"""The fire roll on a phone: it opens without a network, ticks wait on the device, and other devices see them."""

import time

import pytest
from playwright.sync_api import expect

from registers.models import Drill, DrillSighting
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import GroupFactory, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:15:00")

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def office(school):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    return post


@pytest.fixture
def classes(school, office):
    """4K with thirty pupils, all here but one absent and one not marked, and 2A with two."""
    big = class_of_thirty(school)
    pupils = pupils_of(big)
    for pupil in pupils[2:]:
        mark(pupil, "/", by=office)
    mark(pupils[0], "N", by=office)
    small = GroupFactory(school=school, name="2A", pupils=["Ada Stone", "Bo Lane"])
    for pupil in pupils_of(small):
        mark(pupil, "/", by=office)
    return small, big


def open_roll(page, site, office):
    seat(page.context, site, office)
    page.goto(f"{site.url}/on-site/")
    page.locator("#roll.script-works").wait_for()
    return page


@pytest.fixture
def phone(new_page, site, office, classes):
    return open_roll(new_page(**PHONE), site, office)


def row(page, name):
    return page.locator("li[data-pupil]", has_text=name)


def eventually(what, seconds=10):
    deadline = time.monotonic() + seconds
    while not what() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert what()


def seen():
    return sorted(DrillSighting.objects.values_list("pupil__forename", flat=True))


def test_a_drill_is_started_ticked_and_ended_on_one_phone(phone):
    expect(phone.locator("[data-count=on_site]")).to_have_text("30")
    phone.get_by_role("button", name="Start a fire drill").click()
    expect(phone.locator("#left")).to_have_text("31")  # thirty here, one not marked
    row(phone, "Ada Stone").get_by_role("checkbox").check()
    expect(phone.locator("#left")).to_have_text("30")
    expect(row(phone, "Ada Stone")).not_to_have_attribute("data-waiting", "")
    phone.get_by_text("Only who is not seen").click()
    expect(row(phone, "Ada Stone")).to_be_hidden()
    phone.get_by_text("End it", exact=True).click()
    phone.get_by_label("How it went").fill("North gate stuck")
    phone.get_by_role("button", name="End it now").click()
    expect(phone.get_by_text("North gate stuck")).to_be_visible()
    assert (seen(), Drill.objects.get().expected) == (["Ada"], 31)


def test_ticks_made_without_a_network_reach_a_second_device_later(phone, new_page, site, office):
    phone.get_by_role("button", name="Start a fire drill").click()
    expect(phone.locator("#left")).to_have_text("31")
    other = open_roll(new_page(), site, office)
    expect(other.locator("#left")).to_have_text("31")
    phone.context.set_offline(True)
    row(phone, "Ada Stone").get_by_role("checkbox").check()
    row(phone, "Bo Lane").get_by_role("checkbox").check()
    expect(phone.locator("#offline")).to_contain_text("2 ticks are kept on this device")
    expect(phone.locator("#left")).to_have_text("29")
    phone.context.set_offline(False)
    expect(phone.locator("#offline")).to_be_hidden(timeout=20_000)
    expect(other.locator("#left")).to_have_text("29", timeout=20_000)
    assert seen() == ["Ada", "Bo"]


def test_the_roll_opens_without_a_server_and_its_ticks_are_sent_once_it_is_back(phone, site):
    expect(phone.locator("#roll[data-kept]")).to_have_count(1, timeout=15_000)
    site.kill()
    phone.reload()
    phone.locator("#roll.script-works").wait_for()
    phone.get_by_role("button", name="Start a fire drill").click()
    row(phone, "Bo Lane").get_by_role("checkbox").check()
    expect(phone.locator("#offline")).to_contain_text("kept on this device")
    phone.reload()
    expect(row(phone, "Bo Lane").get_by_role("checkbox")).to_be_checked()
    site.start()
    expect(phone.locator("#offline")).to_be_hidden(timeout=30_000)
    assert (seen(), Drill.objects.count()) == (["Bo"], 1)


def test_a_running_drill_and_who_was_seen_still_stand_when_the_roll_is_opened_without_a_server(phone, site):
    expect(phone.locator("#roll[data-kept]")).to_have_count(1, timeout=15_000)
    phone.get_by_role("button", name="Start a fire drill").click()
    row(phone, "Ada Stone").get_by_role("checkbox").check()
    expect(row(phone, "Ada Stone").locator(".seen-at")).to_have_text("10:15", timeout=10_000)
    site.kill()

    phone.reload()

    expect(phone.get_by_role("button", name="Start a fire drill")).to_be_hidden()
    expect(row(phone, "Ada Stone").get_by_role("checkbox")).to_be_checked()
    expect(row(phone, "Bo Lane").get_by_role("checkbox")).not_to_be_checked()
    site.start()


def test_an_untick_takes_it_back(phone):
    phone.get_by_role("button", name="Real evacuation").click()
    box = row(phone, "Ada Stone").get_by_role("checkbox")
    box.check()
    expect(row(phone, "Ada Stone").locator(".seen-at")).to_have_text("10:15", timeout=10_000)
    box.uncheck()
    expect(row(phone, "Ada Stone").locator(".seen-at")).to_have_text("")
    expect(phone.locator("#left")).to_have_text("31")
    eventually(lambda: seen() == [])
    assert Drill.objects.get().kind == "evacuation"


SLOW_STORE = """
Object.defineProperty(IDBTransaction.prototype, "oncomplete", {
  set(done) { this.addEventListener("complete", () => setTimeout(done, 500)); },
});
"""


def test_a_tick_that_a_poll_sends_before_the_device_has_kept_it_shows_when_it_was_seen(phone):
    """On a slow device the next question overtakes the tick; its time is there without waiting for the one after."""
    phone.get_by_role("button", name="Start a fire drill").click()
    expect(phone.locator("#left")).to_have_text("31")
    phone.evaluate(SLOW_STORE)
    ticks = phone.locator("#roll").get_attribute("data-ticks")

    def slowly(route):
        time.sleep(1.5)
        route.continue_()

    phone.route(f"**{ticks}", slowly)
    row(phone, "Ada Stone").get_by_role("checkbox").check()
    phone.evaluate("window.dispatchEvent(new Event('online'))")
    expect(row(phone, "Ada Stone").locator(".seen-at")).to_have_text("10:15", timeout=8_000)


def test_a_pupil_who_was_absent_and_is_seen_moves_on_site(phone):
    phone.get_by_role("button", name="Start a fire drill").click()
    row(phone, "Amelia Abbott").get_by_role("checkbox").check()
    expect(phone.locator("[data-part=on_site] li", has_text="Amelia Abbott")).to_have_count(1)


def test_targets_are_large_enough_for_a_thumb(phone):
    phone.get_by_role("button", name="Start a fire drill").click()
    expect(phone.locator(".drill__running")).to_be_visible()
    heights = [label.bounding_box()["height"] for label in phone.locator(".class-roll label").all()[:5]]
    assert min(heights) >= 44
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("width", [1366, 820, 390])
def test_nothing_is_in_the_way_of_anybody(new_page, site, office, classes, width):
    page = open_roll(new_page(width=width, height=800), site, office)
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Start a fire drill").click()
    expect(page.locator("#left")).to_have_text("31")
    assert accessibility_faults(page) == []
    for address in ("/on-site/drills/", "/kitchen/"):
        page.goto(site.url + address)
        assert accessibility_faults(page) == []
