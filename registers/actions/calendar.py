"""The school's calendar: the school days that follow from terms and closures."""

from django.db import transaction

from registers.models import School, SchoolDay
from registers.school_calendar import Closed, days_with_sessions
from registers.school_year import WEEKDAYS, DayRange, weeks_of


@transaction.atomic
def renumber_school_days(*, school: School) -> int:
    """Rebuild the school's days and the numbers of its weeks from its terms and closures; how many days there are.

    Only closures of the whole school that remove sessions take a day or half a day away. Weeks run on across terms
    and years and start on the school's weekday for the threshold. Days that stay as they were are not written again.
    """
    wanted = {day.date: day for day in _school_days(school)}
    SchoolDay.objects.filter(school=school).exclude(date__in=wanted).delete()
    standing = {day.date: _facts(day) for day in SchoolDay.objects.filter(school=school)}
    changed = [day for day in wanted.values() if standing.get(day.date) != _facts(day)]
    SchoolDay.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["school", "date"], update_fields=["week", "am", "pm"]
    )
    return len(wanted)


def _school_days(school: School) -> list[SchoolDay]:
    terms = [DayRange(term.first_day, term.last_day) for term in school.terms.all()]
    closures = [
        Closed(closure.first_day, closure.last_day, closure.sessions)
        for closure in school.closures.all()
        if closure.removes_sessions and closure.is_whole_school
    ]
    days = days_with_sessions(terms, closures)
    weeks = weeks_of(days, WEEKDAYS[school.threshold_week_start])
    return [
        SchoolDay(school=school, date=day, week=weeks[day], am=halves.am, pm=halves.pm)
        for day, halves in days.items()
    ]


def _facts(day: SchoolDay) -> tuple[int, bool, bool]:
    return day.week, day.am, day.pm
