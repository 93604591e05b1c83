"""The scan for the national threshold: the unauthorised marks of some schools, judged pupil by pupil.

What it reads (scan_reads.py) costs what the absences cost, and as many statements for sixty schools as for one.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from penalties.case_rules import RAISED_WITHIN
from penalties.outlook import WARNED_FROM
from penalties.scan_reads import (
    SIGNS,
    Marks,
    Sieve,
    WeeksOfMarks,
    marks_of,
    reported_to,
    weeks_of_schools,
    with_more_than_marks,
)
from penalties.threshold import (
    APPLIES_FROM,
    SESSIONS,
    WEEKS,
    Absence,
    Counted,
    Judgement,
    Origin,
    count,
    judge,
    may_come_to,
)
from penalties.used import Half, used_sessions
from registers.codes import UNAUTHORISED
from registers.models import School
from registers.school_year import compulsory_school_age

logger = logging.getLogger(__name__)


class Standing(NamedTuple):
    """Where one pupil stands at one school."""

    upn: str
    judgement: Judgement


class Facts(NamedTuple):
    """One pupil's unauthorised sessions: marks here as one text, what earlier schools reported, and which are used."""

    school: int
    pupil: int
    upn: str
    dob: date
    marks: str
    reported: Collection[Absence]
    used: Collection[Half]

    @property
    def absences(self) -> Iterator[Absence]:
        """Every session, whether it counts or not."""
        for each in Marks(self.marks):
            yield each._replace(used=True) if each[:2] in self.used else each
        for told in self.reported:
            yield told._replace(used=True) if told[:2] in self.used else told


@dataclass
class Scan:
    """The scan of one school on one day. Iterate over it; then `skipped` names pupils who could not be judged.

    `pupils`: only these. `first`: nothing earlier is looked at. `known_weeks`: its weeks, where they were read already.
    """

    school: School
    on: date
    include_used: bool = False
    pupils: Collection[int] | None = None
    first: date = APPLIES_FROM
    known_weeks: WeeksOfMarks | None = None
    skipped: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Standing]:
        """Each pupil with an unauthorised session here, or reported by an earlier school, in no particular order.

        A pupil whose data cannot be judged is passed over and named in `skipped`; the others are not held up.
        """
        for facts in self.facts():
            try:
                yield Standing(facts.upn, self.judge(facts))
            except (ValueError, OverflowError):
                self.skip(facts)

    def judge(self, facts: Facts) -> Judgement:
        """What the sessions of one pupil come to."""
        return judge(
            facts.absences,
            weeks=self.weeks,
            on=self.on,
            dob=facts.dob,
            codes=self.codes,
            include_used=self.include_used,
        )

    def near(self, facts: Facts) -> Counted | None:
        """The sessions of a pupil who may come to a case or near one, or None.

        Few pupils are so often absent; the others need not be judged. One whom an earlier school reported always is.
        """
        if not facts.reported:
            if len(facts.marks) < WARNED_FROM * SIGNS:
                return None
            numbers = self._weeks_of(facts)
            if numbers and not self._may_matter(numbers):
                return None
        return self.count(facts)

    def count(self, facts: Facts) -> Counted:
        """The sessions of one pupil that count."""
        numbers = self._weeks_of(facts)
        if numbers and self._all_count(facts):
            marks = Marks(facts.marks)
            return Counted(marks, numbers, self.weeks, marks)
        return count(
            facts.absences,
            weeks=self.weeks,
            on=self.on,
            dob=facts.dob,
            codes=self.codes,
            include_used=self.include_used,
        )

    def _weeks_of(self, facts: Facts) -> list[int]:
        """The school week of each mark; nothing where one lies outside them, and so makes a week of the pupil's own."""
        number = self.weeks.by_sign.get
        numbers = [found for found in map(number, Marks(facts.marks).days) if found]
        return numbers if len(numbers) * SIGNS == len(facts.marks) else []

    def _may_matter(self, numbers: list[int]) -> bool:
        return may_come_to(numbers, WARNED_FROM, since=self._latest) or may_come_to(
            numbers, SESSIONS, since=self._recent
        )

    def _all_count(self, facts: Facts) -> bool:
        """Whether every session counts, so that they need not be looked at one by one."""
        if facts.reported or facts.used or self.codes != UNAUTHORISED:
            return False
        ages = compulsory_school_age(facts.dob)
        return ages.first <= self.first and self.on <= ages.last

    def skip(self, facts: Facts) -> None:
        """Note a pupil who cannot be judged, while the error is at hand."""
        logger.exception("A pupil of school %s could not be judged", self.school.urn)
        self.skipped.append(facts.upn)

    def facts(self) -> Iterator[Facts]:
        """Each pupil with an unauthorised session here or at an earlier school, up to the day."""
        return facts_of([self])

    @cached_property
    def here(self) -> Origin:
        """The school, as a session names it."""
        return Origin(self.school.urn, self.school.name)

    @property
    def needed_from(self) -> date:
        """The first day that can matter to a case that is raised on the day of the scan."""
        return self._begin_of_ten(self._recent)

    @property
    def present(self) -> date:
        """The first day of the ten weeks that end with the day's own."""
        return self._begin_of_ten(self._latest)

    def _begin_of_ten(self, last: int) -> date:
        first = max(1, last - WEEKS + 1)
        return self.weeks.starts[first - 1] if self.weeks.starts else self.on

    @cached_property
    def weeks(self) -> WeeksOfMarks:
        """The school weeks of the whole calendar."""
        return self.known_weeks or weeks_of_schools([self.school])[self.school.pk]

    @cached_property
    def _latest(self) -> int:
        return self.weeks.latest(self.on)

    @cached_property
    def _recent(self) -> int:
        """The first school week in which a last session may raise a case."""
        return self.weeks.latest(self.on - RAISED_WITHIN)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that the school counts."""
        return frozenset(self.school.threshold_codes)


def scans_of(schools: Collection[School], on: date, pupils: Collection[int] | None = None) -> dict[int, Scan]:
    """The scan of each of the schools on that day, by school. One statement."""
    weeks = weeks_of_schools(schools)
    return {school.pk: Scan(school, on, pupils=pupils, known_weeks=weeks[school.pk]) for school in schools}


def facts_of(scans: Collection[Scan], *, near: bool = False, always: Collection[int] = ()) -> Iterator[Facts]:
    """Each pupil of some scans of one day with unauthorised sessions, here or at an earlier school.

    `near`: only who may be at the threshold or near it, and `always` these pupils; who is hardly ever away need not be
    read. Statements do not grow with schools.
    """
    on, pupils = next((scan.on, scan.pupils) for scan in scans)
    more = with_more_than_marks([scan.school.pk for scan in scans])
    told = reported_to(more, on=on, pupils=pupils) if more else {}
    used: Mapping[int, Collection[Half]] = used_sessions(more, pupils) if more else {}
    days = {scan.school.pk: (scan.first, scan.present) for scan in scans}
    at_least, at_present = (SESSIONS, WARNED_FROM) if near else (1, 1)
    seen = set()
    for each in marks_of(Sieve(days, at_least, at_present, {*always, *told}), on=on, pupils=pupils):
        pupil = each.pupil
        seen.add(pupil)
        yield Facts(*each, told[pupil].absences if pupil in told else (), used.get(pupil, ()))
    for pupil, (school, upn, dob, absences) in told.items():
        if pupil not in seen:
            yield Facts(school, pupil, upn, dob, "", absences, used.get(pupil, ()))
