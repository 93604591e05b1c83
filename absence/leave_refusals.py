"""Why a decision about leave cannot be made or undone, and who can do something about it."""

from registers.refusals import Refusal


class LeaveRefused(Refusal):
    """Something about the decision that cannot be. `place`: the field of the form that it is about."""

    place: str | None = None
    who_can_fix = "You can, on this page."


class MayNotDecide(LeaveRefused):
    """Only the head, or somebody named by the head in writing, decides."""


class OwnRequest(LeaveRefused):
    """Nobody decides about leave for their own child."""


class RequestWithdrawn(LeaveRefused):
    """The parent took the request back."""

    who_can_fix = "Nobody needs to: there is nothing to decide."


class RequestChanged(LeaveRefused):
    """The parent changed the request while it was being looked at."""

    who_can_fix = "Look at what it says now, and decide then."


class DecidedMeanwhile(LeaveRefused):
    """Somebody else decided while the page was open."""

    who_can_fix = "Look at that decision. It can be undone until its letter goes, or decided again."


class NoChildChosen(LeaveRefused):
    """Nobody is ticked, or somebody who is not in the request."""

    place = "children"


class ReasonMissing(LeaveRefused):
    """A decision has its reason, which the letter gives."""

    place = "reason"


class DaysRefused(LeaveRefused):
    """The days agreed are not days of the request, or no session lies in them."""

    place = "first_day"


class CodeRefused(LeaveRefused):
    """The leave may not take that code."""

    place = "code"


class RecordMissing(CodeRefused):
    """The code wants something on file that nobody has written down."""

    place = "recorded"


class LetterGone(LeaveRefused):
    """The family may have read the decision: it can no longer be undone."""

    who_can_fix = "You can decide again: the family then has a new letter, and both stay on file."


class AlreadyUndone(LeaveRefused):
    """The decision was undone, or another one has taken its place."""

    who_can_fix = "Look at the request as it stands now."
