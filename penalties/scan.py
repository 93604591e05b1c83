"""The scan for the national threshold: one query a school over the unauthorised marks, judged pupil by pupil.

It reads the index of unauthorised marks and nothing of the marks themselves, a row for each pupil, so that it costs
what the absences cost and memory does not grow with the years.
"""

import logging
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple, overload

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
from registers.models import PriorAbsence, School
from registers.school_year import WEEKDAYS, SchoolWeeks, compulsory_school_age

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
WEEK_STARTS = """
SELECT DISTINCT date - (extract(isodow FROM date)::int + 6 - %(start)s) %% 7
FROM registers_schoolday WHERE school_id = %(school)s
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


class Marks(Sequence[Absence]):
    """The sessions of a text, in order; each is read when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __len__(self) -> int:
        return len(self.text) // WIDTH

    def __iter__(self) -> Iterator[Absence]:
        text = self.text
        for place in range(0, len(text), WIDTH):
            day = date.fromisoformat(text[place : place + DAY])
            yield Absence(day, text[place + DAY : place + CODE], text[place + CODE])

    @overload
    def __getitem__(self, place: int) -> Absence: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Absence]: ...
    def __getitem__(self, place: int | slice) -> Absence | Sequence[Absence]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        each = self.text[place * WIDTH : (place + 1) * WIDTH]
        return Absence(date.fromisoformat(each[:DAY]), each[DAY:CODE], each[CODE])


class Facts(NamedTuple):
    """One pupil's unauthorised sessions: marks here as one text, what earlier schools reported, and which are used."""

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

    def near(self, facts: Facts) -> Counted | None:
        """The sessions of a pupil who may come to a case or near one, or None.

        Few pupils are so often absent; the others need not be judged. One whom an earlier school reported always is.
        """
        if not facts.reported:
            if len(facts.marks) < WARNED_FROM * WIDTH:
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
        marks, number = facts.marks, self._numbers
        numbers = [number[marks[place : place + DAY]] for place in range(0, len(marks), WIDTH)]
        return [] if 0 in numbers else numbers

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
        start = self.school.threshold_week_start
        with connection.cursor() as cursor:
            cursor.execute(WEEK_STARTS, {"school": self.school.pk, "start": start})
            return SchoolWeeks([day for (day,) in cursor], WEEKDAYS[start])

    @cached_property
    def _numbers(self) -> "_Numbers":
        return _Numbers(self.weeks)

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

    def _marks(self) -> Iterator[tuple[int, str, date, str]]:
        which: dict[str, Any] = {
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


class _Numbers(dict[str, int]):
    """The school week of a day, by the day as text: worked out once for each day that comes; 0 for one in no week."""

    def __init__(self, weeks: SchoolWeeks) -> None:
        super().__init__()
        self.weeks = weeks

    def __missing__(self, day: str) -> int:
        number = self[day] = self.weeks.number(date.fromisoformat(day)) or 0
        return number


class _Told(NamedTuple):
    upn: str
    dob: date
    absences: list[Absence]


def origin_of(prior: PriorAbsence) -> Origin:
    """The school that reported a session. Where it is a school of this site, its own name stands."""
    if prior.from_school is None:
        return Origin(None, prior.school_name)
    return Origin(prior.from_school.urn, prior.from_school.name)
