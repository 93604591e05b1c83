"""Today's board: every child who is to be found, what home has said, who is due back, who has not been seen.

Nothing of it is stored: it follows from marks, plans, movements, attempts and messages, by the same statements for one
pupil and for fifty. A child leaves it by an outcome only: a reason on the register, an arrival, a visit that saw them.
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import cached_property

from absence.board_facts import AWAY, LastSeen, flags_of, last_seen
from absence.board_lists import NO_MARK, Moves, moves, not_back, seen_today, unexplained, unseen
from absence.board_row import DUE_BACK, NO_FLAGS, REPORT, TO_FIND, UNSEEN, Row
from absence.due_back import due_back
from absence.ladder_of_day import standings
from absence.reports_waiting import WaitingReport, is_religious_day, religious_days, waiting_reports
from registers.calling_order import adults_of
from registers.codes import CODES, NO_REASON_YET, PRESENT, RESTRICTED, Session
from registers.day_registers import ClassRegister, DayRegisters, registers_of_the_day
from registers.models import Mark, Post, Reply, School
from registers.plan_preview import namesakes
from registers.roles import Permission, Role, may
from registers.school_sessions import HALF
from registers.unsettled import Unsettled, unsettled_n_marks

MOST_REPLIES = 20


@dataclass(frozen=True)
class Board:
    """A school's board at a moment, as one hat sees it."""

    day: DayRegisters
    rows: tuple[Row, ...]
    unsettled: tuple[Unsettled, ...] = ()
    replies: tuple[Reply, ...] = ()
    religious: tuple[tuple[dt.date, int], ...] = ()
    """Religious days that families have said, and for how many children: they are confirmed together."""

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
    def namesakes(self) -> set[str]:
        """Names that several pupils of the school bear: whoever rings home has to know which of them it is."""
        return namesakes(self.day.pupils)

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
    said = waiting_reports(school, [pupil.pupil_id for pupil in day.pupils])
    reported = {each.report.pupil_id for each in said if _is_about(each, day.day)}
    without = unexplained(day)
    find = {pupil: says for pupil, says in without.items() if pupil not in reported}
    moved = moves(school, day)
    out = {pupil: words for pupil, words in not_back(moved, at).items() if pupil not in find}
    long = unseen(school, day, leave_out={*find, *out})
    single = [each for each in said if not is_religious_day(each.report, day.day)]
    wanted = {*find, *out, *long, *(each.report.pupil_id for each in single)}
    make = _Maker(school, post, day, moved, wanted)
    rows = [make.missing(pupil, says) for pupil, says in find.items()]
    rows += [
        row
        for pupil, words in out.items()
        if not (row := make.row(DUE_BACK, pupil, "Signed out", back_words=words)).heard_of
    ]
    rows += [make.unseen(pupil, seen) for pupil, seen in long.items()]
    rows += [
        make.row(REPORT, each.report.pupil_id, _today(day, without, each.report.pupil_id), report=each)
        for each in single
    ]
    marks = Mark.objects.visible_to(post, on=day.day)
    waiting = Reply.objects.visible_to(post).to_handle().select_related("contact", "message__pupil")
    replies = tuple(waiting.order_by("received_at", "pk")[:MOST_REPLIES])
    return Board(
        day=day,
        rows=tuple(sorted((_answered(row, replies) for row in rows), key=lambda row: row.order)),
        unsettled=tuple(unsettled_n_marks(marks, school=school, on=day.day)),
        replies=replies,
        religious=tuple(religious_days(said, day.day)),
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
        self.ended = due_back(school=school, pupils=wanted, day=day.day)

    def missing(self, pupil: int, says: tuple[str, str]) -> Row:
        """A child without an explained mark: to be found, or due back where something ended."""
        words, open_words = says
        ended = self.ended.get(pupil)
        seen = self.attended[pupil]
        if ended is not None and (seen.on is None or seen.on <= ended.last_day):
            row = self.row(DUE_BACK, pupil, words, back_words=ended.words, open_words=open_words)
            return replace(row, back_more=ended.more)
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
        report: WaitingReport | None = None,
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
            site_words=seen_today(self.moves, pupil),
            back_words=back_words,
            open_words=open_words,
            report=report,
            day=self.day.day,
        )


def _today(day: DayRegisters, without: dict[int, tuple[str, str]], pupil: int) -> str:
    """What today's register says of a child whose family has reported something."""
    if pupil in without:
        return without[pupil][0]
    here = [half for half in Session if (mark := day.marks.get((pupil, half))) and mark.code in PRESENT]
    return f"In school this {HALF[here[-1]]}" if here else ""


def _answered(row: Row, replies: Collection[Reply]) -> Row:
    """The row with what its family has answered: whoever rings reads that first."""
    held = {adult.contact_id for adult in row.adults}
    mine = [
        reply
        for reply in replies
        if (
            reply.message.pupil_id == row.pk
            if reply.message and reply.message.pupil_id
            else reply.contact_id in held
        )
    ]
    return replace(row, answers=tuple(mine)) if mine else row


def _is_about(said: WaitingReport, day: dt.date) -> bool:
    return said.report.first_day <= day <= said.report.last_day
