"""What daily returns say, read from the registers: the marks of their day, and corrections of the days before.

PostgreSQL writes the lines, of several schools at once: a return has a thousand, and every school makes two a day.
"""

import datetime as dt
import io
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection

from registers.models import Pupil, PupilStatus, School
from registers.school_year import NURSERY, DayRange
from reporting.returns import CHILD_IN_NEED, CHILD_PROTECTION, HEADER, LOOK_BACK, correction_for
from reporting.said import Said

KIND = PupilStatus.Kind
STATUSES = (
    KIND.LOOKED_AFTER,
    KIND.PREVIOUSLY_LOOKED_AFTER,
    KIND.SEN,
    KIND.EHCP,
    KIND.FSM,
    KIND.YEAR_GROUP,
    KIND.SOCIAL_WORKER,
)
DAYS_BEFORE = """
SELECT school.id, GREATEST(min(day.date), earliest.date), max(day.date)
FROM unnest(%(schools)s::bigint[]) AS school (id)
CROSS JOIN LATERAL (SELECT min(date) AS date FROM reporting_return
                    WHERE school_id = school.id AND date < %(on)s) AS earliest
CROSS JOIN LATERAL (SELECT date FROM registers_schoolday WHERE school_id = school.id AND date < %(on)s
                    ORDER BY date DESC LIMIT %(number)s) AS day
WHERE earliest.date IS NOT NULL
GROUP BY school.id, earliest.date
"""
# OFFSET 0 has marks looked up by their key, pupil by pupil; joined otherwise, all marks of the years kept are read.
STANDING = """
SELECT asked.school, mark.date, mark.session, count(*)
FROM unnest(%(schools)s::bigint[], %(firsts)s::date[], %(lasts)s::date[]) AS asked (school, first, last)
JOIN registers_pupil AS pupil ON pupil.school_id = asked.school
CROSS JOIN LATERAL (
    SELECT date, session FROM registers_mark
    WHERE school_id = pupil.school_id AND pupil_id = pupil.id AND date BETWEEN asked.first AND asked.last
    OFFSET 0
) AS mark
WHERE pupil.id <> ALL (%(left_out)s::bigint[])
GROUP BY asked.school, mark.date, mark.session
"""
SAID = """
SELECT made.school_id, made.said
FROM unnest(%(schools)s::bigint[], %(firsts)s::date[]) AS asked (school, first)
JOIN reporting_return AS made ON made.school_id = asked.school AND made.date >= asked.first
WHERE made.date < %(before)s AND made.at <= COALESCE(%(at)s, 'infinity'::timestamptz)
ORDER BY made.date, made.version
"""
OF_THE_DAY = ", ".join(f"max(value) FILTER (WHERE kind = '{kind}') AS {kind}" for kind in STATUSES)
# Of each mark what it is compared by, five cells in which nothing is ever quoted (what would be is taken out of a UPN),
# and then its line in the file. An empty text is written as nothing, and so is nothing known: hence NULLIF.
LINES = f"""
COPY (
    SELECT mark.school_id, mark.date, translate(pupil.upn, E',"\\r\\n', ''), mark.session, NULLIF(mark.code, ''),
           school.urn, NULLIF(school.la_code, ''), NULLIF(school.estab, ''), pupil.upn, NULLIF(pupil.forename, ''),
           NULLIF(pupil.surname, ''), pupil.dob, NULLIF(pupil.sex, ''), NULLIF(pupil.ethnicity, ''),
           {", ".join(f"NULLIF(has.{kind}, '')" for kind in STATUSES[:-1])},
           stay.starting_day, stay.deleted_on,
           (has.{KIND.SOCIAL_WORKER} = '{CHILD_IN_NEED}')::int, (has.{KIND.SOCIAL_WORKER} = '{CHILD_PROTECTION}')::int,
           mark.date, mark.session, NULLIF(mark.code, ''), 0
    FROM unnest(%(schools)s::bigint[], %(firsts)s::date[], %(lasts)s::date[], %(whole)s::bool[])
         AS asked (school, first, last, whole)
    JOIN registers_school AS school ON school.id = asked.school
    JOIN registers_pupil AS pupil ON pupil.school_id = asked.school AND pupil.school_id = ANY (%(schools)s)
    CROSS JOIN LATERAL (
        SELECT school_id, pupil_id, date, session, code FROM registers_mark
        WHERE school_id = pupil.school_id AND pupil_id = pupil.id AND date BETWEEN asked.first AND %(on)s
          AND (date = %(on)s AND code <> ''
               OR date <= asked.last AND (rev > 1 OR asked.whole OR (school_id, date) IN (
                   SELECT unnest(%(unsaid_at)s::bigint[]), unnest(%(unsaid)s::date[]))))
        OFFSET 0
    ) AS mark
    LEFT JOIN (
        SELECT pupil_id, {OF_THE_DAY} FROM registers_pupilstatus
        WHERE school_id = ANY (%(schools)s) AND first_day <= %(on)s AND (last_day IS NULL OR last_day >= %(on)s)
        GROUP BY pupil_id
    ) AS has ON has.pupil_id = mark.pupil_id
    LEFT JOIN registers_admission AS stay ON stay.school_id = mark.school_id AND stay.pupil_id = mark.pupil_id
         AND stay.school_id = ANY (%(schools)s)
         AND stay.starting_day <= mark.date AND (stay.deleted_on IS NULL OR stay.deleted_on >= mark.date)
    WHERE COALESCE(has.{KIND.YEAR_GROUP}, '') <> ALL (%(nursery)s)
      AND NOT EXISTS (
          SELECT FROM registers_pupilstatus AS nursery
          WHERE nursery.school_id = ANY (%(schools)s) AND nursery.pupil_id = mark.pupil_id
            AND nursery.kind = '{KIND.YEAR_GROUP}' AND nursery.value = ANY (%(nursery)s)
            AND nursery.first_day <= mark.date AND (nursery.last_day IS NULL OR nursery.last_day >= mark.date))
    ORDER BY mark.school_id, mark.date, pupil.upn COLLATE "C", mark.session
) TO STDOUT (FORMAT csv)
"""
COMPARED_BY = 5
NO_CORRECTION, CORRECTION = b",0\n", b",1\n"


