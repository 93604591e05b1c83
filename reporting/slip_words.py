"""What a slip for a parents' evening says of one child, in the language that the family reads."""

import datetime as dt
from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext

from attendance_site.parts.spoken import spoken_day
from registers.family_languages import tag_of
from reporting.how_it_went import away, in_school
from reporting.measures import Measures

HalfTerms = Sequence[tuple[dt.date, Measures]]


def slip_of(
    *,
    name: str,
    group: str,
    first: dt.date,
    last: dt.date,
    measures: Measures,
    half_terms: HalfTerms,
    language: str,
) -> dict[str, object]:
    """One slip, as the document draws it."""
    with translation.override(tag_of(language)):
        return {
            "language": language,
            "name": name,
            "group": group,
            "title": gettext("Attendance so far"),
            "days": gettext("From %(first)s to %(last)s") % {"first": _day(first), "last": _day(last)},
            "in_school": in_school(measures, language=language),
            "away": away(measures, language=language),
            "by_half_term": gettext("By half term"),
            "half_terms": [
                gettext("From %(day)s: %(attended)s of %(possible)s")
                % {"day": _day(day), "attended": each.attended, "possible": each.possible}
                for day, each in half_terms
            ],
            "talk": gettext("What goes well, and what would help"),
        }


def _day(day: dt.date) -> str:
    """In the language that is active."""
    return spoken_day(day)
