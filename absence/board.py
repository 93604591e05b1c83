"""Today's board: every child who is to be found, what home has said, who is due back, who has not been seen.

Nothing of it is stored: it follows from marks, plans, movements, attempts and messages, by the same statements for one
pupil and for fifty. A child leaves it by an outcome only: a reason on the register, an arrival, a visit that saw them.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property

from absence.board_facts import (
    AWAY,
    RISK_WORDS,
    Adult,
    Flags,
    LastSeen,
    Risk,
    adults_of,
    ended_plans,
    flags_of,
    last_seen,
)
from absence.ladder import NextStep
from absence.ladder_of_day import Standing, standings
from absence.models import ContactAttempt
from registers.codes import CODES, NO_REASON_YET, PRESENT, RESTRICTED, Session
from registers.day_registers import ClassRegister, DayRegisters, class_order, registers_of_the_day
from registers.models import Mark, Message, Movement, PlannedMark, Post, Reply, School
from registers.roles import Permission, Role, may
from registers.school_sessions import HALF, SCHOOL_TIME, PupilOnDay, clock_words
from registers.unsettled import Unsettled, unsettled_n_marks

UNSEEN_AFTER = 5
"""School days after which a child comes back to the board although the absence is explained (domain.md 9a: P)."""
UNSEEN_AFTER_WITH_SOCIAL_WORKER = 3
"""The same for a child with a social worker: sooner (P; the number is ours)."""
TO_FIND, DUE_BACK, UNSEEN, REPORT = "find", "back", "unseen", "report"
MOST_REPLIES = 20
NO_FLAGS = Flags()
Moves = dict[int, list[Movement]]


@dataclass(frozen=True)
class Row:
    """One child on the board, with everything that helps to find them."""

    section: str
    pupil: PupilOnDay
    says: str
    """What the register says, and of which half of the day."""
    flags: Flags = NO_FLAGS
    shows_why: bool = False
    """Whether the hat may know why the child is called first."""
    adults: tuple[Adult, ...] = ()
    days: int = 0
    """School days on which the school expected to see the child and did not, up to today."""
    seen_on: dt.date | None = None
    standing: Standing | None = None
    site_words: str = ""
    """Where a club or trip saw the child today."""
    back_words: str = ""
    """Why the child was due back."""
    open_words: str = ""
    """That the register is still open."""
    report: PlannedMark | None = None
    day: dt.date = dt.date.min

    @property
    def pk(self) -> int:
        """The pupil's number."""
        return self.pupil.pupil_id

    @property
    def place(self) -> str:
        """Names the row on the page."""
        return f"{self.section}-{self.report.pk if self.report else self.pk}"

    @property
    def call_first(self) -> bool:
        """Whether this child comes before the others. Why is not said on a screen that faces the hatch."""
        return self.flags.risk is not Risk.NONE

    @property
    def why_first(self) -> str:
        """Why, for those who may know."""
        return RISK_WORDS.get(self.flags.risk, "") if self.shows_why else ""

    @property
    def day_words(self) -> str:
        """`3rd day`."""
        last, teens = self.days % 10, self.days % 100 in (11, 12, 13)
        return f"{self.days}{'th' if teens or last > 3 else ('th', 'st', 'nd', 'rd')[last]} day"

    @property
    def attempts(self) -> list[ContactAttempt]:
        """The day's attempts, as they happened."""
        known = self.standing.known.attempts if self.standing else []
        return [each for each in known if each.date == self.day]

    @property
    def messages(self) -> list[Message]:
        """The day's messages home."""
        known = self.standing.known.messages if self.standing else []
        return [message for about, message in known if about == self.day]

    @property
    def earlier(self) -> ContactAttempt | None:
        """The last attempt before today."""
        known = self.standing.known.attempts if self.standing else []
        return next((each for each in reversed(known) if each.date < self.day), None)

    @property
    def class_asked(self) -> bool:
        """Whether the class was asked and has not answered."""
        return bool(self.standing and self.standing.class_asked)

    @property
    def in_class(self) -> bool:
        """Whether the class says that the child is there: the mark is still to be put right."""
        asked = [each.outcome for each in self.attempts if each.kind == ContactAttempt.Kind.CLASS]
        return bool(asked) and asked[-1] == ContactAttempt.Outcome.IN_CLASS

    @property
    def heard_of(self) -> bool:
        """Whether somebody gave a reason today."""
        return any(each.outcome == ContactAttempt.Outcome.REASON_GIVEN for each in self.attempts)

    @property
    def next_step(self) -> NextStep | None:
        """What the school's ladder asks for next."""
        return self.standing.next if self.standing else None

    @property
    def order(self) -> tuple[object, ...]:
        """By risk, then by days missing, then by class and name."""
        pupil = self.pupil
        return (
            self.flags.risk,
            -self.days,
            class_order(pupil.group_name or ""),
            pupil.surname,
            pupil.forename,
            pupil.pupil_id,
        )


