"""A whole school folder, worked out before anything is written: every problem found, every change known."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from registers.imports import (
    calendar,
    class_history,
    contacts,
    dated,
    marks,
    pupil_rows,
    pupils,
    school,
    staff,
)
from registers.imports.draft import Draft, load
from registers.imports.limits import columns_left_out, refuse_forbidden_changes, refuse_forbidden_files
from registers.imports.reading import Column, Problems, Table
from registers.imports.report import Report
from registers.imports.staged_marks import stage_marks
from registers.models import Post, School
from registers.roles import Role
from registers.school_calendar import RemovedSession

COLUMNS: dict[str, Sequence[Column]] = {
    "school.csv": school.COLUMNS,
    "staff.csv": staff.COLUMNS,
    "terms.csv": calendar.TERM_COLUMNS,
    "closures.csv": calendar.CLOSURE_COLUMNS,
    "pupils.csv": pupil_rows.COLUMNS,
    "contacts.csv": contacts.COLUMNS,
    "class_history.csv": class_history.COLUMNS,
    "patterns.csv": dated.PATTERN_COLUMNS,
    "professionals.csv": dated.PROFESSIONAL_COLUMNS,
    "marks.csv": marks.COLUMNS,
    "prior_absence.csv": dated.PRIOR_COLUMNS,
}
IMPORTERS = [  # the hat in which a person imports, where they have several: the first of these that they hold
    *(Role.OFFICE, Role.HEAD, Role.CHAMPION, Role.DATA_OFFICER, Role.ADMIN),
    *(Role.SAFEGUARDING, Role.TEACHER, Role.GOVERNOR, Role.LA),
]


@dataclass
class Plan:
    """What an import would do. `by`: the post of whoever imports, None for the command itself."""

    draft: Draft
    tables: dict[str, Table] = field(default_factory=dict)
    removed: list[RemovedSession] = field(default_factory=list)
    by: Post | None = None

    @property
    def has_marks(self) -> bool:
        """Whether marks wait in the temporary table."""
        return "marks.csv" in self.tables


def plan_import(
    folder: Path,
    *,
    urn: str | None,
    as_of: dt.date,
    at: dt.datetime,
    by_email: str | None = None,
    by: Post | None = None,
    source: str = "",
) -> Plan:
    """Work out what the folder's files change. Everything wrong with them is in `plan.draft.problems`.

    `by`: whoever imports on the page, who brings no more than their role gives them. `source`: see `Draft`.
    """
    problems, report = Problems(), Report()
    tables = _tables(folder, problems, report, by)
    draft = Draft(School(name="the school"), as_of, at.date(), problems, report, source=source)
    if by:
        refuse_forbidden_files(tables, by)
    _find_school(draft, tables, urn)
    plan = Plan(draft, tables, by=by)
    if draft.is_new_school and "school.csv" not in tables:
        return plan
    report.school = f"{draft.school.name} (URN {draft.school.urn})"
    if not draft.is_new_school:
        load(draft)
    posts = staff.plan_staff(tables["staff.csv"], draft, at) if "staff.csv" in tables else {}
    if by_email:
        plan.by = _importer(draft, by_email.lower(), posts.get(by_email.lower(), []))
    _plan_days_and_pupils(plan)
    _plan_facts(plan)
    draft.collect_timelines()
    if by:
        refuse_forbidden_changes(tables, draft, by)
    for table in tables.values():
        report.ignored += [
            f"{table.name}: the column {name} is left out, because your role may not see what stands there"
            for name in table.left_out
        ]
        report.ignored += [f"{table.name}: the column {name} is not known" for name in table.unknown]
    report.next_steps = _next_steps(plan)
    return plan


def _tables(folder: Path, problems: Problems, report: Report, by: Post | None) -> dict[str, Table]:
    """The files of the folder that an import knows; the others are reported."""
    try:
        names = sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))
    except OSError as error:
        problems.add(str(folder), 0, "", f"cannot be opened as a folder: {error.strerror}")
        return {}
    report.ignored += [f"{name} is not a file that an import knows" for name in names if name not in COLUMNS]
    found = {
        name: Table(folder / name, columns, problems, columns_left_out(name, by))
        for name, columns in COLUMNS.items()
        if name in names
    }
    if not found:
        problems.add(str(folder), 0, "", f"holds none of {', '.join(COLUMNS)}")
    return found


def _find_school(draft: Draft, tables: dict[str, Table], urn: str | None) -> None:
    """The school of the folder, or the one named, or the only one of the site."""
    problems = draft.problems
    if "school.csv" in tables:
        row = school.read_school(tables["school.csv"])
        if row is None or row["urn"] is None or (urn and urn != row["urn"]):
            if row and row["urn"]:
                words = f"{row['urn']} is not the school asked for, {urn}"
                tables["school.csv"].problem(row.number, "urn", words)
            draft.complete_roll = draft.complete_calendar = False
            return
        stored = School.objects.filter(urn=row["urn"]).first()
        if not row.good:
            draft.school = stored or draft.school
            return
        file = draft.report.file("school.csv")
        draft.school = school.plan_school(row, stored, draft.changes, file)
        draft.calendar_changed = "threshold_week_start" in draft.changes.fields_of(draft.school)
    elif urn:
        named = School.objects.filter(urn=urn).first()
        if named is None:
            problems.add("--school", 0, "", f"no school here has the URN {urn}; import its school.csv first")
        draft.school = named or draft.school
    elif tables:
        schools = list(School.objects.all()[:2])
        if len(schools) == 1:
            draft.school = schools[0]
        else:
            words = (
                "say which school is meant by --school URN"
                if schools
                else "there is no school yet; add school.csv"
            )
            problems.add("school.csv", 0, "", f"is not in the folder: {words}")


def _plan_days_and_pupils(plan: Plan) -> None:
    draft, tables = plan.draft, plan.tables
    if "terms.csv" in tables:
        calendar.plan_terms(tables["terms.csv"], draft)
    if "closures.csv" in tables:
        calendar.plan_closures(tables["closures.csv"], draft)
    history = {}
    if "class_history.csv" in tables:
        history = class_history.read_history(tables["class_history.csv"])
    if "pupils.csv" in tables:
        pupils.plan_pupils(tables["pupils.csv"], draft, history)
    if "contacts.csv" in tables:
        contacts.ContactsPlan(tables["contacts.csv"], draft).work_out()
    if "class_history.csv" in tables:
        class_history.plan_class_history(tables["class_history.csv"], draft, history)
    plan.removed = calendar.removed_sessions(draft)
    if plan.removed:
        calendar.list_cleared(draft, plan.removed)


def _plan_facts(plan: Plan) -> None:
    draft, tables = plan.draft, plan.tables
    if "patterns.csv" in tables:
        dated.plan_patterns(tables["patterns.csv"], draft)
    if "professionals.csv" in tables:
        dated.plan_professionals(tables["professionals.csv"], draft)
    if "marks.csv" in tables:
        stage_marks(tables["marks.csv"], draft)
    if "prior_absence.csv" in tables:
        dated.plan_prior_absence(tables["prior_absence.csv"], draft)


def _importer(draft: Draft, email: str, planned: list[Post]) -> Post | None:
    """The post in which a person imports: one they hold at the school, or are about to."""
    posts = [post for post in planned if post.role in IMPORTERS]
    if not draft.is_new_school:
        held = Post.objects.on(draft.today).filter(
            school=draft.school, user__email=email, user__is_active=True
        )
        posts += held.select_related("user").filter(role__in=IMPORTERS)
    posts.sort(key=lambda post: IMPORTERS.index(Role(post.role)))
    if not posts:
        words = (
            f"{email} has no post at {draft.school.name}; leave --by out, or name somebody who works there"
        )
        draft.problems.add("--by", 0, "", words)
        return None
    return posts[0]


def _next_steps(plan: Plan) -> list[str]:
    draft, names = plan.draft, plan.tables.keys()
    steps = []
    if "staff.csv" in names and draft.report.file("staff.csv").added:
        steps.append(
            "Staff have no password yet: give each of them the link from Settings, People and roles."
        )
    if draft.report.listed:
        steps.append("Go through the lines under 'To look at'.")
    if not draft.terms:
        steps.append("The school has no terms yet: import terms.csv, or no register opens.")
    if not draft.pupils:
        steps.append("The school has no pupils yet: import pupils.csv.")
    elif draft.is_new_school and "contacts.csv" not in names:
        steps.append("Import contacts.csv: nobody can be telephoned yet.")
    if draft.is_new_school and "staff.csv" not in names:
        steps.append("Import staff.csv: nobody can sign in yet.")
    return steps or ["Nothing: the school is ready for its next register."]
