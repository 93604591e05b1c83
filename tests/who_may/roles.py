"""Roles that often stand together."""

from tests.small_school import EVERY_DAY, ROLES

__all__ = [
    "CLASSROOM",
    "EVERY_DAY",
    "FAMILIES",
    "IMPORTERS",
    "LEADERS",
    "MARKS_SEEN",
    "PACKERS",
    "PUPILS_SEEN",
    "RETURNS_SEEN",
    "SETTINGS",
    "STAFF",
    "USERS",
]

CLASSROOM = ["teacher", "cover"]
SETTINGS = ["champion", "head", "admin"]
USERS = ["head", "admin"]
IMPORTERS = ["office", "champion", "head", "admin"]
MARKS_SEEN = [*CLASSROOM, *EVERY_DAY, "data_officer"]
PUPILS_SEEN = [*MARKS_SEEN, "admin"]
LEADERS = ["champion", "safeguarding", "head"]
FAMILIES = ["parent"]
RETURNS_SEEN = [*EVERY_DAY, "data_officer"]
PACKERS = ["office", "champion", "head"]
STAFF = [role for role in ROLES if role not in ("anonymous", "parent", "stranger", "other_teacher")]
