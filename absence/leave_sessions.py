"""The sessions that leave would take from each child, as register, calendar and plans have them now."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from absence.leave_days import Away, HalvesOfDay, LeaveDays, away
from registers.codes import EXCEPTIONAL_LEAVE
from registers.models import Post, School, SchoolDay
from registers.plan_preview import Asked, Half, PupilPreview, half_words, preview_plans

LOOKED_AHEAD = dt.timedelta(days=60)
"""The first session after a leave lies at most a summer away."""
WEEK = "1" * 10


@dataclass(frozen=True)
class ChildSessions:
    """What the leave means for one child: half-days to plan, marked already, and left out, each with words."""

    planned: tuple[Half, ...] = ()
    marked: tuple[str, ...] = ()
    not_expected: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    of_school: tuple[Half, ...] = ()
    """Half-days of the child's leave on which the child is expected, marked or not."""

    @property
    def days(self) -> list[dt.date]:
        """The school days on which the child would be away."""
        return sorted({day for day, _ in self.of_school})


def school_halves(school: School, days: LeaveDays) -> dict[dt.date, HalvesOfDay]:
    """The school's own days from the first day of the leave until some time after it. One statement."""
    found = SchoolDay.objects.filter(school=school).between(days.first, days.last + LOOKED_AHEAD)
    return {day.date: (day.am, day.pm) for day in found}


def away_of(school: School, days: LeaveDays) -> Away:
    """How many school days and sessions lie in the leave, and when school goes on. One statement."""
    return away(days, school_halves(school, days))


def sessions_of(
    *, school: School, pupils: Collection[int], days: LeaveDays, by: Post, own: str = ""
) -> dict[int, ChildSessions]:
    """What the leave means for each of these children. Four statements, however many.

    `own`: the source of plans of this very request, which are nothing new.
    """
    asked = Asked(days.first, days.last, WEEK, EXCEPTIONAL_LEAVE)
    preview = preview_plans(school=school, pupils=list(pupils), asked=asked, by=by)
    found: Mapping[int, PupilPreview] = {row.pupil.pupil_id: row for row in preview.rows}
    return {pupil: _child(found.get(pupil), days, own) for pupil in pupils}


def _child(row: PupilPreview | None, days: LeaveDays, own: str) -> ChildSessions:
    if row is None:
        return ChildSessions(refused=("not known to the registers on those days",))
    planned = _inside(row.planned, days)
    marked = [(half, code) for half, code in row.marked if days.holds(*half)]
    not_expected = [(half, code) for half, code in row.not_expected if days.holds(*half)]
    others = (plan for plan in row.replaces if plan.source != own)
    replaces = [plan for plan in others if any(plan.holds_for(*half) for half in planned)]
    return ChildSessions(
        planned=tuple(planned),
        marked=tuple(f"{half_words(half)} has {code}" for half, code in marked),
        not_expected=tuple(f"{half_words(half)} is {code}" for half, code in not_expected),
        replaces=tuple(f"{plan.words}, planned by {plan.name or 'an import'}" for plan in replaces),
        refused=tuple(row.refused),
        of_school=tuple(sorted([*planned, *(half for half, _ in marked)])),
    )


def _inside(halves: Sequence[Half], days: LeaveDays) -> list[Half]:
    return [half for half in halves if days.holds(*half)]
