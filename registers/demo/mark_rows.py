"""Registers and marks of the past, copied into the database a class and half term at a time.

Columns are those that the actions write, and the triggers run as ever: a mark that the office changed is first stored
as the teacher keyed it and then updated, so that its history is filed as in life.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from random import Random

from django.db import connection

from registers import codes
from registers.demo.entries import REGISTER, Entry, entries_of, mistake, mistaken
from registers.demo.roll import Stay, Window
from registers.demo.schools import NURSERY_CLASS, SchoolPlan
from registers.demo.sheets import Sheet
from registers.demo.staff import Staff
from registers.demo.term_dates import half_terms, school_year
from registers.models import Post, Pupil, RegistrationGroup, School

EMPTY = r"\N"
MARK_COLUMNS = (
    "school_id, pupil_id, date, session, code, minutes_late, arrived_at, note, source, client, seq, rev, reason, by_id,"
    " name, position, at"
)
REGISTER_COLUMNS = "school_id, group_id, date, session, opened_at, taken_at, taken_by_id, taken_name"
CHANGE = """
UPDATE registers_mark AS mark
   SET code = new.code, minutes_late = new.minutes_late, arrived_at = new.arrived_at, note = new.note,
       source = new.source,
       reason = new.reason, rev = mark.rev + 1, by_id = %s, name = %s, position = %s, at = new.at
  FROM unnest(%s::bigint[], %s::date[], %s::text[], %s::text[], %s::smallint[], %s::time[], %s::text[], %s::text[],
              %s::text[], %s::timestamptz[])
       AS new (pupil_id, date, session, code, minutes_late, arrived_at, note, source, reason, at)
 WHERE mark.school_id = %s AND mark.pupil_id = new.pupil_id AND mark.date = new.date AND mark.session = new.session
"""


@dataclass(frozen=True)
class Member:
    """One pupil of a class with the sheet and entries of the stay."""

    pupil_id: int
    stay: Stay
    sheet: Sheet
    entries: dict[int, Entry]


@dataclass(frozen=True)
class Change:
    """An entry that the office changed: whose, which session, what to and when."""

    pupil_id: int
    day: dt.date
    session: str
    entry: Entry
    at: str


class MarkLoader:
    """Copies the registers and marks of one school."""

    def __init__(
        self,
        plan: SchoolPlan,
        school: School,
        groups: dict[str, RegistrationGroup],
        staff: Staff,
        window: Window,
        seed: str,
    ) -> None:
        self.plan, self.school, self.groups, self.staff, self.window = plan, school, groups, staff, window
        self.chance = Random(f"{seed}/{plan.key}/at")
        self.times = dict(zip(codes.Session, (plan.am, plan.pm), strict=True))

    def load(self, members: Sequence[Member]) -> int:
        """Every register from the window's first day to yesterday; how many marks."""
        count = 0
        for first in self.window.years:
            year = school_year(first)
            classes = self._classes(members, first)
            for days in half_terms(year):
                past = [day for day in days if day < self.window.today]
                changes: list[Change] = []
                registers: list[str] = []
                for name, pupils in classes.items():
                    lines = self._lines(name, pupils, past, year.days, changes, registers)
                    count += len(lines)
                    copy_rows("registers_mark", MARK_COLUMNS, lines)
                copy_rows("registers_register", REGISTER_COLUMNS, registers)
                change_marks(self.school, self.staff.office, changes)
        return count

    def _classes(self, members: Sequence[Member], first: int) -> dict[str, list[Member]]:
        classes: dict[str, list[Member]] = {name: [] for name in self.plan.classes}
        for member in members:
            if member.stay.holds_in(first):
                classes[member.stay.group_in(first)].append(member)
        return classes

    def _lines(
        self,
        name: str,
        members: list[Member],
        past: list[dt.date],
        days: Sequence[dt.date],
        changes: list[Change],
        registers: list[str],
    ) -> list[str]:
        lines: list[str] = []
        for day in past:
            here = [member for member in members if day in member.sheet.place]
            if not here:
                continue
            teacher = self.staff.teacher_of(name, day.weekday())
            for half, session in enumerate(codes.Session):
                nobody_due = name == NURSERY_CLASS and session is codes.Session.PM
                registers.append(
                    self._register(self.groups[name], day, session, None if nobody_due else teacher)
                )
                by = self.staff.office if nobody_due else teacher
                line = _Line(
                    self.school,
                    day,
                    session,
                    by,
                    moment(
                        day, self.times[session][0], self.chance.randint(3, 8), self.chance.randint(0, 59)
                    ),
                )
                for member in here:
                    entry = self._entry(member, member.sheet.place[day] + half, session)
                    if entry is None:
                        lines.append(line.present(member.pupil_id))
                        continue
                    lines.append(line.entry(member.pupil_id, entry))
                    if entry.changed and entry.at:
                        later = _school_day_after(days, day, entry.days_later, self.window.today)
                        changes.append(Change(member.pupil_id, day, session, entry, moment(later, entry.at)))
        return lines

    def _entry(self, member: Member, place: int, session: codes.Session) -> Entry | None:
        entry = member.entries.get(place)
        if (
            entry is None
            and mistaken(member.pupil_id, place)
            and member.sheet.codes[place] == codes.present_for(session)
        ):
            return mistake(session, self.times[session])
        return entry

    def _register(
        self, group: RegistrationGroup, day: dt.date, session: codes.Session, teacher: Post | None
    ) -> str:
        starts, closes, *_ = self.times[session]
        taken = None
        if teacher:
            late = _forgotten(group.name, day, session)
            begun, minutes = (closes, 2 + day.day % 9) if late else (starts, 8)
            taken = (moment(day, begun, minutes, self.chance.randint(0, 59)), teacher.pk, teacher.user.name)
        fields = (
            self.school.pk,
            group.pk,
            day,
            session.value,
            moment(day, starts),
            *(taken or (EMPTY, EMPTY, "")),
        )
        return "\t".join(map(str, fields))


