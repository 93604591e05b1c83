"""The daily return of every school, made and kept, against COPY of the same rows.

One run, one machine. Each school has 420 pupils, returns of the seven school days before, made twice a day, and
corrections since. The rival is one COPY of the same lines, all 23 columns, over every school. Runs alternate, each
line is a median. Then memory: what many schools take beyond one. Small sizes by arguments: --schools 6 --more 20.
Ends with an error where a bound is broken.
"""

import argparse
import datetime as dt
import io
import resource
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from bench_save_class import own_servers  # noqa: E402

PUPILS = 420
ON = dt.date(2026, 11, 24)
DAYS = [dt.date(2026, 11, day) for day in (13, 16, 17, 18, 19, 20, 23, 24)]
TIMES_COPY = 3
MORE_MEMORY = 8 * 1024
"""kB that the largest number of schools may take beyond the smallest."""
CORRECTED = 40
"""One mark in so many of the days before is changed after its return: some twenty a school and day."""
KINDS = {"year_group": "3", "sen": "N", "ehcp": "0", "fsm": "0", "looked_after": "0",
         "previously_looked_after": "0", "social_worker": "none"}  # fmt: skip
MARKS = """
INSERT INTO registers_mark (school_id, pupil_id, date, session, code, note, source, client, seq, rev, reason, by_id,
                            name, position, at)
SELECT p.school_id, p.id, d.date, halves.session,
       CASE WHEN p.id %% 23 = 0 THEN 'N' WHEN p.id %% 19 = 0 THEN 'I' WHEN session = 'AM' THEN '/' ELSE E'\\\\' END,
       '', 'bench', '', 0, 1, '', %s, 'A', 'B', d.date + time '08:50'
FROM registers_pupil p JOIN registers_schoolday d USING (school_id)
CROSS JOIN (VALUES ('AM'), ('PM')) AS halves (session)
ORDER BY d.date, halves.session, p.id
"""
CORRECTIONS = """
UPDATE registers_mark SET code = 'M', rev = rev + 1, reason = 'reason established', at = at + interval '1 day'
WHERE date < %s AND (pupil_id * 31 + extract(day FROM date)::int) %% %s = 0 AND session = 'AM'
"""
SAME_ROWS = """
COPY (
  SELECT s.urn, s.la_code, s.estab, p.upn, p.forename, p.surname, p.dob, p.sex, p.ethnicity, k.looked_after,
         k.previously, k.sen, k.ehcp, k.fsm, k.year_group, a.starting_day, a.deleted_on,
         (k.worker = 'CIN')::int, (k.worker = 'CP')::int, m.date, m.session, m.code, (m.date < '{on}')::int
  FROM registers_mark m
  JOIN registers_pupil p ON p.id = m.pupil_id
  JOIN registers_school s ON s.id = m.school_id
  LEFT JOIN registers_admission a ON a.pupil_id = p.id AND a.starting_day <= m.date
       AND (a.deleted_on IS NULL OR a.deleted_on >= m.date)
  LEFT JOIN (
    SELECT pupil_id, max(value) FILTER (WHERE kind = 'looked_after') AS looked_after,
           max(value) FILTER (WHERE kind = 'previously_looked_after') AS previously,
           max(value) FILTER (WHERE kind = 'sen') AS sen, max(value) FILTER (WHERE kind = 'ehcp') AS ehcp,
           max(value) FILTER (WHERE kind = 'fsm') AS fsm,
           max(value) FILTER (WHERE kind = 'year_group') AS year_group,
           max(value) FILTER (WHERE kind = 'social_worker') AS worker
    FROM registers_pupilstatus WHERE first_day <= '{on}' AND (last_day IS NULL OR last_day >= '{on}')
    GROUP BY pupil_id) k ON k.pupil_id = p.id
  WHERE m.school_id = ANY (ARRAY{schools}) AND m.code <> ''
    AND (m.date = '{on}' OR (m.school_id, m.pupil_id, m.date, m.session) IN (
         SELECT school_id, pupil_id, date, session FROM registers_markhistory WHERE date BETWEEN '{first}' AND '{on}'))
  ORDER BY s.urn, m.date, p.upn, m.session
) TO STDOUT WITH (FORMAT csv)
"""


