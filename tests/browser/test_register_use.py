"""Using the register: keys, guards, phones, people without a mouse or without script, and shared computers."""

import gzip
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from registers.models import Admission, Mark
from tests.browser.classroom import (
    box,
    class_of_thirty,
    key_in,
    on_record,
    open_register,
    pupils_of,
    register_url,
    row,
    seat,
    teacher_of,
)
from tests.cast import person
from tests.factories import PlannedMarkFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T08:47")
expect.set_options(timeout=20_000)

SAVED = re.compile(r"All marks saved 8:\d\d:\d\d")
VIOLATIONS = """
  window.violations = [];
  document.addEventListener("securitypolicyviolation", (event) => window.violations.push(event.violatedDirective));
"""
MOST_GZIPPED = 40_000  # bytes of ours a register may weigh (ux.md section 10)


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school)


@pytest.fixture
def pupils(class_4k):
    return pupils_of(class_4k)


@pytest.fixture
def miss_patel(class_4k):
    return teacher_of(class_4k)


@pytest.fixture
def mrs_wright(school):
    return person(school, "office", "Joan Wright", "School office")


@pytest.fixture
def register(page, site, class_4k, miss_patel):
    page.add_init_script(VIOLATIONS)
    return open_register(page, site, class_4k, miss_patel)


def saved(page):
    expect(page.locator("#save-state")).to_have_text(SAVED)


def asked(page, pupil):
    return row(page, pupil).locator(".row__ask")


# --- keys ---------------------------------------------------------------------------------------------------


def test_each_key_marks_and_moves_on(register, class_4k, pupils):
    keys = {"/": "/", "\\": "/", "p": "/", "Space": "/", "n": "N", "a": "N", "l": "L"}
    key_in(register, pupils[0], keys)

    expect(box(register, pupils[7])).to_be_focused()
    saved(register)
    assert on_record(class_4k) == {pupil.pk: code for pupil, code in zip(pupils, keys.values(), strict=False)}


def test_the_office_keys_codes_of_two_letters(page, site, class_4k, pupils, mrs_wright):
    open_register(page, site, class_4k, mrs_wright)
    key_in(page, pupils[0], ["c", "Enter", "c", "1", "c", "2", "y", "6", "i"])

    saved(page)
    codes = on_record(class_4k)
    assert [codes[pupil.pk] for pupil in pupils[:5]] == ["C", "C1", "C2", "Y6", "I"]


def test_a_code_that_needs_a_note_asks_for_it(page, site, class_4k, pupils, mrs_wright):
    open_register(page, site, class_4k, mrs_wright)
    key_in(page, pupils[0], "b")
    expect(asked(page, pupils[0])).to_contain_text("B needs the nature of the provision or activity")
    page.keyboard.type("Forest school")
    page.keyboard.press("Enter")

    saved(page)
    assert Mark.objects.values_list("code", "note").get() == ("B", "Forest school")


def test_a_teacher_is_told_who_gives_the_codes_of_the_office(register, class_4k, pupils):
    key_in(register, pupils[0], "i")

    expect(asked(register, pupils[0])).to_contain_text(
        "Only the office may give I. Give N, and tell the office"
    )
    expect(box(register, pupils[0])).to_be_focused()
    assert on_record(class_4k) == {}


def test_enter_and_arrows_move_without_marking(register, class_4k, pupils):
    key_in(register, pupils[0], ["Enter", "ArrowDown", "ArrowUp"])

    expect(box(register, pupils[1])).to_be_focused()
    assert on_record(class_4k) == {}


def test_minutes_are_filled_in_and_can_be_put_right_from_the_keyboard(register, pupils):
    key_in(register, pupils[0], ["l", "ArrowUp", "ArrowRight"])
    minutes = register.get_by_label(f"Minutes late, {pupils[0].called}")
    expect(minutes).to_have_value("2")
    register.keyboard.type("1")
    register.keyboard.press("Enter")

    expect(box(register, pupils[1])).to_be_focused()
    saved(register)
    assert Mark.objects.get().minutes_late == 1


def test_own_marks_are_cleared_and_undone(register, class_4k, pupils):
    key_in(register, pupils[0], ["n", "ArrowUp", "Backspace"])
    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: ""}
    register.keyboard.press("Control+z")
    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: "N"}


