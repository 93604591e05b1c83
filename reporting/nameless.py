"""Figures for readers who see no names: what is not said, so that nobody can be made out from them."""

from collections.abc import Sequence
from typing import NamedTuple

from penalties.small_numbers import HIDDEN, is_small
from reporting.figure_address import FigureKind
from reporting.figures import SchoolPart, Share

NOT_SAID = "not shown"


class SchoolSaid(NamedTuple):
    """One school's part of a figure as it may be said; `hidden`: the words that stand instead of it."""

    part: SchoolPart
    hidden: str


def hidden_words(share: Share, kind: FigureKind) -> str:
    """What stands instead of a figure that would tell of somebody; nothing where it may be said.

    So few have something, or so few have it not.
    """
    if not kind.counts_pupils:
        return ""
    if is_small(share.part):
        return HIDDEN
    return NOT_SAID if is_small(share.whole - share.part) else ""


def shares_said(parts: Sequence[SchoolPart], kind: FigureKind) -> list[SchoolSaid]:
    """The schools of a figure side by side. Where a single one is hidden, the next smallest is, too, so that nobody
    works it out from a sum that is known from elsewhere."""
    words = [hidden_words(each.share, kind) for each in parts]
    shown = [place for place, each in enumerate(words) if not each and parts[place].share.part]
    if sum(map(bool, words)) == 1 and shown:
        words[min(shown, key=lambda place: parts[place].share.part)] = NOT_SAID
    return [SchoolSaid(part, each) for part, each in zip(parts, words, strict=True)]
