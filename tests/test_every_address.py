"""Who may open what: every address of the resolver, by every role, with objects of one's own and of others.

The tables below are written by hand, so that a view which forgets its permission, or declares another, is found.
"""

import contextlib
import re
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from registers.actions.tokens import make_token
from registers.roles import Scope
from tests.addresses import closed, every_address
from tests.cast import sign_in
from tests.small_school import EVERY_DAY, ROLES
from tests.test_conventions import OPEN_VIEWS

pytestmark = pytest.mark.usefixtures("at_twenty_past_nine")

CLASSROOM = ["teacher", "cover"]
SETTINGS = ["champion", "head", "admin"]
USERS = ["head", "admin"]
IMPORTERS = ["office", "champion", "head", "admin"]
MARKS_SEEN = [*CLASSROOM, *EVERY_DAY, "data_officer"]
PUPILS_SEEN = [*MARKS_SEEN, "admin"]
FAMILIES = ["parent"]
STAFF = [role for role in ROLES if role not in ("anonymous", "parent", "stranger", "other_teacher")]

WHO_MAY = {
    "home": STAFF,
    "registers:registers": [*CLASSROOM, *EVERY_DAY],
    "registers:take_register": [*CLASSROOM, *EVERY_DAY],
    "registers:complete_register": [*CLASSROOM, *EVERY_DAY],
    "registers:board": [*CLASSROOM, *EVERY_DAY],
    "registers:switch_keys": [*CLASSROOM, *EVERY_DAY],
    "registers:mark_history": ["teacher", *EVERY_DAY, "data_officer"],
    "registers:amend_mark": EVERY_DAY,
    "registers:confirm_attendance": EVERY_DAY,
    "registers:unsettled": EVERY_DAY,
    "absence:board": EVERY_DAY,
    "absence:somebody_rang": EVERY_DAY,
    "absence:note_attempt": EVERY_DAY,
    "absence:give_reason": EVERY_DAY,
    "absence:ask_class": EVERY_DAY,
    "absence:answer_report": EVERY_DAY,
    "absence:deal_with_reply": EVERY_DAY,
    "absence:pupil_contact": EVERY_DAY,
    "absence:correct_attempt": EVERY_DAY,
    "absence:continuing": EVERY_DAY,
    "absence:punctuality": EVERY_DAY,
    "absence:pupil_punctuality": EVERY_DAY,
    "absence:punctuality_letter": EVERY_DAY,
    "absence:punctuality_meeting": EVERY_DAY,
    "absence:punctuality_stages": SETTINGS,
    "absence:add_meeting": EVERY_DAY,
    "absence:meeting": EVERY_DAY,
    "absence:contradictions": EVERY_DAY,
    "absence:settle_contradiction": EVERY_DAY,
    "absence:leave_taken": EVERY_DAY,
    "absence:mark_leave_taken": EVERY_DAY,
    "absence:refer": EVERY_DAY,
    "absence:referral": EVERY_DAY,
    "absence:referral_document": EVERY_DAY,
    "absence:professionals": ["champion", "safeguarding", "head"],
    "absence:tell_professionals": ["champion", "safeguarding", "head"],
    "absence:ladder": SETTINGS,
    "absence:leave": EVERY_DAY,
    "absence:leave_request": EVERY_DAY,
    "absence:decide_leave": EVERY_DAY,
    "absence:undo_leave": EVERY_DAY,
    "absence:ask_about_leave": EVERY_DAY,
    "absence:leave_evidence": EVERY_DAY,
    "absence:leave_background": EVERY_DAY,
    "absence:pupil_leave": EVERY_DAY,
    "absence:leave_deciders": ["head"],
    "absence:leave_test": SETTINGS,
    "absence:leave_answer_days": SETTINGS,
    "absence:leave_on_paper": EVERY_DAY,
    "absence:family_leave": FAMILIES,
    "absence:family_leave_start": FAMILIES,
    "absence:family_leave_step": FAMILIES,
    "absence:family_leave_send": FAMILIES,
    "absence:family_leave_sent": FAMILIES,
    "absence:family_leave_discard": FAMILIES,
    "absence:family_leave_request": FAMILIES,
    "absence:family_leave_change": FAMILIES,
    "absence:family_leave_withdraw": FAMILIES,
    "absence:family_leave_answer": FAMILIES,
    "absence:family_leave_file": FAMILIES,
    "absence:sickness": EVERY_DAY,
    "absence:sickness_return": EVERY_DAY,
    "absence:education_request": EVERY_DAY,
    "absence:medical_file": EVERY_DAY,
    "absence:take_out_medical_file": EVERY_DAY,
    "absence:pupil_illness": EVERY_DAY,
    "absence:make_sickness_return": EVERY_DAY,
    "absence:ask_education": EVERY_DAY,
    "absence:ask_evidence": EVERY_DAY,
    "absence:add_evidence": EVERY_DAY,
    "absence:support_groups": EVERY_DAY,
    "absence:group_duty": EVERY_DAY,
    "absence:designated_teacher": ["champion", "safeguarding", "head"],
    "absence:support": EVERY_DAY,
    "absence:support_stages": SETTINGS,
    "absence:support_steps": EVERY_DAY,
    "absence:support_letter": EVERY_DAY,
    "absence:support_meeting": EVERY_DAY,
    "absence:refer_for_support": EVERY_DAY,
    "absence:support_referral": EVERY_DAY,
    "absence:safeguarding_note": ["teacher", *EVERY_DAY],
    "absence:safeguarding_notes": ["safeguarding", "head"],
    "absence:safeguarding_references": ["champion", "safeguarding", "head"],
    "absence:support_plans": EVERY_DAY,
    "absence:support_plan": EVERY_DAY,
    "absence:change_support_plan": EVERY_DAY,
    "absence:add_support_action": EVERY_DAY,
    "absence:note_support_action": EVERY_DAY,
    "absence:review_support_plan": EVERY_DAY,
    "absence:end_support_plan": EVERY_DAY,
    "absence:write_contract": EVERY_DAY,
    "absence:contract": EVERY_DAY,
    "absence:agree_part_time": EVERY_DAY,
    "absence:part_time": EVERY_DAY,
    "absence:review_part_time": EVERY_DAY,
    "absence:end_part_time": EVERY_DAY,
    "absence:pupil_support": EVERY_DAY,
    "absence:begin_support_plan": EVERY_DAY,
    "absence:plan_appointments": EVERY_DAY,
    "absence:religious_days": EVERY_DAY,
    "absence:undo_religious_day": EVERY_DAY,
    "absence:report_settings": SETTINGS,
    "absence:absent": FAMILIES,
    "absence:absent_why": FAMILIES,
    "absence:absent_when": FAMILIES,
    "absence:absent_check": FAMILIES,
    "absence:absence_report": FAMILIES,
    "absence:report_still_ill": FAMILIES,
    "absence:answer_school": FAMILIES,
    "absence:take_report_back": FAMILIES,
    "absence:family_home": FAMILIES,
    "absence:family_new_code": FAMILIES,
    "absence:family_calendar": FAMILIES,
    "absence:family_reasons": FAMILIES,
    "absence:family_messages": FAMILIES,
    "absence:family_message": FAMILIES,
    "absence:family_letter": FAMILIES,
    "absence:family_school": FAMILIES,
    "absence:family_leaving": FAMILIES,
    "absence:family_details": FAMILIES,
    "absence:family_concern": FAMILIES,
    "absence:families": EVERY_DAY,
    "absence:leaving_notice": EVERY_DAY,
    "absence:details_check": EVERY_DAY,
    "absence:details_not_checked": EVERY_DAY,
    "absence:concern": ["champion", "safeguarding", "head"],
    "absence:people_to_talk_to": SETTINGS,
    "registers:pupils": PUPILS_SEEN,
    "registers:pupil_marks": MARKS_SEEN,
    "registers:admission_register": [*EVERY_DAY, "data_officer"],
    "registers:admit": EVERY_DAY,
    "registers:admit_pupil": EVERY_DAY,
    "registers:places": EVERY_DAY,
    "registers:leaving": EVERY_DAY,
    "registers:delete_from_roll": EVERY_DAY,
    "registers:reinstate": EVERY_DAY,
    "registers:correct_admission": EVERY_DAY,
    "registers:earlier_school": EVERY_DAY,
    "registers:authority_notices": EVERY_DAY,
    "registers:authority_notice": EVERY_DAY,
    "registers:authority_notices_file": EVERY_DAY,
    "registers:pupil_plans": MARKS_SEEN,
    "registers:plan_mark": EVERY_DAY,
    "registers:change_plan": EVERY_DAY,
    "registers:set_pattern": EVERY_DAY,
    "registers:agree_full_time": EVERY_DAY,
    "registers:turning_compulsory_age": EVERY_DAY,
    "registers:plan_marks": EVERY_DAY,
    "registers:undo_plans": EVERY_DAY,
    "registers:trips": ["teacher", *EVERY_DAY],
    "registers:trip": ["teacher", *EVERY_DAY],
    "registers:clubs": ["teacher", *EVERY_DAY],
    "registers:club": ["teacher", *EVERY_DAY],
    "registers:club_members": EVERY_DAY,
    "registers:pupil_suspensions": EVERY_DAY,
    "registers:record_suspension": EVERY_DAY,
    "registers:suspensions": EVERY_DAY,
    "registers:suspension": EVERY_DAY,
    "registers:change_suspension": EVERY_DAY,
    "registers:record_provision": EVERY_DAY,
    "registers:record_review": EVERY_DAY,
    "registers:suspension_sheet": EVERY_DAY,
    "registers:register_entry": [*EVERY_DAY, "data_officer"],
    "registers:change_name": EVERY_DAY,
    "registers:change_particulars": EVERY_DAY,
    "registers:change_address": EVERY_DAY,
    "registers:end_address": EVERY_DAY,
    "registers:confidential_address": ["safeguarding", "head"],
    "registers:pupil_changes": [*EVERY_DAY, "data_officer"],
    "registers:pupil_contacts": [*EVERY_DAY, "data_officer"],
    "registers:add_contact": EVERY_DAY,
    "registers:change_contact": EVERY_DAY,
    "registers:care_days": EVERY_DAY,
    "registers:enter_limit": EVERY_DAY,
    "registers:contact_limits": [*EVERY_DAY, "data_officer"],
    "registers:settle_limit": ["safeguarding", "head"],
    "registers:complete_limit": EVERY_DAY,
    "registers:social_care": ["champion", "safeguarding", "head"],
    "registers:change_status": EVERY_DAY,
    "registers:add_professional": EVERY_DAY,
    "registers:change_professional": EVERY_DAY,
    "registers:pupil_photo": PUPILS_SEEN,
    "registers:change_photo": EVERY_DAY,
    "registers:few_contacts": [*EVERY_DAY, "data_officer"],
    "registers:contacts_to_settle": [*EVERY_DAY, "data_officer"],
    "registers:languages": PUPILS_SEEN,
    "registers:reads": [*EVERY_DAY, "data_officer"],
    "registers:import_files": IMPORTERS,
    "registers:import_run": IMPORTERS,
    "registers:mis_mapping": IMPORTERS,
    "registers:mis_proposals": IMPORTERS,
    "registers:late_desk": EVERY_DAY,
    "registers:sign_out": EVERY_DAY,
    "registers:sign_back_in": EVERY_DAY,
    "registers:undo_movement": EVERY_DAY,
    "registers:late_slip": EVERY_DAY,
    "registers:on_site": [*CLASSROOM, *EVERY_DAY],
    "registers:tick_pupils": [*CLASSROOM, *EVERY_DAY],
    "registers:drills": [*CLASSROOM, *EVERY_DAY],
    "registers:start_drill": [*CLASSROOM, *EVERY_DAY],
    "registers:end_drill": [*CLASSROOM, *EVERY_DAY],
    "registers:kitchen": [*CLASSROOM, *EVERY_DAY],
    "registers:missing_registers": EVERY_DAY,
    "registers:covers": EVERY_DAY,
    "registers:outbox": EVERY_DAY,
    "registers:outbox_message": EVERY_DAY,
    "registers:replies": EVERY_DAY,
    "registers:stop_sending": EVERY_DAY,
    "registers:resume_sending": EVERY_DAY,
    "registers:school_languages": SETTINGS,
    "registers:message_settings": SETTINGS,
    "registers:wordings": SETTINGS,
    "registers:wording": SETTINGS,
    "registers:wording_versions": SETTINGS,
    "registers:letters": EVERY_DAY,
    "registers:printing": ["teacher", *EVERY_DAY],
    "registers:blank_registers": ["teacher", *EVERY_DAY],
    "registers:late_and_absent": ["teacher", *EVERY_DAY],
    "registers:jobs": [*EVERY_DAY, "data_officer", "admin"],
    "registers:settings": SETTINGS,
    "registers:session_times": SETTINGS,
    "registers:calendar": ["teacher", *EVERY_DAY, "data_officer", "admin"],
    "registers:add_term": [*EVERY_DAY, "admin"],
    "registers:change_term": [*EVERY_DAY, "admin"],
    "registers:add_closure": [*EVERY_DAY, "admin"],
    "registers:change_closure": [*EVERY_DAY, "admin"],
    "registers:add_bank_holidays": [*EVERY_DAY, "admin"],
    "registers:close_school": ["champion", "head"],
    "registers:reopen_school": ["champion", "head"],
    "registers:tell_parents": ["champion", "head"],
    "registers:year_turn": SETTINGS,
    "registers:year_turn_calendar": SETTINGS,
    "registers:year_turn_classes": SETTINGS,
    "registers:year_turn_pupils": SETTINGS,
    "registers:year_turn_intake": SETTINGS,
    "registers:year_turn_teachers": SETTINGS,
    "registers:year_turn_leavers": SETTINGS,
    "registers:year_turn_rehearsal": SETTINGS,
    "registers:run_year_turn": SETTINGS,
    "registers:undo_year_turn": SETTINGS,
    "registers:people": USERS,
    "registers:give_post": USERS,
    "registers:change_post": USERS,
    "registers:tokens": USERS,
    "api:arrivals": EVERY_DAY,
    "api:arrivals_search": EVERY_DAY,
    "api:on_site": [*CLASSROOM, *EVERY_DAY],
    "api:sightings": [*CLASSROOM, *EVERY_DAY],
    "api:marks": [*CLASSROOM, *EVERY_DAY],
    "api:registers": MARKS_SEEN,
    "api:register": MARKS_SEEN,
    "api:complete_register": [*CLASSROOM, *EVERY_DAY],
    "api:pupils": PUPILS_SEEN,
}
"""The roles that may open each address. `other_teacher` may what a teacher may, `stranger` what an office may."""

