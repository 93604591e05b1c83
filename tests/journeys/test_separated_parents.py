"""A mother and a father who live apart ask for leave for one child; neither finds anything of the other's anywhere."""

import datetime as dt
import re
import uuid

import pytest
from playwright.sync_api import expect

from absence.actions.leave import Asked, Asker, send_leave
from absence.leave_days import LeaveDays
from absence.leave_kinds import Kind
from absence.models import LeaveDecision, LeaveRequest
from registers.models import Address, Care, Message, PlannedMark
from tests.absence.leave_asked import parent
from tests.browser.classroom import pupils_of, seat
from tests.cast import person
from tests.factories import THE_DAY, YEAR_STARTS, GroupFactory, at
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T18:30:00")
HERS = LeaveDays(dt.date(2026, 12, 7), "AM", dt.date(2026, 12, 8), "PM")
HIS = LeaveDays(dt.date(2026, 12, 8), "AM", dt.date(2026, 12, 11), "PM")


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def test_neither_of_two_separated_parents_finds_the_others_request(site, new_page, school):
    group = GroupFactory(school=school, name="3B", pupils=["Aisha Khan"])
    (aisha,) = pupils_of(group)
    mother = parent(school, "Fatima Khan", aisha, lives_with=True)
    father = parent(school, "Omar Siddiq", aisha, relationship="Father", lives_with=False)
    lives_at(mother, "12 Linden Close")
    lives_at(father, "4 Quay Street")
    hers = asks(mother, aisha, HERS, "Her grandmother’s funeral in Leeds", "07700 900111")
    his = asks(father, aisha, HIS, "Skating in Lille", "07700 900222")

    # The head sees both, agrees to hers and not to his. His is shown as one of a parent who lives elsewhere.
    desk = new_page()
    head = person(school, "head", "Ruth Adeyemi", "Headteacher")
    head.user.is_demo = True
    head.user.save()
    seat(desk.context, site, head)
    decide(desk, site, hers, "Agree to all the days", "She was close to her.")
    desk.goto(f"{site.url}/leave/{his.pk}/")
    expect(desk.get_by_text("Lives elsewhere").first).to_be_visible()
    expect(desk.get_by_role("link", name=hers.reference)).to_be_visible()
    decide(desk, site, his, "Not agree", "The trip can be made at the weekend.")
    assert list(LeaveDecision.objects.order_by("pk").values_list("request__number", "outcome")) == [
        (hers.number, "agreed"),
        (his.number, "not_agreed"),
    ]

    # One letter to each; what she was granted stands, though his days overlap with hers.
    letters = Message.objects.filter(cause__startswith="leave/").order_by("contact__name")
    assert [letter.contact.name for letter in letters] == ["Fatima Khan", "Omar Siddiq"]
    plans = PlannedMark.objects.filter(withdrawn_at__isnull=True)
    assert list(plans.values_list("first_day", "last_day", "code")) == [(HERS.first, HERS.last, "C")]

    # Each reads their own decision, and nothing of the other's on any page.
    site.servers.at("2026-11-24T18:50:00")
    her_phone = reads(new_page, site, mother, hers, "agreed")
    his_phone = reads(new_page, site, father, his, "not agreed")
    finds_nothing(her_phone, site, his, ["Omar", "Siddiq", "Skating", "Lille", "Quay", "900222", "weekend"])
    finds_nothing(his_phone, site, hers, ["Fatima", "funeral", "Leeds", "Linden", "900111", "close to her"])


def lives_at(post, home):
    adult = Care.objects.get(contact__parent_link__post=post).contact
    Address.objects.create(school=adult.school, contact=adult, address=home, first_day=YEAR_STARTS)


def asks(post, pupil, days, why, phone):
    care = Care.objects.select_related("contact", "pupil").get(contact__parent_link__post=post, pupil=pupil)
    asker = Asker(pupil.school, care.contact, post, post, care.contact.name, "Parent", (care,))
    asked = Asked(Kind.EXCEPTIONAL, days, why, "It is only once.", "With me", phone, "no")
    return send_leave(
        operation=uuid.uuid4(), asked=asked, askers=[asker], started_at=at("17:50"), on=THE_DAY, at=at("18:00")
    )[0]  # fmt: skip


def decide(desk, site, request, choice, reason):
    desk.goto(f"{site.url}/leave/{request.pk}/")
    desk.get_by_label(choice, exact=True).check()
    desk.get_by_label("Your reasons").fill(reason)
    desk.get_by_role("button", name="Decide", exact=True).click()
    expect(desk.get_by_text(re.compile("^Decided:"))).to_be_visible()


def reads(new_page, site, post, request, outcome):
    phone = new_page(width=390, height=844)
    seat(phone.context, site, post)
    phone.goto(f"{site.url}/family/leave/")
    expect(phone.locator("ul.requests > li")).to_have_count(1)
    phone.get_by_role("link", name=request.reference).click()
    expect(phone.get_by_role("heading", name=f"Aisha Khan: {outcome}", exact=True)).to_be_visible()
    assert accessibility_faults(phone) == []
    return phone


def finds_nothing(phone, site, other, secrets):
    """Every page that the family's own pages lead to, and the address of the other's request."""
    own = LeaveRequest.objects.exclude(pk=other.pk).get()
    addresses = {f"/family/leave/{own.public_id}/", "/family/"}
    phone.goto(f"{site.url}/family/")
    links = phone.locator("a[href^='/family/']").all()
    addresses |= {link.get_attribute("href") for link in links}
    for address in sorted(addresses):
        phone.goto(site.url + address)
        words = phone.content()
        assert [secret for secret in [*secrets, other.reference] if secret in words] == [], address
    answer = phone.goto(f"{site.url}/family/leave/{other.public_id}/")
    assert answer.status == 404
