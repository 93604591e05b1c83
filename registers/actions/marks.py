"""Marks: what devices send, and the door for every other action.

A device sends batches of key presses, each with its own number, that may arrive twice, late or out of order:
`record_marks`. Other actions decide on a mark themselves and write it by `write_marks` while they `lock_registers`
(`actions/mark_entries.py`).
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.db import transaction

from registers.actions.kept_answers import Outcome, keep_answers, kept_answers
from registers.actions.mark_entries import (
    Entry,
    Key,
    Written,
    hold_registers,
    lock_registers,
    read_marks,
    write_marks,
)
from registers.codes import Giver
from registers.keyed_marks import Keyed, Marker, Op
from registers.marking import BEING_TAKEN, SUPERSEDED, Current, Judgement, Verdict, judge
from registers.marking_facts import calendar_for, pupils_on_days
from registers.models import Post, School
from registers.refusals import MarkRefusal, MarksMovedMeanwhile
from registers.roles import Permission, Role, may
from registers.school_sessions import Calendar, PupilOnDay

__all__ = [
    "Entry",
    "Key",
    "Op",
    "Outcome",
    "Written",
    "lock_registers",
    "read_marks",
    "record_marks",
    "write_marks",
]

ATTEMPTS = 3  # somebody can write past the lock only while a pupil changes class, so one more is nearly always enough
SAVED, REFUSED, NOT_SAVED = "saved", "refused", "not_saved"
USED_ELSEWHERE = "This operation's number was used for something else. Send it again with a new one."


def record_marks(
    *, school: School, by: Post, client: str, ops: Sequence[Op], received_at: datetime
) -> list[Outcome]:
    """Save a batch of key presses, once each, and answer each in the order they came.

    The whole batch is one transaction and is refused whole: where one operation is refused, the others are not saved,
    and the device sends them again without it. Each answer is kept, so that a retry gets the same one. An operation
    that loses against somebody else's later knowledge leaves the mark alone and brings it back with the words.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            with transaction.atomic():
                return _Batch(school, by, client, ops, received_at).save()
        except MarksMovedMeanwhile:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


