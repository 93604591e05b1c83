"""Figures for readers who see no names: what is not said, so that nobody can be made out from them.

Their periods are those that are offered by name: two figures of days chosen freely could be subtracted from each other,
and what is left would be one day's.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from penalties.small_numbers import HIDDEN, is_small
from reporting.figure_address import Asked, FigureKind
from reporting.figures import SchoolPart, Share
from reporting.groups import EVERYBODY
from reporting.periods import DEFAULT, Choice, Chosen, YearCalendar

NOT_SAID = "not shown"
TERMS_ONLY = "Periods here are whole terms, half terms and years. This school year is shown."
WEEKS_TOO = "Periods here are whole weeks, half terms, terms and years. This school year is shown."
TOGETHER = "Without names, figures are of all pupils together. The governors’ report has the groups."
ALL_SESSIONS = (
    "Without names, figures are of all reasons and all days together. The governors’ report has them apart."
)


class SchoolSaid(NamedTuple):
    """One school's part of a figure as it may be said; `hidden`: the words that stand instead of it."""

    part: SchoolPart
    hidden: str


def offered_periods(calendar: YearCalendar, *, weeks: bool) -> list[Choice]:
    """What may be chosen: terms, half terms and years; `weeks`: weeks, too, for totals of whole schools."""
    return [each for each in calendar.choices if weeks or "week" not in each.key]


def offered_period(calendar: YearCalendar, chosen: Chosen, *, weeks: bool = False) -> Chosen:
    """What was chosen, if it is offered; else this school year, and why."""
    offered = offered_periods(calendar, weeks=weeks)
    found = next((each for each in offered if each.period == chosen.period), None)
    if found is None:
        return Chosen(calendar.year_to_date, DEFAULT, WEEKS_TOO if weeks else TERMS_ONLY)
    return replace(chosen, key=chosen.key or found.key)


def without_parts(asked: Asked) -> tuple[Asked, str]:
    """The figure of all pupils, reasons and sessions together, and why it is not the one that was asked for.

    A part beside its whole tells of the rest: those of compulsory school age of reception, one reason of the others.
    """
    kind = FigureKind.ABSENCE if asked.kind.counts_codes else asked.kind
    plain = Asked(kind, asked.period, school=asked.school)
    if asked.group != EVERYBODY or asked.within != EVERYBODY or asked.compulsory:
        return plain, TOGETHER
    return plain, ALL_SESSIONS if plain != asked else ""


def hidden_words(share: Share, kind: FigureKind, persistent: int) -> str:
    """What stands instead of a figure that would tell of somebody; nothing where it may be said.

    So few have something, or so few have it not; of those who missed half, too, where few missed between a tenth and
    that, since how many missed a tenth (`persistent`) is said elsewhere.
    """
    if not kind.counts_pupils:
        return ""
    if is_small(share.part):
        return HIDDEN
    few_between = kind is FigureKind.SEVERE and is_small(persistent - share.part)
    return NOT_SAID if few_between or is_small(share.whole - share.part) else ""


def shares_said(
    parts: Sequence[SchoolPart], kind: FigureKind, sharing: Collection[int] = ()
) -> list[SchoolSaid]:
    """The schools of a figure side by side. Where a single one is hidden, the next smallest is, too, so that nobody
    works it out from a sum that is known from elsewhere."""
    words = [hidden_words(each.share, kind, each.persistent) for each in parts]
    shown = [place for place, each in enumerate(words) if not each and parts[place].share.part]
    if sum(map(bool, words)) == 1 and shown:
        words[min(shown, key=lambda place: parts[place].share.part)] = NOT_SAID
    return [
        SchoolSaid(part, "" if part.school.pk in sharing else each)
        for part, each in zip(parts, words, strict=True)
    ]
