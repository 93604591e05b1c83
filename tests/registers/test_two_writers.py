"""Two people, or a hundred, mark one register at once: every mark is one of theirs, and none is overwritten unseen."""

import threading
import time
import uuid
from collections import Counter

import pytest
from django.db import connection, transaction

from registers.actions import mark_entries, marks
from registers.actions.marks import Entry, Op, lock_registers, read_marks, record_marks, write_marks
from registers.actions.register_day import complete_register
from registers.models import Mark, MarkHistory, Post
from registers.refusals import MarksMovedMeanwhile
from tests.factories import THE_DAY, RegisterFactory, at

pytestmark = pytest.mark.usefixtures("own_database")
AM = (THE_DAY, "AM")


def at_once(*work):
    """Run each in a thread of its own, all set off together; their results, or the exceptions they raised.

    Twenty are in the database at once, as from a site's web workers; the others wait their turn.
    """
    start, results, turn = threading.Barrier(len(work)), [None] * len(work), threading.Semaphore(20)

    def run(place, one):
        try:
            start.wait(10)
            with turn:
                try:
                    results[place] = one()
                finally:
                    connection.close()
        except Exception as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(work)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def press(school, pupils, code, by, client, **fields):
    """A first mark for each pupil, by somebody who saw none."""
    ops = [
        Op(uuid.uuid4(), seq, pupil.pk, THE_DAY, "AM", code, at("08:47"), **fields)
        for seq, pupil in enumerate(pupils)
    ]
    return lambda: record_marks(school=school, by=by, client=client, ops=ops, received_at=at("08:48"))


def test_of_two_first_marks_one_stands_and_the_other_is_told(school, pupils, teacher, office):
    for pupil in pupils:
        answers = at_once(
            press(school, [pupil], "/", teacher, "classroom"), press(school, [pupil], "N", office, "office")
        )
        outcomes = sorted(answer[0].outcome for answer in answers)
        stands = Mark.objects.get(pupil=pupil)
        told = next(answer[0] for answer in answers if answer[0].outcome == "conflict")
        assert (outcomes, stands.rev, told.mark["code"]) == (["conflict", "saved"], 1, stands.code)


def test_a_hundred_markers_of_one_register_are_all_answered_in_time(school, pupils, teacher, office):
    people = [teacher, office]
    begun = time.monotonic()
    answers = at_once(
        *(press(school, pupils, "/" if n % 2 else "N", people[n % 2], f"device {n}") for n in range(100))
    )
    assert time.monotonic() - begun < 30
    counts = Counter(outcome.outcome for answer in answers for outcome in answer)
    assert counts["saved"] + counts["conflict"] == 600
    revisions = dict(Mark.objects.values_list("pupil", "rev"))
    kept = Counter(MarkHistory.objects.values_list("pupil", flat=True))
    assert {pupil: rev - 1 for pupil, rev in revisions.items()} == {pupil: kept[pupil] for pupil in revisions}
    assert len(revisions) == 6


def test_the_same_operation_sent_twice_at_once_is_saved_once(school, pupils, teacher):
    one = press(school, pupils, "/", teacher, "classroom")
    answers = at_once(one, one, one)
    counts = Counter(outcome.outcome for answer in answers for outcome in answer)
    assert counts == {"saved": 6, "duplicate": 12}
    assert set(Mark.objects.values_list("rev", flat=True)) == {1}


def test_completing_while_somebody_marks_overtypes_nothing(school, group_3b, pupils, teacher, office):
    register = RegisterFactory(group=group_3b)
    press(school, pupils[1:], "/", teacher, "classroom")()
    at_once(
        press(school, pupils[:1], "N", office, "office"),
        lambda: complete_register(register=register, by=Post.objects.get(pk=teacher.pk), at=at("08:50")),
    )
    assert Counter(Mark.objects.values_list("code", "rev")) == {("/", 1): 5, ("N", 1): 1}


def test_registers_are_held_only_inside_a_transaction(school, pupils):
    with pytest.raises(transaction.TransactionManagementError):
        lock_registers(school=school, pupils=[pupils[0].pk], sessions=[AM])


# --- controls: without the lock, and without the check of the revision, these tests would find marks overwritten -----


def naive_save(school, pupil, code, by, meeting):
    """What a save without any guard does: look, then write."""

    def save():
        with transaction.atomic():
            standing = read_marks(school=school, keys=[(pupil.pk, *AM)])
            meeting.wait(10)
            entry = Entry(pupil_id=pupil.pk, date=THE_DAY, session="AM", code=code)
            if not standing:
                write_marks(
                    school=school, entries=[entry], by=by, at=at("08:47"), reason="typed", standing=standing
                )
        return code

    return save


def test_without_lock_and_revision_the_second_first_mark_overwrites_the_first_unseen(
    school, pupils, teacher, office, monkeypatch
):
    blind = mark_entries.UPSERT.replace("WHERE mark.rev = excluded.rev - 1", "").replace(
        "rev = excluded.rev, reason = excluded.reason, at = excluded.at",
        "rev = mark.rev + 1, reason = 'typed', at = excluded.at + interval '1 second'",
    )
    monkeypatch.setattr(mark_entries, "UPSERT", blind)
    meeting = threading.Barrier(2)
    saved = at_once(
        naive_save(school, pupils[0], "/", teacher, meeting),
        naive_save(school, pupils[0], "N", office, meeting),
    )
    assert sorted(saved) == ["/", "N"]  # both were told "saved"
    assert Mark.objects.get().rev == 2


def test_without_the_lock_the_revision_still_refuses_the_second_first_mark(school, pupils, teacher, office):
    meeting = threading.Barrier(2)
    saved = at_once(
        naive_save(school, pupils[0], "/", teacher, meeting),
        naive_save(school, pupils[0], "N", office, meeting),
    )
    assert sorted(type(each) for each in saved if not isinstance(each, str)) == [MarksMovedMeanwhile]
    assert Mark.objects.get().rev == 1


def test_without_the_lock_a_save_reads_again_and_asks(school, pupils, teacher, office, monkeypatch):
    meeting = threading.Barrier(2)

    def read_together(**wanted):
        found = read_marks(**wanted)
        if not found:
            meeting.wait(10)
        return found

    monkeypatch.setattr(marks, "hold_registers", lambda **registers: None)
    monkeypatch.setattr(marks, "read_marks", read_together)
    answers = at_once(
        press(school, pupils[:1], "/", teacher, "classroom"), press(school, pupils[:1], "N", office, "office")
    )
    assert sorted(answer[0].outcome for answer in answers) == ["conflict", "saved"]
