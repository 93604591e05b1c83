"""On site now, drills and the kitchen's count, through their pages and their API."""

import json
import uuid
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.drills import end_drill, see_pupils, start_drill
from registers.actions.late_desk import sign_in_late
from registers.actions.sign_out import sign_out
from registers.models import Drill, DrillSighting, ExpectedPattern, SavedOperation
from registers.on_site import roll_at
from tests.cast import sign_in
from tests.factories import (
    THE_DAY,
    GroupFactory,
    PlannedMarkFactory,
    PostFactory,
    PupilFactory,
    RegisterFactory,
    at,
    mark,
)


def standings(school, post, when="09:30"):
    roll = roll_at(school=school, post=post, at=at(when))
    return {row.name: row.place.standing.value for row in roll.rows}


@pytest.fixture
def morning_of_3b(pupils, teacher, office):
    """Archer here, Dean late after close, Khan signed out, Malik absent, Price on a trip, Reid not marked."""
    archer, dean, khan, malik, price, _ = pupils
    for pupil, code in ((archer, "/"), (khan, "/"), (malik, "N"), (price, "V")):
        mark(pupil, code, by=office)
    sign_in_late(
        pupils=[dean], arrived_at=at("09:05"), reason="Traffic", brought_by="", by=office, at=at("09:05")
    )
    leaving = {"left_at": at("09:10"), "reason": "Felt ill", "with_whom": "Mother", "back_by": time(11)}
    sign_out(pupils=[khan], by=office, at=at("09:10"), code="I", **leaving)
    return pupils


EXPECTED = {
    "Ben Archer": "on_site",
    "Chloe Dean": "on_site",
    "Aisha Khan": "signed_out",
    "Zara Malik": "absent",
    "Noah Price": "elsewhere",
    "Oscar Reid": "unmarked",
}


def test_the_roll_follows_marks_and_movements(school, office, morning_of_3b):
    assert standings(school, office) == EXPECTED


def test_a_pupil_without_a_class_is_on_the_roll(school, office, pupils):
    PupilFactory(school=school, forename="Nora", surname="Quill")
    roll = roll_at(school=school, post=office, at=at("09:30"))
    assert [(each.name, len(each.rows)) for each in roll.classes] == [("3B", 6), ("No class", 1)]


def test_a_pupil_who_left_the_roll_is_not_on_it(school, office, group_3b):
    PupilFactory(school=school, group=group_3b, roll__deleted_on=THE_DAY.replace(day=23))
    assert standings(school, office) == dict.fromkeys(EXPECTED, "unmarked")


def test_a_pupil_of_mornings_goes_home_at_midday(school, office, pupils, teacher):
    nursery = PupilFactory(
        school=school, group=GroupFactory(school=school, name="N"), dob=THE_DAY.replace(year=2023)
    )
    ExpectedPattern.objects.create(
        school=school, pupil=nursery, expected="10" * 5, code="X", first_day=THE_DAY.replace(month=9)
    )
    mark(nursery, "/", by=office)
    name = nursery.called
    assert [standings(school, office, when)[name] for when in ("11:59", "12:01")] == ["on_site", "gone_home"]


def test_a_teacher_sees_their_own_classes_only(school, teacher, pupils):
    GroupFactory(school=school, name="4A", pupils=["Kim Other"])
    assert sorted(standings(school, teacher)) == sorted(EXPECTED)


def test_another_school_is_not_shown(other_school, office, pupils):
    GroupFactory(school=other_school, name="9Z", pupils=["Kim Other"])
    assert "Kim Other" not in standings(office.school, office)


@pytest.fixture
def desk(client, office, set_clock):
    set_clock("09:30:10")
    return sign_in(client, office)


def test_the_page_shows_the_roll_by_class(desk, morning_of_3b):
    page = desk.get(reverse("registers:on_site"))
    counts = {standing.value: number for standing, number in page.context["roll"].counts}
    assert counts == {
        "on_site": 2, "look_for": 0, "unmarked": 1, "signed_out": 1, "elsewhere": 1, "absent": 1, "gone_home": 0,
    }  # fmt: skip
    text = page.content.decode()
    assert "out 9:10, back by 11:00" in text
    assert "Felt ill" not in text  # names only: the page is kept on devices


