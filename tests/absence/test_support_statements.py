"""The lists of support ask the database as often for fifty pupils as for one."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.family_evidence import Shown, send_evidence
from absence.actions.groups import Agreed, record_group_duty
from absence.actions.medical import AskedFor, ask_for_evidence
from absence.group_duties import Duty, Group
from registers.families import Child
from registers.models import Mark, Professional
from tests.absence.absent import days_before
from tests.absence.families import parent_of
from tests.absence.support import action_of, plan_of
from tests.cast import person, sign_in
from tests.factories import THE_DAY, YEAR_STARTS, PupilFactory, StatusFactory, at

MANY = 50
PAGES = [
    "/support/sickness/",
    "/support/groups/",
    "/support/plans/",
    "/support/barriers/",
    "/support/did-it-work/",
    "/support/",
    "/families/",
    "/",
]


@pytest.fixture
def head(school, set_clock):
    set_clock("10:00:00")
    return person(school, "head", "Ruth Adeyemi")


def ill_and_supported(pupil, head, days):
    """Ill on fifteen days, looked after, with a plan that is due, and something that the family showed."""
    Mark.objects.bulk_create(
        Mark(
            school=pupil.school, pupil=pupil, date=day, session=session, code="I", reason="x", rev=1, by=head,
            name=head.user.name, position=head.position, at=at("08:47", day), source="hand",
        )
        for day in days
        for session in ("AM", "PM")
    )  # fmt: skip
    StatusFactory(pupil=pupil, kind="looked_after", value="1")
    Professional.objects.create(
        school=pupil.school, pupil=pupil, role="social_worker", name="Ms Orr", first_day=YEAR_STARTS
    )
    action_of(plan_of(pupil, head, first_day=THE_DAY - dt.timedelta(days=20)), head)
    agreed = Agreed(Duty.JOINT_APPROACH, THE_DAY, "Ms Orr of the authority", "A quiet start", THE_DAY)
    who = {"by": head, "on": THE_DAY, "at": at("09:00")}
    record_group_duty(pupil=pupil, group=Group.SEVERE, agreed=agreed, **who)
    _shown(pupil, who)


def _shown(pupil, who):
    post = parent_of(pupil, name=f"{pupil.surname} Khan")
    care = pupil.cares.get()
    asked = AskedFor(THE_DAY, THE_DAY, "Seen at the fair", "A card", contacts=[care.contact])
    request = ask_for_evidence(pupil=pupil, asked=asked, **who)
    child = Child(pupil, pupil.school, care, care.contact, post, False)
    shown = Shown("words", "Nothing to show")
    send_evidence(request=request, child=child, shown=shown, operation=uuid.uuid4(), at=at("09:30"))


def test_no_list_of_support_asks_more_for_fifty_pupils_than_for_one(client, school, pupils, head):
    days = days_before(school, 15)
    browser = sign_in(client, head)
    ill_and_supported(pupils[0], head, days)

    def asked(page):
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(page).status_code == 200
        return len(queries)

    for page in PAGES:
        browser.get(page)
    once = {page: asked(page) for page in PAGES}
    for number in range(MANY - 1):
        ill_and_supported(PupilFactory(school=school, surname=f"Other{number}"), head, days)
    browser.get("/")  # that somebody is at work is noted once a minute
    assert {page: asked(page) for page in PAGES} == once
