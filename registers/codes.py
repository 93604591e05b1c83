"""The attendance codes: every letter a mark may carry, and what each one means.

This is the only place that knows the letters. Statistics, the threshold, the register page, the importer and
the database constraints all derive from the table below. `code_rules.py` says who may use one when, and
`code_sql.py` tells the database. How surely each source is known: V = seen in the law, a DfE page or DfE
data; V2 = seen second-hand only; M = from memory.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from enum import StrEnum
from functools import partial


class Session(StrEnum):
    """Half a school day. Sorts in the order of the day."""

    AM = "AM"
    PM = "PM"


class Category(StrEnum):
    """What a mark counts as (regulation 10 and the DfE absence statistics)."""

    ATTENDING_ON_SITE = "attending_on_site"
    ATTENDING_OFF_SITE = "attending_off_site"
    AUTHORISED_ABSENCE = "authorised_absence"
    UNAUTHORISED_ABSENCE = "unauthorised_absence"
    NOT_A_POSSIBLE_ATTENDANCE = "not_a_possible_attendance"
    ADMINISTRATIVE = "administrative"


class Giver(StrEnum):
    """Who may give a code: the office may give all that a teacher may, the head all that the office may."""

    TEACHER = "teacher"
    OFFICE = "office"
    HEAD = "head"
    NOBODY = "nobody"


class AgeLimit(StrEnum):
    """On which side of compulsory school age a pupil must be on the day."""

    ANY = "any"
    INSIDE = "inside"
    OUTSIDE = "outside"


class Detail(StrEnum):
    """What must be written down with a mark."""

    NOTHING = ""
    NATURE = "the nature of the provision or activity"
    NOTE = "a note of the cause"


# The School Attendance (Pupil Registration) (England) Regulations 2024, SI 2024/208, came into force then
# (V).
NEW_CODES_FROM = dt.date(2024, 8, 19)
OLD_CODES_UNTIL = NEW_CODES_FROM - dt.timedelta(days=1)
EXTENDED_HOLIDAY_UNTIL = dt.date(2013, 8, 31)  # M: the leave rules changed on 1 September 2013

TABLE_1 = "SI 2024/208 regulation 10, Table 1; DfE attendance data"
TABLE_2 = "SI 2024/208 regulation 10, Table 2; DfE attendance data"
REGULATION_10 = "SI 2024/208 regulation 10; DfE attendance data"
REGULATION_11 = "SI 2024/208 regulations 10 and 11; DfE attendance data"
OLD_GUIDANCE = "School attendance guidance (DfE) before 19 August 2024"
OLDER_GUIDANCE = "School attendance guidance (DfE) before September 2013"
USAGE = "Usage of school information systems"


@dataclass(frozen=True)
class Code:
    """One attendance code.

    `confidence`: V, V2 or M, of `source`. `given_by`: the least senior person who may key it; `decided_by`:
    whose decision it records (the office keys what the head decided). `session`: the only one it may stand
    in. `planned_ahead`: may be prepared for a coming session. `confirmed_on_day`: a planned one stays listed
    until the trip leader or provider has confirmed it. `marked_at_close`: where a whole class is planned so,
    its marks are made when the register closes. `restricted`: named only to those who may know. `instead`:
    what to use where it is refused.
    """

    code: str
    title: str
    _: KW_ONLY
    category: Category
    source: str
    confidence: str = "V"
    valid_from: dt.date | None = None
    valid_to: dt.date | None = None
    counts_towards_threshold: bool = False
    on_site: bool = False
    given_by: Giver = Giver.OFFICE
    decided_by: Giver = Giver.OFFICE
    age: AgeLimit = AgeLimit.ANY
    detail: Detail = Detail.NOTHING
    session: Session | None = None
    planned_ahead: bool = False
    confirmed_on_day: bool = False
    marked_at_close: bool = False
    restricted: bool = False
    instead: str = ""

    @property
    def cited(self) -> str:
        """The source with its mark of confidence, for people to read."""
        return f"{self.source} ({self.confidence})"

    @property
    def words(self) -> str:
        """The meaning in staff-room words, for tables; `title` has the words of the law."""
        return _WORDS[self.code]


# Makers of codes that share a category, a source and who may give them.
_on_site = partial(
    Code,
    category=Category.ATTENDING_ON_SITE,
    source=TABLE_1,
    on_site=True,
    given_by=Giver.TEACHER,
    decided_by=Giver.TEACHER,
)
_off_site = partial(
    Code, category=Category.ATTENDING_OFF_SITE, source=TABLE_2, planned_ahead=True, confirmed_on_day=True
)
_authorised = partial(Code, category=Category.AUTHORISED_ABSENCE, source=REGULATION_10, planned_ahead=True)
_leave = partial(_authorised, source=REGULATION_11, decided_by=Giver.HEAD)
_unauthorised = partial(
    Code, category=Category.UNAUTHORISED_ABSENCE, source=REGULATION_10, counts_towards_threshold=True
)
_not_possible = partial(
    Code, category=Category.NOT_A_POSSIBLE_ATTENDANCE, source=REGULATION_10, planned_ahead=True
)
_unavoidable = partial(_not_possible, valid_from=NEW_CODES_FROM, instead="Y")
_administrative = partial(
    Code, category=Category.ADMINISTRATIVE, source=USAGE, confidence="M", given_by=Giver.NOBODY
)
_old = partial(Code, source=OLD_GUIDANCE, confidence="V2", valid_to=OLD_CODES_UNTIL)

_TABLE = (
    # Attending at the school. / and \ stand for being there when the register starts to be taken.
    _on_site(
        "/",
        "Present at school when the morning register starts to be taken",
        session=Session.AM,
        instead="\\",
    ),
    _on_site(
        "\\",
        "Present at school when the afternoon register starts to be taken",
        session=Session.PM,
        instead="/",
    ),
    _on_site("L", "Arrived after registration started but before it ended"),
    # Attending elsewhere. Regulation 10(11): B, P and W must be approved educational activity; V needs no
    # such test.
    _off_site(
        "K",
        "Attending education provision arranged by the local authority",
        valid_from=NEW_CODES_FROM,
        detail=Detail.NATURE,  # M
        instead="B",
    ),
    _off_site("V", "Educational visit or trip"),
    _off_site("P", "Approved sporting activity"),
    _off_site("W", "Work experience"),
    _off_site("B", "Any other approved educational activity off site", detail=Detail.NATURE),  # detail: M
    _not_possible("D", "Dual registered - due to attend the other school", marked_at_close=True),
    # Authorised absence. Leave (regulation 11) is the head's to grant, or that of whoever the school
    # authorised.
    _leave(
        "C1",
        "Leave for a regulated performance or regulated employment abroad",
        valid_from=NEW_CODES_FROM,
        instead="C",
    ),
    _authorised("M", "Leave for a medical or dental appointment"),
    _leave(
        "J1",
        "Leave for an interview (employment or another educational institution)",
        valid_from=NEW_CODES_FROM,
        instead="J",
    ),
    _leave("S", "Leave to study for a public examination", marked_at_close=True),
    _not_possible(
        "X",
        "Non-compulsory-school-age pupil not required to attend",
        age=AgeLimit.OUTSIDE,
        marked_at_close=True,
        instead="C2 where a part-time timetable was agreed, else the code of the absence",
    ),
    _leave(
        "C2",
        "Leave under a temporary part-time timetable",  # regulation 11(6)
        valid_from=NEW_CODES_FROM,
        age=AgeLimit.INSIDE,
        marked_at_close=True,
        instead="C",
    ),
    _leave("C", "Leave of absence for other exceptional circumstance"),
    _authorised("T", "Mobile child travelling with a parent for trade or business"),
    _authorised("R", "Religious observance"),
    _authorised("I", "Illness (physical or mental)"),
    # Only the head may suspend or exclude: Education Act 2002 s.51A.
    _authorised(
        "E",
        "Suspended or permanently excluded and no alternative provision made",
        decided_by=Giver.HEAD,
        marked_at_close=True,
    ),
    # Out of both sides of every rate.
    _unavoidable("Q", "Unable to attend because of a lack of access arrangements"),
    _unavoidable("Y1", "Transport normally provided by school or LA not available"),
    _unavoidable(
        "Y2", "Widespread disruption to travel caused by an emergency", detail=Detail.NOTE
    ),  # detail: M
    _unavoidable("Y3", "Part of the school premises closed"),
    _unavoidable("Y4", "Whole school site unexpectedly closed"),
    _unavoidable("Y5", "In criminal justice detention", restricted=True),
    _unavoidable("Y6", "Attendance contrary to public-health guidance or law"),
    _unavoidable("Y7", "Any other unavoidable cause", detail=Detail.NOTE),  # detail: M
    # Unauthorised absence: never planned, because nothing makes one so before it happens.
    _unauthorised("G", "Holiday not granted by the school"),
    _unauthorised(
        "N", "Reason for absence not yet established", given_by=Giver.TEACHER, decided_by=Giver.TEACHER
    ),
    _unauthorised("O", "Absent in other or unknown circumstances"),
    _unauthorised("U", "Arrived after registration closed but before the session ended", on_site=True),
    # Never a mark: the pupil is not on the roll, or there is no session.
    _administrative("Z", "Prospective pupil not yet on the admission register", instead="the starting day"),
    _administrative("#", "Planned whole-school closure", instead="a closure in the calendar"),
    # Old codes, kept as entered on old marks and refused after their last day.
    _old(
        "F",
        "Extended family holiday agreed (old)",
        category=Category.AUTHORISED_ABSENCE,
        source=OLDER_GUIDANCE,
        confidence="M",
        valid_to=EXTENDED_HOLIDAY_UNTIL,
        instead="C for leave in exceptional circumstances, or G",
    ),
    _old(
        "H",
        "Holiday agreed by the school (old)",
        category=Category.AUTHORISED_ABSENCE,
        instead="C for leave in exceptional circumstances, or G",
    ),
    _old("J", "Interview (old)", category=Category.ATTENDING_OFF_SITE, instead="J1"),
    _old(
        "Y",
        "Unable to attend due to exceptional circumstances (old)",
        category=Category.NOT_A_POSSIBLE_ATTENDANCE,
        instead="one of Y1 to Y7, or Q",
    ),
)

_WORDS = {
    "/": "Present",
    "\\": "Present",
    "L": "Late",
    "K": "Education arranged by the authority",
    "V": "Visit or trip",
    "P": "Sport",
    "W": "Work experience",
    "B": "Educated off site",
    "D": "At the other school",
    "C1": "Performance",
    "M": "Medical appointment",
    "J1": "Interview",
    "S": "Study leave",
    "X": "Not expected",
    "C2": "Part-time timetable",
    "C": "Leave agreed",
    "T": "Travelling for work",
    "R": "Religious observance",
    "I": "Illness",
    "E": "Suspended",
    "Q": "No access arrangements",
    "Y1": "Transport not running",
    "Y2": "Travel disrupted",
    "Y3": "Part of site closed",
    "Y4": "Site closed",
    "Y5": "Unable to attend",  # in detention: the reason is for those who may know
    "Y6": "Public health",
    "Y7": "Unavoidable cause",
    "G": "Holiday not agreed",
    "N": "No reason yet",
    "O": "Absence not authorised",
    "U": "Late after close",
    "Z": "Not on the roll yet",
    "#": "School closed",
    "F": "Long holiday agreed",
    "H": "Holiday agreed",
    "J": "Interview",
    "Y": "Unable to attend",
}

CODES: dict[str, Code] = {code.code: code for code in _TABLE}

# The codes that rules speak of by name. No letter stands anywhere else.
CLEARED = ""  # a mark that was taken away: it counts nowhere
MORNING_PRESENT = "/"
AFTERNOON_PRESENT = "\\"
LATE = "L"
LATE_AFTER_CLOSE = "U"
NO_REASON_YET = "N"
NO_GOOD_REASON = "O"
HOLIDAY_NOT_GRANTED = "G"
ILLNESS = "I"
APPOINTMENT = "M"
EXCEPTIONAL_LEAVE = "C"
PERFORMANCE_LEAVE = "C1"
PART_TIME_LEAVE = "C2"
INTERVIEW_LEAVE = "J1"
STUDY_LEAVE = "S"
RELIGIOUS_OBSERVANCE = "R"
TRAVELLING = "T"
SUSPENDED = "E"
DUE_ELSEWHERE = "D"
NOT_EXPECTED = "X"
VISIT = "V"
SPORT = "P"
WORK_EXPERIENCE = "W"
OTHER_ACTIVITY = "B"
ARRANGED_PROVISION = "K"
PART_CLOSED = "Y3"
SITE_CLOSED = "Y4"


def _where(test: Callable[[Code], bool]) -> frozenset[str]:
    return frozenset(code.code for code in _TABLE if test(code))


PRESENT = _where(lambda code: code.category is Category.ATTENDING_ON_SITE)
ATTENDING = PRESENT | _where(lambda code: code.category is Category.ATTENDING_OFF_SITE)
AUTHORISED = _where(lambda code: code.category is Category.AUTHORISED_ABSENCE)
UNAUTHORISED = _where(lambda code: code.category is Category.UNAUTHORISED_ABSENCE)
ABSENT = AUTHORISED | UNAUTHORISED
POSSIBLE = ATTENDING | ABSENT
NOT_POSSIBLE = _where(lambda code: code.category is Category.NOT_A_POSSIBLE_ATTENDANCE)
ADMINISTRATIVE = _where(lambda code: code.category is Category.ADMINISTRATIVE)
STORED = frozenset(CODES) - ADMINISTRATIVE  # what a mark may carry; Z and # are no marks
OLD = _where(lambda code: code.valid_to is not None)
ON_SITE = _where(lambda code: code.on_site)
THRESHOLD_NATIONAL = _where(lambda code: code.counts_towards_threshold)
TEACHER_CODES = _where(lambda code: code.given_by is Giver.TEACHER)
PLANNED_AHEAD = _where(lambda code: code.planned_ahead)
CONFIRMED_ON_DAY = _where(lambda code: code.confirmed_on_day)
MARKED_AT_CLOSE = _where(lambda code: code.marked_at_close)
NEEDS_DETAIL = _where(lambda code: code.detail is not Detail.NOTHING)
RESTRICTED = _where(lambda code: code.restricted)


def present_for(session: str) -> str:
    """The code for being there when that session's register starts to be taken (AM or PM)."""
    return MORNING_PRESENT if Session(session) is Session.AM else AFTERNOON_PRESENT


