"""Every task may come twice, at once, or again after its worker was killed: what is done is the same as once."""

import datetime as dt
import threading
import uuid

import pytest
from django.db import connection

from attendance_site.celery import EACH_MINUTE, TIMETABLE, app
from registers.actions.jobs import expect_runs
from registers.actions.minute_jobs import runs_of_this_minute
from registers.ledger import SWEEP
from registers.models import JobRun, Mark, MarkHistory, Message, PupilChange, Register, SavedOperation
from reporting.models import Return
from tests.factories import THE_DAY, GroupFactory, PlannedMarkFactory, at, mark

OURS = ("attendance_site.", "registers.", "absence.", "penalties.", "reporting.")
app.loader.import_default_modules()
AGAIN_AND_AGAIN = (
    "registers.tasks.send_messages",
    "registers.tasks.sign_in_codes",
    "absence.tasks.follow_up",
    "penalties.tasks.follow_changes",
)
"""It is done each minute, so its row of the day does not count how often."""
ON_DEMAND = ("registers.tasks.send_sign_in_code",)
"""Started by a page, for what cannot wait a minute; tests/absence/test_family_sign_in.py tries it."""
TASKS = sorted({job.task for job in TIMETABLE} | {EACH_MINUTE})


@pytest.fixture
def school_day(own_database, school, pupils, office, set_clock):
    """Half past two on the day: 3B has marks, 6A is all away on study leave, a device sent something long ago."""
    set_clock("14:30:00")
    expect_runs(timetable=TIMETABLE, at=at("14:30"))
    runs_of_this_minute(timetable=TIMETABLE, at=at("14:30"))
    for pupil, code in zip(pupils, ["/", "N", "U", "I", "O", "L"], strict=True):
        mark(pupil, code, by=office)
    for pupil in GroupFactory(school=school, name="6A", pupils=2).memberships.all():
        PlannedMarkFactory(pupil=pupil.pupil, code="S", by=office)
    for when in (at("09:00", dt.date(2026, 10, 1)), at("09:00")):
        SavedOperation.objects.create(
            op=uuid.uuid4(), school=school, client="c", seq=1, key="k", outcome={}, at=when, received_at=when
        )
    return school


def done():
    """Everything that tasks do, by names that are the same in any database."""
    return {
        "registers": _rows(Register, "group__name", "date", "session", "taken_name"),
        "marks": _rows(Mark, "pupil__forename", "date", "session", "code", "rev", "name"),
        "history": _rows(MarkHistory, "pupil__forename", "date", "session", "rev", "code"),
        "changes": _rows(PupilChange, "pupil__forename", "reader"),
        "operations": _rows(SavedOperation, "received_at"),
        "messages": _rows(Message, "cause", "state"),
        "returns": _rows(Return, "id", "rows", "version"),
        "finished": _rows(
            JobRun.objects.scheduled().filter(finished_at__isnull=False), "job", "due_at", "failed"
        ),
    }


def _rows(model, *fields):
    rows = model if hasattr(model, "values_list") else model.objects
    return sorted(rows.values_list(*fields), key=repr)


def arguments(task):
    """The id of the task's run, every other one out of the way; the timetable's own look takes none."""
    if task == EACH_MINUTE:
        return []
    run = (
        JobRun.objects.filter(job=task.rpartition(".")[2], expected_at__lte=at("21:00"))
        .order_by("-due_at")
        .first()
    )
    others = JobRun.objects.exclude(pk=run.pk)
    others.update(started_at=at("14:00"), finished_at=at("14:00"))
    if run.expected_at > at("14:30"):
        JobRun.objects.filter(pk=run.pk).update(expected_at=at("14:00"))
    return [run.pk]


def start(task, arguments):
    app.tasks[task].apply(args=arguments, task_id=str(uuid.uuid4()))


def start_in_a_thread(task, arguments, gate):
    gate.wait()
    try:
        start(task, arguments)
    finally:
        connection.close()


@pytest.mark.parametrize("task", TASKS)
def test_a_task_that_comes_twice_does_the_same_as_once(school_day, task):
    given = arguments(task)
    start(task, given)
    once = done()
    start(task, given)
    assert done() == once
    assert not JobRun.objects.filter(failed=True).exists()


@pytest.mark.parametrize("task", TASKS)
def test_a_task_whose_worker_was_killed_before_it_noted_the_end_does_the_same_as_once(school_day, task):
    given = arguments(task)
    start(task, given)
    once = done()
    lost = JobRun.objects.exclude(job=SWEEP).filter(finished_at__gt=at("14:00"))
    assert lost.update(finished_at=None, started_at=at("14:20")) >= len(given)
    start(task, given)
    assert done() == once


@pytest.mark.parametrize("task", TASKS)
def test_a_task_that_comes_twice_at_once_does_the_same_as_once(school_day, task, monkeypatch):
    # the threads stand for workers of their own, and Celery's word on who may wait is one for the whole process
    monkeypatch.setattr("celery.result.task_join_will_block", lambda: False)
    given = arguments(task)
    gate = threading.Barrier(3)
    both = [threading.Thread(target=start_in_a_thread, args=(task, given, gate)) for _ in range(2)]
    for thread in both:
        thread.start()
    gate.wait()
    for thread in both:
        thread.join(30)
    interleaved = done()
    start(task, given)
    assert done() == interleaved
    assert interleaved["operations"] == _kept(task)
    assert len(interleaved["returns"]) == int(task in (EACH_MINUTE, "reporting.tasks.daily_return"))
    assert len({row[:3] for row in interleaved["registers"]}) == len(interleaved["registers"])
    assert set(
        JobRun.objects.scheduled().filter(finished_at__gt=at("14:00")).values_list("attempts", flat=True)
    ) == (set() if task in AGAIN_AND_AGAIN else {1})


def _kept(task):
    operations = [(at("09:00", dt.date(2026, 10, 1)),), (at("09:00"),)]
    forgets = task in (EACH_MINUTE, "registers.tasks.prune_operations")
    return sorted(operations[1:] if forgets else operations, key=repr)


def test_every_task_of_ours_is_tried_here():
    assert sorted(name for name in app.tasks if name.startswith(OURS)) == sorted([*TASKS, *ON_DEMAND])


def test_the_jobs_of_a_day_do_what_they_are_for(school_day):
    start(EACH_MINUTE, [])
    outcomes = dict(
        JobRun.objects.filter(finished_at__isnull=False).order_by("due_at").values_list("job", "outcome")
    )
    assert outcomes == {
        "start_due_jobs": "",
        "prune_operations": "1 forgotten.",
        "prune_imports": "0 forgotten.",
        "forget_leave_drafts": "0 forgotten.",
        "read_mis_files": "No file of another system is expected.",
        "open_registers": "4 registers opened.",
        "unsettled_n": "1 N mark to settle: 0 overdue, 0 by the end of today.",
        "close_registers": outcomes["close_registers"],
        "follow_up": "0 written, 0 stopped.",
        "follow_changes": "Cases: 0 raised, 0 changed, 0 withdrawn.",
        "send_messages": "0 sent today.",
        "sign_in_codes": "0 sent, 0 forgotten.",
        "daily_return": f"Return 150000-{THE_DAY}-v1 with 10 rows is ready to collect.",
    }
    assert [row[-1] for row in done()["registers"] if row[0] == "6A"] == [
        "close_registers",
        "close_registers",
    ]
