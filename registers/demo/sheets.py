"""One pupil's marks on the days on one school's roll, as a sheet that can be read and overwritten by day."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from registers import codes
from registers.demo.term_dates import half_terms, school_year
from registers.school_year import SEPTEMBER, week_start_of

PRESENT = {session: codes.present_for(session) for session in codes.Session}


@dataclass
class Sheet:
    """The codes of each school day, morning then afternoon, to the end of the current school year.

    `today`: the day on which the demo is made; `current`: the September of its school year.
    """

    days: list[dt.date]
    codes: list[str]
    today: dt.date
    current: int
    place: dict[dt.date, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.place = {day: 2 * number for number, day in enumerate(self.days)}

    def put(self, code: str, day: dt.date, session: str) -> None:
        """Give that session another code."""
        self.codes[self.place[day] + (session == codes.Session.PM)] = code

    def put_day(self, code: str, day: dt.date) -> None:
        """Give both sessions of the day another code."""
        self.codes[self.place[day] : self.place[day] + 2] = [code, code]

    def code(self, day: dt.date, session: str) -> str:
        """The code of that session."""
        return self.codes[self.place[day] + (session == codes.Session.PM)]

    def is_present(self, day: dt.date, session: str) -> bool:
        """Whether the pupil is there when the register is taken."""
        return self.code(day, session) == codes.present_for(session)

    def count(self, among: Collection[str]) -> int:
        """How many sessions before today carry one of the codes."""
        until = 2 * len([day for day in self.days if day < self.today])
        return sum(code in among for code in self.codes[:until])

    def past_days(self) -> list[dt.date]:
        """School days of the current year before today."""
        return [day for day in self.days if dt.date(self.current, SEPTEMBER, 1) <= day < self.today]

    def weeks_before_today(self, number: int) -> list[list[dt.date]]:
        """The days before today of the last so many school weeks that have one, oldest week first."""
        weeks: dict[dt.date, list[dt.date]] = {}
        for day in self.days:
            if day < self.today:
                weeks.setdefault(week_start_of(day), []).append(day)
        return list(weeks.values())[-number:]

    def half_terms(self, number: int) -> list[list[dt.date]]:
        """That half term (0 to 5) of each school year on the sheet that lies before today, latest first."""
        first_years = {day.year if day.month >= SEPTEMBER else day.year - 1 for day in self.days}
        terms = [half_terms(school_year(first))[number] for first in sorted(first_years, reverse=True)]
        wholly_past = [days for days in terms if days[-1] < self.today]
        return [[day for day in days if day in self.place] for days in wholly_past]

    def set_pattern(self, expected: str, code: str, first: dt.date, last: dt.date | None) -> None:
        """Give the half-days that are not expected their code, on the days for which the pattern holds."""
        for day, place in self.place.items():
            if first <= day and (last is None or day <= last):
                half = 2 * day.weekday()
                for session in (0, 1):
                    if expected[half + session] == "0":
                        self.codes[place + session] = code
