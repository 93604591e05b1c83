"""daily_return: exactly its columns, frozen, in versions, with corrections of the days before."""

import csv
import datetime as dt
import hashlib
import io
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from registers.models import Mark, Pupil, PupilStatus
from reporting.actions.returns import make_daily_return
from tests.factories import AdmissionFactory, PupilFactory, StatusFactory, at
from tests.history import write_past

HEADER = (
    "urn,la_code,estab,upn,forename,surname,dob,sex,ethnicity,looked_after,previously_looked_after,sen,ehcp,fsm,"
    "year_group,admitted,left,child_in_need,child_protection,date,session,code,correction"
)
MON, TUE, WED = (dt.date(2026, 11, day) for day in (23, 24, 25))


def make(school, day, clock="16:00"):
    return make_daily_return(school=school, on=day, at=at(clock, day))


def said(made):
    """Each row's UPN's last character, day of the month, session, code and correction."""
    lines = csv.DictReader(io.StringIO(bytes(made.content).decode()))
    return [
        (row["upn"][-1], int(row["date"][-2:]), row["session"], row["code"], row["correction"])
        for row in lines
    ]


def amend(pupil, day, session, code):
    """Change a mark as the product does: the next entry, with its own time and reason."""
    mark = Mark.objects.get(school=pupil.school, pupil=pupil, date=day, session=session)
    Mark.objects.filter(school=pupil.school, pupil=pupil, date=day, session=session).update(
        code=code, rev=mark.rev + 1, at=mark.at + dt.timedelta(hours=mark.rev), reason="reason established"
    )


@pytest.fixture
def two(school):
    return [PupilFactory(school=school, upn=f"A80120000500{n}", ethnicity="WBRI") for n in (1, 2)]


def test_a_file_has_the_columns_and_rows_of_its_format(school, office, two):
    ann, _ = two
    for kind, value in {
        "fsm": "1",
        "sen": "K",
        "ehcp": "0",
        "social_worker": "CP",
        "looked_after": "0",
    }.items():
        StatusFactory(pupil=ann, kind=kind, value=value)
    write_past(ann, {(TUE, "PM"): "\\", (TUE, "AM"): "L"}, by=office)
    lines = bytes(make(school, TUE).content).decode().splitlines()
    pupil = f"A801200005001,{ann.forename},{ann.surname},2019-03-14,F,WBRI,0,,K,0,1,3,2026-09-02,,0,1"
    place = f"150000,874,{school.estab}"
    assert lines == [HEADER, f"{place},{pupil},2026-11-24,AM,L,0", f"{place},{pupil},2026-11-24,PM,\\,0"]


def test_nothing_known_is_empty_and_a_leaver_has_a_last_day(school, office):
    pupil = PupilFactory(school=school, roll__deleted_on=TUE)
    write_past(pupil, {(TUE, "AM"): "/"}, by=office)
    row = next(csv.DictReader(io.StringIO(bytes(make(school, TUE).content).decode())))
    unknown = (
        "fsm",
        "sen",
        "ehcp",
        "looked_after",
        "previously_looked_after",
        "child_in_need",
        "child_protection",
    )
    assert {row[name] for name in unknown} == {""}
    assert (row["left"], row["year_group"]) == ("2026-11-24", "3")


def test_statuses_are_those_of_the_returns_own_day(school, office, two):
    StatusFactory(pupil=two[0], kind="fsm", value="1", last_day=MON)
    StatusFactory(pupil=two[0], kind="fsm", value="0", first_day=TUE)
    write_past(two[0], {(MON, "AM"): "/", (TUE, "AM"): "/"}, by=office)
    rows = [
        next(csv.DictReader(io.StringIO(bytes(make(school, day).content).decode()))) for day in (MON, TUE)
    ]
    assert [row["fsm"] for row in rows] == ["1", "0"]


def test_nursery_is_no_part_of_it(school, office):
    pupil = PupilFactory(school=school, year="N2")
    write_past(pupil, {(TUE, "AM"): "/"}, by=office)
    assert said(make(school, TUE)) == []


def test_a_cleared_mark_of_the_day_is_not_a_row(school, office, two):
    write_past(two[0], {(TUE, "AM"): "/", (TUE, "PM"): ""}, by=office)
    assert said(make(school, TUE)) == [("1", 24, "AM", "/", "0")]


