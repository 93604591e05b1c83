"""Whose day it is where care is shared: two weeks in turn, written as fourteen ones and noughts."""

import datetime as dt

DAYS_IN_WEEK = 7
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
EVERY_DAY = "1" * 2 * DAYS_IN_WEEK


def week_of(first_day: dt.date, day: dt.date) -> int:
    """0 in week one, 1 in week two; week one begins with the Monday of `first_day`."""
    monday = first_day - dt.timedelta(days=first_day.weekday())
    return (day - monday).days // DAYS_IN_WEEK % 2


def is_with(days: str, first_day: dt.date, day: dt.date) -> bool:
    """Whether the child is with the adult on `day`."""
    return days[week_of(first_day, day) * DAYS_IN_WEEK + day.weekday()] == "1"


def written(week_one: list[int], week_two: list[int]) -> str:
    """Days of both weeks (Monday = 0) as they are stored."""
    return "".join(
        "1" if day in week else "0" for week in (week_one, week_two) for day in range(DAYS_IN_WEEK)
    )


def read(days: str) -> tuple[list[int], list[int]]:
    """The days of week one and of week two, Monday = 0."""
    one, two = days[:DAYS_IN_WEEK], days[DAYS_IN_WEEK:]
    return [n for n, day in enumerate(one) if day == "1"], [n for n, day in enumerate(two) if day == "1"]


def in_words(days: str) -> str:
    """The days as people say them: `Monday, Tuesday; in the second week Friday`."""
    one, two = ([WEEKDAYS[n] for n in week] for week in read(days))
    if one == two:
        return f"every week: {', '.join(one) or 'no day'}"
    return f"week one: {', '.join(one) or 'no day'}; week two: {', '.join(two) or 'no day'}"
