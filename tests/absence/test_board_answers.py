"""What takes a child off today's board: attempts, reasons, and what home or the class says."""

import datetime as dt
import uuid

import pytest

from absence.actions.attempts import record_attempt
from absence.board_row import REPORT, TO_FIND
from absence.models import AbsenceReport, ContactAttempt
from registers.actions.late_desk import sign_in_late
from registers.models import Mark, MarkHistory, PlannedMark
from tests.absence.on_board import board, places, press
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at

pytestmark = pytest.mark.usefixtures("half_past_nine")


@pytest.fixture
def half_past_nine(set_clock):
    set_clock("09:30:00")


# --- what takes a child off it ---------------------------------------------------------------------------------------


def test_no_answer_keeps_the_child_on_the_list_with_the_attempt(taken, office, pupils, client):
    taken(ben="N")
    care = CareFactory(pupil=pupils[0], contact=ContactFactory(school=office.school, name="Ann Archer"))
    answer = press(sign_in(client, office), "attempt", pupils[0], did=f"no_answer:{care.contact_id}:0")
    assert answer.status_code == 302
    [row] = board(office).rows
    assert [(each.outcome, each.who, each.number, each.name) for each in row.attempts] == [
        ("no_answer", "Ann Archer", care.contact.phone, "Joan Wright")
    ]


def test_pressed_twice_it_is_written_down_once(taken, office, pupils, client):
    taken(ben="N")
    care = CareFactory(pupil=pupils[0])
    said = {"op": str(uuid.uuid4()), "did": f"no_answer:{care.contact_id}:0"}
    for _ in range(2):
        press(sign_in(client, office), "attempt", pupils[0], **said)
    press(client, "attempt", pupils[0], **said | {"did": f"left_message:{care.contact_id}:0"})
    assert ContactAttempt.objects.count() == 2


def test_a_reason_goes_onto_the_register_with_the_attempt(taken, office, pupils, client):
    taken(ben="N")
    until = {"lasts": "until", "until": "2026-11-26"}
    press(
        sign_in(client, office),
        "reason",
        pupils[0],
        kind="call",
        code="I",
        note="Tummy bug",
        somebody="Gran",
        **until,
    )
    assert places(office) == []
    now = Mark.objects.get(pupil=pupils[0])
    assert (now.code, now.note, now.reason) == ("I", "Tummy bug", "Reason established by phone")
    assert [each.code for each in MarkHistory.objects.filter(pupil=pupils[0])] == ["N"]
    plan = PlannedMark.objects.get(pupil=pupils[0])
    assert (plan.code, plan.first_day, plan.last_day) == ("I", THE_DAY, dt.date(2026, 11, 26))
    attempt = ContactAttempt.objects.get()
    assert (attempt.outcome, attempt.who, attempt.code, attempt.keeps_until) == (
        "reason_given", "Gran", "I", dt.date(2026, 11, 26),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"code": ""}, "Choose the code of the reason."),
        ({"code": "C"}, "say in the note who agreed to it"),
        ({"code": "Y7"}, "Y7 needs"),
        ({"code": "I", "lasts": "until", "until": "2026-11-20"}, "has gone by"),
        (
            {"code": "O", "lasts": "until", "until": "2026-11-26"},
            "O (absence not authorised) cannot be planned ahead",
        ),
        ({"code": "Y5"}, "Choose one of those shown"),
        ({"code": "N"}, "Choose one of those shown"),
    ],
)
def test_a_reason_that_cannot_stand_is_refused_and_nothing_is_written(
    taken, office, pupils, client, said, words
):
    taken(ben="N")
    answer = press(sign_in(client, office), "reason", pupils[0], **{"kind": "call", "lasts": "day"} | said)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert (places(office), ContactAttempt.objects.count()) == ([(TO_FIND, "Ben")], 0)


def test_a_child_who_is_in_by_now_needs_no_reason(taken, office, pupils, client):
    taken(ben="N")
    late = {"reason": "Traffic", "brought_by": "", "by": office, "at": at("09:25")}
    sign_in_late(pupils=[pupils[0]], arrived_at=at("09:25"), **late)
    assert places(office) == []
    answer = press(sign_in(client, office), "reason", pupils[0], kind="call", code="O", lasts="day")
    assert "has no session today that waits for a reason" in answer.content.decode()
    assert Mark.objects.get(pupil=pupils[0]).code == "U"