def test_undo_is_offered_for_ten_seconds(register, class_4k, pupils):
    key_in(register, pupils[0], "n")
    register.get_by_role("button", name=f"Undo N, {pupils[0].called}").click()

    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: ""}
    expect(register.locator("#undo")).to_be_disabled()


def test_a_key_held_down_marks_one_pupil_only(register, class_4k, pupils):
    box(register, pupils[0]).focus()
    for _ in range(4):
        register.keyboard.down("n")
    register.keyboard.up("n")

    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: "N"}


def test_single_keys_can_be_switched_off(register, site, class_4k, pupils):
    register.get_by_role("button", name="? Keys").click()
    register.get_by_role("button", name="Switch single keys off for me").click()
    register.locator("body.register-works").wait_for()

    key_in(register, pupils[0], "n")
    expect(register.locator("#save-state")).to_have_text("Marks save by themselves")
    register.keyboard.press("Tab")
    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: "N"}


# --- plans and other people's marks ---------------------------------------------------------------------------


@pytest.fixture
def with_plans(school, pupils, mrs_wright):
    PlannedMarkFactory(school=school, pupil=pupils[1], by=mrs_wright, note="dentist to 11:00")
    mark(pupils[2], "I", by=mrs_wright, when=at("08:46"))


def test_a_stream_of_keys_passes_plans_and_office_marks_by(with_plans, register, class_4k, pupils):
    key_in(register, pupils[0], "/" * 28)

    saved(register)
    codes = on_record(class_4k)
    assert pupils[1].pk not in codes
    assert codes[pupils[2].pk] == "I"
    assert list(codes.values()).count("/") == 28


def test_a_plan_is_overwritten_by_the_second_press_only(with_plans, register, class_4k, pupils):
    key_in(register, pupils[1], "/")
    expect(asked(register, pupils[1])).to_contain_text(
        f"{pupils[1].forename} is down as M, dentist to 11:00. Press again to mark present."
    )
    assert on_record(class_4k).get(pupils[1].pk) is None
    register.keyboard.press("/")

    saved(register)
    assert on_record(class_4k)[pupils[1].pk] == "/"


def test_a_second_press_that_comes_late_asks_again(with_plans, register, class_4k, pupils):
    register.clock.install()
    key_in(register, pupils[1], "/")
    register.clock.fast_forward(2_500)
    register.keyboard.press("/")

    expect(asked(register, pupils[1])).to_be_visible()
    assert on_record(class_4k).get(pupils[1].pk) is None


def test_an_office_mark_is_not_taken_away_unasked(with_plans, register, class_4k, pupils):
    key_in(register, pupils[2], ["Backspace"])
    expect(asked(register, pupils[2])).to_contain_text("Joan Wright marked I 8:46. Press again to clear it.")
    asked(register, pupils[2]).get_by_role("button", name="Keep I").click()

    expect(asked(register, pupils[2])).to_be_hidden()
    assert on_record(class_4k)[pupils[2].pk] == "I"


@pytest.mark.clock("2026-11-24T09:30")
def test_late_keyed_after_the_close_is_asked_for_the_time_of_arrival_and_not_taken_as_now(
    register, class_4k, pupils
):
    key_in(register, pupils[0], "l")
    expect(asked(register, pupils[0])).to_contain_text("Registration closed at 8:55. When did")
    assert on_record(class_4k) == {}

    arrived = asked(register, pupils[0]).get_by_label("Time of arrival")
    arrived.fill("08:52")
    arrived.press("Enter")
    expect(register.locator("#save-state")).to_have_text(re.compile(r"All marks saved 9:3\d:\d\d"))
    expect(asked(register, pupils[0])).to_be_hidden()
    assert on_record(class_4k) == {pupils[0].pk: "L"}

    key_in(register, pupils[1], "l")
    asked(register, pupils[1]).get_by_label("Time of arrival").fill("09:10")
    asked(register, pupils[1]).get_by_role("button", name="Save L").click()
    expect(asked(register, pupils[1])).to_contain_text("L was saved as U, by the time of arrival.")
    assert on_record(class_4k) == {pupils[0].pk: "L", pupils[1].pk: "U"}


