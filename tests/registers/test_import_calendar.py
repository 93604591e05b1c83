"""terms.csv and closures.csv: sessions appear, and go with their marks."""

import datetime as dt

import pytest

from registers.models import Closure, Mark, MarkHistory, PupilWeek, SchoolDay, Term
from tests.importing import bring_in, why_refused
from tests.school_folder import SchoolFolder, upn

pytestmark = pytest.mark.django_db
TUESDAY = dt.date(2026, 11, 10)


@pytest.fixture
def folder(tmp_path):
    return SchoolFolder(tmp_path / "files")


def file_report(report, name):
    return next(each for each in report.files if each.name == name)


def closure(day, kind="planned", **fields):
    row = {
        "first_day": day,
        "last_day": day,
        "kind": kind,
        "sessions": "",
        "year_groups": "",
        "classes": "",
        "note": "",
    }
    return row | fields


def test_school_days_follow_terms_and_closures(folder):
    bring_in(folder.write("school", "terms", "closures"))
    days = {day.date: (day.week, day.am, day.pm) for day in SchoolDay.objects.all()}
    assert dt.date(2026, 10, 28) not in days
    assert dt.date(2026, 11, 27) not in days
    assert days[dt.date(2026, 11, 13)][1:] == (True, False)
    assert days[dt.date(2026, 11, 12)][1:] == (True, True)
    assert (days[dt.date(2025, 9, 3)][0], days[dt.date(2026, 9, 2)][0]) == (1, 43)


def test_a_term_that_moves_is_changed_and_its_weeks_are_counted_anew(folder):
    bring_in(folder.write("school", "terms"))
    folder["terms"][0]["first_day"] = "2025-09-08"
    report = bring_in(folder.write("terms"))
    assert file_report(report, "terms.csv").changes.lines == [
        "Autumn 2025-26 (2025-09-08 to 2025-12-19): first day 2025-09-03 → 2025-09-08"
    ]
    assert SchoolDay.objects.order_by("date").values_list("date", "week")[0] == (dt.date(2025, 9, 8), 1)


def test_what_is_missing_from_a_later_file_stays_and_is_listed(folder):
    bring_in(folder.write("school", "terms", "closures"))
    del folder["terms"][0], folder["closures"][1]
    report = bring_in(folder.write("terms", "closures"))
    assert file_report(report, "terms.csv").listed.lines == ["Autumn 2025-26 is not in the file; it stays"]
    assert file_report(report, "closures.csv").listed.lines == [
        "Training day (2026-11-27 to 2026-11-27) is not in the file; it stays"
    ]
    assert (report.changes, Term.objects.count(), Closure.objects.count()) == (0, 4, 4)


def test_terms_that_overlap_or_leave_their_year_are_refused(folder):
    folder["terms"][1]["first_day"] = "2025-12-15"
    folder["terms"][2]["academic_year"] = "2027-28"
    folder["terms"][3] |= {"first_day": "2026-12-19"}
    assert why_refused(folder.write("school", "terms")) == [
        "terms.csv, row 4, column academic_year: the term's days are not in 2027-28",
        "terms.csv, row 5, column last_day: 2026-12-18 is before the first day 2026-12-19",
        "terms.csv, row 3, column first_day: Spring 2025-26 begins before Autumn 2025-26 ends",
    ]


def test_a_closure_clears_the_marks_of_its_sessions_with_the_reason(folder):
    bring_in(folder.write())
    folder["closures"].append(closure(TUESDAY.isoformat(), note="Polling station"))
    report = bring_in(folder.alone("closures"), at="10:00")
    assert file_report(report, "closures.csv").cleared == 12
    cleared = Mark.objects.filter(date=TUESDAY)
    assert set(cleared.values_list("code", "rev", "reason", "name", "position")) == {
        ("", 2, "no session: Polling station on 2026-11-10", "import_school", "command")
    }
    assert MarkHistory.objects.filter(date=TUESDAY).count() == 12
    assert PupilWeek.objects.get(pupil__upn=upn(0), monday=dt.date(2026, 11, 9)).possible == 6


def test_a_dry_run_of_a_closure_says_which_marks_it_would_clear(folder):
    bring_in(folder.write())
    folder["closures"].append(closure(TUESDAY.isoformat(), sessions="PM", note="Polling station"))
    report = bring_in(folder.alone("closures"), dry_run=True)
    assert file_report(report, "closures.csv").changes.lines == [
        "new: Polling station (2026-11-10 to 2026-11-10)",
        "6 marks of 2026-11-10 PM cleared (no session: Polling station on 2026-11-10)",
    ]
    assert not Mark.objects.filter(code="").exists()


def test_a_closure_of_one_class_clears_its_pupils_only_and_the_school_day_stays(folder):
    bring_in(folder.write())
    folder["closures"].append(
        closure(TUESDAY.isoformat(), classes="3B", sessions="AM", note="Class trip day off")
    )
    bring_in(folder.alone("closures"), at="10:00")
    cleared = Mark.objects.filter(code="").order_by("pupil__upn").values_list("pupil__upn", "session")
    assert set(cleared) == {(upn(n), "AM") for n in (3, 4, 5)}
    assert SchoolDay.objects.get(date=TUESDAY).am is True


def test_an_unexpected_closure_leaves_the_session_and_its_marks(folder):
    bring_in(folder.write())
    folder["closures"].append(closure(TUESDAY.isoformat(), kind="unexpected", note="Snow"))
    bring_in(folder.alone("closures"), at="10:00")
    assert not Mark.objects.filter(code="").exists()
    assert SchoolDay.objects.filter(date=TUESDAY, am=True, pm=True).exists()


def test_a_shorter_term_clears_the_marks_it_leaves_out(folder):
    bring_in(folder.write())
    folder["terms"][3]["last_day"] = "2026-11-11"
    report = bring_in(folder.alone("terms"), at="10:00")
    assert file_report(report, "terms.csv").cleared == 12
    assert set(Mark.objects.filter(code="").values_list("date", flat=True)) == {dt.date(2026, 11, 12)}


def test_a_closure_twice_or_backwards_is_refused(folder):
    folder["closures"] = [
        closure("2026-11-10"),
        closure("2026-11-10", note="again"),
        closure("2026-11-10", last_day="2026-11-09"),
    ]
    assert why_refused(folder.write("school", "closures")) == [
        "closures.csv, row 3: says the same as row 2",
        "closures.csv, row 4, column last_day: 2026-11-09 is before the first day 2026-11-10",
    ]


def test_marks_of_a_session_that_a_closure_takes_away_are_refused_beside_it(folder):
    bring_in(folder.write())
    folder["closures"].append(closure(TUESDAY.isoformat(), sessions="AM", note="Polling station"))
    assert why_refused(folder.alone("closures", "marks"))[0] == (
        "marks.csv, row 6, column date: there is no session: Polling station on 2026-11-10"
    )
