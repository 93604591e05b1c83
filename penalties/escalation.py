"""What the law would allow next for one parent and one child, by the notices that there were before.

Source: the national framework in Working together to improve school attendance (August 2024), and SI 2007/1867 as
amended by SI 2024/210. At most two notices in three years; paid, unpaid and prosecuted ones count, withdrawn ones do
not. Each parent and each child stands alone: hand over the notices of one parent for one child.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import NamedTuple

from absence.deadlines import NOTICE_FULL_AMOUNT_DAYS, NOTICE_LOWER_AMOUNT_DAYS
from penalties.amounts import FIRST, FIRST_IF_PAID_EARLY, IN_YEARS, NOTICES_AT_MOST, SECOND
from penalties.threshold import APPLIES_FROM

SOURCE = (
    "National framework for penalty notices, in Working together to improve school attendance (August 2024);"
    " Education (Penalty Notices) (England) Regulations 2007, as amended by SI 2024/210."
)


class Notice(NamedTuple):
    """An earlier notice to this parent for this child, as far as it is known here.

    `issued_on`: none where nobody told the day. `sure`: whether the authority said that it was issued.
    `last_absence`: the last session that it is for; none where that is not known.
    """

    issued_on: dt.date | None
    sure: bool = True
    withdrawn: bool = False
    last_absence: dt.date | None = None


class Stage(StrEnum):
    """What may follow when the threshold is met."""

    FIRST = "first"
    SECOND = "second"
    OTHER = "other"


class Amount(NamedTuple):
    """What a notice costs, in pounds; no `early` where there is no lower amount."""

    full: int
    early: int | None


AMOUNT_OF = {Stage.FIRST: Amount(FIRST, FIRST_IF_PAID_EARLY), Stage.SECOND: Amount(SECOND, None)}


class NextStep(NamedTuple):
    """What the law would allow on a day. `counted`: the earlier notices that count, the oldest first.

    `amount`: none where no notice is allowed. `sure`: whether it would be the same without what nobody knows
    for certain. `again_from`:
    the first day on which a notice would be allowed again, where none is.
    """

    stage: Stage
    amount: Amount | None
    counted: tuple[Notice, ...]
    sure: bool
    again_from: dt.date | None

    @property
    def allows_notice(self) -> bool:
        """Whether a penalty notice is lawful at all."""
        return self.amount is not None

    @property
    def words(self) -> str:
        """The same for a page, as the end of "The law would allow next"."""
        if self.amount is None:
            return f"no notice, for {len(self.counted)} count in the {IN_YEARS} years up to that day"
        within = f"£{self.amount.full} within {NOTICE_FULL_AMOUNT_DAYS} days"
        if self.amount.early is None:
            return f"a second notice, {within}, with no lower amount"
        return f"a first notice, {within}, or £{self.amount.early} within {NOTICE_LOWER_AMOUNT_DAYS}"


def what_next(notices: Iterable[Notice], *, proposed: dt.date) -> NextStep:
    """What the law would allow if a notice were proposed on that day.

    A notice of which it is not known whether it was issued counts, and makes the answer unsure: better to ask the
    authority than to propose what may be unlawful.
    """
    counted = tuple(sorted((each for each in notices if counts(each, on=proposed)), key=_when))
    stage = _stage(len(counted))
    return NextStep(
        stage=stage,
        amount=AMOUNT_OF.get(stage),
        counted=counted,
        sure=stage is _stage(sum(each.sure and each.issued_on is not None for each in counted)),
        again_from=_again_from(counted) if stage is Stage.OTHER else None,
    )


def counts(notice: Notice, *, on: dt.date) -> bool:
    """Whether a notice counts towards the two when another is proposed on that day."""
    if notice.withdrawn or _before_the_framework(notice):
        return False
    return notice.issued_on is None or notice.issued_on <= on <= counts_until(notice.issued_on)


def counts_until(issued: dt.date) -> dt.date:
    """The last day on which a notice issued on that day still counts.

    The three years end with the date of the proposed notice (V2); no text settles whether the day three years on
    lies inside. It is treated as inside (D), so that nobody is given a notice a day too early.
    """
    try:
        return issued.replace(year=issued.year + IN_YEARS)
    except ValueError:  # issued on 29 February
        return dt.date(issued.year + IN_YEARS, 2, 28)


def _stage(count: int) -> Stage:
    return (Stage.FIRST, Stage.SECOND)[count] if count < NOTICES_AT_MOST else Stage.OTHER


def _before_the_framework(notice: Notice) -> bool:
    """Notices for absences before the national framework are not counted (V for the date, M for this)."""
    last_known = notice.last_absence or notice.issued_on
    return last_known is not None and last_known < APPLIES_FROM


def _when(notice: Notice) -> dt.date:
    return notice.issued_on or dt.date.max


def _again_from(counted: Sequence[Notice]) -> dt.date | None:
    """The day after so many have dropped out that one less than the most remains; None where a day is unknown."""
    leaves = counted[-NOTICES_AT_MOST].issued_on
    return counts_until(leaves) + dt.timedelta(days=1) if leaves else None
