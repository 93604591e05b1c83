"""What a school says to families and to the people beside them: each kind, when it is used, what it may name."""

from registers.wording_kinds.calendar import CALENDAR
from registers.wording_kinds.families import FAMILY_PAGES, SIGN_IN
from registers.wording_kinds.fields import FIELDS
from registers.wording_kinds.first_day import FIRST_DAY, TO_PROFESSIONALS
from registers.wording_kinds.illness import ILLNESS
from registers.wording_kinds.leave import LEAVE_DECISIONS, LEAVE_QUESTIONS
from registers.wording_kinds.penalties import PENALTIES
from registers.wording_kinds.reporting import REPORTING
from registers.wording_kinds.shape import (
    ALWAYS,
    CHANNEL_WORDS,
    EMAIL,
    FROM_THE_SETTINGS,
    LETTER,
    TEXT,
    Field,
    WordingKind,
)
from registers.wording_kinds.support import SUPPORT

__all__ = [
    "ALWAYS",
    "CHANNEL_WORDS",
    "EMAIL",
    "FIELDS",
    "FROM_THE_SETTINGS",
    "KINDS",
    "LETTER",
    "TEXT",
    "Field",
    "WordingKind",
    "kind_called",
]

KINDS = {
    kind.key: kind
    for kind in (
        *FIRST_DAY,
        *SUPPORT,
        *CALENDAR,
        *FAMILY_PAGES,
        *TO_PROFESSIONALS,
        *LEAVE_DECISIONS,
        *PENALTIES,
        *SIGN_IN,
        *LEAVE_QUESTIONS,
        *ILLNESS,
        *REPORTING,
    )
}
"""In the order in which the page of all wordings lists them."""


def kind_called(key: str) -> WordingKind:
    """The kind of that key; raises KeyError."""
    return KINDS[key]
