"""A teacher writes what was noticed about a child, and cannot read it; the safeguarding lead says why, and reads."""

import pytest
from playwright.sync_api import expect

from absence.models import SafeguardingNote
from registers.models import SensitiveRead
from tests.browser.classroom import class_of_thirty, pupils_of, seat
from tests.cast import person
from tests.factories import PostFactory
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")
WORDS = "Came without a coat again, and asked for a second breakfast."


def test_a_teacher_writes_a_safeguarding_note_and_cannot_read_one(site, new_page, school):
    group = class_of_thirty(school)
    teacher = PostFactory(school=school, role="teacher", teaches=group, user__name="Meera Patel")
    lead = person(school, "safeguarding", "Dana Orr")
    for post in (teacher, lead):
        post.user.is_demo = True
        post.user.save()
    child = next(each for each in pupils_of(group) if each.forename == "Tomasz")

    # The teacher writes it from the pupil's page.
    page = new_page()
    seat(page.context, site, teacher)
    page.goto(f"{site.url}/pupils/{child.pk}/safeguarding/")
    assert accessibility_faults(page) == []
    page.locator("textarea").fill(WORDS)
    page.get_by_role("button", name="Pass it on").click()
    expect(page.locator("main")).to_contain_text("Passed on to those who may read it.")
    expect(page.locator("main")).not_to_contain_text(WORDS)
    assert SafeguardingNote.objects.get().words == WORDS

    # There is no way to it: no link, and the address is closed.
    expect(page.get_by_role("link", name="Read the notes")).to_have_count(0)
    answer = page.goto(f"{site.url}/pupils/{child.pk}/safeguarding/read/")
    assert answer.status == 403
    expect(page.locator("main")).not_to_contain_text(WORDS)

    # The lead's first page says that a note waits; the reason for looking is kept before it is shown.
    leads = new_page()
    seat(leads.context, site, lead)
    leads.goto(site.url)
    notes = leads.locator("section", has_text="Safeguarding notes to read")
    notes.get_by_role("link", name=child.called).click()
    expect(leads.locator("main")).not_to_contain_text(WORDS)
    assert accessibility_faults(leads) == []
    leads.locator("main form").get_by_role("textbox").fill("A note came this morning")
    leads.locator("main form").get_by_role("button").first.click()
    expect(leads.locator("main")).to_contain_text(WORDS)
    assert accessibility_faults(leads) == []
    assert SensitiveRead.objects.values_list("what", "purpose", "name").get() == (
        "safeguarding",
        "A note came this morning",
        "Dana Orr",
    )
    leads.goto(site.url)
    expect(leads.locator("main")).not_to_contain_text("Safeguarding notes to read")
