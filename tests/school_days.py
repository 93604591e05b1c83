"""A school calendar for tests: 2025/26 (190 days, 39 school weeks) and the first half of autumn 2026."""

import datetime as dt

TERMS = (
    (dt.date(2025, 9, 3), dt.date(2025, 10, 24)),
    (dt.date(2025, 11, 3), dt.date(2025, 12, 19)),
    (dt.date(2026, 1, 6), dt.date(2026, 2, 13)),
    (dt.date(2026, 2, 23), dt.date(2026, 3, 27)),
    (dt.date(2026, 4, 13), dt.date(2026, 5, 22)),
    (dt.date(2026, 6, 1), dt.date(2026, 7, 16)),
    (dt.date(2026, 9, 3), dt.date(2026, 10, 23)),
)
BANK_HOLIDAYS = {dt.date(2026, 5, 4)}


def between(first: dt.date, last: dt.date) -> list[dt.date]:
    """Mondays to Fridays from first to last, less bank holidays."""
    days = (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in days if day.weekday() < 5 and day not in BANK_HOLIDAYS]


SCHOOL_DAYS = [day for first, last in TERMS for day in between(first, last)]


def days(*numbers: int, month: int, year: int = 2025) -> list[dt.date]:
    """Dates of one month."""
    return [dt.date(year, month, number) for number in numbers]
