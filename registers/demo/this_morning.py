"""This morning at the school: some registers complete, some begun, some not; a few late, and who went out."""

import datetime as dt
from collections.abc import Sequence
from random import Random

from registers import codes
from registers.demo.entries import LATE_DESK, Entry, arrival
from registers.demo.mark_rows import (
    EMPTY,
    MARK_COLUMNS,
    REGISTER_COLUMNS,
    Change,
    Member,
    change_marks,
    copy_rows,
    escaped,
    moment,
)
from registers.demo.schools import SchoolPlan
from registers.demo.staff import Staff
from registers.models import Movement, RegistrationGroup, School

MORNING = codes.Session.AM
BEGUN_SHARE = 0.6
LATE_COMERS = 5
REASONS = (
    "Overslept",
    "Traffic on the Marlhythe Road",
    "Missed the bus",
    "Upset this morning",
    "Car would not start",
)
COMPLETE, BEGUN, NOT_BEGUN = "complete", "begun", "not begun"
STATES = (COMPLETE, COMPLETE, BEGUN, COMPLETE, NOT_BEGUN)
LEFT_TO_TAKE = ("3B", "10H")  # classes whose teacher can sign in and take the register


class ThisMorning:
    """Writes what had happened by `now`, and nothing later."""

    def __init__(
        self,
        plan: SchoolPlan,
        school: School,
        groups: dict[str, RegistrationGroup],
        staff: Staff,
        now: dt.datetime,
        seed: str,
    ) -> None:
        self.plan, self.school, self.groups, self.staff, self.now = plan, school, groups, staff, now
        self.day = now.date()
        self.chance = Random(f"{seed}/{plan.key}/{self.day}")

    def load(self, members: Sequence[Member]) -> int:
        """Registers, marks and arrivals of the morning so far; how many marks."""
        starts = self.plan.am[0]
        if self.now.time() < starts:
            return 0
        lines: list[str] = []
        registers: list[str] = []
        there: list[Member] = []
        for number, name in enumerate(self.plan.classes):
            pupils = [
                each
                for each in members
                if self.day in each.sheet.place and each.stay.group_in(each.sheet.current) == name
            ]
            state = self._state(number, name)
            taken = self._by(8)
            registers.append(self._register(name, complete=state == COMPLETE and taken))
            if state == NOT_BEGUN or not self._by(4):
                continue
            keyed = pupils if state == COMPLETE and taken else pupils[: round(len(pupils) * BEGUN_SHARE)]
            lines += [self._mark(name, each) for each in keyed]
            there += (
                [each for each in keyed if self._first_code(each) == codes.MORNING_PRESENT]
                if state == COMPLETE
                else []
            )
        late = self._late_comers(there)
        late_ids = {member.pupil_id for member, _ in late}
        lines = [self._absent_first(line) if int(line.split("\t")[1]) in late_ids else line for line in lines]
        copy_rows("registers_mark", MARK_COLUMNS, lines)
        copy_rows("registers_register", REGISTER_COLUMNS, registers)
        self._sign_in(late)
        self._sign_out([each for each in there if each.pupil_id not in late_ids])
        return len(lines)

    def _state(self, number: int, name: str) -> str:
        return NOT_BEGUN if name in LEFT_TO_TAKE else STATES[number % len(STATES)]

    def _by(self, minutes: int) -> bool:
        """Whether so many minutes have gone since registration started."""
        started = dt.datetime.combine(self.day, self.plan.am[0], self.now.tzinfo)
        return self.now >= started + dt.timedelta(minutes=minutes + 1)

    def _first_code(self, member: Member) -> str:
        code = member.sheet.code(self.day, MORNING)
        if code in codes.UNAUTHORISED or code == codes.LATE:
            return codes.NO_REASON_YET
        return code

    def _mark(self, name: str, member: Member) -> str:
        by = self.staff.teacher_of(name, self.day.weekday())
        fields = (
            *(self.school.pk, member.pupil_id, self.day, MORNING.value, escaped(self._first_code(member))),
            *(EMPTY, EMPTY, self._note(member), "register", "", 0, 1, "", by.pk, by.user.name, by.position),
            moment(self.day, self.plan.am[0], 3, self.chance.randint(0, 59)),
        )
        return "\t".join(map(str, fields))

    def _note(self, member: Member) -> str:
        return "Agreed with the office" if self._first_code(member) in codes.NEEDS_DETAIL else ""

    @staticmethod
    def _absent_first(line: str) -> str:
        """The line of somebody who was not there when the register was taken."""
        fields = line.split("\t")
        fields[4] = codes.NO_REASON_YET
        return "\t".join(fields)

    def _register(self, name: str, *, complete: bool) -> str:
        starts = self.plan.am[0]
        teacher = self.staff.teacher_of(name, self.day.weekday())
        taken = (
            (moment(self.day, starts, 8), teacher.pk, teacher.user.name) if complete else (EMPTY, EMPTY, "")
        )
        fields = (
            self.school.pk,
            self.groups[name].pk,
            self.day,
            MORNING.value,
            moment(self.day, starts),
            *taken,
        )
        return "\t".join(map(str, fields))

    def _late_comers(self, there: list[Member]) -> list[tuple[Member, Entry]]:
        """Some of those who would be there come late instead: before the close (L) and after it (U)."""
        chosen = self.chance.sample(there, min(LATE_COMERS, len(there) // 4))
        found = []
        for number, member in enumerate(chosen):
            code = codes.LATE_AFTER_CLOSE if number % 2 else codes.LATE
            minutes, arrived = arrival(self.chance, code, self.plan.am)
            arrived = max(
                arrived, (dt.datetime.combine(self.day, self.plan.am[0]) + dt.timedelta(minutes=9)).time()
            )
            minutes = max(minutes, 9)
            entry = Entry(
                codes.NO_REASON_YET, code, LATE_DESK, "", minutes, arrived, "signed in late", at=arrived
            )
            if arrived <= self.now.time():
                found.append((member, entry))
        return found

    def _sign_in(self, late: list[tuple[Member, Entry]]) -> None:
        office = self.staff.office
        changes = [
            Change(member.pupil_id, self.day, MORNING.value, entry, moment(self.day, entry.at, 0, 30))
            for member, entry in late
            if entry.at
        ]
        change_marks(self.school, office, changes)
        Movement.objects.bulk_create(
            self._movement(member, Movement.Kind.IN_LATE, entry.at, reason, "Mother")
            for (member, entry), reason in zip(late, REASONS, strict=False)
            if entry.at
        )

    def _sign_out(self, there: list[Member]) -> None:
        """One pupil is fetched for the dentist at half past ten."""
        out = dt.time(10, 30)
        if there and self.now.time() >= out:
            self._movement(there[-1], Movement.Kind.OUT, out, "Dentist", "Father").save()

    def _movement(self, member: Member, kind: str, at: dt.time, reason: str, with_whom: str) -> Movement:
        office = self.staff.office
        when = dt.datetime.combine(self.day, at, self.now.tzinfo)
        return Movement(
            school=self.school,
            pupil_id=member.pupil_id,
            kind=kind,
            date=self.day,
            at=when,
            reason=reason,
            with_whom=with_whom,
            by=office,
            name=office.user.name,
            position=office.position,
            recorded_at=when + dt.timedelta(seconds=30),
        )