@dataclass(frozen=True)
class Board:
    """A school's board at a moment, as one hat sees it."""

    day: DayRegisters
    rows: tuple[Row, ...]
    unsettled: tuple[Unsettled, ...] = ()
    replies: tuple[Reply, ...] = ()

    @cached_property
    def to_find(self) -> list[Row]:
        """Children without an explained mark."""
        return [row for row in self.rows if row.section == TO_FIND]

    @cached_property
    def due_back(self) -> list[Row]:
        """Children who were due back and are not in."""
        return [row for row in self.rows if row.section == DUE_BACK]

    @cached_property
    def unseen(self) -> list[Row]:
        """Children whose absence is explained and whom the school has not seen for days."""
        return [row for row in self.rows if row.section == UNSEEN]

    @cached_property
    def reports(self) -> list[Row]:
        """What home has said and nobody has accepted yet."""
        return [row for row in self.rows if row.section == REPORT]

    @property
    def find_count(self) -> int:
        """How many children are to be found."""
        return len(self.to_find) + len(self.due_back)

    @cached_property
    def explained(self) -> int:
        """How many children are away today with a reason."""
        away = {mark.pupil_id for mark in self.day.marks.values() if mark.code in AWAY - {NO_REASON_YET}}
        return len(away - {row.pk for row in self.rows if row.section in (TO_FIND, DUE_BACK)})

    @property
    def missing(self) -> list[ClassRegister]:
        """Registers that have closed and are not complete: nobody of these classes is called yet."""
        return [register for register in self.day.registers if register.is_missing]

    @property
    def overdue(self) -> int:
        """How many N marks should have been settled before today."""
        return sum(each.overdue for each in self.unsettled)

    def row_at(self, place: str) -> Row | None:
        """The row of that name, where it is still on the board."""
        return next((row for row in self.rows if row.place == place), None)


def board_of(*, school: School, post: Post, at: dt.datetime) -> Board:
    """The board of that moment. The number of statements does not depend on how many children are on it."""
    day = registers_of_the_day(school=school, day=at.date(), at=at, by=post)
    reports = _reports(school, day)
    reported = {plan.pupil_id for plan in reports if plan.first_day <= day.day <= plan.last_day}
    find = {pupil: says for pupil, says in _unexplained(day).items() if pupil not in reported}
    moves = _moves(school, day)
    out = {pupil: words for pupil, words in _not_back(moves, at).items() if pupil not in find}
    unseen = _unseen(school, day, leave_out={*find, *out})
    wanted = {*find, *out, *unseen, *(plan.pupil_id for plan in reports)}
    make = _Maker(school, post, day, moves, wanted)
    rows = [make.missing(pupil, says) for pupil, says in find.items()]
    rows += [
        row
        for pupil, words in out.items()
        if not (row := make.row(DUE_BACK, pupil, "Signed out", back_words=words)).heard_of
    ]
    rows += [make.unseen(pupil, seen) for pupil, seen in unseen.items()]
    rows += [
        make.row(REPORT, plan.pupil_id, "", report=plan) for plan in reports if plan.pupil_id in make.pupils
    ]
    marks = Mark.objects.visible_to(post, on=day.day)
    replies = Reply.objects.visible_to(post).to_handle().select_related("contact", "message__pupil")
    return Board(
        day=day,
        rows=tuple(sorted(rows, key=lambda row: row.order)),
        unsettled=tuple(unsettled_n_marks(marks, school=school, on=day.day)),
        replies=tuple(replies.order_by("received_at", "pk")[:MOST_REPLIES]),
    )


