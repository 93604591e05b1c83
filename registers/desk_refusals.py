"""Why the late desk cannot do something, and who can help."""

from registers.refusals import MarkRefusal, Refusal


class AlreadyPresent(MarkRefusal):
    """A register says that the pupil was there when it began. Signing in anyway is possible when asked again."""

    needs = "insist"
    who_can_fix = "You can, by signing in anyway: the earlier mark is kept in the history."


class AlreadySignedIn(MarkRefusal):
    """The pupil came through the desk already."""

    who_can_fix = "You can, by undoing the earlier entry in the list of today."


class AlreadySignedOut(MarkRefusal):
    """The pupil was signed out and is not back."""

    who_can_fix = "You can, under Coming back."


class NotLateYet(MarkRefusal):
    """Before registration starts nobody is late."""

    who_can_fix = "The class teacher marks the pupil present when the register is taken."


class DayOver(MarkRefusal):
    """After the last session of the day nobody is signed in or out."""

    who_can_fix = "You can, by correcting the time; the office can amend a mark at any time."


class NotHere(MarkRefusal):
    """Who is not on site cannot leave it."""

    who_can_fix = "You can, by signing the pupil in first under Arriving late."


class NotSignedOut(MarkRefusal):
    """Only who was signed out can come back."""

    who_can_fix = "You can, under Arriving late."


class NothingToUndo(Refusal):
    """The entry was undone already, or something happened after it."""

    who_can_fix = "You can, by undoing the newest entry first, or by amending the mark."


class SomeRefused(MarkRefusal):
    """One pupil of several is refused, so nobody was signed in. `each` holds the refusals in order."""

    def __init__(self, each: list[MarkRefusal]) -> None:
        self.each = each
        self.needs = next((refusal.needs for refusal in each if refusal.needs), "")
        words = " ".join(refusal.words for refusal in each)
        super().__init__(words, who_can_fix=" ".join(dict.fromkeys(each_.who_can_fix for each_ in each)))


class NoDrillRunning(Refusal):
    """Pupils are ticked while a drill or evacuation runs."""

    who_can_fix = "You can, by starting one on the On site page."


class OperationUsedElsewhere(Refusal):
    """The number of this operation was used for something else."""

    who_can_fix = "Send it again with a new number."
