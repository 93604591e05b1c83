"""The scan for the national threshold: one query a school over the unauthorised marks, judged pupil by pupil.

It reads the partial index of unauthorised marks in the order of pupils and holds one pupil at a time, so that memory
does not grow with the school.
"""

import heapq
import logging
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from penalties.threshold import APPLIES_FROM, Absence, Judgement, Origin, judge
from registers.models import Mark, PriorAbsence, School, SchoolDay
from registers.school_year import WEEKDAYS, SchoolWeeks

logger = logging.getLogger(__name__)
CHUNK = 5_000


class Standing(NamedTuple):
    """Where one pupil stands at one school."""

    upn: str
    judgement: Judgement


@dataclass
class Scan:
    """The scan of one school on one day. Iterate over it; then `skipped` names pupils who could not be judged."""

    school: School
    on: date
    include_used: bool = False
    skipped: list[str] = field(default_factory=list)

    def __iter__(self) -> Iterator[Standing]:
        """Each pupil with an unauthorised session here, or reported by an earlier school, in no particular order.

        A pupil whose data cannot be judged is passed over and named in `skipped`; the others are not held up.
        """
        weeks = self._weeks()
        codes = frozenset(self.school.threshold_codes)
        rows = heapq.merge(self._marks(), self._reported(), key=attrgetter("pupil"))
        for _, group in groupby(rows, key=attrgetter("pupil")):
            found = list(group)
            try:
                judgement = judge(
                    (row.absence for row in found),
                    weeks=weeks,
                    on=self.on,
                    dob=found[0].dob,
                    codes=codes,
                    include_used=self.include_used,
                )
            except (ValueError, OverflowError):
                logger.exception("A pupil of school %s could not be judged", self.school.urn)
                self.skipped.append(found[0].upn)
                continue
            yield Standing(found[0].upn, judgement)

    def _weeks(self) -> SchoolWeeks:
        days = SchoolDay.objects.filter(school=self.school).values_list("date", flat=True)
        return SchoolWeeks(days, WEEKDAYS[self.school.threshold_week_start])

    def _marks(self) -> Iterator["_Row"]:
        marks = Mark.objects.filter(school=self.school, date__range=(APPLIES_FROM, self.on)).unauthorised()
        found = marks.order_by("pupil_id", "date", "session").values_list(
            "pupil_id", "pupil__upn", "pupil__dob", "date", "session", "code"
        )
        for pupil, upn, dob, day, session, code in found.iterator(chunk_size=CHUNK):
            yield _Row(pupil, upn, dob, Absence(day, session, code))

    def _reported(self) -> Iterator["_Row"]:
        reported = PriorAbsence.objects.filter(school=self.school, date__lte=self.on).select_related(
            "pupil", "from_school"
        )
        for each in reported.order_by("pupil_id", "date", "session").iterator(chunk_size=CHUNK):
            used = each.used_on is not None
            absence = Absence(each.date, each.session, each.code, used=used, origin=origin_of(each))
            yield _Row(each.pupil_id, each.pupil.upn, each.pupil.dob, absence)


class _Row(NamedTuple):
    pupil: int
    upn: str
    dob: date
    absence: Absence


def origin_of(prior: PriorAbsence) -> Origin:
    """The school that reported a session. Where it is a school of this site, its own name stands."""
    if prior.from_school is None:
        return Origin(None, prior.school_name)
    return Origin(prior.from_school.urn, prior.from_school.name)
