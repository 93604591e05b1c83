"""The tables of penalties: what the scan found, what people decided, and what was issued."""

from penalties.models.authority import AuthorityRules
from penalties.models.cases import Case, CaseEvent
from penalties.models.decisions import CaseDecision
from penalties.models.improvement import NoticeToImprove, NoticeToImproveEnd
from penalties.models.notices import NoticeNews, NoticeSession, PenaltyNotice
from penalties.models.other_tools import OtherTool, OtherToolEnd
from penalties.models.packs import CaseShare, CaseShareEnd, PackSent, ReferralPack
from penalties.models.representations import Representation, RepresentationAnswer

__all__ = [
    "AuthorityRules",
    "Case",
    "CaseDecision",
    "CaseEvent",
    "CaseShare",
    "CaseShareEnd",
    "NoticeNews",
    "NoticeSession",
    "NoticeToImprove",
    "NoticeToImproveEnd",
    "OtherTool",
    "OtherToolEnd",
    "PackSent",
    "PenaltyNotice",
    "ReferralPack",
    "Representation",
    "RepresentationAnswer",
]
