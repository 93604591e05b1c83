"""What a sickness return says: who, where, and how many days. The illness itself is not named.

The authority is told the name and address of a pupil of compulsory school age whom illness keeps away (SI 2024/208
regulation 13; the list of facts V2). A confidential address is covered: the safeguarding lead tells it.
"""

import datetime as dt
from typing import Any

from absence.sickness_list import IllPupil
from registers.confidential import secrets_of
from registers.models import Address, School
from registers.school_sessions import in_words

Content = dict[str, Any]


def sickness_content(ill: IllPupil, *, school: School, on: dt.date) -> Content:
    """The return's words, as they are kept; `dates`: those of them that a file writes as dates. Two statements."""
    pupil, found = ill.pupil, ill.found
    secrets = secrets_of(school.pk)
    homes = Address.objects.on(on).filter(school=school, pupil=pupil).order_by("first_day", "pk")
    return {
        "facts": [
            ["School", f"{school.name}, URN {school.urn}"],
            ["Full name", pupil.legal_name],
            ["Date of birth", in_words(pupil.dob)],
            ["UPN", pupil.upn],
            ["Address", "; ".join(secrets.line(home) for home in homes) or "Not known"],
            ["Class", ill.group or "None"],
            ["School days with illness this school year", str(len(found.days))],
            ["Sessions with illness", str(found.sessions)],
            ["This spell began", in_words(found.spell[0]) if found.spell else "Not known"],
            ["School days of this spell", str(len(found.spell))],
        ],
        "days": [in_words(day) for day in found.days],
        "dates": {
            "Date of birth": pupil.dob.isoformat(),
            **({"This spell began": found.spell[0].isoformat()} if found.spell else {}),
        },
    }
