"""Reporting an absence from the family pages, and what the school makes of it."""

import datetime as dt
import gzip
import re
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from absence.actions.report_answers import accept_report
from absence.board import board_of
from absence.models import AbsenceReport, ContactAttempt, ReportAnswer, ReportSettings
from registers.models import (
    Admission,
    Closure,
    ContactLimit,
    ExpectedPattern,
    Mark,
    Message,
    PlannedMark,
    SchoolDay,
)
from tests.absence.families import at_the_phone, parent_of
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


def ill_today(client, pupil):
    """The three taps: report an absence, ill today, send. Returns the report."""
    page = f"/family/absent/{pupil.pk}/"
    assert client.get("/family/absent/").status_code in (200, 302)
    assert client.post(page, {"do": "ill_now"}).url == f"{page}check/"
    return send(client, pupil)


def send(client, pupil, words=""):
    check = f"/family/absent/{pupil.pk}/check/"
    op = re.search(r'name="op" value="([^"]+)"', client.get(check).content.decode())[1]
    answer = client.post(check, {"op": op, "words": words})
    assert answer.status_code == 302, answer.content.decode()
    return AbsenceReport.objects.get(public_id=answer.url.rstrip("/").rsplit("/", 1)[1])


def tell(client, pupil, why, *, words="", **when):
    """Why, when, and send. Returns the report."""
    page = f"/family/absent/{pupil.pk}/"
    assert client.post(page, {"why": why}).status_code == 302
    answer = client.post(f"{page}when/", when)
    assert answer.status_code == 302, answer.content.decode()
    return send(client, pupil, words)


def boxes(name, day):
    return {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}


def reads(client, report):
    return client.get(f"/family/reports/{report.public_id}/").content.decode()


def answer(client, report, **said):
    said = {"place": f"report-{report.pk}", "op": str(uuid.uuid4())} | said
    return client.post(f"/to-find/reports/{report.pk}/", said)


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
