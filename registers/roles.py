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
    INSPECTOR = "inspector"
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
    Role.INSPECTOR: "Inspector",
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
    SEE_ADMISSION_REGISTER = "See the admission register: addresses, parents, starting and leaving days"
    CHANGE_ADMISSION_REGISTER = "Change the admission register, contacts and photos"
    ADMIT_AND_REMOVE = "Admit pupils and take them off the roll"
    SEE_SOCIAL_CARE = "See social workers and what kind of plan a child has"
    PROPOSE_CONTACT_LIMIT = "Enter a contact limit, which holds until it is settled"
    SETTLE_CONTACT_LIMIT = "Confirm, change or lift a contact limit"
    SEE_CONFIDENTIAL_ADDRESS = "See an address that is kept confidential"
    SEE_WHO_READ = "See who looked at sensitive records, and why"
    SEE_CALENDAR = "See terms, closures and school days"
    CHANGE_CALENDAR = "Change terms, closures and INSET days"
    CLOSE_SCHOOL = "Close the school unexpectedly"
    FOLLOW_UP = "Find out where absent children are, and write down what was said"
    ANSWER_CONCERNS = "Read and answer concerns that families raise"
    PLAN_ABSENCE = "Plan marks ahead: trips, clubs, part of the week"
    CONFIRM_PLANNED = "Confirm on the day who was on a trip, visit or placement"
    RECORD_SUSPENSION = "Record suspensions and exclusions"
    TURN_YEAR = "Prepare, run and undo the turn of the year"
    IMPORT_FILES = "Import files from other systems"
    PRINT_REGISTERS = "Print registers and lists"
    SEE_JOBS = "See whether the scheduled jobs ran"
    SEE_MESSAGES = "See and print the outbox"
    CHANGE_SETTINGS = "Change times, codes that count and other school settings"
    MANAGE_USERS = "Give and end people's roles"
    MANAGE_TOKENS = "Make and withdraw tokens for other programs"
    SEE_LEAVE = "See requests for leave"
    SUPPORT = "See and write support: concerns, meetings, plans"
    WRITE_SAFEGUARDING_NOTE = "Write a note for the safeguarding lead"
    READ_SAFEGUARDING_NOTE = "Read safeguarding notes; each look is kept with its purpose"
    SEE_HEALTH = "See and write what is known of pupils’ health, and evidence of it"
    DECIDE_LEAVE = "Decide about leave, and name in writing who else may"
    SEE_CASES = "See pupils at or near ten unauthorised sessions, and what was decided"
    CONSIDER_CASES = "Consider what follows ten unauthorised sessions, and decide"
    PREPARE_PACK = "Prepare the papers of a referral to the local authority"
    SEE_SHARED_CASES = "See the cases that a school has shared with the local authority"
    SEE_TOTALS = "See figures without names"
    SEE_FIGURES = "See the school's figures, and the pupils behind them"
    SEE_CLASS = "See the figures of a class, pupil by pupil"
    OPEN_FIGURES = "Open a figure to what it is made of, as far as one may see that"
    SEE_TRUST = "See the schools of the trust side by side"
    SEE_RETURNS = "See what was made for the Department and the local authority"
    MAKE_RETURNS = "Make returns, and note who sent them and when"
    KEEP_POLICY = "Keep the attendance policy, the strategy and the training log"
    INSPECT = "Read the inspection pack and the registers as an inspector does"
    FAMILY = "See the pages of one’s own children"


class Scope(StrEnum):
    """What a token of another program may do. Each token carries some of these."""

    REGISTERS_READ = "registers:read"
    MARKS_WRITE = "marks:write"
    ARRIVALS_WRITE = "arrivals:write"
    PUPILS_READ = "pupils:read"
    CASES_READ = "cases:read"
    FIGURES_READ = "figures:read"
    RETURNS_READ = "returns:read"


