"""marks.csv: stored once, amended with their history, and refused where they cannot be."""

import datetime as dt

import pytest
from django.db import transaction

from attendance_site.parts.clock import LONDON
from registers.actions.imported_marks import MarkedMeanwhile, write_imported_marks
from registers.imports.plan import plan_import
from registers.models import Mark, MarkHistory, Post, PupilWeek, School
from tests.importing import bring_in, everything_stored, why_refused
from tests.school_folder import SchoolFolder, mark_row, pupil_row, upn

pytestmark = pytest.mark.django_db
WEDNESDAY = "2026-11-11"


@pytest.fixture
def folder(tmp_path):
    return SchoolFolder(tmp_path / "files")


@pytest.fixture
def imported(folder):
    bring_in(folder.write())
    return folder


def marks_of(report):
    return next(each for each in report.files if each.name == "marks.csv")


def only(folder, *rows, **options):
    folder["marks"] = list(rows)
    return marks_of(bring_in(folder.write("marks"), **options))


def refused(folder, *rows):
    folder["marks"] = list(rows)
    return why_refused(folder.write("marks"))


def the_mark(n=0, date=WEDNESDAY, session="AM"):
    return Mark.objects.get(pupil__upn=upn(n), date=date, session=session)


def test_present_follows_the_session_whichever_way_it_is_written(folder):
    folder["marks"] = [mark_row(0, WEDNESDAY, "AM", "\\"), mark_row(0, WEDNESDAY, "PM", "/")]
    bring_in(folder.write())
    assert list(Mark.objects.order_by("session").values_list("session", "code")) == [
        ("AM", "/"),
        ("PM", "\\"),
    ]


def test_a_mark_is_stored_with_its_minutes_note_and_maker(folder):
    folder["marks"] = [mark_row(0, WEDNESDAY, "AM", "l", "7", 'bus late; said so\tthen \\ "ran"')]
    bring_in(folder.write())
    mark = the_mark()
    assert (mark.code, mark.minutes_late, mark.note) == ("L", 7, 'bus late; said so\tthen \\ "ran"')
    assert (mark.source, mark.rev, mark.reason, mark.name, mark.position) == (
        "import",
        1,
        "",
        "import_school",
        "command",
    )
    assert PupilWeek.objects.get().late == 1


def test_another_code_is_an_amendment_and_keeps_the_original(imported):
    report = only(
        imported, mark_row(0, WEDNESDAY, "AM", "I"), at="10:00", by_email="office@willowbrook.example"
    )
    assert (report.added, report.changed, report.unchanged) == (0, 1, 0)
    assert report.changes.lines == [f"row 2: {upn(0)} {WEDNESDAY} AM / → I"]
    mark, (earlier,) = the_mark(), MarkHistory.objects.all()
    assert (mark.code, mark.rev, mark.reason, mark.name, mark.position) == (
        "I",
        2,
        "imported from marks.csv",
        "Olive Jones",
        "School office",
    )
    assert (earlier.code, earlier.rev, earlier.name, earlier.position) == ("/", 1, "import_school", "command")


def test_minutes_and_notes_that_come_later_are_amendments_and_empty_ones_say_nothing(imported):
    only(imported, mark_row(0, WEDNESDAY, "AM", "L", "7", "bus"), at="10:00")
    before = everything_stored()
    assert only(imported, mark_row(0, WEDNESDAY, "AM", "L"), at="11:00").unchanged == 1
    assert everything_stored() == before
    assert only(imported, mark_row(0, WEDNESDAY, "AM", "L", "9"), at="12:00").changed == 1
    assert (the_mark().minutes_late, the_mark().note, the_mark().rev) == (9, "bus", 3)


def test_a_mark_that_a_person_amended_since_is_listed_and_stays(imported):
    person = Post.objects.get(role="office")
    Mark.objects.filter(pk=the_mark().pk).update(
        code="M", rev=2, source="amend", reason="dentist", by=person, name="Olive Jones", position="School office",
        at=dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC),
    )  # fmt: skip
    report = only(imported, mark_row(0, WEDNESDAY, "AM", "O"), at="11:00")
    assert (report.added, report.changed, report.unchanged) == (0, 0, 1)
    assert report.listed.lines == [
        f"row 2: {upn(0)} {WEDNESDAY} AM M → O (amended here since its last import; it stays)"
    ]
    assert (the_mark().code, the_mark().rev) == ("M", 2)


def cleared_by_the_calendar(folder):
    """The term ends too early, then as before: its sessions are back, and the marks stay cleared."""
    terms = folder["terms"]
    for at, last_day in (("09:30", "2026-11-06"), ("10:00", terms[-1]["last_day"])):
        terms[-1]["last_day"] = last_day
        bring_in(folder.alone("terms"), at=at)
    assert the_mark().code == ""


def test_a_mark_that_the_calendar_cleared_is_filled_again_when_the_session_is_back(imported):
    cleared_by_the_calendar(imported)
    assert only(imported, mark_row(0, WEDNESDAY, "AM", "O"), at="11:00").changed == 1
    assert (the_mark().code, the_mark().rev) == ("O", 3)


