"""One child on today's board: the sections there are, and a row with everything that helps to find the child."""

import datetime as dt
from dataclasses import dataclass

from absence.board_facts import RISK_WORDS, Flags, Risk
from absence.ladder import NextStep
from absence.ladder_of_day import Standing
from absence.models import ContactAttempt
from absence.reports_waiting import WaitingReport
from registers.calling_order import Adult
from registers.class_names import class_order
from registers.models import Message, Reply
from registers.school_sessions import PupilOnDay

TO_FIND, DUE_BACK, UNSEEN, REPORT = "find", "back", "unseen", "report"
NO_FLAGS = Flags()


@dataclass(frozen=True)
class Row:
    """One child on the board, with everything that helps to find them."""

    section: str
    pupil: PupilOnDay
    says: str
    """What the register says, and of which half of the day."""
    flags: Flags = NO_FLAGS
    shows_why: bool = False
    """Whether the hat may know why the child is called first."""
    adults: tuple[Adult, ...] = ()
    days: int = 0
    """School days on which the school expected to see the child and did not, up to today."""
    seen_on: dt.date | None = None
    standing: Standing | None = None
    site_words: str = ""
    """Where a club or trip saw the child today."""
    back_words: str = ""
    """Why the child was due back."""
    back_more: str = ""
    """How long ago that was, and what may follow."""
    open_words: str = ""
    """That the register is still open."""
    report: WaitingReport | None = None
    answers: tuple[Reply, ...] = ()
    """What the family has answered to a message and nobody has dealt with."""
    day: dt.date = dt.date.min

    @property
    def pk(self) -> int:
        """The pupil's number."""
        return self.pupil.pupil_id

    @property
    def place(self) -> str:
        """Names the row on the page."""
        return f"{self.section}-{self.report.pk if self.report else self.pk}"

    @property
    def call_first(self) -> bool:
        """Whether this child comes before the others. Why is not said on a screen that faces the hatch."""
        return self.flags.risk is not Risk.NONE

    @property
    def why_first(self) -> str:
        """Why, for those who may know."""
        return RISK_WORDS.get(self.flags.risk, "") if self.shows_why else ""

    @property
    def day_words(self) -> str:
        """`3rd day`."""
        last, teens = self.days % 10, self.days % 100 in (11, 12, 13)
        return f"{self.days}{'th' if teens or last > 3 else ('th', 'st', 'nd', 'rd')[last]} day"

    @property
    def attempts(self) -> list[ContactAttempt]:
        """The day's attempts, as they happened."""
        known = self.standing.known.attempts if self.standing else []
        return [each for each in known if each.date == self.day]

    @property
    def wrong_numbers(self) -> list[Adult]:
        """Adults one of whose numbers was found to be wrong today."""
        wrong = {
            each.contact_id for each in self.attempts if each.outcome == ContactAttempt.Outcome.WRONG_NUMBER
        }
        return [adult for adult in self.adults if adult.contact_id in wrong]

    @property
    def messages(self) -> list[Message]:
        """The day's messages home."""
        known = self.standing.known.messages if self.standing else []
        return [message for about, message in known if about == self.day]

    @property
    def earlier(self) -> ContactAttempt | None:
        """The last attempt before today."""
        known = self.standing.known.attempts if self.standing else []
        return next((each for each in reversed(known) if each.date < self.day), None)

    @property
    def class_asked(self) -> bool:
        """Whether the class was asked and has not answered."""
        return bool(self.standing and self.standing.class_asked)

    @property
    def in_class(self) -> bool:
        """Whether the class says that the child is there: the mark is still to be put right."""
        asked = [each.outcome for each in self.attempts if each.kind == ContactAttempt.Kind.CLASS]
        return bool(asked) and asked[-1] == ContactAttempt.Outcome.IN_CLASS

    @property
    def heard_of(self) -> bool:
        """Whether somebody gave a reason today."""
        return any(each.outcome == ContactAttempt.Outcome.REASON_GIVEN for each in self.attempts)

    @property
    def next_step(self) -> NextStep | None:
        """What the school's ladder asks for next."""
        return self.standing.next if self.standing else None

    @property
    def order(self) -> tuple[object, ...]:
        """By risk, then by days missing, then by class and name."""
        pupil = self.pupil
        return (
            self.flags.risk,
            -self.days,
            class_order(pupil.group_name or ""),
            pupil.surname,
            pupil.forename,
            pupil.pupil_id,
        )
