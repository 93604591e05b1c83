"""What the small school gives to governors, the authority and inspectors."""

import uuid

from reporting.actions.given import give_report
from reporting.actions.inspections import Granted, grant_inspector_access
from reporting.actions.policy import Held, log_training
from reporting.actions.sharing import share_names
from reporting.periods import Period
from tests.factories import THE_DAY, at


def names_for_the_trust(head):
    """One school shares them; the one next door does not."""
    share_names(shares=True, why="A panel of the trust", operation=uuid.uuid4(), by=head, at=at("08:30"))


def rows(half):
    """A training in the log, and reports that somebody was given; their documents are rows only."""
    who = {"by": half.head, "at": at("08:40")}
    held = Held(THE_DAY, "law", "office", 3, "Ruth Bell")
    training = log_training(held=held, operation=uuid.uuid4(), **who)
    day = {"period": Period(THE_DAY, THE_DAY), "pdf": b"%PDF-1.7", **who}
    board = give_report(kind="governors", to_whom="The board", operation=uuid.uuid4(), **day)
    council = give_report(kind="targeting", to_whom="The council", operation=uuid.uuid4(), **day)
    guest = Granted("Ida Spect", f"ida@{half.school.urn}.example", "ofsted", "Two days", THE_DAY, THE_DAY)
    access = grant_inspector_access(school=half.school, granted=guest, operation=uuid.uuid4(), **who)
    return {"training": training.pk, "given": board.pk, "papers": council.pk, "access": access.pk}
