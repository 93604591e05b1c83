"""What is planned and reported for the days ahead: appointments, leave, a class visit, a parent's message."""

import datetime as dt
from collections.abc import Sequence
from random import Random
from uuid import UUID

from registers import codes
from registers.demo.mark_rows import Member
from registers.demo.schools import SchoolPlan
from registers.demo.staff import Staff
from registers.demo.term_dates import school_year
from registers.models import Club, ClubMember, PlanBatch, PlannedMark, School

DAYS_AHEAD = 10
APPOINTMENTS = 6
CLUB_SIZE = 18
WHOLE_WEEK = "1" * 10


class Coming:
    """Plans of one school, written by its office yesterday or before."""

    def __init__(
        self, plan: SchoolPlan, school: School, staff: Staff, now: dt.datetime, current: int, seed: str
    ) -> None:
        self.plan, self.school, self.staff, self.now = plan, school, staff, now
        days = [*school_year(current).days, *school_year(current + 1).days]
        self.days = [day for day in days if day >= now.date()][:DAYS_AHEAD]
        self.current = current
        self.chance = Random(f"{seed}/{plan.key}/{now.date()}/coming")

    def load(self, members: Sequence[Member]) -> int:
        """Write the plans; how many."""
        here = [each for each in members if each.stay.holds_on(self.days[-1]) and not each.stay.child.case]
        plans = [*self._appointments(here), *self._leave(here), *self._visit(here)]
        self._breakfast_club(here)
        return len(PlannedMark.objects.bulk_create(plans))

    def _breakfast_club(self, here: list[Member]) -> None:
        club = Club.objects.create(school=self.school, name="Breakfast club", starts=dt.time(7, 45))
        coming = self.chance.sample(here, min(CLUB_SIZE, len(here)))
        ClubMember.objects.bulk_create(
            ClubMember(school=self.school, club=club, pupil_id=each.pupil_id, first_day=self.days[0])
            for each in coming
        )

    def _appointments(self, here: list[Member]) -> list[PlannedMark]:
        plans = []
        for member in self.chance.sample(here, min(APPOINTMENTS, len(here))):
            day = self.chance.choice(self.days)
            half = 2 * day.weekday() + self.chance.randrange(2)
            halves = "".join("1" if place == half else "0" for place in range(10))
            what = self.chance.choice(("Dentist", "Orthodontist", "Hospital clinic", "Optician"))
            plans.append(self._plan(member, day, day, codes.APPOINTMENT, what, halves=halves))
        return plans

    def _leave(self, here: list[Member]) -> list[PlannedMark]:
        """Two days for one family that has children here, granted by the head."""
        member = self.chance.choice(here)
        family = [each for each in here if each.stay.child.family is member.stay.child.family]
        first, last = self.days[3], self.days[4]
        note = "Grandmother's funeral, granted by the head"
        return [
            self._plan(each, first, last, codes.EXCEPTIONAL_LEAVE, note, source="leave") for each in family
        ]

    def _visit(self, here: list[Member]) -> list[PlannedMark]:
        group = self.plan.classes[len(self.plan.classes) // 2]
        members = [each for each in here if each.stay.group_in(self.current) == group]
        day = self.days[5]
        by = self.staff.office
        trip = PlanBatch.objects.create(
            school=self.school,
            kind="trip",
            title="Museum of the Fens",
            code=codes.VISIT,
            first_day=day,
            last_day=day,
            place="Museum of the Fens",
            leaves_at=dt.time(9, 15),
            operation=UUID(int=self.chance.getrandbits(128)),
            by=by,
            name=by.user.name,
            position=by.position,
            at=self.now - dt.timedelta(hours=18),
        )
        plans = [self._plan(each, day, day, codes.VISIT, "Museum of the Fens") for each in members]
        for plan in plans:
            plan.batch, plan.source = trip, "planned together"
        return plans

    def _plan(
        self,
        member: Member,
        first: dt.date,
        last: dt.date,
        code: str,
        note: str,
        *,
        halves: str = WHOLE_WEEK,
        source: str = "office",
    ) -> PlannedMark:
        by = self.staff.office
        return PlannedMark(
            school=self.school,
            pupil_id=member.pupil_id,
            first_day=first,
            last_day=last,
            halves=halves,
            code=code,
            source=source,
            note=note,
            by=by,
            name=by.user.name,
            position=by.position,
            at=self.now - dt.timedelta(hours=18),
        )
