"""Tokens: one school, named scopes, an end; only their hash is kept."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from registers.actions.tokens import make_token, withdraw_token
from registers.models import ApiToken
from registers.roles import Scope
from tests.cast import sign_in


@pytest.fixture
def token(school, head):
    now = timezone.now()
    return make_token(
        school=school,
        label="Kiosk at the gate",
        scopes=[Scope.PUPILS_READ],
        expires_at=now + timedelta(days=1),
        by=head,
        at=now,
    )


def ask(client, secret, address="/api/pupils/"):
    return client.get(address, headers={"Authorization": f"Bearer {secret}"})


def test_a_token_reads_the_pupils_of_its_school_only(client, token, group_3b, other_school, on_the_day):
    from tests.factories import GroupFactory

    GroupFactory(school=other_school, name="Z", pupils=["Stranger Child"])
    rows = ask(client, token.secret).json()

    assert [row["surname"] for row in rows] == ["Archer", "Dean", "Khan", "Malik", "Price", "Reid"]
    assert {row["group"] for row in rows} == {"3B"}


def test_the_secret_is_not_kept(token):
    assert token.secret not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize("spoil", ["wrong", "withdrawn", "expired"])
def test_a_token_that_does_not_hold_is_refused(client, token, spoil, on_the_day):
    secret = token.secret
    if spoil == "wrong":
        secret = "x" + secret
    elif spoil == "withdrawn":
        withdraw_token(token=token.token, at=timezone.now())
    else:
        ApiToken.objects.update(expires_at=timezone.now())
    assert ask(client, secret).status_code == 401


def test_a_token_may_not_do_what_its_scopes_do_not_name(client, token, on_the_day):
    ApiToken.objects.update(scopes=[Scope.ARRIVALS_WRITE])
    assert ask(client, token.secret).status_code == 403


def test_the_head_makes_a_token_and_sees_it_once(client, head, on_the_day):
    sign_in(client, head)
    day = timezone.now().date() + timedelta(days=30)
    made = client.post(
        reverse("registers:tokens"),
        {"do": "make", "label": "Kiosk", "scopes": ["arrivals:write"], "last_day": day.isoformat()},
    ).content.decode()

    secret = made.split("data-token>")[1].split("<")[0]
    assert ApiToken.objects.get().start == secret[:6]
    assert secret not in client.get(reverse("registers:tokens")).content.decode()


def test_a_token_ends_within_a_year(client, head, on_the_day):
    page = sign_in(client, head).post(
        reverse("registers:tokens"),
        {"do": "make", "label": "Kiosk", "scopes": ["arrivals:write"], "last_day": "2099-01-01"},
    )
    assert "Choose a day within a year." in page.content.decode()
    assert not ApiToken.objects.exists()


def test_nobody_gives_a_program_more_than_they_hold(client, school, on_the_day):
    from registers.roles import Role
    from tests.cast import person

    sign_in(client, person(school, Role.ADMIN, "Chris Dunn"))
    day = timezone.now().date() + timedelta(days=30)
    form = {"do": "make", "label": "Reader", "scopes": ["registers:read"], "last_day": day.isoformat()}
    page = client.post(reverse("registers:tokens"), form)

    assert "Choose one of those shown" in page.content.decode()
    assert not ApiToken.objects.exists()
