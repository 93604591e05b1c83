"""Saving a class of 30 marks: the whole action against bare SQL into the same table, and over HTTP.

One run, one machine, a server of its own that waits for the disk as a real one does. Each line is the median of
alternating runs, so that a busy moment of the machine falls on all of them. Ends with an error where a bound is broken.
"""

import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

ROUNDS = 60
PUPILS = 30
HTTP_ROUNDS = 40
PHP_PEER = {"open": 13, "save": 85}  # ms: an open-source register in PHP, opening and saving a class of 30

UPSERT = """
INSERT INTO {table} (school_id, pupil_id, date, session, code, note, source, client, seq, rev, reason, by_id, name,
                     position, at) VALUES %s
ON CONFLICT (school_id, pupil_id, date, session) DO UPDATE
SET code = excluded.code, rev = {table}.rev + 1, reason = excluded.reason, at = excluded.at, by_id = excluded.by_id,
    name = excluded.name, position = excluded.position
"""


@contextlib.contextmanager
def own_servers():
    """A fresh PostgreSQL (durable) and Redis with a migrated database; the environment points at them."""
    from attendance_site import embedded

    with (
        tempfile.TemporaryDirectory(prefix="attendance-bench-") as name,
        embedded.servers(Path(name)) as servers,
    ):
        os.environ |= {
            "DJANGO_SETTINGS_MODULE": "attendance_site.settings",
            "DATABASE_URL": servers.database_url,
            "DATABASE_OWNER_URL": servers.owner_url,
            "REDIS_URL": servers.redis_url,
            "SECRET_KEY": servers.secret_key,
            "ATTENDANCE_EMBEDDED": "1",
            "DATA_DIR": name,
        }
        for command in ("migrate", "collectstatic"):
            whole = [sys.executable, "manage.py", command, "--no-input", "--verbosity", "0"]
            subprocess.run(whole, env=os.environ | {"ATTENDANCE_AS_OWNER": "1"}, check=True)
        yield servers


class School:
    """A class of 30 with its teacher, and a session for every round."""

    def __init__(self):
        from django.db import transaction

        from registers.models import Pupil, SchoolDay
        from tests import factories

        with transaction.atomic():
            self.school = factories.SchoolFactory()
            factories.TermFactory(school=self.school)
            self.group = factories.GroupFactory(school=self.school, pupils=PUPILS)
            self.teacher = factories.PostFactory(school=self.school, teaches=self.group)
        self.at = factories.at
        self.pupils = list(Pupil.objects.filter(school=self.school).values_list("pk", flat=True))
        days = list(
            SchoolDay.objects.filter(school=self.school).order_by("date").values_list("date", flat=True)
        )
        self.sessions = [(day, session) for day in days for session in ("AM", "PM")]

    def time(self, day, session):
        return self.at("08:47" if session == "AM" else "13:12", day)

    def codes(self, session):
        present = "/" if session == "AM" else "\\"
        return ["N" if n < 2 else present for n in range(PUPILS)]


class Bare:
    """psycopg2 and one statement: what the same rows cost without an application."""

    def __init__(self, school, url, table):
        import psycopg2

        self.school, self.table = school, table
        self.link = psycopg2.connect(url)

    def save(self, day, session):
        from psycopg2.extras import execute_values

        world, at = self.school, self.school.time(day, session)
        rows = [
            (
                world.school.pk,
                pupil,
                day,
                session,
                code,
                "",
                "bench",
                "c",
                n,
                1,
                "typed",
                world.teacher.pk,
                "A",
                "B",
                at,
            )
            for n, (pupil, code) in enumerate(zip(world.pupils, world.codes(session), strict=True))
        ]
        with self.link.cursor() as cursor:
            execute_values(cursor, UPSERT.format(table=self.table), rows, page_size=len(rows))
        self.link.commit()


def action(world, day, session):
    """What the register page calls: 30 operations, read, checked, written and remembered."""
    from registers.actions.marks import Op, record_marks

    at = world.time(day, session)
    ops = [
        Op(uuid.uuid4(), n, pupil, day, session, code, at)
        for n, (pupil, code) in enumerate(zip(world.pupils, world.codes(session), strict=True))
    ]
    outcomes = record_marks(school=world.school, by=world.teacher, client="bench", ops=ops, received_at=at)
    assert {outcome.outcome for outcome in outcomes} == {"saved"}


def one_by_one(world, day, session):
    """Thirty update_or_create on the same model, in one transaction."""
    from django.db import transaction

    from registers.models import Mark

    with transaction.atomic():
        for pupil, code in zip(world.pupils, world.codes(session), strict=True):
            Mark.objects.update_or_create(
                school=world.school,
                pupil_id=pupil,
                date=day,
                session=session,
                defaults={
                    "code": code,
                    "source": "bench",
                    "by": world.teacher,
                    "name": "A",
                    "position": "B",
                    "at": world.time(day, session),
                },
            )


def plain_table(owner_url):
    """A table of the same columns with a primary key and nothing else: no other key, no check, no trigger."""
    import psycopg2

    link = psycopg2.connect(owner_url)
    with link.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_plain (LIKE registers_mark INCLUDING DEFAULTS)")
        cursor.execute("ALTER TABLE bench_plain ADD PRIMARY KEY (school_id, pupil_id, date, session)")
        cursor.execute("GRANT ALL ON bench_plain TO attendance_app")
    link.commit()
    link.close()


