"""pupils.csv: the pupils, their stays on the roll and what holds from day to day (formats.md).

Classes and year groups are as on the day of export. What a new stay brings holds from its first day; a later change
holds from the day of the import (`as_of`). An empty cell says nothing, so what is stored stays.
"""

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from registers import upn as upns
from registers.imports.changes import Timeline
from registers.imports.class_history import History
from registers.imports.draft import Draft, PupilDraft, said, shown, stay_days
from registers.imports.pupil_rows import is_sound, refuse_double_names
from registers.imports.reading import Row, Table
from registers.imports.timelines import (
    Home,
    Span,
    change_from,
    cut,
    day_before,
    overlap,
    paint,
    value_on,
    year_groups,
)
from registers.models import Admission, Pupil, PupilStatus

KIND = PupilStatus.Kind
PERSONAL = (
    *("surname", "forename", "dob", "sex", "known_as", "legal_surname", "last_school"),
    *("ethnicity", "home_language"),
)
NOT_IN_THE_ADMISSION_REGISTER = {"ethnicity", "home_language"}
STAY = {
    "left": "deleted_on",
    "leaving_ground": "ground",
    "destination": "destination",
    "registration": "registration",
    "other_school": "other_school",
}
STATUSES = tuple(kind for kind in KIND.values if kind != KIND.YEAR_GROUP)
OPEN = Admission.Registration.SINGLE


def plan_pupils(table: Table, draft: Draft, history: Mapping[str, History]) -> None:
    """Work out pupils, stays, statuses, classes and addresses."""
    by_upn: dict[str, list[Row]] = {}
    for row in table.rows():
        if row["upn"]:
            by_upn.setdefault(row["upn"], []).append(row)
        if not row.good or not is_sound(table, row):
            draft.unreadable_upns |= {row["upn"], row["former_upn"]} - {None}
            draft.complete_roll &= row["upn"] is not None
            row.good = False
    draft.complete_roll &= table.complete
    on_roll_before = {upn for upn, who in draft.pupils.items() if who.stay_on(draft.as_of)}
    refuse_double_names(table, by_upn)
    for number, rows in by_upn.items():
        if all(row.good for row in rows):
            _PupilPlan(table, draft, rows, history.get(number)).work_out()
    renamed = {who.pupil.former_upn for who in draft.pupils.values()}
    if table.complete:
        for missing in sorted(on_roll_before - by_upn.keys() - renamed):
            who = draft.pupils[missing]
            draft.report.file(table.name).listed.add(
                f"{who.pupil} ({missing}) is on the roll but not in the file; nothing changed"
            )


