"""What the scan reads of some schools: a statement for each kind of thing, however many schools there are.

Of the marks it reads the index of unauthorised ones and nothing of the marks themselves, a row for each pupil, so that
memory does not grow with the years.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple, overload

from django.db import connection

from penalties.threshold import APPLIES_FROM, Absence, Origin
from registers.codes import UNAUTHORISED, Session
from registers.models import PriorAbsence, School
from registers.school_year import WEEKDAYS, SchoolWeeks

# A text for each pupil, its sessions in order, each of three signs: the day, A or P, and the code. A day's sign is the
# character whose number is the days since FIRST_SIGN: short to send, and looked up as it stands.
MARKS = """
SELECT school.id, marks.pupil_id, pupil.upn, pupil.dob, marks.sessions
FROM unnest(%(schools)s::bigint[], %(firsts)s::date[], %(presents)s::date[]) AS school (id, first, present)
CROSS JOIN LATERAL (
  SELECT pupil_id,
         string_agg(chr(date - %(first_sign)s) || left(session, 1) || code, '' ORDER BY date, session) AS sessions
  FROM registers_mark
  WHERE school_id = school.id AND code IN %(codes)s AND date BETWEEN school.first AND %(last)s
    AND (%(pupils)s::bigint[] IS NULL OR pupil_id = ANY(%(pupils)s))
  GROUP BY pupil_id
  HAVING count(*) >= %(at_least)s OR count(*) FILTER (WHERE date >= school.present) >= %(at_present)s
      OR pupil_id = ANY(%(always)s)) AS marks
JOIN registers_pupil AS pupil ON pupil.school_id = school.id AND pupil.id = marks.pupil_id
"""
FIRST_SIGN = date(2000, 1, 1)
SIGNS = 3
WEEK_STARTS = """
SELECT DISTINCT day.school_id, day.date - (extract(isodow FROM day.date)::int + 6 - school.threshold_week_start) %% 7
FROM registers_schoolday day JOIN registers_school school ON school.id = day.school_id
WHERE day.school_id = ANY(%(schools)s)
"""
MORE_THAN_MARKS = """
SELECT id FROM unnest(%(schools)s::bigint[]) AS school (id)
WHERE EXISTS (SELECT FROM registers_priorabsence WHERE school_id = school.id)
   OR EXISTS (SELECT FROM penalties_noticesession WHERE school_id = school.id)
"""


class Sieve(NamedTuple):
    """Which pupils are read: with `at_least` sessions from the school's first day on, or `at_present` in its present
    ten weeks, or of `always`. Each school has its first day, and the first of its present ten weeks.
    """

    days: Mapping[int, tuple[date, date]]
    at_least: int
    at_present: int
    always: Collection[int]


class MarksOfPupil(NamedTuple):
    """One pupil with the text of the unauthorised marks at one school."""

    school: int
    pupil: int
    upn: str
    dob: date
    marks: str


class Marks(Sequence[Absence]):
    """The sessions of a text, in order; each is read when it is asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __len__(self) -> int:
        return len(self.text) // SIGNS

    def __iter__(self) -> Iterator[Absence]:
        text = self.text
        return map(_absence, text[::SIGNS], text[1::SIGNS], text[2::SIGNS])

    @overload
    def __getitem__(self, place: int) -> Absence: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Absence]: ...
    def __getitem__(self, place: int | slice) -> Absence | Sequence[Absence]:
        if isinstance(place, slice):
            first, last, step = place.indices(len(self))
            return list(Marks(self.text[first * SIGNS : last * SIGNS]))[::step]
        return _absence(*self.text[place * SIGNS : (place + 1) * SIGNS])

    @property
    def days(self) -> str:
        """The sign of each session's day."""
        return self.text[::SIGNS]


class WeeksOfMarks(SchoolWeeks):
    """School weeks, also by the sign of a day."""

    @cached_property
    def by_sign(self) -> dict[str, int]:
        """Every calendar day of a school week by its sign, with the week's number."""
        return {
            chr(days): number for day, number in self.numbers.items() if (days := (day - FIRST_SIGN).days) > 0
        }


class Told(NamedTuple):
    """What earlier schools reported of one pupil."""

    school: int
    upn: str
    dob: date
    absences: list[Absence]


def marks_of(sieve: Sieve, *, on: date, pupils: Collection[int] | None) -> Iterator[MarksOfPupil]:
    """The unauthorised marks of each pupil whom the sieve lets through, up to a day. `pupils`: only these."""
    which: dict[str, Any] = {
        "schools": list(sieve.days),
        "firsts": [max(first, APPLIES_FROM) for first, _ in sieve.days.values()],
        "presents": [present for _, present in sieve.days.values()],
        "first_sign": FIRST_SIGN,
        "codes": tuple(sorted(UNAUTHORISED)),
        "last": on,
        "pupils": None if pupils is None else list(pupils),
        "at_least": sieve.at_least,
        "at_present": sieve.at_present,
        "always": list(sieve.always),
    }
    with connection.cursor() as cursor:
        cursor.execute(MARKS, which)
        yield from map(MarksOfPupil._make, cursor)


def weeks_of_schools(schools: Collection[School]) -> dict[int, WeeksOfMarks]:
    """The school weeks of each school's whole calendar. Schools with the same weeks share them."""
    starts: dict[int, list[date]] = {school.pk: [] for school in schools}
    with connection.cursor() as cursor:
        cursor.execute(WEEK_STARTS, {"schools": list(starts)})
        for school, start in cursor:
            starts[school].append(start)
    known: dict[tuple[int, frozenset[date]], WeeksOfMarks] = {}
    found = {}
    for each in schools:
        begins, days = each.threshold_week_start, starts[each.pk]
        key = (begins, frozenset(days))
        if key not in known:
            known[key] = WeeksOfMarks(days, WEEKDAYS[begins])
        found[each.pk] = known[key]
    return found


def with_more_than_marks(schools: Collection[int]) -> list[int]:
    """Those of the schools of which any pupil came with sessions, or has a notice."""
    with connection.cursor() as cursor:
        cursor.execute(MORE_THAN_MARKS, {"schools": list(schools)})
        return [school for (school,) in cursor]


def reported_to(schools: Collection[int], *, on: date, pupils: Collection[int] | None) -> dict[int, Told]:
    """By pupil, what earlier schools reported up to a day."""
    reported = PriorAbsence.objects.filter(school__in=schools, date__lte=on)
    if pupils is not None:
        reported = reported.filter(pupil__in=pupils)
    found: dict[int, Told] = {}
    for each in reported.select_related("pupil", "from_school"):
        told = found.setdefault(each.pupil_id, Told(each.school_id, each.pupil.upn, each.pupil.dob, []))
        used = each.used_on is not None
        told.absences.append(Absence(each.date, each.session, each.code, used=used, origin=origin_of(each)))
    return found


def origin_of(prior: PriorAbsence) -> Origin:
    """The school that reported a session. Where it is a school of this site, its own name stands."""
    if prior.from_school is None:
        return Origin(None, prior.school_name)
    return Origin(prior.from_school.urn, prior.from_school.name)


_FIRST = FIRST_SIGN.toordinal()
_SESSION = {session.value[0]: session.value for session in Session}


@lru_cache(maxsize=8192)  # the same half-days come again and again when a whole school is looked at
def _absence(day: str, half: str, code: str) -> Absence:
    return Absence(date.fromordinal(ord(day) + _FIRST), _SESSION[half], code)
