"""The whole demo, school by school, in one transaction: all of it or nothing."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.db import connection, transaction

from registers import codes
from registers.actions.cover import give_cover
from registers.demo.calendar_rows import make_calendar, make_groups, make_school
from registers.demo.cases import CASES
from registers.demo.coming import Coming
from registers.demo.families import Child
from registers.demo.mark_rows import MarkLoader, Member, members_of
from registers.demo.people_rows import (
    insert,
    make_contacts,
    make_patterns,
    make_professionals,
    make_pupils,
    make_records,
)
from registers.demo.roll import Stay, Window, enrol
from registers.demo.schools import TRUST, SchoolPlan, plan_schools
from registers.demo.staff import Staff, StaffRoom
from registers.demo.suspensions import record_suspensions
from registers.demo.term_dates import first_year_of, school_year
from registers.demo.this_morning import ThisMorning
from registers.demo.year_sheets import SheetMaker
from registers.models import PriorAbsence, Pupil, RegistrationGroup, School, Trust

SUPPLY_TEACHER = "Robin Marchetti"
COVERED_CLASS = "4A"
PRIOR_SESSIONS = 6  # that the telling joiner brings along
Absences = list[tuple[dt.date, str, str]]


class SiteNotEmpty(Exception):
    """Schools are here that the demo did not make."""


@dataclass
class Made:
    """What was made: numbers, where each telling case is found, and the code of the one-day pass."""

    schools: list[str] = field(default_factory=list)
    pupils: int = 0
    marks: int = 0
    cases: list[tuple[str, str, str, str]] = field(default_factory=list)
    cover: str = ""


def demo_is_here() -> bool:
    """Whether the demo's trust is on this site. Raises SiteNotEmpty where other schools are here instead."""
    if Trust.objects.filter(name=TRUST).exists():
        return True
    if School.objects.exists():
        raise SiteNotEmpty("This site has schools of its own; the demo is only for an empty site.")
    return False


@transaction.atomic
def make_demo(
    *, pupils: int, years: int, seed: str, now: dt.datetime, password: str, say: Callable[[str], None]
) -> Made:
    """Make the demo for the day and time `now`, with `years` whole school years before the present one."""
    today = now.date()
    current = first_year_of(today)
    window = Window(current - years, current, today)
    trust = Trust.objects.create(name=TRUST)
    site = _Site(trust, window, seed, now, password)
    for plans in plan_schools(pupils):
        site.add(plans, say)
    site.staff_room.trust_officer(trust)
    site.staff_room.authority_officer(School.objects.order_by("pk")[0])
    one_change_a_reader()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # tables that the serving role may not analyse are passed over
    return site.made


