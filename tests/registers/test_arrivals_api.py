"""Sign-in kiosks: come in late, leave, come back, by a token, each once."""

import json
import uuid
from datetime import UTC, datetime, timedelta

import pytest

from registers.actions.tokens import make_token
from registers.models import Mark, Movement, PlannedMark
from registers.roles import Scope
from tests.factories import GroupFactory, PupilFactory, mark


@pytest.fixture
def kiosk(client, school, head, pupils, set_clock):
    """A client that carries a kiosk's token, at 8:57."""
    set_clock("08:57:10")
    now = datetime.now(UTC)
    made = make_token(
        school=school, label="Front door", scopes=[Scope.ARRIVALS_WRITE], expires_at=now + timedelta(days=30),
        by=head, at=now,
    )  # fmt: skip
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {made.secret}"
    return client


def send(client, **body):
    body = {"op": str(uuid.uuid4()), "kind": "in", **body}
    return client.post("/api/arrivals/", json.dumps(body), content_type="application/json")


def test_a_late_pupil_is_signed_in_by_the_clock_in_the_kiosks_name(kiosk, pupils):
    answer = send(kiosk, pupil=pupils[2].pk, reason="2").json()
    entry = Movement.objects.get()
    assert {**answer, "op": ""} == {
        "op": "", "outcome": "saved", "entry": entry.pk, "session": "AM", "code": "U", "minutes": 12,
    }  # fmt: skip
    assert (entry.name, entry.position, entry.reason) == ("Front door", "program", "Traffic")


def test_a_pupil_is_named_by_upn_and_the_time_may_be_stated(kiosk, pupils):
    assert send(kiosk, upn=pupils[2].upn, time="08:50", reason="1").json()["code"] == "L"


def test_the_same_operation_is_done_once(kiosk, pupils):
    op = str(uuid.uuid4())
    answers = [send(kiosk, op=op, pupil=pupils[2].pk).json() for _ in range(2)]
    assert [each["outcome"] for each in answers] == ["saved", "duplicate"]
    assert answers[0]["entry"] == answers[1]["entry"]
    assert Movement.objects.count() == 1


def test_an_operation_number_used_for_another_pupil_is_refused(kiosk, pupils):
    op = str(uuid.uuid4())
    send(kiosk, op=op, pupil=pupils[0].pk)
    answer = send(kiosk, op=op, pupil=pupils[1].pk)
    assert (answer.status_code, answer.json()["words"]) == (
        422, "This operation's number was used for something else.",
    )  # fmt: skip


def test_out_and_back(kiosk, pupils, office, set_clock):
    mark(pupils[2], "/", by=office)
    assert send(kiosk, kind="out", pupil=pupils[2].pk, reason="2", with_whom="Mother").status_code == 200
    assert PlannedMark.objects.get().code == "M"
    set_clock("10:00")
    assert send(kiosk, kind="back", pupil=pupils[2].pk).json()["session"] == ""
    assert list(Movement.objects.in_order().values_list("kind", flat=True)) == ["out", "back"]


def test_a_refusal_says_why_and_who_can_help_and_writes_nothing(kiosk, pupils, office):
    mark(pupils[2], "/", by=office)
    answer = send(kiosk, pupil=pupils[2].pk)
    assert answer.status_code == 422
    assert answer.json()["words"] == "Aisha Khan is marked present this morning by Joan Wright (8:47)."
    assert answer.json()["who_can_fix"]
    assert (Movement.objects.count(), Mark.objects.get().code) == (0, "/")


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"pupil": 1, "upn": "A"},
        {"pupil": "x"},
        {"kind": "seen", "pupil": 1},
        {"pupil": 1, "time": "25:00"},
    ],
)
def test_what_cannot_be_understood_is_400(kiosk, body):
    assert send(kiosk, **body).status_code == 400


def test_pupils_of_another_school_do_not_exist_here(kiosk, other_school):
    stranger = PupilFactory(school=other_school)
    assert [send(kiosk, pupil=stranger.pk).status_code, send(kiosk, upn=stranger.upn).status_code] == [
        404,
        404,
    ]


def test_a_token_of_another_scope_is_refused(client, school, head, pupils):
    now = datetime.now(UTC)
    made = make_token(
        school=school,
        label="Reader",
        scopes=[Scope.PUPILS_READ],
        expires_at=now + timedelta(days=1),
        by=head,
        at=now,
    )
    client.defaults["HTTP_AUTHORIZATION"] = f"Bearer {made.secret}"
    assert send(client, pupil=pupils[0].pk).status_code == 403
    assert client.get("/api/arrivals/search/").status_code == 403


def test_nobody_comes_in_without_a_token(client, school):
    assert send(client, pupil=1).status_code == 401


def search(client, letters, group="3B"):
    return client.get("/api/arrivals/search/", {"letters": letters, "group": group}).json()


def test_a_child_is_found_by_three_letters_and_the_class(kiosk, pupils):
    assert search(kiosk, "aish", "3b") == {
        "pupils": [{"id": pupils[2].pk, "forename": "Aisha", "initial": "K"}], "words": "",
    }  # fmt: skip


def test_fewer_letters_another_class_or_nobody_find_no_list(kiosk, pupils, school):
    GroupFactory(school=school, name="4A", pupils=["Aisha Other"])
    assert search(kiosk, "ai") == {"pupils": [], "words": "Type three letters of your name."}
    assert search(kiosk, "xyz") == {"pupils": [], "words": "Nobody is found. Ask at the office."}
    assert search(kiosk, "oth") == {"pupils": [], "words": "Nobody is found. Ask at the office."}
    assert search(kiosk, "aisha", "") == {"pupils": [], "words": "Nobody is found. Ask at the office."}


def test_more_than_three_namesakes_are_asked_for_more_letters(kiosk, school, group_3b):
    for surname in ("Stone", "Storm", "Stow", "Stokes"):
        PupilFactory(school=school, group=group_3b, forename="Kit", surname=surname)
    assert search(kiosk, "sto") == {"pupils": [], "words": "Type more letters of your name."}
    assert [each["initial"] for each in search(kiosk, "stor")["pupils"]] == ["S"]
