"""The day's registers in a list: which are taken, open or missing, and how many are here. Four statements a school."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from registers.codes import CLEARED, PRESENT, Session
from registers.marking_facts import calendar_for, pupils_of_groups
from registers.models import Mark, Post, Register, RegistrationGroup, School
from registers.school_sessions import SessionOnDay


@dataclass(frozen=True)
class RegisterOfDay:
    """One class and session: how far its register is."""

    group_id: int
    group: str
    session: SessionOnDay
    register: Register | None
    expected: int
    marked: int
    here: int
    at: datetime
    is_closed: bool = False
    """Whether nobody has to take it: every pupil is closed out unexpectedly."""

    @property
    def is_taken(self) -> bool:
        """Whether Complete was pressed."""
        return self.register is not None and self.register.taken_at is not None

    @property
    def state(self) -> str:
        """`taken`, `shut` (nobody to come), else by the clock `not_started`, `open` or `missing` (not taken)."""
        if self.is_taken:
            return "taken"
        if self.is_closed:
            return "shut"
        if self.at < self.session.starts_at:
            return "not_started"
        return "open" if self.at < self.session.closes_at else "missing"


def registers_of_day(*, school: School, on: date, at: datetime, post: Post) -> list[RegisterOfDay]:
    """Every register that expects pupils, of the classes that the hat may see, by class and session.

    Empty on a day without a session.
    """
    calendar = calendar_for(school=school, first=on, last=on)
    sessions = [calendar.session(on, half) for half in Session if calendar.has_session(on, half)]
    if not sessions:
        return []
    groups = dict(
        RegistrationGroup.objects.visible_to(post, on=on).order_by("name").values_list("pk", "name")
    )
    classes = defaultdict(list)
    for pupil in pupils_of_groups(school=school, groups=groups, day=on):
        classes[pupil.group_id].append(pupil)
    registers = {
        (register.group_id, register.session): register
        for register in Register.objects.filter(school=school, date=on, group__in=list(groups))
    }
    marks = {
        (pupil, session): code
        for pupil, session, code in Mark.objects.filter(
            school=school,
            date=on,
            pupil__in=[pupil.pupil_id for pupils in classes.values() for pupil in pupils],
        ).values_list("pupil", "session", "code")
    }
    listed = []
    for group_id, name in groups.items():
        for session in sessions:
            expected = [each for each in classes[group_id] if calendar.expects(each, on, session.session)]
            codes = Counter(marks.get((pupil.pupil_id, session.session), CLEARED) for pupil in expected)
            if expected:
                listed.append(
                    RegisterOfDay(
                        group_id=group_id,
                        group=name,
                        session=session,
                        register=registers.get((group_id, session.session)),
                        expected=len(expected),
                        marked=len(expected) - codes[CLEARED],
                        here=sum(codes[code] for code in PRESENT),
                        at=at,
                        is_closed=all(
                            calendar.closed_unexpectedly(pupil, on, session.session) for pupil in expected
                        ),
                    )
                )
    return listed
