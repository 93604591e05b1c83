"""The governors' report as an accessible PDF, with the pictures of the page."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from attendance_site.parts.documents import render
from penalties.small_numbers import SMALL_UNDER
from registers.school_sessions import clock_words, in_words
from reporting.governors_report import GovernorsReport
from reporting.pictures import Picture

SOURCE = Path(__file__).with_name("printed") / "governors_report.typ"
DEFINITIONS = (
    ("Session", "A morning or an afternoon on which the school meets."),
    (
        "Attended of possible",
        "Sessions attended, on site or at approved activity elsewhere, of those attended or missed. Sessions at which"
        " a pupil was not due are neither. Sums of sessions, never means of percentages.",
    ),
    (
        "Persistently absent",
        "A pupil who missed a tenth or more of their own possible sessions; severely absent: half or more. Exactly 90 %"
        " attended is persistent absence.",
    ),
    (
        "Not shown",
        f"Groups under {SMALL_UNDER} pupils are left out, and what they could be worked out from, so that nobody can be"
        " made out.",
    ),
    (
        "Published",
        "Department for Education, Pupil attendance in schools, 2025/26, official statistics in development, Open"
        " Government Licence v3.0. A whole year: weeks lie below and above it.",
    ),
)


def governors_pdf(
    report: GovernorsReport,
    *,
    at: datetime,
    title: str = "Attendance: report to governors",
    barriers: Sequence[tuple[str, str]] = (),
) -> bytes:
    """The document. It names no pupil. `barriers`: what plans of support say keeps pupils away, for an inspection."""
    return render(
        SOURCE.read_text("utf-8"),
        {
            "title": title,
            "subtitle": report.period.words,
            "school": report.school.name,
            "made": f"Made {in_words(at.date())}, {clock_words(at)}. No names; small groups are left out.",
            "period": report.period_words,
            "headline": [" ".join(each.words for each in point) for point in report.headline],
            "pictures": [_picture(each) for each in report.pictures],
            "groups": [
                [each.words, each.pupils, each.attended, each.percent, each.persistent]
                for each in report.groups
            ],
            "done": [[each.title, each.total, *(number for _, number in each.parts)] for each in report.done],
            "changes": [words for words, _ in report.done[0].parts] if report.done else [],
            "penalties": _penalties(report),
            "strategy": _strategy(report),
            "barriers": [list(each) for each in barriers],
            "policy": policy_words(report),
            "training": [
                [
                    f"{each.on.day} {each.on:%b %Y}",
                    each.get_topic_display(),
                    f"{each.get_audience_display()}: {each.attended}",
                ]
                for each in report.training
            ],
            "quality": report.quality,
            "definitions": [list(each) for each in DEFINITIONS],
        },
    )


def policy_words(report: GovernorsReport) -> str:
    """When the policy was adopted and is reviewed, in a sentence."""
    policy = report.policy
    if policy is None:
        return "When the attendance policy was adopted is not entered here yet."
    late = " That day has passed." if policy.review_on < report.on else ""
    return (
        f"The attendance policy was adopted on {in_words(policy.adopted_on)} by {policy.adopted_by},"
        f" and is to be reviewed by {in_words(policy.review_on)}.{late}"
    )


def _picture(picture: Picture) -> dict[str, object]:
    return {
        "heading": picture.heading,
        "words": picture.words,
        "note": picture.note,
        "drawn": picture.chart.printed,
        "head": picture.table[0],
        "rows": picture.table[1:],
    }


def _penalties(report: GovernorsReport) -> list[list[str]]:
    return [[group.title, group.total] for group in report.penalties.groups]


def _strategy(report: GovernorsReport) -> list[list[str]]:
    strategy = report.strategy
    if strategy is None:
        return []
    said = (
        ("What keeps pupils away", strategy.causes),
        ("What the school does about it", strategy.approach),
        ("What it wants to reach", strategy.aims),
    )
    return [[title, words] for title, words in said if words]
