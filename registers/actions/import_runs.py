"""Imports on the page: uploaded, shown as differences, applied exactly as shown or not at all (docs/import.md)."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from attendance_site.parts.xml_files import XmlRefused
from registers.actions.imported_marks import MarkedMeanwhile
from registers.actions.imports import ChangedMeanwhile, ImportRefused, import_school
from registers.imports.ctf import Ctf, read_ctf
from registers.imports.ctf_rows import CtfRows, known_pupils, rows_of
from registers.imports.reading import Problem
from registers.imports.report import Report
from registers.imports.uploads import sort_out
from registers.models import ImportFile, ImportRun, Post, School
from registers.models.imports import DIFFERENCES_KEPT
from registers.refusals import Refusal

PROBLEMS_KEPT = 500
State, Kind = ImportRun.State, ImportRun.Kind


class ImportDecided(Refusal):
    """The import was applied or withdrawn already, or waited too long."""

    who_can_fix = "You can, by uploading the files again."


class NothingToApply(Refusal):
    """The files change nothing, or are refused."""

    who_can_fix = "Whoever prepares the files corrects them; then upload them again."


@transaction.atomic
def start_import(
    *, school: School, uploaded: Sequence[tuple[str, bytes]], as_of: date, by: Post, at: datetime
) -> ImportRun:
    """Keep the uploaded files (name and bytes) and work out what they would change. Nothing is applied."""
    upload = sort_out(uploaded)
    run = ImportRun.objects.create(
        school=school,
        kind=Kind.CTF if upload.is_ctf else Kind.FILES,
        state=State.REFUSED,
        as_of=as_of,
        made_at=at,
        by=by,
        name=by.user.name,
        position=by.position,
        problems=_kept(upload.problems),
    )
    ImportFile.objects.bulk_create(
        ImportFile(
            school=school,
            run=run,
            name=name,
            size=len(content),
            sha256=hashlib.sha256(content).hexdigest(),
            content=None if upload.problems else content,
        )
        for name, content in upload.files.items()
    )
    return run if upload.problems else work_out(run=run, by=by, at=at)


@transaction.atomic
def work_out(*, run: ImportRun, by: Post, at: datetime) -> ImportRun:
    """Work out what the files would change now, and keep that to be shown."""
    try:
        report, listed = _bring_in(run, by=by, at=at, dry_run=True)
    except ImportRefused as refusal:
        return _refused(run, refusal)
    return _to_decide(run, report, listed)


@transaction.atomic
def answer(*, run: ImportRun, answers: dict[str, Any], by: Post, at: datetime) -> ImportRun:
    """Take what was asked about the pupils of a transfer file, and work it out again. Raises `ImportDecided`."""
    run = _locked(run)
    run.answers = answers
    return work_out(run=run, by=by, at=at)


def apply_import(*, run: ImportRun, by: Post, at: datetime) -> ImportRun:
    """Apply exactly what was shown. Where it would be something else by now, nothing is applied and the new
    differences are kept to be shown.

    Raises `ChangedMeanwhile`, `ImportDecided`, `NothingToApply`, `ImportRefused`, `MarkedMeanwhile`.
    """
    try:
        with transaction.atomic():
            return _apply(_locked(run), by=by, at=at)
    except (ChangedMeanwhile, ImportRefused, MarkedMeanwhile):
        work_out(run=run, by=by, at=at)
        raise


@transaction.atomic
def withdraw_import(*, run: ImportRun, by: Post, at: datetime) -> ImportRun:
    """Apply nothing, and forget what the files hold. Raises `ImportDecided`."""
    run = _locked(run)
    _decided(run, State.WITHDRAWN, by, at)
    return run


@transaction.atomic
def prune_imports(*, at: datetime) -> int:
    """Forget the content of imports that nobody decided in time, and the differences of old ones; how many."""
    late = list(ImportRun.objects.waited_too_long(at).select_for_update())
    ImportFile.objects.filter(run__in=late, school__in={run.school_id for run in late}).update(content=None)
    changed = ImportRun.objects.filter(pk__in=[run.pk for run in late]).update(
        state=State.EXPIRED, report={}, problems=[], answers={}
    )
    old = ImportRun.objects.filter(made_at__lte=at - DIFFERENCES_KEPT).exclude(report={}, problems=[])
    for run in old:
        run.report, run.problems = _counts_only(run.report), []
        run.save(update_fields=["report", "problems"])
    return changed


def _apply(run: ImportRun, *, by: Post, at: datetime) -> ImportRun:
    if run.state != State.READY or not run.report.get("changes"):
        raise NothingToApply("There is nothing to apply.")
    _bring_in(run, by=by, at=at, dry_run=False)
    _decided(run, State.APPLIED, by, at)
    return run


def _locked(run: ImportRun) -> ImportRun:
    """The run, held until the end of the transaction, if it may still be decided."""
    run = ImportRun.objects.select_for_update().get(pk=run.pk)
    if not run.is_open:
        raise ImportDecided(f"This import is {run.get_state_display().lower()}.")
    if not run.files.filter(content__isnull=False).exists():
        raise NothingToApply("These files could not be used, so they were not kept.")
    return run


def _decided(run: ImportRun, state: str, by: Post, at: datetime) -> None:
    run.state, run.decided_at = state, at
    run.decided_by, run.decided_name, run.decided_position = by, by.user.name, by.position
    run.answers = {}
    if state == State.WITHDRAWN:
        run.report, run.problems = {}, []
    run.save()
    run.files.update(content=None)


def _bring_in(run: ImportRun, *, by: Post, at: datetime, dry_run: bool) -> tuple[Report, list[str]]:
    """The run's files through the same door as the command; the report, and what else to look at."""
    with TemporaryDirectory(prefix="import-") as place:
        folder = Path(place)
        rows = None
        source = ""
        if run.kind == Kind.CTF:
            rows, source = _ctf_rows(run), run.files.get().name
            rows.write(folder)
            if not any(rows.rows.values()):
                return Report(), rows.listed
        else:
            for file in run.files.exclude(content=None):
                (folder / file.name).write_bytes(bytes(file.content or b""))
        with _named_as_shown(folder, rows, source):
            report = import_school(
                folder=folder,
                at=at,
                as_of=run.as_of,
                urn=run.school.urn,
                by=by,
                source=source,
                dry_run=dry_run,
                agreed="" if dry_run else run.agreed,
            )
    return report, rows.listed if rows else []