def test_an_equal_run_is_the_one_that_stands_and_a_different_one_the_next_version(school, office, two):
    write_past(two[0], {(TUE, "AM"): "N"}, by=office)
    first = make(school, TUE, "12:00")
    assert make(school, TUE, "12:05") == first
    amend(two[0], TUE, "AM", "I")
    second = make(school, TUE, "13:50")
    amend(two[0], TUE, "AM", "N")
    third = make(school, TUE, "14:00")
    assert [made.id for made in (first, second, third)] == [f"150000-2026-11-24-v{n}" for n in (1, 2, 3)]
    assert first.sha256 == third.sha256 == hashlib.sha256(bytes(first.content)).hexdigest()


def test_the_days_before_are_corrected_where_something_else_was_said(school, office, two):
    ann, bob = two
    write_past(ann, {(MON, "AM"): "N", (MON, "PM"): "N"}, by=office)
    write_past(bob, {(MON, "AM"): "/"}, by=office)
    make(school, MON)
    amend(ann, MON, "AM", "I")
    amend(bob, MON, "AM", "")
    write_past(bob, {(MON, "PM"): "\\"}, by=office)
    write_past(ann, {(TUE, "AM"): "/"}, by=office)
    assert said(make(school, TUE)) == [
        ("1", 23, "AM", "I", "1"),
        ("2", 23, "AM", "", "1"),
        ("2", 23, "PM", "\\", "0"),
        ("1", 24, "AM", "/", "0"),
    ]


def test_a_name_with_quotes_or_broken_lines_is_one_cell_on_the_day_and_in_a_correction(school, office):
    names = ['O"Hara, "Lee"', "Two\nlines", "Car\rriage"]
    for number, surname in enumerate(names):
        pupil = PupilFactory(school=school, upn=f"A80120000500{number}", surname=surname)
        write_past(pupil, {(MON, "AM"): "N", (TUE, "AM"): "/"}, by=office)
    make(school, MON)
    for pupil in school.pupils.all():
        amend(pupil, MON, "AM", "I")
    made = make(school, TUE)
    rows = list(csv.DictReader(io.StringIO(bytes(made.content).decode(), newline="")))
    assert [(row["surname"], row["date"], row["code"], row["correction"]) for row in rows] == [
        *((name, "2026-11-23", "I", "1") for name in names),
        *((name, "2026-11-24", "/", "0") for name in names),
    ]
    assert made.rows == 6
    assert make(school, TUE, "17:00") == made
    assert said(make(school, WED)) == []


def test_a_correction_is_said_once_and_again_only_when_it_changes(school, office, two):
    ann = two[0]
    write_past(ann, {(MON, "AM"): "N"}, by=office)
    make(school, MON)
    amend(ann, MON, "AM", "I")
    make(school, TUE)
    assert said(make(school, WED)) == []
    amend(ann, MON, "AM", "M")
    assert said(make(school, WED)) == [("1", 23, "AM", "M", "1")]
    amend(ann, MON, "AM", "I")
    assert said(make(school, WED)) == []


def test_a_mark_cleared_before_any_return_spoke_of_it_is_not_spoken_of(school, office, two):
    make(school, MON)
    write_past(two[0], {(MON, "AM"): ""}, by=office)
    assert said(make(school, TUE)) == []


def test_the_last_version_of_an_earlier_day_is_what_was_said_last(school, office, two):
    ann = two[0]
    write_past(ann, {(MON, "AM"): "N"}, by=office)
    make(school, MON, "12:00")
    amend(ann, MON, "AM", "I")
    make(school, MON, "13:50")
    assert said(make(school, TUE)) == []


def test_other_versions_of_the_same_day_are_not_looked_at(school, office, two):
    ann = two[0]
    write_past(ann, {(MON, "AM"): "N"}, by=office)
    make(school, MON)
    amend(ann, MON, "AM", "I")
    midday = make(school, TUE, "12:00")
    write_past(ann, {(TUE, "PM"): "\\"}, by=office)
    assert said(make(school, TUE, "13:50")) == [*said(midday), ("1", 24, "PM", "\\", "0")]


def test_it_looks_back_seven_school_days_and_never_before_the_first_return(school, office, two):
    ann = two[0]
    days = [dt.date(2026, 11, day) for day in (12, 13, 16, 17, 18, 19, 20, 23)]
    write_past(ann, {(day, "AM"): "N" for day in days}, by=office)
    make(school, days[0])
    for day in days:
        amend(ann, day, "AM", "I")
    assert [row[1] for row in said(make(school, TUE))] == [13, 16, 17, 18, 19, 20, 23]


def test_the_first_return_says_nothing_of_days_before(school, office, two):
    write_past(two[0], {(MON, "AM"): "N", (TUE, "AM"): "/"}, by=office)
    assert said(make(school, TUE)) == [("1", 24, "AM", "/", "0")]


