"""One return that the school owes somebody, and how it stands. Values only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from registers.models import Pupil
from reporting.models import MadeReturn


class State(Enum):
    """How a return stands: its name and the tag that shows it."""

    NOT_DUE = ("Not due", "")
    READY = ("Ready", "info")
    ERRORS = ("Errors", "bad")
    TOLD = ("Told, no file kept", "")
    SENT = ("Sent", "good")
    ACCEPTED = ("Accepted", "good")

    @property
    def words(self) -> str:
        """Its name."""
        return self.value[0]

    @property
    def level(self) -> str:
        """What colours its tag, besides the word."""
        return self.value[1]


class Problem(NamedTuple):
    """Something that a return lacks, and the page that puts it right."""

    words: str
    url: str


@dataclass(frozen=True)
class DueReturn:
    """One return about one pupil.

    `about` names it in files that were made. `not_due`: why none is due. `told`: that the authority was told without a
    file. `make_url`: somebody has to write something first, on that page. `chosen`: it is ticked on its page.
    """

    kind: str
    pupil: Pupil
    about: str
    words: str
    by: dt.date | None
    on: dt.date
    values: Sequence[str] = ()
    problems: Sequence[Problem] = ()
    not_due: str = ""
    told: str = ""
    make_url: str = ""
    make_words: str = ""
    chosen: bool = True
    tells_secret: bool = False
    made: MadeReturn | None = field(default=None)

    @property
    def state(self) -> State:
        """How it stands."""
        if self.made is not None and self.made.accepted.all():
            return State.ACCEPTED
        if self.made is not None and self.made.sent.all():
            return State.SENT
        if self.told:
            return State.TOLD
        if self.not_due:
            return State.NOT_DUE
        return State.ERRORS if self.problems and self.made is None else State.READY

    @property
    def is_done(self) -> bool:
        """Whether it has gone."""
        return self.state in (State.TOLD, State.SENT, State.ACCEPTED)

    @property
    def is_open(self) -> bool:
        """Whether it waits for somebody."""
        return self.state in (State.READY, State.ERRORS)

    @property
    def is_overdue(self) -> bool:
        """Whether its day has passed and it has not gone."""
        return self.chosen and self.is_open and self.by is not None and self.on > self.by

    @property
    def may_be_ticked(self) -> bool:
        """Whether it can go into a file now."""
        return bool(self.values) and not self.make_url and not self.is_done


@dataclass(frozen=True)
class KindOfReturn:
    """All returns of one kind, with the columns of their file and what the law says of them."""

    kind: str
    label: str
    law: str
    columns: Sequence[str]
    rows: Sequence[DueReturn]
    newest: MadeReturn | None = None

    @property
    def open(self) -> list[DueReturn]:
        """Those that wait, the most pressing first."""
        return sorted(
            (each for each in self.rows if each.is_open),
            key=lambda each: (each.by or dt.date.max, each.pupil.surname, each.pupil.forename, each.about),
        )

    @property
    def done(self) -> list[DueReturn]:
        """Those that went."""
        return [each for each in self.rows if each.is_done]

    @property
    def not_due(self) -> list[DueReturn]:
        """Those that only the authority's question makes due."""
        return [each for each in self.rows if each.state is State.NOT_DUE]

    @property
    def pressing(self) -> list[DueReturn]:
        """Those that wait and are not merely proposed."""
        return [each for each in self.open if each.chosen]

    @property
    def proposed(self) -> list[DueReturn]:
        """Those of whom somebody decides whether they belong in it."""
        return [each for each in self.open if not each.chosen]

    @property
    def can_be_made(self) -> bool:
        """Whether anybody in it can go into a file here and now."""
        return any(each.may_be_ticked for each in self.rows)

    @property
    def lacking(self) -> bool:
        """Whether something is missing of anybody who can go into a file."""
        return any(each.problems for each in self.rows if each.may_be_ticked)

    @property
    def next_by(self) -> dt.date | None:
        """The earliest day by which one is due."""
        return min((each.by for each in self.pressing if each.by), default=None)

    @property
    def errors(self) -> int:
        """How many lack something."""
        return sum(each.state is State.ERRORS for each in self.pressing)

    @property
    def overdue(self) -> int:
        """How many are late."""
        return sum(each.is_overdue for each in self.pressing)

    @property
    def state(self) -> State:
        """How the kind stands: the worst of what waits, else what went last."""
        states = {each.state for each in self.pressing}
        for state in (State.ERRORS, State.READY):
            if state in states:
                return state
        if self.newest is not None:
            return (
                State.ACCEPTED
                if self.newest.accepted.all()
                else (State.SENT if self.newest.sent.all() else State.READY)
            )
        return State.NOT_DUE
