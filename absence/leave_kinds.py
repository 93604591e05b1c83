"""What leave is asked for, and the way that each kind takes. Families read their own words for them (forms/leave.py)."""

from enum import StrEnum


class Kind(StrEnum):
    """What a request is for."""

    EXCEPTIONAL = "exceptional"
    BEREAVEMENT = "bereavement"
    RELIGIOUS = "religious"
    MEDICAL = "medical"
    PERFORMANCE = "performance"
    STUDY = "study"
    TRAVELLER = "traveller"
    HOLIDAY = "holiday"
    OTHER = "other"

    @property
    def words(self) -> str:
        """In staff-room words."""
        return WORDS[self]


WORDS = {
    Kind.EXCEPTIONAL: "Family event",
    Kind.BEREAVEMENT: "Funeral or family crisis",
    Kind.RELIGIOUS: "Religious days",
    Kind.MEDICAL: "Medical",
    Kind.PERFORMANCE: "Performance or competition",
    Kind.STUDY: "Study leave or examination",
    Kind.TRAVELLER: "Travelling family’s work",
    Kind.HOLIDAY: "Holiday",
    Kind.OTHER: "Something else",
}
CHOICES = [(kind.value, words) for kind, words in WORDS.items()]
JUDGED_AS_EXCEPTIONAL = frozenset(
    {Kind.EXCEPTIONAL, Kind.BEREAVEMENT, Kind.RELIGIOUS, Kind.MEDICAL, Kind.HOLIDAY, Kind.OTHER}
)
"""Asked by the policy's test of exceptional circumstances; the others are asked what their own rule wants to know."""