def test_a_mark_that_a_person_amended_before_the_calendar_cleared_it_stays_and_is_listed(imported):
    person = Post.objects.get(role="office")
    Mark.objects.filter(pk=the_mark().pk).update(
        code="M", rev=2, source="amend", reason="dentist", by=person, name="Olive Jones", position="School office",
        at=dt.datetime(2026, 11, 24, 9, 10, tzinfo=dt.UTC),
    )  # fmt: skip
    cleared_by_the_calendar(imported)
    report = only(imported, mark_row(0, WEDNESDAY, "AM", "O"), at="11:00")
    assert (report.changed, report.listed.total, the_mark().code) == (0, 1, "")


def test_a_mark_made_here_that_no_import_wrote_is_amended(imported):
    person = Post.objects.get(role="office")
    Mark.objects.create(
        school=School.objects.get(), pupil=the_mark().pupil, date="2026-11-13", session="AM", code="N",
        source="register", by=person, name="Olive Jones", position="School office",
        at=dt.datetime(2026, 11, 13, 9, tzinfo=dt.UTC),
    )  # fmt: skip
    assert only(imported, mark_row(0, "2026-11-13", "AM", "I"), at="11:00").changed == 1
    assert the_mark(date="2026-11-13").code == "I"


def test_closure_and_prospective_rows_are_counted_and_not_stored(imported):
    report = only(
        imported,
        mark_row(0, "2026-11-27", "AM", "#"),
        mark_row(0, "2026-11-27", "PM", "#"),
        mark_row(1, "2025-09-01", "AM", "Z"),
    )
    assert report.words() == ["marks.csv: 0 added, 0 changed, 0 unchanged, 2 # not stored, 1 Z not stored"]
    assert Mark.objects.count() == 60


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (mark_row(0, "2026-11-14", "AM", "/"), "column date: there is no session: 2026-11-14 is a Saturday"),
        (
            mark_row(0, "2026-11-27", "AM", "/"),
            "column date: there is no session: Training day on 2026-11-27",
        ),
        (
            mark_row(0, "2026-11-13", "PM", "/"),
            "column date: there is no session: Heating repair on 2026-11-13",
        ),
        (
            mark_row(0, "2026-08-20", "AM", "/"),
            "column date: there is no session: 2026-08-20 is in no term; check terms.csv",
        ),
        (
            mark_row(0, "2026-11-31", "AM", "/"),
            "column date: '2026-11-31' is not a date; write it as 2026-11-24",
        ),
        (mark_row(0, "", "AM", "/"), "column date: is empty; every row needs it"),
        (mark_row(0, WEDNESDAY, "Noon", "/"), "column session: 'Noon' is neither AM nor PM"),
        (mark_row(0, WEDNESDAY, "AM", ""), "column code: is empty; every row needs it"),
        (
            mark_row(0, WEDNESDAY, "AM", "QQ"),
            "column code: QQ is not an attendance code. Choose one from the code list.",
        ),
        (
            mark_row(0, WEDNESDAY, "AM", "H"),
            "column code: H ended on 18 August 2024. Use C for leave in exceptional circumstances, or G.",
        ),
        (mark_row(0, WEDNESDAY, "AM", "J"), "column code: J ended on 18 August 2024. Use J1."),
        (
            mark_row(0, WEDNESDAY, "AM", "Y"),
            "column code: Y ended on 18 August 2024. Use one of Y1 to Y7, or Q.",
        ),
        (
            mark_row(0, WEDNESDAY, "AM", "F"),
            "column code: F ended on 31 August 2013. Use C for leave in exceptional circumstances, or G.",
        ),
        (
            mark_row(0, WEDNESDAY, "AM", "I", "5"),
            "column minutes_late: I carries no minutes; only L and U do",
        ),
        (
            mark_row(0, WEDNESDAY, "AM", "L", "-5"),
            "column minutes_late: '-5' is not a whole number from 0 to 600",
        ),
        (
            mark_row(0, WEDNESDAY, "AM", "I", "", "x" * 301),
            "column note: is 301 characters long; at most 300 fit",
        ),
        (mark_row(0, WEDNESDAY, "AM", "/") | {"upn": ""}, "column upn: is empty; every row needs it"),
    ],
)
def test_a_row_that_cannot_be_is_refused(imported, row, problem):
    before = everything_stored()
    assert refused(imported, row) == [f"marks.csv, row 2, {problem}"]
    assert everything_stored() == before


def test_a_pupil_who_was_not_on_the_roll_that_day_is_refused(folder):
    folder["pupils"][0]["admitted"] = "2026-11-09"
    folder["pupils"][1] |= {"left": "2026-11-10", "leaving_ground": "g"}
    del folder["class_history"], folder["professionals"]
    folder["marks"] = [
        mark_row(0, "2026-11-06", "AM", "/"),
        mark_row(0, "2026-11-09", "AM", "/"),
        mark_row(1, "2026-11-10", "AM", "/"),
        mark_row(1, "2026-11-11", "AM", "/"),
    ]
    assert why_refused(folder.write()) == [
        f"marks.csv, row 2, column date: {upn(0)} was not on the roll on 2026-11-06",
        f"marks.csv, row 5, column date: {upn(1)} was not on the roll on 2026-11-11",
    ]


