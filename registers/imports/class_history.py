"""class_history.csv: which class a pupil was in, from day to day (formats.md)."""

import datetime as dt
from dataclasses import dataclass, field

from registers.imports.cells import class_name, day, upn
from registers.imports.draft import Draft, PupilDraft, stay_days
from registers.imports.reading import Column, Row, Table
from registers.imports.timelines import Span, day_after, overlap, paint

COLUMNS = (
    Column("upn", upn, required=True),
    Column("class", class_name, required=True),
    Column("first_day", day, required=True),
    Column("last_day", day),
)


@dataclass
class History:
    """The rows of one pupil, in the order of the file."""

    rows: list[tuple[int, Span]] = field(default_factory=list)

    def covers(self, on: dt.date) -> bool:
        """Whether the file says which class the pupil is in on that day."""
        return any(span.holds(on) for _, span in self.rows)

    def class_from(self, first: dt.date, last: dt.date | None) -> dt.date | None:
        """From which day the class of pupils.csv holds in a new stay: after the last row of the file, if then."""
        ends = [span.last for _, span in self.rows if overlap(span, Span(first, last, ""))]
        if not ends:
            return first
        known = [end for end in ends if end is not None]
        if len(known) < len(ends) or (last is not None and max(known) >= last):
            return None
        return day_after(max(known))


def read_history(table: Table) -> dict[str, History]:
    """The file's rows by UPN; those that contradict each other are refused."""
    found: dict[str, History] = {}
    for row in table.rows():
        if not row.good or not _in_order(table, row):
            continue
        span = Span(row["first_day"], row["last_day"], row["class"])
        history = found.setdefault(row["upn"], History())
        clash = next((number for number, other in history.rows if overlap(other, span)), None)
        if clash:
            table.problem(
                row.number, "first_day", f"the pupil is in another class by row {clash} on some of these days"
            )
        else:
            history.rows.append((row.number, span))
    return found


def plan_class_history(table: Table, draft: Draft, history: dict[str, History]) -> None:
    """Work out classes: each row holds on its days, as far as the pupil was on the roll."""
    report = draft.report.file(table.name)
    for number, one in history.items():
        who = draft.pupil_of(table, one.rows[0][0], number) if one.rows else None
        if who is None:
            continue
        for row, span in one.rows:
            wanted = _on_roll(who, span)
            if not wanted:
                if number not in draft.unreadable_upns:
                    table.problem(row, "first_day", f"{number} was not on the roll on any of these days")
                continue
            before = who.classes.spans
            for part in wanted:
                draft.group(str(part.value))
                who.classes.spans = paint(who.classes.spans, part)
            changed = before != who.classes.spans
            new = changed and not any(other.value == span.value and overlap(other, span) for other in before)
            words = f"class {span.value} from {span.first}" + (f" to {span.last}" if span.last else "")
            report.note(new=new, what=f"{who.pupil} {words}", changes=["days changed"] if changed else [])


def _in_order(table: Table, row: Row) -> bool:
    if row["last_day"] and row["last_day"] < row["first_day"]:
        table.problem(row.number, "last_day", f"{row['last_day']} is before the first day {row['first_day']}")
        return False
    return True


def _on_roll(who: PupilDraft, span: Span) -> list[Span]:
    parts = []
    for stay in who.stays:
        days = stay_days(stay)
        if overlap(days, span):
            ends = [end for end in (days.last, span.last) if end is not None]
            parts.append(Span(max(days.first, span.first), min(ends) if ends else None, span.value))
    return parts
