"""The groups of the governors' report: each with what may be said of it, so that nobody can be made out."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from penalties.small_numbers import HIDDEN, is_small
from reporting.dashboard_links import Links
from reporting.figure_address import FigureKind
from reporting.groups import COHORTS, EVERYBODY, Group, group_order
from reporting.measures import Sums, Total, percentage
from reporting.suppression import Counted, Said, is_telling, what_is_said
from reporting.tables import EnrolmentSums, groups_in, total_of

KINDS = ("year", *COHORTS)
NOT_SHOWN = "not shown"
HEALTH = (Group("medical"), Group("sen", "K"), Group("sen", "E"))
"""The groups that the guidance asks boards to look at by name: health and special needs."""


@dataclass(frozen=True)
class GroupLine:
    """One row of the table: what the group is called, and its figures as they may be said."""

    group: Group
    words: str
    pupils: str
    attended: str
    percent: str
    persistent: str
    is_shown: bool
    url: str = ""
    persistent_url: str = ""
    """What the figures are made of, where the reader may see that."""


def group_lines(rows: Sequence[EnrolmentSums], links: Links | None = None) -> list[GroupLine]:
    """Everybody first, then every group somebody is in. No statement."""
    whole = total_of(rows)
    found = groups_in(rows)
    lines = [_line(EVERYBODY, whole, Said(True, not is_telling(whole.persistent_pupils, whole.pupils)))]
    for kind in KINDS:
        groups = sorted((each for each in found if each.kind == kind), key=group_order)
        lines += _of_kind(groups, whole, lambda group: total_of(rows, group))
    return lines if links is None else [_linked(line, links) for line in lines]


def _linked(line: GroupLine, links: Links) -> GroupLine:
    """A line whose figures open; what is not said does not."""
    if not line.is_shown:
        return line
    said = line.persistent != NOT_SHOWN
    return replace(
        line,
        url=links.figure(FigureKind.ATTENDANCE, group=line.group),
        persistent_url=links.figure(FigureKind.PERSISTENT, group=line.group) if said else "",
    )


def _of_kind(
    groups: Sequence[Group], whole: Total[Sums], of: Callable[[Group], Total[Sums]]
) -> Iterable[GroupLine]:
    totals = [of(group) for group in groups]
    said = what_is_said([_counted(each) for each in totals], _counted(whole))
    return [_line(*each) for each in zip(groups, totals, said, strict=True)]


def _counted(total: Total[Sums]) -> Counted:
    return Counted(total.pupils, total.persistent_pupils)


def _line(group: Group, total: Total[Sums], said: Said) -> GroupLine:
    words = group.words()
    if not said.group:
        pupils = HIDDEN if is_small(total.pupils) else NOT_SHOWN
        return GroupLine(group, words, pupils, "", NOT_SHOWN, NOT_SHOWN, is_shown=False)
    sums = total.measures
    return GroupLine(
        group,
        words,
        f"{total.pupils:,}",
        f"{sums.attended:,} of {sums.possible:,}",
        f"{percentage(sums.attended, sums.possible)} %",
        _persistent(total) if said.persistent else NOT_SHOWN,
        is_shown=True,
    )


def _persistent(total: Total[Sums]) -> str:
    return f"{total.persistent_pupils} ({percentage(total.persistent_pupils, total.pupils, 0)} %)"


def persistent_words(total: Total[Sums]) -> str:
    """How many missed a tenth, and of them a half, as far as it may be said."""
    if not total.persistent_pupils:
        return f"None of {total.pupils:,} pupils is persistently absent."
    if is_telling(total.persistent_pupils, total.pupils):
        return f"How many of {total.pupils:,} pupils are persistently absent is not said: too few are, or are not."
    severe = total.severe_pupils
    few = "fewer than ten" if is_small(severe) else f"{severe:,}" if severe else "none"
    return (
        f"{total.persistent_pupils:,} of {total.pupils:,} pupils"
        f" ({percentage(total.persistent_pupils, total.pupils)} %) are persistently absent:"
        f" they missed a tenth or more. Of them {few} missed half or more."
    )


def health_words(lines: Iterable[GroupLine]) -> str:
    """Attendance of pupils with a medical condition or special needs, in a sentence."""
    by_group = {line.group: line for line in lines}
    found = [by_group[group] for group in HEALTH if group in by_group]
    if not found:
        return "No pupil is on record with a medical condition or special educational needs."
    said = [f"{each.words} {each.percent}" for each in found]
    return f"Health and special needs: {'; '.join(said)}."
