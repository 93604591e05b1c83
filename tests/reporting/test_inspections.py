"""An inspector reads the pack and the registers until a day, changes nothing, and what was opened is kept."""

import datetime as dt
import uuid

import pytest
from django.urls import reverse

from registers.models import Admission, Post
from registers.roles import Role
from reporting.actions.inspections import (
    AccessRefused,
    Granted,
    end_inspector_access,
    grant_inspector_access,
)
from reporting.class_register import class_register
from reporting.models import InspectorLook
from reporting.periods import Period
from tests.cast import sign_in
from tests.factories import THE_DAY, at, mark

pytestmark = pytest.mark.usefixtures("on_the_day")
A_DAY = dt.timedelta(days=1)
PAGES = ["inspection_pack", "inspection_pack_document", "inspection_register", "inspection_roll"]


def granted(first_day=THE_DAY, last_day=THE_DAY + A_DAY, email="ida@inspects.example"):
    return Granted("Ida Spect", email, "ofsted", "Inspection of this week", first_day, last_day)


def grant(head, operation=None, **days):
    operation = operation or uuid.uuid4()
    said = granted(**days)
    return grant_inspector_access(
        school=head.school, granted=said, operation=operation, by=head, at=at("08:00")
    )


def test_access_begins_and_ends_by_itself_and_can_be_ended_sooner(head):
    press = uuid.uuid4()
    access = grant(head, operation=press)
    assert grant(head, operation=press) == access
    held = Post.objects.filter(role=Role.INSPECTOR)
    assert [held.on(day).count() for day in (THE_DAY - A_DAY, THE_DAY, THE_DAY + A_DAY, THE_DAY + 2 * A_DAY)] == [
        0, 1, 1, 0,
    ]  # fmt: skip
    end_inspector_access(access=access, operation=uuid.uuid4(), by=head, at=at("09:00"))
    assert held.on(THE_DAY).count() == 0


@pytest.mark.parametrize(
    "days",
    [
        {"first_day": THE_DAY - 3 * A_DAY, "last_day": THE_DAY - A_DAY},
        {"first_day": THE_DAY + A_DAY, "last_day": THE_DAY},
        {"first_day": THE_DAY, "last_day": THE_DAY + 28 * A_DAY},
    ],
)
def test_access_has_an_end_that_is_near(head, days):
    with pytest.raises(AccessRefused):
        grant(head, **days)


def test_the_register_shows_what_stands_and_every_amended_entry(pupils, group_3b, office):
    mark(pupils[0], "N", by=office, date=THE_DAY - A_DAY)
    mark(pupils[0], "I", by=office, date=THE_DAY - A_DAY, when=at("10:00"), reason="mother rang", note="cold")
    found = class_register(group_3b, Period(THE_DAY - A_DAY, THE_DAY), on=THE_DAY)
    assert [row.cells for row in found.rows][:2] == [("I", "–", "", ""), ("–", "–", "", "")]
    assert [each.cells[1:5] for each in found.amendments] == [["23 Nov AM", "N", "I", "mother rang"]]


def test_an_inspector_reads_the_registers_and_nothing_else(client, pupils, group_3b, head, office):
    mark(pupils[0], "N", by=office, date=THE_DAY - A_DAY)
    post = grant(head).post
    post.user.is_demo = True  # a second factor is looked at by itself
    post.user.save()
    sign_in(client, post)
    assert {name: client.get(reverse(f"reporting:{name}")).status_code for name in PAGES} == dict.fromkeys(
        PAGES, 200
    )
    asked = f"?group={group_3b.pk}&first=2026-11-16&last=2026-11-24"
    paper = client.get(reverse("reporting:inspection_register") + asked + "&document=1").content
    assert (paper[:5], b"<pdfuaid:part>1</pdfuaid:part>" in paper) == (b"%PDF-", True)
    assert client.get(reverse("reporting:inspection_register") + "?group=0&first=x&last=").status_code == 200
    assert client.get(reverse("registers:pupils")).status_code == 403
    assert set(InspectorLook.objects.values_list("what", flat=True)) == {
        "Inspection pack",
        "Inspection pack, document",
        "Register of 3B, 16 Nov to 24 Nov 2026",
        "Admission register: on the roll that day",
    }
    assert "Inspection pack" in client.get("/").content.decode()


def test_who_takes_a_whole_year_as_a_file_is_kept_whoever_it_is(client, pupils, head, champion):
    sign_in(client, champion)
    b"".join(client.get(reverse("reporting:exports_file", args=["class-history", "2026-27"])))
    taken = sign_in(client, head).get(reverse("reporting:exports")).context["taken"]
    assert [(each.name, each.what) for each in taken] == [(champion.user.name, "File: Classes, 2026-27")]
    assert list(client.get(reverse("reporting:inspector_access")).context["looks"]) == []


def test_somebody_who_works_here_is_not_let_in_as_an_inspector(head, teacher):
    with pytest.raises(AccessRefused, match="who works here"):
        grant(head, email=teacher.user.email.upper())


def test_the_head_lets_somebody_in_and_sees_what_was_opened(client, head):
    sign_in(client, head)
    page = reverse("reporting:inspector_access")
    said = vars(granted(email="new@inspects.example")) | {"operation": uuid.uuid4()}
    answer = client.post(page, said)
    post = Post.objects.get(role=Role.INSPECTOR)
    assert answer.url == reverse("registers:change_post", args=[post.pk])
    assert "Inspection of this week" in client.get(page).content.decode()
    client.post(reverse("reporting:end_inspector_access", args=[post.inspection.pk]))
    assert "Ended by" in client.get(page).content.decode()


def test_files_are_offered_of_years_with_entries_only(school, pupils, head, client):
    Admission.objects.filter(pupil=pupils[0]).update(starting_day=dt.date(2024, 9, 3))
    browser = sign_in(client, head)
    offered = {
        table.key: [year for year, files in years if files]
        for table, years in browser.get(reverse("reporting:exports")).context["rows"]
    }
    assert offered["attendance-register"] == offered["school-days"] == ["2026-27"]
    assert offered["admission-register"] == ["2026-27", "2025-26", "2024-25"]
    assert offered["class-history"] == ["2026-27"]
    earlier = reverse("reporting:exports_file", args=["attendance-register", "2024-25"])
    assert browser.get(earlier).status_code == 404
