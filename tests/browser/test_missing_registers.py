"""Missing registers, home, print and outbox in a browser: live, honest when they cannot be, and usable by everybody."""

import pytest
from playwright.sync_api import expect

from registers.actions.messages import remind_teachers
from registers.actions.register_day import complete_register
from registers.models import Message
from tests.browser.classroom import seat, teacher_of
from tests.cast import person
from tests.factories import (
    THE_DAY,
    ContactFactory,
    CoverFactory,
    GroupFactory,
    PlannedMarkFactory,
    RegisterFactory,
    at,
    mark,
)
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T09:02:00")
SIZES = [(1366, 768), (820, 1180), (390, 844)]


@pytest.fixture
def office(school):
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    return post


@pytest.fixture
def patel(group_3b):
    return teacher_of(group_3b)


def renew(page, region):
    """Have the list renew itself now, as it does every 20 seconds."""
    page.evaluate("region => htmx.trigger(region, 'every')", region)


def test_a_register_leaves_the_list_when_it_is_complete(site, page, office, patel, group_3b, pupils):
    seat(page.context, site, office)
    page.goto(f"{site.url}/missing-registers/")
    expect(page.get_by_role("row", name="3B")).to_contain_text("Missing since 8:55")

    for pupil in pupils:
        mark(pupil, "/", by=patel)
    complete_register(register=RegisterFactory(group=group_3b), by=patel, at=at("09:02"))
    renew(page, "#missing-today")

    expect(page.get_by_text("Every register is complete.").first).to_be_visible()
    expect(page.get_by_role("row", name="3B")).to_have_count(0)
    expect(page.locator("[data-live-spoken]")).to_have_text("Every register is complete.")


def test_a_list_that_cannot_renew_itself_says_so_and_keeps_what_it_had(site, page, office, patel, group_3b):
    seat(page.context, site, office)
    page.goto(f"{site.url}/missing-registers/")
    page.context.clear_cookies()
    renew(page, "#missing-today")

    expect(page.get_by_text("This list no longer renews itself.")).to_be_visible()
    expect(page.get_by_role("row", name="3B")).to_be_visible()


def test_a_reminder_goes_from_the_office_to_the_teacher_and_ends_with_the_register(
    site, page, new_page, office, patel, group_3b, pupils
):
    seat(page.context, site, office)
    page.goto(f"{site.url}/missing-registers/")
    page.get_by_role("button", name="Remind Meera Patel of 3B").click()
    expect(page.get_by_text("1 person has a reminder on their page now.")).to_be_visible()

    theirs = new_page()
    seat(theirs.context, site, patel)
    theirs.goto(site.url)
    expect(theirs.get_by_text("Please complete the morning register of 3B.")).to_be_visible()
    renew(page, "#missing-today")
    expect(page.get_by_role("row", name="3B")).to_contain_text("seen 9:0")

    theirs.get_by_role("link", name="Open the register").click()
    theirs.locator("body.register-works").wait_for()
    theirs.get_by_role("button", name="Mark blanks present").click()
    theirs.get_by_role("button", name="Complete register").click()
    expect(theirs.locator("#taken")).to_contain_text("by Meera Patel")
    theirs.goto(site.url)
    expect(theirs.get_by_text("Please complete the morning register of 3B.")).to_have_count(0)


def test_without_script_the_page_works_as_forms(site, new_page, office, patel, group_3b):
    page = new_page(java_script_enabled=False)
    seat(page.context, site, office)
    page.goto(f"{site.url}/missing-registers/")
    page.get_by_role("button", name="Remind Meera Patel of 3B").click()

    expect(page.get_by_text("1 person has a reminder on their page now.")).to_be_visible()
    assert Message.objects.get().post == patel


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_axe_finds_nothing_on_these_pages(
    site, new_page, office, patel, group_3b, pupils, school, width, height
):
    """With something on every list."""
    CoverFactory(group=GroupFactory(school=school, name="5C", pupils=2), post__school=school)
    GroupFactory(school=school, name="6A", pupils=1)
    PlannedMarkFactory(pupil=pupils[0], code="V", note="museum", by=office)
    PlannedMarkFactory(pupil=pupils[1], by=office)
    mark(pupils[1], "/", by=patel)
    mark(pupils[2], "N", by=patel)
    mark(pupils[3], "N", by=patel, date=THE_DAY.replace(day=16))
    mark(pupils[4], "L", by=patel, minutes_late=5, arrived_at=at("08:50").time())
    remind_teachers(registers=[RegisterFactory(group=group_3b)], by=office, at=at("09:00"))
    letter = Message.objects.create(
        school=school, cause="absence/1/2026-11-24/first", contact=ContactFactory(school=school), channel="letter",
        subject="Not in school", body="Please tell us why.", not_before=at("09:00"), made_at=at("09:00"),
        made_name="Joan Wright", changed_at=at("09:00"),
    )  # fmt: skip
    addresses = [
        "/",
        "/missing-registers/",
        "/outbox/",
        f"/outbox/{letter.pk}/",
        "/print/",
        "/print/registers/",
    ]
    addresses += ["/print/registers/?outage=1", "/print/registers/?day=2026-11-27", "/print/late-and-absent/"]
    touch = width < 1000
    page = new_page(width=width, height=height, has_touch=touch)
    seat(page.context, site, office)
    faults, too_wide = {}, []
    for address in addresses:
        page.goto(f"{site.url}{address}")
        faults[address] = accessibility_faults(page)
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(address)
    page.context.clear_cookies()
    for post in (
        patel,
        *(person_of(school, role) for role in ("head", "governor", "data_officer", "admin", "la")),
    ):
        seat(page.context, site, post)
        page.goto(site.url)
        faults[post.role] = accessibility_faults(page)
    assert {address: found for address, found in faults.items() if found} == {}
    assert too_wide == []


def person_of(school, role):
    post = person(school, role, f"Una {role.replace('_', '').capitalize()}")
    post.user.is_demo = True
    post.user.save()
    return post
