"""What a daily return says, read from the registers: the marks of its day, and corrections of the days before."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q

from registers.models import Admission, Mark, Pupil, PupilStatus, School, SchoolDay
from registers.models.marks import MarkQuerySet
from registers.school_year import NURSERY, DayRange
from reporting.models import Return
from reporting.returns import (
    CHILD_IN_NEED,
    CHILD_PROTECTION,
    LOOK_BACK,
    Key,
    Said,
    SessionKey,
    cells,
    corrections,
    line_of,
    said_in,
)

KIND = PupilStatus.Kind
STATUSES = (
    KIND.LOOKED_AFTER,
    KIND.PREVIOUSLY_LOOKED_AFTER,
    KIND.SEN,
    KIND.EHCP,
    KIND.FSM,
    KIND.YEAR_GROUP,
)
"""The columns of a pupil between ethnicity and the starting day, in order."""
Stay = tuple[str, str]
"""The starting day and the last one as the file writes them; no last day while it lasts."""


class ReturnedPupil(NamedTuple):
    """What a return says of a pupil in every line: `cells` before the starting day, `plan` after the leaving day."""

    upn: str
    cells: str
    plan: str
    nursery: tuple[DayRange, ...]
    """The days in a nursery year, whose sessions are no part of it."""

    def line_of(self, said: Said, place: str, stays: Iterable[Stay]) -> str:
        """The line of one session."""
        admitted, left = _stay_on(stays, said.key.date)
        return line_of(said, place, f"{self.cells},{admitted},{left},{self.plan}")


def lines_of(school: School, on: dt.date) -> Iterator[str]:
    """The lines of the school's return of that day, in order. A fixed number of statements."""
    days = days_looked_back(school, on)
    pupils = _pupils(school, on)
    marks = Mark.objects.filter(school=school)
    said = [Said(key, code, False) for key, code in _marks(marks.filter(date=on), pupils) if code]
    if days:
        before = last_said(school, before=on, since=days.first)
        changed = _may_differ(marks.filter(date__range=days), pupils, before, school=school, on=on)
        said += corrections(changed, before)
    if not said:
        return
    stays = _stays(school)
    place = cells((school.urn, school.la_code, school.estab))
    by_upn = {pupil.upn: pupil for pupil in pupils.values()}
    for each in sorted(said):
        upn = each.key.upn
        yield by_upn[upn].line_of(each, place, stays[upn])


def days_looked_back(school: School, on: dt.date) -> DayRange | None:
    """From the seventh school day before the return's own, but none before the first return, to the day before."""
    before = (
        SchoolDay.objects.filter(school=school, date__lt=on).order_by("-date").values_list("date", flat=True)
    )
    first_return = (
        Return.objects.of(school).before(on).order_by("date").values_list("date", flat=True).first()
    )
    looked_back = list(before[:LOOK_BACK])
    if first_return is None or not looked_back:
        return None
    return DayRange(max(looked_back[-1], first_return), looked_back[0])


def last_said(
    school: School, *, before: dt.date, since: dt.date, at: dt.datetime | None = None
) -> dict[Key, str]:
    """What the returns of earlier dates, since one, said last of each session. One statement, one file at a time.

    `at`: as far as they had been made by then. A day that failed is made after days that follow it.
    """
    said: dict[Key, str] = {}
    earlier = Return.objects.of(school).before(before).since(since).order_by("date", "version")
    if at is not None:
        earlier = earlier.filter(at__lte=at)
    for content in earlier.values_list("content", flat=True).iterator(chunk_size=1):
        said.update(said_in(bytes(content)))
    return said


