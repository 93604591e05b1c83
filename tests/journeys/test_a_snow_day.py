"""A snow day: the head closes the school on a phone at 6:45, tells the parents, and opens it again."""

import re

import pytest
from playwright.sync_api import expect

from registers.actions.register_day import close_registers
from registers.models import Mark, MarkHistory, Message
from reporting.measures import measure
from tests.browser.classroom import class_of_thirty, on_record, pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T06:45:00")
SNOW = "The whole site is closed unexpectedly: Snow on the roads. Y4 is planned for everybody."


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


@pytest.fixture
def class_4k(school):
    return class_of_thirty(school)


def staff(school, role, name):
    post = person(school, role, name)
    post.user.is_demo = True
    post.user.save()
    return post


def test_a_snow_day(site, new_page, school, class_4k):
    head, office = staff(school, "head", "Ruth Adeyemi"), staff(school, "office", "Joan Wright")
    teacher_of(class_4k)
    families(class_4k)

    # 6:45 In bed, on a phone: what, when, why; what it does; closed.
    phone = new_page(width=390, height=844)
    seat(phone.context, site, head)
    close_on_a_phone(phone, site)

    # One message to all parents, pressed twice, is one message to each.
    tell_the_parents(phone)
    assert sorted(Message.objects.values_list("contact__name", "channel", "state")) == [
        ("Parent of two", "email", "queued"),
        ("Parent of two", "text", "queued"),
    ]

    # 9:00 The office sees closed registers with Y4; nobody is missing, nothing is chased.
    close_registers(school=school, on=THE_DAY, at=at("08:56"))
    site.servers.at("2026-11-24T09:00:00")
    desk = new_page()
    seat(desk.context, site, office)
    the_office_sees_a_closed_school(desk, site, class_4k)
    assert set(on_record(class_4k).values()) == {"Y4"}
    codes = list(Mark.objects.values_list("code", flat=True))
    sums = measure({code: codes.count(code) for code in set(codes)})
    assert (sums.possible, sums.absent, len(codes)) == (0, 0, 30)

    # 11:00 The roads are clear: open from the afternoon, with the morning as it was.
    site.servers.at("2026-11-24T11:00:00")
    open_again(phone, site, "afternoon of Tuesday 24 November", "The roads are clear")
    assert set(on_record(class_4k).values()) == {"Y4"}
    site.servers.at("2026-11-24T13:12:00")
    desk.goto(f"{site.url}/registers/{class_4k.pk}/{THE_DAY}/pm/")
    expect(desk.locator("#register-notices")).not_to_contain_text("closed unexpectedly")
    expect(desk.get_by_role("button", name="Complete register")).to_be_visible()

    # It was a mistake altogether: the morning's marks are taken back too, and the history keeps them.
    mark(pupils_of(class_4k)[0], "\\", by=head, session="PM", when=at("13:12"))
    open_again(phone, site, "morning of Tuesday 24 November", "Closed by mistake")
    assert set(on_record(class_4k).values()) == {""}
    assert MarkHistory.objects.filter(code="Y4").count() == 30


def families(group):
    mother = ContactFactory(school=group.school, name="Parent of two")
    for pupil in pupils_of(group)[:2]:
        CareFactory(pupil=pupil, contact=mother)


def close_on_a_phone(page, site):
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Close the school").click()
    expect(page.get_by_label("The whole site")).to_be_checked()
    expect(page.get_by_label("4K")).to_be_hidden()  # asked only where part of the premises is closed
    page.get_by_label("In a line").fill("Snow on the roads")
    page.get_by_role("button", name="See what this does").last.click()
    panel = page.locator("section.panel")
    expect(panel).to_contain_text("2 sessions are closed, code Y4")
    expect(panel).to_contain_text("You can tell 1 parent on the next page.")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert accessibility_faults(page) == []
    panel.get_by_role("button", name="Close the school").click()


def tell_the_parents(page):
    expect(page.get_by_role("heading", name="Tell the parents")).to_be_visible()
    expect(page.get_by_label("What it says")).to_have_value(re.compile("is closed: Tuesday 24 November 2026"))
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Send to the outbox").dblclick()
    expect(page.get_by_role("heading", name="Outbox")).to_be_visible()


def the_office_sees_a_closed_school(page, site, group):
    page.goto(f"{site.url}/registers/")
    expect(page.get_by_text(SNOW)).to_be_visible()
    expect(page.locator("tbody tr", has_text="4K")).to_contain_text(
        re.compile(r"Taken 8:56.*Closed unexpectedly")
    )
    page.goto(f"{site.url}/missing-registers/")
    expect(page.locator("#missing-today")).to_contain_text("No register is missing.")
    page.goto(f"{site.url}/on-site/")
    expect(page.get_by_text(SNOW)).to_be_visible()
    expect(page.locator('[data-count="unmarked"]')).to_have_text("0")


def open_again(page, site, sitting, why):
    page.goto(f"{site.url}/closing/")
    page.get_by_role("link", name="Open again").click()
    page.get_by_label("Open again from the").select_option(sitting)
    page.get_by_label("Why?").fill(why)
    page.get_by_role("button", name="Open again").click()
    expect(page.get_by_text(f"Open again from the {sitting.split()[0]}").first).to_be_visible()