class File(NamedTuple):
    """A return's file as it is kept, how many lines it has below its header, and the record of what it says."""

    content: bytes
    rows: int
    said: str


class Before(NamedTuple):
    """What was said of the days that a return looks back on, and the marks of them that are to be compared.

    `unsaid`: days of which another number of marks stands than was said; of the others a mark that was never changed
    (its first revision) is what was said of it. `whole`: of every day, as a UPN was said that no pupil here has now, or
    that was another's.
    """

    days: DayRange
    said: Said
    unsaid: Collection[dt.date]
    whole: bool


def files_of(schools: Collection[School], on: dt.date) -> dict[int, File]:
    """The school's file of that day, by school. Seven statements for any number of schools; in a transaction."""
    keys = sorted({school.pk for school in schools})
    days = days_looked_back(keys, on)
    before = _before(days, on)
    files = {school: _Written(on, before[school].said if school in before else Said()) for school in keys}
    _copy(keys, before, on, _Rows(files))
    return {school: written.file for school, written in files.items()}


def days_looked_back(schools: Sequence[int], on: dt.date) -> dict[int, DayRange]:
    """From the seventh school day before the return's own, but none before the first return, to the day before.

    A school is left out where there is none. One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(DAYS_BEFORE, {"schools": list(schools), "on": on, "number": LOOK_BACK})
        return {school: DayRange(first, last) for school, first, last in cursor.fetchall()}


def last_said(
    days: Mapping[int, DayRange], *, before: dt.date, at: dt.datetime | None = None
) -> dict[int, Said]:
    """What the returns of earlier dates, since the first of those days, said last of each session. One statement.

    `at`: as far as they had been made by then. A day that failed is made after days that follow it.
    """
    asked: dict[str, Any] = {
        "schools": list(days),
        "firsts": [each.first for each in days.values()],
        "before": before,
        "at": at,
    }
    records: dict[int, list[str]] = {school: [] for school in days}
    with connection.cursor() as cursor:
        cursor.execute(SAID, asked)
        for school, said in cursor.fetchall():
            records[school].append(said)
    return {school: Said.of(each) for school, each in records.items()}


class _Written:
    """A file as its rows come, in order."""

    def __init__(self, on: dt.date, said: Said) -> None:
        self._on, self._said_before = on.isoformat(), said
        self._content, self._rows = io.BytesIO(), 0
        self._content.write(HEADER.encode())
        self._says = Said()

    def take(self, day: str, upn: str, session: str, code: str, line: bytes) -> None:
        """One mark: of the days before only what differs from what was said last is told, called so."""
        half = f"{day} {session}"
        if day != self._on:
            correction = correction_for(code, self._said_before.in_half(half).get(upn))
            if correction is None:
                return
            if correction:
                line = line.removesuffix(NO_CORRECTION) + CORRECTION
        self._says.in_half(half)[upn] = code
        self._content.write(line)
        self._rows += 1

    @property
    def file(self) -> File:
        """All of it."""
        return File(self._content.getvalue(), self._rows, self._says.record)


class _Rows:
    """What PostgreSQL copies to: it sends a message for each row, whole ("COPY Operations" of its protocol)."""

    def __init__(self, files: Mapping[int, _Written]) -> None:
        self._files = files

    def write(self, row: bytes) -> None:
        """Hand a row to the file that it belongs to."""
        school, day, upn, session, code, line = row.split(b",", COMPARED_BY)
        self._files[int(school)].take(day.decode(), upn.decode(), session.decode(), code.decode(), line)


def _copy(schools: Sequence[int], before: Mapping[int, Before], on: dt.date, target: _Rows) -> None:
    """The lines of these schools: of the day, and of days before those that may differ. Pupils outside nursery."""
    unsaid = [(school, day) for school, each in before.items() for day in each.unsaid]
    looked_back = [before.get(school) for school in schools]
    asked = {
        "schools": list(schools),
        "firsts": [each.days.first if each else on for each in looked_back],
        "lasts": [each.days.last if each else None for each in looked_back],
        "whole": [each is not None and each.whole for each in looked_back],
        "unsaid_at": [school for school, _ in unsaid],
        "unsaid": [day for _, day in unsaid],
        "on": on,
        "nursery": sorted(NURSERY),
    }
    with connection.cursor() as cursor:
        # What was changed is thought to be a row or two, for each of which every status would be read again. Before
        # PostgreSQL 18 that makes a plan look so dear that it would be compiled.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL jit = off")
        cursor.copy_expert(cursor.mogrify(LINES, asked).decode(), target)
        cursor.execute("SET LOCAL enable_nestloop = on")


def _in_nursery(schools: Sequence[int], on: dt.date) -> set[int]:
    """Pupils that are no part of the day's return. Told by their keys: as a condition it would double a count."""
    years = PupilStatus.objects.on(on).filter(school__in=schools, kind=KIND.YEAR_GROUP, value__in=NURSERY)
    return set(years.values_list("pupil", flat=True))


