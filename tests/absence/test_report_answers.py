"""What the school makes of a family's report, who sees it, and what is said by telephone."""

import datetime as dt
import gzip
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.report_answers import accept_report
from absence.board import board_of
from absence.models import AbsenceReport, ContactAttempt
from registers.models import (
    ContactLimit,
    Message,
    PlannedMark,
)
from tests.absence.families import at_the_phone, parent_of
from tests.absence.telling import answer, ill_today, reads
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark

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


# --- what the school does --------------------------------------------------------------------------------------------


def test_a_question_goes_to_the_parent_and_the_answer_lands_on_the_board(
    phone, pupils, mother, office, client
):
    report = ill_today(phone, pupils[0])
    answer(sign_in(client, office), report, do="ask", note="Is it catching?")
    message = Message.objects.get()
    assert (message.contact.name, message.channel, "Is it catching?" in message.body) == (
        "Fatima Khan",
        "email",
        True,
    )
    at_the_phone(client, mother)
    assert "The school has a question for you." in reads(client, report)
    client.post(f"/family/reports/{report.public_id}/answer/", {"reply": "No, an ear ache"})
    assert "The school has your answer." in reads(client, report)
    assert "No, an ear ache" in sign_in(client, office).get("/to-find/").content.decode()
    [row] = board_of(school=office.school, post=office, at=at("07:50")).reports
    assert row.report.is_answered


def test_the_first_page_says_what_was_reported_and_that_the_school_asks(
    phone, pupils, mother, office, client, set_clock
):
    report = ill_today(phone, pupils[0])
    link = f'<a href="/family/reports/{report.public_id}/">Ill on Tuesday 24 November'
    home = phone.get("/family/").content.decode()
    assert (link in home, "The school has your message." in home) == (True, True)
    answer(sign_in(client, office), report, do="ask", note="Is it catching?")
    set_clock("2026-11-25T07:50:00")
    at_the_phone(client, mother)
    home = client.get("/family/").content.decode()
    assert (link in home, "The school has a question for you." in home) == (True, True)
    client.post(f"/family/reports/{report.public_id}/answer/", {"reply": "No, an ear ache"})
    assert link not in client.get("/family/").content.decode()


def test_the_family_reads_what_was_decided_and_never_the_code_before(phone, pupils, mother, office, client):
    report = ill_today(phone, pupils[0])
    page = reads(client, report)
    assert ("The school has your message." in page, "authorised" in page, "(I)" in page) == (
        True,
        False,
        False,
    )
    accept_report(report=report, by=office, at=at("09:00"))
    assert "The school has noted it." in reads(client, report)


def test_not_accepted_says_why_kindly_and_the_message_goes_once(phone, pupils, mother, office, client):
    report = ill_today(phone, pupils[0])
    sign_in(client, office)
    assert answer(client, report, do="decline").status_code == 422
    for _ in range(2):
        answer(client, report, do="decline", note="The register has Ben in school.", op=str(uuid.UUID(int=7)))
    page = reads(at_the_phone(client, mother), report)
    assert "It is not counted as authorised." in page
    assert "The register has Ben in school." in page
    assert [message.subject for message in Message.objects.all()] == ["About Ben, Tuesday 24 November"]
    assert list(ContactAttempt.objects.values_list("outcome", "who")) == [
        ("not_accepted", "Fatima Khan, mother (family pages)")
    ]


def test_what_was_sent_by_mistake_is_taken_back_while_nobody_has_answered(phone, pupils, office):
    report = ill_today(phone, pupils[0])
    phone.post(f"/family/reports/{report.public_id}/take-back/")
    assert "You have taken it back." in reads(phone, report)
    assert board_of(school=office.school, post=office, at=at("07:50")).rows == ()
    assert PlannedMark.objects.get().withdrawn_name == "Fatima Khan"
    again = ill_today(phone, pupils[0])
    accept_report(report=again, by=office, at=at("09:00"))
    phone.post(f"/family/reports/{again.public_id}/take-back/")
    assert "The school has noted it." in reads(phone, again)


# --- who sees what ---------------------------------------------------------------------------------------------------


