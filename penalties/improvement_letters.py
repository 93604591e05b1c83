"""The letter of a notice to improve: everything that it has to say, by law and to be fair, and for whom it is."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from absence.leave_days import LeaveDays
from absence.leave_words import days_words, penalty_lines
from absence.letters_to_read import Ready, letters_to_read
from absence.support_letters import day_lines, half_days
from absence.support_stages import Missed
from penalties.authority import CountedIn
from penalties.case_sessions import CaseSession
from penalties.models import Case
from registers.codes import Session
from registers.merge_fields import Place
from registers.models import GroupMembership, Post, School
from registers.wording import Fact, read_wording, wording_of
from registers.wording_kinds import FIELDS, KINDS

KIND = "notice_to_improve"
GROUNDS = (
    gettext_lazy("Your child misses more half-days without the school’s agreement than this notice allows."),
    gettext_lazy("Your child is away for a holiday that was not agreed."),
    gettext_lazy("You do not answer us, or do not take part in the support that was agreed."),
)
"""The usual grounds on which a penalty notice may come before the last day (D); a person takes out or adds."""
SAYS_OF_ITSELF = {"pupil", "pupil full name", "class", "contact"}
"""What a school's own words may leave out; everything else is what a notice has to contain (V)."""


@dataclass(frozen=True)
class Says:
    """What a person writes into a notice."""

    first_day: dt.date
    weeks: int
    counted_in: CountedIn
    allowed: int
    grounds: tuple[str, ...]
    support: str
    more_support: str
    what_counts: str = ""


def usual_grounds() -> str:
    """In English, a line each, as they stand in the form."""
    with translation.override("en-gb"):
        return "\n".join(str(ground) for ground in GROUNDS)


def improvement_letters(
    *,
    case: Case,
    sessions: Sequence[CaseSession],
    says: Says,
    last: dt.date,
    school: School,
    by: Post,
    on: dt.date,
) -> list[Ready]:
    """A letter for every parent who may be told. Raises FactMissing."""
    pupil = case.pupil
    missed = [Missed(each.date, each.session, each.code) for each in sessions]
    group = GroupMembership.objects.on(on).filter(pupil=pupil).values_list("group__name", flat=True).first()
    days = LeaveDays(says.first_day, Session.AM, last, Session.PM)
    facts: dict[str, Fact] = {
        "pupil": pupil.known_as or pupil.forename,
        "pupil full name": pupil.legal_name,
        "class": group or "–",
        "since": sessions[0].date,
        "half days missed": lambda language: half_days(len(missed), language=language),
        "days away": lambda language: day_lines(missed, language=language),
        "support given": lines_of(says.support),
        "more support": lines_of(says.more_support),
        "improvement days": lambda language: days_words(days, language=language),
        "improvement means": lambda language: [
            enough(pupil.known_as or pupil.forename, says.allowed, language=language),
            *lines_of(says.what_counts),
        ],
        "what follows": lambda language: penalty_lines(language=language),
        "early grounds": lambda language: [_translated(ground, language) for ground in says.grounds],
        "signed by": f"{by.user.name}, {by.position}",
    }
    ready = letters_to_read(pupil=pupil, kind=KIND, school=school, on=on, facts=facts)
    return [each for each in ready if each.usual]


def enough(called: str, allowed: int, *, language: str) -> str:
    """How many half-days may still be missed."""
    with translation.override(language):
        if not allowed:
            return _("%(pupil)s misses no half-day without the school’s agreement.") % {"pupil": called}
        missed = half_days(allowed, language=language)
        return _("%(pupil)s misses at most %(missed)s without the school’s agreement.") % {
            "pupil": called,
            "missed": missed,
        }


def lines_of(words: str) -> list[str]:
    """The lines that somebody wrote, without those that are empty."""
    return [line.strip() for line in words.splitlines() if line.strip()]


def left_out(school: School) -> list[str]:
    """What a notice has to contain and the school's own words leave out. Three statements."""
    kind = KINDS[KIND]
    pieces = read_wording(wording_of(school=school, kind=KIND).body, kind)
    named = {piece.name for piece in pieces if isinstance(piece, Place)}
    return [FIELDS[name].words for name in kind.facts if name not in named | SAYS_OF_ITSELF]


def _translated(line: str, language: str) -> str:
    with translation.override(language):
        return _(line) if line else line
