"""The API of the register page: batches of marks, the register as it stands, and Complete."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.models import Mark, Register
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, PlannedMarkFactory, PupilFactory, RegisterFactory, at, mark

MARKS = "/api/marks/"
DEVICE = str(uuid.UUID(int=7))


@pytest.fixture(autouse=True)
def _at_ten_to_nine(on_the_day):
    """The site's clock stands at 8:50."""


def op(who, keyed, **fields):
    return {
        "op": str(uuid.uuid4()),
        "seq": 1,
        "pupil": who.pk,
        "date": "2026-11-24",
        "session": "AM",
        "code": keyed,
        "at": at("08:47").isoformat(),
        **fields,
    }


def send(client, *ops, now=None, **more):
    body = {"client": DEVICE, "now": (now or at("08:50")).isoformat(), "ops": list(ops), **more}
    return client.post(MARKS, body, content_type="application/json")


def outcomes(response):
    return [result["outcome"] for result in response.json()["results"]]


def address(group, session="am", day="2026-11-24"):
    return f"/api/registers/{group.pk}/{day}/{session}/"


def test_a_saved_mark_comes_back_with_its_revision_and_who_made_it(client, teacher, pupils):
    keyed_at = at("08:47:30").isoformat()  # the clock of a test stands at a whole second, give or take a half
    response = send(sign_in(client, teacher), op(pupils[0], "L", minutes=4, at=keyed_at))
    result = response.json()["results"][0]
    assert (response.status_code, result["outcome"], result["mark"]["at"][:16]) == (
        200,
        "saved",
        "2026-11-24T08:47",
    )
    del result["mark"]["at"]
    assert result["mark"] == {
        "pupil": pupils[0].pk,
        "code": "L",
        "minutes": 4,
        "arrived": "08:49",
        "rev": 1,
        "name": "Meera Patel",
        "source": "register",
    }


def test_the_device_s_clock_error_is_taken_off(client, teacher, pupils):
    send(sign_in(client, teacher), op(pupils[0], "/", at=at("10:47").isoformat()), now=at("10:50"))
    assert abs(Mark.objects.get().at - at("08:47")) < dt.timedelta(seconds=5)


def test_a_refused_operation_refuses_the_batch_with_422(client, teacher, pupils):
    response = send(sign_in(client, teacher), op(pupils[0], "/"), op(pupils[1], "I"))
    assert (response.status_code, outcomes(response)) == (422, ["not_saved", "refused"])
    assert response.json()["results"][1]["who_can_fix"] == "The office can give that code."
    assert Mark.objects.count() == 0


def test_a_retry_is_a_duplicate_that_says_what_came_of_it_first(client, teacher, pupils):
    key = op(pupils[0], "/")
    client = sign_in(client, teacher)
    assert [outcomes(send(client, key)) for _ in range(2)] == [["saved"], ["duplicate"]]
    assert send(client, key).json()["results"][0]["first"] == "saved"


def test_marks_are_taken_only_from_the_hat_in_which_they_were_made(client, teacher, office, pupils):
    signed_in = sign_in(client, office)
    response = send(signed_in, op(pupils[0], "N"), post=teacher.pk)
    assert (response.status_code, response.json()["reason"], Mark.objects.count()) == (401, "other_post", 0)
    assert outcomes(send(signed_in, op(pupils[0], "N"), post=office.pk)) == ["saved"]


def test_signed_out_is_401_and_a_role_that_takes_no_register_403(client, pupils, governor):
    assert send(client, op(pupils[0], "/")).status_code == 401
    assert send(sign_in(client, governor), op(pupils[0], "/")).status_code == 403


@pytest.mark.parametrize(
    "wrong",
    [
        {"session": "XX"},
        {"date": "tomorrow"},
        {"code": "///"},
        {"pupil": 10**30},
        {"minutes": -1},
        {"note": "a\x00b"},
        {"base_rev": 10**12},
        {"op": "1"},
        {"at": "9999-99-99"},
    ],
)
def test_what_cannot_be_read_is_400_and_never_500(client, teacher, pupils, wrong):
    assert send(sign_in(client, teacher), op(pupils[0], "/", **wrong)).status_code == 400


ENDS = ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-11-24"])
@pytest.mark.parametrize("pressed", ENDS)
@pytest.mark.parametrize("now", [*ENDS, "2026-11-24T08:00:00Z"])
@pytest.mark.parametrize("who", ["teacher", "office"])
def test_times_at_the_ends_of_the_calendar_are_answered(client, request, pupils, who, day, pressed, now):
    client = sign_in(client, request.getfixturevalue(who))
    body = {"client": DEVICE, "now": now, "ops": [op(pupils[0], "/", date=day, at=pressed)]}
    assert client.post(MARKS, body, content_type="application/json").status_code in (200, 400, 422)