def test_governors_do_not_see_who_is_on_site(client, governor, on_the_day):
    for name in ("registers:on_site", "registers:drills", "registers:kitchen"):
        assert sign_in(client, governor).get(reverse(name)).status_code == 403


def test_statements_do_not_grow_with_pupils_or_movements(desk, school, office, group_3b):
    def statements(name):
        with CaptureQueriesContext(connection) as queries:
            assert desk.get(reverse(name)).status_code == 200
        return len(queries)

    counts = []
    for n in (1, 3):
        for _ in range(n):
            pupil = PupilFactory(school=school, group=GroupFactory(school=school, name=f"G{n}{_}"))
            sign_in_late(
                pupils=[pupil], arrived_at=at("09:05"), reason="", brought_by="", by=office, at=at("09:05")
            )
        statements("registers:on_site")
        counts.append(
            [statements(name) for name in ("registers:on_site", "registers:kitchen", "registers:drills")]
        )
    assert counts[0] == counts[1]


# Drills -------------------------------------------------------------------------------------------------------------


def test_a_second_start_joins_the_drill_that_runs(office, head):
    first = start_drill(kind="drill", by=office, at=at("10:00"))
    assert start_drill(kind="drill", by=head, at=at("10:01")) == first


def test_a_real_evacuation_ends_the_drill_that_runs_and_starts_clean(office, head, pupils):
    practice = start_drill(kind="drill", by=office, at=at("10:00"))
    see_pupils(drill=practice, pupils=pupils[:2], by=office, at=at("10:01"))
    real = start_drill(kind="evacuation", by=head, at=at("10:02"))
    practice.refresh_from_db()

    assert (practice.ended_at, practice.note) == (at("10:02"), "A real evacuation began.")
    assert (real.kind, real.sightings.count()) == ("evacuation", 0)
    assert start_drill(kind="evacuation", by=office, at=at("10:03")) == real


def test_a_drill_that_nobody_ended_does_not_stand_in_the_way_on_another_day(school, office, head):
    forgotten = start_drill(kind="drill", by=office, at=at("10:00", THE_DAY - timedelta(days=1)))
    assert roll_at(school=school, post=office, at=at("09:30")).drill is None

    fire = start_drill(kind="evacuation", by=head, at=at("09:31"))

    forgotten.refresh_from_db()
    assert (roll_at(school=school, post=office, at=at("09:32")).drill, fire.kind) == (fire, "evacuation")
    assert (forgotten.ended_at, forgotten.note) == (
        at("09:31"),
        "Nobody ended it on the day; it ended when the next one was started.",
    )


def test_who_is_seen_is_on_site_and_accounted_for(school, office, morning_of_3b):
    drill = start_drill(kind="drill", by=office, at=at("09:31"))
    see_pupils(drill=drill, pupils=[morning_of_3b[0], morning_of_3b[3]], by=office, at=at("09:32"))
    roll = roll_at(school=school, post=office, at=at("09:33"))
    assert [row.name for row in roll.to_see] == ["Ben Archer", "Chloe Dean", "Zara Malik", "Oscar Reid"]
    assert [row.name for row in roll.not_seen] == ["Chloe Dean", "Oscar Reid"]


def test_the_end_keeps_what_the_roll_said(desk, school, office, morning_of_3b):
    drill = start_drill(kind="drill", by=office, at=at("09:25"))
    see_pupils(drill=drill, pupils=[morning_of_3b[0], morning_of_3b[1]], by=office, at=at("09:27"))
    page = desk.post(
        reverse("registers:end_drill"), {"drill": drill.pk, "note": "North gate stuck"}, follow=True
    )
    drill.refresh_from_db()
    assert (drill.expected, drill.unaccounted, drill.ended_name) == (3, [morning_of_3b[5].pk], "Joan Wright")
    text = page.content.decode()
    assert all(words in text for words in ("North gate stuck", "2 of 3", "Oscar Reid", "9:27 to 9:27"))


