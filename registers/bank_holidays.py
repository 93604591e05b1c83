"""Bank holidays of England as GOV.UK lists them: proposed to a school, never added by themselves."""

import datetime as dt
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from govuk_bank_holidays.bank_holidays import BankHolidays

from registers.models import Closure, School, Term
from registers.school_year import academic_year, is_session_weekday


class BankHoliday(NamedTuple):
    """One day of the list."""

    date: dt.date
    title: str

    @property
    def value(self) -> str:
        """How a form names it."""
        return self.date.isoformat()


def bank_holidays(year: str) -> list[BankHoliday]:
    """Those of England in a school year, from the list that came with the package: no network is asked."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return sorted(
        BankHoliday(each["date"], each["title"]) for each in listed if academic_year(each["date"]) == year
    )


def list_ends() -> dt.date:
    """The last day that the list knows."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    last: dt.date = max(each["date"] for each in listed)
    return last


@cache
def bank_holidays_of_england() -> frozenset[dt.date]:
    """Every one that the list knows: no post is delivered on them."""
    listed = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    return frozenset(each["date"] for each in listed)


def proposed(terms: Iterable[Term], closures: Iterable[Closure], year: str) -> list[BankHoliday]:
    """Bank holidays inside a term that no closure of the whole school covers yet."""
    terms, closures = list(terms), [each for each in closures if each.is_whole_school and not each.sessions]
    return [
        day
        for day in bank_holidays(year)
        if is_session_weekday(day.date)
        and any(term.first_day <= day.date <= term.last_day for term in terms)
        and not any(
            each.removes_sessions and each.first_day <= day.date <= each.last_day for each in closures
        )
    ]


def closure_for(school: School, day: BankHoliday) -> Closure:
    """The closure that adding it makes."""
    return Closure(
        school=school,
        kind=Closure.Kind.BANK_HOLIDAY,
        first_day=day.date,
        last_day=day.date,
        note=day.title,
    )