class _Batch:
    """One batch on its way through: what is known, then what becomes of each operation."""

    def __init__(
        self, school: School, by: Post, client: str, ops: Sequence[Op], received_at: datetime
    ) -> None:
        self.school, self.by, self.ops = school, by, ops
        self.marker = _marker(school, by, client, received_at)
        self.outcomes: dict[UUID, Outcome] = {}
        self.to_keep: list[Op] = []

    def save(self) -> list[Outcome]:
        if not self.ops:
            return []
        pupils, calendar = self._read_what_is_known()
        hold_registers(school=self.school, registers=_registers_of(self.ops, pupils))
        fresh = self._answer_retries()
        standing = read_marks(school=self.school, keys={op.key for op in fresh}, client=self.marker.client)
        judged = self._judge(fresh, pupils, calendar, standing)
        if self.outcomes_refused():
            self._put_back(judged)
        else:
            self._write(judged, standing)
        answered = ((op, self.outcomes[op.op]) for op in self.to_keep)
        keep_answers(answered, school=self.school, marker=self.marker)
        return [self.outcomes[op.op] for op in self.ops]

    def _read_what_is_known(self) -> tuple[dict[tuple[int, date], PupilOnDay], Calendar]:
        wanted = {(op.pupil, op.date) for op in self.ops}
        days = [day for _, day in wanted]
        calendar = calendar_for(
            school=self.school, first=min(days), last=max(days), pupils={pupil for pupil, _ in wanted}
        )
        pupils = pupils_on_days(
            school=self.school, wanted=wanted, by=self.by, named=calendar.is_partly_closed
        )
        return pupils, calendar

    def _answer_retries(self) -> list[Op]:
        """Answer what was answered before; the others, each once."""
        known = kept_answers([op.op for op in self.ops])
        fresh: dict[UUID, Op] = {}
        for op in self.ops:
            if op.op not in known:
                fresh.setdefault(op.op, op)
            elif known[op.op].is_about(self.school, self.marker.client, op):
                self.outcomes[op.op] = known[op.op].again(op.op)
            else:
                self.outcomes[op.op] = Outcome(op.op, REFUSED, USED_ELSEWHERE)
        return list(fresh.values())

    def _judge(
        self,
        fresh: list[Op],
        pupils: dict[tuple[int, date], PupilOnDay],
        calendar: Calendar,
        standing: dict[Key, Current],
    ) -> list[tuple[Op, Judgement]]:
        """A verdict for each; refusals become outcomes at once. Of two presses for one mark only the later counts."""
        latest = {op.key: op for op in sorted(fresh, key=lambda op: op.seq)}
        judged = []
        for op in fresh:
            if latest[op.key] is not op:
                judged.append((op, SUPERSEDED))
                continue
            try:
                verdict = judge(
                    op,
                    marker=self.marker,
                    pupil=pupils.get((op.pupil, op.date)),
                    calendar=calendar,
                    current=standing.get(op.key),
                )
            except MarkRefusal as error:
                self.outcomes[op.op] = Outcome(op.op, REFUSED, error.words, error.who_can_fix, error.needs)
                self.to_keep.append(op)
            else:
                judged.append((op, verdict))
        return judged

    def outcomes_refused(self) -> bool:
        return any(outcome.outcome == REFUSED for outcome in self.outcomes.values())

    def _put_back(self, judged: list[tuple[Op, Judgement]]) -> None:
        for op, _ in judged:
            self.outcomes[op.op] = Outcome(
                op.op, NOT_SAVED, "Not saved yet: another mark of this batch was refused."
            )

    def _write(self, judged: list[tuple[Op, Judgement]], standing: dict[Key, Current]) -> None:
        entries = [
            _entry(op, verdict.made, verdict.reason, self.marker) for op, verdict in judged if verdict.made
        ]
        written = write_marks(
            school=self.school,
            entries=entries,
            by=self.by,
            at=self.marker.received_at,
            reason=BEING_TAKEN,
            standing=standing,
        )
        marks = {key: _mark_json(current) for key, current in standing.items()}
        marks |= {each.entry.key: self._written_json(each) for each in written if each.rev and each.changed}
        for op, verdict in judged:
            outcome = SAVED if verdict.verdict is Verdict.KEEP else OUTCOMES[verdict.verdict]
            self.outcomes[op.op] = Outcome(
                op.op, outcome, verdict.words, needs=verdict.needs, mark=marks.get(op.key)
            )
            self.to_keep.append(op)

    def _written_json(self, written: Written) -> dict[str, Any]:
        entry = written.entry
        return {
            "pupil": entry.pupil_id,
            "code": entry.code,
            "minutes": entry.minutes_late,
            "arrived": _time_json(entry.arrived_at),
            "rev": written.rev,
            "name": self.by.user.name,
            "at": written.at.isoformat(),
            "source": entry.source,
        }


OUTCOMES = {
    Verdict.WRITE: SAVED,
    Verdict.KEEP: SAVED,
    Verdict.SUPERSEDED: "superseded",
    Verdict.CONFLICT: "conflict",
}


def _marker(school: School, by: Post, client: str, received_at: datetime) -> Marker:
    role = Role(by.role)
    giver = Giver.OFFICE if may(role, Permission.USE_ALL_CODES) or role is Role.COMMAND else Giver.TEACHER
    return Marker(
        client=client,
        giver=Giver.HEAD if role is Role.HEAD else giver,
        takes_own_classes=role.sees_own_groups_only,
        open_codes=frozenset(school.teacher_codes),
        received_at=received_at,
    )


def _registers_of(
    ops: Iterable[Op], pupils: dict[tuple[int, date], PupilOnDay]
) -> set[tuple[int | None, date, str]]:
    found = ((op, pupils.get((op.pupil, op.date))) for op in ops)
    return {(pupil.group_id if pupil else None, op.date, op.session) for op, pupil in found}


def _entry(op: Op, made: Keyed, reason: str, marker: Marker) -> Entry:
    return Entry(
        pupil_id=op.pupil,
        date=op.date,
        session=op.session,
        code=made.code,
        minutes_late=made.minutes,
        arrived_at=made.arrived,
        note=made.note,
        client=marker.client,
        seq=op.seq,
        reason=reason,
        at=made.at,
    )


def _mark_json(mark: Current) -> dict[str, Any]:
    """A mark as the device shows it."""
    return {
        "pupil": mark.pupil_id,
        "code": mark.code,
        "minutes": mark.minutes_late,
        "arrived": _time_json(mark.arrived_at),
        "rev": mark.rev,
        "name": mark.name,
        "at": mark.at.isoformat(),
        "source": mark.source,
    }


def _time_json(moment: time | None) -> str | None:
    return f"{moment:%H:%M}" if moment else None
