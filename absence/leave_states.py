"""How far a request for leave has come. Worked out from what was done to it, never stored."""

from enum import StrEnum


class State(StrEnum):
    """Where a request stands."""

    SENT = "sent"
    LOOKED_AT = "looked_at"
    QUESTION = "question"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"

    @property
    def may_change(self) -> bool:
        """Whether the asker may still change it or take it back."""
        return self in (State.SENT, State.LOOKED_AT, State.QUESTION)


WORDS = {
    State.SENT: "New",
    State.LOOKED_AT: "Being looked at",
    State.QUESTION: "Waits for the parent’s answer",
    State.DECIDED: "Decided",
    State.WITHDRAWN: "Withdrawn",
}
"""In staff-room words."""


def state_of(*, withdrawn: bool, decided: bool, asked_back: bool, looked_at: bool) -> State:
    """The state: what ends a request counts before what holds it up, and that before what was only noticed."""
    if withdrawn:
        return State.WITHDRAWN
    if decided:
        return State.DECIDED
    if asked_back:
        return State.QUESTION
    return State.LOOKED_AT if looked_at else State.SENT
