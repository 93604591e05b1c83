"""The nightly scan for the national threshold, with all that it writes, against polars and an ORM loop.

One run, one machine. The scan reads the marks in PostgreSQL and writes cases, their events and the ledger; polars reads
the same rows from parquet and writes the same cases to parquet; both must find the same. Runs alternate, each line is a
median. Small sizes by arguments, in seconds: --schools 4 --more 12. Ends with an error where a bound is broken.
"""

import argparse
import contextlib
import datetime as dt
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from bench_save_class import own_servers  # noqa: E402
from threshold_world import ON, PUPILS, clear_cases, fill  # noqa: E402
from watch import WORKERS, Spent, Watch, begin_worker, median, peak  # noqa: E402

FULL = 60
"""Schools; with fewer, what each run costs in any case outweighs what it reads, and the bounds say nothing."""
AT = dt.datetime.combine(ON, dt.time(20), dt.UTC)


def sizes():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=FULL, help="of two years (60: 25,200 pupils)")
    parser.add_argument(
        "--more", type=int, default=238, help="of one year, for the growth (238: 99,960 pupils)"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument(
        "--loop", type=int, default=40, help="pupils of the ORM loop; the others are reckoned"
    )
    return parser.parse_args()


def carry_out_lot(ids):
    """A task of the worker: the scan of the schools of these runs; how many were done, and the worker's peak in MB."""
    from penalties.tasks import scan_together

    done = scan_together(run_ids=ids, claimed_by="bench", now=lambda: AT)
    return done, peak() / 1024


class Nights:
    """Runs of the scan as the timetable makes them: a row of the ledger for each school, handed to workers in lots."""

    def __init__(self, watch, workers):
        self.number = 0
        self.peak = 0
        self.watch, self.workers = watch, workers

    def scan(self, schools):
        """One night for those schools."""
        from registers.models import JobRun
        from registers.scheduled_jobs import hand_over

        self.number += 1
        runs = JobRun.objects.bulk_create(
            JobRun(school=school, job="scan_thresholds", words="Scan", date=ON, due_at=dt.time(1, self.number),
                   expected_at=AT, deadline_at=AT + dt.timedelta(hours=2))
            for school in schools
        )  # fmt: skip
        lots = hand_over([[run] for run in runs], {"scan_thresholds"}).lots
        results = []
        ids = [[run.pk for run in lot] for lot in lots]
        taken = self.watch.time(lambda: results.extend(self.workers.map(carry_out_lot, ids)))
        failed = JobRun.objects.filter(failed=True).values_list("outcome", flat=True).first()
        assert sum(done for done, _ in results) == len(runs), failed
        self.peak = max([self.peak, *(peak for _, peak in results)])
        return taken


def orm_loop(schools, sample):
    """Some pupils of the first school, each by itself, every mark as an object."""
    from penalties.threshold import Absence, count, reached
    from registers.codes import UNAUTHORISED
    from registers.models import Mark, Pupil, SchoolDay
    from registers.school_year import SchoolWeeks

    weeks = SchoolWeeks(SchoolDay.objects.filter(school=schools[0]).values_list("date", flat=True))
    for pupil in Pupil.objects.filter(school=schools[0])[:sample]:
        marks = Mark.objects.filter(school=pupil.school_id, pupil=pupil, date__lte=ON).order_by(
            "date", "session"
        )
        absences = [Absence(m.date, m.session, m.code) for m in marks if m.code in UNAUTHORISED]
        reached(count(absences, weeks=weeks, on=ON, dob=pupil.dob))


class Polars:
    """The same scan over parquet, as somebody with a data frame would write it."""

    def __init__(self, folder, link, watch):
        import polars

        self.pl, self.folder, self.watch = polars, folder, watch
        copied = {
            "marks": "SELECT school_id, pupil_id, date, session, code FROM registers_mark ORDER BY date, school_id",
            "days": "SELECT school_id, date FROM registers_schoolday",
            "pupils": "SELECT id AS pupil_id, dob FROM registers_pupil",
        }
        for name, query in copied.items():
            path = folder / f"{name}.csv"
            with path.open("wb") as file, link.cursor() as cursor:
                cursor.copy_expert(f"COPY ({query}) TO STDOUT WITH CSV HEADER", file)
            polars.read_csv(path, try_parse_dates=True).write_parquet(folder / f"{name}.parquet")
            path.unlink()
        self.with_ages()

    def with_ages(self):
        """The days of compulsory school age beside each pupil, worked out beforehand."""
        from registers.school_year import compulsory_school_age

        pupils = self.pl.read_parquet(self.folder / "pupils.parquet")
        ages = [compulsory_school_age(dob) for dob in pupils["dob"]]
        first, last = zip(*ages, strict=True)
        pupils = pupils.with_columns(of_age=self.pl.Series(first), to_age=self.pl.Series(last))
        pupils.write_parquet(self.folder / "pupils.parquet")

    def scan(self, since):
        """Read the marks since that day, judge and write."""
        return self.watch.time(lambda: self.cases(since).write_parquet(self.folder / "cases.parquet"))

    def cases(self, since):
        """Each pupil whose latest ten weeks with ten sessions end within six months, with those sessions."""
        from penalties.case_rules import RAISED_WITHIN
        from penalties.threshold import SESSIONS, WEEKS
        from registers.codes import THRESHOLD_NATIONAL

        pl, column = self.pl, self.pl.col
        monday = column("date").dt.truncate("1w").alias("monday")
        days = pl.scan_parquet(self.folder / "days.parquet").select("school_id", monday).unique()
        weeks = days.with_columns(week=column("monday").rank("dense").over("school_id").cast(pl.Int32))
        counted = (
            pl.scan_parquet(self.folder / "marks.parquet")
            .filter(column("code").is_in(sorted(THRESHOLD_NATIONAL)), column("date").is_between(since, ON))
            .join(pl.scan_parquet(self.folder / "pupils.parquet"), on="pupil_id")
            .filter(column("date").is_between(column("of_age"), column("to_age")))
            .with_columns(monday)
            .join(weeks, on=["school_id", "monday"])
            .sort("pupil_id", "date", "session")
            .with_columns(made=(column("week") - column("week").shift(SESSIONS - 1).over("pupil_id")) < WEEKS)
            .collect()
        )
        last = (
            counted.filter(column("made"))
            .group_by("pupil_id")
            .agg(until=column("week").last(), last=column("date").last())
            .filter(column("last") >= ON - RAISED_WITHIN)
        )
        return (
            counted.join(last, on="pupil_id")
            .filter(column("week") <= column("until"), column("week") > column("until") - WEEKS)
            .sort("pupil_id", "date", "session")
            .group_by("pupil_id", maintain_order=True)
            .agg(
                met_on=column("date").get(SESSIONS - 1),
                met_session=column("session").get(SESSIONS - 1),
                sessions=pl.struct("date", "session", "code"),
            )
        )

    def found(self):
        """What was written, to be compared."""
        rows = self.pl.read_parquet(self.folder / "cases.parquet").rows()
        return {
            pupil: (met_on, met_session, [(s["date"].isoformat(), s["session"], s["code"]) for s in sessions])
            for pupil, met_on, met_session, sessions in rows
        }


def written():
    """What the scan wrote: by pupil, when ten were reached, and the sessions."""
    from penalties.models import CaseEvent

    rows = CaseEvent.objects.values_list("case__pupil", "met_on", "met_session", "sessions")
    return {
        pupil: (met_on, session, [(row["date"], row["session"], row["code"]) for row in sessions])
        for pupil, met_on, session, sessions in rows
    }


def touched(link, work):
    """What some work read of the marks, as a share of their table: index pages, and a page for each mark opened."""
    from django.db import connection

    def pages():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
        with link.cursor() as cursor:
            cursor.execute(
                "SELECT idx_blks_read + idx_blks_hit + idx_tup_fetch + seq_tup_read"
                " FROM pg_statio_user_tables JOIN pg_stat_user_tables USING (relid)"
                " WHERE relid = 'registers_mark'::regclass"
            )
            return cursor.fetchone()[0]

    before = pages()
    work()
    with link.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('registers_mark') / 8192")
        return (pages() - before) / cursor.fetchone()[0]


def first_nights(link, nights, schools, rounds):
    """Nights that raise every case anew."""
    for _ in range(rounds):
        clear_cases(link)
        yield nights.scan(schools)


def growth(link, nights, size):
    """How much longer 100,000 pupils take than 25,000, per pupil, by the clock and the processors, and the memory."""
    from registers.models import School

    marks, seconds = fill(link, schools=size.more, years=1)
    print(
        f"{size.more} schools, {size.more * PUPILS:,} pupils, one year: {marks:,} marks, made in {seconds:.0f} s"
    )
    schools = list(School.objects.filter(urn__startswith="50").order_by("pk"))
    few = schools[: max(1, min(FULL, size.more // 4))]
    for _ in first_nights(link, nights, few, 3):
        pass  # every worker has seen as many schools as go to one task
    before = nights.peak
    rounds = zip(
        first_nights(link, nights, few, size.rounds),
        first_nights(link, nights, schools, size.rounds),
        strict=True,
    )
    part, whole = map(median, zip(*rounds, strict=True))
    ratio = len(schools) / len(few)
    return Spent(*(w / p / ratio for w, p in zip(whole, part, strict=True))), nights.peak - before, whole


def since_when(schools):
    """The first day that a scan of the schools looks at where no case is open."""
    from penalties.scan import Scan

    return min(Scan(school, ON).needed_from for school in schools)


def main():
    """Make the schools, run everything in turn, print the table."""
    size = sizes()
    with contextlib.ExitStack() as stack:
        servers = stack.enter_context(own_servers())
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="attendance-bench-"))
        import django
        import psycopg2

        django.setup()
        from penalties.threshold import APPLIES_FROM
        from registers.models import School

        link = psycopg2.connect(servers.owner_url)
        link.autocommit = True
        watch = Watch(link)
        pool = ProcessPoolExecutor(WORKERS, get_context("spawn"), begin_worker)
        nights = Nights(watch, stack.enter_context(pool))
        per_pupil, memory, whole = growth(link, nights, size)
        marks, seconds = fill(link, schools=size.schools, years=2)
        print(
            f"{size.schools} schools, {size.schools * PUPILS:,} pupils, two years: {marks:,} marks, {seconds:.0f} s"
        )
        schools = list(School.objects.filter(urn__startswith="50").order_by("pk"))
        rival = Polars(Path(folder), link, watch)
        since = since_when(schools)
        taken = {"scan": [], "again": [], "whole": [], "polars": []}
        nights.scan(schools)
        rival.scan(since)
        for first in first_nights(link, nights, schools, size.rounds):
            taken["scan"].append(first)
            taken["whole"].append(rival.scan(APPLIES_FROM))
            taken["again"].append(nights.scan(schools))
            taken["polars"].append(rival.scan(since))
        share = touched(link, lambda: nights.scan(schools))
        cases = written()
        assert cases == rival.found(), "the two do not find the same"
        medians = {name: median(each) for name, each in taken.items()}
        loop = watch.time(lambda: orm_loop(schools, size.loop))
        times = len(schools) * PUPILS / size.loop
        medians["loop"] = Spent(*(each * times for each in loop))
        link.close()
    report(size, medians, share=share, per_pupil=per_pupil, memory=memory, cases=len(cases), whole=whole)


def report(size, medians, *, share, per_pupil, memory, cases, whole):
    """The table, and the bounds. Each comparison is by the clock and by the processors; a bound holds by the clock."""
    scan, loop = medians["scan"], medians["loop"]

    def times(other):
        return f"scan = {scan.clock / other.clock:.2f} x, {scan.processors / other.processors:.2f} x"

    two_years = medians["whole"]
    rows = [
        ("the first night: every case raised, events, ledger", scan, "", True),
        ("a night on which nothing changes", medians["again"], "", True),
        ("polars, from parquet to parquet, both years", two_years,
         f"{times(two_years)} (at most 1.5 x)", scan.clock <= 1.5 * two_years.clock),
        ("polars, only from the day that the scan reads from", medians["polars"], times(medians["polars"]), True),
        ("a loop over pupils with the ORM (reckoned)", loop,
         f"scan = 1/{loop.clock / scan.clock:.0f}, 1/{loop.processors / scan.processors:.0f} (at most 1/300)",
         scan.clock * 300 <= loop.clock),
        (f"{size.more * PUPILS:,} pupils", whole,
         f"{per_pupil.clock:.2f} x, {per_pupil.processors:.2f} x the pupil ratio (at most 1.15 x)",
         per_pupil.clock <= 1.15),
    ]  # fmt: skip
    others = [
        ("read of the marks and their indexes", f"{share:.2%} (at most 2 %)", share <= 0.02),
        ("memory that they take more", f"{memory:.1f} MB (at most 20 MB)", memory <= 20),
    ]
    print(
        f"The threshold scan, {size.schools * PUPILS:,} pupils x 2 years, {cases:,} cases, medians of {size.rounds}"
    )
    print(f"  {'':52} {'clock':>9} {'processors':>12}")
    for what, spent, compared, holds in rows:
        figures = f"{spent.clock:9.0f} {spent.processors:12.0f} ms"
        print(f"  {what:52} {figures}   {compared}{'' if holds else '   <- broken'}")
    for what, words, holds in others:
        print(f"  {what:52} {words}{'' if holds else '   <- broken'}")
    broken = [row[0] for row in [*rows, *others] if not row[-1]]
    if broken and size.schools >= FULL:
        sys.exit(f"Out of bounds: {'; '.join(broken)}")


if __name__ == "__main__":
    main()
