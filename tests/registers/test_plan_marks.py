"""One thing planned for many pupils: chosen, previewed, applied once, undone; never over a real mark."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.plans import CannotPlan, NothingToPlan, PlanGone, plan_marks, undo_plans
from registers.actions.register_day import complete_register
from registers.forms.plans import lines_of
from registers.models import Admission, PlanBatch, PlannedMark, Pupil
from registers.plan_kinds import halves_of
from registers.plan_preview import Asked, preview_plans
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    GroupFactory,
    PlannedMarkFactory,
    RegisterFactory,
    at,
    mark,
)
from tests.registers.test_set_pattern import pattern

WHOLE = halves_of(["AM", "PM"])
THURSDAY = THE_DAY + dt.timedelta(days=2)


def together(pupils, by, *, kind="trip", title="Fen farm", first=THE_DAY, last=None, code="V", **more):
    more = {"note": title, "operation": uuid.uuid4(), "halves": WHOLE} | more
    return plan_marks(
        school=by.school, kind=kind, title=title, pupils=[pupil.pk for pupil in pupils],
        asked=Asked(first, last or first, more.pop("halves"), code), by=by, at=at("08:30"), **more,
    )  # fmt: skip


def said(group, **more):
    page = {"kind": "trip", "title": "Fen farm", "first_day": "2026-11-24", "part": "both"}
    return page | {"operation": str(uuid.uuid4()), "groups": [group.pk] if group else []} | more


def looks(pupils, by, first=THE_DAY, last=None, code="V", halves=WHOLE):
    preview = preview_plans(
        school=by.school,
        pupils=[pupil.pk for pupil in pupils],
        asked=Asked(first, last or first, halves, code),
        by=by,
    )
    return {
        row.pupil.surname: (
            len(row.planned),
            row.marked_words + row.not_expected_words + row.refused + row.replaces_words,
        )
        for row in preview.rows
    }


def test_the_preview_says_for_each_pupil_what_would_happen(office, head, teacher, pupils):
    archer, dean, khan, malik, price, reid = pupils
    mark(archer, "N", by=teacher)
    PlannedMarkFactory(pupil=dean, by=office, name="Joan Wright", note="dentist")
    pattern(khan, head, "1100111111", "C2", last=dt.date(2026, 12, 18), agreed_with="mother and head")
    Admission.objects.filter(pupil=malik).update(deleted_on=dt.date(2026, 11, 20))
    price.dob = dt.date(2022, 3, 1)
    price.save()
    assert looks(pupils, office) == {
        "Archer": (1, ["Tue 24 Nov morning stays N"]),
        "Dean": (2, ["M, dentist, planned by Joan Wright"]),
        "Khan": (0, ["Tue 24 Nov morning stays C2", "Tue 24 Nov afternoon stays C2"]),
        "Malik": (0, ["not on the roll on Tue 24 Nov"]),
        "Price": (2, []),
        "Reid": (2, []),
    }
    x_only = looks([price, reid], office, code="X")
    assert (x_only["Price"], x_only["Reid"][0]) == ((2, []), 0)
    assert "only for a pupil outside compulsory school age" in x_only["Reid"][1][0]


def test_the_office_chooses_looks_and_plans_and_pressing_twice_plans_once(
    client, office, teacher, group_3b, pupils, on_the_day
):
    page = reverse("registers:plan_marks")
    sign_in(client, office)
    asked = said(group_3b, place="Fen End Farm", leader=teacher.pk, leaves_at="09:15")
    text = client.post(page, asked).content.decode()
    assert "planned for <b>6 pupils</b>, 2 sessions, Fen End Farm, led by Meera Patel" in text
    assert PlannedMark.objects.count() == 0
    ticked = asked | {"do": "apply", "pupil": [pupil.pk for pupil in pupils[:5]]}
    first = client.post(page, ticked)
    second = client.post(page, ticked)
    batch = PlanBatch.objects.get()
    assert (first.url, second.url) == (reverse("registers:trip", args=[batch.pk]),) * 2
    assert (batch.leader, batch.place, batch.leaves_at) == (teacher, "Fen End Farm", dt.time(9, 15))
    plans = PlannedMark.objects.filter(batch=batch).values_list("code", "halves", "note", "source")
    assert list(plans) == [("V", WHOLE, "Fen farm", "planned together")] * 5


def test_a_pasted_list_takes_names_in_either_order_and_says_what_it_did_not_find(
    client, office, school, group_3b, pupils, on_the_day
):
    GroupFactory(school=school, name="4C", pupils=["Chloe Dean"])
    names = f"1. Archer, Ben\n- {pupils[2].upn.lower()}\n\nChloe Dean\nNo Body\nzara  MALIK"
    answer = sign_in(client, office).post(reverse("registers:plan_marks"), said(None, names=names))
    chosen = answer.context["chosen"]
    assert chosen.pupils == (pupils[0].pk, pupils[2].pk, pupils[3].pk)
    assert (chosen.unknown, chosen.several) == (("No Body",), ("Chloe Dean",))


def test_years_and_the_pupils_of_an_earlier_trip_are_lists_too(client, office, school, pupils, on_the_day):
    GroupFactory(school=school, name="5C", pupils=["Uma Venn"], pupils__year="5")
    batch = together(pupils[:2], office, first=THURSDAY)
    page = reverse("registers:plan_marks")
    answer = sign_in(client, office).post(page, said(None, years=["5"], batch=batch.pk))
    wanted = [*pupils[:2], Pupil.objects.get(surname="Venn")]
    assert answer.context["chosen"].pupils == tuple(pupil.pk for pupil in wanted)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"groups": []}, "Choose at least one pupil"),
        ({"groups": [], "names": "No Body"}, "No name in the list"),
        ({"kind": "activity"}, "needs this: what it is"),
        ({"kind": "study", "note": "GCSE"}, "Say who agreed to S"),
        ({"kind": "religious", "note": "Eid", "last_day": "2026-11-25"}, "Only the one day set apart"),
        ({"last_day": "2026-11-23"}, "The last day comes before the first"),
        ({"last_day": "2028-11-23"}, "Plan 190 days at most"),
        ({"operation": "x"}, "Enter a valid UUID"),
    ],
)
def test_what_cannot_be_looked_at_says_why(client, office, group_3b, pupils, on_the_day, more, words):
    answer = sign_in(client, office).post(reverse("registers:plan_marks"), said(group_3b) | more)
    assert words in answer.content.decode() + str(answer.context["form"].errors)
    assert PlanBatch.objects.count() == 0


def test_swimming_is_planned_for_one_afternoon_of_each_week(client, office, group_3b, pupils, on_the_day):
    page = said(
        group_3b, kind="sport", title="Swimming", first_day="2026-11-24", last_day="2026-12-11", part="PM",
        weekdays=["3"], note="swimming", pupil=[pupils[0].pk], do="apply",
    )  # fmt: skip
    client = sign_in(client, office)
    assert client.post(reverse("registers:plan_marks"), page).status_code == 302
    (planned,) = PlannedMark.objects.all()
    assert (planned.halves, planned.code, planned.last_day.day) == ("0000000100", "P", 11)
    assert "Thu PM" in client.get(reverse("registers:trips")).content.decode()


def test_namesakes_are_told_apart_by_birth_date(client, office, group_3b, pupils, on_the_day):
    Pupil.objects.filter(pk__in=[pupils[0].pk, pupils[1].pk]).update(
        forename="Ben", surname="Archer", known_as=""
    )
    shown = sign_in(client, office).post(reverse("registers:plan_marks"), said(group_3b)).content.decode()
    assert shown.count("born ") == 2


def test_a_religious_day_is_planned_only_for_those_who_asked(client, office, group_3b, pupils, on_the_day):
    page = reverse("registers:plan_marks")
    ben, aisha = pupils[0].pk, pupils[2].pk
    asked = said(group_3b, kind="religious", title="Eid", note="the day itself", first_day="2026-11-26")
    ticked = asked | {"do": "apply", "pupil": [aisha, ben], f"asked-{aisha}-who": "Fatima Khan"}
    text = sign_in(client, office).post(page, ticked).content.decode()
    assert "Say for each pupil who asked and when" in text
    ticked |= {"pupil": [aisha], f"asked-{aisha}-when": "2026-11-20"}
    client.post(page, ticked)
    made = PlannedMark.objects.get()
    assert (made.pupil_id, made.code, made.note) == (
        aisha,
        "R",
        "Eid, the day itself, asked by Fatima Khan, 20 Nov 2026",
    )


def test_a_further_religious_day_is_leave(office, pupils):
    together(pupils[:1], office, kind="religious", title="Eid", first=THURSDAY, code="R")
    words = "has R on Thu 26 Nov already: a further day is C"
    assert looks(pupils[:2], office, first=dt.date(2026, 11, 30), code="R") == {
        "Archer": (0, [words]),
        "Dean": (2, []),
    }
    with pytest.raises(CannotPlan, match="one day"):
        together(pupils[1:2], office, kind="religious", code="R", first=THURSDAY, last=dt.date(2026, 11, 30))


def test_nothing_is_planned_where_there_is_no_session(office, pupils):
    with pytest.raises(NothingToPlan):
        together(pupils, office, first=dt.date(2026, 11, 28))


def test_undoing_takes_back_what_is_not_a_mark_yet_and_counts_what_stays(
    client, office, teacher, group_3b, pupils, set_clock
):
    set_clock("09:30")
    batch = together(pupils, office, last=THURSDAY)
    complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:50"))
    page = reverse("registers:undo_plans", args=[batch.pk])
    text = sign_in(client, office).post(page, follow=True).content.decode()
    assert "taken back for 6 pupils. 6 marks V made already stay" in text
    assert PlannedMark.objects.filter(withdrawn_name="Joan Wright").count() == 6
    assert "was undone already" in client.post(page, follow=True).content.decode()
    with pytest.raises(PlanGone):
        undo_plans(batch=batch, by=office, at=at("09:31"))


def test_the_newest_decision_holds_and_an_undone_one_gives_way(office, pupils):
    PlannedMarkFactory(pupil=pupils[0], at=at("08:00"))
    batch = together(pupils[:1], office)
    assert looks(pupils[:1], office)["Archer"][1] == ["V, Fen farm, planned by Joan Wright"]
    undo_plans(batch=batch, by=office, at=at("08:40"))
    assert looks(pupils[:1], office)["Archer"][1][0].startswith("M, dentist")


def test_a_pupil_of_another_school_is_never_planned(client, office, other_school, group_3b, on_the_day):
    stranger = GroupFactory(school=other_school, pupils=["Stranger Child"]).memberships.get().pupil
    asked = said(group_3b, do="apply", pupil=[stranger.pk, 10**17, "x"])
    answer = sign_in(client, office).post(reverse("registers:plan_marks"), asked)
    assert (answer.status_code, PlannedMark.objects.count()) == (200, 0)


def test_one_and_fifty_pupils_take_as_many_statements(client, office, school, on_the_day):
    sign_in(client, office)
    page = reverse("registers:plan_marks")
    small = GroupFactory(school=school, name="1", pupils=1)
    large = GroupFactory(school=school, name="50", pupils=50)
    client.get(page)

    def statements(**more):
        with CaptureQueriesContext(connection) as ran:
            assert client.post(page, said(**more)).status_code in (200, 302)
        return len(ran)

    assert statements(group=small) == statements(group=large)
    few, many = (list(group.memberships.values_list("pupil", flat=True)) for group in (small, large))
    assert statements(group=None, do="apply", pupil=few) == statements(group=None, do="apply", pupil=many)
    assert PlannedMark.objects.count() == 51
    first, second = PlanBatch.objects.order_by("pk")
    counts = []
    for batch in (first, second):
        with CaptureQueriesContext(connection) as ran:
            client.get(reverse("registers:trip", args=[batch.pk]))
        counts.append(len(ran))
    assert counts[0] == counts[1]


def test_a_list_is_read_as_it_was_pasted():
    assert lines_of("1) Ben Archer\r\n• Aisha Khan;Zara Malik\t\n ,\n") == [
        "Ben Archer",
        "Aisha Khan",
        "Zara Malik",
    ]
