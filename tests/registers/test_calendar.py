"""The calendar page: a year at a glance, and changes that are shown before they are made."""

import datetime as dt

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from registers.actions.calendar import (
    ClosureThere,
    PastNeedsReason,
    TermNameTaken,
    TermsOverlap,
    change_calendar,
    renumber_school_days,
)
from registers.bank_holidays import proposed
from registers.calendar_plan import plan_change
from registers.calendar_shape import Edit
from registers.models import CalendarChange, Closure, Mark, MarkHistory, Message, SchoolDay, Term
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    AdmissionFactory,
    ContactFactory,
    PlannedMarkFactory,
    PupilFactory,
    at,
    mark,
)

MONDAY = THE_DAY - dt.timedelta(days=1)
TOMORROW = THE_DAY + dt.timedelta(days=1)
INSET = dt.date(2026, 11, 27)


@pytest.fixture(autouse=True)
def _the_day(on_the_day):
    pass


@pytest.fixture
def asks(client, office):
    return sign_in(client, office)


def closing_of(school, first, last=None, **fields):
    fields = {"kind": "inset", "note": "Training", **fields}
    return Closure(school=school, first_day=first, last_day=last or first, **fields)


def counts(answer):
    return {count.label: count.words for count in answer.context["year"].counts}


def cell_of(answer, date):
    days = (day for month in answer.context["year"].months for week in month.weeks for day in week if day)
    return next((day.words, day.title) for day in days if day.date == date)


# --- the year --------------------------------------------------------------------------------------------------------


def test_a_year_says_what_it_comes_to(asks, school):
    answer = asks.get(reverse("registers:calendar"))

    assert counts(answer) == {
        "School days": "72 of 190",
        "Sessions": "144 of 380",
        "School weeks": "15",
        "INSET days": "1 of 5",
    }


def test_each_day_has_its_kind_in_words(asks, school):
    Closure.objects.bulk_create(
        [
            closing_of(school, dt.date(2026, 12, 1), kind="planned", sessions="PM", note="Carols"),
            closing_of(school, dt.date(2026, 12, 2), kind="planned", year_groups=["6"], note="Visit"),
            closing_of(school, dt.date(2026, 12, 3), kind="unexpected", note="Snow"),
        ]
    )
    renumber_school_days(school=school)
    answer = asks.get(reverse("registers:calendar"))

    assert [
        cell_of(answer, dt.date(2026, month, day))
        for month, day in [(10, 28), (11, 26), (11, 27), (12, 1), (12, 2), (12, 3), (12, 21)]
    ] == [
        ("Holiday", "Half term"),
        ("", "school day"),
        ("INSET", "INSET day"),
        ("AM only", "morning only"),
        ("Part", "part of the school closed: Visit"),
        ("Shut", "closed unexpectedly: Snow"),
        ("No term", "outside term"),
    ]


def test_one_class_sees_its_own_year(asks, school, group_3b):
    Closure.objects.bulk_create([closing_of(school, TOMORROW, kind="planned", classes=["3B"], note="Zoo")])
    url = reverse("registers:calendar")
    mine, everybody = asks.get(url, {"part": "class:3B"}), asks.get(url)

    assert (cell_of(mine, TOMORROW), counts(mine)["Sessions"]) == (("Closed", "Zoo"), "142 of 380")
    assert (cell_of(everybody, TOMORROW)[0], counts(everybody)["Sessions"]) == ("Part", "144 of 380")


@pytest.mark.parametrize("query", ["year=1850-51", "year='", "part=class:Nobody", "part=%00", "year=2031-32"])
def test_a_made_up_year_or_class_is_this_year_and_everybody(asks, school, query):
    answer = asks.get(f"{reverse('registers:calendar')}?{query}")

    assert (answer.status_code, answer.context["year"].name, answer.context["part"]) == (200, "2026-27", "")


def test_a_year_without_terms_says_what_to_do(asks, school):
    answer = asks.get(reverse("registers:calendar"), {"year": "2027-28"})

    assert "This school year has no terms yet" in answer.content.decode()


def test_the_statements_do_not_grow_with_closures(asks, school, django_assert_num_queries):
    url = reverse("registers:calendar")
    asks.get(url)
    with django_assert_num_queries(10) as one:
        asks.get(url)
    Closure.objects.bulk_create(closing_of(school, TOMORROW + dt.timedelta(days=7 * n)) for n in range(3))
    with django_assert_num_queries(len(one.captured_queries)):
        asks.get(url)


# --- what a change would do ------------------------------------------------------------------------------------------


