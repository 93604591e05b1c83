"""A dashboard's figures from the sums of the weeks, against the same figures from the marks, in one run.

The statements are those of reporting/tables.py; beside each stands the same one with its sums counted from marks, as
it would be without the summary. Both must find the same. Runs alternate, each line is a median. Bounds: one school at
most 1/10 of the time from marks, the trust at most 1/8. Small sizes by arguments: --schools 6 --rounds 3. With few
schools what each statement costs in any case outweighs what it reads: the bounds are judged from --schools 20 on.
"""

import argparse
import datetime as dt
import statistics
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from bench_save_class import own_servers  # noqa: E402
from threshold_world import ON, PUPILS, fill  # noqa: E402

SCHOOL_BOUND, TRUST_BOUND = 1 / 10, 1 / 8
JUDGED_FROM = 20
YEAR_STARTS = dt.date(2025, 9, 1)
ROLL = """
INSERT INTO registers_admission (school_id, pupil_id, starting_day, registration, other_school, agreed_with, ground,
                                 destination)
SELECT school_id, id, DATE '2024-09-01', 'single', '', '', '', '' FROM registers_pupil
"""
STATUSES = """
INSERT INTO registers_pupilstatus (school_id, pupil_id, kind, value, first_day)
SELECT school_id, id, 'year_group', ((id % 6) + 1)::text, DATE '2024-09-01' FROM registers_pupil UNION ALL
SELECT school_id, id, 'fsm', '1', DATE '2024-09-01' FROM registers_pupil WHERE id % 4 = 0 UNION ALL
SELECT school_id, id, 'sen', CASE WHEN id % 10 = 0 THEN 'E' ELSE 'K' END, DATE '2024-09-01'
  FROM registers_pupil WHERE id % 5 = 0
"""
CLASSES = """
INSERT INTO registers_registrationgroup (school_id, name)
SELECT id, 'Class ' || n FROM registers_school CROSS JOIN generate_series(1, 14) AS n
"""
MEMBERS = """
INSERT INTO registers_groupmembership (school_id, pupil_id, group_id, first_day)
SELECT pupil.school_id, pupil.id, form.id, DATE '2024-09-01'
  FROM registers_pupil pupil
  JOIN registers_registrationgroup form ON form.school_id = pupil.school_id
       AND form.name = 'Class ' || (pupil.id % 14 + 1)
"""


def sizes():
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--schools", type=int, default=60, help=f"of two years, {PUPILS} pupils each")
    parser.add_argument("--rounds", type=int, default=5)
    return parser.parse_args()


def furnish(link):
    """What figures need besides marks: stays, years, groups, and the sums of the weeks."""
    from registers.mark_guards import SUMS, week_sums

    with link.cursor() as cursor:
        for table in (
            "registers_groupmembership",
            "registers_registrationgroup",
            "registers_pupilstatus",
            "registers_admission",
            "registers_pupilweek",
        ):
            cursor.execute(f"DELETE FROM {table}")
        for statement in (ROLL, STATUSES, CLASSES, MEMBERS):
            cursor.execute(statement)
        marks = "SELECT school_id, pupil_id, date, session, code, 1 AS sign FROM registers_mark"
        cursor.execute(
            f"INSERT INTO registers_pupilweek (school_id, pupil_id, monday, {', '.join(SUMS)}) {week_sums(marks)}"
        )
        cursor.execute("VACUUM ANALYZE")


def from_marks(statement):
    """The same statement, its sums counted from marks."""
    from reporting import table_sql

    marks = f"""{table_sql.SPANS},
counted AS (
  SELECT span.school_id, span.admission_id, date_trunc('week', mark.date)::date AS monday, {table_sql.MARK_SUMS}
    FROM span JOIN registers_mark mark ON mark.school_id = span.school_id AND mark.pupil_id = span.pupil_id
         AND mark.date BETWEEN span.first AND span.last
   WHERE mark.school_id = ANY(%(schools)s) AND mark.date BETWEEN %(first)s AND %(last)s)
"""
    assert table_sql.COUNTED in statement
    return statement.replace(table_sql.COUNTED, marks)


def timed(link, statement, asked):
    """What came, and the milliseconds."""
    begun = time.perf_counter()
    with link.cursor() as cursor:
        cursor.execute(statement, asked)
        rows = cursor.fetchall()
    return sorted(map(repr, rows)), (time.perf_counter() - begun) * 1000


def compare(link, name, statement, schools, rounds, bound):
    """One line: both medians, beside the bound that holds for all of them together."""
    from reporting import table_sql
    from reporting.groups import EVERYBODY
    from reporting.periods import Period

    asked = table_sql.parameters(schools, Period(YEAR_STARTS, ON), ON, EVERYBODY, compulsory=False)
    slow = from_marks(statement)
    spent = {"weeks": [], "marks": []}
    for _ in range(rounds + 1):
        weeks, weeks_took = timed(link, statement, asked)
        marks, marks_took = timed(link, slow, asked)
        assert weeks == marks, f"{name}: the sums and the marks say different things"
        spent["weeks"].append(weeks_took)
        spent["marks"].append(marks_took)
    fast, from_them = (statistics.median(spent[each][1:]) for each in ("weeks", "marks"))
    times = f"1/{from_them / fast:<6.1f} bound 1/{1 / bound:.0f}"
    print(f"{name:<28}{fast:>10.1f} ms{from_them:>10.1f} ms   {times}")
    return fast, from_them


def main():
    """Print a line a figure and one for each page; end with an error where a bound is broken."""
    asked = sizes()
    with own_servers() as servers:
        import django
        import psycopg2

        django.setup()
        from registers.models import School
        from reporting import table_sql

        link = psycopg2.connect(servers.owner_url)
        link.autocommit = True
        marks, seconds = fill(link, schools=asked.schools, years=2)
        furnish(link)
        schools = list(
            School.objects.filter(urn__startswith="50").order_by("pk").values_list("pk", flat=True)
        )
        print(
            f"{marks:,} marks of {len(schools)} schools and two years, made in {seconds:.0f} s; figures of one year\n"
        )
        print(f"{'':<28}{'weeks':>13}{'marks':>13}")
        broken = False
        for whose, chosen, bound in (
            ("one school", schools[:1], SCHOOL_BOUND),
            ("the trust", schools, TRUST_BOUND),
        ):
            parts = [
                compare(link, f"{whose}, {name}", statement, chosen, asked.rounds, bound)
                for name, statement in (
                    ("by school", table_sql.BY_SCHOOL),
                    ("by group", table_sql.BY_SCHOOL_AND_GROUP),
                    ("by week", table_sql.BY_WEEK),
                )
            ]
            weeks, from_them = (sum(each) for each in zip(*parts, strict=True))
            print(
                f"{f'{whose}, all three':<28}{weeks:>10.1f} ms{from_them:>10.1f} ms   1/{from_them / weeks:.1f}\n"
            )
            broken |= weeks > from_them * bound
    if broken and asked.schools >= JUDGED_FROM:
        sys.exit("A bound is broken.")


if __name__ == "__main__":
    main()
