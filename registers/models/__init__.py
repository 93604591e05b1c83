"""The tables of the registers (data.md)."""

from registers.models.admissions import Admission, AdmissionChange, PriorAbsence
from registers.models.calendar import CalendarChange, Closure, SchoolDay, Term
from registers.models.contacts import Address, Care, CareDays, Contact, ContactLimit
from registers.models.groups import Cover, GroupMembership, GroupTeacher, RegistrationGroup
from registers.models.imports import ImportFile, ImportRun, MisMapping, MisProposal
from registers.models.jobs import ApiToken, JobRun
from registers.models.joining import AuthorityNotice, EarlierSchoolRequest, Place
from registers.models.languages import LanguageCheck, LanguageSwitch
from registers.models.leaving import JointEnquiry, Leaving, LeavingStep
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
from registers.models.parents import ParentLink, SignInCode
from registers.models.people import Post, School, SessionTimes, Trust, User
from registers.models.photos import PupilPhoto
from registers.models.plans import Club, ClubMember, PlanBatch
from registers.models.pupils import ExpectedPattern, Professional, Pupil, PupilStatus
from registers.models.reads import SensitiveRead
from registers.models.sending import Reply, SendingSettings, SendingStop
from registers.models.signed import Signed
from registers.models.site import Drill, DrillSighting, Movement
from registers.models.suspensions import (
    Provision,
    Review,
    Suspension,
    SuspensionChange,
    SuspensionTold,
)
from registers.models.wording import WordingSwitch, WordingVersion
from registers.models.year_turn import (
    ClassRoute,
    ExpectedLeaving,
    NextClass,
    NextTeacher,
    PupilRoute,
    YearTurn,
    YearTurnRow,
    YearTurnRun,
    YearTurnStep,
)

__all__ = [
    "Address",
    "Admission",
    "AdmissionChange",
    "ApiToken",
    "AuthorityNotice",
    "CalendarChange",
    "Care",
    "CareDays",
    "ClassRoute",
    "Closure",
    "Club",
    "ClubMember",
    "Contact",
    "ContactLimit",
    "Cover",
    "Drill",
    "DrillSighting",
    "EarlierSchoolRequest",
    "ExpectedLeaving",
    "ExpectedPattern",
    "GroupMembership",
    "GroupTeacher",
    "ImportFile",
    "ImportRun",
    "JobRun",
    "JointEnquiry",
    "LanguageCheck",
    "LanguageSwitch",
    "Leaving",
    "LeavingStep",
    "Mark",
    "MarkHistory",
    "Message",
    "MisMapping",
    "MisProposal",
    "Movement",
    "NextClass",
    "NextTeacher",
    "ParentLink",
    "Place",
    "PlanBatch",
    "PlannedMark",
    "Post",
    "PriorAbsence",
    "Professional",
    "Provision",
    "Pupil",
    "PupilChange",
    "PupilPhoto",
    "PupilRoute",
    "PupilStatus",
    "PupilWeek",
    "Register",
    "RegistrationGroup",
    "Reply",
    "Review",
    "SavedOperation",
    "School",
    "SchoolDay",
    "SendingSettings",
    "SendingStop",
    "SensitiveRead",
    "SessionTimes",
    "SignInCode",
    "Signed",
    "Suspension",
    "SuspensionChange",
    "SuspensionTold",
    "Term",
    "Trust",
    "User",
    "WordingSwitch",
    "WordingVersion",
    "YearTurn",
    "YearTurnRow",
    "YearTurnRun",
    "YearTurnStep",
]
