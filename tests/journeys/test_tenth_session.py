"""From the tenth session without leave to the pack in hand: seen early, raised at once, considered by a person."""

import re

import pytest
from playwright.sync_api import expect

from penalties.actions.thresholds import follow_changes, scan_thresholds
from penalties.models import Case, CaseDecision, PenaltyNotice
from tests.browser.classroom import pupils_of, seat
from tests.cast import person
from tests.factories import THE_DAY, GroupFactory, at, mark
from tests.penalties.noticed import TEN, away, parent_of
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_from_the_tenth_session_to_the_decision(site, new_page, school):
    head, office = people(school)
    aisha = a_week_away(school, office)
    scan_thresholds(school=school, on=THE_DAY, at=at("02:00"))

    # Nine sessions and one not yet settled: an early warning, and no case.
    page = new_page()
    seat(page.context, site, head)
    page.goto(f"{site.url}/penalties/")
    expect(page.get_by_text("No case waits for a decision.")).to_be_visible()
    page.get_by_role("link", name="Early warnings").first.click()
    expect(page.locator("tbody tr")).to_contain_text("Aisha Khan")
    expect(page.locator("tbody tr")).to_contain_text("9 G; apart 1 N")
    assert accessibility_faults(page) == []

    # The office learns that it was the same holiday: the tenth session, and the case within a minute.
    amend(new_page(), site, office, aisha, "G", "Back from the holiday, the mother said")
    follow_changes(school=school, on=THE_DAY, at=at("10:05"))

    # The head sees the case, every session of it, and what is to be read first.
    page.goto(f"{site.url}/penalties/")
    row = page.locator("tbody tr")
    expect(row).to_contain_text("Aisha Khan")
    assert accessibility_faults(page) == []
    row.get_by_role("link", name="Review Aisha Khan").click()
    expect(page.get_by_role("heading", name="Before anything else")).to_be_visible()
    expect(page.locator("a.ten__counts")).to_have_count(10)
    expect(page.locator("main")).to_contain_text("the tenth was on Friday 13 November 2026, PM")
    page.get_by_text("Each session, and why it counts (10)").click()
    assert accessibility_faults(page) == []

    # The question about support cannot be skipped; then a decision, and nothing has been issued.
    page.get_by_role("link", name="Consider", exact=True).click()
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Answer first whether support is appropriate")
    assert accessibility_faults(page) == []
    answer(page)
    page.get_by_role("button", name="Decide").click()
    expect(page.locator("main")).to_contain_text("Decided, and kept with the case. Nothing has been sent.")
    expect(page.get_by_role("link", name=re.compile("Pack about Fatima Khan"))).to_be_visible()
    decision = CaseDecision.objects.get()
    assert (decision.outcome, decision.name, len(decision.sessions)) == ("refer", "Ruth Adeyemi", 10)
    assert not PenaltyNotice.objects.exists()


def test_a_mark_amended_in_the_browser_moves_the_case_without_waiting_for_the_night(site, new_page, school):
    head, office = people(school)
    aisha = a_week_away(school, office, last="G")
    scan_thresholds(school=school, on=THE_DAY, at=at("02:00"))
    case = Case.objects.get()

    # From the case to the mark: the doctor's note for the last session is in.
    page = new_page()
    seat(page.context, site, head)
    page.goto(f"{site.url}/penalties/cases/{case.pk}/")
    page.locator("a.ten__counts").last.click()
    page.get_by_role("link", name="Amend").click()
    why(page, "I", "The doctor’s note came")
    page.goto(f"{site.url}/penalties/cases/{case.pk}/")
    expect(page.locator("main")).to_contain_text("The register has changed since")
    expect(page.locator("a.ten__counts")).to_have_count(9)

    # Within the minute the case says so itself, with who changed what and why.
    follow_changes(school=school, on=THE_DAY, at=at("10:05"))
    page.reload()
    expect(page.locator("main")).to_contain_text("No longer ten sessions.")
    expect(page.locator("main")).to_contain_text("The doctor’s note came")
    expect(page.get_by_role("link", name="Consider", exact=True)).to_have_count(0)
    assert accessibility_faults(page) == []

    # The note was for another day: the mark is put back, and the ten stand again.
    amend(new_page(), site, office, aisha, "G", "The note was for another day")
    follow_changes(school=school, on=THE_DAY, at=at("10:10"))
    page.goto(f"{site.url}/penalties/")
    expect(page.locator("tbody tr")).to_contain_text("Aisha Khan")


def people(school):
    found = person(school, "head", "Ruth Adeyemi"), person(school, "office", "Joan Wright")
    for post in found:
        post.user.is_demo = True
        post.user.save()
    return found


def a_week_away(school, by, last="N"):
    """Aisha Khan, a week away: nine sessions of holiday, and the tenth with another mark."""
    school.threshold_codes = "GOU"
    school.save()
    aisha = pupils_of(GroupFactory(school=school, name="3B", pupils=["Aisha Khan", "Ben Archer"]))[1]
    parent_of(aisha)
    away(aisha, by, TEN[:-1])
    day, session = TEN[-1]
    mark(aisha, last, by=by, date=day, session=session)
    return aisha


def amend(page, site, post, pupil, code, reason):
    """Somebody amends the last of the ten sessions in the browser."""
    seat(page.context, site, post)
    day, session = TEN[-1]
    page.goto(f"{site.url}/marks/{pupil.pk}/{day}/{session}/amend/")
    why(page, code, reason)


def why(page, code, reason):
    """The amended entry and its reason."""
    page.get_by_label("Amended entry").select_option(code)
    page.get_by_label("7 Another reason").check()
    page.get_by_label("Another reason, in words").fill(reason)
    page.get_by_role("button", name="Amend the mark").click()
    expect(page.get_by_text(reason).first).to_be_visible()


def answer(page):
    """The checklist of an unauthorised holiday."""
    page.get_by_role("group", name="1. Is support appropriate").get_by_label("No").check()
    page.get_by_label("If not: why not?").fill("A holiday; nothing else keeps her from school.")
    page.get_by_label("4. What did you think of under the Equality Act?").fill("Nothing bears on it.")
    page.get_by_label("5. What did you think of as to special needs").fill("Nothing is on file; we asked.")
    page.get_by_role("group", name="6. Would a penalty notice").get_by_label("Yes").check()
    page.get_by_label("Why, or why not? Which other tools were tried?").fill(
        "A first notice; nothing before."
    )
    page.get_by_role("group", name="7. What do you decide?").get_by_label(
        "Refer to the local authority"
    ).check()
    page.get_by_label("8. The reason").fill("Ten sessions of holiday that nobody asked for.")
