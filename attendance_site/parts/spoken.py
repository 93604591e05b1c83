"""Days, times and names as people say them, in the language of who reads them.

`language` is a code such as "pl"; without it the language of the page is taken. The words of days and months come from
Babel (Unicode CLDR), which knows that a Polish month changes its ending after a number.
"""

from collections.abc import Iterable
from datetime import date, datetime, time

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.lists import format_list
from django.utils.timezone import is_aware, localtime
from django.utils.translation import get_language

ENGLISH = "en-gb"


def spoken_day(day: date | datetime, *, language: str = "") -> str:
    """A day: Tuesday 24 November, wtorek 24 listopada, منگل 24 نومبر."""
    return format_date(_local(day), "EEEE d MMMM", locale=_locale(language))


def spoken_date(day: date | datetime, *, language: str = "") -> str:
    """A day of any year: Tuesday 24 November 2026."""
    return format_date(_local(day), "EEEE d MMMM y", locale=_locale(language))


def spoken_month(day: date | datetime, *, language: str = "") -> str:
    """The month of a day, as the head of a calendar: November 2026, listopad 2026."""
    return format_date(_local(day), "LLLL y", locale=_locale(language))


def spoken_weekday(day: date | datetime, *, language: str = "") -> str:
    """The day of the week in short, as a column of a calendar: Tue, wt., منگل."""
    return format_date(_local(day), "ccc", locale=_locale(language))


def spoken_time(moment: datetime | time, *, language: str = "") -> str:
    """A time of day by the school's clock: 8:47, as each of our languages writes it (`language`: for those to come)."""
    moment = localtime(moment) if isinstance(moment, datetime) and is_aware(moment) else moment
    return f"{moment.hour}:{moment.minute:02}"


def spoken_names(names: Iterable[str], *, language: str = "") -> str:
    """Several names in one breath: Aisha, Noah and Ieva; Aisha, Noah i Ieva."""
    return format_list(list(names), style="standard", locale=_locale(language))


def _locale(language: str) -> Locale:
    """What Babel knows of the language; English where it knows none."""
    wanted = language or get_language() or ENGLISH
    try:
        return Locale.parse(ENGLISH if wanted == "en" else wanted, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(ENGLISH, sep="-")


def _local(day: date | datetime) -> date:
    return localtime(day) if isinstance(day, datetime) and is_aware(day) else day
