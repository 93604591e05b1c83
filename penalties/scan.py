"""The scan for the national threshold: one query a school over the unauthorised marks, judged pupil by pupil.

It reads the index of unauthorised marks and nothing of the marks themselves, a row for each pupil, so that it costs
what the absences cost and memory does not grow with the years.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db import connection

from penalties.case_rules import RAISED_WITHIN
from penalties.outlook import WARNED_FROM
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
from registers.models import PriorAbsence, School, SchoolDay
from registers.school_year import WEEKDAYS, SchoolWeeks

logger = logging.getLogger(__name__)

# A text for each pupil, its sessions in order, each as 2025-09-08AMG: the day, AM or PM, and a code of one letter.
MARKS = """
SELECT marks.pupil_id, pupil.upn, pupil.dob, marks.sessions
FROM (SELECT pupil_id, string_agg(date || session || code, '' ORDER BY date, session) AS sessions
      FROM registers_mark
      WHERE school_id = %(school)s AND code IN %(codes)s AND date BETWEEN %(first)s AND %(last)s
        AND (%(pupils)s::bigint[] IS NULL OR pupil_id = ANY(%(pupils)s))
      GROUP BY pupil_id) AS marks
JOIN registers_pupil AS pupil ON pupil.school_id = %(school)s AND pupil.id = marks.pupil_id
"""
BESIDE_MARKS = """
SELECT EXISTS (SELECT FROM registers_priorabsence WHERE school_id = %(school)s)
    OR EXISTS (SELECT FROM penalties_noticesession WHERE school_id = %(school)s)
"""
DAY, CODE, WIDTH = 10, 12, 13


class Standing(NamedTuple):
    """Where one pupil stands at one school."""

    upn: str
    judgement: Judgement


class Facts(NamedTuple):
    """One pupil's unauthorised sessions: marks here as one text, what earlier schools reported, and which are used."""

    pupil: int
    upn: str
    dob: date
    marks: str
    reported: Collection[Absence]
    used: Collection[Half]

    def numbers(self, numbers: Mapping[str, int]) -> list[int]:
        """The school week of each mark here, in order, by its day as text; 0 for a day in none."""
        marks = self.marks
        return [numbers.get(marks[place : place + DAY], 0) for place in range(0, len(marks), WIDTH)]

    @property
    def absences(self) -> Iterator[Absence]:
        """Every session, whether it counts or not."""
        for place in range(0, len(self.marks), WIDTH):
            each = self.marks[place : place + WIDTH]
            day, session = date.fromisoformat(each[:DAY]), each[DAY:CODE]
            yield Absence(day, session, each[CODE], used=(day, session) in self.used)
        for told in self.reported:
            yield told._replace(used=True) if told[:2] in self.used else told


@dataclass
class Scan:
    """The scan of one school on one day. Iterate over it; then `skipped` names pupils who could not be judged.

    `pupils`: only these. `first`: nothing earlier is looked at.
    """

    school: School
    on: date
    include_used: bool = False
    pupils: Collection[int] | None = None
    first: date = APPLIES_FROM
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

    def count(self, facts: Facts) -> Counted:
        """The sessions of one pupil that count."""
        return count(
            facts.absences,
            weeks=self.weeks,
            on=self.on,
            dob=facts.dob,
            codes=self.codes,
            include_used=self.include_used,
        )

    def may_matter(self, facts: Facts) -> bool:
        """Whether the sessions can come to a case or near one, without asking of each whether it counts.

        Few pupils are so often absent; the others need not be judged. One whom an earlier school reported always is.
        """
        if facts.reported:
            return True
        if len(facts.marks) < WARNED_FROM * WIDTH:
            return False
        numbers = facts.numbers(self._numbers)
        if 0 in numbers:  # a mark outside the school's weeks makes one of the pupil's own
            return True
        return may_come_to(numbers, WARNED_FROM, since=self.weeks.latest(self.on)) or may_come_to(
            numbers, SESSIONS, since=self._recent
        )

    def skip(self, facts: Facts) -> None:
        """Note a pupil who cannot be judged, while the error is at hand."""
        logger.exception("A pupil of school %s could not be judged", self.school.urn)
        self.skipped.append(facts.upn)

    def facts(self) -> Iterator[Facts]:
        """Each pupil with an unauthorised session here or at an earlier school, up to the day."""
        anything = self._anything_beside_marks()
        told = self._reported() if anything else {}
        used: Mapping[int, Collection[Half]] = used_sessions(self.school, self.pupils) if anything else {}
        seen = set()
        for pupil, upn, dob, marks in self._marks():
            seen.add(pupil)
            absences = told[pupil].absences if pupil in told else ()
            yield Facts(pupil, upn, dob, marks, absences, used.get(pupil, ()))
        for pupil, each in told.items():
            if pupil not in seen:
                yield Facts(pupil, each.upn, each.dob, "", each.absences, used.get(pupil, ()))

    @property
    def needed_from(self) -> date:
        """The first day that can matter to a case that is raised on the day of the scan."""
        recent = max(1, self._recent - WEEKS + 1)
        return self.weeks.starts[recent - 1] if self.weeks.starts else self.on

    @cached_property
    def weeks(self) -> SchoolWeeks:
        """The school weeks of the whole calendar."""
        days = SchoolDay.objects.filter(school=self.school).values_list("date", flat=True)
        return SchoolWeeks(days, WEEKDAYS[self.school.threshold_week_start])

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {day.isoformat(): number for day, number in self.weeks.numbers.items()}

    @cached_property
    def _recent(self) -> int:
        """The first school week in which a last session may raise a case."""
        return self.weeks.latest(self.on - RAISED_WITHIN)

    @cached_property
    def codes(self) -> frozenset[str]:
        """The codes that the school counts."""
        return frozenset(self.school.threshold_codes)

    def _marks(self) -> Iterator[tuple[int, str, date, str]]:
        which = {
            "school": self.school.pk,
            "codes": tuple(sorted(UNAUTHORISED)),
            "first": max(self.first, APPLIES_FROM),
            "last": self.on,
            "pupils": None if self.pupils is None else list(self.pupils),
        }
        with connection.cursor() as cursor:
            cursor.execute(MARKS, which)
            yield from cursor

    def _anything_beside_marks(self) -> bool:
        """Whether any pupil of the school came with sessions, or has a notice."""
        with connection.cursor() as cursor:
            cursor.execute(BESIDE_MARKS, {"school": self.school.pk})
            return bool(cursor.fetchone()[0])

    def _reported(self) -> dict[int, "_Told"]:
        reported = PriorAbsence.objects.filter(school=self.school, date__lte=self.on)
        if self.pupils is not None:
            reported = reported.filter(pupil__in=self.pupils)
        found: dict[int, _Told] = {}
        for each in reported.select_related("pupil", "from_school"):
            told = found.setdefault(each.pupil_id, _Told(each.pupil.upn, each.pupil.dob, []))
            used = each.used_on is not None
            told.absences.append(
                Absence(each.date, each.session, each.code, used=used, origin=origin_of(each))
            )
        return found


class _Told(NamedTuple):
    upn: str
    dob: date
    absences: list[Absence]


def origin_of(prior: PriorAbsence) -> Origin:
    """The school that reported a session. Where it is a school of this site, its own name stands."""
    if prior.from_school is None:
        return Origin(None, prior.school_name)
    return Origin(prior.from_school.urn, prior.from_school.name)
