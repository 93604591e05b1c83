"""Attendance in figures for people to read: sessions first, the share beside them."""

from reporting.measures import Rates, percentage

NONE = "no sessions"


def share_of(measures: Rates) -> float | None:
    """The share attended in per cent, to be drawn, never to be judged by; None where nothing was possible."""
    return 100 * measures.attended / measures.possible if measures.possible else None


def attended_words(measures: Rates) -> str:
    """42 of 60 sessions, 70.0 %."""
    share = percentage(measures.attended, measures.possible)
    return f"{measures.attended} of {measures.possible} sessions, {share} %" if share else NONE


def missed_words(measures: Rates) -> str:
    """Missed 18 of 60 (30.0 %)."""
    share = percentage(measures.absent, measures.possible)
    return f"missed {measures.absent} of {measures.possible} ({share} %)" if share else NONE
