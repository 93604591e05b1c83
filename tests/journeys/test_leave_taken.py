"""A holiday is asked for on a phone, not agreed, and taken; a person who sees what is on file marks it G."""

import datetime as dt
import re

import pytest
from playwright.sync_api import expect

from absence.models import LeaveDecision
from registers.actions.register_day import complete_register
from registers.models import Mark, Message
from tests.absence.leave_asked import parent
from tests.browser.classroom import pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import GroupFactory, RegisterFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T18:30:00")
FIRST, LAST = dt.date(2026, 12, 7), dt.date(2026, 12, 9)


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_leave_that_was_not_agreed_is_taken(site, new_page, school):
    group = GroupFactory(school=school, name="3B", pupils=["Aisha Khan", "Ben Archer"])
    ben, aisha = pupils_of(group)
    mother = parent(school, "Fatima Khan", aisha)
    head, office = people(school)

    # Tuesday evening: the mother asks on her phone.
    phone = new_page(width=390, height=844)
    seat(phone.context, site, mother)
    she_asks(phone, site)

    # Wednesday: the head does not agree; the letter is on its way to each parent who lives with Aisha.
    site.servers.at("2026-11-25T09:30:00")
    desk = new_page()
    seat(desk.context, site, head)
    the_head_does_not_agree(desk, site)
    decision = LeaveDecision.objects.get()
    assert (decision.outcome, decision.name) == ("not_agreed", "Ruth Adeyemi")
    # When it can no longer be undone, the office notes that the letter was handed over.
    site.servers.at("2026-11-25T09:45:00")
    page = new_page()
    seat(page.context, site, office)
    letter = Message.objects.get(contact__name="Fatima Khan")
    page.goto(f"{site.url}/outbox/{letter.pk}/")
    page.get_by_role("button", name="Note as handed over on paper").click()
    expect(page.get_by_text("It has gone, and stays here as it was said.")).to_be_visible()

    # Monday and Tuesday of the leave: Aisha is not in, and nobody rings.
    for day in (FIRST, FIRST + dt.timedelta(days=1)):
        not_in(group, aisha, ben, day)

    # Tuesday: the office sees the proposal, with the request, the decision and the letter, and marks G.
    site.servers.at("2026-12-08T10:00:00")
    seat(page.context, site, office)
    page.goto(f"{site.url}/")
    page.get_by_role("link", name="Leave taken though not agreed: 1 pupil").click()
    row = page.locator("li.find", has_text="Aisha Khan")
    expect(row).to_contain_text("Fatima Khan asked for leave, Mon 7 Dec to Wed 9 Dec: holiday")
    expect(row).to_contain_text("Not agreed on Wed 25 Nov by Ruth Adeyemi")
    expect(row.get_by_role("link", name="warning on file")).to_be_visible()
    assert accessibility_faults(page) == []
    assert set(Mark.objects.filter(pupil=aisha).values_list("code", flat=True)) == {"N"}
    row.get_by_role("button", name="Mark G").click()
    expect(page.get_by_text("Aisha Khan: 2 marks are G now, with the reason.")).to_be_visible()
    stands = list(Mark.objects.filter(pupil=aisha).order_by("date").values_list("code", "name", "reason"))
    assert stands == [("G", "Joan Wright", "LR-0001 was not agreed, and the leave was taken")] * 2
    page.goto(f"{site.url}/leave/taken/")
    expect(page.get_by_text("Nobody was away on days that were not agreed.")).to_be_visible()


def people(school):
    found = [
        person(school, "head", "Ruth Adeyemi", "Headteacher"),
        person(school, "office", "Joan Wright", "School office"),
    ]
    for post in found:
        post.user.is_demo = True
        post.user.save()
    return found


def she_asks(phone, site):
    phone.goto(f"{site.url}/family/leave/")
    phone.get_by_role("button", name="Ask for leave").click()
    for place, day in (("First", FIRST), ("Last", LAST)):
        boxes = phone.get_by_role("group", name=re.compile(f"{place} day away from school"))
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(part, exact=True).fill(str(value))
    go_on(phone)
    phone.get_by_label(re.compile("holiday", re.IGNORECASE)).check()
    go_on(phone)
    phone.get_by_label("What is happening, and where?").fill("Three days in the sun")
    go_on(phone)
    phone.get_by_label("What is exceptional about it?").fill("The flights are cheaper then.")
    go_on(phone)
    expect(phone.get_by_role("heading", name="Do you have something to show?")).to_be_visible()
    go_on(phone)
    phone.get_by_label("Who will your child be with?").fill("Both parents")
    phone.get_by_label("A phone number for emergencies during these days").fill("07700 900123")
    phone.get_by_label("Yes").check()
    go_on(phone)
    assert accessibility_faults(phone) == []
    phone.get_by_role("button", name="Send the request").click()
    expect(phone.get_by_text("LR-0001").first).to_be_visible()


def go_on(phone):
    phone.get_by_role("button", name="Continue").click()


def the_head_does_not_agree(desk, site):
    desk.goto(f"{site.url}/leave/")
    desk.get_by_role("link", name="LR-0001").first.click()
    desk.get_by_label("Not agree", exact=True).check()
    desk.get_by_label("Your reasons").fill("A holiday is not an exceptional circumstance.")
    desk.get_by_role("button", name="Decide", exact=True).click()
    expect(desk.get_by_text("Not agreed").first).to_be_visible()


def not_in(group, aisha, ben, day):
    """The class's register of that morning."""
    teacher = group.teachers.first()
    teacher = teacher.post if teacher else teacher_of(group)
    mark(ben, "/", by=teacher, date=day)
    mark(aisha, "N", by=teacher, date=day)
    register = RegisterFactory(group=group, date=day, opened_at=at("08:45", day))
    complete_register(register=register, by=teacher, at=at("08:52", day))
