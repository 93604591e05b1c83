"""What follows a pupil who moves inside the site: unauthorised sessions at the earlier school count on.

The only step that touches two schools (data.md "Who and where"). It may run again at any time: it brings the copies
to what the earlier school's register says now, and changes nothing where they agree.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date

from django.db import connection, transaction

from registers.code_sql import is_one_of
from registers.codes import UNAUTHORISED
from registers.models import PriorAbsence, PupilChange, School

# Sessions at another school of the site, of a pupil with the same UPN, before a stay here and never on this roll.
EARLIER = f"""
SELECT here.school_id, here.id AS pupil_id, k.date, k.session, k.code, s.name, s.id AS from_school_id
FROM registers_pupil here
JOIN registers_pupil there ON there.upn = here.upn AND there.school_id <> here.school_id
JOIN registers_school s ON s.id = there.school_id
JOIN registers_mark k ON k.school_id = there.school_id AND k.pupil_id = there.id
     AND {is_one_of(UNAUTHORISED, code="k.code")}
WHERE (here.school_id = ANY(%(schools)s) OR there.school_id = ANY(%(schools)s))
  AND EXISTS (SELECT FROM registers_admission a WHERE a.pupil_id = here.id AND a.starting_day > k.date)
  AND NOT EXISTS (SELECT FROM registers_admission a WHERE a.pupil_id = here.id AND a.starting_day <= k.date
                  AND (a.deleted_on IS NULL OR a.deleted_on >= k.date))
"""
COPY = f"""
INSERT INTO registers_priorabsence AS prior (school_id, pupil_id, date, session, code, school_name, from_school_id)
SELECT DISTINCT ON (pupil_id, date, session) * FROM ({EARLIER}) AS earlier
ORDER BY pupil_id, date, session, from_school_id
ON CONFLICT (pupil_id, date, session) DO UPDATE
SET code = excluded.code, from_school_id = excluded.from_school_id
WHERE (prior.code, prior.from_school_id) IS DISTINCT FROM (excluded.code, excluded.from_school_id)
"""
# A copy whose session is no unauthorised absence any more; one that a notice has used stays. What the earlier schools
# say is worked out once: without statistics the planner would do so anew for each copy.
FORGET = f"""
WITH earlier AS MATERIALIZED ({EARLIER})
DELETE FROM registers_priorabsence p
WHERE p.from_school_id IS NOT NULL AND p.used_on IS NULL
  AND (p.school_id = ANY(%(schools)s) OR p.from_school_id = ANY(%(schools)s))
  AND NOT EXISTS (SELECT FROM earlier
                  WHERE earlier.pupil_id = p.pupil_id AND earlier.date = p.date AND earlier.session = p.session)
"""

# Schools with anything to do at all: nobody of most schools was at another one of the site.
MOVED = """
SELECT school_id FROM registers_priorabsence WHERE school_id = ANY(%(schools)s) AND from_school_id IS NOT NULL
UNION SELECT from_school_id FROM registers_priorabsence WHERE from_school_id = ANY(%(schools)s)
UNION SELECT here.school_id FROM registers_pupil here JOIN registers_pupil there ON there.upn = here.upn
      WHERE here.school_id = ANY(%(schools)s) AND there.school_id <> here.school_id
"""


def with_anybody_moved(*, schools: Collection[int]) -> list[int]:
    """Those of the schools of which any pupil was or is at another school of the site, so that there may be copies."""
    with connection.cursor() as cursor:
        cursor.execute(MOVED, {"schools": list(schools)})
        return [school for (school,) in cursor]


def refresh_prior_absence(*, school: School) -> int:
    """Bring the copies that `school` holds, and those that others hold of it, up to date; how many rows changed."""
    return refresh_prior_absences(schools=[school.pk])


@transaction.atomic(savepoint=False)
def refresh_prior_absences(*, schools: Collection[int]) -> int:
    """The same for several schools at once."""
    changed = 0
    if moved := with_anybody_moved(schools=schools):
        with connection.cursor() as cursor:
            for statement in (FORGET, COPY):
                cursor.execute(statement, {"schools": moved})
                changed += cursor.rowcount
    PupilChange.objects.filter(school__in=schools, reader=PupilChange.Reader.PRIOR_ABSENCE).delete()
    return changed


def use_prior_absences(*, used_on: Mapping[int, date | None]) -> int:
    """Note of copies on which day a notice of the earlier school used them, or that none does any more; how many."""
    days: dict[date | None, list[int]] = defaultdict(list)
    for prior, day in used_on.items():
        days[day].append(prior)
    return sum(PriorAbsence.objects.filter(pk__in=priors).update(used_on=day) for day, priors in days.items())
