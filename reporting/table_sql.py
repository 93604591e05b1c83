"""The statements of tables.py: how sums of weeks and single marks are put together so that nothing counts twice.

`stay` is a pupil's time on the roll within the period; nursery is cut out of it, and where it is asked for everything
outside compulsory school age, which leaves `span`s of days. Weeks that lie wholly in a span come from PupilWeek;
what is left over at its ends, from marks. A day without a school day around the period's ends has no marks (a mark
needs a session, and none is made ahead), so that a period that begins on a Tuesday after a bank holiday, or ends
today, is made of whole weeks.
"""

import datetime as dt
from collections.abc import Collection
from itertools import pairwise
from typing import Any

from registers.code_sql import is_one_of
from registers.mark_guards import SUMS
from registers.models import PupilStatus
from registers.school_year import NURSERY, PRESCRIBED_DAYS, compulsory_school_age
from reporting.groups import EVERYBODY, RECEPTION, STATUS_KINDS, Group
from reporting.measures import PERSISTENT_ONE_IN, SEVERE_ONE_IN
from reporting.periods import Period

KINDS = PupilStatus.Kind
COLUMNS = ("attended", "authorised", "unauthorised", "late")
OLDEST = 25
"""Years before a period within which everybody in it was born."""

# A status as (kind, value) of a group. A plan may stand as a value of SEN, and as a status of its own.
STATUS_GROUP = f"""CASE WHEN status.kind = '{KINDS.YEAR_GROUP}' THEN 'year:' || status.value
            WHEN status.kind = '{KINDS.EHCP}' THEN 'sen:E'
            WHEN status.kind = '{KINDS.SEN}' THEN CASE WHEN status.value IN ('K', 'E') THEN 'sen:' || status.value END
            {" ".join(f"WHEN status.kind = '{kind}' THEN '{name}'" for kind, name in STATUS_KINDS.items())} END"""

SPANS = f"""
WITH place AS (
  SELECT school.id AS school_id, least(%(last)s::date, %(on)s::date) AS day,
         CASE WHEN EXISTS (SELECT FROM registers_schoolday before WHERE before.school_id = school.id
                            AND before.date >= date_trunc('week', %(first)s::date)::date AND before.date < %(first)s)
              THEN %(first)s::date ELSE date_trunc('week', %(first)s::date)::date END AS first,
         CASE WHEN EXISTS (SELECT FROM registers_schoolday after WHERE after.school_id = school.id
                            AND after.date > %(last)s
                            AND after.date <= least(%(on)s::date, date_trunc('week', %(last)s::date)::date + 6))
              THEN %(last)s::date ELSE date_trunc('week', %(last)s::date)::date + 6 END AS last
    FROM registers_school school WHERE school.id = ANY(%(schools)s)),
nursery AS (
  SELECT status.pupil_id, range_agg(daterange(status.first_day, status.last_day, '[]')) AS days
    FROM registers_pupilstatus status
   WHERE status.school_id = ANY(%(schools)s) AND status.kind = '{KINDS.YEAR_GROUP}' AND status.value = ANY(%(nursery)s)
   GROUP BY status.pupil_id),
compulsory AS (
  SELECT * FROM unnest(%(born_from)s::date[], %(born_to)s::date[], %(compulsory_from)s::date[],
                       %(compulsory_to)s::date[]) AS cohort (born_from, born_to, first, last)),
stay AS (
  SELECT admission.school_id, admission.id AS admission_id, admission.pupil_id, pupil.sex,
         least(place.day, admission.deleted_on) AS day, admission.starting_day, admission.deleted_on,
         daterange(greatest(admission.starting_day, place.first),
                   least(admission.deleted_on, place.last), '[]') AS days,
         coalesce(nursery.days, '{{}}'::datemultirange) AS out_of_it,
         CASE WHEN %(compulsory)s THEN daterange(compulsory.first, compulsory.last, '[]')
              ELSE '(,)'::daterange END AS ages
    FROM place
    JOIN registers_admission admission ON admission.school_id = place.school_id
         AND admission.starting_day <= %(last)s
         AND (admission.deleted_on IS NULL OR admission.deleted_on >= %(first)s)
    JOIN registers_pupil pupil ON pupil.id = admission.pupil_id
    LEFT JOIN nursery ON nursery.pupil_id = admission.pupil_id
    LEFT JOIN compulsory ON %(compulsory)s AND pupil.dob BETWEEN compulsory.born_from AND compulsory.born_to),
belonging AS (
  SELECT stay.admission_id, {STATUS_GROUP} AS name
    FROM stay JOIN registers_pupilstatus status ON status.pupil_id = stay.pupil_id AND status.first_day <= stay.day
         AND (status.last_day IS NULL OR status.last_day >= stay.day)
  UNION SELECT stay.admission_id, 'class:' || member.group_id
    FROM stay JOIN registers_groupmembership member ON member.pupil_id = stay.pupil_id AND member.first_day <= stay.day
         AND (member.last_day IS NULL OR member.last_day >= stay.day)
  UNION SELECT stay.admission_id, 'sex:' || stay.sex FROM stay
  UNION SELECT stay.admission_id, 'pupil:' || stay.pupil_id FROM stay WHERE %(group)s LIKE 'pupil:%%'),
span AS (
  SELECT stay.school_id, stay.admission_id, stay.pupil_id, lower(part) AS first, upper(part) - 1 AS last,
         lower(part) + (8 - extract(isodow FROM lower(part))::int) %% 7 AS monday,
         upper(part) - 5 - (extract(isodow FROM upper(part) - 5)::int - 1) AS last_monday
    FROM stay CROSS JOIN LATERAL unnest(datemultirange(stay.days * stay.ages) - stay.out_of_it) AS part
   WHERE (%(group)s = '{EVERYBODY}' OR EXISTS (
         SELECT FROM belonging WHERE belonging.admission_id = stay.admission_id AND belonging.name = %(group)s))
   AND (%(within)s = '{EVERYBODY}' OR EXISTS (
         SELECT FROM belonging WHERE belonging.admission_id = stay.admission_id AND belonging.name = %(within)s)))
"""


