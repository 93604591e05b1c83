"""The tables of the registers (data.md)."""

from registers.models.admissions import Admission, AdmissionChange, PriorAbsence
from registers.models.calendar import Closure, SchoolDay, Term
from registers.models.jobs import ApiToken, JobRun
from registers.models.marks import (
    Mark,
    MarkHistory,
    PlannedMark,
    PupilChange,
    PupilWeek,
    Register,
    SavedOperation,
)
from registers.models.messages import Message
from registers.models.people import (
    Address,
    Care,
    Contact,
    ContactLimit,
    Cover,
    ExpectedPattern,
    GroupMembership,
    GroupTeacher,
    Post,
    Professional,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
    SessionTimes,
    Trust,
    User,
)
from registers.models.site import Drill, DrillSighting, Movement

__all__ = [
    "Address",
    "Admission",
    "AdmissionChange",
    "ApiToken",
    "Care",
    "Closure",
    "Contact",
    "ContactLimit",
    "Cover",
    "Drill",
    "DrillSighting",
    "ExpectedPattern",
    "GroupMembership",
    "GroupTeacher",
    "JobRun",
    "Mark",
    "MarkHistory",
    "Message",
    "Movement",
    "PlannedMark",
    "Post",
    "PriorAbsence",
    "Professional",
    "Pupil",
    "PupilChange",
    "PupilStatus",
    "PupilWeek",
    "Register",
    "RegistrationGroup",
    "SavedOperation",
    "School",
    "SchoolDay",
    "SessionTimes",
    "Term",
    "Trust",
    "User",
]
