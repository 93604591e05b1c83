"""The authority’s officer reads the cases that were shared with them and nothing else: signed in, or by their token."""

import datetime as dt
import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from penalties.actions.sharing import end_share, share_case
from registers.actions.tokens import make_token
from registers.models import ApiToken
from registers.roles import Role, Scope, scopes_of
from tests.cast import person, sign_in
from tests.factories import THE_DAY, at
from tests.penalties.noticed import TEN, away, noticed, parent_of, referred

pytestmark = pytest.mark.usefixtures("on_the_day")
UNTIL = THE_DAY + dt.timedelta(days=30)


@pytest.fixture
def officer(school):
    return person(school, Role.LA, "Lena Orr", "Attendance officer")


@pytest.fixture
def case(pupils, office, champion):
    away(pupils[0], office)
    return referred(pupils[0], champion)


@pytest.fixture
def share(case, officer, champion):
    said = {"until": UNTIL, "why": "A referral", "operation": uuid.uuid4()}
    return share_case(case=case, officer=officer, by=champion, at=at("08:30"), **said)


def token_of(officer):
    now = timezone.now()
    made = make_token(
        school=officer.school, label="The authority’s system", scopes=[Scope.CASES_READ],
        expires_at=now + timedelta(days=1), by=officer, at=now,
    )  # fmt: skip
    return {"Authorization": f"Bearer {made.secret}"}


def test_an_officer_reads_what_was_shared(client, officer, share, case, champion):
    notice = noticed(case.pupil, parent_of(case.pupil), champion)
    sign_in(client, officer)
    (listed,) = client.get("/api/cases/").json()
    assert (listed["id"], listed["shared_until"], listed["surname"]) == (case.pk, f"{UNTIL}", "Archer")
    assert [(each["date"], each["session"]) for each in listed["sessions"]] == [
        (f"{day}", half) for day, half in TEN
    ]
    full = client.get(f"/api/cases/{case.pk}/").json()
    assert full["packs"] == []
    assert full["notices"] == [
        {
            "to": notice.contact.name,
            "issued": "yes",
            "issued_on": f"{THE_DAY}",
            "amount": 160,
            "amount_early": 80,
            "confirmed_on": None,
            "stands": "To be paid",
        }
    ]


def test_a_token_reads_what_was_shared_with_who_made_it(client, officer, share, case, school):
    assert [each["id"] for each in client.get("/api/cases/", headers=token_of(officer)).json()] == [case.pk]
    other = person(school, Role.LA, "Omar Pell", "Attendance officer")
    theirs = token_of(other)
    assert client.get("/api/cases/", headers=theirs).json() == []
    assert client.get(f"/api/cases/{case.pk}/", headers=theirs).status_code == 404


@pytest.mark.parametrize("how", ["ended", "run out", "officer gone"])
def test_nothing_is_read_once_it_is_over(client, officer, share, case, champion, set_clock, how):
    token = token_of(officer)
    if how == "ended":
        end_share(share=share, operation=uuid.uuid4(), by=champion, at=at("08:45"))
    elif how == "run out":
        set_clock(f"{UNTIL + dt.timedelta(days=1)}T09:00")
    else:
        officer.last_day = THE_DAY - dt.timedelta(days=1)
        officer.save()
    assert client.get("/api/cases/", headers=token).json() == []
    assert client.get(f"/api/cases/{case.pk}/", headers=token).status_code == 404


def test_reading_costs_the_same_for_one_case_and_for_three(
    client, officer, share, pupils, champion, office, django_assert_num_queries
):
    headers = token_of(officer)
    with django_assert_num_queries(5):
        client.get("/api/cases/", headers=headers)
    for pupil in pupils[1:3]:
        said = {"until": UNTIL, "why": "A referral", "operation": uuid.uuid4()}
        share_case(case=referred(pupil, champion), officer=officer, by=champion, at=at("08:30"), **said)
    with django_assert_num_queries(5):
        assert len(client.get("/api/cases/", headers=headers).json()) == 3


def test_an_officer_makes_tokens_for_shared_cases_only_and_sees_their_own(client, officer, head):
    now = timezone.now()
    make_token(
        school=head.school, label="Front door", scopes=[Scope.PUPILS_READ], expires_at=now + timedelta(days=1),
        by=head, at=now,
    )  # fmt: skip
    assert scopes_of(Role.LA) == [Scope.CASES_READ]
    assert Scope.CASES_READ not in scopes_of(Role.HEAD)
    sign_in(client, officer)
    said = {"do": "make", "label": "Ours", "scopes": ["cases:read"], "last_day": timezone.now().date()}
    page = client.post("/tokens/", said).content.decode()
    assert "Token for Ours" in page
    assert "Front door" not in page
    theirs = ApiToken.objects.get(label="Front door")
    assert client.post("/tokens/", {"do": "withdraw", "token": theirs.pk}).status_code == 404
