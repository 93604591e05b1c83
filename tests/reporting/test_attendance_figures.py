"""attendance_figures: exactly its format, and the same as counting by hand."""

import datetime as dt
import json
import random
from collections import Counter
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registers import codes
from registers.models import Admission, PupilStatus
from reporting.enrolments import enrolments
from tests.factories import AdmissionFactory, PupilFactory, StatusFactory
from tests.history import write_past

FIRST, LAST = dt.date(2026, 9, 7), dt.date(2026, 10, 23)
DAYS = [day for n in range(47) if (day := FIRST + dt.timedelta(days=n)).weekday() < 5]
SESSIONS = [(day, session) for day in DAYS for session in ("AM", "PM")]


def figures(*arguments, first=FIRST, last=LAST):
    out = StringIO()
    period = ["--from", first.isoformat(), "--to", last.isoformat()]
    call_command("attendance_figures", *period, "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_the_json_is_exactly_as_its_format_says(school, office):
    pupil = PupilFactory(school=school, upn="B801200005001")
    kept = dict(zip(SESSIONS, ["/", "L", "I", "U", "D", "V", "", "C"], strict=False))
    kept = {(day, session): code for (day, session), code in kept.items()}
    write_past(pupil, kept, by=office)
    sums = {
        "possible": 6,
        "attended": 3,
        "authorised": 2,
        "unauthorised": 1,
        "late": 1,
        "by_code": {"/": 1, "L": 1, "I": 1, "U": 1, "D": 1, "V": 1, "C": 1},
        "absence_rate": "3/6",
    }
    enrolment = {"upn": "B801200005001", "school_urn": "150000", "admitted": "2026-09-02"}
    assert figures() == [
        enrolment | sums | {"persistent": True, "severe": True},
        {"school_urn": "150000"} | sums | {"pupils": 1, "persistent_pupils": 1, "severe_pupils": 1},
    ]


def test_an_enrolment_without_possible_sessions_is_neither_persistent_nor_a_pupil_counted(school):
    PupilFactory(school=school)
    enrolment, total = figures()
    assert (enrolment["possible"], enrolment["absence_rate"], enrolment["persistent"]) == (0, None, False)
    assert (enrolment["by_code"], total["pupils"], total["absence_rate"]) == ({}, 0, None)


def test_sessions_in_nursery_are_left_out_by_the_year_group_of_their_day(school, office):
    pupil = PupilFactory(school=school, year=False)
    PupilStatus.objects.filter(pupil=pupil).delete()
    StatusFactory(pupil=pupil, value="N2", last_day=DAYS[4])
    StatusFactory(pupil=pupil, value="R", first_day=DAYS[5])
    write_past(pupil, dict.fromkeys(SESSIONS[:20], "I"), by=office)
    assert figures()[0]["by_code"] == {"I": 10}


def test_each_stay_on_the_roll_counts_its_own_days(school, office):
    pupil = PupilFactory(school=school, roll__deleted_on=DAYS[1])
    AdmissionFactory(pupil=pupil, starting_day=DAYS[3])
    write_past(pupil, dict.fromkeys(SESSIONS[:4], "I") | dict.fromkeys(SESSIONS[6:8], "V"), by=office)
    rows = figures()
    assert [(row.get("admitted"), row["possible"], row["severe"]) for row in rows[:2]] == [
        ("2026-09-02", 4, True),
        (DAYS[3].isoformat(), 2, False),
    ]


def test_schools_follow_by_urn_and_their_totals_come_last(school, other_school):
    pupils = [PupilFactory(school=each) for each in (other_school, school)]
    rows = figures()
    assert [(row["school_urn"], row.get("upn")) for row in rows] == [
        ("150000", pupils[1].upn),
        ("150000", None),
        ("150999", pupils[0].upn),
        ("150999", None),
    ]
    assert [row["school_urn"] for row in figures("--school", "150999")] == ["150999", "150999"]


def test_figures_are_those_of_counting_by_hand(school, office):
    chance = random.Random(20261124)
    marks: dict[str, dict] = {}
    for number in range(12):
        left = None if number % 4 else DAYS[chance.randrange(8, 30)]
        pupil = PupilFactory(school=school, roll__deleted_on=left)
        days = [key for key in SESSIONS if left is None or key[0] <= left]
        letters = ["/", "L", "I", "M", "O", "U", "V", "X", "C2", ""]
        marks[pupil.upn] = {
            key: codes.present_for(key[1]) if letter == "/" else letter
            for key in days
            if (letter := chance.choice(letters))
        }
        write_past(pupil, marks[pupil.upn], by=office)
    first, last = DAYS[3], DAYS[20]
    rows = figures(first=first, last=last)
    for row in rows[:-1]:
        counted = Counter(code for (day, _), code in marks[row["upn"]].items() if first <= day <= last)
        assert row["by_code"] == dict(counted)
        possible = sum(counted[code] for code in counted if code in codes.POSSIBLE)
        absent = sum(counted[code] for code in counted if code in codes.ABSENT)
        assert (row["possible"], row["absence_rate"]) == (possible, f"{absent}/{possible}")
        assert row["persistent"] == (absent * 10 >= possible > 0)
    assert rows[-1]["possible"] == sum(row["possible"] for row in rows[:-1])


def test_figures_take_as_many_statements_for_three_pupils_as_for_one(school, office):
    def statements():
        with CaptureQueriesContext(connection) as caught:
            list(enrolments(school=school, first=FIRST, last=LAST))
        return len(caught)

    PupilFactory(school=school)
    one = statements()
    for _ in range(2):
        write_past(PupilFactory(school=school), {SESSIONS[0]: "I"}, by=office)
    assert statements() == one == 2


def test_people_get_a_table(school, office):
    pupil = PupilFactory(school=school)
    write_past(pupil, dict.fromkeys(SESSIONS[:2], "I") | dict.fromkeys(SESSIONS[2:10], "V"), by=office)
    out = StringIO()
    call_command("attendance_figures", "--from", FIRST.isoformat(), "--to", LAST.isoformat(), stdout=out)
    assert [line.split() for line in out.getvalue().splitlines()[1:]] == [
        ["150000", pupil.upn, "2026-09-02", "10", "8", "2", "0", "0", "20.0%", "persistent"],
        [*"150000 all 1 pupils 10 8 2 0 0 20.0% 1 persistently absent, 0 severely".split()],
    ]


def test_a_period_back_to_front_is_refused(school):
    with pytest.raises(CommandError, match="The period ends before it begins"):
        figures(first=LAST, last=FIRST)


def test_a_site_without_schools_prints_an_empty_array(db):
    assert Admission.objects.count() == 0
    assert figures() == []
