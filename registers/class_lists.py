"""Lists for paper, a class at a time: blank registers of a day, and who is late or absent today. No statements."""

from collections import Counter, defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from registers.codes import CODES, LATE, LATE_AFTER_CLOSE, PRESENT, RESTRICTED, Giver, Session, codes_on
from registers.day_facts import MarkToday, Taker
from registers.day_registers import DayRegisters, class_order
from registers.models import Movement
from registers.school_sessions import PupilOnDay, clock_words

NOT_NAMED = "Away"
"""What paper says of a code that only some may know (in detention): paper lies about."""
CLOSED = "closed"
NOT_ON_SHEET = "–"


@dataclass(frozen=True)
class BlankRow:
    """One pupil on a blank register. `am`, `pm`: empty to be filled in, else what is known beforehand."""

    number: int
    name: str
    am: str
    pm: str
    note: str


@dataclass(frozen=True)
class BlankRegister:
    """One class's register for a day on paper."""

    group_id: int
    group: str
    takers: str
    rows: tuple[BlankRow, ...]
    sessions: tuple[str, ...]


@dataclass(frozen=True)
class Away:
    """One pupil on the list of late and absent pupils: what each session says, and movements through the door."""

    name: str
    am: str
    pm: str
    remark: str
    late: bool
    absent: bool


@dataclass(frozen=True)
class ClassAway:
    """One class on that list. `unmarked`: pupils without a mark in the sessions that have started."""

    group: str
    rows: tuple[Away, ...]
    unmarked: int

    @property
    def late(self) -> int:
        """How many came late."""
        return sum(row.late for row in self.rows)

    @property
    def absent(self) -> int:
        """How many are absent or elsewhere."""
        return sum(row.absent for row in self.rows)


def blank_registers_of(day: DayRegisters, *, groups: Collection[int] | None = None) -> list[BlankRegister]:
    """A sheet for each class with a register due that day (of `groups` only, where given), in the order of classes."""
    takers: dict[int, tuple[Taker, ...]] = {each.group_id: each.takers for each in day.registers}
    names = {each.group_id: each.group for each in day.registers if groups is None or each.group_id in groups}
    classes: dict[int, list[PupilOnDay]] = defaultdict(list)
    for pupil in day.pupils:
        if pupil.group_id in names and pupil.on_roll:
            classes[pupil.group_id].append(pupil)
    sessions = tuple(each.session for each in day.sessions)
    return [
        BlankRegister(
            group_id=group,
            group=name,
            takers=", ".join(taker.name for taker in takers[group]),
            rows=_blank_rows(day, classes[group]),
            sessions=sessions,
        )
        for group, name in sorted(names.items(), key=lambda each: class_order(each[1]))
    ]


def late_and_absent_of(day: DayRegisters) -> list[ClassAway]:
    """The classes of a day, each with the pupils who are not simply present, in register order."""
    classes: dict[str, list[PupilOnDay]] = defaultdict(list)
    due = {(pupil.pupil_id, each.session.session) for each in day.begun for pupil in each.pupils}
    named = {each.group for each in day.begun}
    for pupil in day.pupils:
        if pupil.group_name in named:
            classes[pupil.group_name or ""].append(pupil)
    return [
        ClassAway(
            group=group,
            rows=tuple(row for pupil in classes[group] if (row := _away(day, pupil)) is not None),
            unmarked=sum(
                (pupil.pupil_id, half) in due and (pupil.pupil_id, half) not in day.marks
                for pupil in classes[group]
                for half in Session
            ),
        )
        for group in sorted(classes, key=class_order)
    ]


def key_to_codes(on: date) -> list[tuple[str, str, str]]:
    """The codes that a mark of that date may carry: letter, meaning, and who gives it."""
    words = {Giver.TEACHER: "Teacher", Giver.OFFICE: "Office", Giver.HEAD: "Head"}
    return [(code.code, code.title, words[code.given_by]) for code in codes_on(on) if not code.restricted]


def _blank_rows(day: DayRegisters, pupils: list[PupilOnDay]) -> tuple[BlankRow, ...]:
    alike = Counter(pupil.called for pupil in pupils)
    return tuple(_blank_row(day, n, pupil, alike[pupil.called] > 1) for n, pupil in enumerate(pupils, 1))


def _blank_row(day: DayRegisters, number: int, pupil: PupilOnDay, has_a_namesake: bool) -> BlankRow:
    am, pm = (_known(day, pupil, session) for session in Session)
    born = f"born {pupil.dob.day} {pupil.dob:%B %Y}" if has_a_namesake else ""
    first, last = pupil.starting_day == day.day, pupil.deleted_on == day.day
    note = ", ".join(filter(None, [born, "new today" if first else "", "last day" if last else ""]))
    return BlankRow(number, pupil.called, am, pm, note)


def _known(day: DayRegisters, pupil: PupilOnDay, session: str) -> str:
    """What is known of the session beforehand: a planned code, a closure; empty where a mark is to be written."""
    if session not in {each.session for each in day.sessions}:
        return NOT_ON_SHEET
    if not day.calendar.expects(pupil, day.day, session):
        return CLOSED
    plan = day.calendar.plan_for(pupil, day.day, session)
    if plan is None:
        return ""
    return NOT_NAMED if plan.code in RESTRICTED else f"{plan.code} planned"


def _away(day: DayRegisters, pupil: PupilOnDay) -> Away | None:
    marks = {half: day.marks.get((pupil.pupil_id, half)) for half in Session}
    moves = [
        move
        for move in day.moves.get(pupil.pupil_id, [])
        if move.kind in (Movement.Kind.OUT, Movement.Kind.BACK)
    ]
    kept = {half: mark for half, mark in marks.items() if mark is not None and _is_worth_a_line(mark)}
    if not kept and not moves:
        return None
    said = {Movement.Kind.OUT: "out", Movement.Kind.BACK: "back"}
    remark = ", ".join(f"{said[Movement.Kind(move.kind)]} {clock_words(move.at)}" for move in moves)
    return Away(
        name=pupil.called,
        am=_mark_words(kept.get(Session.AM)),
        pm=_mark_words(kept.get(Session.PM)),
        remark=remark,
        late=any(mark.code in (LATE, LATE_AFTER_CLOSE) for mark in kept.values()),
        absent=any(mark.code not in (LATE, LATE_AFTER_CLOSE) for mark in kept.values()),
    )


def _is_worth_a_line(mark: MarkToday) -> bool:
    return mark.code not in PRESENT or mark.code == LATE


def _mark_words(mark: MarkToday | None) -> str:
    if mark is None:
        return ""
    if mark.code in RESTRICTED:
        return NOT_NAMED
    if mark.arrived_at is not None:
        minutes = f", {mark.minutes_late} min" if mark.minutes_late else ""
        return f"{mark.code}  arrived {mark.arrived_at.hour}:{mark.arrived_at:%M}{minutes}"
    return f"{mark.code}  {CODES[mark.code].words}"
