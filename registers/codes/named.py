"""The codes that rules speak of by name, and the sets that follow from the table. No letter stands anywhere else."""

from collections.abc import Callable

from registers.codes.kinds import Category, Detail, Giver
from registers.codes.table import CODES, Code

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
    return frozenset(code.code for code in CODES.values() if test(code))


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
