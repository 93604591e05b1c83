"""The register on shared computers, on phones, for people without a mouse or without script."""

import gzip
import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from tests.browser.classroom import box, key_in, on_record, open_register, pupils_of, register_url, row, seat
from tests.browser.register_in_use import asked, saved
from tests.factories import at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T08:47")
expect.set_options(timeout=20_000)
MOST_GZIPPED = 40_000  # bytes of ours a register may weigh (ux.md section 10)


@pytest.fixture
def pupils(class_4k):
    return pupils_of(class_4k)


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
