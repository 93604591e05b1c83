"""Suspensions: who is told, changes kept, the review of a permanent exclusion, and the pages."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.suspension_plans import MarksLeftBehind
from registers.actions.suspensions import ReviewRefused, change_end, record_review, withdraw_suspension
from registers.models import Mark, PlannedMark, Professional, Suspension, SuspensionChange, SuspensionTold
from registers.suspensions import review_has_ended
from tests.cast import sign_in
from tests.factories import THE_DAY, CareFactory, ContactFactory, at, mark
from tests.registers.suspended import december, november, now, planned

pytestmark = pytest.mark.usefixtures("on_the_day")


# --- changes ---------------------------------------------------------------------------------------------------------


def test_an_earlier_end_withdraws_plans_and_amends_marks_with_its_five_parts(suspend, ben, head, office):
    suspension = suspend(first=november(19), last=december(1))
    mark(ben, "E", by=office, date=dt.date(2026, 11, 23), source="planned")
    earlier = {"suspension": suspension, "last": november(20, "PM"), "reason": "new evidence"}
    with pytest.raises(MarksLeftBehind, match="Monday 23 November"):
        change_end(**earlier, by=head, at=at("09:00"))
    change_end(**earlier, code="C", by=head, at=at("09:00"))

    change = SuspensionChange.objects.get()
    assert planned(ben) == [(19, 20, "0000001111", "E")]
    assert (change.field, change.original, change.new, change.reason, change.name, change.position) == (
        "end",
        "Tuesday 1 December 2026, afternoon",
        "Friday 20 November 2026, afternoon",
        "new evidence",
        "Ruth Adeyemi",
        "Headteacher",
    )
    amended = Mark.objects.get(pupil=ben, date__day=23)
    assert (amended.code, amended.reason) == ("C", "new evidence")


def test_a_later_end_plans_more_and_keeps_what_was_planned(suspend, ben, head):
    suspension = suspend(first=november(23), last=november(26, "PM"))
    kept = PlannedMark.objects.get(pupil=ben)
    change_end(suspension=suspension, last=december(1), reason="further decision", by=head, at=at("09:00"))
    assert planned(ben) == [(23, 27, "1111111111", "E"), (30, 1, "1111000000", "E")]
    kept.refresh_from_db()
    assert (kept.withdrawn_at, kept.withdrawn_name) == (at("09:00"), head.user.name)


def test_a_suspension_that_is_taken_back_counts_no_more_and_stays_in_sight(client, suspend, ben, head):
    withdraw_suspension(suspension=suspend(), reason="wrong pupil", by=head, at=at("09:00"))
    page = sign_in(client, head).get(reverse("registers:pupil_suspensions", args=[ben.pk])).content.decode()
    assert planned(ben) == []
    assert "wrong pupil" in page
    assert "No suspension is recorded" in page


# --- permanent exclusion ---------------------------------------------------------------------------------------------


def test_a_permanent_exclusion_stays_until_every_review_has_ended(suspend, ben, head):
    exclusion = suspend(kind="permanent", first=november(2), last=None)
    found = now(exclusion, head)
    assert (found.state, found.length, found.due_on) == ("now", "until its review", dt.date(2026, 11, 9))
    later = dt.date(2027, 3, 1)
    assert PlannedMark.objects.filter(pupil=ben, first_day__lte=later, last_day__gte=later).count() == 1

    def review(outcome, day, **said):
        when = dt.date(2026, 11, day)
        record_review(suspension=exclusion, date=when, outcome=outcome, by=head, at=at("15:00"), **said)

    review("upheld", 18)
    assert not review_has_ended(ben, later)
    review("ended", 24)
    assert (review_has_ended(ben, dt.date(2026, 11, 23)), review_has_ended(ben, THE_DAY)) == (False, True)


def test_who_is_reinstated_is_expected_again_from_that_day(suspend, ben, head):
    exclusion = suspend(kind="permanent", first=november(23), last=None)
    when = {"date": THE_DAY, "by": head, "at": at("15:00")}
    with pytest.raises(ReviewRefused, match="from which day"):
        record_review(suspension=exclusion, outcome="reinstated", **when)
    record_review(suspension=exclusion, outcome="reinstated", returns_on=dt.date(2026, 11, 26), **when)
    assert planned(ben) == [(23, 25, "1111110000", "E")]
    assert not review_has_ended(ben, THE_DAY)


# --- telling ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def bens_family(ben):
    mother = ContactFactory(school=ben.school, name="Anna Archer")
    CareFactory(pupil=ben, contact=mother)
    Professional.objects.create(
        school=ben.school, pupil=ben, role="social_worker", name="Jo Bell", first_day=dt.date(2026, 1, 5)
    )
    return mother


def test_those_who_must_be_told_are_listed_and_one_press_notes_it(client, suspend, bens_family, head):
    suspension = suspend()
    assert [(line.whom, line.name) for line in now(suspension, head).to_tell] == [
        ("parent", "Anna Archer, mother"),
        ("authority", ""),
        ("social_worker", "Jo Bell"),
    ]
    page = reverse("registers:suspension", args=[suspension.pk])
    press = {"do": "told", "line": f"parent-{bens_family.pk}", "how": "phone"}
    for _ in range(2):
        assert sign_in(client, head).post(page, press).status_code == 302
    told = SuspensionTold.objects.get()
    assert (told.whom, told.contact, told.told_name, told.how, told.name) == (
        "parent",
        bens_family,
        "Anna Archer, mother",
        "phone",
        "Ruth Adeyemi",
    )
    client.post(page, {"do": "not_told", "told": told.pk})
    assert [line.whom for line in now(suspension, head).still_to_tell] == [
        "parent",
        "authority",
        "social_worker",
    ]


def test_the_office_is_not_shown_that_a_pupil_has_a_social_worker(client, suspend, bens_family, office):
    page = reverse("registers:suspension", args=[suspend().pk])
    answer = sign_in(client, office).get(page).content.decode()
    assert "Jo Bell" not in answer
    assert client.post(page, {"do": "told", "line": "social_worker-0", "how": "phone"}).status_code == 404


def test_nobody_was_told_in_the_future(client, suspend, bens_family, head):
    page = reverse("registers:suspension", args=[suspend().pk])
    press = {"do": "told", "line": "authority-0", "who": "Lea Moss", "how": "email", "day": "2026-11-25"}
    answer = sign_in(client, head).post(page, press, follow=True).content.decode()
    assert "not come yet" in answer
    assert not SuspensionTold.objects.exists()


# --- pages -----------------------------------------------------------------------------------------------------------


def test_the_head_sees_what_it_does_before_it_is_recorded(client, ben, head, office):
    mark(ben, "/", by=office)
    page = reverse("registers:record_suspension", args=[ben.pk])
    said = {
        "kind": "suspension",
        "first_day": "2026-11-24",
        "first_session": "AM",
        "last_day": "2026-12-02",
        "last_session": "PM",
        "reason": "DB",
        "words": "Repeated disruption",
        "decider": head.pk,
    }
    preview = sign_in(client, head).post(page, said | {"do": "preview"}).content.decode()
    assert [words in preview for words in ("12 sessions, 6 days", "INSET day", "Marked already")] == [
        True
    ] * 3
    assert not Suspension.objects.exists()

    client.post(page, said | {"do": "record"})
    made = Suspension.objects.get()
    assert (made.decided_by, made.decided_position, made.first, made.last) == (
        head.user.name,
        head.position,
        november(24),
        december(2),
    )
    again = client.post(page, said | {"do": "record"}).content.decode()
    assert "is recorded already" in again


def test_the_office_names_the_acting_head_who_decided(client, ben, office):
    page = reverse("registers:record_suspension", args=[ben.pk])
    said = {"first_day": "2026-11-25", "first_session": "AM", "last_session": "PM", "kind": "permanent"}
    said |= {"reason": "PA", "words": "Assault", "decider": "acting", "do": "record"}
    assert "Write who acted as head" in sign_in(client, office).post(page, said).content.decode()
    client.post(page, said | {"acting_name": "Tom Hale"})
    made = Suspension.objects.get()
    assert (made.decided_by, made.decided_position, made.last) == ("Tom Hale", "Acting head", None)


def test_overdue_education_stands_on_the_home_page(client, suspend, office, set_clock):
    suspend(first=november(16))
    words = "Provision is overdue since Monday 23 November 2026"
    assert words in sign_in(client, office).get("/").content.decode()
    assert words in client.get(reverse("registers:suspensions")).content.decode()


def test_the_sheet_is_a_pdf_that_leaves_out_why(client, suspend, head):
    answer = sign_in(client, head).get(reverse("registers:suspension_sheet", args=[suspend().pk]))
    assert (answer.status_code, answer.headers["Content-Type"], answer.content[:5]) == (
        200,
        "application/pdf",
        b"%PDF-",
    )


def test_statements_do_not_grow_with_suspensions(client, suspend, pupils, head, django_assert_num_queries):
    page = reverse("registers:suspensions")
    sign_in(client, head)
    suspend()
    client.get(page)
    with django_assert_num_queries(18) as one:
        client.get(page)
    for pupil in pupils[1:3]:
        suspend(pupil=pupil)
    with django_assert_num_queries(len(one)):
        client.get(page)
