"""What a daily return says, read from the registers: the marks of its day, and corrections of the days before."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from registers.codes import CLEARED
from registers.models import Admission, Mark, Pupil, PupilStatus, School, SchoolDay
from registers.school_year import NURSERY, DayRange
from reporting.enrolments import outside_nursery
from reporting.models import Return
from reporting.returns import (
    CHILD_IN_NEED,
    CHILD_PROTECTION,
    LOOK_BACK,
    Row,
    SessionKey,
    correction_for,
    said_in,
)

KIND = PupilStatus.Kind


class Said(NamedTuple):
    """One session and what this return says of it."""

    key: SessionKey
    code: str
    correction: bool


def rows_of(school: School, on: date) -> Iterator[Row]:
    """The rows of the school's return of that day, in order. A fixed number of queries."""
    days = _days_looked_back(school, on)
    said = [*(_corrections(school, on, days) if days else ()), *_of_the_day(school, on)]
    if not said:
        return
    pupils = _pupils(school, on)
    stays = _stays(school)
    place = (school.urn, school.la_code, school.estab)
    for each in sorted(said):
        pupil = pupils[each.key.upn]
        if pupil.year_group not in NURSERY:
            admitted, left = _stay_on(stays[each.key.upn], each.key.date)
            yield Row(each.key, each.code, each.correction, place, pupil.columns(admitted, left))


class _Pupil(NamedTuple):
    """The columns of a pupil, as they are on the day of the return."""

    names: tuple[str, ...]
    statuses: dict[str, str]

    @property
    def year_group(self) -> str:
        return self.statuses.get(KIND.YEAR_GROUP, "")

    def columns(self, admitted: str, left: str) -> tuple[str, ...]:
        kinds = (
            KIND.LOOKED_AFTER,
            KIND.PREVIOUSLY_LOOKED_AFTER,
            KIND.SEN,
            KIND.EHCP,
            KIND.FSM,
            KIND.YEAR_GROUP,
        )
        worker = self.statuses.get(KIND.SOCIAL_WORKER)
        return (
            *self.names,
            *(self.statuses.get(kind, "") for kind in kinds),
            admitted,
            left,
            *(
                "" if worker is None else str(int(worker == value))
                for value in (CHILD_IN_NEED, CHILD_PROTECTION)
            ),
        )


def _days_looked_back(school: School, on: date) -> DayRange | None:
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


def _of_the_day(school: School, on: date) -> Iterator[Said]:
    marks = Mark.objects.filter(school=school, date=on).exclude(code=CLEARED)
    found = outside_nursery(marks).values_list("pupil__upn", "session", "code")
    for upn, session, code in found:
        yield Said(SessionKey(on, upn, session), code, correction=False)


def _corrections(school: School, on: date, days: DayRange) -> Iterator[Said]:
    said: dict[SessionKey, str] = {}
    earlier = Return.objects.of(school).before(on).since(days.first).order_by("date", "version")
    for content in earlier.values_list("content", flat=True).iterator(chunk_size=1):
        said.update(said_in(bytes(content)))
    marks = outside_nursery(Mark.objects.filter(school=school, date__range=days))
    for upn, day, session, code in marks.values_list("pupil__upn", "date", "session", "code"):
        key = SessionKey(day, upn, session)
        correction = correction_for(code, said.get(key))
        if correction is not None:
            yield Said(key, code, correction)


def _pupils(school: School, on: date) -> dict[str, _Pupil]:
    statuses: dict[int, dict[str, str]] = defaultdict(dict)
    holding = PupilStatus.objects.filter(school=school).on(on)
    for pupil, kind, value in holding.values_list("pupil", "kind", "value"):
        statuses[pupil][kind] = value
    columns = ("pk", "upn", "forename", "surname", "dob", "sex", "ethnicity")
    return {
        upn: _Pupil((forename, surname, dob.isoformat(), sex, ethnicity), statuses[pupil])
        for pupil, upn, forename, surname, dob, sex, ethnicity in (
            Pupil.objects.filter(school=school).values_list(*columns)
        )
    }


def _stays(school: School) -> dict[str, list[tuple[date, date | None]]]:
    stays: dict[str, list[tuple[date, date | None]]] = defaultdict(list)
    found = Admission.objects.filter(school=school).order_by("starting_day")
    for upn, admitted, left in found.values_list("pupil__upn", "starting_day", "deleted_on"):
        stays[upn].append((admitted, left))
    return stays


def _stay_on(stays: Iterable[tuple[date, date | None]], day: date) -> tuple[str, str]:
    """The starting day of the stay that holds that day, and its last day; empty while it lasts."""
    for admitted, left in stays:
        if admitted <= day and (left is None or day <= left):
            return admitted.isoformat(), left.isoformat() if left else ""
    return "", ""
