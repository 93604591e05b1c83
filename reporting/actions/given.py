"""Keeping a report as it was given to somebody."""

import hashlib
import uuid
from datetime import datetime

from django.db import transaction

from absence.actions.support_plans import write_once
from registers.models import Post, School
from registers.refusals import Refusal
from reporting.models import GivenReport
from reporting.periods import Period


class NobodyNamed(Refusal):
    """It is not said to whom the report is given."""

    who_can_fix = "You can, by naming them."


@transaction.atomic
def give_report(
    *, kind: str, to_whom: str, period: Period, pdf: bytes, operation: uuid.UUID, by: Post, at: datetime
) -> GivenReport:
    """Keep the document as it is, with its hash, to whom it was given and by whom. Raises NobodyNamed."""
    School.objects.select_for_update(no_key=True).get(posts=by)
    if not to_whom.strip():
        raise NobodyNamed("Say to whom it is given.")
    return write_once(
        GivenReport,
        operation=operation,
        by=by,
        at=at,
        kind=kind,
        to_whom=to_whom.strip()[:200],
        first=period.first,
        last=period.last,
        pdf=pdf,
        sha256=hashlib.sha256(pdf).hexdigest(),
    )[0]
