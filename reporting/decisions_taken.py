"""What was decided and agreed about pupils, newest first: for a meeting about them. Six statements, however many."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import NamedTuple

from absence.group_duties import DUTY_WORDS, Duty
from absence.models import AttendanceContract, GroupDuty, PartTimeTimetable, SupportPlan, SupportReferral
from penalties.models import CaseDecision
from registers.models import School


class Taken(NamedTuple):
    """One thing decided or agreed: since when, in words, and when it is looked at again."""

    on: dt.date
    words: str
    review_on: dt.date | None = None

    @property
    def said(self) -> str:
        """As a list says it."""
        again = f"; to be looked at again {_day(self.review_on)}" if self.review_on else ""
        return f"{_day(self.on)}: {self.words}{again}"


def decisions_taken(
    *, school: School, pupils: Collection[int], since: dt.date, on: dt.date
) -> dict[int, list[Taken]]:
    """By pupil: plans and agreements that hold now, and what was decided since that day."""
    found: dict[int, list[Taken]] = defaultdict(list)
    for pupil, taken in (
        *_plans(school, pupils),
        *_agreements(school, pupils, on),
        *_duties(school, pupils),
        *_referrals(school, pupils, since),
        *_cases(school, pupils, since),
    ):
        if taken not in found[pupil]:
            found[pupil].append(taken)
    return {pupil: sorted(each, key=lambda taken: taken.on, reverse=True) for pupil, each in found.items()}


def _plans(school: School, pupils: Collection[int]) -> Iterator[tuple[int, Taken]]:
    for plan in SupportPlan.objects.running().filter(school=school, pupil__in=pupils):
        yield plan.pupil_id, Taken(plan.first_day, f"support plan, kept going by {plan.lead}", plan.review_on)


def _agreements(school: School, pupils: Collection[int], on: dt.date) -> Iterator[tuple[int, Taken]]:
    contracts = AttendanceContract.objects.running().filter(
        school=school, plan__pupil__in=pupils, last_day__gte=on
    )
    for contract in contracts.select_related("plan"):
        words = f"attendance contract until {_day(contract.last_day)}"
        yield contract.plan.pupil_id, Taken(contract.first_day, words, contract.review_on)
    part_time = PartTimeTimetable.objects.running(on).filter(school=school, plan__pupil__in=pupils)
    for timetable in part_time.select_related("plan"):
        words = f"part-time timetable until {_day(timetable.last_day)}"
        yield timetable.plan.pupil_id, Taken(timetable.first_day, words, timetable.review_on)


def _duties(school: School, pupils: Collection[int]) -> Iterator[tuple[int, Taken]]:
    """The newest of each kind."""
    seen = set()
    for duty in GroupDuty.objects.filter(school=school, pupil__in=pupils).newest_first():
        if (duty.pupil_id, duty.duty) not in seen:
            seen.add((duty.pupil_id, duty.duty))
            about = DUTY_WORDS[Duty(duty.duty)]
            words = f"{about[0].lower()}{about[1:]}, with {duty.with_whom}: {duty.words.rstrip('.')}"
            yield duty.pupil_id, Taken(duty.on_day, words, duty.review_on)


def _referrals(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Taken]]:
    """Whom others were asked to help; what went to social care is not for this list."""
    rows = SupportReferral.objects.filter(school=school, pupil__in=pupils, at__date__gte=since)
    for each in rows.exclude(kind=SupportReferral.Kind.SOCIAL_CARE):
        yield each.pupil_id, Taken(each.at.date(), f"{each.get_kind_display()} asked to help: {each.to_whom}")


def _cases(school: School, pupils: Collection[int], since: dt.date) -> Iterator[tuple[int, Taken]]:
    rows = CaseDecision.objects.newest().filter(school=school, case__pupil__in=pupils, at__date__gte=since)
    for each in rows.select_related("case"):
        words = f"ten unauthorised sessions: {each.get_outcome_display().lower()}"
        yield each.case.pupil_id, Taken(each.at.date(), words)


def _day(day: dt.date) -> str:
    return f"{day.day} {day:%b %Y}"