def _counted(letters: Collection[str]) -> str:
    return f"(CASE WHEN {is_one_of(frozenset(letters))} THEN 1 ELSE 0 END)::smallint"


MARK_SUMS = ", ".join(f"{_counted(SUMS[column])} AS {column}" for column in COLUMNS)
"""The sums of a single mark, by its column `code`."""
COUNTED = f"""{SPANS},
edge AS (
  SELECT school_id, admission_id, pupil_id, first,
         CASE WHEN monday <= last_monday THEN monday - 1 ELSE last END AS last
    FROM span WHERE first < monday OR monday > last_monday
  UNION ALL
  SELECT school_id, admission_id, pupil_id, last_monday + 7, last
    FROM span WHERE monday <= last_monday AND last_monday + 6 < last),
counted AS (
  SELECT span.school_id, span.admission_id, week.monday, {", ".join(f"week.{column}" for column in COLUMNS)}
    FROM span JOIN registers_pupilweek week ON week.school_id = span.school_id AND week.pupil_id = span.pupil_id
         AND week.monday BETWEEN span.monday AND span.last_monday
   WHERE week.school_id = ANY(%(schools)s) AND week.monday BETWEEN %(first)s::date - 6 AND %(last)s
  UNION ALL
  SELECT edge.school_id, edge.admission_id, date_trunc('week', mark.date)::date,
         {MARK_SUMS}
    FROM edge CROSS JOIN LATERAL (
         SELECT date, code FROM registers_mark mark WHERE mark.school_id = edge.school_id
            AND mark.pupil_id = edge.pupil_id AND mark.date BETWEEN edge.first AND edge.last OFFSET 0) AS mark)
"""
SUMMED = ", ".join(f"coalesce(sum({column}), 0)::int AS {column}" for column in COLUMNS)
BY_ENROLMENT = f"""{COUNTED},
enrolment AS (SELECT school_id, admission_id, {SUMMED} FROM counted GROUP BY school_id, admission_id)
"""
_ABSENT = "(authorised + unauthorised)"
_POSSIBLE = f"(attended + {_ABSENT})"
TOTALS = f"""{SUMMED},
       count(*) FILTER (WHERE {_POSSIBLE} > 0),
       count(*) FILTER (WHERE {_POSSIBLE} > 0 AND {_ABSENT} * {PERSISTENT_ONE_IN} >= {_POSSIBLE}),
       count(*) FILTER (WHERE {_POSSIBLE} > 0 AND {_ABSENT} * {SEVERE_ONE_IN} >= {_POSSIBLE})"""

