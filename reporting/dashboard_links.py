"""Where the figures of the dashboard open, for the period, the group and the ages that were chosen."""

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from registers.models import School
from registers.school_year import FRIDAY
from reporting.bands import Band
from reporting.dashboard_pictures import HalfDay
from reporting.figure_address import FigureKind, opens
from reporting.groups import EVERYBODY, Group
from reporting.periods import Period

COMPULSORY = "compulsory"
"""What an address says where only pupils of compulsory school age are counted."""


@dataclass(frozen=True)
class Links:
    """Addresses that keep what was chosen."""

    school: School
    period: Period
    group: Group
    compulsory: bool

    def dashboard(self, group: Group | None = None) -> str:
        """The dashboard, of one group where it is given."""
        return self._address("attendance", group=group)

    def figure(
        self, kind: FigureKind, *, group: Group | None = None, half: HalfDay | None = None, code: str = ""
    ) -> str:
        """What a figure is made of: of one half-day of the week, by one code; of another group, those of the chosen
        one who are in it, as the dashboard counts them."""
        weekday, session = half or (None, "")
        other = group is not None and group != self.group
        return opens(
            kind,
            self.period,
            self.group if group is None else group,
            self.school,
            weekday=weekday,
            session=session,
            code=code,
            compulsory=self.compulsory,
            within=self.group if other else EVERYBODY,
        )

    def week(self, monday: dt.date) -> str:
        """What the attendance of one week of the period is made of."""
        friday = monday + dt.timedelta(days=FRIDAY)
        week = Period(max(monday, self.period.first), min(friday, self.period.last))
        return Links(self.school, week, self.group, self.compulsory).figure(FigureKind.ATTENDANCE)

    def band(self, band: Band) -> str:
        """The pupils of one band."""
        return self._address("attendance_band", band.value)

    def file(self, picture: str) -> str:
        """The table of a picture as a file."""
        return self._address("attendance_file", picture)

    def changes_file(self) -> str:
        """The pupils whose attendance changed most as a file."""
        return self._address("attendance_changes_file")

    def similar(self) -> str:
        """The published figures of schools like this one, beside its own."""
        return self._address("similar_schools")

    def _address(self, name: str, *arguments: str, group: Group | None = None) -> str:
        chosen = self.group if group is None else group
        asked = {"from": self.period.first.isoformat(), "to": self.period.last.isoformat()}
        if chosen != EVERYBODY:
            asked["group"] = str(chosen)
        if self.compulsory:
            asked["ages"] = COMPULSORY
        return f"{reverse(f'reporting:{name}', args=arguments)}?{urlencode(asked)}"
