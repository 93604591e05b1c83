"""What a program opens with its token: what the token's scope names, of its own school, and no page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from registers.actions.tokens import make_token
from registers.roles import Scope
from tests.test_every_address import GUARDED, WITH_AN_OBJECT, send_nothing, sent_to_sign_in
from tests.who_may import POSTED_ONLY

pytestmark = pytest.mark.usefixtures("at_twenty_past_nine", "nothing_twice")

CALLS = [address for address in GUARDED if address.is_api]

TOKENS_FOR = {
    "api:arrivals": Scope.ARRIVALS_WRITE,
    "api:arrivals_search": Scope.ARRIVALS_WRITE,
    "api:on_site": Scope.REGISTERS_READ,
    "api:sightings": None,
    "api:marks": Scope.MARKS_WRITE,
    "api:registers": Scope.REGISTERS_READ,
    "api:register": Scope.REGISTERS_READ,
    "api:complete_register": Scope.MARKS_WRITE,
    "api:pupils": Scope.PUPILS_READ,
    "api:figure_enrolments": Scope.FIGURES_READ,
    "api:figure_groups": Scope.FIGURES_READ,
    "api:figure_weeks": Scope.FIGURES_READ,
    "api:figure_codes": Scope.FIGURES_READ,
    "api:cases": Scope.CASES_READ,
    "api:case": Scope.CASES_READ,
    "api:returns": Scope.RETURNS_READ,
    "api:return_file": Scope.RETURNS_READ,
    "api:return_rows": Scope.RETURNS_READ,
}
"""The scope that a token needs; None: it is for people only."""


@pytest.fixture
def at_twenty_past_nine(set_clock):
    set_clock("09:20:00")


def token_client(school, by, scopes):
    now = timezone.now()
    made = make_token(
        school=school,
        label="Kiosk",
        scopes=scopes,
        expires_at=now + timedelta(days=1),
        by=by,
        at=now,
    )
    return Client(raise_request_exception=False, headers={"Authorization": f"Bearer {made.secret}"})


def call(client, address, arguments):
    """The call, with a body that is no body where it writes."""
    return (
        send_nothing(client, address, arguments)
        if address.name in POSTED_ONLY
        else client.get(address.url(arguments))
    )


def test_every_call_says_which_scope_it_needs():
    assert sorted(TOKENS_FOR) == sorted(address.name for address in CALLS)


@pytest.mark.parametrize("scope", Scope)
def test_a_token_opens_what_its_scope_names_and_nothing_else(small_school, scope):
    client = token_client(small_school.school, small_school.people["head"], [scope])
    opened = {a.name for a in CALLS if call(client, a, small_school.own).status_code not in (401, 403)}
    assert opened == {name for name, needs in TOKENS_FOR.items() if needs == scope}


@pytest.mark.parametrize("scope", Scope)
def test_a_token_of_the_school_next_door_finds_nothing_here(small_school, scope):
    other = small_school.people["stranger"]
    client = token_client(other.school, other, [scope])
    asked = [a for a in CALLS if TOKENS_FOR[a.name] == scope]
    words = ""
    for address in asked:
        answer = call(client, address, small_school.own)
        assert answer.status_code == 404 or address not in WITH_AN_OBJECT
        words += answer.content.decode()
    assert [pupil.surname for pupil in small_school.pupils if pupil.surname in words] == []


def test_a_token_opens_no_page(small_school):
    client = token_client(small_school.school, small_school.people["head"], list(Scope))
    pages = [address for address in GUARDED if not address.is_api]
    answers = {address.name: client.get(address.url(small_school.own)) for address in pages}
    assert [name for name, answer in answers.items() if not sent_to_sign_in(answer)] == []