ENROLMENTS = f"""{BY_ENROLMENT},
held AS (SELECT admission_id, array_agg(name) AS names FROM belonging WHERE name IS NOT NULL GROUP BY admission_id)
SELECT stay.school_id, stay.admission_id, stay.pupil_id, coalesce(held.names, '{{}}'),
       {", ".join(f"coalesce(enrolment.{column}, 0)" for column in COLUMNS)}
  FROM stay
  LEFT JOIN enrolment ON enrolment.admission_id = stay.admission_id
  LEFT JOIN held ON held.admission_id = stay.admission_id
 WHERE EXISTS (SELECT FROM span WHERE span.admission_id = stay.admission_id)
 ORDER BY stay.school_id, stay.admission_id
"""
BY_SCHOOL = f"""{BY_ENROLMENT}
SELECT place.school_id, {TOTALS}
  FROM place LEFT JOIN enrolment ON enrolment.school_id = place.school_id GROUP BY place.school_id
"""
BY_SCHOOL_AND_GROUP = f"""{BY_ENROLMENT}
SELECT enrolment.school_id, belonging.name, {TOTALS}
  FROM enrolment JOIN belonging ON belonging.admission_id = enrolment.admission_id
 WHERE belonging.name IS NOT NULL GROUP BY enrolment.school_id, belonging.name
"""
BY_WEEK = f"""{COUNTED}
SELECT school_id, monday, {SUMMED} FROM counted GROUP BY school_id, monday
HAVING sum(attended + authorised + unauthorised) > 0 ORDER BY school_id, monday
"""
_MARKS = """
  FROM span JOIN registers_mark mark ON mark.school_id = span.school_id AND mark.pupil_id = span.pupil_id
       AND mark.date BETWEEN span.first AND span.last
 WHERE mark.school_id = ANY(%(schools)s) AND mark.date BETWEEN %(first)s AND %(last)s AND mark.code <> %(cleared)s
"""
BY_CODE = f"""{SPANS}
SELECT extract(isodow FROM mark.date)::int - 1, mark.session, mark.code, count(*)::int {_MARKS} GROUP BY 1, 2, 3
"""
BY_PUPIL_AND_CODE = f"""{SPANS}
SELECT span.admission_id, mark.code, count(*)::int {_MARKS}
   AND (%(weekday)s::int IS NULL OR extract(isodow FROM mark.date)::int - 1 = %(weekday)s)
   AND (%(session)s = '' OR mark.session = %(session)s)
 GROUP BY 1, 2
"""
LEFT_OUT = f"""{SPANS}
SELECT count(DISTINCT span.pupil_id) FILTER (WHERE EXISTS (SELECT FROM belonging
             WHERE belonging.admission_id = stay.admission_id AND belonging.name = 'year:{RECEPTION}')),
       count(DISTINCT stay.pupil_id) FILTER (WHERE stay.out_of_it && daterange(%(first)s, stay.day, '[]')),
       count(DISTINCT span.pupil_id) FILTER (WHERE stay.starting_day > %(first)s),
       count(DISTINCT span.pupil_id) FILTER (WHERE stay.deleted_on < least(%(last)s::date, %(on)s::date))
  FROM stay LEFT JOIN span ON span.admission_id = stay.admission_id
"""


def parameters(
    schools: Collection[int],
    period: Period,
    on: dt.date,
    group: Group,
    within: Group = EVERYBODY,
    *,
    compulsory: bool,
) -> dict[str, Any]:
    """What every statement here is asked with."""
    return {
        "schools": list(schools),
        "first": period.first,
        "last": period.last,
        "on": on,
        "group": str(group),
        "within": str(within),
        "nursery": sorted(NURSERY),
        "compulsory": compulsory,
        **_cohorts(period, compulsory=compulsory),
    }


def _cohorts(period: Period, *, compulsory: bool) -> dict[str, list[dt.date]]:
    """Birth dates between which everybody is of compulsory school age on the same days, and those days."""
    found: dict[str, list[dt.date]] = {
        name: [] for name in ("born_from", "born_to", "compulsory_from", "compulsory_to")
    }
    years = range(period.first.year - OLDEST, period.last.year + 1) if compulsory else ()
    ends = [dt.date(year, month, day) for year in years for month, day in PRESCRIBED_DAYS]
    for earlier, last in pairwise(sorted(ends)):
        age = compulsory_school_age(last)
        found["born_from"].append(earlier + dt.timedelta(days=1))
        found["born_to"].append(last)
        found["compulsory_from"].append(age.first)
        found["compulsory_to"].append(age.last)
    return found
