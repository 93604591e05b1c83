"""Religious days that families say, confirmed by the day."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.models import AbsenceReport
from registers.models import (
    PlannedMark,
)
from tests.absence.families import at_the_phone, parent_of
from tests.absence.telling import answer, boxes, ill_today, tell
from tests.cast import sign_in
from tests.factories import THE_DAY

pytestmark = pytest.mark.usefixtures("quarter_to_eight")
WEDNESDAY, THURSDAY = (THE_DAY + dt.timedelta(days=days) for days in (1, 2))


@pytest.fixture
def quarter_to_eight(set_clock):
    set_clock("07:45:00")


@pytest.fixture
def mother(pupils):
    """Ben's mother."""
    return parent_of(pupils[0])


@pytest.fixture
def phone(client, mother):
    return at_the_phone(client, mother)


# --- religious days --------------------------------------------------------------------------------------------------


def set_apart(client, pupil, day=THURSDAY, name="Fatima Khan"):
    return tell(at_the_phone(client, parent_of(pupil, name=name)), pupil, "religious", **boxes("day", day))


def test_a_religious_day_is_confirmed_for_those_ticked_and_undone_as_a_whole(client, pupils, office):
    reports = [set_apart(client, pupil, name=f"P{number} One") for number, pupil in enumerate(pupils[:3])]
    page = sign_in(client, office).get(f"/leave/religious-days/?day={THURSDAY}").content.decode()
    assert page.count("checked") == 3
    assert "Thursday 26 November: 3 children" in client.get("/to-find/").content.decode()
    said = {"day": THURSDAY.isoformat(), "op": str(uuid.uuid4()), "pupil": [pupil.pk for pupil in pupils[:2]]}
    for _ in range(2):
        client.post("/leave/religious-days/", said)
    plans = PlannedMark.objects.filter(status="planned").order_by("pupil__surname")
    assert [(plan.pupil.forename, plan.code, plan.note) for plan in plans] == [
        (name, "R", f"religious day, asked by P{number} One, mother, 24 Nov 2026")
        for number, name in enumerate(("Ben", "Chloe"))
    ]
    assert [report.pupil.forename for report in AbsenceReport.objects.waiting()] == ["Aisha"]
    client.post(f"/leave/religious-days/{plans[0].batch_id}/undo/")
    assert AbsenceReport.objects.waiting().count() == 3
    assert PlannedMark.objects.filter(status="reported", withdrawn_at__isnull=True).count() == 3
    assert reports[0].pk in AbsenceReport.objects.waiting().values_list("pk", flat=True)


def test_a_second_day_beside_it_is_leave_and_stays_waiting(client, pupils, office):
    set_apart(client, pupils[0], WEDNESDAY, name="Ann One")
    sign_in(client, office).post(
        "/leave/religious-days/",
        {"day": WEDNESDAY.isoformat(), "op": str(uuid.uuid4()), "pupil": pupils[0].pk},
    )
    set_apart(client, pupils[0], THURSDAY, name="Bea Two")
    page = sign_in(client, office).get(f"/leave/religious-days/?day={THURSDAY}").content.decode()
    assert "a further day is C" in page
    client.post(
        "/leave/religious-days/",
        {"day": THURSDAY.isoformat(), "op": str(uuid.uuid4()), "pupil": pupils[0].pk},
    )
    assert [report.first_day for report in AbsenceReport.objects.waiting()] == [THURSDAY]


def test_the_statements_of_the_board_and_of_a_religious_day_do_not_grow_with_reports(client, pupils, office):
    counts = []
    for number, pupil in enumerate(pupils[:3]):
        report = set_apart(client, pupil, name=f"P{number} One")
        ill_today(client, pupil)
        sign_in(client, office)
        answer(client, report, do="ask", note="Which day?")
        if number == 1:
            continue
        found = []
        for page in ("/to-find/", f"/leave/religious-days/?day={THURSDAY}"):
            with CaptureQueriesContext(connection) as queries:
                assert client.get(page).status_code == 200
            found.append(len(queries))
        counts.append(found)
    assert counts[0] == counts[1]
