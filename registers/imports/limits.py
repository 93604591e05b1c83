"""What a person may bring in on the page: nobody gains by a file what their role does not give them (roles.py)."""

from registers.imports.draft import Draft
from registers.imports.reading import Table
from registers.models import GroupTeacher, Post, School, SessionTimes, User
from registers.roles import Permission, Role, may, who_may

TO_BRING = {
    "terms.csv": Permission.CHANGE_CALENDAR,
    "closures.csv": Permission.CHANGE_CALENDAR,
    "pupils.csv": Permission.ADMIT_AND_REMOVE,
    "contacts.csv": Permission.CHANGE_ADMISSION_REGISTER,
    "class_history.csv": Permission.CHANGE_ADMISSION_REGISTER,
    "patterns.csv": Permission.CHANGE_ADMISSION_REGISTER,
    "professionals.csv": Permission.SEE_SOCIAL_CARE,
    "marks.csv": Permission.AMEND_MARK,
    "prior_absence.csv": Permission.AMEND_MARK,
}
"""The permission without which a file is refused whole: its differences show what stands in the registers."""
TO_CHANGE = {"school.csv": Permission.CHANGE_SETTINGS, "staff.csv": Permission.MANAGE_USERS}
"""The permission without which a file may only say what is stored already: they belong to every exported folder."""
SENSITIVE = {"pupils.csv": {"social_worker": Permission.SEE_SOCIAL_CARE}}
"""Columns that are passed over for a role that may not see them."""
NOT_GIVEN_HERE = Role.TRUST


def columns_left_out(name: str, by: Post | None) -> set[str]:
    """The columns of that file that are passed over for whoever imports."""
    if by is None:
        return set()
    return {
        column for column, permission in SENSITIVE.get(name, {}).items() if not may(Role(by.role), permission)
    }


def refuse_forbidden_files(tables: dict[str, Table], by: Post) -> None:
    """Refuse the files that the role may not bring at all."""
    for name, permission in TO_BRING.items():
        if name in tables and not may(Role(by.role), permission):
            tables[name].problem(0, "", _needs(permission))
            del tables[name]


def refuse_forbidden_changes(tables: dict[str, Table], draft: Draft, by: Post) -> None:
    """Refuse changes of settings and people that the role may not make, and roles that nobody gives on this page."""
    people = _touches(draft, User) or _touches(draft, Post) or _touches(draft, GroupTeacher)
    changed = {
        "school.csv": _touches(draft, School) or _touches(draft, SessionTimes),
        "staff.csv": people,
    }
    for name, permission in TO_CHANGE.items():
        if name in tables and changed[name] and not may(Role(by.role), permission):
            tables[name].problem(0, "", f"would change what stands here. {_needs(permission)}")
    for post in draft.changes.made.get(Post, []):
        if post.user.email == by.user.email:
            tables["staff.csv"].problem(
                0, "role", f"gives {post.user.email} a role; nobody gives themselves one"
            )
        if post.role == NOT_GIVEN_HERE:
            words = f"gives {post.user.email} a role at the trust; whoever looks after this site does (import_school)"
            tables["staff.csv"].problem(0, "role", words)


def _touches(draft: Draft, model: type) -> bool:
    changes = draft.changes
    return bool(changes.made.get(model) or changes.changed.get(model) or changes.gone.get(model))


def _needs(permission: Permission) -> str:
    helpers = ", ".join(role.label.lower() for role in who_may(permission) if role is not Role.COMMAND)
    return f"your role does not include: {permission.value.lower()}. People with this role can: {helpers}"
