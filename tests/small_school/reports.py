"""What the small school gives to governors, the authority and inspectors."""

import uuid

from reporting.actions.given import give_report
from reporting.actions.policy import Held, log_training
from reporting.periods import Period
from tests.factories import THE_DAY, at


def rows(half):
    """A training in the log, and a report that the governors were given; its document is a row only."""
    who = {"operation": uuid.uuid4(), "by": half.head, "at": at("08:40")}
    training = log_training(held=Held(THE_DAY, "law", "office", 3, "Ruth Bell"), **who)
    board = {
        "kind": "governors",
        "to_whom": "The board",
        "period": Period(THE_DAY, THE_DAY),
        "pdf": b"%PDF-1.7",
    }
    return {"training": training.pk, "given": give_report(**board, **who).pk}
