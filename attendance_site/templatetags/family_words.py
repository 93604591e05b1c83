"""Days, times and names on the pages of families, in the language of the page: `{% load family_words %}`."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django import template

from attendance_site.parts import spoken

register = template.Library()


@register.filter
def spoken_day(day: date | datetime | None) -> str:
    """Say a day: Tuesday 24 November."""
    return spoken.spoken_day(day) if day else ""


@register.filter
def spoken_date(day: date | datetime | None) -> str:
    """Say a day of any year: Tuesday 24 November 2026."""
    return spoken.spoken_date(day) if day else ""


@register.filter
def spoken_month(day: date | datetime | None) -> str:
    """Say the month of a day: November 2026."""
    return spoken.spoken_month(day) if day else ""


@register.filter
def spoken_weekday(day: date | datetime | None) -> str:
    """Say the day of the week in short: Tue."""
    return spoken.spoken_weekday(day) if day else ""


@register.filter
def spoken_time(moment: datetime | time | None) -> str:
    """Say a time of day: 8:47."""
    return "" if moment is None or moment == "" else spoken.spoken_time(moment)


@register.filter
def spoken_names(names: Iterable[str]) -> str:
    """Say several names in one breath: Aisha, Noah and Ieva."""
    return spoken.spoken_names(names)
