"""Why pupils come late or leave early, as the desk offers it: one key each, and the code that follows from some."""

from dataclasses import dataclass

from registers.codes import APPOINTMENT, EXCEPTIONAL_LEAVE, ILLNESS


@dataclass(frozen=True)
class Reason:
    """One choice. `code`: what it makes of a session missed because of it; empty: the clock or the register decides.

    `key`: the digit that chooses it. `text`: the adult says the reason in their own words.
    """

    key: str
    words: str
    code: str = ""
    text: bool = False


LATE_REASONS = (
    Reason("1", "Overslept"),
    Reason("2", "Traffic"),
    Reason("3", "Medical appointment", code=APPOINTMENT),
    Reason("4", "Bus late"),
    Reason("5", "Other", text=True),
)
LEAVING_REASONS = (
    Reason("1", "Felt ill", code=ILLNESS),
    Reason("2", "Medical appointment", code=APPOINTMENT),
    Reason("3", "Leave agreed by the head", code=EXCEPTIONAL_LEAVE),
    Reason("4", "Other", text=True),
)
"""What an afternoon missed after leaving early is planned as; after "Other" the afternoon register decides."""


def chosen(reasons: tuple[Reason, ...], key: str) -> Reason | None:
    """The reason of that key, if there is one."""
    return next((reason for reason in reasons if reason.key == key), None)
