"""An operation that may arrive twice is done once, and each time gets the same answer."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from registers.desk_refusals import OperationUsedElsewhere
from registers.models import SavedOperation, School
from registers.refusals import MarksMovedMeanwhile

ATTEMPTS = 3  # a class changed hands between reading and writing: rare, so one more is nearly always enough


@dataclass(frozen=True)
class Answer:
    """What an operation came to; `repeated` where it had been done before."""

    outcome: dict[str, Any]
    repeated: bool


def do_once(
    *, school: School, op: UUID, client: str, key: str, at: datetime, work: Callable[[], dict[str, Any]]
) -> Answer:
    """Do `work` in one transaction with the record of its operation, or answer what it came to the first time.

    A second copy that arrives meanwhile waits for the first. A refusal leaves no record: it may be tried again with
    the same number. Raises OperationUsedElsewhere where the number was used for another `key` or school.
    """
    for attempt in range(1, ATTEMPTS + 1):
        try:
            return _do_once(school, op, client, key, at, work)
        except MarksMovedMeanwhile:
            if attempt == ATTEMPTS:
                raise
    raise AssertionError("unreachable")


@transaction.atomic
def _do_once(
    school: School, op: UUID, client: str, key: str, at: datetime, work: Callable[[], dict[str, Any]]
) -> Answer:
    blank = {"school": school, "client": client[:40], "seq": 0, "key": key[:80], "outcome": {}}
    saved, made = SavedOperation.objects.get_or_create(op=op, defaults={**blank, "at": at, "received_at": at})
    if not made:
        if saved.school_id != school.pk or saved.key != key[:80]:
            raise OperationUsedElsewhere("This operation's number was used for something else.")
        return Answer(saved.outcome, repeated=True)
    saved.outcome = work()
    saved.save(update_fields=["outcome"])
    return Answer(saved.outcome, repeated=False)