def test_a_register_shows_pupils_marks_and_plans_and_304_while_nothing_changes(
    client, teacher, group_3b, pupils
):
    client = sign_in(client, teacher)
    mark(pupils[0], "N", by=teacher)
    PlannedMarkFactory(pupil=pupils[1])
    response = client.get(address(group_3b))
    state = response.json()
    assert (state["name"], state["state"], state["taken_at"], state["counts"]) == (
        "3B",
        "open",
        None,
        {"expected": 6, "marked": 1, "here": 0, "no_reason_yet": 1, "blank": 4},
    )
    assert [
        (each["name"], (each["mark"] or {}).get("rev"), each["planned"]) for each in state["pupils"][:3]
    ] == [
        ("Ben Archer", 1, None),
        ("Chloe Dean", None, {"code": "M", "words": "M, dentist"}),
        ("Aisha Khan", None, None),
    ]
    tag = response["ETag"]
    assert client.get(address(group_3b), headers={"If-None-Match": tag}).status_code == 304
    mark(pupils[0], "/", by=teacher, when=at("08:49"))
    assert client.get(address(group_3b), headers={"If-None-Match": tag}).status_code == 200


def test_a_class_that_is_not_visible_is_404(client, teacher, school, other_school):
    client = sign_in(client, teacher)
    for group in (GroupFactory(school=school), GroupFactory(school=other_school)):
        assert client.get(address(group)).status_code == 404
        assert client.post(address(group) + "complete/").status_code == 404


def test_a_register_on_a_day_without_school_is_refused_in_words(client, office, group_3b, pupils):
    response = sign_in(client, office).get(address(group_3b, day="2026-11-27"))
    assert (response.status_code, "INSET day" in response.json()["words"]) == (422, True)
    assert client.get("/api/registers/2026-02-30/").status_code in (400, 404)


def test_complete_by_the_api_names_who_is_blank_and_then_completes(client, teacher, group_3b, pupils):
    client = sign_in(client, teacher)
    refused = client.post(address(group_3b) + "complete/")
    assert (refused.status_code, refused.json()["words"][:11]) == (422, "Ben Archer,")
    send(client, *(op(pupil, "/", seq=n) for n, pupil in enumerate(pupils)))
    assert client.post(address(group_3b) + "complete/").json()["taken_name"] == "Meera Patel"
    assert Register.objects.get().taken_by == teacher


def test_the_days_list_says_which_registers_are_taken_open_or_still_to_come(
    client, office, group_3b, pupils, teacher
):
    client = sign_in(client, office)
    mark(pupils[0], "/", by=teacher)
    expected = {"group": group_3b.pk, "name": "3B", "taken_at": None, "taken_name": "", "expected": 6}
    assert client.get("/api/registers/2026-11-24/").json() == [
        {**expected, "session": "AM", "state": "open", "marked": 1, "here": 1},
        {**expected, "session": "PM", "state": "not_started", "marked": 0, "here": 0},
    ]
    RegisterFactory(group=group_3b, taken_at=at("08:49"), taken_name="Meera Patel")
    assert [each["state"] for each in client.get("/api/registers/2026-11-24/").json()] == [
        "taken",
        "not_started",
    ]
    assert client.get("/api/registers/2026-11-28/").json() == []


def test_the_number_of_statements_does_not_grow_with_pupils_or_classes(
    client, office, school, group_3b, pupils
):
    client = sign_in(client, office)

    def counts():
        return [statements(client, address(group_3b)), statements(client, "/api/registers/2026-11-24/")]

    counts()  # the first request also writes the session
    few = counts()
    for _ in range(30):
        PupilFactory(school=school, group=group_3b)
    GroupFactory(school=school, pupils=3)
    assert counts() == few
    assert max(few) <= 10


def test_saving_a_class_over_http_takes_the_same_statements_for_one_and_35_pupils(
    client, teacher, school, group_3b
):
    client = sign_in(client, teacher)
    taken = []
    for size in (1, 35):
        pupils = [PupilFactory(school=school, group=group_3b) for _ in range(size)]
        with CaptureQueriesContext(connection) as captured:
            assert outcomes(send(client, *(op(pupil, "/") for pupil in pupils))) == ["saved"] * size
        taken.append([each["sql"] for each in captured if not is_door_or_transaction(each["sql"])])
    assert [len(each) for each in taken] == [7, 7]


def is_door_or_transaction(sql):
    door = ("django_session", '"registers_user"', '"registers_post"."id"', "mfa_authenticator")
    return sql.startswith(("SAVEPOINT", "RELEASE")) or any(name in sql for name in door)


def statements(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


def test_the_addresses_have_names():
    assert reverse("api:marks") == MARKS
    assert reverse("api:registers", kwargs={"date": THE_DAY}) == "/api/registers/2026-11-24/"
