"""How far a case has come. Worked out from what the scan saw, what was decided and how notices ended, never stored."""

from collections.abc import Collection
from enum import StrEnum

from penalties.considering import Outcome


class Stage(StrEnum):
    """Where a case stands."""

    TO_CONSIDER = "to_consider"
    AGAIN = "again"
    IMPROVING = "improving"
    MET = "met"
    DECIDED = "decided"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"

    @property
    def wants_somebody(self) -> bool:
        """Whether a person has to decide."""
        return self in (Stage.TO_CONSIDER, Stage.AGAIN)


WORDS = {
    Stage.TO_CONSIDER: "To consider",
    Stage.AGAIN: "To consider again",
    Stage.IMPROVING: "Notice to improve",
    Stage.MET: "Notice to improve met",
    Stage.DECIDED: "Decided",
    Stage.WITHDRAWN: "No longer ten sessions",
    Stage.CLOSED: "Closed",
}
RUNS = None
"""How a notice to improve stands of which nobody has said how it ended."""
FAILED = frozenset({"not_met", "early"})
MET = "met"


def stage_of(
    *, closed: bool, withdrawn: bool, outcome: str | None, ends: Collection[str | None] = ()
) -> Stage:
    """The stage of a case. `outcome`: of the decision that holds; `ends`: of the notices to improve written since.

    Each parent has a notice of their own: where one failed, somebody considers what follows for that parent.
    """
    if withdrawn:
        return Stage.WITHDRAWN
    if closed:
        return Stage.CLOSED
    if outcome is None:
        return Stage.TO_CONSIDER
    if outcome != Outcome.NOTICE_TO_IMPROVE:
        return Stage.DECIDED
    if FAILED & set(ends):
        return Stage.AGAIN
    if not ends or RUNS in ends:
        return Stage.IMPROVING
    return Stage.MET if MET in ends else Stage.AGAIN
