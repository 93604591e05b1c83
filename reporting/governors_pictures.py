"""The pictures of the governors' report that could tell of somebody, drawn so that they do not."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import starmap

from attendance_site.parts.charts import Bar, Said, lying_bars
from penalties.small_numbers import Group, Line, is_small, shown
from registers.codes import ABSENT, CODES, UNAUTHORISED
from reporting.bands import Band
from reporting.dashboard_links import Links
from reporting.figure_address import FigureKind
from reporting.measures import Measures, percentage
from reporting.pictures import Picture, columns, row

BELOW = "90 % and under, persistent absence"
ABOVE = "Above 90 %"
OTHER = {False: "Other reasons, authorised", True: "Other reasons, not authorised"}


def bands(counts: Mapping[Band, int], links: Links | None = None) -> Picture:
    """How many pupils attended how much. Few on one side of a tenth stand with the others on that side: how many missed
    a tenth is said in words, so that hiding them alone would not hide them."""
    named = {band: f"{band.words}{f', {band.meaning}' if band.meaning else ''}" for band in Band}
    opened = {words: links.band(band) for band, words in named.items()} if links else {}
    lines = [Line(words, counts[band]) for band, words in named.items()]
    upper, lower = lines[:2], lines[2:]
    if any(is_small(each.number) for each in lower):
        lower = [Line(BELOW, sum(each.number for each in lower))]
    if any(is_small(each.number) for each in upper):
        upper = [Line(ABOVE, sum(each.number for each in upper))]
    lines = [*upper, *lower]
    found = shown(Group("Pupils", tuple(lines)), hide=True)
    pupils = sum(counts.values())
    told = f"{found.total} pupils have a possible session in this period."
    bars = [_bar(said, line.number, pupils) for line, (_, said) in zip(lines, found.parts, strict=True)]
    chart = lying_bars(
        Said("bands", "Pupils by how much they attended", told),
        [line.words for line in lines],
        bars,
        ("Attended", "Pupils"),
        ["absence" in line.words for line in lines],
    )
    rows = tuple(
        row(
            line.words,
            opened.get(line.words, "") if said.isdigit() else "",
            (said, percentage(line.number, pupils) if said.isdigit() else None),
        )
        for line, (_, said) in zip(lines, found.parts, strict=True)
    )
    return Picture(
        "bands",
        "How much pupils attended",
        told,
        chart,
        columns("Attended", "Pupils", "Per cent of pupils"),
        rows,
    )


def _bar(said: str, number: int, of: int) -> Bar:
    return Bar(number, f"{number} ({percentage(number, of, 0)} %)") if said.isdigit() else Bar(0, said)


def reasons(pupils: Iterable[Measures], links: Links | None = None) -> Picture:
    """What was missed by reason. A reason that few pupils had stands with others."""
    sessions: dict[str, int] = defaultdict(int)
    had: dict[str, set[int]] = defaultdict(set)
    for number, each in enumerate(pupils):
        for code, count in each.by_code.items():
            if code in ABSENT and count:
                sessions[code] += count
                had[code].add(number)
    lines = _lines(sessions, had)
    missed = sum(sessions.values())
    told = _reasons_words(lines, missed)
    chart = lying_bars(
        Said("reasons", "Why sessions were missed", told),
        [words for words, _, _ in lines],
        [Bar(count, f"{percentage(count, missed)} %") for _, count, _ in lines],
        ("Reason", "Of what was missed"),
        [dark for _, _, dark in lines],
    )
    opened = (
        {CODES[code].words: links.figure(FigureKind.CODE, code=code) for code in sessions} if links else {}
    )
    rows = tuple(
        row(words, opened.get(words, ""), (f"{count:,}", percentage(count, missed)))
        for words, count, _ in lines
    )
    heads = columns("Reason", "Sessions", "Per cent of missed")
    note = "A reason that fewer than ten pupils had is counted with others; a single one with the next."
    return Picture("reasons", "Reasons", told, chart, heads, rows, note)


def _lines(sessions: Mapping[str, int], had: Mapping[str, set[int]]) -> list[tuple[str, int, bool]]:
    """Each reason, how often, and whether it was not authorised: authorised first, the larger first, others last."""
    own = {code for code in sessions if not is_small(len(had[code]))}
    for dark in OTHER:
        few = [code for code in sessions if code not in own and (code in UNAUTHORISED) == dark]
        beside = [code for code in own if (code in UNAUTHORISED) == dark]
        if len(few) == 1 and len(beside) > 1:  # the only one that is not named could be told by that
            own.remove(min(beside, key=lambda code: (sessions[code], code)))
    found = [(CODES[code].words, sessions[code], code in UNAUTHORISED) for code in sessions if code in own]
    found += starmap(_other, ((dark, sessions, set(sessions) - own) for dark in OTHER))
    told = [line for line in found if line[1]]
    return sorted(told, key=lambda line: (line[2], line[0] in OTHER.values(), -line[1]))


def _other(dark: bool, sessions: Mapping[str, int], small: set[str]) -> tuple[str, int, bool]:
    return OTHER[dark], sum(sessions[code] for code in small if (code in UNAUTHORISED) == dark), dark


def _reasons_words(lines: list[tuple[str, int, bool]], missed: int) -> str:
    if not missed:
        return "No session was missed in this period."
    dark = sum(count for _, count, is_dark in lines if is_dark)
    largest = max(lines, key=lambda line: line[1])
    return (
        f"{missed:,} sessions were missed, {percentage(dark, missed, 0)} % of them without authority."
        f" The largest reason: {largest[0][0].lower()}{largest[0][1:]}, {percentage(largest[1], missed, 0)} %."
    )
