"""What one school year came to, without a name: cases, decisions, notices, payments, what parents said, other tools."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from absence.models import AttendanceContract
from penalties.considering import OUTCOMES, Outcome
from penalties.models import (
    Case,
    CaseDecision,
    NoticeToImprove,
    NoticeToImproveEnd,
    OtherTool,
    PackSent,
    PenaltyNotice,
    Representation,
    RepresentationAnswer,
)
from penalties.notice_history import Known, known_of
from penalties.notice_news import Issued, News
from penalties.small_numbers import Group, Line, Shown, is_small, shown
from registers.models import School
from registers.school_year import DayRange, academic_year, academic_year_days

CONTRACT = OtherTool.Kind.CONTRACT.value
NOT_YET = "Not ended yet"
DECIDED_SINCE = "Decided, or closed since"
FIRST, SECOND = "Issued, a first one", "Issued, a second one"
UNKNOWN, NOT_ISSUED, WITHDRAWN = "Not known yet if issued", "Not issued", "Withdrawn"
DECIDED, TO_IMPROVE, BECAME = "Decided", "Notices to improve", "What became of those issued"
PART_OF = {
    DECIDED: (DECIDED_SINCE,),
    TO_IMPROVE: (OUTCOMES[Outcome.NOTICE_TO_IMPROVE],),
    BECAME: (FIRST, SECOND),
}
"""Groups that are the whole of parts of an earlier group."""


@dataclass(frozen=True)
class YearTotals:
    """The figures of one school year. `pounds`: paid as far as it was told; none where that could tell of somebody."""

    year: str
    days: DayRange
    groups: list[Shown]
    pounds: int | None
    hides_small: bool


def year_totals(school: School, year: str, *, on: dt.date, hide: bool) -> YearTotals:
    """The figures up to `on`. `hide`: the reader sees figures only, so small ones are not said. Eleven statements."""
    days = academic_year_days(year)
    notices = _notices_of(school, days)
    groups = [*_cases(school, days), *_notices(notices, on), *_beside(school, days)]
    # What was paid for a notice that was withdrawn since is given back.
    paid = [each.standing.total_paid for each in notices if not each.standing.is_void]
    payers = sum(each is not None for each in paid)
    pounds = sum(each or 0 for each in paid)
    return YearTotals(
        year=year,
        days=days,
        groups=as_said(groups, hide=hide),
        pounds=None if hide and is_small(payers) else pounds,
        hides_small=hide,
    )


def as_said(groups: Sequence[Group], *, hide: bool) -> list[Shown]:
    """Each in words. Where a group is what part of one before it became, it does not say what is not said there."""
    found: list[Shown] = []
    said: dict[str, bool] = {}
    for group in groups:
        wholes = PART_OF.get(group.title, ())
        found.append(shown(group, hide=hide, with_total=all(said.get(words, True) for words in wholes)))
        said |= {words: number.isdigit() for words, number in found[-1].parts}
    return found


def years_known(school: School, on: dt.date) -> list[str]:
    """The school years that there may be something of, the newest first. One statement."""
    first = (
        Case.objects.filter(school=school).order_by("raised_at").values_list("raised_at", flat=True).first()
    )
    oldest = int(academic_year(first.date() if first else on)[:4])
    newest = int(academic_year(on)[:4])
    return [academic_year(dt.date(start, 9, 1)) for start in range(newest, min(oldest, newest) - 1, -1)]


def _cases(school: School, days: DayRange) -> Iterable[Group]:
    raised = Case.objects.filter(school=school, raised_at__date__range=days)
    decided = CaseDecision.objects.newest().filter(school=school, at__date__range=days)
    open_now = raised.filter(closed_at__isnull=True, decisions__isnull=True).count()
    outcomes = Counter(decided.values_list("outcome", flat=True))
    yield Group(
        "Cases of ten sessions raised",
        (Line("Not decided yet", open_now), Line(DECIDED_SINCE, raised.count() - open_now)),
    )
    yield Group(DECIDED, tuple(Line(words, outcomes[each]) for each, words in OUTCOMES.items()))
    ends = _ends(NoticeToImprove.objects.filter(school=school, at__date__range=days))
    yield Group(
        TO_IMPROVE,
        tuple(
            Line(words, ends[value]) for value, words in [*NoticeToImproveEnd.Kind.choices, (None, NOT_YET)]
        ),
    )


def _ends(given: QuerySet[NoticeToImprove]) -> Counter[str | None]:
    return Counter(given.values_list("end__kind", flat=True))


def _notices_of(school: School, days: DayRange) -> list[Known]:
    """Those of this school proposed or issued in the year; not what was told of elsewhere."""
    in_year = Q(proposed_on__range=days) | Q(news__kind=News.ISSUED, news__on__range=days)
    rows = PenaltyNotice.objects.filter(in_year, school=school, from_before="").distinct()
    return [each for each in known_of(rows) if days.holds(each.day)]


def _notices(notices: list[Known], on: dt.date) -> Iterable[Group]:
    kinds = Counter(_kind(each) for each in notices)
    yield Group(
        "Penalty notices, for each parent and child",
        tuple(Line(words, kinds[words]) for words in (FIRST, SECOND, UNKNOWN, NOT_ISSUED, WITHDRAWN)),
    )
    standing = [
        each.standing for each in notices if each.standing.issued is Issued.YES and not each.standing.is_void
    ]
    words = Counter(each.words(on) for each in standing)
    yield Group(BECAME, tuple(Line(each, count) for each, count in sorted(words.items())))


def _kind(known: Known) -> str:
    if known.standing.withdrawn:
        return WITHDRAWN
    if known.standing.issued is Issued.NO:
        return NOT_ISSUED
    if known.standing.issued is Issued.UNKNOWN:
        return UNKNOWN
    return FIRST if known.notice.amount_early is not None else SECOND


def _beside(school: School, days: DayRange) -> Iterable[Group]:
    sent = PackSent.objects.filter(school=school, on__range=days).values("pack").distinct().count()
    yield Group("Packs sent to the authority", (Line("For each parent and child", sent),))
    said = Representation.objects.filter(school=school, received_on__range=days)
    answers: Counter[str | None] = Counter(said.values_list("answer__outcome", flat=True))
    yield Group(
        "Parents who asked the school to think again",
        (
            *(Line(words, answers[value]) for value, words in RepresentationAnswer.Outcome.choices),
            Line("Not answered yet", answers[None]),
        ),
    )
    begun = OtherTool.objects.filter(school=school, started_on__range=days)
    kinds = Counter(begun.values_list("kind", flat=True))
    # Contracts are agreed in support plans.
    kinds[CONTRACT] = AttendanceContract.objects.filter(school=school, first_day__range=days).count()
    yield Group(
        "Other steps begun", tuple(Line(words, kinds[value]) for value, words in OtherTool.Kind.choices)
    )