def test_a_drill_is_ended_once_and_not_by_a_teacher_who_did_not_start_it(
    client, office, teacher, pupils, set_clock
):
    drill = start_drill(kind="drill", by=office, at=at("09:25"))
    set_clock("09:30")
    refused = sign_in(client, teacher).post(reverse("registers:end_drill"), {"drill": drill.pk}, follow=True)
    assert "Joan Wright started it." in refused.content.decode()
    roll = roll_at(school=office.school, post=None, at=at("09:40"))
    end_drill(drill=drill, roll=roll, note="", by=office, at=at("09:40"))
    again = sign_in(client, office).post(reverse("registers:end_drill"), {"drill": drill.pk}, follow=True)
    assert "Joan Wright ended it at 9:40." in again.content.decode()


def test_ticks_work_as_a_plain_form(desk, pupils, office):
    desk.post(reverse("registers:start_drill"), {"kind": "evacuation"})
    assert Drill.objects.get().kind == "evacuation"
    listed = {"listed": [pupil.pk for pupil in pupils[:3]], "seen": [pupils[0].pk, pupils[1].pk]}
    desk.post(reverse("registers:tick_pupils"), listed)
    desk.post(reverse("registers:tick_pupils"), {**listed, "seen": [pupils[0].pk]})
    assert list(DrillSighting.objects.values_list("pupil", "name")) == [(pupils[0].pk, "Joan Wright")]


def test_without_a_drill_the_form_says_so_and_the_log_is_empty(desk, pupils):
    assert "No drill runs." in desk.post(reverse("registers:tick_pupils"), follow=True).content.decode()
    assert "No drill has been held here yet." in desk.get(reverse("registers:drills")).content.decode()
    assert desk.post(reverse("registers:end_drill"), {"drill": 7}).status_code == 404


# The API ------------------------------------------------------------------------------------------------------------


def send(client, *ops, now="2026-11-24T09:30:10+00:00"):
    ops = [{"op": str(uuid.uuid4()), "at": now, **op} for op in ops]
    body = {"client": str(uuid.uuid4()), "now": now, "ops": ops}
    answer = client.post("/api/on-site/sightings/", json.dumps(body), content_type="application/json")
    return answer, ops


def outcomes(answer):
    return [each["outcome"] for each in answer.json()["results"]]


