"""Invented schools for the benchmark of the threshold scan: calendars, pupils, and every mark of a year or two."""

import contextlib
import datetime as dt
import time

PUPILS = 420
YEARS = {1: dt.date(2025, 9, 2), 2: dt.date(2024, 9, 3)}
ON = dt.date(2026, 7, 17)
HOLIDAYS = [
    (dt.date(2024, 10, 28), dt.date(2024, 11, 1)),
    (dt.date(2024, 12, 23), dt.date(2025, 1, 3)),
    (dt.date(2025, 2, 17), dt.date(2025, 2, 21)),
    (dt.date(2025, 4, 7), dt.date(2025, 4, 21)),
    (dt.date(2025, 5, 26), dt.date(2025, 5, 30)),
    (dt.date(2025, 7, 23), dt.date(2025, 9, 1)),
    (dt.date(2025, 10, 27), dt.date(2025, 10, 31)),
    (dt.date(2025, 12, 22), dt.date(2026, 1, 2)),
    (dt.date(2026, 2, 16), dt.date(2026, 2, 20)),
    (dt.date(2026, 3, 30), dt.date(2026, 4, 10)),
    (dt.date(2026, 5, 25), dt.date(2026, 5, 29)),
]
# A few pupils miss much, most miss little: 2.2 % of all marks are unauthorised, 5.3 % authorised absence.
MARKS = """
INSERT INTO registers_mark (school_id, pupil_id, date, session, code, note, source, client, seq, rev, reason, by_id,
                            name, position, at)
SELECT school_id, pupil_id, date, session,
       CASE WHEN lot < share THEN (ARRAY['O', 'O', 'O', 'U', 'G', 'N'])[1 + floor(lot / share * 6)::int]
            WHEN lot < share + 0.053 THEN 'I' WHEN session = 'AM' THEN '/' ELSE E'\\\\' END,
       '', 'bench', '', 0, 1, '', %s, 'A', 'B', date + time '08:50'
FROM (SELECT p.school_id, p.id AS pupil_id, d.date, halves.session, p.share, random() AS lot
      FROM registers_schoolday d JOIN bench_share p USING (school_id)
      CROSS JOIN (VALUES ('AM'), ('PM')) AS halves (session) OFFSET 0) AS lots
ORDER BY date, session, school_id
"""
SHARES = """
CREATE TEMP TABLE bench_share AS
SELECT id, school_id, 0.016 * exp(0.9 * sqrt(-2 * ln(1 - random())) * cos(2 * pi() * random())) AS share
FROM registers_pupil
"""
KEYS = (
    "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = 'registers_mark'::regclass"
)
INDEX = "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = 'mark_unauthorised'"


def school_days(first, number):
    """Mondays to Fridays less holidays, and less a day now and then that is each school's own."""
    days = (first + dt.timedelta(days=n) for n in range((ON - first).days + 1))
    return [
        day
        for day in days
        if day.weekday() < 5
        and not any(begins <= day <= ends for begins, ends in HOLIDAYS)
        and day.toordinal() % 67 != number % 67
    ]


def fill(link, *, schools, years):
    """Make the schools and every mark; all earlier marks and pupils go. Returns how many marks and the seconds."""
    from registers.models import Post, Pupil, School, SchoolDay
    from tests.factories import PostFactory, TrustFactory

    begun = time.monotonic()
    clear(link)
    trust = TrustFactory()
    made = School.objects.bulk_create(
        School(trust=trust, urn=f"{500000 + n}", name=f"School {n}", phase="primary") for n in range(schools)
    )
    Pupil.objects.bulk_create(
        (
            Pupil(
                school=school,
                upn=f"B{school.pk * 1000 + n:012}",
                surname="S",
                forename="F",
                dob=dt.date(2014, 9, 1) + dt.timedelta(days=n * 7 % 2300),
            )
            for school in made
            for n in range(PUPILS)
        ),
        batch_size=5000,
    )
    SchoolDay.objects.bulk_create(
        (
            SchoolDay(school=school, date=day, week=1)
            for n, school in enumerate(made)
            for day in school_days(YEARS[years], n)
        ),
        batch_size=5000,
    )
    clerk = Post.objects.first() or PostFactory(school=made[0], role="office")
    with link.cursor() as cursor, loading(cursor):
        cursor.execute("SELECT setseed(0.42)")
        cursor.execute(SHARES)
        cursor.execute(MARKS, [clerk.pk])
        marks = cursor.rowcount
        cursor.execute("DROP TABLE bench_share")
    with link.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return marks, time.monotonic() - begun


@contextlib.contextmanager
def loading(cursor):
    """Without triggers, keys and index while marks are loaded; they are put back as they were."""
    cursor.execute("ALTER TABLE registers_mark DISABLE TRIGGER USER")
    cursor.execute(KEYS)
    keys = [(name, what) for name, what in cursor.fetchall() if what.startswith(("PRIMARY", "FOREIGN"))]
    cursor.execute(INDEX)
    index, made_by = cursor.fetchone()
    for name, _ in keys:
        cursor.execute(f"ALTER TABLE registers_mark DROP CONSTRAINT {name}")
    cursor.execute(f"DROP INDEX {index}")
    yield
    for name, what in sorted(keys, key=lambda key: key[1], reverse=True):
        cursor.execute(f"ALTER TABLE registers_mark ADD CONSTRAINT {name} {what}")
    cursor.execute(made_by)
    cursor.execute("ALTER TABLE registers_mark ENABLE TRIGGER USER")


def clear(link):
    """Take every school's calendar, pupils, marks and cases away."""
    clear_cases(link)
    with link.cursor() as cursor:
        cursor.execute("ALTER TABLE registers_mark DISABLE TRIGGER USER")
        cursor.execute("TRUNCATE registers_mark")
        cursor.execute("ALTER TABLE registers_mark ENABLE TRIGGER USER")
        for table in ("registers_pupilchange", "registers_schoolday", "registers_pupil", "registers_jobrun"):
            cursor.execute(f"DELETE FROM {table}")
        cursor.execute("DELETE FROM registers_school WHERE id NOT IN (SELECT school_id FROM registers_post)")
        cursor.execute("UPDATE registers_school SET urn = id WHERE urn LIKE '50%'")


def clear_cases(link):
    """Take the cases away, so that a scan raises them again, and what the planner knows of them, as on a new site.

    A table that was emptied and vacuumed is known to be empty: its keys would be looked up by reading all of it.
    """
    with link.cursor() as cursor:
        cursor.execute("ALTER TABLE penalties_caseevent DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM penalties_caseevent")
        cursor.execute("DELETE FROM penalties_case")
        cursor.execute("ALTER TABLE penalties_caseevent ENABLE TRIGGER USER")
        cursor.execute("VACUUM penalties_case, penalties_caseevent")
        for table in ("penalties_case", "penalties_caseevent"):
            cursor.execute("SELECT pg_clear_relation_stats('public', %s)", [table])