def sizes():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=60, help="in the comparison (60: 50,400 rows)")
    parser.add_argument("--more", type=int, default=200, help="schools at the end of the look at memory")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def fill(link, schools):
    """Make the schools with a term's week of marks, and the returns of the days before, twice a day."""
    from registers.models import Admission, Post, Pupil, PupilStatus, School, SchoolDay
    from reporting.actions.returns import make_daily_return
    from tests.factories import PostFactory, TrustFactory

    trust = TrustFactory()
    made = School.objects.bulk_create(
        School(trust=trust, urn=f"{500000 + n}", la_code="874", estab=f"{2000 + n}", name=f"School {n}",
               phase="primary") for n in range(schools)
    )  # fmt: skip
    Pupil.objects.bulk_create(
        (
            Pupil(school=school, upn=f"B{school.pk * 1000 + n:012}", surname=f"Surname{n}", forename=f"Forename{n}",
                  dob=dt.date(2018, 9, 1), sex="F", ethnicity="WBRI")
            for school in made for n in range(PUPILS)
        ),
        batch_size=5000,
    )  # fmt: skip
    SchoolDay.objects.bulk_create(
        SchoolDay(school=school, date=day, week=1) for school in made for day in DAYS
    )
    clerk = Post.objects.first() or PostFactory(school=made[0], role="office")
    pupils = list(Pupil.objects.filter(school__in=made))
    starting = {"starting_day": dt.date(2026, 9, 2)}
    Admission.objects.bulk_create(
        (Admission(school_id=pupil.school_id, pupil=pupil, **starting) for pupil in pupils), batch_size=5000
    )
    PupilStatus.objects.bulk_create(
        (
            PupilStatus(school_id=pupil.school_id, pupil=pupil, kind=kind, value=value, first_day=DAYS[0])
            for pupil in pupils for kind, value in KINDS.items()
        ),
        batch_size=5000,
    )  # fmt: skip
    with link.cursor() as cursor:
        cursor.execute(MARKS, [clerk.pk])
        cursor.execute("ANALYZE")
    for day in DAYS[:-1]:
        for school in made:
            make_daily_return(school=school, on=day, at=dt.datetime.combine(day, dt.time(12), dt.UTC))
    with link.cursor() as cursor:
        cursor.execute(CORRECTIONS, [ON, CORRECTED])
        cursor.execute("ANALYZE")
    return made


def returns_of(schools):
    """Make the day's return of each school as the timetable does, in ms; kept until the next round makes it anew."""
    from django.db import transaction

    from reporting.actions.returns import make_daily_return

    with transaction.atomic():
        begun = time.perf_counter()
        rows = sum(
            make_daily_return(school=school, on=ON, at=dt.datetime.combine(ON, dt.time(14), dt.UTC)).rows
            for school in schools
        )
        taken = (time.perf_counter() - begun) * 1000
        transaction.set_rollback(True)
    return taken, rows


def copy_of(schools, link):
    """One COPY of the same rows, in ms."""
    query = SAME_ROWS.format(on=ON, first=DAYS[0], schools=[school.pk for school in schools])
    target = io.BytesIO()
    with link.cursor() as cursor:
        begun = time.perf_counter()
        cursor.copy_expert(query, target)
        taken = (time.perf_counter() - begun) * 1000
    return taken, target.getvalue().count(b"\n")


def most_memory():
    """The most that this process has held, in kB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def main():
    """Compare, then look at memory."""
    size = sizes()
    with own_servers():
        import django

        django.setup()
        from django.db import connection

        connection.ensure_connection()
        schools = fill(connection, max(size.schools, size.more))
        compared = schools[: size.schools]
        ours, rival = [], []
        for _ in range(size.rounds):
            ours.append(returns_of(compared))
            rival.append(copy_of(compared, connection.connection))
        assert ours[0][1] == rival[0][1], f"{ours[0][1]} rows, COPY has {rival[0][1]}"
        made, copied = (statistics.median(taken for taken, _ in runs) for runs in (ours, rival))
        ratio = made / copied
        print(
            f"{len(compared)} schools, {ours[0][1]} rows: made and kept {made:.0f} ms,"
            f" COPY {copied:.0f} ms: {ratio:.2f} x"
        )
        before = most_memory()
        returns_of(schools[: size.more])
        grown = most_memory() - before
        print(f"Memory from {len(compared)} to {size.more} schools: {grown} kB more, of {before} kB")
        connection.close()
    broken = [
        words
        for words, holds in [
            (f"More than {TIMES_COPY} times COPY", ratio <= TIMES_COPY),
            (f"More than {MORE_MEMORY} kB more", grown <= MORE_MEMORY),
        ]
        if not holds
    ]
    sys.exit("; ".join(broken) or None)


if __name__ == "__main__":
    main()
