"""The tables of penalties: what the scan found, what people decided, and what was issued."""

from penalties.models.cases import Case, CaseEvent
from penalties.models.decisions import CaseDecision
from penalties.models.improvement import NoticeToImprove, NoticeToImproveEnd
from penalties.models.packs import CaseShare, CaseShareEnd, PackSent, ReferralPack

__all__ = [
    "Case",
    "CaseDecision",
    "CaseEvent",
    "CaseShare",
    "CaseShareEnd",
    "NoticeToImprove",
    "NoticeToImproveEnd",
    "PackSent",
    "ReferralPack",
]
