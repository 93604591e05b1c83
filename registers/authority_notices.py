"""What the local authority is to be told of new names and deletions, by when, and whether it was (regulation 13).

Worked out from the admission register each time: kept are only the stays, and that somebody told the authority. Stays
that were imported are left out: the system they came from tells the authority.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from absence.deadlines import new_pupil_return_by
from registers.models import Admission, AuthorityNotice, PupilStatus, School, SchoolDay, Term
from registers.school_year import NURSERY, YEAR_GROUPS, academic_year, next_school_day

KEPT_IN_SIGHT = dt.timedelta(days=60)
"""Notices that were given stay on the list for so long."""
SUMMER = 6
"""A school year ends in June or later: a calendar that ends before holds only its first terms."""
NEW, DELETION = AuthorityNotice.Kind.NEW_PUPIL, AuthorityNotice.Kind.DELETION


@dataclass(frozen=True)
class Due:
    """One notice. `by`: the last day for it. `standard`: not due unless the authority asks, and why."""

    kind: str
    admission: Admission
    by: dt.date
    standard: str
    told: AuthorityNotice | None
    on: dt.date

    @property
    def key(self) -> str:
        """Names it in a form."""
        return f"{self.kind}-{self.admission.pk}"

    @property
    def words(self) -> str:
        """What it is about."""
        return str(AuthorityNotice.Kind(self.kind).label)

    @property
    def day(self) -> dt.date:
        """The day that it is about: the starting day, or the last day on the roll."""
        if self.kind == DELETION and self.admission.deleted_on is not None:
            return self.admission.deleted_on
        return self.admission.starting_day

    @property
    def overdue(self) -> bool:
        """Whether its last day has passed and nobody has told the authority."""
        return self.told is None and not self.standard and self.on > self.by

    @property
    def waiting(self) -> bool:
        """Whether it is due and the authority has not been told."""
        return self.told is None and not self.standard


@dataclass(frozen=True)
class SchoolYears:
    """The school days of the years looked at, and which years of pupils are the youngest and the oldest."""

    days: list[dt.date]
    first_days: frozenset[dt.date]
    last_days: frozenset[dt.date]
    youngest: str
    oldest: str


def notices_due(*, school: School, on: dt.date) -> list[Due]:
    """Every notice due and not given, and those given lately, the most pressing first. Six statements."""
    stays = list(_stays(school, on))
    if not stays:
        return []
    years = _years(school, min(stay.starting_day for stay in stays), on)
    groups = _year_groups(stays)
    told = {
        (notice.admission_id, notice.kind): notice
        for notice in AuthorityNotice.objects.filter(admission__in=stays).order_by("at")
    }
    found = [due for stay in stays for due in _of_stay(stay, groups.get(stay.pupil_id, []), years, told, on)]
    return sorted(found, key=lambda due: (not due.waiting, due.by, due.admission.pupil.surname, due.kind))


def _stays(school: School, on: dt.date) -> Iterable[Admission]:
    lately = on - KEPT_IN_SIGHT
    told = AuthorityNotice.objects.filter(admission=OuterRef("pk"))
    new = Q(entered_at__isnull=False, starting_day__lte=on) & (
        ~Exists(told.filter(kind=NEW)) | Q(starting_day__gte=lately)
    )
    gone = Q(deletion_entered_at__isnull=False) & (
        ~Exists(told.filter(kind=DELETION)) | Q(deleted_on__gte=lately)
    )
    stays = Admission.objects.filter(new | gone, school=school)
    return stays.select_related("pupil").order_by("starting_day", "pk")


def _of_stay(
    stay: Admission,
    groups: list[PupilStatus],
    years: SchoolYears,
    told: dict[tuple[int, str], AuthorityNotice],
    on: dt.date,
) -> Iterable[Due]:
    if stay.entered_at is not None and stay.starting_day <= on:
        by = new_pupil_return_by(stay.starting_day, most_junior_class=False, first_day_of_school_year=False)
        why = standard_start(_year_on(groups, stay.starting_day), stay.starting_day, years)
        yield Due(NEW, stay, by or stay.starting_day, why, told.get((stay.pk, NEW)), on)
    if stay.deletion_entered_at is not None and stay.deleted_on is not None:
        why = standard_leaving(_year_on(groups, stay.deleted_on), stay.deleted_on, years)
        yield Due(DELETION, stay, stay.deleted_on, why, told.get((stay.pk, DELETION)), on)


def standard_start(year_group: str, starting_day: dt.date, years: SchoolYears) -> str:
    """Why no new-pupil notice is due, or nothing: the youngest year AND the first day of the school year (V)."""
    if year_group in NURSERY:
        return "Nursery: no notice is due"
    on_first_day = next_school_day(starting_day, years.days) in years.first_days
    if new_pupil_return_by(
        starting_day, most_junior_class=year_group == years.youngest, first_day_of_school_year=on_first_day
    ):
        return ""
    return "Youngest year, on the first day of the school year: only if the authority asks"


def standard_leaving(year_group: str, deleted_on: dt.date, years: SchoolYears) -> str:
    """Why no deletion notice is due, or nothing: the oldest year, at or after the end of the last term (V2)."""
    if year_group in NURSERY:
        return "Nursery: no notice is due"
    latest = max((day for day in years.days if day <= deleted_on), default=None)
    if year_group == years.oldest and latest in years.last_days:
        return "Oldest year, at the end of the school year: only if the authority asks"
    return ""


def _years(school: School, since: dt.date, on: dt.date) -> SchoolYears:
    terms = list(Term.objects.filter(school=school).values_list("academic_year", "first_day", "last_day"))
    days = SchoolDay.objects.filter(school=school, date__gte=since - dt.timedelta(days=400)).order_by("date")
    dates = list(days.values_list("date", flat=True))
    by_year: dict[str, list[dt.date]] = {}
    for day in dates:
        named = next((year for year, first, last in terms if first <= day <= last), academic_year(day))
        by_year.setdefault(named, []).append(day)
    held = PupilStatus.objects.on(on).filter(school=school, kind=PupilStatus.Kind.YEAR_GROUP)
    values = set(held.order_by().values_list("value", flat=True).distinct())
    present = [year for year in YEAR_GROUPS if year in values and year not in NURSERY]
    return SchoolYears(
        days=dates,
        first_days=frozenset(days[0] for days in by_year.values()),
        last_days=frozenset(days[-1] for days in by_year.values() if days[-1].month >= SUMMER),
        youngest=present[0] if present else "",
        oldest=present[-1] if present else "",
    )


def _year_groups(stays: list[Admission]) -> dict[int, list[PupilStatus]]:
    found: dict[int, list[PupilStatus]] = {}
    held = PupilStatus.objects.filter(
        kind=PupilStatus.Kind.YEAR_GROUP, pupil__in={stay.pupil_id for stay in stays}
    )
    for status in held.order_by("first_day"):
        found.setdefault(status.pupil_id, []).append(status)
    return found


def _year_on(groups: list[PupilStatus], day: dt.date) -> str:
    holding = [
        each for each in groups if each.first_day <= day and (each.last_day is None or each.last_day >= day)
    ]
    return holding[0].value if holding else ""
