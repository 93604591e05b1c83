"""What a family is told of its child's attendance: whole words and half days, in the language it reads.

Half days in school come first, then what kept the child away, then late arrivals. Nothing is judged.
"""

from collections import Counter

from django.utils import translation
from django.utils.translation import gettext

from absence.mark_words import where, why_away
from absence.punctuality_words import times_late
from absence.support_letters import half_days
from registers.codes import ABSENT, LATE
from registers.family_languages import tag_of
from reporting.measures import Measures


def lines_of(measures: Measures, *, language: str) -> list[str]:
    """In school: 58 of 64 half days. Ill: 4 half days. In school, came late: 2 times."""
    return [in_school(measures, language=language), *away(measures, language=language)]


def in_school(measures: Measures, *, language: str) -> str:
    """In school: 58 of 64 half days."""
    with translation.override(tag_of(language)):
        return gettext("In school: %(attended)s of %(possible)s half days") % {
            "attended": measures.attended,
            "possible": measures.possible,
        }


def away(measures: Measures, *, language: str) -> list[str]:
    """What kept the child away, the commonest first, then how often it came late."""
    with translation.override(tag_of(language)):
        reasons: Counter[str] = Counter()
        for code, count in measures.by_code.items():
            if code in ABSENT:
                reasons[str(why_away(code))] += count
        lines = [f"{why}: {half_days(count, language=language)}" for why, count in reasons.most_common()]
        if measures.late:
            lines.append(f"{where(LATE)}: {times_late(measures.late, language=language)}")
    return lines
