"""How often each code stands in a term of the census: for the school, and pupil by pupil. Three statements."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from registers.codes import CODES
from registers.models import Pupil, School
from reporting.census import YOUNGEST, CensusTerm, age_at_start, is_counted
from reporting.enrolments import enrolments
from reporting.measures import Measures, Total, total


class CountedPupil(NamedTuple):
    """One stay on the roll that is counted."""

    upn: str
    name: str
    dob: dt.date
    admitted: dt.date
    is_four: bool
    measures: Measures


@dataclass(frozen=True)
class CensusCounts:
    """A term's counts. Four-year-olds are collected and stand apart."""

    term: CensusTerm
    pupils: Sequence[CountedPupil]
    fours: Total[Measures]
    others: Total[Measures]
    together: Total[Measures]
    left_out: int

    @property
    def by_code(self) -> list[tuple[str, str, int, int, int]]:
        """Each code that occurs: its title, of four-year-olds, of the others, together."""
        fours, others = self.fours.measures.by_code, self.others.measures.by_code
        return [
            (code, CODES[code].title, fours.get(code, 0), others.get(code, 0), count)
            for code, count in self.together.measures.by_code.items()
        ]

    @property
    def columns(self) -> list[str]:
        """The columns of the file."""
        fixed = [
            "UPN",
            "Name",
            "Date of birth",
            "Admitted",
            "Four years old",
            "Possible",
            "Attended",
            "Authorised",
            "Unauthorised",
        ]
        return [*fixed, *self.together.measures.by_code]

    @property
    def rows(self) -> Iterator[list[str | int | dt.date]]:
        """The rows of the file."""
        codes = list(self.together.measures.by_code)
        for each in self.pupils:
            sums = each.measures
            yield [
                each.upn, each.name, each.dob, each.admitted, int(each.is_four), sums.possible, sums.attended,
                sums.authorised, sums.unauthorised, *(sums.by_code.get(code, 0) for code in codes),
            ]  # fmt: skip


def census_counts(school: School, *, term: CensusTerm, start: int, on: dt.date) -> CensusCounts:
    """The counts of a term, as far as it has come by `on`."""
    known = {
        upn: (f"{surname}, {forename}", dob, boarder)
        for upn, surname, forename, dob, boarder in (
            Pupil.objects.filter(school=school).values_list("upn", "surname", "forename", "dob", "boarder")
        )
    }
    counted, left_out = [], 0
    for each in enrolments(school=school, first=term.first, last=min(term.last, on)):
        name, dob, boarder = known[each.upn]
        if not each.measures.by_code:
            continue
        if not is_counted(dob, boarder=boarder, term=term, start=start):
            left_out += 1
            continue
        four = age_at_start(dob, start) == YOUNGEST
        counted.append(CountedPupil(each.upn, name, dob, each.admitted, four, each.measures))
    return CensusCounts(
        term, counted,
        fours=total(each.measures for each in counted if each.is_four),
        others=total(each.measures for each in counted if not each.is_four),
        together=total(each.measures for each in counted),
        left_out=left_out,
    )  # fmt: skip
