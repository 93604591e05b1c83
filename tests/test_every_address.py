"""Who may open what: every address of the resolver, by every role, with objects of one's own and of others.

tests/who_may is written by hand, so that a view which forgets its permission, or declares another, is found.
"""

import contextlib
import re

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse

from tests.addresses import closed, every_address, words_of
from tests.cast import sign_in
from tests.small_school import ROLES
from tests.test_conventions import OPEN_VIEWS
from tests.who_may import OPEN, POSTED_ONLY, WHO_MAY

pytestmark = pytest.mark.usefixtures("at_twenty_past_nine", "nothing_twice")

OURS = [address for address in every_address() if not address.is_library]
GUARDED = [address for address in OURS if address.name in WHO_MAY]
NO_OBJECT = {
    "date",
    "day",
    "session",
    "about",
    "kind",
    "channel",
    "language",
    "picture",
    "table",
    "year",
    "band",
    "return_kind",
}
WITH_AN_OBJECT = [address for address in GUARDED if address.arguments - NO_OBJECT]


@pytest.fixture
def at_twenty_past_nine(set_clock):
    set_clock("09:20:00")


def stands_for(role):
    """Somebody else with the same role, for whom the same is permitted."""
    return {"other_teacher": "teacher", "stranger": "office"}.get(role, role)


def client_of(world, role, **options):
    client = Client(raise_request_exception=False, **options)
    return client if role == "anonymous" else sign_in(client, world.people[role])


def expected_of(address, role):
    """The answer to a GET of an object of the first school and class."""
    if role == "anonymous":
        return 401 if address.is_api else 302
    if (address.name, role) == ("home", "parent"):
        return 302  # to the first page of families
    if stands_for(role) not in WHO_MAY[address.name]:
        return 403
    if address.name in POSTED_ONLY:
        return 405
    if address in WITH_AN_OBJECT and role != stands_for(role):
        return 404
    return 200


def answers(world, role, arguments):
    """What a GET of each guarded address answers to that role."""
    client = client_of(world, role)
    found = {}
    for address in GUARDED:
        with undone():
            found[address.name] = client.get(address.url(arguments)).status_code
    return found


