"""The tables of reporting: what was made for others, as it was made, and what the school decided about its figures."""

from reporting.models.celebrations import CelebrationChoice, Certificate
from reporting.models.families import AttendanceTarget, FamilyUpdate
from reporting.models.leavers import LeaverSummary
from reporting.models.progress import ProgressColumn, PupilProgress
from reporting.models.returns import Return, ReturnQuerySet

__all__ = [
    "AttendanceTarget",
    "CelebrationChoice",
    "Certificate",
    "FamilyUpdate",
    "LeaverSummary",
    "ProgressColumn",
    "PupilProgress",
    "Return",
    "ReturnQuerySet",
]
