"""The promises of the register page, kept in a real browser: no mark is lost, and none is overwritten unseen.

Five scenarios from the design, each with a control in which the guard is taken away and the loss is seen.
"""

import random
import re
import time

import pytest
from playwright.sync_api import expect

from tests.browser.classroom import (
    box,
    class_of_thirty,
    earlier_entries,
    insisting,
    key_in,
    new_operation_numbers,
    on_record,
    open_register,
    operations,
    pupils_of,
    register_url,
    row,
    seat,
    teacher_of,
)
from tests.cast import person

pytestmark = pytest.mark.clock("2026-11-24T08:46")
expect.set_options(timeout=20_000)  # a test may have to share its computer

SAVED = re.compile(r"All marks saved 8:\d\d:\d\d")
NO_DISK = "Object.defineProperty(window, 'indexedDB', {value: {open() { throw new Error('no disk'); }}});"


def state(page):
    return page.locator("#save-state")


def bar(page):
    return page.locator("#offline-bar")


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school)


@pytest.fixture
def miss_patel(class_4k):
    return teacher_of(class_4k)


@pytest.fixture
def mrs_wright(school):
    return person(school, "office", "Joan Wright", "School office")


# --- 1. the server is killed while a class is keyed -------------------------------------------------------


def test_thirty_marks_survive_a_server_that_is_killed_and_restarted_meanwhile(
    page, site, class_4k, miss_patel
):
    pupils = pupils_of(class_4k)
    open_register(page, site, class_4k, miss_patel)

    key_in(page, pupils[0], "/" * 14)
    site.kill()
    for _ in range(14):
        page.keyboard.press("/")
    page.keyboard.press("n")
    page.keyboard.press("l")
    expect(bar(page)).to_contain_text("Offline:")
    expect(bar(page)).to_contain_text("kept on this device")
    site.start()

    expect(state(page)).to_have_text(SAVED)
    expect(bar(page)).to_be_hidden()
    assert list(on_record(class_4k).values()).count("/") == 28
    assert on_record(class_4k)[pupils[28].pk] == "N"
    assert on_record(class_4k)[pupils[29].pk] == "L"
    assert operations() == 30


def test_the_status_says_saving_in_the_same_tick_as_the_key(page, site, class_4k, miss_patel):
    open_register(page, site, class_4k, miss_patel)
    page.route("**/api/marks/", lambda route: None)  # never answered

    said = page.evaluate(
        """() => {
          const box = document.querySelector(".row__mark");
          box.focus();
          box.dispatchEvent(new KeyboardEvent("keydown", {key: "/", bubbles: true, cancelable: true}));
          return document.querySelector("#save-state").textContent;
        }"""
    )

    assert said == "Saving 1"


# --- 2. marks made without a network outlive a reload and the browser -------------------------------------


def open_browser(browser, folder):
    launched = browser.browser_type.launch_persistent_context(
        folder,
        executable_path=CHROMIUM(),
        args=["--no-sandbox", "--no-first-run", "--disable-background-networking"],
        viewport={"width": 1366, "height": 768},
    )
    launched.set_default_timeout(10_000)
    return launched


def CHROMIUM():
    from tests.websites import find_chromium

    return find_chromium()


def wait_until_kept(page):
    """Until today's list is on the device and the worker has taken charge of the page."""
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    deadline = time.monotonic() + 10
    while not page.evaluate(
        "caches.keys().then(async ([name]) => Boolean(name && navigator.serviceWorker.controller"
        " && await (await caches.open(name)).match(location.pathname)))"
    ):
        assert time.monotonic() < deadline, "the list was not kept"
        time.sleep(0.05)


def test_marks_made_offline_outlive_a_reload_and_a_restart_of_the_browser(
    browser, tmp_path, site, class_4k, miss_patel
):
    pupils = pupils_of(class_4k)
    window = open_browser(browser, tmp_path)
    page = open_register(window.new_page(), site, class_4k, miss_patel)
    wait_until_kept(page)
    site.kill()

    key_in(page, pupils[0], "/" * 10 + "nl")
    expect(bar(page)).to_contain_text("Offline: 12 marks kept on this device")
    page.reload()
    expect(bar(page)).to_contain_text("Offline: 12 marks kept on this device")
    expect(box(page, pupils[10])).to_have_value("N")
    page.close(run_before_unload=False)
    window.close()

    window = open_browser(browser, tmp_path)
    page = window.new_page()
    page.goto(register_url(site, class_4k))
    expect(bar(page)).to_contain_text("12 marks kept on this device")
    expect(row(page, pupils[11])).to_have_class(re.compile("is-unsaved"))
    site.start()
    expect(bar(page)).to_contain_text("You are signed out. 12 marks kept on this device")
    assert on_record(class_4k) == {}

    seat(window, site, miss_patel)
    other_tab = window.new_page()
    other_tab.close()
    page.bring_to_front()
    expect(state(page)).to_have_text(SAVED)
    codes = on_record(class_4k)
    assert [codes[pupil.pk] for pupil in pupils[:12]] == [*"/" * 10, "N", "L"]
    assert operations() == 12
    window.close()


