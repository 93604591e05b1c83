"""Living beside another system: its columns, what its file proposes, and what people decide (docs/import.md)."""

import csv
import hashlib
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from registers.actions.imports import ImportRefused, import_school
from registers.actions.people import machine_post
from registers.imports.draft import Draft, PupilDraft, load
from registers.imports.mis_columns import suggest
from registers.imports.mis_compare import Difference, current_stay, differences, stored_value
from registers.imports.mis_folder import content_of, newest_file
from registers.imports.mis_reading import MisFileRefused, few_values, read_rows, table_of
from registers.imports.reading import Problem, Problems
from registers.imports.report import Report
from registers.models import ImportFile, ImportRun, MisMapping, MisProposal, Post, School
from registers.refusals import Refusal

PROBLEMS_KEPT = 200
SOURCE = "the other system's file"
COMMAND_NAME, COMMAND_POSITION = "read_mis_file", "command"
State, Kind = MisProposal.State, MisProposal.Kind


class FileNotRead(Refusal):
    """The other system's file cannot be read, or is not mapped yet."""

    who_can_fix = "Whoever prepares the file, or the office on the page of its columns."


class ChangedSince(Refusal):
    """What stands here is not what the proposal was compared with."""

    who_can_fix = "Read the file again, then decide about what it proposes now."


class NotToApprove(Refusal):
    """Joiners are admitted and leavers taken off the roll on their own pages; who is missing is only listed."""

    who_can_fix = "You can, on the page that the proposal leads to."


@transaction.atomic
def read_sample(*, school: School, content: bytes, by: Post, at: datetime) -> MisMapping:
    """Take the columns of a sample, with what they could be, and nothing of the pupils in it. Raises `FileNotRead`."""
    try:
        header, rows = table_of(content)
        seen = few_values(header, rows)
    except MisFileRefused as refusal:
        raise FileNotRead(f"The sample {refusal}.") from None
    mapping = MisMapping.objects.filter(school=school).first() or MisMapping(school=school)
    kept = {ours: theirs for ours, theirs in mapping.columns.items() if theirs in header}
    suggested = {ours: theirs for ours, theirs in suggest(header).items() if theirs not in kept.values()}
    mapping.header, mapping.seen, mapping.columns = header, seen, suggested | kept
    mapping.changed_at, mapping.by = at, by
    mapping.save()
    return mapping


@transaction.atomic
def save_mapping(
    *,
    mapping: MisMapping,
    columns: dict[str, str],
    values: dict[str, dict[str, str]],
    dates: str,
    by: Post,
    at: datetime,
) -> MisMapping:
    """Settle which of their columns is which of ours, and what their values mean."""
    mapping.columns, mapping.values, mapping.dates = columns, values, dates
    mapping.changed_at, mapping.by = at, by
    mapping.save()
    return mapping


@transaction.atomic
def read_mis_file(*, school: School, name: str, content: bytes, by: Post, at: datetime) -> ImportRun:
    """Compare the other system's file with the roll and keep what it proposes. Nothing of it is applied.

    Raises `FileNotRead`. Rows that cannot be read are listed, and say nothing about their pupils.
    """
    mapping = MisMapping.objects.filter(school=school).first()
    if mapping is None:
        raise FileNotRead("Nobody has said yet what the columns of the other system mean.")
    try:
        found = read_rows(name, content, columns=mapping.columns, values=mapping.values, dates=mapping.dates)
    except MisFileRefused as refusal:
        raise FileNotRead(f"{name} {refusal}.") from None
    today = at.date()
    draft = _loaded(school, today)
    wanted = {each.key: each for each in differences(found, draft, on=today)}
    silent = found.unreadable if found.is_whole else None
    counts = _keep(school, wanted, silent, read=set(found.rows), today=today)
    run = ImportRun.objects.create(
        school=school,
        kind=ImportRun.Kind.MIS,
        state=ImportRun.State.READ,
        as_of=today,
        made_at=at,
        by=by,
        name=by.user.name,
        position=by.position,
        report={"pupils": len(found.rows), **counts},
        problems=[vars(problem) for problem in found.problems[:PROBLEMS_KEPT]],
    )
    ImportFile.objects.create(
        school=school,
        run=run,
        name=name[-100:],
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
    )
    return run


@transaction.atomic
def approve_changes(*, proposals: Sequence[MisProposal], by: Post, at: datetime) -> int:
    """Make the proposed changes here, from today, through the import. Raises `ChangedSince`, `NotToApprove`,
    `ImportRefused`.
    """
    rows = _locked(proposals)
    if any(each.kind != Kind.CHANGE for each in rows):
        raise NotToApprove("Only changes are approved here.")
    if not rows:
        raise ChangedSince("These proposals were decided already.")
    school, today = rows[0].school, at.date()
    draft = _loaded(school, today)
    by_upn: dict[str, dict[str, str]] = {}
    for each in rows:
        who = draft.pupils.get(each.upn)
        stay = current_stay(who, today) if who else None
        if who is None or stay is None or stored_value(who, stay, each.field, today) != each.original:
            raise ChangedSince(f"{each.person}: what stands here has changed since the file was read.")
        row = by_upn.setdefault(each.upn, _as_stored(who, today))
        row.update(each.row)
        if each.field == "sen":
            row["ehcp"] = "1" if each.new == "E" else "0"
    _import(list(by_upn.values()), school, by=by, at=at)
    _decide(rows, State.APPROVED, by, at)
    return len(rows)


