"""The tables of penalties: what the scan found, what people decided, and what was issued."""

from penalties.models.cases import Case, CaseEvent

__all__ = [
    "Case",
    "CaseEvent",
]
