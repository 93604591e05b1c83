"""One pupil's year at a glance as an accessible PDF, for a meeting with the family."""

from datetime import datetime

from registers.measure_words import attended_words
from registers.models import Pupil
from registers.overview_pictures import pictures_of
from registers.paper import printed
from registers.pupil_overview import PupilOverview
from registers.school_sessions import in_words


def overview_pdf(pupil: Pupil, overview: PupilOverview, *, at: datetime) -> bytes:
    """The figures of the page with the same pictures."""
    sums = overview.measures
    return printed(
        "pupil_overview.typ",
        pupil.school,
        title=f"Attendance of {pupil.called}",
        subtitle=f"{in_words(overview.year.first)} to {in_words(overview.year.last)}",
        at=at,
        facts=[
            ["Missed", f"{sums.absent} of {sums.possible} sessions ({overview.days_missed})"],
            ["Of these", f"{sums.authorised} with leave or illness, {sums.unauthorised} without leave"],
            ["Attended", attended_words(sums)],
            ["Late", late_words(overview)],
        ],
        words=overview.in_words,
        charts=[
            {"heading": chart.title} | chart.printed for chart in pictures_of(overview).values() if chart.rows
        ],
    )


def late_words(overview: PupilOverview) -> str:
    """How often, and how long altogether."""
    late = overview.lateness
    if not late.times and not late.after_close:
        return "never"
    after = f", {late.after_close} after registration closed (absence)" if late.after_close else ""
    unknown = f" ({late.without_minutes} without minutes noted)" if late.without_minutes else ""
    return f"{late.times} times{after}; {late.minutes} minutes altogether, {late.longest} at most{unknown}"
