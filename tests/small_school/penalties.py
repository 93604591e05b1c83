"""Cases and notices of the small school."""

import datetime as dt
import uuid

from penalties.actions.other_tools import Begun, record_other_tool
from penalties.actions.representations import Said, log_representation
from tests.factories import THE_DAY, at
from tests.history import write_past
from tests.penalties.noticed import TEN, noticed, parent_of, referred
from tests.penalties.packed import to_the_authority
from tests.small_school.half import MONDAY


def rows(half):
    """A case at the threshold and its papers, and notices that were given."""
    return at_the_threshold(half.pupil, half.office, half.officer) | told_of_notices(half.pupil, half.office)


def at_the_threshold(pupil, by, officer):
    """Ten sessions of holiday in one week, a case of them to refer, its papers, and the officer who sees them."""
    write_past(pupil, dict.fromkeys(TEN, "G"), by=by)
    case = referred(pupil, by)
    return {"case": case.pk} | to_the_authority(case, by, officer)


def told_of_notices(pupil, by):
    """A notice of last year, what the parent said against it, and an order of the court."""
    parent = parent_of(pupil, "Robin Liable")
    notice = noticed(pupil, parent, by, issued_on=THE_DAY - dt.timedelta(days=300), from_before="A letter")
    who = {"pupil": pupil, "operation": uuid.uuid4(), "by": by, "at": at("08:50")}
    said = Said(MONDAY, "letter", "She was ill.", notice)
    begun = Begun("parenting_order", MONDAY, "The court", parent)
    return {
        "penalty_notice": notice.pk,
        "representation": log_representation(contact=parent, said=said, **who).pk,
        "other_tool": record_other_tool(begun=begun, **who).pk,
    }
