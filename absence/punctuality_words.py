"""What a letter about lateness says of the facts: in the language of the letter, whole words and no sums to do."""

from collections.abc import Iterable

from django.utils import translation
from django.utils.translation import gettext, ngettext

from absence.punctuality import Late
from attendance_site.parts.spoken import spoken_day, spoken_time
from registers.family_languages import ENGLISH


def late_lines(sessions: Iterable[Late], *, language: str) -> list[str]:
    """Each day and time of arrival; one after the close says so, once, for what it is: late and an absence."""
    with translation.override(_django(language)):
        return [_line(late, language) for late in sessions]


def times_late(count: int, *, language: str) -> str:
    """6 times."""
    with translation.override(_django(language)):
        return ngettext("%(count)s time", "%(count)s times", count) % {"count": count}


def minutes_late(count: int, *, language: str) -> str:
    """74 minutes."""
    with translation.override(_django(language)):
        return ngettext("%(count)s minute", "%(count)s minutes", count) % {"count": count}


def _line(late: Late, language: str) -> str:
    said = {"day": spoken_day(late.date, language=_django(language))}
    if late.arrived is None:
        return _without_time(late, said)
    said["time"] = spoken_time(late.arrived, language=_django(language))
    if late.after_close:
        return gettext("%(day)s, %(time)s (after the register had closed)") % said
    return gettext("%(day)s, %(time)s") % said


def _without_time(late: Late, said: dict[str, str]) -> str:
    return gettext("%(day)s (after the register had closed)") % said if late.after_close else said["day"]


def _django(language: str) -> str:
    return "en-gb" if language == ENGLISH else language
