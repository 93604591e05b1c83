"""The tables of following up absence: what was asked, by whom, and what came of it."""

from absence.models.attempts import ContactAttempt
from absence.models.contradictions import ContradictionSettled, OtherSchoolAnswer
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
from absence.models.referrals import Referral, ReferralSent
from absence.models.told import ProfessionalTold

__all__ = [
    "ContactAttempt",
    "ContradictionSettled",
    "FirstDayTexts",
    "LadderStep",
    "LeaveChild",
    "LeaveDraft",
    "LeaveDraftFile",
    "LeaveEvidence",
    "LeaveQuestion",
    "LeaveRequest",
    "LeaveSettings",
    "LeaveVersion",
    "OtherSchoolAnswer",
    "ProfessionalTold",
    "Referral",
    "ReferralSent",
]
