"""The school itself: its times, terms, closures and classes."""

from registers.actions.calendar import renumber_school_days
from registers.demo.roll import Window
from registers.demo.schools import LA_CODE, SchoolPlan
from registers.demo.term_dates import DAY, TERM_NAMES, SchoolYear, school_year
from registers.models import Closure, RegistrationGroup, School, SessionTimes, Term, Trust

HOLIDAYS = ("Autumn half term", "Christmas holiday", "Spring half term", "Easter holiday", "Summer half term")


def make_school(plan: SchoolPlan, trust: Trust) -> School:
    """The school with the times of its two registers."""
    school = School.objects.create(
        trust=trust,
        urn=plan.urn,
        name=plan.name,
        la_code=LA_CODE,
        estab=plan.estab,
        phase=plan.phase,
        gates_open=plan.gates_open,
        threshold_codes=plan.threshold_codes,
        colour=plan.colour,
        phone=plan.phone,
        email=f"office@{plan.domain}",
    )
    SessionTimes.objects.bulk_create(
        SessionTimes(school=school, session=session, starts=starts, closes=closes, ends=ends)
        for session, (starts, closes, ends) in (("AM", plan.am), ("PM", plan.pm))
    )
    return school


def make_calendar(school: School, window: Window) -> None:
    """Terms and closures of every year of the window and of the next one, and the school days that follow."""
    years = [school_year(first) for first in (*window.years, window.current + 1)]
    Term.objects.bulk_create(
        Term(school=school, name=name, first_day=days.first, last_day=days.last, academic_year=year.name)
        for year in years
        for name, days in zip(TERM_NAMES, year.terms, strict=True)
    )
    Closure.objects.bulk_create(closure for year in years for closure in _closures(school, year))
    renumber_school_days(school=school)


def make_groups(plan: SchoolPlan, school: School) -> dict[str, RegistrationGroup]:
    """The classes by their names."""
    groups = RegistrationGroup.objects.bulk_create(
        RegistrationGroup(school=school, name=name) for name in plan.classes
    )
    return {group.name: group for group in groups}


def _closures(school: School, year: SchoolYear) -> list[Closure]:
    """INSET days, bank holidays in term, and the holidays between the terms."""
    kind = Closure.Kind
    closures = [
        Closure(school=school, kind=kind.INSET, first_day=day, last_day=day, note="INSET day")
        for day in year.inset_days
    ]
    closures += [
        Closure(school=school, kind=kind.BANK_HOLIDAY, first_day=day, last_day=day, note=title)
        for day, title in year.bank_holidays
    ]
    breaks = zip(year.terms, year.terms[1:], HOLIDAYS, strict=False)
    closures += [
        Closure(
            school=school,
            kind=kind.HOLIDAY,
            first_day=before.last + DAY,
            last_day=after.first - DAY,
            note=title,
        )
        for before, after, title in breaks
    ]
    summer = school_year(year.first + 1).terms[0].first - DAY
    ended = year.terms[-1].last + DAY
    return [
        *closures,
        Closure(school=school, kind=kind.HOLIDAY, first_day=ended, last_day=summer, note="Summer holiday"),
    ]