OPEN = {
    "health": 200,
    "lock": 405,
    "help": 200,
    "accessibility": 200,
    "privacy": 200,
    "api:schema": 200,
    "api:docs": 200,
    "api:codes": 200,
    "registers:choose_post": 302,
    "registers:use_cover": 200,
    "registers:service_worker": 200,
    "registers:notify_texts": 405,
    "absence:family_sign_in": 200,
    "absence:family_code": 302,
    "absence:family_sign_out": 405,
    "absence:family_language": 405,
    "absence:demo_mail": 404,
}
"""What somebody signed out gets where no permission is needed: the post to wear is chosen once signed in."""

POSTED_ONLY = ["registers:complete_register", "registers:switch_keys", "registers:confirm_attendance"]
POSTED_ONLY += ["registers:agree_full_time", "registers:undo_plans"]
POSTED_ONLY += ["absence:decide_leave", "absence:undo_leave", "absence:ask_about_leave"]
POSTED_ONLY += ["absence:note_attempt", "absence:give_reason", "absence:ask_class", "absence:answer_report"]
POSTED_ONLY += [
    "absence:deal_with_reply",
    "absence:correct_attempt",
    "absence:settle_contradiction",
    "absence:mark_leave_taken",
]
POSTED_ONLY += ["absence:undo_religious_day", "absence:report_still_ill", "absence:answer_school"]
POSTED_ONLY += ["absence:take_report_back", "absence:take_out_medical_file"]
POSTED_ONLY += ["absence:family_leave_start", "absence:family_leave_send", "absence:family_leave_discard"]
POSTED_ONLY += ["absence:family_leave_change"]
POSTED_ONLY += ["registers:stop_sending", "registers:resume_sending"]
POSTED_ONLY += ["registers:undo_movement", "registers:tick_pupils", "registers:start_drill"]
POSTED_ONLY += ["registers:end_drill", "api:arrivals", "api:sightings", "api:marks", "api:complete_register"]

