"""staff.csv: who works at the school, in which roles, and with which classes (formats.md).

A person whose post was ended here is listed and not put back; a person missing from the file keeps their post.
"""

import datetime as dt
from typing import Any

from allauth.account.models import EmailAddress

from registers.imports.cells import choice, class_name, email, person_name, several, text
from registers.imports.draft import Draft
from registers.imports.reading import Column, Row, Table
from registers.imports.report import FileReport
from registers.imports.timelines import day_before
from registers.models import GroupTeacher, Post, User
from registers.roles import Role
from registers.school_year import academic_year, academic_year_days

NOT_IMPORTED = {Role.COVER, Role.INSPECTOR, Role.PARENT, Role.COMMAND}  # given on a page, for days, or by us
ROLES = [role.value for role in Role if role not in NOT_IMPORTED]

COLUMNS = (
    Column("email", email, required=True),
    Column("name", person_name, required=True),
    Column("position", text(100), required=True),
    Column("role", choice(ROLES), required=True),
    Column("classes", several(class_name)),
)


def plan_staff(table: Table, draft: Draft, at: dt.datetime) -> dict[str, list[Post]]:
    """Work out users, posts and teachers; the posts by e-mail, for whoever imports."""
    return _StaffPlan(table, draft, at).work_out()


class _StaffPlan:
    def __init__(self, table: Table, draft: Draft, at: dt.datetime) -> None:
        self.table, self.draft, self.at = table, draft, at
        self.report: FileReport = draft.report.file(table.name)
        school = draft.school
        posts = [] if draft.is_new_school else list(_posts(school).exclude(role__in=NOT_IMPORTED))
        self.posts = {(post.user.email, post.role): post for post in sorted(posts, key=_latest_last)}
        # The classes of a first file are this year's, so they are held since it began.
        first_import = not self.posts
        self.since = academic_year_days(academic_year(draft.as_of)).first if first_import else draft.as_of
        self.users: dict[str, User] = {}
        self.rows: dict[tuple[str, str], int] = {}

    def work_out(self) -> dict[str, list[Post]]:
        rows = [row for row in self.table.rows() if row.good and self._sound(row)]
        known = User.objects.filter(email__in={row["email"] for row in rows})
        self.users = {user.email: user for user in known}
        names: dict[str, str] = {}
        planned: dict[str, list[Post]] = {}
        for row in rows:
            key = (row["email"], row["role"])
            if key in self.rows:
                self.table.problem(
                    row.number, "role", f"{row['email']} is {row['role']} in row {self.rows[key]} already"
                )
            elif names.setdefault(row["email"], row["name"]) != row["name"]:
                self.table.problem(
                    row.number, "name", f"{row['email']} is {names[row['email']]} in an earlier row"
                )
            else:
                self.rows[key] = row.number
                post = self._plan_row(row)
                if _is_current(post, self.draft.today):
                    planned.setdefault(row["email"], []).append(post)
        for (address, role), post in self.posts.items():
            if (
                (address, role) not in self.rows
                and _is_current(post, self.draft.as_of)
                and self.table.complete
            ):
                self.report.listed.add(
                    f"{post.user.name} ({address}), {role}, is not in the file; the post stays"
                )
        return planned

    def _sound(self, row: Row) -> bool:
        if row["role"] == Role.TRUST and row["classes"]:
            self.table.problem(
                row.number, "classes", "are of a school; somebody who works for the trust has none"
            )
            return False
        return True

    def _plan_row(self, row: Row) -> Post:
        post = self.posts.get((row["email"], row["role"]))
        if post is None:
            post = self._new_post(row)
            self.report.note(new=True, what=f"{row['name']}, {row['role']}", changes=[])
        elif not _is_current(post, self.draft.as_of):
            self.report.listed.add(
                f"{row['name']}, {row['role']}: the post ended on {post.last_day}; give it again under Users"
            )
            self.report.unchanged += 1
        else:
            words = [f"position {old} → {new}" for old, new in self._set(post, position=row["position"])]
            words += [f"name {old} → {new}" for old, new in self._set(post.user, name=row["name"])]
            words += self._plan_classes(post, row["classes"])
            self.report.note(new=False, what=f"{row['name']}, {row['role']}", changes=words)
        return post

    def _set(self, record: Any, **values: object) -> list[tuple[Any, Any]]:
        return list(self.draft.changes.set(record, values).values())

    def _new_post(self, row: Row) -> Post:
        user = self.users.get(row["email"]) or self._new_user(row)
        self._set(user, name=row["name"])
        at_trust = row["role"] == Role.TRUST
        place: dict[str, Any] = (
            {"trust": self.draft.school.trust} if at_trust else {"school": self.draft.school}
        )
        post = self.draft.changes.make(
            Post(user=user, role=row["role"], position=row["position"], first_day=self.since, **place)
        )
        for name in row["classes"] or []:
            self._teach(post, name)
        return post

    def _new_user(self, row: Row) -> User:
        user = User(email=row["email"], name=row["name"], made_at=self.at)
        user.set_unusable_password()
        self.users[user.email] = self.draft.changes.make(user)
        self.draft.changes.make(EmailAddress(user=user, email=user.email, verified=True, primary=True))
        return user

    def _teach(self, post: Post, name: str) -> None:
        group = self.draft.group(name)
        self.draft.changes.make(
            GroupTeacher(school=self.draft.school, group=group, post=post, first_day=self.since)
        )

    def _plan_classes(self, post: Post, names: list[str] | None) -> list[str]:
        if names is None:
            return []
        held = {one.group.name: one for one in post.teaching.all() if _is_current(one, self.draft.as_of)}
        for name in names:
            if name not in held:
                self._teach(post, name)
        for name, teaching in held.items():
            if name in names:
                continue
            if teaching.first_day >= self.draft.as_of:
                self.draft.changes.take_away(GroupTeacher, [teaching.pk])
            else:
                self.draft.changes.set(teaching, {"last_day": day_before(self.draft.as_of)})
        taken = [f"now has {name}" for name in names if name not in held]
        return taken + [f"no longer has {name}" for name in held if name not in names]


def _posts(school: Any) -> Any:
    here = Post.objects.filter(school=school) | Post.objects.filter(trust=school.trust_id)
    return here.select_related("user").prefetch_related("teaching__group")


def _latest_last(post: Post) -> tuple[bool, dt.date]:
    return (post.last_day is None, post.last_day or post.first_day)


def _is_current(dated: Post | GroupTeacher, day: dt.date) -> bool:
    return dated.last_day is None or dated.last_day >= day
