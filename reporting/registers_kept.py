"""How well the registers are kept, in a few sentences without a name, for governors and inspectors."""

import datetime as dt

from registers.models import Post, School
from reporting.measures import percentage
from reporting.register_quality_facts import register_quality, term_until


def registers_kept(*, school: School, on: dt.date, by: Post) -> list[str]:
    """This term's registers until yesterday: in time, late, missing, and reasons not yet established."""
    term = term_until(school, on)
    if term is None:
        return ["No term has begun yet."]
    found = register_quality(school=school, term=term, on=on, by=by).whole
    if not found.due:
        return ["No register of this term was due yet."]
    return [
        f"Of {found.due:,} registers of this term {found.in_time:,} were completed in time"
        f" ({percentage(found.in_time, found.due)} %), {found.late:,} late.",
        f"Never said to be complete: {found.not_completed:,}. With marks missing: {found.missing:,}.",
        f"Absences whose reason is not established yet: {found.unsettled:,}, overdue of them {found.overdue:,}.",
    ]
