"""Files damaged in thousands of ways, by the doors of the page: a clear refusal or a clean import, nothing between.

Each is uploaded as the head would; what is accepted is applied, and applied again changes nothing more. Beside what the
page keeps about itself, a refusal leaves every table as it was. `benchmarks/fuzz_imports.py` tries 10,000.
"""

import os
import time
from collections import Counter
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, transaction

from registers.actions.import_runs import answer, apply_import, ctf_of, start_import
from registers.actions.imports import ImportRefused
from registers.actions.mis import FileNotRead, approve_changes, read_mis_file, read_sample
from registers.models import ImportRun, MisProposal, School
from tests.cast import person
from tests.damage import damaged, sound_nightly_file
from tests.factories import THE_DAY, at
from tests.importing import bring_in
from tests.school_folder import SchoolFolder

HOW_MANY = int(os.environ.get("FUZZ_IMPORTS", "120"))
FIRST = int(os.environ.get("FUZZ_IMPORTS_FROM", "0"))
SAW = os.environ.get("FUZZ_IMPORTS_SAW")  # the file for what was seen
SLOWEST = 5.0  # seconds of this process for one file, so that a busy machine is no fault

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(180 + HOW_MANY)]


def facts():
    """A digest of every table but those that say what was uploaded, in one statement."""
    tables = [model._meta.db_table for model in apps.get_app_config("registers").get_models()]
    asked = [
        f"SELECT '{name}', md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {name} t"
        for name in sorted(tables)
        if name not in ("registers_importrun", "registers_importfile")
    ]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return dict(cursor.fetchall())


def by_the_page(uploaded, school, head):
    """Upload; answer what is asked about new pupils; apply; upload again. What became of it."""
    run = start_import(school=school, uploaded=uploaded, as_of=THE_DAY, by=head, at=at("09:20"))
    if run.state == "ready" and run.kind == ImportRun.Kind.CTF:
        day, group = "2026-11-30", "2A"
        given = {one.upn: {"admitted": day, "class": group, "year_group": "2"} for one in ctf_of(run).pupils}
        run = answer(run=run, answers=given, by=head, at=at("09:20"))
    if run.state == "refused":
        assert run.problems, "a refusal says why"
        assert all(problem["reason"] for problem in run.problems)
        return "refused"
    if not run.report.get("changes"):
        return "accepted, nothing new"
    answers = dict(run.answers)
    apply_import(run=run, by=head, at=at("09:21"))
    again = start_import(school=school, uploaded=uploaded, as_of=THE_DAY, by=head, at=at("09:22"))
    if answers:
        again = answer(run=again, answers=answers, by=head, at=at("09:22"))
    assert (again.state, again.report["changes"], again.problems) == ("ready", 0, [])
    return "applied"


def by_the_other_system(uploaded, school, head):
    """Read the file; approve every change that it proposes. What became of it."""
    name, content = uploaded[0]
    try:
        read_mis_file(school=school, name=name, content=content, by=head, at=at("05:30"))
    except FileNotRead:
        return "refused"
    changes = list(MisProposal.objects.open().filter(kind="change"))
    if not changes:
        return "accepted, nothing new"
    try:
        approve_changes(proposals=changes, by=head, at=at("05:31"))
    except ImportRefused as refusal:
        return "refused" if refusal.problems else "refused without a reason"
    return "applied"


@pytest.fixture
def stage(tmp_path):
    """A school with its files, its head, and a mapping of the other system's columns."""
    folder = SchoolFolder(tmp_path / "sound")
    bring_in(folder.write())
    school = School.objects.get(urn="150321")
    head = person(school, "head", "Sam Head")
    read_sample(school=school, content=sound_nightly_file(), by=head, at=at("09:00"))
    folder["pupils"][1]["surname"] = "Coles"  # something to apply beside the damage
    folder["closures"][0]["note"] = "Half term week"
    folder["contacts"][2]["phone"] = "07700 900555"
    folder["marks"][3]["code"] = "I"
    folder.write()
    return {path.name: path.read_bytes() for path in folder.path.iterdir()}, school, head


def test_damaged_files_are_refused_with_reasons_or_brought_in_whole(stage):
    files, school, head = stage
    before = facts()
    outcomes, slowest = Counter(), (0.0, 0)
    for seed in range(FIRST, FIRST + HOW_MANY):
        kind, uploaded = damaged(seed, files)
        savepoint = transaction.savepoint()
        started = time.process_time()
        try:
            door = by_the_other_system if kind == "mis" else by_the_page
            outcome = door(uploaded, school, head)
        except Exception as error:
            raise AssertionError(f"seed {seed} ({kind}): {type(error).__name__}: {error}") from error
        slowest = max(slowest, (time.process_time() - started, seed))
        if outcome == "refused" and kind != "mis":
            assert facts() == before, f"seed {seed} ({kind}) was refused and changed something"
        transaction.savepoint_rollback(savepoint)
        outcomes[kind, outcome] += 1
    if SAW:
        said = [f"{count:6,} {kind:8} {outcome}" for (kind, outcome), count in sorted(outcomes.items())]
        Path(SAW).write_text("\n".join([*said, f"slowest: {slowest[0]:.2f} s (seed {slowest[1]})\n"]))
    assert HOW_MANY < 120 or {outcome for _, outcome in outcomes} == {
        "refused",
        "applied",
        "accepted, nothing new",
    }
    assert slowest[0] < SLOWEST
