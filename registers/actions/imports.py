"""Bringing in a school's files: everything is worked out first, then written in one transaction, or not at all."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from allauth.account.models import EmailAddress
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.db.models import Model

from registers.actions.calendar import clear_removed_sessions, renumber_school_days
from registers.actions.imported_marks import write_imported_marks
from registers.actions.people import machine_post
from registers.actions.prior_absence import refresh_prior_absence
from registers.imports.digest import digest_of
from registers.imports.plan import Plan, plan_import
from registers.imports.reading import Problem
from registers.imports.report import Report
from registers.models import (
    Address,
    Admission,
    AdmissionChange,
    Care,
    Closure,
    Contact,
    ContactLimit,
    ExpectedPattern,
    GroupMembership,
    GroupTeacher,
    Post,
    PriorAbsence,
    Professional,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
    SessionTimes,
    Term,
    Trust,
    User,
)
from registers.refusals import Refusal

IN_ORDER: Sequence[type[Model]] = (  # a row comes after the rows it points to
    *(Trust, School, SessionTimes, User, EmailAddress, Post, RegistrationGroup, GroupTeacher, Term, Closure),
    *(Pupil, Admission, PupilStatus, GroupMembership, Contact, Care, ContactLimit, Address),
    *(ExpectedPattern, Professional, PriorAbsence, AdmissionChange),
)
POINTED_AT = {Pupil, Contact}  # by many other rows, marks above all
MANY = 50  # rows, from which on the statistics are worth taking
BATCH = 500
LOCK = 0x1A0  # names the advisory lock of imports
LONGEST_STATEMENT = "30min"  # millions of marks in one statement
COMMAND_NAME, COMMAND_POSITION = "import_school", "command"


class ChangedMeanwhile(Refusal):
    """What the files would change now is not what was shown. `report` says what it is now."""

    who_can_fix = "Look at the differences again, then apply them."

    def __init__(self, report: Report) -> None:
        self.report = report
        super().__init__(
            "Something here was changed since the differences were shown, so nothing was imported."
        )


class ImportRefused(Refusal):
    """The files cannot be imported as they are; nothing was changed. `problems` says why, one by one."""

    who_can_fix = "Whoever prepares the files corrects them; then run the import again."

    def __init__(self, problems: Sequence[Problem], more: int = 0) -> None:
        self.problems, self.more = list(problems), more
        count = len(self.problems) + more
        super().__init__(f"Nothing was imported: {count:,} {'problem' if count == 1 else 'problems'} found.")


def import_school(
    *,
    folder: Path,
    at: datetime,
    as_of: date | None = None,
    urn: str | None = None,
    by_email: str | None = None,
    by: Post | None = None,
    source: str = "",
    dry_run: bool = False,
    agreed: str = "",
) -> Report:
    """Import a school folder (formats.md), or with `dry_run` say what that would change. Raises `ImportRefused`.

    `at`: now, in school time. `as_of`: the day from which later changes hold (default that of `at`). `urn`: the school
    where the folder has no school.csv. `by_email`: who imports (default: the command itself); `by`: the same on a
    page, where nobody brings more than their role gives them. `source`: what the reasons name instead of the file.
    `agreed`: the digest of the report that a person agreed to; where it would be another now, `ChangedMeanwhile`.
    """
    try:
        with transaction.atomic():
            _settle_in()
            plan = plan_import(
                folder, urn=urn, as_of=as_of or at.date(), at=at, by_email=by_email, by=by, source=source
            )
            problems, report = plan.draft.problems, plan.draft.report
            if problems:
                raise ImportRefused(problems.found, problems.more)
            report.dry_run = dry_run
            if by:
                report.digest = digest_of(plan)
            if agreed and report.digest != agreed:
                raise ChangedMeanwhile(report)
            if not dry_run:
                _apply(plan, at)
    except (IntegrityError, DataError, OperationalError) as error:
        reason = " ".join(str(error).split("\n")[0].split())
        raise ImportRefused(
            [Problem("the database", 0, "", f"did not accept the import: {reason}")]
        ) from error
    return plan.draft.report


def _settle_in() -> None:
    """One import at a time, with the time that millions of marks need."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL statement_timeout = '{LONGEST_STATEMENT}'")
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        if not cursor.fetchone()[0]:
            raise ImportRefused(
                [Problem("import_school", 0, "", "another import is running; wait until it ends")]
            )


def _apply(plan: Plan, at: datetime) -> None:
    draft = plan.draft
    entries = draft.changes.made.pop(AdmissionChange, [])
    _write(plan, IN_ORDER)
    by = plan.by or machine_post(school=draft.school, name=COMMAND_NAME, position=COMMAND_POSITION)
    for entry in entries:
        entry.by, entry.name, entry.position, entry.at = by, by.user.name, by.position, at
    AdmissionChange.objects.bulk_create(entries, batch_size=BATCH)
    if draft.calendar_changed:
        renumber_school_days(school=draft.school)
    if plan.removed:
        clear_removed_sessions(school=draft.school, removed=plan.removed, by=by, at=at)
    if plan.has_marks:
        file = draft.report.file(plan.tables["marks.csv"].name)
        expected = (file.added, file.changed)
        write_imported_marks(school=draft.school, file=file.name, expected=expected, by=by, at=at)
        if sum(expected) >= MANY:
            _take_statistics()
    refresh_prior_absence(school=draft.school)


def _write(plan: Plan, order: Sequence[type[Model]]) -> None:
    changes = plan.draft.changes
    for model in order:
        rows = model._default_manager
        if changes.gone.get(model):
            rows.filter(pk__in=changes.gone[model]).delete()
        changed = changes.changed.get(model)
        if changed:
            fields = sorted(set().union(*(names for _, names in changed.values())))
            rows.bulk_update([row for row, _ in changed.values()], fields, batch_size=BATCH)
        made = changes.made.get(model, [])
        rows.bulk_create(made, batch_size=BATCH)
        if model in POINTED_AT and len(made) >= MANY:
            _take_statistics()


def _take_statistics() -> None:
    """Tell PostgreSQL how the tables look now: by plans made for empty ones it would read all pupils for each mark."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT registers_take_statistics()")
