"""What leave is asked for. Families read their own words for the kinds (family_leave_words.py)."""

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
