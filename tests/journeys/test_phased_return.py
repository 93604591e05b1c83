"""An anxious pupil, lived in a browser on a real site: from concern to phased return to review.

The mother says what worries her; the champion begins a plan with the child's own view; school and mother agree on
mornings first and four days then; the register shows C2 on just the afternoons; the review says how it goes, and the
chart on the pupil's page shows the change.
"""

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import expect

from absence.actions.concerns import raise_concern
from absence.models import SupportPlan
from registers.models import ExpectedPattern
from tests.absence.absent import days_before, miss
from tests.absence.support import at_home
from tests.browser.classroom import pupils_of, register_url, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:30:00")
MONDAY = THE_DAY + dt.timedelta(days=6)
FRIDAY, LAST = MONDAY + dt.timedelta(days=4), MONDAY + dt.timedelta(days=11)


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_an_anxious_pupil_comes_back_step_by_step(site, new_page, school):
    group = GroupFactory(school=school, name="3B", pupils=["Aisha Khan"])
    aisha = pupils_of(group)[0]
    teacher = teacher_of(group)
    care = at_home(aisha)
    champion = people(school)[1]
    miss(aisha, days_before(school, 10), by=champion, code="I")
    told = {"contact": care.contact, "relationship": "Mother", "language": "en", "operation": uuid.uuid4()}
    concern = raise_concern(pupil=aisha, words="She cries at the gate", by=champion, at=at("10:00"), **told)

    page = new_page()
    seat(page.context, site, champion)
    page.goto(f"{site.url}/families/concerns/{concern.pk}/")
    expect(page.get_by_text("She cries at the gate")).to_be_visible()
    page.goto(f"{site.url}/pupils/{aisha.pk}/support/")
    page.get_by_role("link", name="Begin a support plan").first.click()
    a_plan_begins(page)
    the_return_is_agreed(page)

    patterns = ExpectedPattern.objects.standing().filter(pupil=aisha).order_by("first_day")
    assert list(patterns.values_list("first_day", "last_day", "expected", "code")) == [
        (MONDAY, FRIDAY, "10" * 5, "C2"),
        (FRIDAY + dt.timedelta(days=3), LAST, "1" * 8 + "00", "C2"),
    ]

    # Monday afternoon: the register shows it, the morning's does not.
    site.servers.at(f"{MONDAY}T13:12:00")
    board = new_page()
    seat(board.context, site, teacher)
    board.goto(register_url(site, group, "pm", MONDAY))
    expect(board.locator(f"#mark-{aisha.pk}")).to_have_attribute("placeholder", "C2")
    board.goto(register_url(site, group, "am", MONDAY))
    expect(board.locator(f"#mark-{aisha.pk}")).not_to_have_attribute("placeholder", "C2")

    # She comes on each of the five mornings.
    for number in range(5):
        day = MONDAY + dt.timedelta(days=number)
        mark(aisha, "/", by=teacher, date=day)
        mark(aisha, "C2", by=champion, date=day, session="PM")

    # Friday: the champion's home page says that the review is due, and it is written down.
    site.servers.at(f"{FRIDAY}T15:30:00")
    review = new_page()
    seat(review.context, site, champion)
    review.goto(f"{site.url}/")
    review.get_by_role("link", name=re.compile("things? to look at")).click()
    due = review.get_by_role("listitem").filter(has_text="Review of the part-time timetable")
    due.get_by_role("link", name="Aisha Khan").click()
    the_return_is_reviewed(review)
    assert SupportPlan.objects.get().timetables.get().notes.get().words == "Four mornings without tears."
    review.goto(f"{site.url}/pupils/{aisha.pk}/steps/")
    the_chart_shows_the_change(review)


def people(school):
    found = [
        person(school, "head", "Ruth Adeyemi", "Headteacher"),
        person(school, "champion", "Tom Hale", "Attendance champion"),
    ]
    for post in found:
        post.user.is_demo = True
        post.user.save()
    return found


def a_plan_begins(page):
    page.get_by_label("Anxiety or low mood").check()
    page.get_by_label("What the child says").fill("The hall is loud.")
    page.get_by_label("Reasonable adjustments").fill("Lunch in the library, Miss Patel at the gate.")
    page.get_by_role("button", name="Begin the plan").click()
    expect(page.get_by_text("The hall is loud.")).to_be_visible()
    page.get_by_role("link", name="Add an action").click()
    page.get_by_label("What is done").fill("A place in the library at lunch")
    page.get_by_label("By whom").fill("Miss Patel")
    page.get_by_label("By", exact=True).fill(f"{MONDAY}")
    page.get_by_role("button", name="Add the action").click()
    expect(page.get_by_text("The action is in the plan.")).to_be_visible()
    assert accessibility_faults(page) == []


def the_return_is_agreed(page):
    page.get_by_role("link", name="Agree a part-time timetable").click()
    page.get_by_label("The exceptional circumstances").fill(
        "Panic at the gate; the doctor advises small steps."
    )
    page.get_by_label("Agreed for the school by").select_option(label="Ruth Adeyemi, Headteacher")
    page.get_by_label("Agreed by the parent").select_option(label="Fatima Khan (Mother)")
    page.get_by_label("It begins on").fill(f"{MONDAY}")
    page.get_by_label("First review on").fill(f"{FRIDAY}")
    for place in range(0, 10, 2):
        page.locator(f'[name=halves1][value="{place}"]').check()
    page.get_by_label("Step 1: last day").fill(f"{FRIDAY}")
    for place in range(8):
        page.locator(f'[name=halves2][value="{place}"]').check()
    page.get_by_label("Step 2: last day").fill(f"{LAST}")
    assert accessibility_faults(page) == []
    page.get_by_role("button", name="Write down what was agreed").click()
    expect(page.get_by_text("7 sessions of the 20 in these weeks are absent with authority")).to_be_visible()
    assert accessibility_faults(page) == []


def the_return_is_reviewed(page):
    expect(page.get_by_role("heading", name="Part-time timetable")).to_be_visible()
    page.get_by_role("link", name="Review").click()
    page.get_by_label("Who took part, and what was found").fill("Four mornings without tears.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.get_by_text("Four mornings without tears.")).to_be_visible()


def the_chart_shows_the_change(page):
    expect(page.get_by_role("img", name="Aisha Khan: attendance week by week")).to_be_visible()
    began = page.get_by_role("row").filter(has_text="Part-time timetable")
    expect(began).to_contain_text("20 of 20 missed")
    expect(began).to_contain_text("5 of 10 missed")
    expect(began).to_contain_text("Missed less since")
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("row", name="30 Nov 5 of 10 sessions, 50.0 %")).to_be_visible()
    assert accessibility_faults(page) == []