@contextlib.contextmanager
def undone():
    """What is done inside is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows():
    """How many rows each table has; a session is not a fact about anybody."""
    return {
        model.__name__: model.objects.count()
        for model in apps.get_models()
        if model is not Session and model._meta.managed
    }


# --- nothing is forgotten --------------------------------------------------------------------------------------------


def test_every_address_stands_in_exactly_one_table():
    names = sorted(address.name for address in OURS)
    assert names == sorted([*WHO_MAY, *OPEN])


def test_an_address_without_a_name_closes_one_that_has_a_name():
    assert closed() <= {address.pattern for address in every_address()}


def test_the_open_ones_are_those_that_say_why():
    assert len(OPEN) == len(set(OPEN_VIEWS) - {"csrf_failure"})


# --- pages and calls by role -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_what_each_role_is_answered(small_school, role):
    wanted = {address.name: expected_of(address, role) for address in GUARDED}
    assert answers(small_school, role, small_school.own) == wanted


def test_control_a_view_that_forgets_its_permission_is_found(small_school, monkeypatch):
    guarded = next(address.view for address in OURS if address.name == "registers:outbox")
    pattern = next(each for each in _patterns() if each.callback is guarded)

    def without_a_door(request):
        return guarded.__wrapped__(request)

    monkeypatch.setattr(pattern, "callback", without_a_door)
    found = answers(small_school, "governor", small_school.own)
    opened = {name for name, roles in WHO_MAY.items() if "governor" in roles}
    assert {name for name, status in found.items() if status != 403} == opened | {"registers:outbox"}


def _patterns():
    from registers.urls import urlpatterns

    return urlpatterns


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses_answer_somebody_signed_out(db, address):
    assert Client().get(reverse(address)).status_code == OPEN[address]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "stranger")])
def test_an_object_of_the_school_next_door_is_not_there(small_school, role):
    """Whom the door turns away, it turns away whatever the object is: `test_what_each_role_is_answered`."""
    client = client_of(small_school, role)
    asked = [a for a in WITH_AN_OBJECT if stands_for(role) in WHO_MAY[a.name]]
    found = {a.name: client.get(a.url(small_school.next_door)).status_code for a in asked}
    theirs = SHOWN_TO_THE_TRUST if role == "trust" else set()
    assert found == {
        a.name: 200 if a.name in theirs else 405 if a.name in POSTED_ONLY else 404 for a in asked
    }


SHOWN_TO_THE_TRUST = {"reporting:given_governors_report"}
"""The school next door is of the same trust, whose officer reads the totals of every school."""


@pytest.mark.parametrize("role", ["stranger", "other_teacher"])
def test_no_list_names_a_pupil_of_somebody_else(small_school, role):
    client = client_of(small_school, role)
    telling = []
    for address in GUARDED:
        words = words_of(client.get(address.url(small_school.own)))
        telling += [
            (address.name, pupil.surname)
            for pupil in small_school.pupils
            if re.search(rf"\b{re.escape(pupil.surname)}\b", words, re.IGNORECASE)
        ]
    assert telling == []


def test_a_trust_officer_and_a_governor_read_no_name(small_school):
    for role in ("trust", "governor"):
        words = client_of(small_school, role).get("/").content.decode()
        assert [pupil.surname for pupil in small_school.pupils if pupil.surname in words] == []


def test_a_machine_that_signs_in_as_a_person_opens_nothing(small_school):
    from registers.actions.people import machine_post

    machine = machine_post(school=small_school.school, name="import_school", position="command")
    client = Client()
    client.force_login(machine.user)
    assert [client.get(address.url(small_school.own)).status_code for address in GUARDED].count(200) == 0


# --- writing ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ROLES)
def test_nobody_writes_what_they_may_not(small_school, role):
    """By POST; for somebody signed out and somebody who only reads, by one of the other methods each, too.

    The door of an address looks at the person before it looks at the method.
    """
    client, before = client_of(small_school, role), rows()
    asked = [a for a in GUARDED if role == "anonymous" or stands_for(role) not in WHO_MAY[a.name]]
    others = asked if role in ("anonymous", "governor") else []
    open_to_them = []
    for address, method in zip(
        [*asked, *others], ["post"] * len(asked) + OTHER_METHODS * len(asked), strict=False
    ):
        answer = getattr(client, method)(address.url(small_school.own), {}, content_type="application/json")
        refused = {401, 403} if address.is_api else {403}
        if answer.status_code not in refused and not sent_to_sign_in(answer):
            open_to_them.append((address.name, method, answer.status_code))
    assert (open_to_them, rows()) == ([], before)


OTHER_METHODS = ["put", "patch", "delete"]


def sent_to_sign_in(answer):
    """Or, from the first page, a family to its own."""
    ways_in = (reverse("account_login"), reverse("absence:family_sign_in"))
    return answer.status_code == 302 and (answer.url.startswith(ways_in) or answer.url == "/family/")


@pytest.mark.parametrize("role", ["stranger", "other_teacher"])
def test_nobody_writes_to_an_object_that_is_not_theirs(small_school, role):
    client, before = client_of(small_school, role), rows()
    asked = [a for a in WITH_AN_OBJECT if stands_for(role) in WHO_MAY[a.name]]
    found = {a.name: client.post(a.url(small_school.own)).status_code for a in asked}
    refused = {a.name: 405 if a.name == "api:register" else 404 for a in asked}
    found = {name: 404 if name in READ_ONLY and status == 405 else status for name, status in found.items()}
    assert (found, rows()) == (refused, before)


READ_ONLY = [
    "reporting:class_page",
    "reporting:figure_sessions",
    "absence:referral_document",
    "registers:board",
    "registers:suspension_sheet",
]
READ_ONLY += ["reporting:given_governors_report", "reporting:given_targeting_papers"]
READ_ONLY += ["reporting:daily_return", "reporting:daily_return_file", "reporting:made_return"]
READ_ONLY += ["reporting:made_return_file", "api:return_file", "api:return_rows"]
READ_ONLY += ["reporting:leaver_summary_document", "reporting:certificates"]
READ_ONLY += [
    "registers:pupil_overview",
    "registers:pupil_overview_sheet",
    "absence:leave_request",
    "absence:leave_evidence",
    "absence:leave_background",
    "absence:pupil_leave",
    "absence:medical_file",
    "absence:family_evidence_file",
    "absence:pupil_illness",
    "absence:pupil_timeline",
    "absence:pupil_documents",
    "absence:pupil_family",
    "registers:attendance_certificate",
    "absence:support_plan",
    "absence:part_time",
    "absence:pupil_support",
    "penalties:case",
    "penalties:pupil_penalties",
    "penalties:pack",
    "penalties:pack_document",
    "penalties:shared_case",
    "penalties:shared_pack",
    "penalties:penalty_notice",
    "penalties:pupil_notices",
    "penalties:representation",
    "registers:mark_history",
    "registers:authority_notice",
    "registers:pupil_marks",
    "registers:register_entry",
    "registers:pupil_changes",
    "registers:pupil_photo",
    "registers:pupil_plans",
    "registers:pupil_suspensions",
    "absence:pupil_contact",
]


@pytest.mark.parametrize("role", ["anonymous", "teacher", "head"])
def test_a_form_from_elsewhere_is_refused_by_every_address(small_school, role):
    client = client_of(small_school, role, enforce_csrf_checks=True)
    before = rows()
    through = [
        (address.name, answer.status_code)
        for address in every_address()
        if (answer := send_nothing(client, address, small_school.own)).status_code
        not in _refusals(address, role)
    ]
    assert (through, rows()) == ([], before)


def send_nothing(client, address, arguments):
    """A POST of an empty form, or of an empty object to a call."""
    if address.is_api:
        return client.post(address.url(arguments), {}, content_type="application/json")
    return client.post(address.url(arguments))


def _refusals(address, role):
    """Without a session a call has nothing to forge; the code table looks at no session at all."""
    if address.name == "api:codes":
        return {405}
    return {401, 403, 405} if address.is_api and role == "anonymous" else {403}


def test_control_the_same_form_with_its_token_goes_through(small_school):
    client = client_of(small_school, "teacher", enforce_csrf_checks=True)
    client.get("/registers/")
    keys = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value, "keys_off": "on"}
    assert client.post("/registers/keys/", keys).status_code == 302