def test_control_without_a_disk_the_marks_are_lost_by_a_reload(page, site, class_4k, miss_patel):
    page.add_init_script(NO_DISK)
    open_register(page, site, class_4k, miss_patel)
    wait_until_kept(page)
    site.kill()
    key_in(page, pupils_of(class_4k)[0], "/" * 12)
    expect(bar(page)).to_contain_text("12 marks kept on this page only: do not close it")

    page.on("dialog", lambda dialog: dialog.accept())
    page.reload()
    page.locator("body.register-works").wait_for()
    site.start()
    expect(bar(page)).to_be_hidden(timeout=20_000)

    assert on_record(class_4k) == {}


# --- 3. the answer is lost after the server has saved -----------------------------------------------------


def lose_the_first_answer(page, then=lambda route: route.continue_()):
    answers = []

    def handle(route):
        if answers:
            return then(route)
        answers.append(route.fetch().status)
        return route.abort()

    page.route("**/api/marks/", handle)
    return answers


def test_a_lost_answer_makes_no_second_entry(page, site, class_4k, miss_patel):
    pupil = pupils_of(class_4k)[0]
    open_register(page, site, class_4k, miss_patel)
    answers = lose_the_first_answer(page)

    key_in(page, pupil, "n")

    expect(state(page)).to_have_text(SAVED)
    assert answers == [200]
    assert on_record(class_4k) == {pupil.pk: "N"}
    assert (operations(), earlier_entries(class_4k)) == (1, 0)


def test_control_a_retry_without_its_number_would_be_a_second_operation(page, site, class_4k, miss_patel):
    open_register(page, site, class_4k, miss_patel)
    lose_the_first_answer(page, then=new_operation_numbers)

    key_in(page, pupils_of(class_4k)[0], "n")
    expect(state(page)).to_have_text(SAVED)
    page.unroute_all(behavior="wait")

    assert operations() == 2


# --- 4. two hundred marks and a server that keeps dying ---------------------------------------------------


def key_at_random(page, pupils, site, marks, kills):
    """Key random codes at random pupils, 25 seconds of it with a server that dies; what was meant, by pupil."""
    chance = random.Random(20261124)
    meant, kill_until = {}, time.monotonic() + 25
    kill_at = set(chance.sample(range(10, marks), kills))
    for number in range(marks):
        pupil, code = chance.choice(pupils), chance.choice("/nl")
        if number in kill_at and time.monotonic() < kill_until:
            site.kill()
            page.wait_for_timeout(chance.randrange(50, 400))
            site.start()
        key_in(page, pupil, code)
        meant[pupil.pk] = code.upper()
    return meant


def test_two_hundred_marks_end_as_they_were_keyed_though_the_server_dies(page, site, class_4k, miss_patel):
    open_register(page, site, class_4k, miss_patel)

    meant = key_at_random(page, pupils_of(class_4k), site, marks=200, kills=6)

    expect(state(page)).to_have_text(SAVED)
    assert on_record(class_4k) == meant


def test_control_answers_given_before_the_marks_are_saved_lose_them(page, site, class_4k, miss_patel):
    open_register(page, site, class_4k, miss_patel)
    chance = random.Random(1)

    def forge(route):
        if chance.random() < 0.5:
            return route.continue_()
        results = [
            {"op": op["op"], "outcome": "saved", "mark": None} for op in route.request.post_data_json["ops"]
        ]
        return route.fulfill(json={"now": "2026-11-24T08:46:00+00:00", "results": results})

    page.route("**/api/marks/", forge)
    meant = key_at_random(page, pupils_of(class_4k), site, marks=40, kills=0)

    expect(state(page)).to_have_text(SAVED)
    assert on_record(class_4k) != meant


# --- 5. two people and one pupil --------------------------------------------------------------------------


