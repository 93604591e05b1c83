"""What families are told of a closing, in words of their language."""

from collections.abc import Callable, Sequence
from datetime import date

from django.utils.translation import gettext, ngettext, pgettext

from attendance_site.parts.spoken import spoken_date, spoken_names
from registers.codes import Session
from registers.models import Closure
from registers.wording import Fact


def closed_facts(closures: Sequence[Closure]) -> Callable[[str], dict[str, Fact]]:
    """Who is closed, when and why, for the words of any language. What somebody typed as the reason stays as it is."""
    first, last = closures[0], closures[-1]
    begins = (first.first_day, first.sessions or Session.AM.value)
    ends = (last.last_day, last.sessions or Session.PM.value)

    def facts(language: str) -> dict[str, Fact]:
        return {
            "who is closed": _who(first, language),
            "when": _when(begins, ends, language),
            "why": first.words.rstrip(".") or gettext("an unexpected closure"),
        }

    return facts


def open_facts(day: date, session: str) -> Callable[[str], dict[str, Fact]]:
    """From which session the school is open again."""
    return lambda language: {"open from": _half(day, session, language)}


def _who(closure: Closure, language: str) -> str:
    if closure.is_whole_school:
        return pgettext("school", "closed")
    named = [
        gettext("year %(year)s") % {"year": year} if year.isdecimal() else year
        for year in closure.year_groups
    ]
    named += [gettext("class %(name)s") % {"name": name} for name in closure.classes]
    if count := len(closure.pupils):
        named.append(ngettext("%(count)s named pupil", "%(count)s named pupils", count) % {"count": count})
    return pgettext("school", "closed for %(whom)s") % {"whom": spoken_names(named, language=language)}


def _when(begins: tuple[date, str], ends: tuple[date, str], language: str) -> str:
    """The days alone where whole days are closed."""
    whole = (begins[1], ends[1]) == (Session.AM, Session.PM)
    if begins[0] == ends[0]:
        return spoken_date(begins[0], language=language) if whole else _half(*begins, language)
    first, last = (
        spoken_date(day, language=language) if whole else _half(day, session, language)
        for day, session in (begins, ends)
    )
    return gettext("%(first)s to %(last)s") % {"first": first, "last": last}


def _half(day: date, session: str, language: str) -> str:
    words = gettext("morning of %(day)s") if session == Session.AM else gettext("afternoon of %(day)s")
    return words % {"day": spoken_date(day, language=language)}
