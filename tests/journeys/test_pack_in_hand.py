"""From the decision to refer to the pack in hand: checks that fail and are put right, the papers, the sending."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from penalties.models import PackSent, ReferralPack
from tests.browser.classroom import pupils_of, seat
from tests.cast import person
from tests.factories import GroupFactory, at, mark
from tests.penalties.noticed import parent_of
from tests.penalties.packed import holiday
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T10:00:00")
UNSETTLED = dt.date(2026, 9, 22)


def demo(school, role, name):
    post = person(school, role, name)
    post.user.is_demo = True
    post.user.save()
    return post


def test_the_office_makes_the_pack_and_the_head_sends_it(site, new_page, school):
    head, office = demo(school, "head", "Ruth Adeyemi"), demo(school, "office", "Joan Wright")
    aisha = pupils_of(GroupFactory(school=school, name="3B", pupils=["Aisha Khan", "Ben Archer"]))[1]
    parent_of(aisha)
    holiday(aisha, head)
    mark(aisha, "N", by=head, date=UNSETTLED, session="AM", when=at("09:00"))

    # The office sees the deadline count down, and what is not whole yet.
    page = new_page()
    seat(page.context, site, office)
    page.goto(f"{site.url}/penalties/packs/")
    expect(page.locator("tbody tr")).to_contain_text("Tuesday 1 December 2026 4 days left")
    assert accessibility_faults(page) == []
    page.get_by_role("link", name="Checks and pack").click()
    expect(page.locator("main")).to_contain_text("3 checks fail")
    assert accessibility_faults(page) == []

    # The mark without a reason is put right on its own page, which leads back.
    page.get_by_role("link", name="Settle it").click()
    page.get_by_label("Amended entry").select_option("I")
    page.get_by_label("7 Another reason").check()
    page.get_by_label("Another reason, in words").fill("The mother’s note was in the file")
    page.get_by_role("button", name="Amend the mark").click()
    expect(page.locator("main")).to_contain_text("2 checks fail")

    # What only a person knows is written, and the pack is made.
    page.get_by_label("Why it is believed to be a holiday").fill("A postcard from the beach came to class.")
    page.get_by_label("The warning that this parent had").fill("The head told her at the gate on 2 November.")
    page.get_by_role("button", name="Make the pack").click()
    expect(page.locator("main")).to_contain_text("It has not been noted that it went to anybody.")
    expect(page.get_by_role("link", name="Note that it went")).to_have_count(0)
    assert accessibility_faults(page) == []

    # The document is one PDF for readers of every kind, as it was made.
    made = ReferralPack.objects.get()
    href = page.get_by_role("link", name="Open the document").get_attribute("href")
    document = page.request.get(f"{site.url}{href}")
    assert (document.body(), document.headers["content-type"]) == (bytes(made.pdf), "application/pdf")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.body()
    assert [part["key"] for part in made.content][:4] == ["asked", "sessions", "certificate", "leave"]

    # The head sends it, and notes where it went.
    other = new_page()
    seat(other.context, site, head)
    other.goto(f"{site.url}/penalties/packs/{made.pk}/")
    other.get_by_role("link", name="Note that it went").click()
    other.get_by_label("Who it went to").fill("Attendance service of the authority")
    other.get_by_role("button", name="Note that it went").click()
    expect(other.locator("main")).to_contain_text("Attendance service of the authority, by secure e-mail")
    assert PackSent.objects.get().name == "Ruth Adeyemi"
    page.goto(f"{site.url}/penalties/packs/")
    expect(page.locator("main")).to_contain_text("No pack waits.")
