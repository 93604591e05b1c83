"""The tables of reporting: what was made for others, as it was made, and what the school decided about its figures."""

from reporting.models.returns import Return, ReturnQuerySet

__all__ = ["Return", "ReturnQuerySet"]
