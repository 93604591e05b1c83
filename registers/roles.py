"""Who may do what: one table, readable by a head (reliability.md section 6)."""

from enum import Enum, StrEnum


class Role(StrEnum):
    """The hats of a school. A person may hold several; one is worn at a time."""

    TEACHER = "teacher"
    COVER = "cover"
    OFFICE = "office"
    CHAMPION = "champion"
    SAFEGUARDING = "safeguarding"
    HEAD = "head"
    GOVERNOR = "governor"
    TRUST = "trust"
    LA = "la"
    DATA_OFFICER = "data_officer"
    ADMIN = "admin"
    PARENT = "parent"
    COMMAND = "command"

    @property
    def label(self) -> str:
        """The role in staff-room words."""
        return LABELS[self]

    @property
    def sees_own_groups_only(self) -> bool:
        """Teachers and cover see the pupils of their own groups."""
        return self in (Role.TEACHER, Role.COVER)

    @property
    def sees_named_pupils(self) -> bool:
        """Governors and trust officers see totals; the system administrator sees names, no marks."""
        return self not in (Role.GOVERNOR, Role.TRUST, Role.LA, Role.PARENT)


LABELS = {
    Role.TEACHER: "Teacher",
    Role.COVER: "Cover for a day",
    Role.OFFICE: "Office",
    Role.CHAMPION: "Attendance champion",
    Role.SAFEGUARDING: "Safeguarding lead",
    Role.HEAD: "Head",
    Role.GOVERNOR: "Governor",
    Role.TRUST: "Trust officer",
    Role.LA: "Local authority officer",
    Role.DATA_OFFICER: "Data officer",
    Role.ADMIN: "System administrator",
    Role.PARENT: "Parent",
    Role.COMMAND: "Command or machine",
}


class Permission(Enum):
    """One thing a person may do. The value says it in words, for the page that lists them."""

    SIGNED_IN = "Open the home page"
    TAKE_REGISTER = "Take a register"
    USE_ALL_CODES = "Use every code, not only present, late and absent"
    SEE_MARKS = "See marks and codes"
    SEE_MARK_HISTORY = "See who changed a mark, when and why"
    AMEND_MARK = "Amend a mark after the register has closed"
    SIGN_IN_LATE = "Sign pupils in late, out early and back in"
    SEE_ON_SITE = "See who is on site, and run a fire drill"
    SEE_MISSING_REGISTERS = "See and chase missing registers"
    GIVE_COVER = "Give a one-day pass to a supply teacher"
    SEE_PUPILS = "See pupils' names and classes"
    SEE_CONTACTS = "See contacts and phone numbers"
    PRINT_REGISTERS = "Print registers and lists"
    SEE_JOBS = "See whether the scheduled jobs ran"
    SEE_MESSAGES = "See and print the outbox"
    CHANGE_SETTINGS = "Change times, codes that count and other school settings"
    MANAGE_USERS = "Give and end people's roles"
    MANAGE_TOKENS = "Make and withdraw tokens for other programs"
    SEE_TOTALS = "See figures without names"


class Scope(StrEnum):
    """What a token of another program may do. Each token carries some of these."""

    REGISTERS_READ = "registers:read"
    MARKS_WRITE = "marks:write"
    ARRIVALS_WRITE = "arrivals:write"
    PUPILS_READ = "pupils:read"


P = Permission
SCOPE_NEEDS = {
    Scope.REGISTERS_READ: P.SEE_MARKS,
    Scope.MARKS_WRITE: P.TAKE_REGISTER,
    Scope.ARRIVALS_WRITE: P.SIGN_IN_LATE,
    Scope.PUPILS_READ: P.SEE_PUPILS,
}
"""Nobody gives a program more than they hold themselves."""
_EVERY_DAY = {
    P.SIGNED_IN,
    P.TAKE_REGISTER,
    P.USE_ALL_CODES,
    P.SEE_MARKS,
    P.SEE_MARK_HISTORY,
    P.AMEND_MARK,
    P.SIGN_IN_LATE,
    P.SEE_ON_SITE,
    P.SEE_MISSING_REGISTERS,
    P.GIVE_COVER,
    P.SEE_PUPILS,
    P.SEE_CONTACTS,
    P.PRINT_REGISTERS,
    P.SEE_JOBS,
    P.SEE_MESSAGES,
    P.SEE_TOTALS,
}

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    Role.TEACHER: frozenset(
        {
            P.SIGNED_IN,
            P.TAKE_REGISTER,
            P.SEE_MARKS,
            P.SEE_MARK_HISTORY,
            P.SEE_ON_SITE,
            P.SEE_PUPILS,
            P.PRINT_REGISTERS,
        }
    ),
    Role.COVER: frozenset({P.SIGNED_IN, P.TAKE_REGISTER, P.SEE_MARKS, P.SEE_ON_SITE, P.SEE_PUPILS}),
    Role.OFFICE: frozenset(_EVERY_DAY),
    Role.CHAMPION: frozenset(_EVERY_DAY | {P.CHANGE_SETTINGS}),
    Role.SAFEGUARDING: frozenset(_EVERY_DAY),
    Role.HEAD: frozenset(_EVERY_DAY | {P.CHANGE_SETTINGS, P.MANAGE_USERS, P.MANAGE_TOKENS}),
    Role.GOVERNOR: frozenset({P.SIGNED_IN, P.SEE_TOTALS}),
    Role.TRUST: frozenset({P.SIGNED_IN, P.SEE_TOTALS}),
    Role.LA: frozenset({P.SIGNED_IN}),
    Role.DATA_OFFICER: frozenset({P.SIGNED_IN, P.SEE_MARKS, P.SEE_MARK_HISTORY, P.SEE_PUPILS, P.SEE_JOBS}),
    Role.ADMIN: frozenset(
        {P.SIGNED_IN, P.SEE_PUPILS, P.SEE_JOBS, P.CHANGE_SETTINGS, P.MANAGE_USERS, P.MANAGE_TOKENS}
    ),
    Role.PARENT: frozenset(),
    Role.COMMAND: frozenset(),
}


def may(role: Role, permission: Permission) -> bool:
    """Whether the role carries the permission."""
    return permission in PERMISSIONS[role]


def who_may(permission: Permission) -> list[Role]:
    """The roles that carry the permission, for refusals that say who can help."""
    return [role for role in Role if permission in PERMISSIONS[role]]


def scopes_of(role: Role) -> list[Scope]:
    """The scopes that somebody in the role may put into a token."""
    return [scope for scope in Scope if may(role, SCOPE_NEEDS[scope])]
