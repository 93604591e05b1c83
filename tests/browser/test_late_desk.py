"""The late desk by keyboard, as at the hatch at 8:57."""

import time

import pytest
from playwright.sync_api import expect

from registers.models import Mark, Movement
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import CareFactory, ContactFactory, PupilFactory, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T08:57:00")

SECONDS_A_PUPIL = 5


@pytest.fixture
def office(school):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    return post


@pytest.fixture
def group(school):
    return class_of_thirty(school)


@pytest.fixture
def family(school, group, office):
    """Tomasz and Ieva, who share a mother; Tomasz is marked absent."""
    tomasz = next(each for each in pupils_of(group) if each.forename == "Tomasz")
    ieva = PupilFactory(school=school, group=group, forename="Ieva", surname="Kowalska")
    mother = ContactFactory(school=school, name="Anna Kowalska")
    for child in (tomasz, ieva):
        CareFactory(pupil=child, contact=mother)
    mark(tomasz, "N", by=office)
    return tomasz, ieva


@pytest.fixture
def desk(page, site, office, family):
    seat(page.context, site, office)
    page.goto(f"{site.url}/late-desk/")
    expect(page.locator("#q")).to_have_attribute("role", "combobox")
    return page


def signed_in():
    return sorted(Movement.objects.filter(undone_at=None).values_list("pupil__forename", "reason"))


def test_a_pupil_is_signed_in_by_four_keys_in_under_five_seconds(desk, family):
    began = time.monotonic()
    desk.keyboard.type("to2")
    desk.keyboard.press("Enter")
    expect(desk.locator(".desk__done")).to_contain_text("Tomasz Kowalski 4K: U, 12 min")
    assert time.monotonic() - began < SECONDS_A_PUPIL
    assert signed_in() == [("Tomasz", "Traffic")]
    assert Mark.objects.get(pupil=family[0]).code == "U"
    expect(desk.locator("#q")).to_be_focused()
    expect(desk.locator("#q")).to_have_value("")


def test_three_pupils_after_one_another_take_under_five_seconds_each(desk):
    began = time.monotonic()
    for keys in ("khan1", "lew4", "walk2"):
        desk.keyboard.type(keys, delay=30)
        desk.keyboard.press("Enter")
    expect(desk.locator("#today-title")).to_have_text("Late today: 3", timeout=15_000)
    assert time.monotonic() - began < 3 * SECONDS_A_PUPIL
    assert signed_in() == [("Aisha", "Overslept"), ("Evie", "Traffic"), ("Sofia", "Bus late")]


def test_space_adds_the_sibling_and_enter_signs_both_in(desk):
    desk.keyboard.type("to4 ")
    expect(desk.locator(".at-desk li")).to_have_count(2)
    expect(desk.locator(".at-desk")).to_contain_text("Ieva Kowalska")
    desk.keyboard.press("Enter")
    expect(desk.locator(".desk__done .notice")).to_have_count(2)
    assert signed_in() == [("Ieva", "Bus late"), ("Tomasz", "Bus late")]


def test_a_whole_name_takes_one_pupil_and_nobody_else_of_either_name(desk):
    desk.keyboard.type("tomasz kowalski")
    desk.keyboard.press("Enter")
    expect(desk.locator(".at-desk b")).to_have_text(["Tomasz Kowalski"])


def test_one_letter_is_told_to_be_too_few(desk):
    desk.keyboard.type("k")
    desk.keyboard.press("Enter")
    expect(desk.locator("#matches")).to_have_text("Type one letter more.")


def test_arrows_choose_among_several(desk):
    desk.keyboard.type("ko")
    expect(desk.locator(".match")).to_have_count(2)
    first = desk.locator(".match[aria-selected=true] b").inner_text()
    desk.keyboard.press("ArrowDown")
    second = desk.locator(".match[aria-selected=true] b")
    expect(second).not_to_have_text(first)
    name = second.inner_text()
    desk.keyboard.press("Enter")
    expect(desk.locator(".at-desk b")).to_have_text(name)


def test_enter_without_a_reason_asks_for_one_and_keeps_the_pupil(desk):
    desk.keyboard.type("khan")
    desk.keyboard.press("Enter")
    desk.keyboard.press("Enter")
    expect(desk.locator("#chosen [role=alert]")).to_contain_text("Choose a reason")
    desk.keyboard.type("1")
    desk.keyboard.press("Enter")
    expect(desk.locator(".desk__done")).to_contain_text("Aisha Khan")
    assert signed_in() == [("Aisha", "Overslept")]


def test_another_reason_is_typed_and_who_brought_them_is_kept(desk):
    desk.keyboard.type("to5")
    expect(desk.get_by_label("The reason")).to_be_focused()
    desk.keyboard.type("Flooded road in 2 places")
    desk.get_by_label("Anna Kowalska, mother").check()
    desk.locator("#q").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator(".desk__done")).to_contain_text("Tomasz")
    assert list(Movement.objects.values_list("reason", "with_whom")) == [
        ("Flooded road in 2 places", "Anna Kowalska, mother")
    ]


def test_a_server_that_is_away_loses_and_doubles_nothing(desk, site):
    desk.keyboard.type("to2")
    expect(desk.locator(".at-desk")).to_contain_text("Tomasz")
    site.kill()
    desk.keyboard.press("Enter")
    expect(desk.locator("#trouble")).to_contain_text("Not saved yet")
    site.start()
    expect(desk.locator(".desk__done")).to_contain_text("Tomasz", timeout=15_000)
    assert signed_in() == [("Tomasz", "Traffic")]


def test_undo_sets_the_mark_back(desk, family):
    desk.keyboard.type("to2")
    desk.keyboard.press("Enter")
    desk.locator(".desk__done").get_by_role("button", name="Undo").click()
    expect(desk.get_by_text("Tomasz Kowalski: signed in late is undone.")).to_be_visible()
    assert Mark.objects.get(pupil=family[0]).code == "N"


def test_the_desk_works_without_javascript(browser, site, office, family):
    context = browser.new_context(java_script_enabled=False)
    seat(context, site, office)
    page = context.new_page()
    page.goto(f"{site.url}/late-desk/")
    page.get_by_label("Name: two letters").fill("to")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Tomasz Kowalski").click()
    page.get_by_role("link", name="Add Ieva Kowalska").click()
    page.get_by_label("2 Traffic").check()
    page.get_by_role("button", name="Sign in all 2").click()
    expect(page.locator(".desk__done .notice")).to_have_count(2)
    assert signed_in() == [("Ieva", "Traffic"), ("Tomasz", "Traffic")]
    context.close()


@pytest.mark.parametrize("width", [1366, 820, 390])
def test_nothing_is_in_the_way_of_anybody(desk, site, width):
    desk.set_viewport_size({"width": width, "height": 800})
    assert accessibility_faults(desk) == []
    desk.keyboard.type("ko")
    expect(desk.locator(".match")).to_have_count(2)
    assert accessibility_faults(desk) == []
    desk.keyboard.type("5")
    expect(desk.locator(".at-desk li")).to_have_count(1)
    assert accessibility_faults(desk) == []
    for address in ("/late-desk/out/", "/late-desk/back/", "/late-desk/slip/"):
        desk.goto(site.url + address)
        assert accessibility_faults(desk) == []