OURS = [address for address in every_address() if not address.is_library]
GUARDED = [address for address in OURS if address.name in WHO_MAY]
NO_OBJECT = {"date", "day", "session", "about", "kind", "channel", "language"}
WITH_AN_OBJECT = [address for address in GUARDED if address.arguments - NO_OBJECT]

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
}
"""The scope that a token needs; None: it is for people only."""


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
    assert [name for name, status in found.items() if status != 403] == ["home", "registers:outbox"]


def _patterns():
    from registers.urls import urlpatterns

    return urlpatterns


@pytest.mark.parametrize("address", OPEN)
def test_open_addresses_answer_somebody_signed_out(db, address):
    assert Client().get(reverse(address)).status_code == OPEN[address]


@pytest.mark.parametrize("role", [role for role in ROLES if role not in ("anonymous", "stranger")])
def test_an_object_of_the_school_next_door_is_not_there(small_school, role):
    client = client_of(small_school, role)
    found = {a.name: client.get(a.url(small_school.next_door)).status_code for a in WITH_AN_OBJECT}
    wanted = {a.name: _next_door(a, role) for a in WITH_AN_OBJECT}
    assert found == wanted


def _next_door(address, role):
    if stands_for(role) not in WHO_MAY[address.name]:
        return 403
    return 405 if address.name in POSTED_ONLY else 404


