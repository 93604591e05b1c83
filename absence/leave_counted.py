"""What a leave comes to, in the words of a family: school days, sessions, and the day of coming back."""

from django.utils.translation import gettext, ngettext

from absence.leave_calendar import Count
from attendance_site.parts.spoken import spoken_day, spoken_names
from registers.codes import Session


def counted_words(count: Count, *, name_children: bool) -> str:
    """`5 school days, 10 sessions (half-days). Back in school on Monday 12 January.`, by name where children differ."""
    words = f"{_length(count)} {_back(count)}".strip()
    if not name_children:
        return words
    names = spoken_names([pupil.known_as or pupil.forename for pupil in count.pupils])
    return gettext("%(names)s: %(words)s") % {"names": names, "words": words}


def _length(count: Count) -> str:
    away = count.away
    if not away.sessions:
        if away.known:
            return gettext("No school on these days.")
        return gettext("The school has not published these days yet, and will count them.")
    if away.sessions == 1:
        return gettext("Half a school day, 1 session.")
    counted = ngettext(
        "%(days)s school day, %(sessions)s sessions (half-days).",
        "%(days)s school days, %(sessions)s sessions (half-days).",
        away.days,
    ) % {"days": away.days, "sessions": away.sessions}
    return counted if away.known else f"{counted} {gettext('There may be more: the calendar ends before.')}"


def _back(count: Count) -> str:
    away = count.away
    if away.back is None or not away.sessions:
        return ""
    day = {"day": spoken_day(away.back)}
    if away.back_half == Session.PM:
        return gettext("Back in school in the afternoon of %(day)s.") % day
    return gettext("Back in school on %(day)s.") % day