def test_the_state_is_answered_with_an_etag(desk, morning_of_3b):
    first = desk.get("/api/on-site/")
    assert first.json()["pupils"][str(morning_of_3b[2].pk)] == ["signed_out", "out 9:10, back by 11:00"]
    assert first.json()["drill"] is None
    assert desk.get("/api/on-site/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 304
    mark(morning_of_3b[5], "/", by=morning_of_3b[5].school.posts.first())
    assert desk.get("/api/on-site/", HTTP_IF_NONE_MATCH=first["ETag"]).status_code == 200


def test_ticks_are_done_once_and_in_order(desk, pupils):
    answer, _ = send(
        desk, {"kind": "start"}, {"kind": "seen", "pupil": pupils[0].pk}, {"kind": "seen", "pupil": pupils[1].pk},
        {"kind": "not_seen", "pupil": pupils[1].pk},
    )  # fmt: skip
    assert outcomes(answer) == ["saved"] * 4
    assert desk.get("/api/on-site/").json()["drill"]["seen"] == {str(pupils[0].pk): "9:30"}


def test_a_tick_sent_again_is_a_duplicate(desk, pupils):
    send(desk, {"kind": "start"})
    tick = {"op": str(uuid.uuid4()), "kind": "seen", "pupil": pupils[0].pk}
    assert [outcomes(send(desk, tick)[0]) for _ in range(2)] == [["saved"], ["duplicate"]]
    assert SavedOperation.objects.count() == 2


def test_ticks_made_offline_come_in_after_the_end_with_their_own_time(desk, office, pupils, school):
    drill = start_drill(kind="drill", by=office, at=at("09:00"))
    roll = roll_at(school=school, post=None, at=at("09:10"))
    end_drill(drill=drill, roll=roll, note="", by=office, at=at("09:10"))
    # The device's clock is an hour ahead: what it calls 10:05 was 9:05.
    tick = {"kind": "seen", "pupil": pupils[0].pk, "at": "2026-11-24T10:05:30+00:00"}
    assert outcomes(send(desk, tick, now="2026-11-24T10:30:10+00:00")[0]) == ["saved"]
    seen = DrillSighting.objects.get()
    assert (seen.drill, f"{seen.at:%H:%M}") == (drill, "09:05")


def test_a_tick_without_a_drill_or_of_another_class_is_refused(client, desk, school, teacher, pupils):
    other = PupilFactory(school=school, group=GroupFactory(school=school, name="4A"))
    assert outcomes(send(desk, {"kind": "seen", "pupil": pupils[0].pk})[0]) == ["refused"]
    sign_in(client, teacher)
    answer, _ = send(client, {"kind": "start"}, {"kind": "seen", "pupil": other.pk})
    assert outcomes(answer) == ["saved", "refused"]


def test_the_api_needs_a_sign_in(client, school):
    assert client.get("/api/on-site/").status_code == 401
    assert client.post("/api/on-site/sightings/").status_code == 401


# The kitchen --------------------------------------------------------------------------------------------------------


def meals(client):
    context = client.get(reverse("registers:kitchen")).context
    return [(each.name, each.meals, each.here, each.coming, each.unmarked) for each in context["classes"]]


def test_the_kitchen_counts_who_is_here_and_who_is_expected(desk, morning_of_3b, office):
    PlannedMarkFactory(pupil=morning_of_3b[3], code="M", note="dentist to 11:00", halves="0010000000")
    assert meals(desk) == [("3B", 4, 2, 2, 1)]  # Dean and Archer; Khan back by 11:00, Malik from the dentist


def test_who_goes_home_at_midday_eats_there(desk, school, office, pupils):
    nursery = PupilFactory(
        school=school, group=GroupFactory(school=school, name="N"), dob=THE_DAY.replace(year=2023)
    )
    ExpectedPattern.objects.create(
        school=school, pupil=nursery, expected="10" * 5, code="X", first_day=THE_DAY.replace(month=9)
    )
    mark(nursery, "/", by=office)
    assert meals(desk) == [("N", 0, 0, 0, 0), ("3B", 0, 0, 0, 6)]
    assert "nobody stays for lunch" in desk.get(reverse("registers:kitchen")).content.decode()


def test_the_figure_names_its_time_and_the_registers_missing(desk, pupils, group_3b, teacher):
    text = desk.get(reverse("registers:kitchen")).content.decode()
    assert "as known at 9:30" in text
    assert "Morning registers not complete: 3B." in text
    RegisterFactory(group=group_3b, taken_at=at("08:54"), taken_by=teacher, taken_name="Meera Patel")
    assert "Every morning register is complete." in desk.get(reverse("registers:kitchen")).content.decode()


def test_on_a_day_without_school_both_pages_say_so(client, office, pupils, set_clock):
    set_clock("2026-11-28T09:30")
    sign_in(client, office)
    assert "No session today." in client.get(reverse("registers:on_site")).content.decode()
    assert "No session today." in client.get(reverse("registers:kitchen")).content.decode()


def test_after_the_day_the_roll_says_that_it_is_over(client, office, pupils, set_clock):
    set_clock("15:40")
    assert (
        "The school day has ended."
        in sign_in(client, office).get(reverse("registers:on_site")).content.decode()
    )


def test_a_teacher_without_a_class_is_told_why_nobody_is_shown(client, school, on_the_day):
    nobody = PostFactory(school=school, role="teacher")
    assert "No pupils to show." in sign_in(client, nobody).get(reverse("registers:on_site")).content.decode()
