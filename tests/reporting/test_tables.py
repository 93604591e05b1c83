"""Figures from the weeks' sums are those of counting marks one by one, after any saves, amendments and imports."""

import datetime as dt
import os
import random
from collections import Counter

import pytest
from django.db import connection, transaction

from registers import codes
from registers.actions.amend import amend_mark
from registers.actions.calendar import clear_removed_sessions
from registers.actions.imported_marks import write_imported_marks
from registers.mark_checks import faults
from registers.models import Mark, PupilStatus
from registers.school_calendar import RemovedSession
from registers.school_year import NURSERY, of_compulsory_school_age
from reporting.measures import Sums
from reporting.periods import Period
from reporting.tables import (
    Cut,
    LeftOut,
    enrolment_sums,
    group_totals,
    groups_in,
    left_out,
    of_all_sessions,
    pupil_measures,
    school_totals,
    session_counts,
    total_of,
    week_sums,
)
from tests.factories import AdmissionFactory, GroupFactory, PupilFactory, StatusFactory, at, join, mark

STEPS = int(os.environ.get("TABLE_STEPS", "40"))
"""How many random saves, amendments, clearings and imports; thousands by environment."""
FIRST, LAST = dt.date(2026, 11, 9), dt.date(2026, 11, 26)  # the Friday is an INSET day
ON = LAST
DAYS = [FIRST + dt.timedelta(days=n) for n in range(18) if (FIRST + dt.timedelta(days=n)).weekday() < 5]
CODES = [*"/LVPBDIMCNOUGEXQ", "C2", "Y1", "R"]
STAGED = """
CREATE TEMPORARY TABLE import_marks_compared (upn text, pupil_id bigint, date date, session text, code text,
  minutes_late int, note text, outcome text, rev int) ON COMMIT DROP"""


@pytest.fixture
def world(school):
    """Pupils who stay, come and leave in the middle of a week, come twice, and leave nursery on a Wednesday."""
    three, four = GroupFactory(school=school, name="3B"), GroupFactory(school=school, name="4B")
    plain = PupilFactory(school=school, group=three, dob=dt.date(2018, 9, 20))
    moved = PupilFactory(school=school, sex="M")
    join(moved, three, last_day=dt.date(2026, 11, 17))
    join(moved, four, first_day=dt.date(2026, 11, 18))
    joiner = PupilFactory(school=school, group=four, roll=False)
    AdmissionFactory(pupil=joiner, starting_day=dt.date(2026, 11, 12))
    leaver = PupilFactory(school=school, group=four, roll=False)
    AdmissionFactory(pupil=leaver, starting_day=dt.date(2026, 9, 2), deleted_on=dt.date(2026, 11, 18))
    twice = PupilFactory(school=school, group=three, roll=False)
    AdmissionFactory(pupil=twice, starting_day=dt.date(2026, 9, 2), deleted_on=dt.date(2026, 11, 10))
    AdmissionFactory(pupil=twice, starting_day=dt.date(2026, 11, 12))
    nursery = {"year": "N2", "year__last_day": dt.date(2026, 11, 17)}
    young = PupilFactory(school=school, group=four, dob=dt.date(2021, 11, 24), **nursery)
    StatusFactory(school=school, pupil=young, value="R", first_day=dt.date(2026, 11, 18))
    StatusFactory(school=school, pupil=plain, kind="fsm", value="1")
    StatusFactory(school=school, pupil=moved, kind="sen", value="E")
    StatusFactory(school=school, pupil=moved, kind="ehcp", value="1")
    return [plain, moved, joiner, leaver, twice, young]


def one_step(dice, n, school, pupils, office):
    """A save, an amendment, a clearing, a session that the calendar takes away, or an import of several marks."""
    pupil, day, session = dice.choice(pupils), dice.choice(DAYS), dice.choice(["AM", "PM"])
    code = codes.as_stored(dice.choice(CODES), session)
    moment = at("16:00", LAST) + dt.timedelta(seconds=n)
    standing = Mark.objects.filter(pupil=pupil, date=day, session=session).first()
    step = dice.choice(["save", "save", "save", "amend", "clear", "calendar", "import"])
    if step == "save":
        mark(pupil, code, by=office, date=day, session=session, when=moment)
    elif step == "clear":
        mark(pupil, "", by=office, date=day, session=session, when=moment)
    elif step == "amend" and standing and standing.code and pupil is pupils[0]:
        amend_mark(
            pupil=pupil,
            day=day,
            session=session,
            code=codes.ILLNESS if standing.code != codes.ILLNESS else codes.NO_GOOD_REASON,
            reason="The parent rang",
            base_rev=standing.rev,
            by=office,
            at=moment,
        )
    elif step == "calendar":
        taken = [RemovedSession(None, day, session, "Boiler"), RemovedSession(pupil.pk, day, "AM", "Boiler")]
        clear_removed_sessions(school=school, removed=taken, by=office, at=moment)
    elif step == "import":
        bring_in(dice, school, pupils, office, moment)


