"""Answers to operations, kept so that a device that asks again gets the same one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection

from registers.keyed_marks import Marker, Op
from registers.models import School
from registers.refusals import MarksMovedMeanwhile

DUPLICATE = "duplicate"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one operation, in words for the person; `mark` is the mark as it stands now, if there is one.

    `first`: for a duplicate, the outcome that it had the first time. `needs`: what to send with it ("reason",
    "arrived", "note", "insist").
    """

    op: UUID
    outcome: str
    words: str = ""
    who_can_fix: str = ""
    needs: str = ""
    first: str = ""
    mark: dict[str, Any] | None = None

    def as_kept(self) -> dict[str, Any]:
        """As it is kept, to answer a retry: what is empty is left out."""
        kept = {
            "words": self.words,
            "who_can_fix": self.who_can_fix,
            "needs": self.needs,
            "mark": self.mark,
        }
        return {"outcome": self.outcome} | {name: value for name, value in kept.items() if value}


class KeptAnswer(NamedTuple):
    """An operation answered before."""

    school_id: int
    client: str
    key: str
    outcome: dict[str, Any]

    def is_about(self, school: School, client: str, op: Op) -> bool:
        """Whether it is the same device's operation for the same mark."""
        return (self.school_id, self.client, self.key) == (school.pk, client, _about(op))

    def again(self, op: UUID) -> Outcome:
        """The answer to a retry."""
        return Outcome(op, **self.outcome | {"outcome": DUPLICATE, "first": self.outcome["outcome"]})


def kept_answers(ops: list[UUID]) -> dict[UUID, KeptAnswer]:
    """Those of the operations that were answered before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT op, school_id, client, key, outcome::text FROM registers_savedoperation WHERE op = ANY(%s)",
            [ops],
        )
        return {
            op: KeptAnswer(school, client, key, json.loads(outcome))
            for op, school, client, key, outcome in cursor.fetchall()
        }


KEEP = """
INSERT INTO registers_savedoperation (school_id, client, received_at, op, seq, key, outcome, at)
SELECT %s, %s, %s, w.*
FROM json_to_recordset(%s::json) AS w (op uuid, seq bigint, key text, outcome jsonb, at timestamptz)
ON CONFLICT (op) DO NOTHING
"""


def keep_answers(answered: Iterable[tuple[Op, Outcome]], *, school: School, marker: Marker) -> None:
    """Keep these answers. Raises MarksMovedMeanwhile where one was answered by somebody else meanwhile."""
    rows = [
        {
            "op": op.op,
            "seq": op.seq,
            "key": _about(op),
            "outcome": outcome.as_kept(),
            "at": min(op.at, marker.received_at),
        }
        for op, outcome in answered
    ]
    if not rows:
        return
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [school.pk, marker.client, marker.received_at, json.dumps(rows, default=str)])
        if cursor.rowcount != len(rows):
            raise MarksMovedMeanwhile("an operation was answered meanwhile")


def _about(op: Op) -> str:
    return f"{op.pupil}/{op.date.isoformat()}/{op.session}"
