"""Where a figure opens to: the address of the page that says what it is made of. Every figure on a page links there.

    opens(FigureKind.ABSENCE, period, EVERYBODY, school)
    opens(FigureKind.ABSENCE, period, Group("class", "12"), school, weekday=4, session="PM")
    opens(FigureKind.CODE, period, group, school, code="I")

The address carries the whole figure, so that it can be sent to a colleague, who sees what they may see.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from registers.codes import CODES, STORED, Session
from registers.models import School
from registers.school_sessions import HALF
from registers.school_year import FRIDAY, WEEKDAYS
from reporting.groups import EVERYBODY, Group
from reporting.measures import (
    NOT_COMPARED,
    PERSISTENT_ONE_IN,
    SEVERE_ONE_IN,
    Measures,
    Rates,
    in_school,
    on_time,
)
from reporting.periods import Period


class FigureKind(StrEnum):
    """What a figure counts. The value stands in the address."""

    ATTENDANCE = "attendance"
    ABSENCE = "absence"
    AUTHORISED = "authorised"
    UNAUTHORISED = "unauthorised"
    LATE = "late"
    CODE = "code"
    PERSISTENT = "persistent"
    SEVERE = "severe"
    ON_TIME = "on_time"
    IN_SCHOOL = "in_school"

    @property
    def counts_pupils(self) -> bool:
        """Whether it counts pupils over a line; the others count sessions."""
        return self in (FigureKind.PERSISTENT, FigureKind.SEVERE)

    @property
    def counts_codes(self) -> bool:
        """Whether it is counted from single codes, which the weeks kept of each pupil do not tell apart."""
        return self in (FigureKind.CODE, FigureKind.ON_TIME, FigureKind.IN_SCHOOL)


class Words(NamedTuple):
    """A kind of figure in words: its name, what is counted, and how it is worked out."""

    title: str
    counted: str
    formula: str


_POSSIBLE = "sessions possible (attended or missed; nothing else)"
_LEFT_OUT = ", ".join(f"{code} {CODES[code].title}" for code in NOT_COMPARED)
_OF = {FigureKind.ON_TIME: "arrivals", FigureKind.IN_SCHOOL: "compared"}
"""What the whole is called where it is not every possible session."""
WORDS = {
    FigureKind.ATTENDANCE: Words(
        "Attendance",
        "sessions attended",
        f"sessions attended, here or at approved activity elsewhere, ÷ {_POSSIBLE}",
    ),
    FigureKind.ABSENCE: Words(
        "Absence", "sessions missed", f"sessions missed, authorised or not, ÷ {_POSSIBLE}"
    ),
    FigureKind.AUTHORISED: Words(
        "Authorised absence",
        "sessions missed with authority",
        f"sessions missed with authority ÷ {_POSSIBLE}",
    ),
    FigureKind.UNAUTHORISED: Words(
        "Unauthorised absence",
        "sessions missed without authority",
        f"sessions missed without authority, those without a reason yet among them, ÷ {_POSSIBLE}",
    ),
    FigureKind.LATE: Words(
        "Late arrival",
        "late arrivals",
        f"arrivals while the register was still open ÷ {_POSSIBLE}. Arrivals after it closed are absences",
    ),
    FigureKind.CODE: Words("Code", "sessions with the code", f"sessions with the code ÷ {_POSSIBLE}"),
    FigureKind.ON_TIME: Words(
        "Arriving on time",
        "arrivals on time",
        "arrivals at school before the register was taken ÷ all arrivals at school, those after it closed among them",
    ),
    FigureKind.IN_SCHOOL: Words(
        "In school where nothing kept a child at home",
        "sessions attended",
        f"sessions attended ÷ {_POSSIBLE}, leaving out {_LEFT_OUT}",
    ),
    FigureKind.PERSISTENT: Words(
        "Persistent absence",
        "pupils persistently absent",
        f"pupils who missed a tenth or more of their own possible sessions (missed × {PERSISTENT_ONE_IN} is at least"
        " possible) ÷ pupils with a possible session",
    ),
    FigureKind.SEVERE: Words(
        "Severe absence",
        "pupils severely absent",
        f"pupils who missed half or more of their own possible sessions (missed × {SEVERE_ONE_IN} is at least"
        " possible) ÷ pupils with a possible session",
    ),
}


@dataclass(frozen=True)
class Asked:
    """One figure, as its address asks for it. `school`: None for all schools of a trust together.

    `within`: only those of the group who are in this one as well, such as those of 4B with free school meals.
    """

    kind: FigureKind
    period: Period
    group: Group = EVERYBODY
    school: int | None = None
    weekday: int | None = None
    session: str = ""
    code: str = ""
    compulsory: bool = False
    within: Group = EVERYBODY

    @property
    def of_all_sessions(self) -> "Asked":
        """The same of every code, weekday and half of the day."""
        kind = FigureKind.ABSENCE if self.kind is FigureKind.CODE else self.kind
        return replace(self, kind=kind, weekday=None, session="", code="")

    @property
    def of_the_whole_group(self) -> "Asked":
        """The same of everybody in the group."""
        return replace(self, within=EVERYBODY)

    def of_pupil(self, pupil: int) -> "Asked":
        """The same of one pupil, of whom sessions are counted, whatever the figure counts."""
        kind = FigureKind.ABSENCE if self.kind.counts_pupils else self.kind
        return replace(self, kind=kind, group=Group("pupil", str(pupil)), within=EVERYBODY)

    @property
    def url(self) -> str:
        """The page that says what the figure is made of."""
        return self._at(reverse("reporting:figures"))

    @property
    def file_url(self) -> str:
        """The pupils of the figure as a file."""
        return self._at(reverse("reporting:figures_file"))

    def sessions_url(self, pupil: int) -> str:
        """The sessions of one pupil that are in the figure."""
        return self._at(reverse("reporting:figure_sessions", args=[pupil]))

    @property
    def is_of_some_sessions(self) -> bool:
        """Whether it asks for one code, weekday or half of the day: then marks are counted, not weeks."""
        return bool(self.weekday is not None or self.session or self.code)

    def holds(self, weekday: int, session: str) -> bool:
        """Whether sessions of that weekday and half of the day are in it."""
        return self.weekday in (None, weekday) and self.session in ("", session)

    @property
    def title(self) -> str:
        """Absence; Absence on Friday afternoons; Illness."""
        name = (
            CODES[self.code].title if self.kind is FigureKind.CODE and self.code else WORDS[self.kind].title
        )
        return f"{name} {self.when}".strip()

    @property
    def when(self) -> str:
        """On Friday afternoons; in mornings; nothing where it is any session."""
        half = f"{HALF[self.session].lower()}s" if self.session else ""
        if self.weekday is None:
            return f"in {'the ' if half else ''}{half}" if half else ""
        day = WEEKDAYS[self.weekday].capitalize()
        return f"on {day} {half}" if half else f"on {day}s"

    def words(self, part: int, whole: int) -> str:
        """11 sessions missed of 330 possible; 5 pupils persistently absent of 15."""
        counted = WORDS[self.kind].counted
        one = counted.replace("pupils", "pupil").replace("sessions", "session").replace("arrivals", "arrival")
        possible = "" if self.kind.counts_pupils else f" {_OF.get(self.kind, 'possible')}"
        return f"{part:,} {one if part == 1 else counted} of {whole:,}{possible}"

    def part(self, rates: Rates) -> int:
        """What the figure counts of these sessions: a number of sessions, or 1 for a pupil over the line."""
        if self.kind.counts_codes:
            return self._of_codes(rates)[0] if isinstance(rates, Measures) else 0
        counted = {
            FigureKind.ATTENDANCE: rates.attended,
            FigureKind.ABSENCE: rates.absent,
            FigureKind.AUTHORISED: rates.authorised,
            FigureKind.UNAUTHORISED: rates.unauthorised,
            FigureKind.LATE: rates.late,
            FigureKind.PERSISTENT: int(rates.persistent),
            FigureKind.SEVERE: int(rates.severe),
        }
        return counted[self.kind]

    @property
    def nothing(self) -> str:
        """Why there is no figure, where nothing is in its whole."""
        return "No arrivals at school" if self.kind is FigureKind.ON_TIME else "No possible sessions"

    def whole(self, rates: Rates) -> int:
        """Of how many of these sessions the figure counts some: those possible, unless its formula says otherwise."""
        if self.kind.counts_codes and isinstance(rates, Measures):
            return self._of_codes(rates)[1]
        return rates.possible

    def _of_codes(self, measures: Measures) -> tuple[int, int]:
        if self.kind is FigureKind.ON_TIME:
            return on_time(measures)
        if self.kind is FigureKind.IN_SCHOOL:
            return in_school(measures)
        return measures.by_code.get(self.code, 0), measures.possible

    def _at(self, page: str) -> str:
        said = {name: value for name, value in self._said.items() if value}
        return f"{page}?{urlencode(said)}"

    @property
    def _said(self) -> dict[str, str | int]:
        """What the address says, by name; nothing where it is the usual."""
        return {
            "measure": self.kind.value,
            "from": self.period.first.isoformat(),
            "to": self.period.last.isoformat(),
            "group": "" if self.group == EVERYBODY else str(self.group),
            "within": "" if self.within == EVERYBODY else str(self.within),
            "school": self.school or "",
            "weekday": "" if self.weekday is None else WEEKDAYS[self.weekday],
            "session": self.session,
            "code": self.code,
            "ages": "compulsory" if self.compulsory else "",
        }

    def is_read_otherwise(self, query: Mapping[str, str]) -> bool:
        """Whether an address asked for something that could not be, such as ages that are none, and so is not here."""
        told = [
            "measure",
            "weekday",
            "session",
            "ages",
            *(["code"] if query.get("measure") == "code" else []),
        ]
        return any(query.get(name) and query[name] != self._said[name] for name in told)


def opens(
    kind: FigureKind | str,
    period: Period,
    group: Group = EVERYBODY,
    school: School | int | None = None,
    *,
    weekday: int | None = None,
    session: str = "",
    code: str = "",
    compulsory: bool = False,
    within: Group = EVERYBODY,
) -> str:
    """The address of the page that says what the figure is made of. `weekday`: Monday = 0; `session`: AM or PM."""
    number = school.pk if isinstance(school, School) else school
    return Asked(FigureKind(kind), period, group, number, weekday, session, code, compulsory, within).url


def asked_for(
    query: Mapping[str, str], period: Period, group: Group, school: int | None, within: Group = EVERYBODY
) -> Asked:
    """The figure that an address asks for, its period, groups and school already found. What cannot be is left out."""
    kind = next((each for each in FigureKind if each.value == query.get("measure")), FigureKind.ABSENCE)
    code = query.get("code", "") if kind is FigureKind.CODE else ""
    if kind is FigureKind.CODE and code not in STORED:
        kind, code = FigureKind.ABSENCE, ""
    asked = Asked(
        kind, period, group, school, code=code, compulsory=query.get("ages") == "compulsory", within=within
    )
    if kind.counts_pupils:
        return asked
    weekday, session = query.get("weekday", ""), query.get("session", "")
    return replace(
        asked,
        weekday=WEEKDAYS.index(weekday) if weekday in WEEKDAYS[: FRIDAY + 1] else None,
        session=session if session in list(Session) else "",
    )
