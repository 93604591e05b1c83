"""The tables of following up absence: what was asked, by whom, and what came of it."""

from absence.models.attempts import ContactAttempt

__all__ = ["ContactAttempt"]