class _Maker:
    """Everything read once for the children on the board, to make their rows of."""

    def __init__(
        self, school: School, post: Post, day: DayRegisters, moves: Moves, wanted: Collection[int]
    ) -> None:
        self.day, self.moves = day, moves
        self.pupils = {pupil.pupil_id: pupil for pupil in day.pupils}
        self.shows_why = may(Role(post.role), Permission.SEE_SOCIAL_CARE)
        self.flags = flags_of(school, wanted, day.day)
        self.adults = adults_of(school, wanted, day.day)
        self.standing = standings(school=school, day=day.day, pupils=wanted, at=day.at, calendar=day.calendar)
        self.attended = last_seen(school, wanted, day.day, visits=False)
        self.ended = ended_plans(school, wanted, day.day)

    def missing(self, pupil: int, says: tuple[str, str]) -> Row:
        """A child without an explained mark: to be found, or due back where something ended."""
        words, open_words = says
        plan = self.ended.get(pupil)
        seen = self.attended[pupil]
        if plan is not None and (seen.on is None or seen.on <= plan.last_day):
            back = f"{_plan_words(plan)} ended {plan.last_day:%a} {plan.last_day.day} {plan.last_day:%b}"
            return self.row(DUE_BACK, pupil, words, back_words=back, open_words=open_words)
        return self.row(TO_FIND, pupil, words, open_words=open_words)

    def unseen(self, pupil: int, seen: LastSeen) -> Row:
        """A child whose absence is explained, with how long nobody has seen them."""
        marks = [self.day.marks.get((pupil, half)) for half in Session]
        code = next((mark.code for mark in reversed(marks) if mark), "")
        words = "Away" if code in RESTRICTED else f"{code}, {CODES[code].words.lower()}" if code else "Away"
        return self.row(UNSEEN, pupil, words, seen=seen)

    def row(
        self,
        section: str,
        pupil: int,
        says: str,
        *,
        seen: LastSeen | None = None,
        back_words: str = "",
        open_words: str = "",
        report: PlannedMark | None = None,
    ) -> Row:
        """A child's row in a section."""
        seen = seen or self.attended[pupil]
        unmarked = section == TO_FIND and says.startswith(NO_MARK)
        return Row(
            section=section,
            pupil=self.pupils[pupil],
            says=says,
            flags=self.flags.get(pupil, NO_FLAGS),
            shows_why=self.shows_why,
            adults=tuple(self.adults.get(pupil, ())),
            days=seen.days_away + unmarked,
            seen_on=seen.on,
            standing=self.standing.get(pupil),
            site_words=_seen_today(self.moves, pupil),
            back_words=back_words,
            open_words=open_words,
            report=report,
            day=self.day.day,
        )


NO_MARK = "No mark"


