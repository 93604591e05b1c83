"""Values that hold from day to day: which class, which year group, which address. Pure dates, no tables."""

import datetime as dt
from collections.abc import Iterable
from typing import Any, NamedTuple

from registers.school_year import SEPTEMBER, YEAR_GROUPS, year_group_at


class Span(NamedTuple):
    """A value and the days it holds, both inclusive; without a last day it still holds."""

    first: dt.date
    last: dt.date | None
    value: Any

    def holds(self, day: dt.date) -> bool:
        """Whether it holds on `day`."""
        return self.first <= day and (self.last is None or day <= self.last)


class Home(NamedTuple):
    """An address. A confidential one is never shown nor changed by an import."""

    address: str
    postcode: str
    confidential: bool = False

    def __str__(self) -> str:
        return ", ".join(filter(None, (self.address, self.postcode)))


def value_on(spans: Iterable[Span], day: dt.date) -> Any:
    """The value that holds on `day`, or None."""
    return next((span.value for span in spans if span.holds(day)), None)


def change_from(spans: list[Span], day: dt.date, value: Any, *, until: dt.date | None) -> list[Span]:
    """The value holds from `day` to the next change that is already known, or to `until`."""
    later = [span.first for span in spans if span.first > day]
    ends = [each for each in (until, day_before(min(later)) if later else None) if each is not None]
    return paint(spans, Span(day, min(ends) if ends else None, value))


def paint(spans: Iterable[Span], new: Span) -> list[Span]:
    """`spans` with `new` over them: what it covers gives way, and equal neighbours become one."""
    kept: list[Span] = []
    first, last = new.first, new.last
    for span in spans:
        if span.value == new.value and _touch(span, new):
            first = min(first, span.first)
            last = None if last is None or span.last is None else max(last, span.last)
            continue
        if span.first < new.first:
            before = day_before(new.first)
            kept.append(span._replace(last=before if span.last is None else min(span.last, before)))
        if new.last is not None and (span.last is None or span.last > new.last):
            kept.append(span._replace(first=max(span.first, day_after(new.last))))
    return sorted(
        [*(span for span in kept if _is_real(span)), Span(first, last, new.value)],
        key=lambda span: span.first,
    )


def cut(spans: Iterable[Span], last: dt.date) -> list[Span]:
    """`spans` as they are where nothing holds after `last`."""
    return [
        span._replace(last=last if span.last is None else min(span.last, last))
        for span in spans
        if span.first <= last
    ]


def year_groups(year_group: str, *, as_of: dt.date, first: dt.date, last: dt.date | None) -> list[Span]:
    """The year groups of a pupil who is in `year_group` on `as_of`, from `first` on: one less per 1 September between.

    A pupil who would have been too young for any year group before stands in the youngest.
    """
    starts = [first, *(dt.date(first.year + n, SEPTEMBER, 1) for n in range(as_of.year - first.year + 1))]
    starts = sorted({start for start in starts if first <= start <= max(first, as_of)})
    spans: list[Span] = []
    for start in starts:
        value = year_group_at(year_group, as_of=as_of, on=start) or YEAR_GROUPS[0]
        spans = paint(cut(spans, day_before(start)), Span(start, last, value))
    return spans


def day_before(day: dt.date) -> dt.date:
    """The calendar day before."""
    return day - dt.timedelta(days=1)


def day_after(day: dt.date) -> dt.date:
    """The calendar day after."""
    return day + dt.timedelta(days=1)


def overlap(first: Span, second: Span) -> bool:
    """Whether two spans share a day."""
    return (second.last is None or first.first <= second.last) and (
        first.last is None or second.first <= first.last
    )


def _touch(one: Span, other: Span) -> bool:
    starts_in_time = other.last is None or one.first <= day_after(other.last)
    return starts_in_time and (one.last is None or day_after(one.last) >= other.first)


def _is_real(span: Span) -> bool:
    return span.last is None or span.first <= span.last