class _Line:
    """Lines of one class and session for COPY: all but the pupil and the code is the same."""

    def __init__(self, school: School, day: dt.date, session: codes.Session, by: Post, at: str) -> None:
        self.before, self.between = f"{school.pk}\t", f"\t{day}\t{session.value}\t"
        self.after = f"{by.pk}\t{escaped(by.user.name)}\t{escaped(by.position)}\t{at}"
        code = escaped(codes.present_for(session))
        self.usual = f"{self.between}{code}\t{EMPTY}\t{EMPTY}\t\t{REGISTER}\t\t0\t1\t\t{self.after}"

    def present(self, pupil_id: int) -> str:
        """The line of a pupil who is simply there."""
        return f"{self.before}{pupil_id}{self.usual}"

    def entry(self, pupil_id: int, entry: Entry) -> str:
        """The line of a first entry; what the office made of it follows as a change."""
        late = not entry.changed
        minutes = entry.minutes_late if late and entry.minutes_late is not None else EMPTY
        arrived = entry.arrived_at if late and entry.arrived_at is not None else EMPTY
        source, note = (REGISTER, "") if entry.changed else (entry.source, entry.note)
        return (
            f"{self.before}{pupil_id}{self.between}{escaped(entry.first)}\t{minutes}\t{arrived}\t{escaped(note)}"
            f"\t{source}\t\t0\t1\t\t{self.after}"
        )


def members_of(
    stays: Sequence[Stay], pupils: Sequence[Pupil], sheets: Sequence[Sheet], plan: SchoolPlan, seed: str
) -> list[Member]:
    """The members of the school's classes, with how each of their marks came about."""
    return [
        Member(
            pupil.pk,
            stay,
            sheet,
            entries_of(sheet, Random(f"{seed}/{stay.child.key}/entries"), plan.am, plan.pm),
        )
        for stay, pupil, sheet in zip(stays, pupils, sheets, strict=True)
    ]


def copy_rows(table: str, columns: str, lines: Iterable[str]) -> None:
    """COPY the lines into the table as the serving role; nothing for no lines."""
    text = "\n".join(lines)
    if text:
        with connection.cursor() as cursor:
            cursor.copy_expert(f"COPY {table} ({columns}) FROM STDIN", StringIO(text + "\n"))


def change_marks(school: School, by: Post, changes: Sequence[Change]) -> None:
    """Update the marks that the office changed, in one statement, with the five legal parts."""
    if not changes:
        return
    columns = zip(*map(_changed, changes), strict=True)
    with connection.cursor() as cursor:
        cursor.execute(CHANGE, [by.pk, by.user.name, by.position, *map(list, columns), school.pk])


def _changed(change: Change) -> Iterator[object]:
    entry = change.entry
    yield from (change.pupil_id, change.day, change.session, entry.code, entry.minutes_late, entry.arrived_at)
    yield from (entry.note, entry.source, entry.reason, change.at)


def _forgotten(name: str, day: dt.date, session: codes.Session) -> bool:
    """Whether a class completed its register only after registration had closed: some do, 5A on many Mondays."""
    monday = name == "5A" and session is codes.Session.AM and day.weekday() == 0
    number = sum(map(ord, name)) + day.toordinal() * 5 + (session is codes.Session.PM) * 3
    return number % 41 == 0 or (monday and day.toordinal() % 3 > 0)


def moment(day: dt.date, time: dt.time, minutes: int = 0, seconds: int = 0) -> str:
    """A moment of school time, for the database to read."""
    at = dt.datetime.combine(day, time) + dt.timedelta(minutes=minutes, seconds=seconds)
    return f"{at:%Y-%m-%d %H:%M:%S} Europe/London"


def escaped(text: str) -> str:
    """Text as COPY reads it."""
    return text.replace("\\", "\\\\").replace("\t", " ").replace("\n", " ")


def _school_day_after(days: Sequence[dt.date], day: dt.date, number: int, today: dt.date) -> dt.date:
    """So many school days after `day`, but before today: what is yet to come has not been done."""
    place = days.index(day) + number
    later = days[min(place, len(days) - 1)]
    return later if later < today else day
