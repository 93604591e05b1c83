"""Named refusals: why something cannot be done, and who can fix it."""


class Refusal(Exception):
    """Something that cannot be done. `words` says why, `who_can_fix` who can do something about it."""

    who_can_fix = ""

    def __init__(self, words: str, *, who_can_fix: str = "") -> None:
        self.words = words
        self.who_can_fix = who_can_fix or self.who_can_fix
        super().__init__(f"{words} {self.who_can_fix}".strip())


class MarkRefusal(Refusal):
    """A mark that may not stand. `needs`: what to send with it so that it may ("reason", "arrived"), if anything."""

    needs = ""


class SessionNotStarted(MarkRefusal):
    """Marks are never made ahead of the session; an absence known before is planned."""

    who_can_fix = "The office can plan an absence that is known already."


class NoSessionThatDay(MarkRefusal):
    """The calendar has no session then: a closure, a holiday, a weekend."""


class TimesNotSet(MarkRefusal):
    """The school has not said when registration starts and closes."""


class NotOnRoll(MarkRefusal):
    """The pupil's name is not on the admission register that day."""

    who_can_fix = "The office can correct the pupil's starting or leaving day."


class NotYourClass(MarkRefusal):
    """The pupil is in no class that this person takes that day."""

    who_can_fix = "The office can mark the pupil, or give you the class."


class DayIsOver(MarkRefusal):
    """Teachers mark their classes until the end of the day; after it the office does."""

    who_can_fix = "The office can put it right: ask them to amend the mark."


class CodeNotAllowed(MarkRefusal):
    """The role may not use the code."""

    who_can_fix = "The office can give that code."


class CodeNotValid(MarkRefusal):
    """The code does not exist, or not on that date, in that session, or for that pupil."""

    who_can_fix = "You can, by choosing another code."


class DetailMissing(CodeNotValid):
    """The code must carry a note."""

    needs = "note"
    who_can_fix = "You can, by adding the note."


class ArrivalNeeded(MarkRefusal):
    """L and U follow the time of arrival, which nobody has stated."""

    needs = "arrived"
    who_can_fix = "You can, by saying when the pupil arrived."


class ArrivalImpossible(MarkRefusal):
    """Nobody arrives then: the session is over, or the time has not come."""

    who_can_fix = "You can, by correcting the time; the office can give the code of an absence."


class RegisterClosed(MarkRefusal):
    """After the close a mark is amended: with a reason, and the earlier entry kept beside it."""

    needs = "reason"
    who_can_fix = "You can, by giving a reason; the office can amend the mark at any time."


class RegisterIncomplete(Refusal):
    """Pupils are still without a mark. `blank` holds their names in register order."""

    who_can_fix = "You can, by marking them."

    def __init__(self, words: str, *, blank: list[str]) -> None:
        self.blank = blank
        super().__init__(words)


class NobodyExpected(Refusal):
    """The class has no pupil who is expected in that session."""

    who_can_fix = "The office can change who is in the class."


class PageNotComplete(Refusal):
    """A posted page lacks parts that every page of ours has: it was cut off, or made elsewhere."""

    who_can_fix = "You can, by marking again on the page below."


class MarksMovedMeanwhile(Exception):
    """A mark changed between reading and writing it: the whole save is done again from what stands now."""