def test_a_question_about_a_mark_that_stands_no_longer_goes(
    with_plans, register, class_4k, pupils, mrs_wright
):
    key_in(register, pupils[2], "/")
    expect(asked(register, pupils[2])).to_contain_text(
        "Joan Wright marked I 8:46. Press again to mark present."
    )
    mark(pupils[2], "L", by=mrs_wright, when=at("08:47"), minutes_late=2)

    register.evaluate(
        "window.dispatchEvent(new Event('online'))"
    )  # asks at once instead of within 15 seconds

    expect(asked(register, pupils[2])).to_contain_text("Joan Wright marked L 8:47 (2 min).")
    expect(asked(register, pupils[2]).get_by_role("button")).to_have_text(["OK"])
    assert on_record(class_4k)[pupils[2].pk] == "L"


def test_blanks_are_marked_present_by_one_key_and_taken_back_by_one(with_plans, register, class_4k, pupils):
    register.keyboard.press("Alt+p")
    saved(register)
    codes = on_record(class_4k)
    assert (list(codes.values()).count("/"), codes[pupils[2].pk], pupils[1].pk in codes) == (28, "I", False)

    register.get_by_role("button", name="Undo 28 marks").click()
    saved(register)
    assert list(on_record(class_4k).values()).count("") == 28


def test_completing_waits_for_every_pupil_and_then_says_who_did_it(with_plans, register, class_4k, pupils):
    key_in(register, pupils[0], "/" * 27)
    register.get_by_role("button", name="Complete register").click()
    expect(register.locator("#complete-words")).to_have_text(f"{pupils[29].called} has no mark yet.")
    expect(box(register, pupils[29])).to_be_focused()

    register.keyboard.press("n")
    register.get_by_role("button", name="Complete register").click()

    expect(register.locator("#taken")).to_contain_text(re.compile(r"Completed 8:4\d by Meera Patel"))
    assert on_record(class_4k)[pupils[1].pk] == "M"


def test_a_refused_mark_says_why_and_the_others_are_saved(register, class_4k, pupils):
    Admission.objects.filter(pupil=pupils[0]).update(deleted_on=at("08:00").date().replace(day=20))
    register.route("**/api/marks/", lambda route: None)
    key_in(register, pupils[0], "///")
    register.wait_for_timeout(200)
    register.unroute("**/api/marks/")
    register.evaluate("window.dispatchEvent(new Event('online'))")

    expect(asked(register, pupils[0])).to_contain_text(
        f"/ was not saved. {pupils[0].called} is not on the roll on Tuesday 24 November 2026."
        " The office can correct the pupil's starting or leaving day."
    )
    saved(register)
    assert on_record(class_4k) == {pupils[1].pk: "/", pupils[2].pk: "/"}


def test_a_mark_that_the_server_cannot_read_does_not_hold_up_the_others(register, class_4k, pupils):
    def garble(route):
        body = route.request.post_data_json
        for op in body["ops"]:
            op["date"] = "yesterday" if op["pupil"] == pupils[1].pk else op["date"]
        route.continue_(post_data=body)

    register.route("**/api/marks/", garble)
    key_in(register, pupils[0], "///")

    expect(asked(register, pupils[1])).to_contain_text(
        "/ was not saved. The server could not read this mark."
    )
    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: "/", pupils[2].pk: "/"}


# --- shared computers -------------------------------------------------------------------------------------------


def test_a_session_that_ended_keeps_the_marks_for_the_same_person_only(
    register, site, class_4k, pupils, miss_patel, mrs_wright
):
    Session.objects.all().delete()
    key_in(register, pupils[0], "nn")
    panel = register.locator("#offline-bar")
    expect(panel).to_contain_text("You are signed out. 2 marks kept on this device.")
    assert panel.get_by_role("link", name="Sign in in a new tab").get_attribute("target") == "_blank"

    seat(register.context, site, mrs_wright)
    register.evaluate("window.dispatchEvent(new Event('online'))")
    expect(panel).to_contain_text(
        "Somebody else is signed in on this device now. 2 marks kept on this device"
    )
    assert on_record(class_4k) == {}
    hers = register.context.new_page()
    hers.goto(register_url(site, class_4k))
    expect(hers.locator("#register-notices")).to_contain_text(
        "2 marks by Meera Patel wait on this device until Meera Patel signs in here."
    )

    seat(register.context, site, miss_patel)
    register.evaluate("window.dispatchEvent(new Event('online'))")
    saved(register)
    assert on_record(class_4k) == {pupils[0].pk: "N", pupils[1].pk: "N"}


