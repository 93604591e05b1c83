"""A mother asks for leave in Polish on her phone; a part is agreed, she reads the letter, and C is on the register."""

import datetime as dt
import re

import pytest
from django.utils import translation
from django.utils.translation import gettext
from playwright.sync_api import expect

from absence.models import LeaveDecision, LeaveRequest
from registers.actions.languages import switch_language
from registers.actions.register_day import complete_register
from registers.models import Contact, Mark
from tests.absence.leave_asked import parent
from tests.browser.classroom import pupils_of, seat, teacher_of
from tests.cast import person
from tests.factories import GroupFactory, RegisterFactory, at, mark
from tests.websites import accessibility_faults

pytestmark = pytest.mark.clock("2026-11-24T18:30:00")
MONDAY, WEDNESDAY, FRIDAY = (dt.date(2026, 12, day) for day in (7, 9, 11))
REASON = "The funeral is on Tuesday, and travel takes a day each way."


@pytest.fixture(autouse=True)
def _patience():
    expect.set_options(timeout=20_000)  # a test may have to share its computer
    yield
    expect.set_options(timeout=5_000)


def pl(words):
    """What the page says in Polish."""
    with translation.override("pl"):
        return gettext(words)


def test_leave_is_asked_in_polish_and_a_part_is_agreed(site, new_page, school):
    group = GroupFactory(
        school=school, name="3B", pupils=["Ieva Petrauskas", "Lukas Petrauskas", "Ben Archer"]
    )
    ben, ieva, lukas = pupils_of(group)
    mother, head = a_polish_family(school, ieva, lukas)

    # Tuesday evening: she asks on her phone, in Polish, for both children.
    phone = new_page(width=390, height=844)
    seat(phone.context, site, mother)
    she_asks(phone, site)
    request = LeaveRequest.objects.get()
    assert (request.language, request.kind, request.children.count()) == ("pl", "bereavement", 2)

    # Wednesday: the head agrees to three days, for both at once, and looks at the letter first.
    site.servers.at("2026-11-25T09:30:00")
    desk = new_page()
    seat(desk.context, site, head)
    the_head_agrees_to_a_part(desk, site)
    made = LeaveDecision.objects.order_by("pk").values_list(
        "pupil", "outcome", "first_day", "last_day", "code"
    )
    assert sorted(made) == sorted((child.pk, "part", MONDAY, WEDNESDAY, "C") for child in (ieva, lukas))

    # Within the ten minutes she sees nothing; afterwards the decision and the letter, English first.
    address = f"{site.url}/family/leave/{request.public_id}/"
    phone.goto(address)
    expect(phone.get_by_text(pl("Being looked at"), exact=True)).to_be_visible()
    site.servers.at("2026-11-25T09:45:00")
    phone.goto(address)
    expect(phone.get_by_text(pl("Decided"), exact=True)).to_be_visible()
    phone.get_by_text(pl("Read the letter")).click()
    letter = phone.locator("details[open]")
    expect(letter).to_contain_text("Agreed: Monday 7 December 2026 to Wednesday 9 December 2026.")
    expect(letter).to_contain_text("Thursday 10 December 2026 to Friday 11 December 2026")
    expect(letter).to_contain_text("£160, or £80 if it is paid within 21 days")
    expect(letter).to_contain_text(
        pl("This is a translation. The English words above are the ones that count.")
    )
    expect(letter).to_contain_text("poniedziałek 7 grudnia 2026")
    assert accessibility_faults(phone) == []

    # The first day of the leave: Complete makes the planned C a mark.
    teacher = teacher_of(group)
    mark(ben, "/", by=teacher, date=MONDAY)
    register = RegisterFactory(group=group, date=MONDAY, opened_at=at("08:45", MONDAY))
    complete_register(register=register, by=teacher, at=at("08:52", MONDAY))
    marks = Mark.objects.filter(date=MONDAY, session="AM").order_by("pupil__forename")
    assert list(marks.values_list("pupil__forename", "code")) == [("Ben", "/"), ("Ieva", "C"), ("Lukas", "C")]


def a_polish_family(school, *children):
    """The mother, who reads Polish, and the head; the school has switched Polish on."""
    head = person(school, "head", "Ruth Adeyemi", "Headteacher")
    head.user.is_demo = True
    head.user.save()
    switch_language(school=school, language="pl", is_on=True, by=head, at=at("08:00"))
    mother = parent(school, "Rasa Petrauskas", *children, lives_with=True)
    Contact.objects.filter(parent_link__post=mother).update(language="Polish")
    return mother, head


def she_asks(phone, site):
    phone.goto(f"{site.url}/family/leave/")
    expect(phone.locator("html")).to_have_attribute("lang", "pl")
    phone.get_by_role("button", name=pl("Ask for leave")).click()
    for child in ("Ieva Petrauskas", "Lukas Petrauskas"):
        phone.get_by_label(child).check()
    go_on(phone)
    for place, day in (("First day away from school", MONDAY), ("Last day away from school", FRIDAY)):
        boxes = phone.get_by_role("group", name=re.compile(pl(place)))
        for part, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
            boxes.get_by_label(pl(part), exact=True).fill(str(value))
    go_on(phone)
    phone.get_by_label(pl("A funeral, or a crisis in the family")).check()
    assert accessibility_faults(phone) == []
    go_on(phone)
    phone.get_by_label(pl("What is happening, and where?")).fill("Pogrzeb babci w Kownie")
    go_on(phone)
    phone.get_by_label(pl("What is exceptional about it?")).fill("Babcia wychowała dzieci.")
    go_on(phone)
    go_on(phone)  # no file
    phone.get_by_label(pl("Who will your child be with?")).fill("Oboje rodzice")
    phone.get_by_label(pl("A phone number for emergencies during these days")).fill("07700 900123")
    phone.locator("input[name=other_parent_told][value=yes]").check()
    go_on(phone)
    phone.get_by_role("button", name=pl("Send the request")).click()
    expect(phone.get_by_text("LR-0001").first).to_be_visible()


def go_on(phone):
    phone.get_by_role("button", name=pl("Continue")).click()


def the_head_agrees_to_a_part(desk, site):
    desk.goto(f"{site.url}/")
    desk.get_by_role("link", name="1 request for leave waits").click()
    desk.get_by_role("link", name="LR-0001").click()
    expect(desk.get_by_text("Pogrzeb babci w Kownie")).to_be_visible()
    expect(desk.get_by_label("Agree to all the days")).not_to_be_checked()
    desk.get_by_label("Agree to a part of the days").check()
    desk.get_by_text("Days, for an agreement to a part").click()
    desk.get_by_label("First day agreed").fill(MONDAY.isoformat())
    desk.get_by_label("Last day agreed").fill(WEDNESDAY.isoformat())
    desk.get_by_label("Your reasons").fill(REASON)
    desk.get_by_role("button", name="Preview the letter").click()
    expect(desk.get_by_text("Nothing has been decided yet.")).to_be_visible()
    assert LeaveDecision.objects.count() == 0
    assert accessibility_faults(desk) == []
    desk.get_by_role("button", name="Decide", exact=True).click()
    expect(desk.get_by_text("Decided: agreed in part.")).to_be_visible()
    assert accessibility_faults(desk) == []
