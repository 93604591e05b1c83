"""The one place that reads the time.

A whole site can be moved to another moment (for a demonstration, a screenshot, a test of a school day):
`SITE_CLOCK=2026-11-24T08:44` is turned into a number of seconds once, when the site starts, and handed to
every process of the site as `SITE_CLOCK_OFFSET`. From there the clock runs on as clocks do. Sign-in, codes by
e-mail, cookies and tokens keep real time, because they are promises about real time. A production start
refuses a moved clock.
"""

import math
import os
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
"""Attendance law, registers and school times are in the time of the place: England."""

OFFSET_VARIABLE = "SITE_CLOCK_OFFSET"


class ClockUnreadable(Exception):
    """`SITE_CLOCK` or its offset is not a moment that can be read."""


def now() -> datetime:
    """The moment it is at the school, aware, in Europe/London."""
    return (datetime.now(UTC) + _offset()).astimezone(LONDON)


def today() -> date:
    """The date it is at the school."""
    return now().date()


def offset_to(moment: str) -> int:
    """Whole seconds from real time to `moment`, such as `2026-11-24T08:44` (school time unless it names a zone).

    Rounded up: a clock that is moved to 8:44 never shows 8:43, not even in its first half second.
    Raises `ClockUnreadable` when it is not a date and time.
    """
    try:
        target = datetime.fromisoformat(moment)
    except ValueError as error:
        raise ClockUnreadable(
            f"SITE_CLOCK is {moment!r}; write a date and a time, such as 2026-11-24T08:44."
        ) from error
    if target.tzinfo is None:
        target = target.replace(tzinfo=LONDON)
    return math.ceil((target - datetime.now(UTC)).total_seconds())


def _offset() -> timedelta:
    seconds = os.environ.get(OFFSET_VARIABLE, "") or "0"
    try:
        return timedelta(seconds=float(seconds))
    except (ValueError, OverflowError) as error:
        raise ClockUnreadable(f"{OFFSET_VARIABLE} is {seconds!r}; it must be a number of seconds.") from error