@pytest.mark.parametrize("role", ["stranger", "other_teacher"])
def test_no_list_names_a_pupil_of_somebody_else(small_school, role):
    client = client_of(small_school, role)
    telling = []
    for address in GUARDED:
        words = client.get(address.url(small_school.own)).content.decode(errors="replace")
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
    client, before = client_of(small_school, role), rows()
    asked = [a for a in GUARDED if role == "anonymous" or stands_for(role) not in WHO_MAY[a.name]]
    open_to_them = []
    for address, method in zip(asked * 2, ["post"] * len(asked) + OTHER_METHODS * len(asked), strict=False):
        answer = getattr(client, method)(address.url(small_school.own), {}, content_type="application/json")
        refused = {401, 403} if address.is_api else {403}
        if answer.status_code not in refused and not _sent_to_sign_in(answer):
            open_to_them.append((address.name, method, answer.status_code))
    assert (open_to_them, rows()) == ([], before)


OTHER_METHODS = ["put", "patch", "delete"]


def _sent_to_sign_in(answer):
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


READ_ONLY = ["absence:referral_document", "registers:board", "registers:suspension_sheet"]
READ_ONLY += [
    "absence:leave_request",
    "absence:leave_evidence",
    "absence:leave_background",
    "absence:pupil_leave",
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


# --- tokens ----------------------------------------------------------------------------------------------------------


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


CALLS = [address for address in GUARDED if address.is_api]


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
    assert [name for name, answer in answers.items() if not _sent_to_sign_in(answer)] == []
