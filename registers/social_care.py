"""Which facts about a pupil belong to social care, and what values a status may have."""

from typing import Any

from registers.school_year import YEAR_GROUPS

SOCIAL_STATUSES = ("social_worker", "looked_after", "previously_looked_after")
SOCIAL_PROFESSIONALS = ("social_worker", "youth_offending", "virtual_school")
"""Seen in full by those who may see social care; everybody else in the office sees that there is something."""

YES = "1"
SEN, EHCP, WITH_PLAN = "sen", "ehcp", "E"
VALUES: dict[str, tuple[tuple[str, str], ...]] = {
    "year_group": tuple((year, year) for year in YEAR_GROUPS),
    "sen": (("N", "No special need"), ("K", "SEN support"), (WITH_PLAN, "Education, health and care plan")),
    "social_worker": (("CP", "Child protection plan"), ("CIN", "Child in need plan")),
}
"""The values of a status that is more than yes or no (formats.md, pupils.csv)."""
CALLED = {
    "year_group": "Year group",
    "sen": "Special educational needs",
    "ehcp": "Education, health and care plan",
    "medical": "Medical condition",
    "fsm": "Free school meals",
    "pupil_premium": "Pupil premium",
    "eal": "English as an additional language",
    "looked_after": "Looked after",
    "previously_looked_after": "Previously looked after",
    "social_worker": "Social worker",
    "young_carer": "Young carer",
}


def choices_of(kind: str) -> tuple[tuple[str, str], ...]:
    """The values that a status of that kind may take."""
    return VALUES.get(kind, ((YES, "Yes"),))


def value_words(kind: str, value: str) -> str:
    """A status's value in words: nothing is no."""
    return dict(choices_of(kind)).get(value, value or "no").replace("Yes", "yes")


def is_social(row: Any) -> bool:
    """Whether a status (by `kind`) or professional (by `role`) belongs to social care."""
    kind = getattr(row, "kind", None)
    return kind in SOCIAL_STATUSES if kind is not None else row.role in SOCIAL_PROFESSIONALS
