"""The tables of reporting: what was made for others, as it was made, and what the school decided about its figures."""

from reporting.models.celebrations import CelebrationChoice, Certificate
from reporting.models.families import AttendanceTarget, FamilyUpdate
from reporting.models.given import GivenReport
from reporting.models.inspections import InspectorAccess, InspectorAccessEnd, InspectorLook
from reporting.models.leavers import LeaverSummary
from reporting.models.made_returns import (
    MadeReturn,
    MadeReturnAccepted,
    MadeReturnLine,
    MadeReturnSent,
    ReturnCollected,
)
from reporting.models.policy import AttendancePolicy, AttendanceStrategy, Training, TrainingTakenOut
from reporting.models.progress import ProgressColumn, PupilProgress
from reporting.models.returns import Return, ReturnQuerySet
from reporting.models.sharing import NamesShared, TrustLook

__all__ = [
    "AttendancePolicy",
    "AttendanceStrategy",
    "AttendanceTarget",
    "CelebrationChoice",
    "Certificate",
    "FamilyUpdate",
    "GivenReport",
    "InspectorAccess",
    "InspectorAccessEnd",
    "InspectorLook",
    "LeaverSummary",
    "MadeReturn",
    "MadeReturnAccepted",
    "MadeReturnLine",
    "MadeReturnSent",
    "NamesShared",
    "ProgressColumn",
    "PupilProgress",
    "Return",
    "ReturnCollected",
    "ReturnQuerySet",
    "Training",
    "TrainingTakenOut",
    "TrustLook",
]
