"""The published and derived cases through the database: marks and prior absences in, the command's JSON out."""

import datetime as dt
import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from penalties.actions.thresholds import scan_schools
from penalties.models import CaseEvent
from registers.models import PriorAbsence, PupilChange, School
from tests.factories import PostFactory, SchoolFactory
from tests.history import school_days
from tests.penalties.larkfield import absent, evening, scan
from tests.penalties.test_threshold import CASES, LAST, SEPTEMBER, both
from tests.school_days import SCHOOL_DAYS


def scanned(*arguments, on=LAST):
    out = StringIO()
    call_command("scan_thresholds", "--on", on.isoformat(), "--json", *arguments, stdout=out)
    return json.loads(out.getvalue())


def test_every_case_comes_out_of_the_database_as_it_comes_out_of_the_rule(larkfield, clerk):
    pupils = {case: absent(larkfield, clerk, absences).upn for case, (absences, _, _) in CASES.items()}
    cases = {upn: case for case, upn in pupils.items()}
    met = {
        cases[row["upn"]]: (row["met_on"], row["met_session"], row["peak"])
        for row in scanned()
        if row["met_on"]
    }
    assert met == {
        case: (expected[0].isoformat(), expected[1], peak)
        for case, (_, expected, peak) in CASES.items()
        if expected
    }


def test_the_json_is_exactly_as_its_format_says(larkfield, clerk):
    pupil = absent(larkfield, clerk, both("G", *SEPTEMBER)[:2])
    PriorAbsence.objects.create(
        school=larkfield,
        pupil=pupil,
        date="2025-09-05",
        session="PM",
        code="O",
        school_name="Old Mill Primary",
    )
    assert scanned(on=SEPTEMBER[-1]) == [
        {
            "upn": pupil.upn,
            "school_urn": "150000",
            "current": 3,
            "peak": 3,
            "met_on": None,
            "met_session": None,
            "window_first_day": "2025-09-01",
            "window_last_day": "2025-09-14",
            "sessions": [
                _row("2025-09-05", "PM", "O", None, "Old Mill Primary"),
                _row("2025-09-08", "AM", "G", "150000", "Larkfield Primary School"),
                _row("2025-09-08", "PM", "G", "150000", "Larkfield Primary School"),
            ],
            "excluded": None,
        }
    ]


def test_a_session_at_another_school_of_the_site_carries_its_urn(larkfield, clerk):
    earlier = SchoolFactory(urn="150001", name="Meadow Bank School")
    pupil = absent(larkfield, clerk, [])
    PriorAbsence.objects.create(
        school=larkfield, pupil=pupil, date="2025-09-05", session="AM", code="U", from_school=earlier
    )
    assert scanned(on=SEPTEMBER[0])[0]["sessions"] == [
        _row("2025-09-05", "AM", "U", "150001", "Meadow Bank School")
    ]


def test_used_sessions_are_left_out_unless_asked_for(larkfield, clerk):
    absent(larkfield, clerk, CASES["P"][0])
    day = dt.date(2025, 12, 2)
    found = [scanned(on=day)[0], scanned("--include-used", on=day)[0]]
    assert [(row["current"], row["met_on"]) for row in found] == [(4, None), (14, "2025-11-07")]


def test_a_child_below_compulsory_school_age_is_listed_with_the_reason(larkfield, clerk):
    absent(larkfield, clerk, both("O", *SEPTEMBER), dob=dt.date(2020, 9, 1))
    assert [(row["excluded"], row["current"]) for row in scanned()] == [("below_compulsory_school_age", 0)]


def test_codes_and_week_start_are_those_of_the_school(larkfield, clerk):
    School.objects.filter(pk=larkfield.pk).update(threshold_codes="GOU", threshold_week_start=6)
    absent(larkfield, clerk, CASES["J"][0])
    row = scanned(on=dt.date(2025, 11, 7))[0]
    assert (row["current"], row["met_on"], row["window_last_day"]) == (9, None, "2025-11-08")


def test_absences_before_the_framework_began_do_not_count(larkfield, clerk):
    school_days(larkfield, [dt.date(2024, 7, 15) + dt.timedelta(days=n) for n in range(5)])
    absent(larkfield, clerk, both("G", *[dt.date(2024, 7, 15) + dt.timedelta(days=n) for n in range(5)]))
    assert scanned(on=dt.date(2024, 7, 19)) == []


def test_rows_stand_in_the_order_of_upn_then_school(larkfield, clerk):
    other = SchoolFactory(urn="100009")
    school_days(other, SCHOOL_DAYS)
    somebody = PostFactory(school=other, role="office")
    pupils = [
        absent(larkfield, clerk, both("G", SEPTEMBER[0]), upn="Z" * 13, **LEFT),
        absent(larkfield, clerk, both("G", SEPTEMBER[0]), upn="B" * 13),
        absent(other, somebody, both("G", SEPTEMBER[0]), upn="B" * 13),
    ]
    assert len(pupils) == 3
    assert [(row["upn"][0], row["school_urn"]) for row in scanned(on=SEPTEMBER[1])] == [
        ("B", "100009"),
        ("B", "150000"),
        ("Z", "150000"),
    ]
    assert [row["school_urn"] for row in scanned("--school", "100009", on=SEPTEMBER[1])] == ["100009"]