P = Permission
SCOPE_NEEDS = {
    Scope.REGISTERS_READ: P.SEE_MARKS,
    Scope.MARKS_WRITE: P.TAKE_REGISTER,
    Scope.ARRIVALS_WRITE: P.SIGN_IN_LATE,
    Scope.PUPILS_READ: P.SEE_PUPILS,
    Scope.CASES_READ: P.SEE_SHARED_CASES,
    Scope.FIGURES_READ: P.SEE_FIGURES,
    Scope.RETURNS_READ: P.SEE_RETURNS,
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
    P.SEE_ADMISSION_REGISTER,
    P.CHANGE_ADMISSION_REGISTER,
    P.ADMIT_AND_REMOVE,
    P.PROPOSE_CONTACT_LIMIT,
    P.SEE_CALENDAR,
    P.CHANGE_CALENDAR,
    P.FOLLOW_UP,
    P.PLAN_ABSENCE,
    P.CONFIRM_PLANNED,
    P.RECORD_SUSPENSION,
    P.PRINT_REGISTERS,
    P.SEE_JOBS,
    P.SEE_MESSAGES,
    P.SEE_LEAVE,
    P.SUPPORT,
    P.WRITE_SAFEGUARDING_NOTE,
    P.SEE_HEALTH,
    P.SEE_CASES,
    P.SEE_TOTALS,
    P.SEE_FIGURES,
    P.SEE_CLASS,
    P.OPEN_FIGURES,
    P.SEE_RETURNS,
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
            P.SEE_CALENDAR,
            P.CONFIRM_PLANNED,
            P.PRINT_REGISTERS,
            P.SEE_CLASS,
            P.OPEN_FIGURES,
            P.WRITE_SAFEGUARDING_NOTE,
        }
    ),
    Role.COVER: frozenset({P.SIGNED_IN, P.TAKE_REGISTER, P.SEE_MARKS, P.SEE_ON_SITE, P.SEE_PUPILS}),
    Role.OFFICE: frozenset(_EVERY_DAY | {P.PREPARE_PACK, P.MAKE_RETURNS, P.IMPORT_FILES}),
    Role.CHAMPION: frozenset(
        _EVERY_DAY
        | {
            P.CONSIDER_CASES,
            P.PREPARE_PACK,
            P.MAKE_RETURNS,
            P.KEEP_POLICY,
            P.INSPECT,
            P.ANSWER_CONCERNS,
            P.SEE_SOCIAL_CARE,
            P.SEE_WHO_READ,
            P.CHANGE_SETTINGS,
            P.CLOSE_SCHOOL,
            P.TURN_YEAR,
            P.IMPORT_FILES,
        }
    ),
    Role.SAFEGUARDING: frozenset(
        _EVERY_DAY
        | {
            P.KEEP_POLICY,
            P.INSPECT,
            P.READ_SAFEGUARDING_NOTE,
            P.ANSWER_CONCERNS,
            P.SEE_SOCIAL_CARE,
            P.SETTLE_CONTACT_LIMIT,
            P.SEE_CONFIDENTIAL_ADDRESS,
            P.SEE_WHO_READ,
        }
    ),
    Role.HEAD: frozenset(
        _EVERY_DAY
        | {
            P.READ_SAFEGUARDING_NOTE,
            P.ANSWER_CONCERNS,
            P.SEE_SOCIAL_CARE,
            P.SETTLE_CONTACT_LIMIT,
            P.SEE_CONFIDENTIAL_ADDRESS,
            P.SEE_WHO_READ,
            P.CLOSE_SCHOOL,
            P.TURN_YEAR,
            P.IMPORT_FILES,
            P.CHANGE_SETTINGS,
            P.MANAGE_USERS,
            P.MANAGE_TOKENS,
            P.DECIDE_LEAVE,
            P.KEEP_POLICY,
            P.INSPECT,
            P.CONSIDER_CASES,
            P.PREPARE_PACK,
            P.MAKE_RETURNS,
        }
    ),
    Role.GOVERNOR: frozenset({P.SIGNED_IN, P.SEE_TOTALS, P.OPEN_FIGURES}),
    Role.TRUST: frozenset({P.SIGNED_IN, P.SEE_TOTALS, P.OPEN_FIGURES, P.SEE_TRUST}),
    Role.LA: frozenset({P.SIGNED_IN, P.SEE_SHARED_CASES, P.MANAGE_TOKENS}),
    Role.DATA_OFFICER: frozenset(
        {
            P.SIGNED_IN,
            P.SEE_MARKS,
            P.SEE_MARK_HISTORY,
            P.SEE_PUPILS,
            P.SEE_CONTACTS,
            P.SEE_ADMISSION_REGISTER,
            P.SEE_WHO_READ,
            P.SEE_CALENDAR,
            P.SEE_JOBS,
            P.SEE_RETURNS,
        }
    ),
    Role.ADMIN: frozenset(
        {
            P.SIGNED_IN,
            P.SEE_PUPILS,
            P.SEE_JOBS,
            P.SEE_CALENDAR,
            P.CHANGE_CALENDAR,
            P.TURN_YEAR,
            P.IMPORT_FILES,
            P.CHANGE_SETTINGS,
            P.MANAGE_USERS,
            P.MANAGE_TOKENS,
        }
    ),
    Role.INSPECTOR: frozenset({P.SIGNED_IN, P.INSPECT}),
    Role.PARENT: frozenset({P.FAMILY}),
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