@contextmanager
def _named_as_shown(folder: Path, rows: CtfRows | None, source: str) -> Iterator[None]:
    """Problems name the files as they were uploaded, not the place where they lie for the moment."""
    try:
        yield
    except ImportRefused as refusal:
        refusal.problems = [
            Problem(
                "the upload" if each.file == str(folder) else each.file, each.row, each.column, each.reason
            )
            for each in refusal.problems
        ]
        if rows:
            refusal.problems = [rows.problem_in(source, each) for each in refusal.problems]
        raise


def ctf_of(run: ImportRun) -> Ctf:
    """The transfer file of a run. Raises `ImportRefused`."""
    file = run.files.get()
    laestab = f"{run.school.la_code}{run.school.estab}"
    try:
        return read_ctf(file.name, bytes(file.content or b""), laestab=laestab)
    except XmlRefused as refusal:
        raise ImportRefused([Problem(file.name, 0, "", str(refusal))]) from None


def _ctf_rows(run: ImportRun) -> CtfRows:
    ctf = ctf_of(run)
    known = known_pupils(ctf, school=run.school, on=run.as_of)
    return rows_of(ctf, known=known, answers=run.answers)


def _refused(run: ImportRun, refusal: ImportRefused) -> ImportRun:
    run.state, run.report, run.agreed = State.REFUSED, {}, ""
    run.problems = _kept(refusal.problems, refusal.more)
    run.save()
    return run


def _to_decide(run: ImportRun, report: Report, listed: list[str]) -> ImportRun:
    run.state, run.problems, run.agreed = State.READY, [], report.digest
    run.report = report.as_data() | {"first": listed}
    run.save()
    return run


def _kept(problems: Sequence[Problem], more: int = 0) -> list[dict[str, Any]]:
    kept = [vars(problem) for problem in problems[:PROBLEMS_KEPT]]
    left = len(problems) - len(kept) + more
    return [*kept, {"file": "", "row": 0, "column": "", "reason": f"and {left:,} more"}] if left else kept


def _counts_only(report: dict[str, Any]) -> dict[str, Any]:
    files = [{"name": each["name"], "counts": each["counts"]} for each in report.get("files", [])]
    return {"files": files, "changes": report.get("changes", 0)} if report else {}