def kept_lists(page):
    return page.evaluate(
        "caches.keys().then((names) => names.filter((name) => name.startsWith('register-')))"
    )


def wait_for_list(page, holding=""):
    for _ in range(200):
        kept = page.evaluate("caches.match(location.pathname).then((page) => page?.text())")
        if kept and re.search(holding, kept):
            return
        page.wait_for_timeout(50)
    pytest.fail("no list was kept")


def sign_out(page):
    page.locator("details.person summary").click()
    page.get_by_role("button", name="Sign out").click()


def test_signing_out_wipes_the_list_that_was_kept(register):
    wait_for_list(register)

    sign_out(register)

    expect(register).not_to_have_url(re.compile("/registers/"))
    assert kept_lists(register) == []


def test_marks_saved_since_the_page_was_opened_still_stand_in_it_when_reloaded_offline(
    register, site, pupils
):
    wait_for_list(register)
    key_in(register, pupils[0], "/n")
    saved(register)
    wait_for_list(register, holding=r"data-rev=.\d+. data-code=.N.")
    site.kill()

    register.reload()

    expect(box(register, pupils[0])).to_have_value("/")
    expect(box(register, pupils[1])).to_have_value("N")
    site.start()


def test_signing_out_with_unsent_marks_asks_first(register, site, pupils):
    register.route("**/api/**", lambda route: route.abort())
    key_in(register, pupils[0], "n")
    sign_out(register)

    question = register.get_by_role("dialog", name="1 mark has not reached the server")
    expect(question).to_be_visible()
    question.get_by_role("button", name="Stay, and keep trying").click()
    expect(question).to_be_hidden()
    expect(register).to_have_url(re.compile("/registers/"))


def test_signing_out_elsewhere_asks_about_unsent_marks_too(register, site, pupils):
    register.route("**/api/**", lambda route: route.abort())
    key_in(register, pupils[0], "n")
    expect(register.locator("#offline-bar")).to_contain_text("1 mark kept on this device")
    other = register.context.new_page()
    other.goto(f"{site.url}/registers/")
    sign_out(other)

    question = other.get_by_role("dialog", name="1 mark has not reached the server")
    question.get_by_role("button", name="Sign out and leave them here").click()
    expect(other).not_to_have_url(re.compile("/registers/"))


def test_a_list_of_another_day_is_wiped_and_never_shown(register, site, class_4k):
    wait_for_list(register)
    register.evaluate(
        "async () => { const [name] = (await caches.keys()).filter((n) => n.startsWith('register-'));"
        " const old = await caches.open('register-2020-01-01');"
        " await old.put(location.pathname, await (await caches.open(name)).match(location.pathname));"
        " await caches.delete(name); }"
    )
    site.kill()

    with pytest.raises(Exception, match="ERR_"):
        register.goto(register_url(site, class_4k))
    site.start()


def test_a_school_may_keep_nothing_on_devices(page, site, school, class_4k, miss_patel):
    school.keep_offline_lists = False
    school.save()
    open_register(page, site, class_4k, miss_patel)
    page.wait_for_timeout(1_000)

    assert kept_lists(page) == []
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((all) => all.length)") == 0


# --- screens, eyes and hands -----------------------------------------------------------------------------------------


def test_thirty_pupils_stand_on_one_screen_of_a_school_computer(
    new_page, site, class_4k, miss_patel, with_plans
):
    page = open_register(new_page(width=1366, height=640), site, class_4k, miss_patel)

    def rows_above_the_foot():
        foot = page.locator(".register-foot").bounding_box()
        rows = page.locator(".row").evaluate_all(
            "rows => rows.map((row) => row.getBoundingClientRect().bottom)"
        )
        return len([bottom for bottom in rows if bottom <= foot["y"]])

    assert rows_above_the_foot() == 30
    assert page.evaluate("document.documentElement.scrollHeight") <= 640

    page.keyboard.press("l")  # says who and when in the row, and the last change at the foot
    saved(page)
    page.reload()
    expect(page.locator("#last-changed")).to_contain_text("Last change:")
    assert rows_above_the_foot() == 30
    assert page.evaluate("document.documentElement.scrollHeight") <= 640