@transaction.atomic
def decline(*, proposals: Sequence[MisProposal], by: Post, at: datetime) -> int:
    """Leave what stands here; they come back only with another value. How many were declined."""
    rows = _locked(proposals)
    _decide(rows, State.DECLINED, by, at)
    return len(rows)


def read_nightly_files(*, folder: Path | None, at: datetime) -> str:
    """Read the newest file of each school that has a folder; how many. Raises `FileNotRead` for those that cannot be.

    Each school by itself: what one file has wrong keeps no other from being read.
    """
    read, refused = 0, []
    for school in School.objects.order_by("urn"):
        try:
            read += bool(read_nightly_file(school=school, folder=folder, at=at))
        except FileNotRead as refusal:
            refused.append(f"{school.urn}: {refusal.words}")
    if refused:
        raise FileNotRead(" ".join(refused))
    return f"{read} read." if read else "No file of another system is expected."


@transaction.atomic
def read_nightly_file(*, school: School, folder: Path | None, at: datetime) -> str:
    """Read the newest file that the other system left for the school; what it proposes, or nothing without a file.

    Raises `FileNotRead`.
    """
    try:
        file = newest_file(folder, school.urn)
        content = content_of(file) if file else b""
    except OSError as error:
        raise FileNotRead(f"The folder of the other system cannot be read: {error.strerror}.") from None
    if file is None:
        return ""
    by = machine_post(school=school, name=COMMAND_NAME, position=COMMAND_POSITION)
    run = read_mis_file(school=school, name=file.name, content=content, by=by, at=at)
    return f"{file.name}: {proposals_in_words(run.report)}."


def proposals_in_words(report: dict[str, int]) -> str:
    """How much of each kind waits after a reading."""
    kinds = ((Kind.JOINER, "joiners"), (Kind.LEAVER, "leavers"), (Kind.CHANGE, "changes"))
    waiting = ", ".join(f"{report[kind]:,} {words}" for kind, words in kinds)
    return f"{report['pupils']:,} pupils read; {waiting} wait for approval; {report[Kind.MISSING]:,} not in the file"


def _keep(
    school: School, wanted: dict[Any, Difference], unreadable: set[str] | None, *, read: set[str], today: date
) -> dict[str, int]:
    """Bring the proposals to what the file says now; how many of each kind wait."""
    known = {(each.upn, each.kind, each.field): each for each in MisProposal.objects.filter(school=school)}
    for key, difference in wanted.items():
        proposal = known.get(key) or MisProposal(school=school, upn=difference.upn, first_seen=today)
        _propose(proposal, difference, today)
    for key, proposal in known.items():
        speaks = proposal.upn in read or (unreadable is not None and proposal.upn not in unreadable)
        if key not in wanted and speaks and proposal.state in (State.OPEN, State.DECLINED):
            proposal.state, proposal.last_seen = State.SETTLED, today
            proposal.save(update_fields=["state", "last_seen"])
    waiting = MisProposal.objects.filter(school=school).open().values_list("kind", flat=True)
    counts = dict.fromkeys(Kind.values, 0)
    for kind in waiting:
        counts[kind] += 1
    return counts


def _propose(proposal: MisProposal, difference: Difference, today: date) -> None:
    """Keep a difference; one that was declined stays declined while its value stays the same."""
    same = proposal.new == difference.new and proposal.kind == difference.kind
    if proposal.pk is None or proposal.state in (State.SETTLED, State.APPROVED) or not same:
        if proposal.state != State.OPEN or not same:
            proposal.first_seen = today
        proposal.state = State.OPEN
    proposal.kind, proposal.field, proposal.person = (
        difference.kind,
        difference.about,
        difference.person[:202],
    )
    proposal.original, proposal.new = difference.original[:500], difference.new[:500]
    proposal.row, proposal.last_seen = difference.row, today
    proposal.pupil = difference.who.pupil if difference.who else None
    proposal.save()


def _loaded(school: School, today: date) -> Draft:
    draft = Draft(school, today, today, Problems(), Report(), source=SOURCE)
    load(draft)
    return draft


def _as_stored(who: PupilDraft, today: date) -> dict[str, str]:
    """The pupil's row as it stands: what a change does not name stays."""
    stay = current_stay(who, today)
    if stay is None:
        raise ChangedSince(f"{who.pupil} is not on the roll any more.")
    needed = ("surname", "forename", "dob", "sex", "class", "year_group", "admitted", "left")
    row = {name: stored_value(who, stay, name, today) for name in needed}
    return {"upn": who.pupil.upn, **row}


def _import(rows: list[dict[str, str]], school: School, *, by: Post, at: datetime) -> None:
    columns = sorted({name for row in rows for name in row})
    with TemporaryDirectory(prefix="import-") as place:
        with (Path(place) / "pupils.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="")
            writer.writeheader()
            writer.writerows(rows)
        try:
            import_school(folder=Path(place), at=at, urn=school.urn, by=by, source=SOURCE)
        except ImportRefused as refusal:
            refusal.problems = [
                Problem(rows[each.row - 2]["upn"], 0, each.column, each.reason)
                if 2 <= each.row < len(rows) + 2
                else each
                for each in refusal.problems
            ]
            raise


def _locked(proposals: Sequence[MisProposal]) -> list[MisProposal]:
    keys = [each.pk for each in proposals]
    rows = MisProposal.objects.open().filter(pk__in=keys).select_for_update(of=("self",))
    return list(rows.select_related("school").order_by("pk"))


def _decide(rows: Sequence[MisProposal], state: str, by: Post, at: datetime) -> None:
    MisProposal.objects.filter(pk__in=[each.pk for each in rows]).update(
        state=state, by=by, name=by.user.name, position=by.position, decided_at=at
    )