def _unexplained(day: DayRegisters) -> dict[int, tuple[str, str]]:
    """Children whose latest mark of the day is no reason yet, or who have none where the register was taken.

    A class whose register is not taken is not looked at, but for those its teacher has marked absent already.
    """
    found: dict[int, tuple[str, str]] = {}
    for register in sorted(day.begun, key=lambda register: register.session.starts_at):
        session = register.session.session
        is_open = not register.is_complete and day.at < register.session.closes_at
        for pupil in register.pupils:
            mark = day.marks.get((pupil.pupil_id, session))
            if mark is not None and mark.code != NO_REASON_YET:
                found.pop(pupil.pupil_id, None)
            elif mark is not None:
                open_words = f"register {register.due_words}" if is_open else ""
                says = f"{mark.code}, {HALF[session]}, by {mark.name} {clock_words(mark.at)}"
                found[pupil.pupil_id] = (says, open_words)
            elif register.is_complete and day.calendar.plan_for(pupil, day.day, session) is None:
                found.setdefault(pupil.pupil_id, (f"{NO_MARK}, {HALF[session]}", ""))
    return found


def _not_back(moves: Moves, at: dt.datetime) -> dict[int, str]:
    """Children signed out who were to be back by now, and of whom nobody has heard since."""
    found = {}
    for pupil, each in moves.items():
        last = each[-1]
        if last.kind == Movement.Kind.OUT and last.back_by is not None:
            due = dt.datetime.combine(last.date, last.back_by, SCHOOL_TIME)
            if due < at:
                words = f"Signed out {clock_words(last.at)}, was to be back by {clock_words(due)}"
                found[pupil] = f"{words}: {last.reason}" if last.reason else words
    return found


def _moves(school: School, day: DayRegisters) -> Moves:
    """The day's movements of the children that the hat may see, as they happened."""
    found: Moves = {pupil.pupil_id: [] for pupil in day.pupils}
    for move in Movement.objects.filter(school=school).on(day.day).standing().in_order():
        if move.pupil_id in found:
            found[move.pupil_id].append(move)
    return {pupil: moves for pupil, moves in found.items() if moves}


def _unseen(school: School, day: DayRegisters, *, leave_out: Collection[int]) -> dict[int, LastSeen]:
    """Children away today with a reason whom nobody has seen for too long."""
    here = {mark.pupil_id for mark in day.marks.values() if mark.code in PRESENT}
    away = {
        mark.pupil_id
        for mark in day.marks.values()
        if mark.code in AWAY - {NO_REASON_YET} and mark.pupil_id not in here
    }
    away -= {*leave_out, *(pupil for pupil, moves in day.moves.items() if moves)}
    seen = last_seen(school, away, day.day, visits=True)
    long = {pupil: each for pupil, each in seen.items() if each.days_away >= UNSEEN_AFTER_WITH_SOCIAL_WORKER}
    flags = flags_of(school, long, day.day)
    return {pupil: each for pupil, each in long.items() if each.days_away >= _unseen_after(flags.get(pupil))}


def _unseen_after(flags: Flags | None) -> int:
    risk = flags.risk if flags else Risk.NONE
    return UNSEEN_AFTER_WITH_SOCIAL_WORKER if risk < Risk.LOOKED_AFTER else UNSEEN_AFTER


def _reports(school: School, day: DayRegisters) -> list[PlannedMark]:
    """What home has reported for today or later and nobody has accepted, as it came."""
    mine = {pupil.pupil_id for pupil in day.pupils}
    waiting = PlannedMark.objects.filter(
        school=school,
        status=PlannedMark.Status.REPORTED,
        withdrawn_at__isnull=True,
        last_day__gte=day.day,
    )
    return [plan for plan in waiting.order_by("at", "pk") if plan.pupil_id in mine]


def _seen_today(moves: Moves, pupil: int) -> str:
    seen = [move for move in moves.get(pupil, []) if move.kind == Movement.Kind.SEEN]
    where = f", {seen[-1].reason}" if seen and seen[-1].reason else ""
    return f"Seen on site {clock_words(seen[-1].at)}{where}" if seen else ""


def _plan_words(plan: PlannedMark) -> str:
    return "An absence" if plan.code in RESTRICTED else CODES[plan.code].words
