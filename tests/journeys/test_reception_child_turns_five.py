"""A reception child comes for mornings, turns five, and is expected full time, in a browser on a real site.

The fifth birthday changes nothing by itself: compulsory school age begins on the prescribed day after it, in the
holidays. The office is warned two weeks before; X stands until the day, and there is none from it.
"""

import datetime as dt

import pytest
from playwright.sync_api import expect

from registers.models import ExpectedPattern
from tests.browser.classroom import row, seat, teacher_of
from tests.cast import person
from tests.factories import GroupFactory, PupilFactory, TermFactory
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-12-17T13:12:00")

TWO_WEEKS_BEFORE = dt.date(2026, 12, 17)
FIRST_AFTER = dt.date(2027, 1, 5)


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_a_reception_child_starts_part_time_and_turns_five(site, new_page, school):
    TermFactory(school=school, name="Spring", first_day=FIRST_AFTER, last_day=dt.date(2027, 3, 26))
    reception = GroupFactory(school=school, name="R1", pupils=["Bo Lane"])
    ada = PupilFactory(
        school=school, group=reception, forename="Ada", surname="Stone", dob=dt.date(2021, 12, 17), year="R"
    )
    post = person(school, "office", "Joan Wright", "School office")
    post.user.is_demo = True
    post.user.save()
    page = new_page()
    seat(page.context, site, post)

    # The week of half-days: mornings only, X for the others.
    page.goto(f"{site.url}/pupils/{ada.pk}/planned/pattern/")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday"):
        page.get_by_label(f"{day} afternoon").uncheck()
    page.get_by_label("X Not expected").check()
    page.get_by_label("First day").fill("2026-09-07")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Save the pattern").click()
    expect(page.get_by_text("X ends by itself on Wednesday 30 December 2026")).to_be_visible()
    assert list(ExpectedPattern.objects.values_list("expected", "code")) == [("1010101010", "X")]

    # Two weeks before the day the home page says so; it is her birthday, and nothing has changed yet.
    page.goto(site.url)
    warning = page.locator("section", has_text="Turning compulsory school age soon")
    expect(warning).to_contain_text("Ada Stone R1: from Thursday 31 December every session")
    warning.get_by_role("link", name="Agree full time, or something else").click()
    expect(page.get_by_text("From Tuesday 5 January, the first school day after that")).to_be_visible()
    assert accessibility_faults(page) == []

    # That afternoon the register has X. On the first one of the new term she is expected, without a button.
    teacher = teacher_of(reception)
    assert planned_afternoon(new_page(), site, reception, teacher, ada, TWO_WEEKS_BEFORE) == "X"
    site.servers.at(f"{FIRST_AFTER}T13:12:00")
    assert planned_afternoon(new_page(), site, reception, teacher, ada, FIRST_AFTER) is None

    # Full time is agreed, and the warning goes.
    seat(page.context, site, post)  # the site's clock went on: sign in again
    page.goto(f"{site.url}/compulsory-age/")
    expect(page.get_by_text("Has begun")).to_be_visible()
    page.get_by_role("button", name="Full time is agreed for Ada Stone").click()
    expect(page.get_by_text("Nobody in the next two weeks.")).to_be_visible()
    assert ExpectedPattern.objects.get().last_day == dt.date(2026, 12, 30)


def planned_afternoon(page, site, group, teacher, pupil, day):
    """What the afternoon's register of that day has planned for the pupil."""
    seat(page.context, site, teacher)
    page.goto(f"{site.url}/registers/{group.pk}/{day}/pm/")
    page.locator("body.register-works").wait_for()
    return row(page, pupil).get_attribute("data-planned")
