"""The tables of following up absence: what was asked, by whom, and what came of it."""

from absence.models.attempts import ContactAttempt
from absence.models.concerns import Concern, ConcernAnswer
from absence.models.contradictions import ContradictionSettled, OtherSchoolAnswer
from absence.models.details import DetailsAnswer, DetailsCheck, DetailsProposal
from absence.models.groups import DesignatedTeacher, GroupDuty
from absence.models.ladder import FirstDayTexts, LadderStep
from absence.models.leave import (
    LeaveChild,
    LeaveDraft,
    LeaveDraftFile,
    LeaveEvidence,
    LeaveQuestion,
    LeaveRequest,
    LeaveSettings,
    LeaveVersion,
)
from absence.models.leave_decisions import LeaveDecision, LeaveDelegate, LeaveTest
from absence.models.leaving_notices import LeavingNotice, LeavingNoticeAnswer
from absence.models.medical import MedicalEvidence, MedicalFile, MedicalRequest, MedicalRequestTo
from absence.models.meetings import Meeting, MeetingRecord
from absence.models.notes import PupilNote
from absence.models.punctuality import PunctualityStages, PunctualityStep
from absence.models.referrals import Referral, ReferralSent
from absence.models.reports import AbsenceReport, ReportAnswer, ReportSettings
from absence.models.safeguarding import SafeguardingNote, SafeguardingReference
from absence.models.sickness import (
    EducationAnswer,
    EducationRequest,
    SicknessReturn,
    SicknessReturnSent,
)
from absence.models.support import SupportStages, SupportStep
from absence.models.support_agreements import (
    AttendanceContract,
    ContractNote,
    PartTimeNote,
    PartTimeStep,
    PartTimeTimetable,
)
from absence.models.support_plans import (
    SupportAction,
    SupportActionNote,
    SupportEnd,
    SupportPlan,
    SupportPlanVersion,
    SupportReview,
)
from absence.models.support_referrals import SupportReferral, SupportReferralNews
from absence.models.talk_to import FamilyInformation, NamedPerson
from absence.models.told import ProfessionalTold

__all__ = [
    "AbsenceReport",
    "AttendanceContract",
    "Concern",
    "ConcernAnswer",
    "ContactAttempt",
    "ContractNote",
    "ContradictionSettled",
    "DesignatedTeacher",
    "DetailsAnswer",
    "DetailsCheck",
    "DetailsProposal",
    "EducationAnswer",
    "EducationRequest",
    "FamilyInformation",
    "FirstDayTexts",
    "GroupDuty",
    "LadderStep",
    "LeaveChild",
    "LeaveDecision",
    "LeaveDelegate",
    "LeaveDraft",
    "LeaveDraftFile",
    "LeaveEvidence",
    "LeaveQuestion",
    "LeaveRequest",
    "LeaveSettings",
    "LeaveTest",
    "LeaveVersion",
    "LeavingNotice",
    "LeavingNoticeAnswer",
    "MedicalEvidence",
    "MedicalFile",
    "MedicalRequest",
    "MedicalRequestTo",
    "Meeting",
    "MeetingRecord",
    "NamedPerson",
    "OtherSchoolAnswer",
    "PartTimeNote",
    "PartTimeStep",
    "PartTimeTimetable",
    "ProfessionalTold",
    "PunctualityStages",
    "PunctualityStep",
    "PupilNote",
    "Referral",
    "ReferralSent",
    "ReportAnswer",
    "ReportSettings",
    "SafeguardingNote",
    "SafeguardingReference",
    "SicknessReturn",
    "SicknessReturnSent",
    "SupportAction",
    "SupportActionNote",
    "SupportEnd",
    "SupportPlan",
    "SupportPlanVersion",
    "SupportReferral",
    "SupportReferralNews",
    "SupportReview",
    "SupportStages",
    "SupportStep",
]
