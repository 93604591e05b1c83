"""The governors' report: what a period came to, without a name, with small groups hidden.

It is put together from what the other pages show: the same tables, pictures and counts.
"""

import datetime as dt
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from absence.did_it_work import Change, tally
from absence.effects import effects_of, rows_of
from penalties.small_numbers import Group as Whole
from penalties.small_numbers import Line, Shown, is_small, shown
from penalties.year_totals import YearTotals, year_totals
from registers.models import School
from registers.school_year import academic_year
from reporting import governors_pictures
from reporting.bands import count_bands
from reporting.dashboard_links import Links
from reporting.dashboard_pictures import HALF_DAYS, trend, weekdays
from reporting.figure_address import FigureKind
from reporting.governors_groups import GroupLine, group_lines, health_words, persistent_words
from reporting.groups import EVERYBODY
from reporting.measures import Sums, Total, measure, percentage
from reporting.models import AttendancePolicy, AttendanceStrategy, Training
from reporting.periods import Period, YearCalendar
from reporting.pictures import Picture
from reporting.published import YEAR, around
from reporting.tables import (
    Cut,
    EnrolmentSums,
    LeftOut,
    by_session,
    cut_of,
    enrolment_sums,
    left_out,
    pupil_measures,
    school_totals,
    session_counts,
    total_of,
    week_sums,
)


class Opens(Enum):
    """What the reader may open a figure to: nothing, how it is worked out, or the pupils behind it."""

    NOTHING = "nothing"
    TOTALS = "totals"
    NAMES = "names"


class Sentence(NamedTuple):
    """Something said, and where it opens; nowhere where the reader may not, or where there is nothing behind it."""

    words: str
    url: str = ""


@dataclass(frozen=True)
class GovernorsReport:
    """Everything that the page and the document show."""

    school: School
    period: Period
    period_words: str
    headline: list[list[Sentence]]
    pictures: list[Picture]
    groups: list[GroupLine]
    done: list[Shown]
    penalties: YearTotals
    quality: list[str]
    policy: AttendancePolicy | None
    strategy: AttendanceStrategy | None
    training: list[Training]
    on: dt.date


def governors_report(
    *,
    school: School,
    calendar: YearCalendar,
    period: Period,
    on: dt.date,
    quality: Sequence[str] = (),
    may_open: Opens = Opens.NOTHING,
) -> GovernorsReport:
    """The report of a period. The same statements for any number of pupils.

    `quality`: how registers were kept. `may_open`: what the reader may open its figures to.
    """
    cut = cut_of(school, period, on)
    rows = enrolment_sums(cut)
    links = Links(school, period, EVERYBODY, compulsory=False) if may_open is Opens.NAMES else None
    whole, lines = total_of(rows), group_lines(rows, links)
    year = academic_year(period.last)
    return GovernorsReport(
        school=school,
        period=period,
        period_words=calendar.words(period),
        headline=_headline(school, cut, whole, lines, may_open),
        pictures=_pictures(school, cut, rows, links),
        groups=lines,
        done=_done(school, on),
        penalties=year_totals(school, year, on=on, hide=True),
        quality=list(quality),
        policy=AttendancePolicy.objects.filter(school=school).newest_first().first(),
        strategy=AttendanceStrategy.objects.filter(school=school).order_by("-at", "-pk").first(),
        training=list(Training.objects.filter(school=school, on__range=period).standing().newest_first()),
        on=on,
    )


def _headline(
    school: School, cut: Cut, whole: Total[Sums], lines: Sequence[GroupLine], may_open: Opens
) -> list[list[Sentence]]:
    """The points of the report in words. Of what stands in figures elsewhere, each sentence opens there."""
    sums = whole.measures
    if not sums.possible:
        return [[Sentence("There are no marks in this period yet.")]]
    links = Links(school, cut.period, EVERYBODY, compulsory=False)

    def totals(kind: FigureKind | None) -> str:
        return links.figure(kind) if kind and may_open is not Opens.NOTHING else ""

    attended = (
        f"{percentage(sums.attended, sums.possible)} % of sessions were attended:"
        f" {sums.attended:,} of {sums.possible:,} that were possible."
    )
    said = [[Sentence(attended, totals(FigureKind.ATTENDANCE)), *_year_before(school, cut, may_open)]]
    areas = [
        f"{area.who} {area.attended_percent} %" for area in around(la_code=school.la_code, phase=school.phase)
    ]
    if areas:
        published = f"Published for the whole year {YEAR}: {'; '.join(areas)}."
        said.append([Sentence(published, links.similar() if may_open is Opens.NAMES else "")])
    said.append([Sentence(words, totals(kind)) for words, kind in persistent_words(whole)])
    said.append([Sentence(*each) for each in health_words(lines)])
    who = links.figure(FigureKind.ATTENDANCE) if may_open is Opens.NAMES else ""
    return [*said, _who_is_in(left_out(cut), who)]


def _year_before(school: School, cut: Cut, may_open: Opens) -> list[Sentence]:
    before = cut.period.year_before
    found = school_totals(cut.during(before)).get(school.pk)
    if found is None or not found.measures.possible:
        return []
    share = percentage(found.measures.attended, found.measures.possible)
    url = Links(school, before, EVERYBODY, compulsory=False).figure(FigureKind.ATTENDANCE)
    words = f"In the same weeks a year before it was {share} %."
    return [Sentence(words, url if may_open is Opens.NAMES else "")]


def _who_is_in(out: LeftOut, url: str) -> list[Sentence]:
    """Which pupils the figures hold."""
    few = {
        key: "fewer than ten" if is_small(count) else str(count or "none")
        for key, count in out._asdict().items()
    }
    said = ["Each pupil counts for the sessions that were possible for them."]
    if out.nursery:
        said.append(f"Nursery is left out ({few['nursery']} pupils).")
    if out.reception:
        said.append("Reception is in, and stands in a line of its own below.")
    if out.joined or out.left:
        moved = f"{few['joined'].capitalize()} joined and {few['left']} left; they count while they were on the roll."
        return [Sentence(" ".join(said)), Sentence(moved, url)]
    return [Sentence(" ".join(said))]


def _pictures(school: School, cut: Cut, rows: Sequence[EnrolmentSums], links: Links | None) -> list[Picture]:
    """Four: week by week, how much, which half-days, and why."""
    weeks = [(each.monday, each.sums) for each in week_sums(cut)]
    by_half = dict.fromkeys(HALF_DAYS, measure({})) | by_session(session_counts(cut))
    areas = around(la_code=school.la_code, phase=school.phase)
    return [
        trend(weeks, areas, links.week if links else lambda monday: ""),
        governors_pictures.bands(count_bands((row.sums.absent, row.sums.possible) for row in rows), links),
        weekdays(by_half, lambda half: links.figure(FigureKind.ABSENCE, half=half) if links else ""),
        governors_pictures.reasons(pupil_measures(cut).values(), links),
    ]


def _done(school: School, on: dt.date) -> list[Shown]:
    """What was done of late and how it went: kind by kind, or together where a kind was done a few times only."""
    tallies = tally(row.compared for row in rows_of(effects_of(school=school, post=None, on=on)))
    kinds = [(each.kind.many, Counter(each.counts)) for each in tallies]
    if any(is_small(counts.total()) for _, counts in kinds):
        kinds = [("Conversations, letters, meetings and plans", sum((each for _, each in kinds), Counter()))]
    return [
        shown(Whole(words, tuple(Line(change.words, counts[change]) for change in Change)), hide=True)
        for words, counts in kinds
    ]
