"""Reporting an absence from the family pages."""

import datetime as dt
import re
import uuid

import pytest

from absence.models import AbsenceReport, ReportAnswer, ReportSettings
from registers.models import (
    Admission,
    Closure,
    ExpectedPattern,
    Mark,
    PlannedMark,
    SchoolDay,
)
from tests.absence.families import at_the_phone, parent_of
from tests.absence.telling import answer, boxes, ill_today, reads, send, tell
from tests.cast import sign_in
from tests.factories import THE_DAY, at, mark

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


# --- what is sent ----------------------------------------------------------------------------------------------------


def test_ill_today_is_three_taps_and_stands_on_the_board_with_the_sender(phone, pupils, office):
    report = ill_today(phone, pupils[0])
    plan = report.plan
    assert (plan.status, plan.code, plan.first_day, plan.last_day, plan.source, plan.name) == (
        "reported", "I", THE_DAY, THE_DAY, "Family pages: Fatima Khan, mother", "Fatima Khan",
    )  # fmt: skip
    page = sign_in(phone, office).get("/to-find/").content.decode()
    assert "by Fatima Khan, mother, by the family pages, Tue 24 Nov 7:45" in page


def test_tapped_twice_it_is_sent_once(phone, pupils):
    page = f"/family/absent/{pupils[0].pk}/"
    phone.post(page, {"do": "ill_now"})
    op = re.search(r'name="op" value="([^"]+)"', phone.get(f"{page}check/").content.decode())[1]
    sent = [phone.post(f"{page}check/", {"op": op}).url for _ in range(2)]
    assert (sent[0] == sent[1], AbsenceReport.objects.count(), PlannedMark.objects.count()) == (True, 1, 1)


def test_until_a_day_is_planned_to_that_day(phone, pupils):
    report = tell(
        phone, pupils[0], "ill", words="Flu", first_day=WEDNESDAY.isoformat(), until="until",
        **boxes("last_day", THURSDAY),
    )  # fmt: skip
    assert (report.plan.first_day, report.plan.last_day, report.words) == (WEDNESDAY, THURSDAY, "Flu")


@pytest.mark.parametrize(
    ("until", "last", "words"),
    [
        ("", None, "Choose until when."),
        ("until", None, "Give the last day away."),
        ("until", dt.date(2026, 11, 20), "The last day comes before the first day."),
        ("until", dt.date(2027, 1, 20), "Give two weeks at most here"),
    ],
)
def test_an_end_that_cannot_be_is_asked_again(phone, pupils, until, last, words):
    phone.post(f"/family/absent/{pupils[0].pk}/", {"why": "ill"})
    said = {"first_day": THE_DAY.isoformat(), "until": until} | (boxes("last_day", last) if last else {})
    page = phone.post(f"/family/absent/{pupils[0].pk}/when/", said)
    assert (page.status_code, words in page.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("out", "back", "halves"),
    [
        ("", "09:40", "0010000000"),
        ("10:00", "11:00", "0000000000"),
        ("11:30", "", "0001000000"),
        ("", "", "0011000000"),
    ],
)
def test_an_appointment_plans_the_registers_it_misses(phone, pupils, out, back, halves):
    report = tell(phone, pupils[0], "medical", **boxes("day", THE_DAY), out_at=out, back_at=back)
    assert report.halves == halves
    assert [plan.code for plan in PlannedMark.objects.all()] == (["M"] if "1" in halves else [])


def test_something_else_needs_words_and_the_school_chooses_the_code(phone, pupils, office, set_clock):
    phone.post(f"/family/absent/{pupils[0].pk}/", {"why": "other"})
    phone.post(f"/family/absent/{pupils[0].pk}/when/", {"first_day": THE_DAY.isoformat(), "until": "day"})
    page = phone.post(f"/family/absent/{pupils[0].pk}/check/", {"op": str(uuid.uuid4())})
    assert "Tell us in a few words why." in page.content.decode()
    report = send(phone, pupils[0], "The car broke down")
    assert (report.plan, report.code) == (None, "")
    set_clock("09:30:00")
    mark(pupils[0], "N", by=office)
    sign_in(phone, office)
    assert answer(phone, report, do="accept").status_code == 422
    answer(phone, report, do="accept_as", code="O")
    assert (Mark.objects.get(pupil=pupils[0]).code, ReportAnswer.objects.get().code) == ("O", "O")


def test_an_absence_of_a_day_gone_by_is_explained_and_nothing_is_planned(phone, pupils, teacher, office):
    friday = THE_DAY - dt.timedelta(days=4)
    mark(pupils[0], "N", by=teacher, date=friday)
    page = f"/family/absent/{pupils[0].pk}/?day={friday}"
    assert "Tell us about Friday 20 November" in phone.get(page.partition("?")[0]).content.decode()
    phone.post(page, {"why": "ill"})
    report = send(phone, pupils[0], "Sick in the night")
    assert (report.plan, PlannedMark.objects.count()) == (None, 0)
    answer(sign_in(phone, office), report, do="accept")
    now = Mark.objects.get(pupil=pupils[0], date=friday)
    assert (now.code, now.note, now.reason) == (
        "I",
        "Sick in the night",
        "Reason established by a message from home",
    )


