"""The groups of the governors' report: each with what may be said of it, so that nobody can be made out."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from penalties.small_numbers import HIDDEN, is_small
from reporting.dashboard_links import Links
from reporting.figure_address import FigureKind
from reporting.groups import COHORTS, EVERYBODY, Group, group_order
from reporting.measures import Sums, Total, percentage
from reporting.suppression import Counted, Said, beside, is_telling, what_is_said
from reporting.tables import EnrolmentSums, groups_in, total_of

KINDS = ("year", *COHORTS)
NOT_SHOWN = "not shown"
HEALTH = (Group("medical"), Group("sen", "K"), Group("sen", "E"))
"""The groups that the guidance asks boards to look at by name: health and special needs."""
LIES_IN = (("fsm", "pp"), ("lac", "pp"), ("plac", "pp"), ("lac", "sw"))
"""Groups whose pupils are by law, or nearly so, all in the other one (conditions of grant of the pupil premium; a child
who is looked after has a social worker: M)."""


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
    totals = {group: total_of(rows, group) for group in sorted(found, key=group_order) if group.kind in KINDS}
    said = _said(totals, whole)
    lines = [_line(EVERYBODY, whole, Said(True, not is_telling(whole.persistent_pupils, whole.pupils)))]
    lines += [_line(group, total, said[group]) for group, total in totals.items()]
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


def _said(totals: Mapping[Group, Total[Sums]], whole: Total[Sums]) -> dict[Group, Said]:
    """What may be said of each: first among the groups of its kind, then beside those that lie in it."""
    counted = {group: _counted(total) for group, total in totals.items()}
    said: dict[Group, Said] = {}
    for kind in KINDS:
        groups = [group for group in counted if group.kind == kind]
        of_kind = what_is_said([counted[each] for each in groups], _counted(whole))
        said.update(zip(groups, of_kind, strict=True))
    for inner, outer in ((Group(one), Group(other)) for one, other in LIES_IN):
        if inner in said and outer in said and said[inner].group and said[outer].group:
            found = beside(counted[inner], counted[outer], said[outer])
            said[outer] = Said(
                found.group, found.persistent if said[inner].persistent else said[outer].persistent
            )
    return said


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


def persistent_words(total: Total[Sums]) -> list[tuple[str, FigureKind | None]]:
    """How many missed a tenth, and of them a half, as far as it may be said; each sentence with the figure it says."""
    if not total.persistent_pupils:
        return [(f"None of {total.pupils:,} pupils is persistently absent.", FigureKind.PERSISTENT)]
    if is_telling(total.persistent_pupils, total.pupils):
        words = f"How many of {total.pupils:,} pupils are persistently absent is not said: too few are, or are not."
        return [(words, None)]
    many = (
        f"{total.persistent_pupils:,} of {total.pupils:,} pupils"
        f" ({percentage(total.persistent_pupils, total.pupils)} %) are persistently absent:"
        " they missed a tenth or more."
    )
    return [(many, FigureKind.PERSISTENT), _severe_words(total.severe_pupils, total.persistent_pupils)]


def _severe_words(severe: int, persistent: int) -> tuple[str, FigureKind | None]:
    if is_small(severe):
        return "Of them fewer than ten missed half or more.", None
    if severe and is_small(persistent - severe):
        return "How many of them missed half or more is not said: too few missed less.", None
    return f"Of them {f'{severe:,}' if severe else 'none'} missed half or more.", FigureKind.SEVERE


def health_words(lines: Iterable[GroupLine]) -> list[tuple[str, str]]:
    """Attendance of pupils with a medical condition or special needs, group by group, each with where it opens."""
    by_group = {line.group: line for line in lines}
    found = [by_group[group] for group in HEALTH if group in by_group]
    if not found:
        return [("No pupil is on record with a medical condition or special educational needs.", "")]
    said = [(f"{each.words} {each.percent}", each.url) for each in found]
    return [
        ("Health and special needs:", ""),
        *((f"{words};", url) for words, url in said[:-1]),
        (f"{said[-1][0]}.", said[-1][1]),
    ]
