"""The register from the keyboard: each key, plans, and the marks of other people."""

import re

import pytest
from playwright.sync_api import expect

from registers.models import Admission, Mark
from tests.browser.classroom import box, key_in, on_record, open_register, pupils_of
from tests.browser.register_in_use import asked, saved
from tests.factories import at, mark

pytestmark = pytest.mark.clock("2026-11-24T08:47")
expect.set_options(timeout=20_000)


@pytest.fixture
def pupils(class_4k):
    return pupils_of(class_4k)


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