# --- when ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "offered"),
    [
        ("2026-11-24T00:05:00", [THE_DAY, WEDNESDAY]),
        ("2026-11-24T15:10:00", [THE_DAY, WEDNESDAY]),
        ("2026-11-24T15:20:00", [WEDNESDAY]),
        ("2026-11-24T23:55:00", [WEDNESDAY]),
        ("2026-11-28T09:00:00", [dt.date(2026, 11, 30)]),
        ("2026-10-27T09:00:00", [dt.date(2026, 11, 2)]),
        ("2026-08-10T09:00:00", [dt.date(2026, 9, 2)]),
    ],
)
def test_the_days_that_may_be_reported(phone, pupils, set_clock, moment, offered):
    Admission.objects.update(starting_day=dt.date(2025, 9, 3))
    set_clock(moment)
    page = phone.get(f"/family/absent/{pupils[0].pk}/").content.decode()
    phone.post(f"/family/absent/{pupils[0].pk}/", {"do": "ill_now"})
    report = send(phone, pupils[0])
    phone.post(f"/family/absent/{pupils[0].pk}/", {"why": "ill"})
    choices = phone.get(f"/family/absent/{pupils[0].pk}/when/").content.decode()
    assert set(re.findall(r'name="first_day" value="([-\d]+)"', choices)) == {
        day.isoformat() for day in offered
    }
    first = offered[0]
    assert report.first_day == first
    assert ("School is next on" in page) == (first != dt.date.fromisoformat(moment[:10]))


def test_the_page_says_kindly_what_the_school_knows_and_still_lets_them_tell(
    phone, pupils, teacher, school, head, set_clock
):
    def says():
        return phone.get(f"/family/absent/{pupils[0].pk}/").content.decode()

    set_clock("10:00:00")
    mark(pupils[0], "/", by=teacher)
    assert ("Our register has Ben in school today" in says(), "is ill today" in says()) == (True, True)
    ExpectedPattern.objects.create(
        school=school, pupil=pupils[1], expected="1110111111", code="D", first_day=THE_DAY, by=head,
        other_school="Elm School", name="Ruth Adeyemi", position="Headteacher", at=at("08:00"),
    )  # fmt: skip
    chloes = at_the_phone(phone, parent_of(pupils[1], name="Ann Dean"))
    page = chloes.get(f"/family/absent/{pupils[1].pk}/").content.decode()
    assert ("We do not expect Chloe this afternoon" in page, "is ill today" in page) == (True, True)
    Closure.objects.create(school=school, kind="unexpected", first_day=THE_DAY, last_day=THE_DAY, note="snow")
    page = chloes.get(f"/family/absent/{pupils[1].pk}/").content.decode()
    assert ("School is closed for your child today" in page, "not in school on Wednesday 25" in page) == (
        True,
        True,
    )
    SchoolDay.objects.filter(school=school, date__gte=THE_DAY).delete()
    assert (
        "has not said yet when it is next open"
        in chloes.get(f"/family/absent/{pupils[1].pk}/").content.decode()
    )


# --- still ill -------------------------------------------------------------------------------------------------------


def press_still_ill(client, report):
    op = re.search(r'name="op" value="([^"]+)"', reads(client, report))[1]
    address = f"/family/reports/{report.public_id}/still-ill/"
    sent = {client.post(address, {"op": op}).url for _ in range(2)}
    assert len(sent) == 1
    return AbsenceReport.objects.latest("pk")


def test_still_ill_is_one_tap_for_three_mornings_and_then_the_school_wants_to_be_rung(
    phone, pupils, set_clock
):
    report = ill_today(phone, pupils[0])
    for day in ("25", "26", "30"):  # Friday 27 is an INSET day
        set_clock(f"2026-11-{day}T07:50:00")
        assert "Ben is still ill today" in phone.get("/family/").content.decode()
        report = press_still_ill(phone, report)
        assert (report.first_day, report.plan.code) == (dt.date(2026, 11, int(day)), "I")
    set_clock("2026-12-01T07:50:00")
    page = reads(phone, report)
    assert ("Ben has been ill for 4 school days." in page, "is still ill today" in page) == (True, False)
    assert AbsenceReport.objects.count() == 4


def test_how_many_mornings_is_the_schools_to_set(phone, pupils, head, set_clock):
    sign_in(phone, head).post("/settings/absence-reports/", {"days": "0"})
    assert ReportSettings.objects.get().still_ill_days == 0
    mother = parent_of(pupils[1], name="Ann Dean")
    report = ill_today(at_the_phone(phone, mother), pupils[1])
    set_clock("2026-11-25T07:50:00")
    assert "Please ring the school today" in reads(phone, report)