def test_a_year_that_was_closed_has_no_session_that_day(folder):
    folder["closures"].append(
        folder["closures"][3] | {"year_groups": "3", "sessions": "AM", "note": "Year 3 out"}
    )
    folder["marks"] = [mark_row(0, "2026-11-12", "AM", "/"), mark_row(0, "2026-11-12", "PM", "/")]
    assert why_refused(folder.write()) == [
        "marks.csv, row 2, column date: there is no session for this pupil: Year 3 out on 2026-11-12"
    ]


def test_old_codes_are_kept_as_entered_before_the_new_ones_came(folder):
    folder["terms"].append(
        {"name": "Summer", "first_day": "2024-04-15", "last_day": "2024-07-19", "academic_year": "2023-24"}
    )
    folder["pupils"][0]["admitted"] = "2023-09-04"
    del folder["class_history"]
    folder["marks"] = [mark_row(0, f"2024-05-{13 + n}", "AM", code) for n, code in enumerate("FHJY")]
    bring_in(folder.write())
    assert list(Mark.objects.order_by("date").values_list("code", flat=True)) == ["F", "H", "J", "Y"]


def test_a_new_code_before_its_first_day_is_refused(folder):
    folder["terms"].append(
        {"name": "Summer", "first_day": "2024-04-15", "last_day": "2024-07-19", "academic_year": "2023-24"}
    )
    folder["pupils"][0]["admitted"] = "2023-09-04"
    folder["marks"] = [mark_row(0, "2024-05-13", "AM", "C1")]
    assert why_refused(folder.write()) == [
        "marks.csv, row 2, column code: C1 began on 19 August 2024. Use C for a session before that day."
    ]


def test_a_missing_note_and_an_age_that_does_not_fit_are_imported_and_listed(imported):
    imported["pupils"].append(
        pupil_row(9, "Gus Hill") | {"dob": "2022-05-01", "year_group": "R", "admitted": "2026-09-02"}
    )
    imported.write("pupils")
    report = only(
        imported,
        mark_row(0, WEDNESDAY, "AM", "X"),
        mark_row(9, WEDNESDAY, "AM", "C2"),
        mark_row(1, WEDNESDAY, "AM", "K"),
        at="10:00",
    )
    assert (report.added, report.changed) == (1, 2)
    assert [line.split(":")[0] for line in report.listed.lines] == [
        f"row 2, Ada Brook on {WEDNESDAY} AM",
        f"row 3, Gus Hill on {WEDNESDAY} AM",
        "row 4",
    ]
    assert report.listed.lines[2] == (
        f"row 4: K on {WEDNESDAY} AM has no note of the nature of the provision or activity"
    )


def test_the_same_session_twice_is_refused_naming_both_rows(imported):
    row = mark_row(0, WEDNESDAY, "AM", "/")
    assert refused(imported, row, row | {"code": "I"}, row) == [
        f"marks.csv, row 3, column date: {upn(0)} {WEDNESDAY} AM is in row 2 already",
        f"marks.csv, row 4, column date: {upn(0)} {WEDNESDAY} AM is in row 2 already",
    ]


def test_marks_of_days_to_come_are_listed(imported):
    report = only(imported, mark_row(0, "2026-12-01", "AM", "C"))
    assert (report.added, report.listed.lines) == (1, ["1 marks are dated after today"])


def test_marks_come_with_the_pupils_that_they_are_about(imported):
    imported["pupils"].append(pupil_row(9, "Gus Hill"))
    imported["marks"] = [mark_row(9, WEDNESDAY, "AM", "/")]
    report = bring_in(imported.write("pupils", "marks"))
    assert (marks_of(report).added, the_mark(9).code) == (1, "/")


def test_a_mark_made_while_the_import_runs_stops_it(imported):
    imported["marks"] = [mark_row(0, "2026-11-13", "AM", "I")]
    now = dt.datetime(2026, 11, 24, 11, tzinfo=LONDON)
    plan_import(imported.write("marks"), urn=None, as_of=now.date(), at=now, by_email=None)
    person = Post.objects.get(role="office")
    mark = {
        "code": "N",
        "source": "register",
        "by": person,
        "name": "Olive Jones",
        "position": "Office",
        "at": now,
    }
    Mark.objects.create(school=person.school, pupil=the_mark().pupil, date="2026-11-13", session="AM", **mark)
    with pytest.raises(MarkedMeanwhile), transaction.atomic():
        write_imported_marks(school=person.school, file="marks.csv", expected=(1, 0), by=person, at=now)
    assert the_mark(date="2026-11-13").code == "N"


def test_weeks_add_up_after_import_and_amendment(imported):
    only(imported, mark_row(0, WEDNESDAY, "AM", "O"), at="10:00")
    week = PupilWeek.objects.get(pupil__upn=upn(0), monday="2026-11-09")
    assert (week.possible, week.attended, week.unauthorised) == (8, 7, 1)
