"""Bank holidays of England by rule: Easter, and the years that GOV.UK has not published yet."""

import datetime as dt

from registers.school_year import MONDAY, is_session_weekday

DAY = dt.timedelta(days=1)


def by_rule(year: int) -> dict[dt.date, str]:
    """The bank holidays of a calendar year as they usually are (Banking and Financial Dealings Act 1971, sch. 1; M).

    Days given once, for a jubilee or a coronation, are known only when they are published.
    """
    easter = easter_sunday(year)
    christmas = _first_free(dt.date(year, 12, 25), set())
    days = {
        _first_free(dt.date(year, 1, 1), set()): "New Year’s Day",
        easter - 2 * DAY: "Good Friday",
        easter + DAY: "Easter Monday",
        _monday(dt.date(year, 5, 1)): "Early May bank holiday",
        _monday(dt.date(year, 5, 25)): "Spring bank holiday",
        _monday(dt.date(year, 8, 25)): "Summer bank holiday",
        christmas: "Christmas Day",
        _first_free(dt.date(year, 12, 26), {christmas}): "Boxing Day",
    }
    return dict(sorted(days.items()))


def easter_sunday(year: int) -> dt.date:
    """Easter Sunday of the Gregorian calendar, by the golden number and the epact."""
    golden, century = year % 19, year // 100
    moon = (19 * golden + century - century // 4 - (8 * century + 13) // 25 + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    sunday = moon - (year + year // 4 + moon + 2 - century + century // 4) % 7
    return dt.date(year, 3, 28) + sunday * DAY


def _monday(day: dt.date) -> dt.date:
    return day + (MONDAY - day.weekday()) % 7 * DAY


def _first_free(day: dt.date, taken: set[dt.date]) -> dt.date:
    """That day, or the next weekday that is not a holiday already (a substitute day)."""
    while not is_session_weekday(day) or day in taken:
        day += DAY
    return day
