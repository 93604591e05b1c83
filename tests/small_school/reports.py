"""What the small school gives to governors, the authority and inspectors."""

import uuid

from reporting.actions.policy import Held, log_training
from tests.factories import THE_DAY, at


def rows(half):
    """A training in the log."""
    held = Held(THE_DAY, "law", "office", 3, "Ruth Bell")
    return {"training": log_training(held=held, operation=uuid.uuid4(), by=half.head, at=at("08:40")).pk}
