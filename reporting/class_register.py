"""The attendance register of one class over some weeks, as it stands, with every entry that was amended."""

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from registers.mark_story import Amendment, Story
from registers.models import GroupMembership, Mark, MarkHistory, RegistrationGroup, SchoolDay
from reporting.periods import Period

LONGEST = dt.timedelta(days=27)
"""Four weeks at a time: so many half-days fit across a sheet of paper."""
NO_MARK = "–"


@dataclass(frozen=True)
class PupilRow:
    """One pupil of the class: a code for each half-day, a dash where no mark was made, nothing while elsewhere."""

    name: str
    upn: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class AmendedEntry:
    """One change with its five parts."""

    name: str
    amendment: Amendment

    @property
    def cells(self) -> list[str]:
        """Pupil, session, original entry, amended entry, reason, when, and by whom."""
        before, after = self.amendment.original, self.amendment.amended
        return [
            self.name,
            f"{after.date.day} {after.date:%b} {after.session}",
            before.code or "none",
            after.code or "none",
            after.reason,
            f"{after.at:%-d %b %Y}",
            f"{after.name}, {after.position}",
        ]


@dataclass(frozen=True)
class ClassRegister:
    """The sheet of one class."""

    group: RegistrationGroup
    period: Period
    days: tuple[SchoolDay, ...]
    rows: tuple[PupilRow, ...]
    amendments: tuple[AmendedEntry, ...]


def class_register(group: RegistrationGroup, period: Period, *, on: dt.date) -> ClassRegister:
    """The marks of the class's pupils while they were in it; `on`: today. Four statements, however many pupils."""
    days = tuple(SchoolDay.objects.filter(school=group.school_id).between(*period).order_by("date"))
    stays = GroupMembership.objects.filter(group=group).during(*period).select_related("pupil")
    members = list(stays.order_by("pupil__surname", "pupil__forename", "pupil", "first_day"))
    pupils = {stay.pupil_id: stay.pupil for stay in members}
    chosen = {"school": group.school_id, "pupil__in": pupils, "date__range": tuple(period)}
    marks = {(mark.pupil_id, mark.date, mark.session): mark for mark in Mark.objects.filter(**chosen)}
    earlier: dict[tuple[int, dt.date, str], list[MarkHistory]] = defaultdict(list)
    for entry in MarkHistory.objects.filter(**chosen).order_by("rev"):
        earlier[entry.pupil_id, entry.date, entry.session].append(entry)
    inside: dict[int, list[GroupMembership]] = defaultdict(list)
    for stay in members:
        inside[stay.pupil_id].append(stay)
    rows = tuple(
        PupilRow(
            pupil.legal_name,
            pupil.upn,
            tuple(_cell(marks, inside[pk], pk, half, on) for half in _halves(days)),
        )
        for pk, pupil in pupils.items()
    )
    changed = sorted(earlier, key=lambda key: (key[1], key[2], pupils[key[0]].surname, key[0]))
    amendments = tuple(
        AmendedEntry(pupils[key[0]].legal_name, each)
        for key in changed
        if key in marks
        for each in Story((*earlier[key], marks[key])).amendments
    )
    return ClassRegister(group, period, days, rows, amendments)


def _halves(days: tuple[SchoolDay, ...]) -> list[tuple[SchoolDay, str]]:
    return [(day, session) for day in days for session in ("AM", "PM")]


def _cell(
    marks: Mapping[tuple[int, dt.date, str], Mark],
    stays: list[GroupMembership],
    pupil: int,
    half: tuple[SchoolDay, str],
    on: dt.date,
) -> str:
    day, session = half
    if not any(
        each.first_day <= day.date and (each.last_day is None or each.last_day >= day.date) for each in stays
    ):
        return ""
    mark = marks.get((pupil, day.date, session))
    if mark is not None and mark.code:
        return mark.code
    met = day.am if session == "AM" else day.pm
    return NO_MARK if met and day.date < on else ""