def test_rows_stand_by_date_then_upn_then_session(school, office, two):
    ann, bob = two
    make(school, MON)
    for pupil in (bob, ann):
        write_past(
            pupil, {(TUE, "PM"): "\\", (TUE, "AM"): "/", (MON, "PM"): "\\", (MON, "AM"): "/"}, by=office
        )
    assert [(row[1], row[0], row[2]) for row in said(make(school, TUE))] == [
        (day, upn, session) for day in (23, 24) for upn in "12" for session in ("AM", "PM")
    ]


def test_a_pupil_with_two_stays_has_the_one_of_that_day(school, office):
    pupil = PupilFactory(school=school, roll__deleted_on=MON)
    AdmissionFactory(pupil=pupil, starting_day=TUE)
    write_past(pupil, {(TUE, "AM"): "/"}, by=office)
    row = next(csv.DictReader(io.StringIO(bytes(make(school, TUE).content).decode())))
    assert (row["admitted"], row["left"]) == ("2026-11-24", "")


def test_another_schools_marks_are_no_part_of_it(school, other_school, office):
    stranger = PupilFactory(school=other_school)
    write_past(stranger, {(TUE, "AM"): "/"}, by=office)
    assert said(make(school, TUE)) == []


def test_a_day_without_a_session_has_no_return(school):
    assert make(school, dt.date(2026, 11, 28)) is None


@pytest.mark.parametrize(
    "statement", ["UPDATE reporting_return SET rows = 0", "DELETE FROM reporting_return"]
)
def test_a_return_cannot_be_altered(school, statement):
    make(school, TUE)
    with pytest.raises(DatabaseError), transaction.atomic():
        connection.cursor().execute(statement)


def test_the_command_prints_a_line_a_school_and_leaves_the_file(
    school, other_school, office, two, settings, tmp_path
):
    settings.DATA_DIR = tmp_path
    write_past(two[0], {(TUE, "AM"): "/"}, by=office)
    out = StringIO()
    call_command("daily_return", "--on", "2026-11-24", stdout=out)
    lines = [line.split("\t") for line in out.getvalue().splitlines()]
    assert [line[:2] for line in lines] == [["150000-2026-11-24-v1", "1"], ["150999-2026-11-24-v1", "0"]]
    for _, _, sha256, path in lines:
        assert hashlib.sha256(Path(path).read_bytes()).hexdigest() == sha256
        assert Path(path).stat().st_mode & 0o077 == 0


def test_the_command_prints_nothing_for_a_school_without_a_session(school, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    out = StringIO()
    call_command("daily_return", "--on", "2026-11-28", "--school", "150000", stdout=out)
    assert out.getvalue() == ""


def test_the_command_refuses_a_school_that_is_not_here(school):
    with pytest.raises(CommandError, match="No school of this site has the URN 999999"):
        call_command("daily_return", "--on", "2026-11-24", "--school", "999999")


def test_a_return_takes_as_many_statements_for_three_pupils_as_for_one(school, office, two):
    def statements(day):
        with CaptureQueriesContext(connection) as caught:
            make(school, day)
        return len(caught)

    make(school, dt.date(2026, 11, 20))
    write_past(two[0], {(MON, "AM"): "/"}, by=office)
    one = statements(MON)
    for pupil in (two[1], PupilFactory(school=school)):
        write_past(pupil, {(MON, "PM"): "\\", (TUE, "AM"): "/"}, by=office)
    assert statements(TUE) == one


def test_a_pupils_year_group_of_the_day_decides_about_nursery(school, office):
    pupil = PupilFactory(school=school)
    PupilStatus.objects.filter(pupil=pupil).delete()
    StatusFactory(pupil=pupil, value="N2", last_day=MON)
    StatusFactory(pupil=pupil, value="R", first_day=TUE)
    make(school, MON)
    write_past(pupil, {(MON, "AM"): "/", (TUE, "AM"): "/"}, by=office)
    assert [row[1:] for row in said(make(school, TUE))] == [(24, "AM", "/", "0")]


def test_a_upn_that_went_on_to_another_pupil_has_the_days_before_compared(school, office, two):
    ann, bob = two
    write_past(ann, {(MON, "AM"): "/"}, by=office)
    write_past(bob, {(MON, "AM"): "N"}, by=office)
    make(school, MON)
    Pupil.objects.filter(pk=ann.pk).update(upn="A801200005009", former_upn=ann.upn)
    PupilFactory(school=school, upn=ann.upn)
    assert said(make(school, TUE)) == [("9", 23, "AM", "/", "0")]
