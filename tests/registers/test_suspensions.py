"""Suspensions: exactly their sessions, day six, the year's 45 days, who is told, changes kept, the review."""

import datetime as dt

import pytest
from django.urls import reverse

from registers.actions.confirm_attendance import confirm_attendance
from registers.actions.provision import ProvisionRefused, record_provision, withdraw_provision
from registers.actions.register_day import complete_register
from registers.actions.suspension_plans import MarksLeftBehind
from registers.actions.suspensions import (
    NobodyDecided,
    NoSessionToTake,
    Overlapping,
    ReviewRefused,
    TooManyDays,
    change_end,
    record_review,
    record_suspension,
    withdraw_suspension,
)
from registers.models import (
    ExpectedPattern,
    Mark,
    MarkHistory,
    PlannedMark,
    Professional,
    Suspension,
    SuspensionChange,
    SuspensionTold,
)
from registers.suspension_rules import HalfDay
from registers.suspensions import review_has_ended, suspensions_of
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    CareFactory,
    ClosureFactory,
    ContactFactory,
    RegisterFactory,
    at,
    mark,
)

pytestmark = pytest.mark.usefixtures("on_the_day")


def november(day, session="AM"):
    return HalfDay(dt.date(2026, 11, day), session)


def december(day, session="PM"):
    return HalfDay(dt.date(2026, 12, day), session)


FROM_MIDDAY, SIXTH_DAY = november(24, "PM"), december(2)


@pytest.fixture
def ben(pupils):
    return pupils[0]


@pytest.fixture
def suspend(head, ben):
    """Suspend Ben; from the day's afternoon to Wednesday 2 December where nothing else is said."""

    def record(first=FROM_MIDDAY, last=SIXTH_DAY, pupil=ben, kind="suspension", **said):
        return record_suspension(
            pupil=pupil,
            kind=kind,
            first=first,
            last=last,
            reason="DB",
            words="Repeated disruption",
            **{"decided_by": "Ruth Adeyemi", "decided_position": "Headteacher", "by": head, "at": at("08:50")}
            | said,
        )

    return record


def now(suspension, post, on=THE_DAY):
    found = suspensions_of(pupils=[suspension.pupil_id], school=post.school, on=on, post=post)
    return next(each for each in found.listed if each.suspension.pk == suspension.pk)


def planned(pupil):
    """What stands planned: first day, last day, half-days, code."""
    plans = PlannedMark.objects.filter(pupil=pupil, withdrawn_at__isnull=True)
    return sorted((each.first_day.day, each.last_day.day, each.halves, each.code) for each in plans)


# --- sessions and totals ---------------------------------------------------------------------------------------------


def test_it_takes_the_sessions_of_the_calendar_and_no_others(suspend, head):
    shown = now(suspend(), head)
    assert shown.taken.words_taken() == [
        (dt.date(2026, 11, 24), "afternoon"),
        (dt.date(2026, 11, 25), "morning and afternoon"),
        (dt.date(2026, 11, 26), "morning and afternoon"),
        (dt.date(2026, 11, 30), "morning and afternoon"),
        (dt.date(2026, 12, 1), "morning and afternoon"),
        (dt.date(2026, 12, 2), "morning and afternoon"),
    ]
    assert shown.taken.words_left_out() == [(dt.date(2026, 11, 27), "INSET day")]
    assert (shown.length, shown.due_on) == ("5½ days", dt.date(2026, 12, 2))


def test_a_closure_of_the_pupils_class_and_the_pupils_own_week_are_left_out(suspend, head, ben, school):
    ClosureFactory(
        school=school, kind="planned", first_day=dt.date(2026, 11, 25), classes=["3B"], note="Boiler"
    )
    ExpectedPattern.objects.create(
        school=school, pupil=ben, expected="1111111101", code="D", first_day=dt.date(2026, 9, 1)
    )
    shown = now(suspend(last=december(4)), head)
    assert shown.taken.words_left_out() == [
        (dt.date(2026, 11, 25), "Boiler"),
        (dt.date(2026, 11, 27), "INSET day"),
        (dt.date(2026, 12, 4), "morning: D, at the other school"),
    ]
    assert planned(ben) == [
        (24, 27, "0001111101", "E"),
        (30, 4, "1111111101", "E"),
    ]


def test_the_year_counts_recorded_days_and_e_marks_from_before(suspend, head, ben, office):
    for session in ("AM", "PM"):
        mark(ben, "E", by=office, session=session, date=dt.date(2026, 11, 9))
    suspend(last=november(25, "PM"))
    found = suspensions_of(pupils=[ben.pk], school=head.school, on=THE_DAY, post=head)
    year = found.years[ben.pk, "2026-27"]
    assert (year.words, year.unrecorded) == ("2½ days of at most 45", 2)