def compare(worlds, savers):
    """Medians in ms of each way of saving, each in a school of its own, taken in turn."""
    taken = {name: [] for name in savers}
    for turn in range(ROUNDS):
        for name, save in savers.items():
            day, session = worlds[name].sessions[turn]
            begun = time.perf_counter()
            save(day, session)
            taken[name].append((time.perf_counter() - begun) * 1000)
    warm = {name: times[5:] for name, times in taken.items()}
    return {name: statistics.median(times) for name, times in warm.items()}


def main():
    with own_servers() as servers:
        import django

        django.setup()
        plain_table(servers.owner_url)
        names = ["action", "bare", "plain", "one by one"]
        worlds = {name: School() for name in names}
        bare = Bare(worlds["bare"], servers.database_url, "registers_mark")
        plain = Bare(worlds["plain"], servers.database_url, "bench_plain")
        medians = compare(
            worlds,
            {
                "action": lambda *session: action(worlds["action"], *session),
                "bare": bare.save,
                "plain": plain.save,
                "one by one": lambda *session: one_by_one(worlds["one by one"], *session),
            },
        )
        over_http = time_http(worlds["action"])
    report(medians, over_http)


class Website:
    """One web worker on the benchmark's database, and a teacher who is signed in."""

    def __init__(self, world):
        from attendance_site.parts import clock, processes

        self.world = world
        self.now = world.at("16:00", world.sessions[-1][0])
        self.port = processes.free_port()
        command = [
            sys.executable,
            "-m",
            "gunicorn",
            "attendance_site.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        offset = clock.offset_to(self.now.isoformat())
        self.process = subprocess.Popen(
            [*command, "--no-control-socket", "--log-level", "error"],
            env=os.environ | {"SITE_CLOCK_OFFSET": str(offset)},
        )
        self.headers = self.signed_in()

    def signed_in(self):
        from django.middleware.csrf import _get_new_csrf_string
        from django.test import Client

        from tests.cast import sign_in

        session = sign_in(Client(), self.world.teacher).cookies["sessionid"].value
        token = _get_new_csrf_string()
        return {
            "Cookie": f"sessionid={session}; csrftoken={token}",
            "X-CSRFToken": token,
            "Content-Type": "application/json",
            "Host": "localhost",
        }

    def wait(self):
        deadline = time.monotonic() + 60
        while True:
            try:
                return self.ask("GET", "/health/")
            except OSError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def ask(self, method, path, body=None):
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        link.request(method, path, body=body and json.dumps(body), headers=self.headers)
        answer = link.getresponse()
        found = answer.read()
        link.close()
        assert answer.status == 200, (answer.status, found[:500])

    def open(self, turn):
        day, session = self.world.sessions[-1 - turn]
        self.ask("GET", f"/registers/{self.world.group.pk}/{day}/{session.lower()}/")

    def save(self, turn):
        day, session = self.world.sessions[-1 - turn]
        ops = [
            {
                "op": str(uuid.uuid4()),
                "seq": n,
                "pupil": pupil,
                "date": day.isoformat(),
                "session": session,
                "code": code,
                "at": self.world.time(day, session).isoformat(),
            }
            for n, (pupil, code) in enumerate(zip(self.world.pupils, self.world.codes(session), strict=True))
        ]
        body = {"client": str(uuid.UUID(int=1)), "now": self.now.isoformat(), "ops": ops}
        self.ask("POST", "/api/marks/", body)

    def cpu(self):
        """Seconds of CPU that the web server and the database have used so far."""
        import psutil

        database = next(Path(os.environ["DATA_DIR"]).rglob("postmaster.pid")).read_text().split()[0]
        roots = [self.process.pid, int(database)]
        tree = [
            each for root in roots for each in (psutil.Process(root), *psutil.Process(root).children(True))
        ]
        used = [each.cpu_times() for each in tree]
        return sum(each.user + each.system for each in used)


def time_http(world):
    """Wall and CPU time in ms of opening a register page and of saving a class, one request at a time."""
    site = Website(world)
    try:
        site.wait()
        found = {}
        for name, request in [("open", site.open), ("save", site.save)]:
            request(0)
            before, walls = site.cpu(), []
            for turn in range(1, HTTP_ROUNDS + 1):
                begun = time.perf_counter()
                request(turn)
                walls.append((time.perf_counter() - begun) * 1000)
            found[name] = (statistics.median(walls), (site.cpu() - before) * 1000 / HTTP_ROUNDS)
        return found
    finally:
        site.process.terminate()
        site.process.wait(20)


def report(medians, over_http):
    """The table, and the bounds."""
    whole = medians["action"]
    bounds = [
        ("bare upsert into the same table (keys, triggers)", medians["bare"], 3),
        ("bare upsert into a table without keys or triggers", medians["plain"], 8),
        ("thirty update_or_create on the same model", medians["one by one"], 1 / 4),
    ]
    print(f"Saving a class of {PUPILS}, medians of {ROUNDS - 5} alternating runs")
    print(f"  {'the whole action':52} {whole:7.2f} ms")
    for name, taken, bound in bounds:
        print(f"  {name:52} {taken:7.2f} ms   action = {whole / taken:5.2f} x   (at most {bound:g} x)")
    print(
        f"Over HTTP, medians of {HTTP_ROUNDS} requests, one at a time; CPU is that of web server and database together"
    )
    for name, (wall, cpu) in over_http.items():
        print(f"  {name:52} {wall:7.2f} ms   {cpu:7.2f} ms CPU   (PHP peer: {PHP_PEER[name]} ms CPU)")
    broken = [name for name, taken, bound in bounds if whole / taken > bound]
    if broken:
        sys.exit(f"Too slow against: {', '.join(broken)}")


if __name__ == "__main__":
    main()
