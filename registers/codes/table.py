"""The table of codes, each with its dates, its rules and its source."""

import datetime as dt
from dataclasses import KW_ONLY, dataclass
from functools import partial

from registers.codes.kinds import AgeLimit, Category, Detail, Giver, Session

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