def test_a_preview_names_what_changes_and_changes_nothing(asks, school, pupils, office, teacher):
    for pupil in pupils[:3]:
        mark(pupil, "/", by=teacher)
    mark(pupils[3], "N", by=teacher, date=MONDAY)
    PlannedMarkFactory(pupil=pupils[5], by=office)
    late = PupilFactory(school=school, forename="Iris", surname="New", roll=False)
    AdmissionFactory(pupil=late, starting_day=THE_DAY)
    Message.objects.create(
        school=school, cause=f"absence/1/{THE_DAY}/x", contact=ContactFactory(school=school, name="Ann Dean"),
        channel="email", subject="Not in school", body="We missed Chloe.", state="sent",
        not_before=at("09:20"), made_at=at("09:20"), made_name="Joan", changed_at=at("09:21"),
    )  # fmt: skip

    preview = plan_change(school=school, edit=Edit(after=(closing_of(school, THE_DAY),)), on=THE_DAY)

    assert [(line.words, line.behind) for line in preview.lines] == [
        ("2 sessions lost by the whole school", ("Tue 24 Nov",)),
        ("3 marks of 3 pupils cleared; the history keeps them", ("3 × /", "Aisha Khan", "Ben Archer", "Chloe Dean")),
        (
            "1 plan for pupils has a day of this change: the plan stays, its sessions change",
            ("Oscar Reid: M, dentist, Tuesday 24 November 2026",),
        ),
        ("1 pupil would start on a day without a session", ("Iris New, Tuesday 24 November 2026",)),
        ("1 N mark to settle by Wednesday 2 December, not Tuesday 1 December", ("Zara Malik, Mon 23 Nov",)),
    ]  # fmt: skip
    assert [line.words for line in preview.sent] == ["Not in school to Ann Dean"]
    assert [(year.year, year.days, year.weeks, year.inset) for year in preview.years] == [
        ("2026-27", (72, 71), (15, 15), (1, 2))
    ]
    assert CalendarChange.objects.count() == 0


def test_the_last_ten_weeks_count_another_number_where_a_whole_week_goes(school, pupils, teacher):
    for pupil in pupils[:2]:
        mark(pupil, "O", by=teacher, date=dt.date(2026, 9, 15))
    week = closing_of(school, dt.date(2026, 11, 16), dt.date(2026, 11, 20))

    preview = plan_change(school=school, edit=Edit(after=(week,)), on=dt.date(2026, 12, 1))

    assert [line.behind for line in preview.lines if "count" in line.words] == [
        ("Ben Archer: 0 → 1", "Chloe Dean: 0 → 1")
    ]


def test_a_closure_of_one_class_takes_its_marks_only(school, pupils, teacher, office):
    mark(pupils[0], "/", by=teacher)
    other = PupilFactory(school=school, forename="Uma", surname="Venn")
    mark(other, "/", by=teacher)
    closure = closing_of(school, THE_DAY, kind="planned", classes=["3B"], sessions="AM", note="Visit")

    change, _ = change_calendar(
        school=school, edit=Edit(after=(closure,)), reason="", by=office, at=at("08:50")
    )

    assert sorted(Mark.objects.values_list("pupil__surname", "code")) == [("Archer", ""), ("Venn", "/")]
    assert change.effects.splitlines() == [
        "1 session lost by class 3B",
        "1 mark of 1 pupil cleared; the history keeps them",
    ]
    assert SchoolDay.objects.filter(date=THE_DAY, am=True, pm=True).count() == 1


# --- making it -------------------------------------------------------------------------------------------------------


CLOSURE = {"kind": "inset", "first_day": "2026-11-24", "note": "Training"}


def test_a_closure_is_seen_first_and_made_then(asks, school, pupils, teacher, office):
    mark(pupils[0], "/", by=teacher)
    url = reverse("registers:add_closure")
    seen = asks.post(url, {**CLOSURE, "do": "look"})
    assert (seen.status_code, Closure.objects.filter(first_day=THE_DAY).count()) == (200, 0)

    made = asks.post(
        url, {**CLOSURE, "do": "make", "seen": seen.context["form"].data["seen"], "reason": "Moved"}
    )

    assert made.status_code == 302
    cleared = Mark.objects.get()
    assert (cleared.code, cleared.reason, cleared.name) == ("", "no session: Training", "Joan Wright")
    assert MarkHistory.objects.get().code == "/"
    [change] = CalendarChange.objects.all()
    assert (change.what, change.reason, change.name, change.position) == (
        "Added: Training, Tuesday 24 November 2026",
        "Moved",
        "Joan Wright",
        "School office",
    )
    assert "Added: Training" in asks.get(reverse("registers:calendar")).content.decode()


def test_other_values_than_those_seen_are_shown_again(asks, school):
    url = reverse("registers:add_closure")
    seen = asks.post(url, {**CLOSURE, "do": "look"}).context["form"].data["seen"]

    other = asks.post(url, {**CLOSURE, "first_day": "2026-11-25", "do": "make", "seen": seen})

    assert (other.status_code, other.context["preview"] is not None) == (200, True)
    assert CalendarChange.objects.count() == 0


