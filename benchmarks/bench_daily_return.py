"""The daily return of every school, made and kept, against COPY of the same rows.

One run, one machine. Each school has 420 pupils, returns of the seven school days before, and corrections since. The
returns are made as the timetable has them made: rows of the ledger, in lots, by the two processes that a worker has.
The rival is one COPY of the same lines, all 23 columns, over every school, for which PostgreSQL uses every processor.
Runs alternate, each line is a median; one process alone is shown beside. Then memory: what many schools take beyond
one. Small sizes by arguments: --schools 6 --more 20. Ends with an error where a bound is broken.
"""

import argparse
import contextlib
import datetime as dt
import io
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from bench_save_class import own_servers  # noqa: E402
from watch import WORKERS, Watch, begin_worker, median, peak  # noqa: E402

PUPILS = 420
ON = dt.date(2026, 11, 24)
DAYS = [dt.date(2026, 11, day) for day in (13, 16, 17, 18, 19, 20, 23, 24)]
AT = dt.datetime.combine(ON, dt.time(14), dt.UTC)
TIMES_COPY = 3
A_LOT, MORE_MEMORY = 24 * 1024, 4 * 1024
"""kB that a worker may take for a lot of schools beyond one school, and for any number of lots beyond the first."""
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
    from reporting.actions.returns import make_in_turn
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
        noon = partial(dt.datetime.combine, day, dt.time(12), dt.UTC)
        for _ in make_in_turn(schools=made, on=day, now=noon):
            pass
    with link.cursor() as cursor:
        cursor.execute(CORRECTIONS, [ON, CORRECTED])
        cursor.execute("ANALYZE")
    return made


def carry_out_lot(ids):
    """A task of the worker: the returns of the schools of these runs; how many were made, and its peak in kB."""
    from reporting.tasks import make_together

    done = make_together(run_ids=ids, claimed_by="bench", now=lambda: AT)
    return done, peak()


class Middays:
    """Runs of the daily return as the timetable makes them: a row of the ledger for each school, in lots."""

    def __init__(self, owner, watch):
        self.owner, self.watch, self.number = owner, watch, 0

    def make(self, schools, workers):
        """One midday for those schools: what it took, its rows, and the peak of the workers in kB."""
        from registers.models import JobRun
        from registers.scheduled_jobs import hand_over
        from reporting.models import Return

        self.forget()
        self.number += 1
        runs = JobRun.objects.bulk_create(
            JobRun(school=school, job="daily_return", words="Return", date=ON, due_at=dt.time(12, self.number),
                   expected_at=AT, deadline_at=AT + dt.timedelta(hours=1))
            for school in schools
        )  # fmt: skip
        lots = hand_over([[run] for run in runs], {"daily_return"}).lots
        ids, results = [[run.pk for run in lot] for lot in lots], []
        taken = self.watch.time(lambda: results.extend(workers.map(carry_out_lot, ids)))
        failed = JobRun.objects.filter(failed=True).values_list("outcome", flat=True).first()
        assert sum(done for done, _ in results) == len(runs), failed
        made = Return.objects.filter(date=ON, school__in=schools).values_list("rows", flat=True)
        assert len(made) == len(runs), f"{len(made)} returns of {len(runs)} schools"
        return taken, sum(made), max(peak for _, peak in results)

    def forget(self):
        """Take the returns of the day away, as if none had been made."""
        with self.owner.cursor() as cursor:
            cursor.execute("ALTER TABLE reporting_return DISABLE TRIGGER USER")
            cursor.execute("DELETE FROM reporting_return WHERE date = %s", [ON])
            cursor.execute("ALTER TABLE reporting_return ENABLE TRIGGER USER")
            cursor.execute("VACUUM reporting_return")


def copy_of(schools, link, watch):
    """One COPY of the same rows: what it took, and how many."""
    query = SAME_ROWS.format(on=ON, first=DAYS[0], schools=[school.pk for school in schools])
    target = io.BytesIO()
    with link.cursor() as cursor:
        taken = watch.time(lambda: cursor.copy_expert(query, target))
    return taken, target.getvalue().count(b"\n")


def main():
    """Compare, then look at memory."""
    size = sizes()
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(own_servers())
        import django
        import psycopg2

        django.setup()
        from django.db import connection

        connection.ensure_connection()
        schools = fill(connection, max(size.schools, size.more))
        compared = schools[: size.schools]
        owner = psycopg2.connect(servers.owner_url)
        owner.autocommit = True
        watch = Watch(owner)
        middays = Middays(owner, watch)
        two, one, few = (
            stack.enter_context(ProcessPoolExecutor(number, get_context("spawn"), begin_worker))
            for number in (WORKERS, 1, 1)
        )
        for each in (two, one):
            middays.make(compared, each)  # every process has begun
        ours, alone, rival = [], [], []
        for _ in range(size.rounds):
            ours.append(middays.make(compared, two))
            rival.append(copy_of(compared, connection.connection, watch))
            alone.append(middays.make(compared, one))
        assert ours[0][1] == rival[0][1], f"{ours[0][1]} rows, COPY has {rival[0][1]}"
        made, copied, by_one = (median(run[0] for run in runs) for runs in (ours, rival, alone))
        print(f"{len(compared)} schools, {ours[0][1]} rows, medians of {size.rounds}")
        for what, spent in (("COPY", copied), ("made and kept by two", made), ("by one alone", by_one)):
            compared_to = f"{spent.clock / copied.clock:.2f} x, {spent.processors / copied.processors:.2f} x"
            print(
                f"  {what:22} {spent.clock:7.0f} ms clock {spent.processors:7.0f} ms processors   {compared_to}"
            )
        numbers = [1, len(compared), size.more]
        peaks = [middays.make(schools[:number], few)[2] for number in numbers]
        print(
            "Peak of a worker: "
            + ", ".join(f"{n} schools {kB} kB" for n, kB in zip(numbers, peaks, strict=True))
        )
        owner.close()
        connection.close()
    broken = [
        words
        for words, holds in [
            (f"More than {TIMES_COPY} times COPY", made.clock <= TIMES_COPY * copied.clock),
            (f"More than {A_LOT} kB for a lot", peaks[1] - peaks[0] <= A_LOT),
            (f"More than {MORE_MEMORY} kB for more lots", peaks[-1] - peaks[1] <= MORE_MEMORY),
        ]
        if not holds
    ]
    sys.exit("; ".join(broken) or None)


if __name__ == "__main__":
    main()