class _PupilPlan:
    """One pupil: the rows of the file, one a stay on the roll, against what is stored."""

    def __init__(self, table: Table, draft: Draft, rows: list[Row], history: History | None) -> None:
        self.table, self.draft, self.history = table, draft, history or History()
        self.rows = sorted((row for row in rows), key=lambda row: row["admitted"])
        self.latest = self.rows[-1]
        self.report = draft.report.file(table.name)
        self.words: list[str] = []

    def work_out(self) -> None:
        who = self._find()
        if who is None or not self._stays_apart(who):
            self.draft.unreadable_upns |= {self.latest["upn"], self.latest["former_upn"]} - {None}
            return
        was_new = who.is_new
        known = self._match_stays(who)
        self._personal(who, self.latest)
        personal = self.words
        for row in self.rows:
            self.words = personal if row is self.latest else []
            stay = known.get(row.number)
            if stay is None:
                self._new_stay(who, row)
            else:
                self._same_stay(who, stay, row)
            what = f"{who.pupil.forename} {who.pupil.surname} ({who.pupil.upn})"
            new = stay is None
            what += f", on the roll from {row['admitted']}" if new and not was_new else ""
            self.report.note(new=new, what=what, changes=self.words)
        self._list_oddities(who)

    def _find(self) -> PupilDraft | None:
        """The pupil by UPN, or by the UPN they had before; else a new one."""
        number, former = self.latest["upn"], self.latest["former_upn"]
        who = self.draft.pupils.get(number)
        earlier = self.draft.pupils.get(former) if former else None
        if who and earlier:
            words = f"the school holds {former} and {number} as two pupils; the office settles which is which first"
            self.table.problem(self.latest.number, "former_upn", words)
            return None
        if earlier:
            self._note(earlier, {"upn": number}, file_column="UPN")
            self.draft.changes.set(earlier.pupil, {"former_upn": former})
            self.draft.pupils[number] = self.draft.pupils.pop(former)
            return earlier
        if who is None:
            pupil = self.draft.changes.make(
                Pupil(school=self.draft.school, upn=number, former_upn=former or "")
            )
            who = self.draft.pupils[number] = PupilDraft(pupil, is_new=True)
            if warning := upns.warning(number):
                self.report.listed.add(f"row {self.latest.number}: {warning}")
        elif former:
            self._note(who, {"former_upn": former}, file_column="former UPN")
        return who

    def _stays_apart(self, who: PupilDraft) -> bool:
        periods = [(Span(row["admitted"], row["left"], ""), row) for row in self.rows]
        for (earlier, first), (later, second) in pairwise(periods):
            if overlap(earlier, later):
                words = f"the pupil is on the roll already by row {first.number}; periods may not overlap"
                self.table.problem(second.number, "admitted", words)
                return False
        known = self._match_stays(who).values()
        for stay in (stay for stay in who.stays if stay not in known):
            for span, row in periods:
                if overlap(stay_days(stay), span):
                    words = f"the pupil was on the roll from {stay.starting_day} to {stay.deleted_on or 'now'} already"
                    self.table.problem(row.number, "admitted", words)
                    return False
        return True

    def _match_stays(self, who: PupilDraft) -> dict[int, Admission]:
        """The stored stay of each row, by row number: the same first day, else the only one sharing days with it."""
        stored = [stay for stay in who.stays if stay.pk is not None]
        by_day = {stay.starting_day: stay for stay in stored}
        found = {row.number: by_day[row["admitted"]] for row in self.rows if row["admitted"] in by_day}
        left = [stay for stay in stored if stay not in found.values()]
        for row in self.rows:
            if row.number not in found:
                period = Span(row["admitted"], row["left"], "")
                shared = [stay for stay in left if overlap(stay_days(stay), period)]
                if len(shared) == 1:
                    found[row.number] = shared[0]
                    left.remove(shared[0])
        return found

    def _personal(self, who: PupilDraft, row: Row) -> None:
        given = {name: row[name] for name in PERSONAL if row[name] is not None}
        if who.is_new:
            for name, value in given.items():
                setattr(who.pupil, name, value)
        else:
            self._note(who, given)

    def _note(self, who: PupilDraft, values: dict[str, Any], *, file_column: str = "") -> None:
        for name, (old, new) in self.draft.changes.set(who.pupil, values).items():
            self._say(
                who,
                file_column or name.replace("_", " "),
                old,
                new,
                name not in NOT_IN_THE_ADMISSION_REGISTER,
            )

    def _say(self, who: PupilDraft, what: str, old: object, new: object, registered: bool = True) -> None:
        self.words.append(f"{what} {shown(old)} → {shown(new)}")
        if registered:
            self.draft.register_change(who, what, old, new, file=self.table.name)

    def _new_stay(self, who: PupilDraft, row: Row) -> None:
        fields = {field: row[column] for column, field in STAY.items() if row[column] is not None}
        stay = Admission(school=self.draft.school, pupil=who.pupil, starting_day=row["admitted"], **fields)
        who.stays.append(self.draft.changes.make(stay))
        self.draft.register_change(who, "starting day", None, stay.starting_day, file=self.table.name)
        first, last = row["admitted"], row["left"]
        until = self._next_stay(who, first)
        for kind in STATUSES:
            if row[kind] is not None:
                _hold(who.status(kind), Span(first, until, _stored(row[kind])))
        for span in year_groups(row["year_group"], as_of=self._seen_on(row), first=first, last=until):
            _hold(who.status(KIND.YEAR_GROUP), span)
        if row["address"] is not None:
            _hold(who.addresses, Span(first, until, _home(row)))
        starts = self.history.class_from(first, last) if self.history.rows else first
        if row["class"] and starts is not None:
            _hold(who.classes, Span(starts, last, row["class"]))

    def _next_stay(self, who: PupilDraft, first: dt.date) -> dt.date | None:
        """The day before the next stay begins: what this stay brings holds until then."""
        starts = [stay.starting_day for stay in who.stays] + [row["admitted"] for row in self.rows]
        later = [day for day in starts if day > first]
        return day_before(min(later)) if later else None

    def _same_stay(self, who: PupilDraft, stay: Admission, row: Row) -> None:
        self._starting_day(who, stay, row)
        given = {field: row[column] for column, field in STAY.items() if row[column] is not None}
        changed = self.draft.changes.set(stay, given)
        for name, (old, new) in changed.items():
            self._say(who, {"deleted_on": "left"}.get(name, name.replace("_", " ")), old, new)
        if "deleted_on" in changed:
            who.classes.spans = _end_class(who, stay, changed["deleted_on"][0])
        if stay.deleted_on and row["left"] is None:
            words = f"{who.pupil} left on {stay.deleted_on} here, and the file has no leaving day"
            self.report.listed.add(f"{words}; the office settles it")
        seen_on = self._seen_on(row, stay)
        wanted = {kind: _stored(row[kind]) for kind in STATUSES if row[kind] is not None}
        for kind, value in (wanted | {KIND.YEAR_GROUP.value: row["year_group"]}).items():
            timeline = who.status(kind)
            timeline.spans = self._change(kind.replace("_", " "), timeline.spans, seen_on, value)
        if row["class"] and not self.history.covers(seen_on):
            until = stay.deleted_on
            who.classes.spans = self._change("class", who.classes.spans, seen_on, row["class"], until=until)
        if row["address"] is not None:
            self._address(who, seen_on, row)

    def _change(
        self, what: str, spans: list[Span], on: dt.date, value: object, *, until: dt.date | None = None
    ) -> list[Span]:
        old = value_on(spans, on)
        if old == value:
            return spans
        self.words.append(f"{what} {shown(old)} → {said(value)} from {on}")
        return change_from(spans, on, str(value), until=until)

    def _address(self, who: PupilDraft, on: dt.date, row: Row) -> None:
        old, new = value_on(who.addresses.spans, on), _home(row)
        if old and old.confidential:
            self.report.listed.add(f"{who.pupil}: the address here is confidential; it stays as it is")
        elif old != new:
            who.addresses.spans = change_from(who.addresses.spans, on, new, until=None)
            self._say(who, "address", _line(old) if old else "", _line(new))

    def _starting_day(self, who: PupilDraft, stay: Admission, row: Row) -> None:
        """A corrected first day: what began with the stay begins on the right day too."""
        old, new = stay.starting_day, row["admitted"]
        if old == new:
            return
        self.draft.changes.set(stay, {"starting_day": new})
        self._say(who, "starting day", old, new)
        for timeline in (who.classes, who.addresses, *who.statuses.values()):
            timeline.spans = [
                span._replace(first=new)
                if span.first == old and (span.last is None or span.last >= new)
                else span
                for span in timeline.spans
            ]

    def _seen_on(self, row: Row, stay: Admission | None = None) -> dt.date:
        """The day that the row's class and year group speak of: that of the export, or the nearest day on the roll."""
        left = row["left"] or (stay.deleted_on if stay else None)
        latest: dt.date = min(self.draft.as_of, left) if left else self.draft.as_of
        admitted: dt.date = row["admitted"]
        return max(admitted, latest)

    def _list_oddities(self, who: PupilDraft) -> None:
        row, name = self.latest, f"{who.pupil} ({who.pupil.upn})"
        for stay in who.stays:
            if stay not in self._match_stays(who).values() and stay.pk is not None:
                self.report.listed.add(
                    f"{name}: the stay from {stay.starting_day} is not in the file; it stays"
                )
        if row["left"] and not row["leaving_ground"] and row["left"] <= self.draft.as_of:
            self.report.listed.add(f"{name} left on {row['left']} without a ground; the office adds it")
        if row["registration"] not in (None, OPEN) and not row["other_school"]:
            self.report.listed.add(f"{name} is dual registered; the other school's name is missing")


def _end_class(who: PupilDraft, stay: Admission, earlier_end: dt.date | None) -> list[Span]:
    """The classes of a pupil whose stay now ends on another day: the last one ends with it."""
    inside = [span for span in who.classes.spans if overlap(span, stay_days(stay))]
    others = [span for span in who.classes.spans if span not in inside and span.first < stay.starting_day]
    if inside and stay.deleted_on:
        moves = earlier_end is None or inside[-1].last == earlier_end
        inside = cut(inside, stay.deleted_on)
        if moves:
            inside[-1] = inside[-1]._replace(last=stay.deleted_on)
    later = [span for span in who.classes.spans if span not in inside and _starts_later_stay(who, stay, span)]
    return [*others, *inside, *later]


def _starts_later_stay(who: PupilDraft, stay: Admission, span: Span) -> bool:
    return any(
        other.starting_day > stay.starting_day and overlap(stay_days(other), span) for other in who.stays
    )


def _hold(timeline: Timeline, span: Span) -> None:
    timeline.spans = paint(timeline.spans, span)


def _stored(value: object) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    return str(value)


def _home(row: Row) -> Home:
    return Home(row["address"], row["postcode"] or "")


def _line(home: Home) -> str:
    return str(home)
