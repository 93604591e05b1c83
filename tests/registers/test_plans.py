"""One pupil's plans: added, changed, taken back, accepted from home; and the tab that shows them."""

import datetime as dt

import pytest
from django.urls import reverse

from registers import codes
from registers.actions.plans import (
    CannotPlan,
    NothingToPlan,
    PlanGone,
    change_plan,
    plan_mark,
    withdraw_plan,
)
from registers.models import Mark, Movement, PlannedMark
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked
from tests.cast import sign_in
from tests.factories import THE_DAY, PlannedMarkFactory, at, mark
from tests.registers.test_set_pattern import pattern

TOMORROW = THE_DAY + dt.timedelta(days=1)
MORNINGS = halves_of(["AM"])
WHOLE = halves_of(["AM", "PM"])


def asked(code="M", first=TOMORROW, last=None, halves=WHOLE):
    return Asked(first, last or first, halves, code)


def plan(pupil, by, wanted, note="dentist"):
    return plan_mark(pupil=pupil, asked=wanted, note=note, by=by, at=at("09:00"))


def rows(pupil):
    plans = PlannedMark.objects.filter(pupil=pupil, withdrawn_at=None).order_by("first_day")
    return [(each.first_day.day, each.last_day.day, each.halves, each.code) for each in plans]


def test_the_office_plans_an_appointment_by_its_page(client, office, pupils, on_the_day):
    page = reverse("registers:plan_mark", args=[pupils[0].pk])
    said = {"code": "M", "first_day": "2026-11-25", "part": "AM", "note": "Dentist to 11:00"}
    answer = sign_in(client, office).post(page, said, follow=True)
    made = PlannedMark.objects.get()
    assert (made.code, made.first_day, made.last_day, made.halves) == ("M", TOMORROW, TOMORROW, MORNINGS)
    assert (made.note, made.name, made.position) == ("Dentist to 11:00", "Joan Wright", "School office")
    text = answer.content.decode()
    assert "Planned for Ben Archer." in text
    assert "Wed 25 Nov, morning" in text


def test_leave_says_who_agreed_to_it_unless_the_head_plans_it(client, office, head, pupils, on_the_day):
    page = reverse("registers:plan_mark", args=[pupils[0].pk])
    said = {"code": "C", "first_day": "2026-11-25", "part": "both", "note": "funeral"}
    text = sign_in(client, office).post(page, said).content.decode()
    assert "Say who agreed to C" in text
    client.post(page, said | {"decided_by": "Ruth Adeyemi, 23 Nov"})
    sign_in(client, head).post(page, said)
    assert sorted(PlannedMark.objects.values_list("note", flat=True)) == [
        "funeral",
        "funeral, agreed by Ruth Adeyemi, 23 Nov",
    ]


def test_a_half_day_with_a_mark_is_left_out_of_a_plan(office, teacher, pupils):
    mark(pupils[0], "/", by=teacher)
    plan(pupils[0], office, asked(first=THE_DAY, last=TOMORROW))
    assert rows(pupils[0]) == [(24, 25, "0001110000", "M")]


def test_a_plan_without_any_half_day_is_refused_with_what_stands_in_the_way(office, teacher, pupils):
    mark(pupils[0], "/", by=teacher)
    with pytest.raises(NothingToPlan, match="Tue 24 Nov morning stays /"):
        plan(pupils[0], office, asked(first=THE_DAY, halves=MORNINGS))
    with pytest.raises(NothingToPlan, match="no session"):
        plan(pupils[0], office, asked(first=dt.date(2026, 11, 27)))  # an INSET day


@pytest.mark.parametrize("code", ["/", "N", "Z", "QQ", "H"])
def test_only_codes_that_may_be_planned_are(office, pupils, code):
    with pytest.raises(CannotPlan):
        plan(pupils[0], office, asked(code))


def test_the_nature_of_an_activity_is_demanded(office, pupils):
    with pytest.raises(CannotPlan, match="B needs the nature"):
        plan(pupils[0], office, asked("B"), note="")


def test_a_changed_plan_leaves_the_earlier_one_with_who_took_it_back(office, head, pupils):
    (first,) = plan(pupils[0], office, asked())
    change_plan(plan=first, asked=asked(halves=MORNINGS), note="dentist", by=head, at=at("09:30"))
    assert rows(pupils[0]) == [(25, 25, MORNINGS, "M")]
    first.refresh_from_db()
    assert (first.withdrawn_at, first.withdrawn_name) == (at("09:30"), "Ruth Adeyemi")
    with pytest.raises(PlanGone):
        withdraw_plan(plan=first, by=head, at=at("09:31"))