def test_more_than_45_days_in_a_year_are_refused(suspend, ben):
    suspend(first=november(2), last=december(18))
    with pytest.raises(TooManyDays, match="45") as refused:
        suspend(first=HalfDay(dt.date(2026, 9, 1), "AM"), last=HalfDay(dt.date(2026, 10, 23), "PM"))
    assert "more than the 45 that the law allows" in refused.value.words
    assert Suspension.objects.count() == 1


@pytest.mark.parametrize(
    ("refusal", "said"),
    [
        (NobodyDecided, {"decided_by": " "}),
        (NoSessionToTake, {"first": november(27), "last": november(27, "PM")}),
    ],
)
def test_what_cannot_be_recorded_is_refused(suspend, refusal, said, ben):
    with pytest.raises(refusal):
        suspend(**said)
    assert planned(ben) == []


def test_two_suspensions_of_one_session_are_refused(suspend):
    suspend()
    with pytest.raises(Overlapping, match="Wednesday 2 December"):
        suspend(first=december(2, "AM"), last=december(4))


# --- marks -----------------------------------------------------------------------------------------------------------


def test_a_suspension_from_midday_leaves_the_mornings_mark_and_makes_the_afternoons(
    suspend, ben, teacher, group_3b, pupils
):
    for pupil in pupils:
        mark(pupil, "/", by=teacher)
    suspend()
    for pupil in pupils[1:]:
        mark(pupil, "\\", by=teacher, session="PM")
    complete_register(register=RegisterFactory(group=group_3b, session="PM"), by=teacher, at=at("13:20"))
    marks = Mark.objects.filter(pupil=ben).order_by("session").values_list("session", "code", "source")
    assert list(marks) == [("AM", "/", "register"), ("PM", "E", "planned")]


def test_marked_at_school_although_suspended_is_listed(client, suspend, head, ben, office):
    suspension = suspend(first=november(24))
    mark(ben, "/", by=office)
    assert now(suspension, head).contradictions == [(november(24), "/")]
    assert "Marked at school" in sign_in(client, head).get(reverse("registers:suspensions")).content.decode()


def test_from_day_six_the_sessions_take_the_code_of_the_education_and_are_confirmed(
    suspend, head, ben, office, teacher
):
    suspension = suspend(first=november(23), last=december(3))
    assert (now(suspension, head).due_on, planned(ben)[-1]) == (
        dt.date(2026, 12, 1),
        (30, 3, "1111111100", "E"),
    )
    given = record_provision(
        suspension=suspension,
        first_day=dt.date(2026, 12, 1),
        code="K",
        session="",
        provider="The Bridge",
        nature="full-time, core subjects",
        times="9:30 to 14:30",
        confirmed=True,
        by=office,
        at=at("09:00"),
    )
    assert planned(ben) == [
        (1, 3, "0011111100", "K"),
        (23, 27, "1111111111", "E"),
        (30, 30, "1100000000", "E"),
    ]
    day, later = dt.date(2026, 12, 1), at("09:30", dt.date(2026, 12, 1))
    confirm_attendance(school=head.school, pupils=[ben.pk], day=day, sessions=["AM"], by=office, at=later)
    made = Mark.objects.get(pupil=ben, date=day, session="AM")
    assert (made.code, made.note) == (
        "K",
        "The Bridge, full-time, core subjects, 9:30 to 14:30, confirmed",
    )
    withdraw_provision(provision=given, reason="no transport", by=office, at=later)
    assert planned(ben) == [(23, 27, "1111111111", "E"), (30, 3, "1111111100", "E")]


def test_education_recorded_afterwards_amends_the_e_marks_with_the_reason(suspend, ben, office):
    suspension = suspend(first=november(16), last=november(25, "PM"))
    for day in (20, 23):
        mark(ben, "E", by=office, date=dt.date(2026, 11, day), source="planned")
    record_provision(
        suspension=suspension,
        first_day=dt.date(2026, 11, 23),
        code="B",
        session="",
        provider="City Farm",
        nature="animal care",
        times="",
        confirmed=False,
        by=office,
        at=at("09:00"),
    )
    marks = dict(Mark.objects.filter(pupil=ben).values_list("date__day", "code"))
    amended = Mark.objects.get(pupil=ben, date__day=23)
    assert marks == {20: "E", 23: "B"}
    assert (amended.reason, amended.source) == ("provision recorded afterwards: City Farm", "planned")
    assert MarkHistory.objects.get(pupil=ben).code == "E"


def test_d_is_for_pupils_who_are_registered_at_two_schools(suspend, office):
    with pytest.raises(ProvisionRefused, match="registered at two schools"):
        record_provision(
            suspension=suspend(),
            first_day=dt.date(2026, 12, 2),
            code="D",
            session="",
            provider="Elm House",
            nature="lessons",
            times="",
            confirmed=False,
            by=office,
            at=at("09:00"),
        )


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
