"""The year turns in a small school: prepared, rehearsed, run in July, undone and run again, in a browser."""

from datetime import date

import pytest
from playwright.sync_api import expect

from registers.models import (
    Closure,
    ExpectedPattern,
    GroupMembership,
    GroupTeacher,
    Mark,
    PlannedMark,
    PupilStatus,
    RegistrationGroup,
    SchoolDay,
    Term,
)
from tests.browser.classroom import seat
from tests.cast import person
from tests.factories import GroupFactory, PlannedMarkFactory, PostFactory, TermFactory, mark

pytestmark = pytest.mark.clock("2027-07-12T15:40:00")

EVE, FIRST_DAY = date(2027, 8, 31), date(2027, 9, 1)
TURNED = [GroupMembership, GroupTeacher, PupilStatus, RegistrationGroup, Term, Closure, SchoolDay]
CARRIED = [PlannedMark, ExpectedPattern, Mark]


@pytest.fixture
def small_primary(school):
    """Reception, year 1 and year 2 in a class each, with twins in year 1; the summer term ends on 21 July."""
    TermFactory(school=school, name="Summer", first_day=date(2027, 4, 12), last_day=date(2027, 7, 21))
    return {
        "RA": GroupFactory(school=school, name="RA", pupils=["Amy Lee", "Bea Moss"], pupils__year="R"),
        "1A": GroupFactory(
            school=school, name="1A", pupils=["Aoife Orr", "Ciara Orr", "Eli Poe"], pupils__year="1"
        ),
        "2A": GroupFactory(school=school, name="2A", pupils=["Fay Quin", "Gus Rae"], pupils__year="2"),
    }


@pytest.fixture
def head(school, small_primary):
    """The head, with a teacher in each class, an open leave, a weekly pattern and an N that nobody has settled."""
    for name, group in small_primary.items():
        PostFactory(school=school, teaches=group, user__name=f"Teacher {name}", position=f"Teacher of {name}")
    head = person(school, "head", "Ruth Adeyemi", "Headteacher")
    head.user.is_demo = True
    head.user.save()
    amy, bea = (each.pupil for each in small_primary["RA"].memberships.order_by("pupil__forename"))
    PlannedMarkFactory(pupil=amy, first_day=date(2027, 7, 19), last_day=date(2027, 9, 10), by=head)
    ExpectedPattern.objects.create(
        school=school, pupil=bea, expected="1010101010", code="X", first_day=date(2027, 6, 1)
    )
    mark(amy, "N", by=head, date=date(2027, 7, 12))
    return head


def everything(models):
    return {model: sorted(model.objects.values_list(), key=str) for model in models}


def class_lists(day):
    members = GroupMembership.objects.on(day).values_list("group__name", "pupil__forename")
    found = {}
    for group, forename in sorted(members):
        found.setdefault(group, []).append(forename)
    return found


THIS_YEAR = {"RA": ["Amy", "Bea"], "1A": ["Aoife", "Ciara", "Eli"], "2A": ["Fay", "Gus"]}
NEXT_YEAR = {"1A": ["Amy", "Bea", "Eli"], "2A": ["Aoife", "Ciara"], "Leavers": ["Fay", "Gus"]}


def test_the_year_turns_is_undone_and_turns_again(site, page, small_primary, head):
    before, carried = everything(TURNED), everything(CARRIED)
    seat(page.context, site, head)

    prepares(page, site)
    rehearses(page)
    assert (everything(TURNED), everything(CARRIED)) == (before, carried)

    runs(page)
    assert class_lists(EVE) == THIS_YEAR
    assert class_lists(FIRST_DAY) == NEXT_YEAR
    assert everything(CARRIED) == carried

    is_undone(page)
    assert (everything(TURNED), everything(CARRIED)) == (before, carried)

    page.get_by_role("link", name="Rehearsal").click()
    page.get_by_role("link", name="Go to the run").click()
    runs(page)
    assert class_lists(EVE) == THIS_YEAR
    assert class_lists(FIRST_DAY) == NEXT_YEAR
    assert everything(CARRIED) == carried


# --- steps -----------------------------------------------------------------------------------------------------------


def prepares(page, site):
    page.goto(f"{site.url}/settings/")
    page.get_by_role("link", name="Turn of the year").click()
    page.get_by_role("button", name="Start to prepare").click()

    page.get_by_role("link", name="Calendar of 2027-28").click()
    page.get_by_role("button", name="Settle this calendar").click()

    # Everybody moves up as the names say, but Eli stays in year 1.
    page.get_by_role("link", name="Classes: where everybody goes").click()
    expect(page.get_by_text("Suggested", exact=True)).to_have_count(3)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("tr", has=page.get_by_role("rowheader", name="1A")).get_by_role("link").click()
    page.get_by_role("link", name="Show every class of next year").click()
    page.get_by_label("Eli Poe: 1A").check()
    page.get_by_label("Year group of Eli Poe").select_option("1")
    page.get_by_role("button", name="Save these pupils").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text(
        "Say why Eli Poe does not move up by one year"
    )
    page.get_by_label("Why another year for Eli Poe").fill("agreed with the parents")
    page.get_by_role("button", name="Save these pupils").click()

    page.get_by_role("link", name="Classes", exact=True).click()
    page.get_by_role("link", name="Turn of the year").click()
    page.get_by_role("link", name="Teachers").click()
    page.get_by_role("button", name="Save the teachers").click()
    page.get_by_role("link", name="Turn of the year").click()
    page.get_by_role("link", name="Leavers and their next schools").click()
    page.get_by_label("Next school of Fay Quin").fill("Marlhythe School")
    page.get_by_role("button", name="Save the next schools").click()
    page.get_by_role("link", name="Turn of the year").click()


def rehearses(page):
    page.get_by_role("link", name="Rehearsal").click()
    expect(page.locator(".turn-list", has_text="1A").first).to_contain_text("Eli Poe agreed with the parents")
    expect(page.get_by_text("The next school of 1 pupil is not known.")).to_be_visible()
    page.get_by_role("button", name="I have looked at this").click()
    page.get_by_role("link", name="Go to the run").click()


def runs(page):
    expect(page.get_by_text("Nothing has changed since the rehearsal")).to_be_visible()
    page.get_by_role("button", name="Turn the year").click()
    expect(page.get_by_text("The year has turned: 5 pupils have a class from then on.")).to_be_visible()
    expect(page.get_by_text("Next school not known: 1 leaver.")).to_be_visible()


def is_undone(page):
    page.get_by_role("link", name="Undo it").click()
    page.get_by_role("button", name="Undo the turn").click()
    expect(page.get_by_text("everything is as it was before")).to_be_visible()
