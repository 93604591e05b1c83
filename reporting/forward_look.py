"""How far a pupil is from a tenth or a half of the sessions missed, and what can still be reached this year.

Integers throughout, as in measures.py: a rounded percentage never says who has crossed a line.
"""

from dataclasses import dataclass

from reporting.measures import PERSISTENT_ONE_IN, SEVERE_ONE_IN, percentage

FEW_LEFT = 4
"""So few sessions in a row before a line, two days, and the pupil stands near it (P)."""


@dataclass(frozen=True)
class Line:
    """One line, a tenth or a half missed, seen from where a pupil stands.

    `crossed`: it is reached now. `in_a_row`: the session, missed from now on without one attended, at which it is
    reached; None where the year ends before. `may_miss`: so many sessions may still be missed, at any time, and the
    year ends under it; None where it ends at or over it whatever happens. `to_return`: so many sessions attended from
    now on without one missed bring the pupil back under it; None where the year ends before.
    """

    one_in: int
    crossed: bool
    in_a_row: int | None
    may_miss: int | None
    to_return: int | None

    @property
    def is_near(self) -> bool:
        """Whether few sessions are left before it."""
        return not self.crossed and self.in_a_row is not None and self.in_a_row <= FEW_LEFT

    @property
    def can_return(self) -> bool:
        """Whether it is crossed now, and the year can still end under it."""
        return self.crossed and self.may_miss is not None


@dataclass(frozen=True)
class ForwardLook:
    """What a pupil missed so far, of how many sessions, and how many are left this year."""

    absent: int
    possible: int
    remaining: int

    @property
    def persistent(self) -> Line:
        """The line of a tenth."""
        return self.line(PERSISTENT_ONE_IN)

    @property
    def severe(self) -> Line:
        """The line of a half."""
        return self.line(SEVERE_ONE_IN)

    @property
    def by_the_end(self) -> int:
        """The possible sessions of the whole year."""
        return self.possible + self.remaining

    @property
    def best_attended(self) -> int:
        """The sessions attended by the end of the year where none is missed from now on."""
        return self.by_the_end - self.absent

    @property
    def best(self) -> str | None:
        """The best percentage that can still be reached this year, for people to read."""
        return percentage(self.best_attended, self.by_the_end)

    def line(self, one_in: int) -> Line:
        """A line of one session missed in so many (2 or more)."""
        crossed = self.possible > 0 and self.absent * one_in >= self.possible
        return Line(
            one_in,
            crossed,
            in_a_row=0 if crossed else self._this_year(self._in_a_row(one_in)),
            may_miss=self._may_miss(one_in),
            to_return=self._this_year(self.absent * one_in - self.possible + 1) if crossed else 0,
        )

    def _in_a_row(self, one_in: int) -> int:
        """The smallest n of which (absent + n) in (possible + n) is one in so many; at least one session."""
        return max(1, -((self.absent * one_in - self.possible) // (one_in - 1)))

    def _may_miss(self, one_in: int) -> int | None:
        """The most that the year holds under the line, less what was missed."""
        left = (self.by_the_end - 1) // one_in - self.absent
        return left if self.by_the_end and left >= 0 else None

    def _this_year(self, sessions: int) -> int | None:
        return sessions if sessions <= self.remaining else None
