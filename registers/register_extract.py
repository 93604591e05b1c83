"""The extract of the admission register for one pupil, as an accessible PDF."""

from datetime import datetime

from registers.models import School
from registers.paper import printed
from registers.register_entry import RegisterEntry, day_words, facts_of


def register_entry_pdf(entry: RegisterEntry, *, school: School, at: datetime) -> bytes:
    """An extract of the admission register: one pupil's entry as it stood on a day."""
    return printed(
        "register_entry.typ",
        school,
        title="Extract from the admission register",
        subtitle=f"As it stood on {day_words(entry.on)}",
        at=at,
        pupil=entry.legal_name,
        facts=[list(fact) for fact in facts_of(entry)],
        adults=[
            [
                f"{each.title_and_name}, {each.relationship.lower()}",
                "\n".join(each.phones) or "none held",
                each.address or "not known",
                each.lives_with,
                each.responsibility,
            ]
            for each in entry.adults
        ],
    )