@pytest.fixture
def other_page(new_page, site, class_4k, mrs_wright):
    return open_register(new_page(), site, class_4k, mrs_wright)


def test_the_second_of_two_people_is_asked_and_the_first_hears_of_it(
    page, other_page, site, class_4k, miss_patel
):
    pupil = pupils_of(class_4k)[3]
    open_register(page, site, class_4k, miss_patel)
    key_in(page, pupil, "n")
    expect(state(page)).to_have_text(SAVED)

    other_page.route("**/api/registers/**", lambda route: route.abort())  # has not heard of it yet
    key_in(other_page, pupil, "/")

    expect(row(other_page, pupil)).to_contain_text("Meera Patel marked N 8:4")
    assert on_record(class_4k) == {pupil.pk: "N"}
    row(other_page, pupil).get_by_role("button", name="Use /").click()
    expect(row(other_page, pupil)).not_to_contain_text("Meera Patel marked N")
    expect(state(other_page)).to_have_text(SAVED)
    assert on_record(class_4k) == {pupil.pk: "/"}
    assert earlier_entries(class_4k) == 1

    expect(row(page, pupil)).to_contain_text("Joan Wright marked / 8:4")
    expect(box(page, pupil)).to_have_value("/")


def test_two_people_who_are_both_first_both_see_it(page, other_page, site, class_4k, miss_patel):
    pupil = pupils_of(class_4k)[4]
    open_register(page, site, class_4k, miss_patel)
    held = []
    for one in (page, other_page):
        one.route("**/api/registers/**", lambda route: route.abort())
        one.route("**/api/marks/", lambda route: held.append(route))
    key_in(page, pupil, "n")
    key_in(other_page, pupil, "/")
    while len(held) < 2:
        page.wait_for_timeout(20)
    for one, route in zip((page, other_page), held, strict=True):
        one.unroute("**/api/marks/")
        route.continue_()

    asked = [one for one in (page, other_page) if settled(one, pupil)]
    assert len(asked) == 1
    winner = page if asked == [other_page] else other_page
    asked[0].keyboard.press("n" if asked[0] is page else "/")  # one key: use mine

    expect(state(asked[0])).to_have_text(SAVED)
    winner.unroute("**/api/registers/**")
    winner.evaluate("window.dispatchEvent(new Event('online'))")  # asks at once instead of within 15 seconds
    expect(row(winner, pupil).locator(".row__ask")).to_be_visible(timeout=20_000)
    assert on_record(class_4k) == {pupil.pk: "N" if asked[0] is page else "/"}
    assert earlier_entries(class_4k) == 1


def settled(page, pupil):
    """Once the server has answered: whether this person was asked."""
    expect(state(page)).to_have_text(SAVED)
    if row(page, pupil).locator(".row__ask--conflict").is_hidden():
        return False
    box(page, pupil).focus()
    return True


def test_keeping_theirs_takes_one_key(page, other_page, site, class_4k, miss_patel):
    pupil = pupils_of(class_4k)[5]
    open_register(page, site, class_4k, miss_patel)
    page.route("**/api/registers/**", lambda route: route.abort())
    key_in(other_page, pupil, "l")
    expect(state(other_page)).to_have_text(SAVED)
    key_in(page, pupil, "/")
    expect(row(page, pupil)).to_contain_text("Office marked L 8:4")

    key_in(page, pupil, "l")

    expect(row(page, pupil).locator(".row__ask")).to_be_hidden()
    expect(box(page, pupil)).to_have_value("L")
    assert on_record(class_4k) == {pupil.pk: "L"}


def test_control_a_page_that_always_insists_overwrites_unasked(page, other_page, site, class_4k, miss_patel):
    pupil = pupils_of(class_4k)[3]
    open_register(page, site, class_4k, miss_patel)
    key_in(page, pupil, "n")
    expect(state(page)).to_have_text(SAVED)

    other_page.route("**/api/registers/**", lambda route: route.abort())
    other_page.route("**/api/marks/", insisting)
    key_in(other_page, pupil, "/")
    expect(state(other_page)).to_have_text(SAVED)

    assert on_record(class_4k) == {pupil.pk: "/"}
    expect(row(other_page, pupil).locator(".row__ask")).to_be_hidden()


@pytest.mark.clock("2026-11-24T09:40")
def test_a_register_taken_after_the_close_is_ready_for_keys(page, site, class_4k, miss_patel):
    open_register(page, site, class_4k, miss_patel)

    expect(box(page, pupils_of(class_4k)[0])).to_be_focused()
