"""Nine school days "still ill": each morning's message is accepted, and still the child comes back to the board."""

import datetime as dt
import uuid

import pytest
from playwright.sync_api import expect

from absence.actions.report_answers import accept_report
from absence.actions.reports import Telling, say_still_ill, tell_school
from absence.board import board_of
from absence.models import ContactAttempt
from absence.report_words import Why
from absence.still_ill import StillIll, illness_of
from registers.actions.register_day import complete_register
from registers.families import family_of
from registers.models import Mark
from tests.absence.families import parent_of
from tests.browser.classroom import pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, RegisterFactory, StatusFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T09:05:00")
NINE = [dt.date(2026, 11, day) for day in (12, 13, 16, 17, 18, 19, 20, 23, 24)]


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_nine_days_still_ill_come_back_to_the_board(site, new_page, school):
    group = GroupFactory(school=school, name="2A", pupils=["Ada Stone", "Bo Lane", "Cy Moor"])
    bo, cy, ada = pupils_of(group)
    StatusFactory(school=school, pupil=bo, kind="social_worker", value="CIN")
    office, teacher = person(school, "office", "Joan Wright", "School office"), teacher_of(group)
    mothers = {child: parent_of(child, name=f"{child.forename} Mother") for child in (ada, bo)}
    for post in (office, *mothers.values()):
        post.user.is_demo = True
        post.user.save()

    for child in (ada, bo):
        mark(child, "/", by=teacher, date=NINE[0] - dt.timedelta(days=1))

    # Morning by morning home says it, the office accepts it, and the register has it before the class is taken.
    unseen = {}
    for day in NINE:
        for mother in mothers.values():
            accept_report(report=home_says(mother, day), by=office, at=at("08:20", day))
        mark(cy, "/", by=teacher, date=day)
        complete_register(
            register=RegisterFactory(group=group, date=day, opened_at=at("08:45", day)),
            by=teacher,
            at=at("08:52", day),
        )
        board = board_of(school=school, post=office, at=at("09:05", day))
        assert board.find_count == 0
        unseen[day] = sorted(row.pupil.forename for row in board.unseen)
    assert set(Mark.objects.filter(pupil=ada, date__in=NINE).values_list("code", flat=True)) == {"I"}

    # Explained is not seen: after five school days the child is back, with a social worker after three.
    assert list(unseen.values()) == [[], [], ["Bo"], ["Bo"], *[["Ada", "Bo"]] * 5]

    # On the ninth day the mother is asked to ring instead of pressing once more ...
    phone = new_page(width=390, height=844)
    seat(phone.context, site, mothers[ada])
    phone.goto(f"{site.url}/family/")
    expect(phone.get_by_role("button", name="Ada is still ill today")).to_have_count(0)

    # ... and on the board a call does not take Ada away; somebody who saw and spoke to her does.
    page = new_page()
    seat(page.context, site, office)
    page.goto(f"{site.url}/to-find/")
    row = page.locator(f"#unseen-{ada.pk}")
    expect(row).to_contain_text("9th day")
    expect(row).to_contain_text("last seen Wed 11 Nov")
    assert accessibility_faults(page) == []
    row.get_by_role("button", name="Spoke, no reason").first.click()
    expect(row.get_by_role("status")).to_contain_text("spoke, no reason")
    page.reload()
    row.get_by_role("button", name="Child seen and spoken to").click()
    expect(row.get_by_role("status")).to_contain_text("child seen and spoken to")
    page.reload()
    expect(page.locator(f"#unseen-{ada.pk}")).to_have_count(0)
    expect(page.locator(f"#unseen-{bo.pk}")).to_be_visible()
    said = ContactAttempt.objects.filter(pupil=ada, date=THE_DAY).in_order()
    assert [each.outcome for each in said][-2:] == ["spoke_no_reason", "seen_and_spoken"]


def home_says(mother, day):
    """Still ill by one press where that is offered, else through the questions."""
    [child] = family_of(mother.user, day).children
    moment, operation = at("07:45", day), uuid.uuid4()
    for _, offered in illness_of([child], moment):
        if offered.state is StillIll.OFFERED:
            return say_still_ill(report=offered.report, child=child, operation=operation, at=moment)
    return tell_school(child=child, telling=Telling(Why.ILL, day, day), operation=operation, at=moment)