def bring_in(dice, school, pupils, office, moment):
    """A file with marks of all pupils of some days, as the importer hands them over."""
    stored = {(each.pupil_id, each.date, each.session): each for each in Mark.objects.all()}
    rows = []
    for pupil in pupils:
        for day in dice.sample(DAYS, 2):
            code = codes.as_stored(dice.choice(CODES), "PM")
            before = stored.get((pupil.pk, day, "PM"))
            if before is None or before.code != code:
                outcome = "changed" if before else "added"
                rev = before.rev if before else None
                rows.append((pupil.upn, pupil.pk, day, "PM", code, None, "", outcome, rev))
    added = sum(row[7] == "added" for row in rows)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS import_marks_compared, import_pupils")
        cursor.execute(STAGED)
        cursor.executemany(f"INSERT INTO import_marks_compared VALUES ({','.join(['%s'] * 9)})", rows)
        expected = added, len(rows) - added
        write_imported_marks(school=school, file="marks.csv", expected=expected, by=office, at=moment)


def by_hand(period, *, compulsory=False):
    """(stay, Monday) with its counts, from each mark alone: on the roll, outside nursery, in the period."""
    found = {}
    nursery = list(PupilStatus.objects.filter(kind="year_group", value__in=NURSERY))
    for each in Mark.objects.select_related("pupil").exclude(code=""):
        stays = [
            stay
            for stay in each.pupil.admissions.all()
            if stay.starting_day <= each.date and (stay.deleted_on is None or each.date <= stay.deleted_on)
        ]
        small = any(
            status.pupil_id == each.pupil_id
            and status.first_day <= each.date
            and (status.last_day is None or each.date <= status.last_day)
            for status in nursery
        )
        of_age = of_compulsory_school_age(each.pupil.dob, each.date) or not compulsory
        if stays and not small and of_age and period.first <= each.date <= period.last:
            monday = each.date - dt.timedelta(days=each.date.weekday())
            found.setdefault((stays[0].pk, monday), Counter())[each.code] += 1
    return found


def sums(counted):
    return Sums(
        sum(n for code, n in counted.items() if code in codes.ATTENDING),
        sum(n for code, n in counted.items() if code in codes.AUTHORISED),
        sum(n for code, n in counted.items() if code in codes.UNAUTHORISED),
        counted[codes.LATE],
    )


def added_up(counted, place):
    together = {}
    for key, counter in counted.items():
        together.setdefault(key[place], Counter()).update(counter)
    return {key: sums(counter) for key, counter in together.items() if sums(counter) != Sums()}


def compare(school, period, *, compulsory):
    """Every table of one cut beside what counting by hand finds."""
    cut = Cut((school.pk,), period, ON, compulsory=compulsory)
    counted = by_hand(period, compulsory=compulsory)
    rows = enrolment_sums(cut)
    by_stay = added_up(counted, 0)
    assert {row.admission: row.sums for row in rows if row.sums != Sums()} == by_stay
    assert {each.monday: each.sums for each in week_sums(cut)} == added_up(counted, 1)
    assert school_totals(cut) == {school.pk: total_of(rows)}
    by_group = {group: total_of(rows, group) for group in groups_in(rows)}
    assert {group: each for group, each in group_totals(cut)[school.pk].items() if each.pupils} == by_group
    for group, total in by_group.items():
        assert school_totals(cut.of(group)) == {school.pk: total}
    assert of_all_sessions(session_counts(cut)).by_code == sum(counted.values(), Counter())
    measured = pupil_measures(cut)
    assert {key: sums(Counter(each.by_code)) for key, each in measured.items() if each.possible} == by_stay


@pytest.mark.parametrize("seed", [1, 2])
def test_every_table_says_what_counting_the_marks_says_after_any_mix_of_steps(world, school, office, seed):
    dice = random.Random(seed)
    periods = [Period(FIRST, LAST), Period(dt.date(2026, 11, 11), dt.date(2026, 11, 24))]
    for n in range(STEPS):
        one_step(dice, n, school, world, office)
        if n % 20 == 19:
            compare(school, periods[0], compulsory=False)
            compare(school, periods[1], compulsory=n % 40 == 39)
    assert list(faults(school)) == []


def test_who_is_in_the_figures_and_who_is_not_is_counted(world, school):
    assert left_out(Cut((school.pk,), Period(FIRST, LAST), ON)) == LeftOut(1, 1, 2, 2)


TABLES = [enrolment_sums, school_totals, group_totals, week_sums, session_counts, pupil_measures, left_out]


def test_a_table_takes_one_statement_for_several_schools_as_for_one(
    world, school, other_school, django_assert_num_queries
):
    for schools in ((school.pk,), (school.pk, other_school.pk)):
        cut = Cut(schools, Period(FIRST, LAST), ON)
        for table in TABLES:
            with django_assert_num_queries(1):
                table(cut)
