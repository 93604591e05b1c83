"""A request for leave that is sent, or written, twice at the same moment."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from absence.models import LeaveDraft, LeaveRequest, LeaveVersion
from tests.absence.leave_asked import page_of, parent, send, write
from tests.cast import sign_in
from tests.registers.test_two_writers import at_once

pytestmark = pytest.mark.usefixtures("own_database", "on_the_day")


def test_two_presses_at_the_same_moment_send_one_request_each_with_its_number(school, pupils):
    drafts = []
    for pupil in pupils[:2]:
        client = Client()
        drafts.append((client, write(client, parent(school, f"Sam Parent{pupil.pk}", pupil))))
    presses = [
        lambda client=client, draft=draft: send(client, draft).status_code
        for client, draft in drafts
        for _ in range(4)
    ]
    assert at_once(*presses) == [302] * 8
    assert sorted(LeaveRequest.objects.values_list("number", flat=True)) == [1, 2]
    assert (LeaveVersion.objects.count(), LeaveDraft.objects.count()) == (2, 0)


def test_answers_from_two_devices_at_the_same_moment_are_both_kept(school, pupils):
    omar = parent(school, "Omar Khan", pupils[2])
    draft = write(Client(), omar)
    phones = [sign_in(Client(), omar) for _ in range(2)]
    given = [("event", {"why": f"News {uuid.uuid4()}"}), ("exceptional", {"exceptional": "All new"})]
    work = [
        lambda phone=phone, step=step, said=said: phone.post(page_of(draft, step), said).status_code
        for phone, (step, said) in zip(phones, given, strict=True)
    ]
    assert at_once(*work) == [302, 302]
    draft.refresh_from_db()
    assert {step: draft.answers[step] for step, _ in given} == dict(given)


def test_two_starts_at_the_same_moment_are_one_draft(school, pupils):
    omar = parent(school, "Omar Khan", pupils[2])
    phones = [sign_in(Client(), omar) for _ in range(4)]
    starts = [
        lambda phone=phone: phone.post(reverse("absence:family_leave_start")).status_code for phone in phones
    ]
    assert at_once(*starts) == [302] * 4
    assert LeaveDraft.objects.count() == 1