def test_a_plan_changed_by_its_page_keeps_its_weekdays(client, office, pupils, on_the_day):
    old = PlannedMarkFactory(pupil=pupils[0], first_day=THE_DAY, last_day=TOMORROW, halves="0010000000")
    page = reverse("registers:change_plan", args=[pupils[0].pk, old.pk])
    said = {"code": "M", "first_day": "2026-11-24", "last_day": "2026-12-01", "part": "AM", "note": "clinic"}
    said["weekdays"] = ["1"]
    assert sign_in(client, office).post(page, said).status_code == 302
    assert rows(pupils[0]) == [(24, 1, "0010000000", "M")]


def test_a_plan_is_moved_to_other_weekdays_by_its_page(client, office, pupils, on_the_day):
    old = PlannedMarkFactory(pupil=pupils[0], first_day=THE_DAY, last_day=TOMORROW, halves="0010000000")
    page = reverse("registers:change_plan", args=[pupils[0].pk, old.pk])
    said = {
        "code": "M",
        "first_day": "2026-11-24",
        "last_day": "2026-12-01",
        "part": "both",
        "note": "clinic",
    }
    client = sign_in(client, office)
    assert client.get(page).context["form"].initial["weekdays"] == ["1"]
    assert client.post(page, said | {"weekdays": ["0", "2"]}).status_code == 302
    assert rows(pupils[0]) == [(24, 1, "1100110000", "M")]


def test_a_plan_is_taken_back_by_its_page_once(client, office, pupils, on_the_day):
    old = PlannedMarkFactory(pupil=pupils[0])
    page = reverse("registers:change_plan", args=[pupils[0].pk, old.pk])
    assert sign_in(client, office).post(page, {"do": "withdraw"}).status_code == 302
    assert client.post(page, {"do": "withdraw"}).status_code == 404
    assert rows(pupils[0]) == []


def test_what_home_reports_waits_on_the_page_and_is_answered_on_the_board(client, office, pupils, on_the_day):
    PlannedMarkFactory(pupil=pupils[0], code="I", status="reported", note="tummy bug", name="Fatima Khan")
    page = sign_in(client, office).get(reverse("registers:pupil_plans", args=[pupils[0].pk])).content.decode()
    assert "Reported by home, not accepted yet" in page
    assert f'href="{reverse("absence:board")}#report-title"' in page


def test_a_half_day_that_the_weekly_pattern_leaves_out_is_not_planned_over(office, head, pupils):
    pattern(pupils[0], head, "1111111110", "C2", last=dt.date(2026, 12, 18), agreed_with="mother and head")
    plan(pupils[0], office, asked("I", first=dt.date(2026, 12, 3), last=dt.date(2026, 12, 4)))
    assert rows(pupils[0]) == [(3, 4, "0000001110", "I")]


def test_the_tab_says_where_a_club_saw_the_pupil_today(client, teacher, office, pupils, on_the_day):
    Movement.objects.create(
        school=pupils[0].school, pupil=pupils[0], kind="seen", date=THE_DAY, at=at("08:10"),
        reason="Breakfast club", by=office, name="Joan Wright", position="Office", recorded_at=at("08:10"),
    )  # fmt: skip
    page = sign_in(client, teacher).get(reverse("registers:pupil_plans", args=[pupils[0].pk]))
    text = page.content.decode()
    assert "Seen on site 8:10, Breakfast club" in text
    assert "Plan a code" not in text  # a teacher looks, the office plans
    assert Mark.objects.count() == 0


def test_a_code_that_only_some_may_know_is_not_named(client, office, pupils, on_the_day):
    PlannedMarkFactory(pupil=pupils[0], code="Y5", note="custody", last_day=TOMORROW)
    text = sign_in(client, office).get(reverse("registers:pupil_plans", args=[pupils[0].pk])).content.decode()
    assert "custody" not in text
    assert "Y5" not in text


def test_the_tab_takes_as_many_statements_for_many_plans(
    client, office, pupils, on_the_day, django_assert_num_queries
):
    page = reverse("registers:pupil_plans", args=[pupils[0].pk])
    sign_in(client, office)
    PlannedMarkFactory(pupil=pupils[0], by=office)
    client.get(page)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        client.get(page)
    for number in range(5):
        PlannedMarkFactory(
            pupil=pupils[0], by=office, first_day=TOMORROW, code=codes.ILLNESS, note=str(number)
        )
    with django_assert_num_queries(len(one)):
        client.get(page)