def test_the_class_is_asked_first(taken, office, pupils, client):
    taken(ben="N", chloe="N")
    ben, chloe = pupils[:2]
    sign_in(client, office)
    press(client, "class", ben, answer="asked")
    assert board(office).row_at(f"find-{ben.pk}").class_asked
    press(client, "class", ben, answer="start")
    assert (Mark.objects.get(pupil=ben).code, places(office)) == ("/", [(TO_FIND, "Chloe")])
    answer = press(client, "class", chloe, answer="late", place=f"find-{chloe.pk}")
    assert answer.url == f"/late-desk/?pupil={chloe.pk}"
    assert board(office).row_at(f"find-{chloe.pk}").in_class
    press(client, "class", chloe, answer="no")
    assert not board(office).row_at(f"find-{chloe.pk}").in_class


# --- what home says --------------------------------------------------------------------------------------------------


def rang(client, pupil, **said):
    fields = {"code": "I", "note": "Tummy bug", "somebody": "Mrs Archer, mother", "how": "voicemail"}
    fields |= {"pupil": pupil.pk, "first_day": "2026-11-24", "until": "2026-11-26"}
    return client.post("/to-find/somebody-rang/", fields | said)


def test_what_somebody_said_on_the_telephone_waits_on_the_board_and_is_accepted(
    taken, office, pupils, client
):
    taken(ben="N")
    assert rang(sign_in(client, office), pupils[0]).url == "/to-find/"
    assert places(office) == [(REPORT, "Ben")]
    assert Mark.objects.get(pupil=pupils[0]).code == "N"
    report = AbsenceReport.objects.get()
    place = {"place": f"report-{report.pk}", "do": "accept"}
    client.post(f"/to-find/reports/{report.pk}/", place)
    assert places(office) == []
    now = Mark.objects.get(pupil=pupils[0])
    assert (now.code, now.reason) == ("I", "Reason established by a message from home")
    [plan] = PlannedMark.objects.filter(status="planned")
    assert (plan.code, plan.last_day) == ("I", dt.date(2026, 11, 26))
    again = client.post(f"/to-find/reports/{report.pk}/", place)
    assert (again.status_code, "has answered the report" in again.content.decode()) == (422, True)


def test_a_report_is_declined_with_a_reason_only_and_the_child_is_to_be_found_again(
    taken, office, pupils, client
):
    taken(ben="N")
    rang(sign_in(client, office), pupils[0])
    report = AbsenceReport.objects.get()
    address, place = f"/to-find/reports/{report.pk}/", {"place": f"report-{report.pk}"}
    assert client.post(address, place | {"do": "decline"}).status_code == 422
    client.post(address, place | {"do": "ask", "note": "Which doctor?"})
    assert places(office) == [(REPORT, "Ben")]
    client.post(address, place | {"do": "decline", "note": "Seen in town"})
    assert places(office) == [(TO_FIND, "Ben")]
    assert list(ContactAttempt.objects.in_order().values_list("outcome", "note")) == [
        ("asked", "Which doctor?"),
        ("not_accepted", "Seen in town"),
    ]


def test_a_day_gone_by_is_not_reported(taken, office, pupils, client):
    taken()
    answer = rang(sign_in(client, office), pupils[0], first_day="2026-11-20")
    assert "amend the mark" in answer.content.decode()


# --- what was written down --------------------------------------------------------------------------------------------


def test_a_correction_stands_beside_what_it_corrects(taken, office, pupils, client):
    taken(ben="N")
    wrong = record_attempt(
        pupil=pupils[0], date=THE_DAY, kind="call", outcome="left_message", by=office, at=at("09:20")
    )
    address = f"/pupils/{pupils[0].pk}/contact/{wrong.pk}/correct/"
    sign_in(client, office).post(address, {"outcome": "no_answer", "note": "It rang out"})
    client.post(address, {"outcome": "left_message", "note": "again"})
    assert list(ContactAttempt.objects.standing().values_list("outcome", "note")) == [
        ("no_answer", "It rang out")
    ]
    page = client.get(f"/pupils/{pupils[0].pk}/contact/").content.decode()
    assert ("Corrected Tue 24 Nov" in page, "It rang out" in page) == (True, True)


def test_whom_the_police_told_is_no_parent(taken, office, pupils, client):
    taken(ben="N")
    care = CareFactory(pupil=pupils[0])
    sign_in(client, office)
    for attempt in ("police:told", "visit:nobody_home"):
        client.post(f"/to-find/{pupils[0].pk}/attempt/", {"attempt": attempt, "who": care.contact_id})
    attempts = ContactAttempt.objects.order_by("pk").values_list("kind", "contact", "who")
    assert list(attempts) == [("police", None, ""), ("visit", care.contact_id, care.contact.name)]
