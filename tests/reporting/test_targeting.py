"""The papers of the targeting support meeting: who stands in which list and why, with what was decided."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from absence.actions.groups import Agreed, record_group_duty
from absence.group_duties import Duty, Group
from registers.models import PupilStatus
from reporting.models import GivenReport
from reporting.targeting import targeting_pack
from tests.absence.support import plan_of
from tests.cast import sign_in
from tests.factories import THE_DAY, StatusFactory, at, mark

pytestmark = pytest.mark.usefixtures("on_the_day")
MONDAY = THE_DAY - dt.timedelta(days=1)


def lists(pack):
    return {
        each.key: [(line.pupil.surname, line.missed) for line in each.lines]
        for each in pack.sections
        if each.lines
    }


def test_each_stands_where_they_belong_with_what_was_decided(client, school, pupils, champion, office):
    archer, dean, khan, *_ = pupils
    for number, pupil in enumerate(pupils):
        mark(pupil, "I" if number < 2 else "/", by=office, date=MONDAY)
        mark(pupil, "O" if number == 0 else "/", by=office)
    StatusFactory(pupil=dean, kind=PupilStatus.Kind.SEN, value="E")
    StatusFactory(
        pupil=khan, kind=PupilStatus.Kind.MEDICAL, value="1"
    )  # misses nothing: not to be talked about
    StatusFactory(pupil=archer, kind=PupilStatus.Kind.SOCIAL_WORKER, value="CIN")
    plan_of(archer, office)
    agreed = Agreed(Duty.JOINT_APPROACH, THE_DAY, "The council", "Mornings first")
    record_group_duty(
        pupil=archer, group=Group.SEVERE, agreed=agreed, by=champion, on=THE_DAY, at=at("09:00")
    )
    with CaptureQueriesContext(connection) as asked:
        pack = targeting_pack(post=champion, on=THE_DAY)
    assert lists(pack) == {
        "severe": [("Archer", "2 of 2 (100.0 %)"), ("Dean", "1 of 2 (50.0 %)")],
        "ehcp": [("Dean", "1 of 2 (50.0 %)")],
        "social": [("Archer", "2 of 2 (100.0 %)")],
    }
    said = {taken.words for taken in pack.sections[0].lines[0].decisions}
    assert said == {
        "support plan, kept going by Tom Hale",
        "joint approach agreed with the authority, with The council: Mornings first",
    }
    assert (len(asked) < 50, pack.pupils) == (True, 2)
    sign_in(client, champion)
    page = client.get(reverse("reporting:targeting_meeting")).content.decode()
    assert ("Archer" in page, "Mornings first" in page, "Khan" in page) == (True, True, False)
    press = {"to_whom": "The council", "operation": uuid.uuid4()}
    assert client.post(reverse("reporting:give_targeting_papers"), press).status_code == 302
    kept = client.get(reverse("reporting:given_targeting_papers", args=[GivenReport.objects.get().pk]))
    assert b"<pdfuaid:part>1</pdfuaid:part>" in kept.content
    sign_in(client, office)
    assert client.get(reverse("reporting:targeting_meeting")).status_code == 403