def test_another_parent_sees_nothing_of_it_and_a_limit_closes_it(phone, pupils, mother, client):
    report = ill_today(phone, pupils[0])
    father = parent_of(pupils[0], name="Omar Khan", relationship="Father")
    at_the_phone(client, father)
    address = f"/family/reports/{report.public_id}/"
    assert client.get(address).status_code == 404
    assert [
        client.post(f"{address}{what}/").status_code for what in ("still-ill", "answer", "take-back")
    ] == [404] * 3
    assert "What you have reported" not in client.get(f"/family/absent/{pupils[0].pk}/").content.decode()
    assert client.get(f"/family/absent/{pupils[1].pk}/").status_code == 404
    care = father.adults.get().contact.cares.get()
    ContactLimit.objects.create(school=pupils[0].school, care=care, scope="no_access", first_day=THE_DAY)
    assert client.get(f"/family/absent/{pupils[0].pk}/").status_code == 302


def test_the_statements_of_a_page_do_not_grow_with_reports(phone, pupils):
    address = f"/family/absent/{pupils[0].pk}/"
    counts = []
    for number in (1, 3):
        while AbsenceReport.objects.count() < number:
            ill_today(phone, pupils[0])
        with CaptureQueriesContext(connection) as queries:
            phone.get(address)
        counts.append(len(queries))
    assert counts[0] == counts[1]


# --- the telephone ---------------------------------------------------------------------------------------------------


def test_a_voicemail_keyed_by_the_office_lands_in_the_same_place_with_who_and_when(
    client, pupils, office, set_clock
):
    set_clock("08:30:00")
    said = {"code": "I", "note": "Temperature", "somebody": "Ana Costa, mother", "how": "voicemail"}
    said |= {"pupil": pupils[0].pk, "first_day": "2026-11-24", "heard_at": "07:52", "op": str(uuid.uuid4())}
    for _ in range(2):
        sign_in(client, office).post("/to-find/somebody-rang/", said)
    page = client.get("/to-find/").content.decode()
    assert page.count("by Ana Costa, mother, on voicemail Tue 24 Nov 7:52; written down by Joan Wright") == 1


def test_a_wrong_number_leads_to_where_it_is_corrected(client, pupils, office, teacher, set_clock):
    set_clock("09:30:00")
    mark(pupils[0], "N", by=teacher)
    care = CareFactory(pupil=pupils[0], contact=ContactFactory(school=office.school, name="Ann Archer"))
    said = {
        "op": str(uuid.uuid4()),
        "place": f"find-{pupils[0].pk}",
        "did": f"wrong_number:{care.contact_id}:0",
    }
    sign_in(client, office).post(f"/to-find/{pupils[0].pk}/attempt/", said)
    assert f"/pupils/{pupils[0].pk}/contacts/{care.pk}/" in client.get("/to-find/").content.decode()


def test_a_safe_and_well_check_is_an_attempt_of_its_own(client, pupils, office, teacher, set_clock):
    set_clock("11:30:00")
    mark(pupils[0], "N", by=teacher)
    said = {
        "op": str(uuid.uuid4()),
        "place": f"find-{pupils[0].pk}",
        "attempt": "police:told",
        "note": "CAD 123",
    }
    sign_in(client, office).post(f"/to-find/{pupils[0].pk}/attempt/", said)
    page = client.get("/to-find/").content.decode()
    assert "Police asked for a safe-and-well check" in page


def test_a_page_of_reporting_weighs_little(phone, pupils):
    page = phone.get(f"/family/absent/{pupils[0].pk}/").content
    assert len(gzip.compress(page)) < 8_000


WILD = ["", "\x00", "x" * 5000, "99999999999999999999", "2026-13-45", "9999-12-31", "-1", "<b>&", "\u202e"]


@pytest.mark.parametrize("wild", WILD)
def test_whatever_is_sent_is_answered(phone, pupils, wild):
    report = ill_today(phone, pupils[0])
    page, sent = f"/family/absent/{pupils[0].pk}/", f"/family/reports/{report.public_id}/"
    phone.get(f"{page}?day={wild}")
    answers = [phone.post(page, {"why": wild, "do": wild})]
    for why in ("ill", "medical", "religious"):
        phone.post(page, {"why": why})
        fields = (
            "first_day",
            "until",
            "out_at",
            "back_at",
            "day_day",
            "day_month",
            "day_year",
            "last_day_day",
        )
        answers.append(phone.post(f"{page}when/", dict.fromkeys(fields, wild)))
        answers.append(phone.post(f"{page}check/", {"op": wild, "words": wild}))
    answers += [phone.post(f"{sent}{what}/", {"op": wild, "reply": wild}) for what in ("still-ill", "answer")]
    assert {answer.status_code for answer in answers} <= {200, 302, 422}
    assert AbsenceReport.objects.count() == 1
