"""The returns of several schools are made in one go, and each is what its school would have had alone."""

import datetime as dt
import importlib

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from attendance_site.celery import TIMETABLE
from registers.actions.jobs import expect_runs
from registers.models import JobRun, Mark, Pupil, SchoolDay
from reporting.actions.returns import make_daily_return, make_daily_returns, make_in_turn
from reporting.models import Return
from reporting.tasks import make_together
from tests.factories import PupilFactory, SchoolFactory, StatusFactory, at
from tests.history import school_days, write_past

FRI, MON, TUE = (dt.date(2026, 11, day) for day in (20, 23, 24))
record = importlib.import_module("reporting.migrations.0006_what_returns_said").record


def a_school(office, letter, days=(FRI, MON, TUE)):
    """Three pupils with marks on those days, one of them in nursery until Monday."""
    school = SchoolFactory()
    school_days(school, days)
    ann, bob, may = (PupilFactory(school=school, upn=f"{letter}80120000500{n}") for n in (1, 2, 3))
    may.statuses.filter(kind="year_group").delete()
    StatusFactory(pupil=may, value="N2", last_day=MON)
    StatusFactory(pupil=may, value="R", first_day=TUE)
    for day in days:
        for pupil in (ann, bob, may):
            write_past(pupil, {(day, "AM"): "/"}, by=office)
        if day == MON:
            write_past(ann, {(day, "PM"): "N"}, by=office)
    return school


def made_until_monday(school):
    for day in (FRI, MON):
        make_daily_return(school=school, on=day, at=at("16:00", day))


def changed(school, code):
    marks = Mark.objects.filter(school=school, date=MON, session="PM", code="N")
    marks.update(code=code, rev=2, at=at("17:00", MON), reason="reason established")


@pytest.fixture
def schools(school, office):
    """Without a return before; with one mark changed; marks come late and a pupil with another UPN; a Tuesday off."""
    new, corrected, late, closed = (a_school(office, letter) for letter in "ABCD")
    for each in (corrected, late, closed):
        made_until_monday(each)
    changed(corrected, "I")
    write_past(late.pupils.get(upn="C801200005002"), {(MON, "PM"): "\\"}, by=office)
    Pupil.objects.filter(school=late, upn="C801200005001").update(upn="C801200005009")
    SchoolDay.objects.filter(school=closed, date=TUE).delete()
    return [new, corrected, late, closed]


def test_each_school_gets_the_file_that_it_would_have_alone(schools):
    alone = []
    for school in schools:
        with transaction.atomic():
            made = make_daily_return(school=school, on=TUE, at=at("16:00"))
            alone.append(made and (made.id, made.rows, bytes(made.content), made.said))
            transaction.set_rollback(True)
    together = make_daily_returns(schools=schools, on=TUE, now=lambda: at("16:00"))
    kept = {made.id: made for made in Return.objects.filter(date=TUE)}
    assert [
        (made.id, made.rows, bytes(kept[made.id].content), kept[made.id].said) for made in together
    ] == alone[:3]
    assert alone[3] is None
    assert [made.rows for made in together] == [3, 4, 7]


def test_what_is_kept_of_a_file_is_what_the_file_says(schools):
    make_daily_returns(schools=schools, on=TUE, now=lambda: at("16:00"))
    made = list(Return.objects.filter(school__in=schools))
    assert len(made) == 9
    assert [each.said for each in made] == [record(bytes(each.content)) for each in made]


def test_three_schools_take_as_many_statements_as_one(schools):
    def statements(some):
        with CaptureQueriesContext(connection) as caught:
            make_daily_returns(schools=some, on=TUE, now=lambda: at("16:00"))
        return len(caught)

    assert statements(schools[1:2]) == statements([schools[0], *schools[2:]])


def test_the_midday_runs_of_several_schools_are_one_task(schools):
    expect_runs(timetable=TIMETABLE, at=at("12:30"))
    runs = list(
        JobRun.objects.filter(job="daily_return", due_at="12:00", school__in=schools).order_by("school")
    )
    JobRun.objects.exclude(job="daily_return").update(started_at=at("12:00"), finished_at=at("12:00"))
    SchoolDay.objects.filter(school=schools[2], date=TUE).delete()
    ids = [run.pk for run in runs]
    assert make_together(run_ids=ids, claimed_by="lot", now=lambda: at("12:30")) == 3
    assert make_together(run_ids=ids, claimed_by="lot", now=lambda: at("12:31")) == 0
    assert list(
        JobRun.objects.filter(pk__in=[run.pk for run in runs]).order_by("school").values_list("outcome")
    ) == [
        (f"Return {schools[0].urn}-2026-11-24-v1 with 3 rows is ready to collect.",),
        (f"Return {schools[1].urn}-2026-11-24-v1 with 4 rows is ready to collect.",),
        ("No session that day, so no return.",),
    ]


def test_a_school_at_fault_is_told_of_when_the_others_have_their_returns(schools):
    first, second, third, _ = schools
    taken = {"id": f"{second.urn}-2026-11-24-v1", "school": third, "date": dt.date(2026, 11, 2), "version": 1}
    Return.objects.create(rows=0, sha256="0", content=b"", said="{}", at=at("12:00"), **taken)
    made = make_in_turn(schools=schools, on=TUE, now=lambda: at("16:00"))
    assert [next(made).school, next(made).school] == [first, third]
    with pytest.raises(IntegrityError, match="reporting_return_pkey"):
        next(made)
    assert set(Return.objects.filter(date=TUE).values_list("school", flat=True)) == {first.pk, third.pk}


def test_a_lot_with_a_school_at_fault_has_the_others_made_and_says_so_on_its_row(schools):
    first, second, third, _ = schools
    taken = {"id": f"{second.urn}-2026-11-24-v1", "school": third, "date": dt.date(2026, 11, 2), "version": 1}
    Return.objects.create(rows=0, sha256="0", content=b"", said="{}", at=at("12:00"), **taken)
    expect_runs(timetable=TIMETABLE, at=at("12:30"))
    JobRun.objects.exclude(job="daily_return").update(started_at=at("12:00"), finished_at=at("12:00"))
    runs = JobRun.objects.filter(job="daily_return", due_at="12:00", school__in=[first, second, third])
    ids = list(runs.values_list("pk", flat=True))
    assert make_together(run_ids=ids, claimed_by="lot", now=lambda: at("12:30")) == 2
    assert list(runs.order_by("school").values_list("failed", flat=True)) == [False, True, False]