@pytest.mark.parametrize(("width", "height", "smallest"), [(390, 844, (48, 44)), (820, 1180, (44, 44))])
def test_fingers_find_the_buttons(new_page, site, class_4k, miss_patel, pupils, width, height, smallest):
    page = open_register(
        new_page(width=width, height=height, has_touch=True, is_mobile=True), site, class_4k, miss_patel
    )
    present = page.get_by_role("button", name=f"/ present, {pupils[0].called}")
    size = present.bounding_box()
    assert (round(size["width"]), round(size["height"])) == smallest
    assert present.get_attribute("tabindex") == "0"

    present.tap()
    saved(page)
    expect(present).to_have_attribute("aria-pressed", "true")
    assert on_record(class_4k) == {pupils[0].pk: "/"}
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "height"), [(1366, 768), (820, 1180), (390, 844), (320, 640)])
def test_axe_finds_nothing(new_page, site, class_4k, miss_patel, with_plans, pupils, width, height):
    page = open_register(new_page(width=width, height=height, bypass_csp=True), site, class_4k, miss_patel)
    row(page, pupils[0]).locator("button", has_text="L").first.click()
    row(page, pupils[1]).locator("button", has_text="N").first.click()
    expect(asked(page, pupils[1])).to_be_visible()
    saved(page)
    assert accessibility_faults(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    page.get_by_role("button", name="? Keys").click()
    assert accessibility_faults(page) == []
    for address in (register_url(site, class_4k) + "board/", f"{site.url}/registers/",
                    register_url(site, class_4k, "pm"), register_url(site, class_4k, day="2026-11-27")):  # fmt: skip
        page.goto(address)
        assert accessibility_faults(page) == []


def test_the_policy_against_foreign_script_is_never_broken(register, pupils):
    key_in(register, pupils[0], "/nl")
    saved(register)
    wait_for_list(register)
    register.get_by_role("button", name="? Keys").click()

    assert register.evaluate("window.violations") == []
    assert register.evaluate("'trustedTypes' in window")
    with pytest.raises(Exception, match="TrustedHTML"):
        register.evaluate("document.body.innerHTML = '<b>text</b>'")


def test_the_page_weighs_little(page, site, class_4k, miss_patel):
    ours = {}
    page.on("response", lambda answer: ours.setdefault(answer.url, answer))
    open_register(page, site, class_4k, miss_patel)
    page.wait_for_load_state("networkidle")

    weights = {
        url.removeprefix(site.url): len(gzip.compress(answer.body()))
        for url, answer in ours.items()
        if "/vendor/" not in url and "for=device" not in url and answer.request.resource_type != "fetch"
        and answer.status == 200
    }  # fmt: skip
    assert sum(weights.values()) <= MOST_GZIPPED, weights


def test_without_script_the_form_saves_asks_and_completes(
    new_page, site, class_4k, miss_patel, mrs_wright, pupils
):
    page = new_page(java_script_enabled=False)
    seat(page.context, site, miss_patel)
    page.goto(register_url(site, class_4k))
    expect(page.locator(".script-only").first).to_be_hidden()
    box(page, pupils[0]).fill("n")
    box(page, pupils[0]).press("Enter")
    expect(page.locator(".notice--success")).to_have_text("1 mark saved.")
    page.get_by_role("button", name=f"L late, {pupils[1].called}").click()
    mark(pupils[2], "L", by=mrs_wright, source="late_desk", when=at("08:47"), minutes_late=2)
    page.get_by_role("button", name=f"N absent, {pupils[2].called}").click()
    expect(row(page, pupils[2])).to_contain_text("Office marked L 8:47 (2 min).")
    page.get_by_role("button", name="Keep L").click()
    page.get_by_role("button", name="Mark blanks present").click()
    page.get_by_role("button", name="Complete register").click()

    expect(page.locator("#taken")).to_contain_text("by Meera Patel")
    codes = on_record(class_4k)
    assert [codes[pupil.pk] for pupil in pupils[:4]] == ["N", "L", "L", "/"]


def test_the_board_follows_the_register(register, site, class_4k, pupils):
    key_in(register, pupils[0], "/")
    saved(register)
    board = register.context.new_page()
    board.clock.install()
    board.goto(register_url(site, class_4k) + "board/")
    expect(board.locator("#board-total")).to_have_text("1 here, 29 not here")

    mark(pupils[1], "L", by=class_4k.teachers.get().post, when=at("08:48"), minutes_late=3)
    board.clock.fast_forward(16_000)
    expect(board.locator("#board-total")).to_have_text("2 here, 28 not here")
