"""Whether a family may say "still ill" by one press this morning, or is asked to ring: by its own reports only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from absence.models import AbsenceReport, ReportAnswer, ReportSettings
from absence.report_days import EXPLAINED_WITHIN, ReportDays, report_days
from absence.report_words import Why
from registers.families import Child

LOOKED_AT = 20
"""Reports of one child that are looked at; a run of illness is a handful."""


class StillIll(StrEnum):
    """What a family's page says about an illness that it has reported."""

    NOTHING = "nothing"
    OFFERED = "offered"
    RING = "ring"


@dataclass(frozen=True)
class Offered:
    """What is offered, and on the ground of which report. `days`: school days of the illness until now."""

    state: StillIll
    report: AbsenceReport | None = None
    days: int = 0


def still_ill(*, child: Child, days: ReportDays) -> Offered:
    """What is offered for that child now. Two statements beside those of the days.

    Every further morning of one illness counts, whether by one press or through the questions again.
    """
    ran = own_illness(child)
    if not ran or days.today in _covered(ran, days) or days.is_over(days.today) or days.is_in:
        return Offered(StillIll.NOTHING)
    before = days.last_school_day_before(days.today)
    run = _run_until(before, ran, days) if before else []
    if not run:
        return Offered(StillIll.NOTHING)
    latest = max(ran, key=lambda report: (report.last_day, report.pk))
    again = len({report.first_day for report in ran if report.last_day >= min(run)}) - 1
    limit = ReportSettings.objects.of(child.school).still_ill_days
    state = StillIll.OFFERED if again < limit else StillIll.RING
    return Offered(state, latest, len(run))


def own_illness(child: Child) -> list[AbsenceReport]:
    """What this adult has reported of illness and what stands, the newest first. One statement."""
    declined = ReportAnswer.objects.standing().filter(kind=ReportAnswer.Kind.DECLINED)
    said = AbsenceReport.objects.said_by(child.contact).filter(
        pupil=child.pupil, why=Why.ILL, taken_back_at__isnull=True
    )
    return list(said.exclude(pk__in=declined.values("report")).order_by("-last_day", "-pk")[:LOOKED_AT])


def _covered(ran: Iterable[AbsenceReport], days: ReportDays) -> set[date]:
    return {day for report in ran for day in days.school_days(report.first_day, report.last_day)}


def _run_until(day: date, ran: list[AbsenceReport], days: ReportDays) -> list[date]:
    """The school days of the illness, one after another, that end with `day`."""
    covered, found = _covered(ran, days), []
    step: date | None = day
    while step is not None and step in covered:
        found.append(step)
        step = days.last_school_day_before(step)
    return found


def illness_of(children: Iterable[Child], at: datetime) -> list[tuple[Child, Offered]]:
    """What a family's first page says of illness that was reported lately. One statement where there is none."""
    by_key = {(child.pupil.pk, child.contact.pk): child for child in children}
    reports = AbsenceReport.objects.filter(
        pupil__in={pupil for pupil, _ in by_key},
        contact__in={contact for _, contact in by_key},
        came_by=AbsenceReport.CameBy.PAGES,
        why=Why.ILL,
        last_day__gte=at.date() - EXPLAINED_WITHIN,
        taken_back_at__isnull=True,
    )
    lately = {(report.pupil_id, report.contact_id) for report in reports.only("pupil", "contact")}
    found = [
        (child, still_ill(child=child, days=report_days(pupil=child.pupil, by=child.post, at=at)))
        for key, child in by_key.items()
        if key in lately
    ]
    return [(child, offered) for child, offered in found if offered.state is not StillIll.NOTHING]