def _may_differ(
    marks: MarkQuerySet,
    pupils: Mapping[int, ReturnedPupil],
    said: Mapping[Key, str],
    *,
    school: School,
    on: dt.date,
) -> Iterator[tuple[SessionKey, str]]:
    """Those of the marks that may not be what was said last. Two statements, or three.

    A mark that was never changed (its first revision) is what was said of it. So only changed ones are read, and every
    mark of a session in which another number stands than was said; all, where a pupil was said of who is not here now.
    """
    if not {pupil.upn for pupil in pupils.values()}.issuperset(map(itemgetter(1), said)):
        yield from _marks(marks, pupils)
        return
    said_of = Counter(map(itemgetter(0, 2), said))
    in_nursery = PupilStatus.objects.on(on).filter(school=school, kind=KIND.YEAR_GROUP, value__in=NURSERY)
    stand = (
        marks.exclude(pupil__in=in_nursery.values("pupil"))
        .values_list("date", "session")
        .annotate(number=Count("*"))
        .order_by()
    )
    unsaid = {day for day, session, number in stand if said_of[day.isoformat(), session] != number}
    yield from _marks(marks.filter(Q(rev__gt=1) | Q(date__in=unsaid)), pupils)


def _marks(marks: MarkQuerySet, pupils: Mapping[int, ReturnedPupil]) -> Iterator[tuple[SessionKey, str]]:
    """These marks, cleared ones too, of pupils outside nursery. One statement."""
    for pk, day, session, code in marks.values_list("pupil_id", "date", "session", "code"):
        pupil = pupils.get(pk)
        if pupil is not None and not any(each.holds(day) for each in pupil.nursery):
            yield SessionKey(day.isoformat(), pupil.upn, session), code


def _pupils(school: School, on: dt.date) -> dict[int, ReturnedPupil]:
    """Every pupil who is not in nursery on that day, with the statuses of that day. Three statements."""
    holding = PupilStatus.objects.filter(school=school, kind__in=[*STATUSES, KIND.SOCIAL_WORKER]).on(on)
    gathered = holding.values_list("pupil").annotate(kinds=ArrayAgg("kind"), told=ArrayAgg("value"))
    statuses = {pupil: dict(zip(kinds, values, strict=True)) for pupil, kinds, values in gathered}
    nursery = _in_nursery(school)
    columns = ("pk", "upn", "forename", "surname", "dob", "sex", "ethnicity")
    found: dict[int, ReturnedPupil] = {}
    for pk, upn, forename, surname, dob, sex, ethnicity in Pupil.objects.filter(school=school).values_list(
        *columns
    ):
        has = statuses.get(pk, {})
        if has.get(KIND.YEAR_GROUP, "") not in NURSERY:
            told = (
                forename,
                surname,
                dob.isoformat(),
                sex,
                ethnicity,
                *(has.get(each, "") for each in STATUSES),
            )
            plan = _plan(has.get(KIND.SOCIAL_WORKER))
            found[pk] = ReturnedPupil(upn, cells(told), plan, nursery.get(pk, ()))
    return found


def _plan(worker: str | None) -> str:
    """Whether a child in need, whether under a child protection plan; both empty where nothing is known."""
    if worker is None:
        return ","
    return ",".join(str(int(worker == value)) for value in (CHILD_IN_NEED, CHILD_PROTECTION))


def _in_nursery(school: School) -> dict[int, tuple[DayRange, ...]]:
    rows = PupilStatus.objects.filter(school=school, kind=KIND.YEAR_GROUP, value__in=sorted(NURSERY))
    found: dict[int, list[DayRange]] = defaultdict(list)
    for pupil, first, last in rows.values_list("pupil", "first_day", "last_day"):
        found[pupil].append(DayRange(first, last or dt.date.max))
    return {pupil: tuple(days) for pupil, days in found.items()}


def _stays(school: School) -> Mapping[str, Sequence[Stay]]:
    stays: dict[str, list[Stay]] = defaultdict(list)
    found = Admission.objects.filter(school=school).order_by("starting_day")
    for upn, admitted, left in found.values_list("pupil__upn", "starting_day", "deleted_on"):
        stays[upn].append((admitted.isoformat(), left.isoformat() if left else ""))
    return stays


def _stay_on(stays: Iterable[Stay], day: str) -> tuple[str, str]:
    """The starting day of the stay that holds that day, and its last day; empty while it lasts."""
    for admitted, left in stays:
        if admitted <= day and (not left or day <= left):
            return admitted, left
    return "", ""
