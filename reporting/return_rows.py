"""What a daily return says, read from the registers: the marks of its day, and corrections of the days before.

PostgreSQL writes the lines: a return has a thousand of them, and every school makes two a day.
"""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Mapping
from operator import itemgetter
from typing import NamedTuple

from django.db import connection
from django.db.models import Count

from registers.models import Mark, Pupil, PupilStatus, School, SchoolDay
from registers.school_year import NURSERY, DayRange
from reporting.models import Return
from reporting.returns import (
    CHILD_IN_NEED,
    CHILD_PROTECTION,
    COLUMNS,
    LOOK_BACK,
    Key,
    cells,
    correction_for,
    said_in,
)

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
OF_THE_DAY = ", ".join(f"max(value) FILTER (WHERE kind = '{kind}') AS {kind}" for kind in STATUSES)
# An empty text is written as nothing, and so is nothing known: hence NULLIF.
LINES = f"""
COPY (
    SELECT school.urn, NULLIF(school.la_code, ''), NULLIF(school.estab, ''), pupil.upn, NULLIF(pupil.forename, ''),
           NULLIF(pupil.surname, ''), pupil.dob, NULLIF(pupil.sex, ''), NULLIF(pupil.ethnicity, ''),
           {", ".join(f"NULLIF(has.{kind}, '')" for kind in STATUSES[:-1])},
           stay.starting_day, stay.deleted_on,
           (has.{KIND.SOCIAL_WORKER} = '{CHILD_IN_NEED}')::int, (has.{KIND.SOCIAL_WORKER} = '{CHILD_PROTECTION}')::int,
           mark.date, mark.session, NULLIF(mark.code, ''), 0
    FROM registers_mark AS mark
    JOIN registers_school AS school ON school.id = mark.school_id
    JOIN registers_pupil AS pupil ON pupil.school_id = mark.school_id AND pupil.id = mark.pupil_id
    LEFT JOIN (
        SELECT pupil_id, {OF_THE_DAY} FROM registers_pupilstatus
        WHERE school_id = %(school)s AND first_day <= %(on)s AND (last_day IS NULL OR last_day >= %(on)s)
        GROUP BY pupil_id
    ) AS has ON has.pupil_id = mark.pupil_id
    LEFT JOIN registers_admission AS stay ON stay.school_id = mark.school_id AND stay.pupil_id = mark.pupil_id
         AND stay.starting_day <= mark.date AND (stay.deleted_on IS NULL OR stay.deleted_on >= mark.date)
    WHERE mark.school_id = %(school)s AND {{which}}
      AND COALESCE(has.{KIND.YEAR_GROUP}, '') <> ALL (%(nursery)s)
      AND NOT EXISTS (
          SELECT FROM registers_pupilstatus AS nursery
          WHERE nursery.school_id = %(school)s AND nursery.pupil_id = mark.pupil_id
            AND nursery.kind = '{KIND.YEAR_GROUP}' AND nursery.value = ANY (%(nursery)s)
            AND nursery.first_day <= mark.date AND (nursery.last_day IS NULL OR nursery.last_day >= mark.date))
    ORDER BY mark.date, pupil.upn COLLATE "C", mark.session
) TO STDOUT (FORMAT csv)
"""
OF_ITS_DAY = "mark.date = %(on)s AND mark.code <> ''"
LOOKED_BACK = "mark.date BETWEEN %(first)s AND %(last)s"
MAY_DIFFER = f"{LOOKED_BACK} AND (mark.rev > 1 OR mark.date = ANY (%(unsaid)s::date[]))"
KEY = itemgetter(*(COLUMNS.index(name) for name in ("date", "upn", "session")))
DATE, CODE = COLUMNS.index("date"), COLUMNS.index("code")


class Lines(NamedTuple):
    """Lines of a return as its file has them, and how many."""

    content: bytes
    number: int