def test_a_day_that_comes_back_has_no_marks_until_they_are_made(school, pupils, teacher, office):
    closure = closing_of(school, THE_DAY)
    mark(pupils[0], "/", by=teacher)
    change_calendar(school=school, edit=Edit(after=(closure,)), reason="", by=office, at=at("08:50"))
    standing = Closure.objects.get(first_day=THE_DAY)

    _, preview = change_calendar(
        school=school, edit=Edit(before=(standing,)), reason="", by=office, at=at("08:51")
    )

    assert [line.words for line in preview.lines] == ["2 sessions gained by the whole school"]
    assert (Mark.objects.get().code, SchoolDay.objects.filter(date=THE_DAY).count()) == ("", 1)


def test_a_term_is_moved(asks, school):
    term = Term.objects.get()
    url = reverse("registers:change_term", args=[term.pk])
    said = {"name": "Autumn", "first_day": "2026-09-02", "last_day": "2026-12-16", "academic_year": "2026-27"}
    seen = asks.post(url, said).context["form"].data["seen"]

    asks.post(url, {**said, "do": "make", "seen": seen})

    term.refresh_from_db()
    assert (term.last_day, SchoolDay.objects.count()) == (dt.date(2026, 12, 16), 70)


def test_a_closure_is_removed_after_it_was_seen(asks, school):
    closure = Closure.objects.get(kind="inset")
    url = reverse("registers:change_closure", args=[closure.pk])
    seen = asks.post(url, {"what": "remove", "do": "look"}).context["form"].data["seen"]
    assert Closure.objects.filter(pk=closure.pk).count() == 1

    asks.post(url, {"what": "remove", "do": "make", "seen": seen})

    assert Closure.objects.filter(pk=closure.pk).count() == 0
    assert SchoolDay.objects.filter(date=INSET).count() == 1


def test_bank_holidays_are_proposed_and_added_by_a_person(asks, school):
    summer = Term(
        school=school, name="Summer", academic_year="2026-27",
        first_day=dt.date(2027, 4, 12), last_day=dt.date(2027, 5, 28),
    )  # fmt: skip
    summer.save()
    found = proposed([summer], [], "2026-27")
    assert [(day.date, day.title) for day in found] == [(dt.date(2027, 5, 3), "Early May bank holiday")]
    assert "Early May bank holiday" in asks.get(reverse("registers:calendar")).content.decode()
    assert Closure.objects.filter(kind="bank_holiday").count() == 0

    url = f"{reverse('registers:add_bank_holidays')}?year=2026-27"
    seen = asks.post(url, {"days": ["2027-05-03"]}).context["form"].data["seen"]
    asks.post(url, {"days": ["2027-05-03"], "do": "make", "seen": seen})

    assert list(Closure.objects.filter(kind="bank_holiday").values_list("first_day", "note")) == [
        (dt.date(2027, 5, 3), "Early May bank holiday")
    ]


# --- refusals --------------------------------------------------------------------------------------------------------


def term_of(school, **fields):
    usual = {"name": "Autumn 2", "academic_year": "2026-27"}
    return Term(school=school, **{**usual, **fields})


@pytest.mark.parametrize(
    ("row", "refused"),
    [
        (term_of(None, first_day=dt.date(2026, 12, 1), last_day=dt.date(2027, 1, 20)), TermsOverlap),
        (term_of(None, name="Autumn", first_day=dt.date(2027, 1, 4), last_day=dt.date(2027, 2, 5)), TermNameTaken),
        (closing_of(None, INSET, note="Again"), ClosureThere),
        (closing_of(None, MONDAY), PastNeedsReason),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_its_name(school, office, row, refused):
    row.school = school
    with pytest.raises(refused):
        change_calendar(school=school, edit=Edit(after=(row,)), reason="", by=office, at=at("08:50"))
    assert CalendarChange.objects.count() == 0


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"kind": "unexpected", "first_day": "2026-11-24"},
        {"kind": "inset", "first_day": "2026-11-24", "last_day": "2026-11-20"},
        {"kind": "inset", "first_day": "9999-12-31"},
        {"kind": "inset", "first_day": "2026-11-24", "last_day": "2099-01-01"},
        {"kind": "inset", "first_day": "2026-11-24", "classes": ["Nobody"], "sessions": "ALL"},
    ],
)
def test_a_closure_that_makes_no_sense_is_asked_again(asks, school, said):
    answer = asks.post(reverse("registers:add_closure"), {**said, "do": "make"})

    assert (answer.status_code, Closure.objects.count()) == (422, 2)


def test_a_closure_outside_every_term_is_warned_of(asks, school):
    answer = asks.post(reverse("registers:add_closure"), {**CLOSURE, "first_day": "2027-08-10"})

    assert "lies outside every term" in answer.content.decode()


def test_another_school_has_no_calendar_of_ours(client, other_school, office, school):
    client = sign_in(client, office)
    term = other_school.terms.get()

    assert client.get(reverse("registers:change_term", args=[term.pk])).status_code == 404


def test_a_change_stands_as_it_was_made(school, office):
    change, _ = change_calendar(
        school=school, edit=Edit(after=(closing_of(school, TOMORROW),)), reason="", by=office, at=at("08:50")
    )
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        CalendarChange.objects.filter(pk=change.pk).update(reason="another")