def test_people_get_a_table(larkfield, clerk):
    pupil = absent(larkfield, clerk, CASES["A"][0])
    out = StringIO()
    call_command("scan_thresholds", "--on", "2025-09-12", stdout=out)
    assert out.getvalue().splitlines() == [
        "UPN            School    Now  Peak  Met            Remark",
        f"{pupil.upn}  150000     10    10  2025-09-12 PM",
    ]


def test_without_anything_to_list_it_says_so(larkfield):
    out = StringIO()
    call_command("scan_thresholds", "--on", "2025-09-12", stdout=out)
    assert (
        out.getvalue() == "No pupil has an unauthorised session in the ten school weeks up to 2025-09-12.\n"
    )
    assert scanned() == []


def test_a_school_that_is_not_here_is_refused(larkfield):
    with pytest.raises(CommandError, match="No school of this site has the URN 999999"):
        scanned("--school", "999999")


def test_a_pupil_whose_data_cannot_be_judged_holds_up_nobody(larkfield, clerk):
    absent(larkfield, clerk, CASES["A"][0])
    bad = absent(larkfield, clerk, both("G", *SEPTEMBER), dob=dt.date(9995, 1, 1))
    absent(larkfield, clerk, both("G", *SEPTEMBER)[:6])
    found = scan(larkfield, on=SEPTEMBER[-1])
    assert (found.at_ten, found.near, found.skipped) == (1, 1, [bad.upn])
    assert found.words == (
        "1 pupil at ten sessions or more in the present ten weeks, 1 at 6 to 9."
        " Cases: 1 raised, 0 changed, 0 withdrawn."
        f" 1 pupil skipped, check the date of birth: {bad.upn}."
    )


def test_a_scan_answers_the_changes_noted_for_it(larkfield, clerk):
    absent(larkfield, clerk, CASES["A"][0])
    noted = PupilChange.objects.filter(reader="threshold")
    assert noted.exists()
    scan(larkfield, on=SEPTEMBER[-1])
    assert not noted.exists()
    assert PupilChange.objects.filter(reader="follow_up").exists()


def test_a_scan_takes_as_many_statements_for_three_pupils_as_for_one(larkfield, clerk):
    def statements(*names):
        for name in names:
            absent(larkfield, clerk, CASES[name][0])
        with CaptureQueriesContext(connection) as caught:
            scan(larkfield, on=CASES["A"][1][0])
        return len(caught)

    assert statements("A") == statements("A", "A", "A")


def test_the_night_of_three_schools_is_each_ones_own_and_takes_as_many_statements_as_of_one(larkfield, clerk):
    schools = [larkfield, SchoolFactory(urn="150001"), SchoolFactory(urn="150002")]
    others = [PostFactory(school=school, role="office") for school in schools[1:]]
    for school in schools[1:]:
        school_days(school, SCHOOL_DAYS)
    absent(larkfield, clerk, CASES["A"][0])
    absent(schools[1], others[0], both("G", *SEPTEMBER)[:7])
    bad = absent(schools[2], others[1], both("G", *SEPTEMBER), dob=dt.date(9995, 1, 1))

    def night(number):
        with CaptureQueriesContext(connection) as caught:
            found = scan_schools(schools=schools[:number], on=SEPTEMBER[-1], at=evening(SEPTEMBER[-1]))
        return found, len(caught)

    found, statements = night(3)
    assert [
        (found[school.pk].at_ten, found[school.pk].near, found[school.pk].skipped) for school in schools
    ] == [
        (1, 0, []),
        (0, 1, []),
        (0, 0, [bad.upn]),
    ]
    assert [found[school.pk].changes[:16] for school in schools] == [
        "Cases: 1 raised,", "Cases: 0 raised,", "Cases: 0 raised,",
    ]  # fmt: skip
    assert list(CaseEvent.objects.values_list("school__urn", "met_on", "sessions__0__school_urn")) == [
        ("150000", CASES["A"][1][0], "150000")
    ]
    again, of_three = night(3)
    assert again[larkfield.pk].changes == "Cases: 0 raised, 0 changed, 0 withdrawn."
    assert (night(1)[1], of_three < statements) == (of_three, True)


LEFT = {"roll__starting_day": SCHOOL_DAYS[0], "roll__deleted_on": SEPTEMBER[1]}


def _row(date, session, code, urn, name):
    return {"date": date, "session": session, "code": code, "school_urn": urn, "school_name": name}