class _Site:
    def __init__(self, trust: Trust, window: Window, seed: str, now: dt.datetime, password: str) -> None:
        self.trust, self.window, self.seed, self.now = trust, window, seed, now
        began = school_year(window.first)
        self.staff_room = StaffRoom(seed, password, now, min(began.days[0], began.inset_days[0]))
        self.made = Made()

    def add(self, plans: Sequence[SchoolPlan], say: Callable[[str], None]) -> None:
        """Make those schools, whose families are the same."""
        stays = enrol(plans, self.window, self.seed)
        earlier: dict[Child, tuple[School, Absences]] = {}
        for plan in plans:
            marks = self.made.marks
            school, members = self._school(plan, stays[plan.key], f"{self.seed}/{plans[0].key}")
            _carry_over(school, members, earlier)
            earlier |= _absences(school, members, self.window.today)
            say(f"{plan.name}: {len(members)} pupils, {self.made.marks - marks:,} marks")

    def _school(self, plan: SchoolPlan, stays: list[Stay], seed: str) -> tuple[School, list[Member]]:
        school = make_school(plan, self.trust)
        make_calendar(school, self.window)
        groups = make_groups(plan, school)
        staff = self.staff_room.staff(plan, school, groups)
        pupils = self._people(plan, school, stays, groups)
        drawn = SheetMaker(plan, self.window, seed).sheets(stays)
        by_stay = {id(stay): pupil for stay, pupil in zip(stays, pupils, strict=True)}
        make_patterns(school, drawn.patterns, by_stay)
        members = members_of(stays, pupils, drawn.sheets, plan, seed)
        self._marks(plan, school, groups, staff, members, seed)
        self._cases(school, members)
        self.made.schools.append(plan.name)
        self.made.pupils += len(pupils)
        return school, members

    def _people(
        self, plan: SchoolPlan, school: School, stays: list[Stay], groups: dict[str, RegistrationGroup]
    ) -> list[Pupil]:
        pupils = make_pupils(school, stays)
        make_records(school, stays, pupils, groups, self.window)
        make_contacts(plan, school, stays, pupils)
        make_professionals(school, stays, pupils)
        return pupils

    def _marks(
        self,
        plan: SchoolPlan,
        school: School,
        groups: dict[str, RegistrationGroup],
        staff: Staff,
        members: list[Member],
        seed: str,
    ) -> None:
        self.made.marks += MarkLoader(plan, school, groups, staff, self.window, seed).load(members)
        if self.window.today in school_year(self.window.current).days:
            self.made.marks += ThisMorning(plan, school, groups, staff, self.now, seed).load(members)
        coming = Coming(plan, school, staff, self.now, self.window.current, seed)
        coming.load(members)
        record_suspensions(school, members, staff, self.now)
        if plan.key == "primary":
            group = groups.get(COVERED_CLASS) or next(iter(groups.values()))
            given = give_cover(
                school=school,
                group=group,
                name=SUPPLY_TEACHER,
                day=coming.days[0],
                by=staff.office,
                at=self.now,
            )
            day = coming.days[0]
            self.made.cover = f"{given.code} ({SUPPLY_TEACHER}, {group.name}, {day:%A} {day.day} {day:%B})"

    def _cases(self, school: School, members: Sequence[Member]) -> None:
        titles = {case.key: (case.title, case.school) for case in CASES}
        for member in members:
            child = member.stay.child
            title, key = titles.get(child.case, ("", ""))
            if title and (key == "primary") == (school.phase == School.Phase.PRIMARY):
                self.made.cases.append(
                    (title, child.name, member.stay.group_in(self.window.current), school.name)
                )


def _absences(
    school: School, members: Sequence[Member], today: dt.date
) -> dict[Child, tuple[School, Absences]]:
    """The unauthorised sessions of each child who has left the school."""
    return {
        member.stay.child: (school, list(_unauthorised(member, today)))
        for member in members
        if member.stay.last_day is not None
    }


def _unauthorised(member: Member, today: dt.date) -> Iterator[tuple[dt.date, str, str]]:
    for day, place in member.sheet.place.items():
        for half, session in enumerate(codes.Session):
            entry = member.entries.get(place + half)
            code = entry.code if entry else member.sheet.codes[place + half]
            if day < today and code in codes.UNAUTHORISED:
                yield day, session.value, code


def _carry_over(
    school: School, members: Sequence[Member], earlier: dict[Child, tuple[School, Absences]]
) -> None:
    """What an earlier school of the site, or of the telling joiner, reports of unauthorised absence."""
    rows = []
    for member in members:
        before = earlier.get(member.stay.child)
        for day, session, code in before[1] if before else []:
            rows.append(
                _prior(
                    school,
                    member,
                    day,
                    session,
                    code,
                    before[0].name if before else "",
                    before[0] if before else None,
                )
            )
        if member.stay.child.case == "joiner":
            rows += [
                _prior(school, member, day, session.value, codes.NO_GOOD_REASON, member.stay.last_school)
                for day in _days_before(member.stay.first_day)
                for session in codes.Session
            ]
    insert(PriorAbsence, rows)


def _days_before(day: dt.date) -> list[dt.date]:
    first = first_year_of(day)
    days = [*school_year(first - 1).days, *school_year(first).days]
    return [each for each in days if each < day][-PRIOR_SESSIONS // 2 :]


def _prior(
    school: School,
    member: Member,
    day: dt.date,
    session: str,
    code: str,
    name: str,
    source: School | None = None,
) -> PriorAbsence:
    return PriorAbsence(
        school=school,
        pupil_id=member.pupil_id,
        date=day,
        session=session,
        code=code,
        school_name=name,
        from_school=source,
    )


def one_change_a_reader() -> None:
    """The triggers noted each pupil once a statement; once is enough for each reader. Whoever seeds calls it last."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM registers_pupilchange AS spare USING registers_pupilchange AS kept"
            " WHERE kept.school_id = spare.school_id AND kept.pupil_id = spare.pupil_id"
            " AND kept.reader = spare.reader AND kept.id < spare.id"
        )
