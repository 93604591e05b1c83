"""A child is not in the register; a text is held for two minutes; the child comes to the late desk; nothing is sent."""

import pytest
from playwright.sync_api import expect

from absence.actions.first_day_texts import write_first_day_texts
from registers.models import Message
from registers.sending import send_messages
from tests.absence.absent import mother_of, take, texts_on
from tests.browser.classroom import class_of_thirty, pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, at, mark

pytestmark = pytest.mark.clock("2026-11-24T09:21:00")


def test_a_text_is_cancelled_by_a_late_arrival(site, new_page, school):
    group = class_of_thirty(school)
    office, teacher = person(school, "office", "Joan Wright"), teacher_of(group)
    for post in (office, teacher):
        post.user.is_demo = True
        post.user.save()

    # 8:52 The register is complete; one child is missing. 9:20 The site writes a text and holds it.
    missing = next(each for each in pupils_of(group) if each.forename == "Tomasz")
    others = [each for each in pupils_of(group) if each != missing]
    mother_of(missing)
    for pupil in others:
        mark(pupil, "/", by=teacher)
    mark(missing, "N", by=teacher)
    take(group, teacher)
    texts_on(school, office)
    write_first_day_texts(school=school, on=THE_DAY, at=at("09:20"))

    # 9:21 The office sees it wait in the outbox; the child comes to the desk with a forgotten alarm.
    desk = new_page()
    seat(desk.context, site, office)
    desk.goto(f"{site.url}/outbox/")
    expect(desk.locator("main")).to_contain_text("Fatima Khan")
    desk.goto(f"{site.url}/late-desk/")
    expect(desk.locator("#q")).to_have_attribute("role", "combobox")
    desk.keyboard.type("to2")
    desk.keyboard.press("Enter")
    expect(desk.locator(".desk__done")).to_contain_text("Tomasz Kowalski 4K: U, 36 min")

    # 9:23 The two minutes are over, and nothing goes.
    said = send_messages(school=school, now=lambda: at("09:23"))
    text = Message.objects.get(channel="text")
    assert (text.state, text.why, text.sent_at) == ("cancelled", "The pupil was signed in late.", None)
    assert said == "0 sent today."