def _upns(
    schools: Sequence[int], left_out: Collection[int]
) -> tuple[dict[int, set[str]], dict[int, set[str]]]:
    """By school: the UPNs of the other pupils, and those that some pupil there had before. One statement."""
    now: dict[int, set[str]] = defaultdict(set)
    once: dict[int, set[str]] = defaultdict(set)
    here = Pupil.objects.filter(school__in=schools).values_list("school", "pk", "upn", "former_upn")
    for school, pupil, upn, former in here:
        if pupil not in left_out:
            now[school].add(upn)
        if former:
            once[school].add(former)
    return now, once


def _before(days: Mapping[int, DayRange], on: dt.date) -> dict[int, Before]:
    """What each school's return is compared with. Four statements."""
    schools = list(days)
    left_out = _in_nursery(schools, on)
    here, once = _upns(schools, left_out)
    said = last_said(days, before=on)
    unsaid: dict[int, set[dt.date]] = defaultdict(set)
    for school, day, session, number in _standing(days, left_out):
        if said[school].differs(f"{day} {session}", number):
            unsaid[school].add(day)
    found = {}
    for school, each in said.items():
        upns = each.upns
        whole = not upns.issubset(here[school]) or not upns.isdisjoint(once[school])
        found[school] = Before(days[school], each, unsaid[school], whole)
    return found


def _standing(days: Mapping[int, DayRange], left_out: Collection[int]) -> list[tuple[int, dt.date, str, int]]:
    """How many marks stand of each half-day looked back on, those of pupils left out apart."""
    asked: dict[str, list[int] | list[dt.date]] = {
        "schools": list(days),
        "firsts": [each.first for each in days.values()],
        "lasts": [each.last for each in days.values()],
        "left_out": list(left_out),
    }
    with connection.cursor() as cursor:
        cursor.execute(STANDING, asked)
        return list(cursor.fetchall())