def lines_of(school: School, on: dt.date) -> Lines:
    """The lines of the school's return of that day, in order. A fixed number of statements."""
    days = days_looked_back(school, on)
    if days is None:
        return _lines(OF_ITS_DAY, school, on)
    said = last_said(school, before=on, since=days.first)
    unsaid = _days_unsaid(said, school, on, days)
    earlier = LOOKED_BACK if unsaid is None else MAY_DIFFER
    which = f"({earlier} OR {OF_ITS_DAY})"
    found = _lines(which, school, on, first=days.first, last=days.last, unsaid=sorted(unsaid or []))
    return _with_corrections(found, said, on)


def days_looked_back(school: School, on: dt.date) -> DayRange | None:
    """From the seventh school day before the return's own, but none before the first return, to the day before."""
    before = (
        SchoolDay.objects.filter(school=school, date__lt=on).order_by("-date").values_list("date", flat=True)
    )
    first_return = (
        Return.objects.of(school).before(on).order_by("date").values_list("date", flat=True).first()
    )
    looked_back = list(before[:LOOK_BACK])
    if first_return is None or not looked_back:
        return None
    return DayRange(max(looked_back[-1], first_return), looked_back[0])


def last_said(
    school: School, *, before: dt.date, since: dt.date, at: dt.datetime | None = None
) -> dict[Key, str]:
    """What the returns of earlier dates, since one, said last of each session. One statement.

    `at`: as far as they had been made by then. A day that failed is made after days that follow it.
    """
    said: dict[Key, str] = {}
    earlier = Return.objects.of(school).before(before).since(since).order_by("date", "version")
    if at is not None:
        earlier = earlier.filter(at__lte=at)
    for content in earlier.values_list("content", flat=True):
        said.update(said_in(bytes(content)))
    return said


def _lines(which: str, school: School, on: dt.date, **days: object) -> Lines:
    """The lines of these marks, cleared ones too, of pupils outside nursery. In a transaction."""
    target = io.BytesIO()
    asked = {"school": school.pk, "on": on, "nursery": sorted(NURSERY), **days}
    with connection.cursor() as cursor:
        # What was changed is thought to be a row or two, for each of which every status would be read again.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.copy_expert(cursor.mogrify(LINES.format(which=which), asked).decode(), target)
        number = cursor.rowcount
        cursor.execute("SET LOCAL enable_nestloop = on")
    return Lines(target.getvalue(), number)


def _with_corrections(found: Lines, said: Mapping[Key, str], on: dt.date) -> Lines:
    """Of the earlier days, which stand first, only what differs from what was said last, called so."""
    text, kept, read, passed = found.content.decode(), [], 0, 0
    rows = csv.reader(io.StringIO(text, newline="\n"))
    for row in rows:
        if row[DATE] == on.isoformat():
            break
        correction = correction_for(row[CODE], said.get(KEY(row)))
        if correction is None:
            passed += 1
        else:
            kept.append(f"{cells([*row[:-1], str(int(correction))])}\n")
        read = rows.line_num
    of_the_day = text.split("\n", read)[read]
    return Lines(("".join(kept) + of_the_day).encode(), found.number - passed)


def _days_unsaid(said: Mapping[Key, str], school: School, on: dt.date, days: DayRange) -> set[dt.date] | None:
    """Days of which every mark is to be compared, as another number of them stands than was said. Two statements.

    A mark that was never changed (its first revision) is what was said of it, so of the other days only changed ones
    are. None: of every day, because a pupil was said of who is not here now.
    """
    in_nursery = PupilStatus.objects.on(on).filter(school=school, kind=KIND.YEAR_GROUP, value__in=NURSERY)
    here = Pupil.objects.filter(school=school).exclude(pk__in=in_nursery.values("pupil"))
    if not set(here.values_list("upn", flat=True)).issuperset(map(itemgetter(1), said)):
        return None
    said_of = Counter(map(itemgetter(0, 2), said))
    marks = Mark.objects.filter(school=school, date__range=days).exclude(pupil__in=in_nursery.values("pupil"))
    stand = marks.values_list("date", "session").annotate(number=Count("*")).order_by()
    return {day for day, session, number in stand if said_of[day.isoformat(), session] != number}
