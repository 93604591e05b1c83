"""Why a child is away, as a family says it, and the code that the office is offered first. No family sees a code."""

from enum import StrEnum

from registers.codes import APPOINTMENT, ILLNESS, RELIGIOUS_OBSERVANCE


class Why(StrEnum):
    """The few reasons that a family chooses from."""

    ILL = "ill"
    MEDICAL = "medical"
    RELIGIOUS = "religious"
    OTHER = "other"

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """As staff read them."""
        return [(why.value, STAFF_WORDS[why]) for why in cls]

    @property
    def code(self) -> str:
        """The code that the office is offered first; empty where only the school can say."""
        return CODE_OF.get(self, "")


STAFF_WORDS = {
    Why.ILL: "Ill",
    Why.MEDICAL: "Medical appointment",
    Why.RELIGIOUS: "Religious day",
    Why.OTHER: "Something else",
}
CODE_OF = {Why.ILL: ILLNESS, Why.MEDICAL: APPOINTMENT, Why.RELIGIOUS: RELIGIOUS_OBSERVANCE}


def why_of(code: str) -> Why:
    """The reason that a code stands for, where the office keyed the code itself."""
    return next((why for why, its in CODE_OF.items() if its == code), Why.OTHER)