def as_stored(text: str, session: str) -> str:
    """A code as typed or imported, as it is stored: capitals, no spaces, and / or \\ as the session has it.

    Unknown codes come back tidied, for `code_rules.refusal` to name.
    """
    code = text.strip().upper()
    return present_for(session) if code in (MORNING_PRESENT, AFTERNOON_PRESENT) else code


def is_valid_on(code: str, date: dt.date) -> bool:
    """Whether a mark of that date may carry the code. Z and # never, unknown codes never."""
    if code not in STORED:
        return False
    known = CODES[code]
    return (known.valid_from or date) <= date <= (known.valid_to or date)


def is_kept_on(code: str, date: dt.date) -> bool:
    """Whether a stored mark of that date may carry the code: what is valid, and old codes as they were entered.

    Schools went on using F after its last day (M), so every old code is kept until the new codes came.
    """
    return is_valid_on(code, date) or (code in OLD and date <= OLD_CODES_UNTIL)


def codes_on(date: dt.date) -> tuple[Code, ...]:
    """The codes that a mark of that date may carry, in the order of the table."""
    return tuple(code for code in _TABLE if is_valid_on(code.code, date))


def public_table() -> list[dict[str, str | bool | None]]:
    """The whole table for machines (GET /api/codes/), dates as ISO text."""
    return [
        {
            "code": code.code,
            "title": code.title,
            "valid_from": code.valid_from.isoformat() if code.valid_from else None,
            "valid_to": code.valid_to.isoformat() if code.valid_to else None,
            "category": code.category.value,
            "counts_towards_threshold": code.counts_towards_threshold,
            "on_site": code.on_site,
            "source": code.cited,
        }
        for code in _TABLE
    ]
