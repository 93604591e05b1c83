"""One column of progress from the school's own file: imported, replaced, removed. Nothing is made of it."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db import transaction

from attendance_site.parts.clock import LONDON
from registers.imports.mis_reading import MisFileRefused, table_of
from registers.models import Post, Pupil, School
from registers.models.signed import signed_by
from registers.refusals import Refusal
from registers.upn import UPNRefused, clean
from reporting.models import ProgressColumn, PupilProgress

LONGEST = 60
NUMBER = "upn"


class ProgressRefused(Refusal):
    """The file cannot be taken like that."""

    who_can_fix = "You can: put the file right, or name the column as its first row does."


@dataclass(frozen=True)
class File:
    """A file as it was uploaded, and which of its columns is meant."""

    name: str
    content: bytes
    column: str
    measured_on: dt.date


@dataclass(frozen=True)
class Imported:
    """What came of it: rows taken, and those that name nobody here or a pupil twice."""

    column: ProgressColumn
    taken: int
    unknown: int
    doubled: int


@transaction.atomic
def import_progress(
    *, school: School, file: File, operation: uuid.UUID, by: Post, at: dt.datetime
) -> Imported:
    """Read UPN and one column of a CSV file. Pressing twice imports it once. Raises ProgressRefused."""
    School.objects.select_for_update(no_key=True).get(pk=school.pk)  # one press at a time
    before = ProgressColumn.objects.filter(school=school, operation=operation).first()
    if before is not None:
        return Imported(before, before.values.count(), 0, 0)
    if file.measured_on > at.astimezone(LONDON).date():
        raise ProgressRefused("The day lies ahead: say from which day the column is.")
    read, doubled = _read(file)
    known = dict(Pupil.objects.filter(school=school, upn__in=read).values_list("upn", "pk"))
    if not known:
        raise ProgressRefused(f"No row of {file.name[:60]} has the UPN of a pupil here and something to say.")
    column = ProgressColumn.objects.create(
        school=school,
        label=file.column.strip()[:LONGEST],
        measured_on=file.measured_on,
        file_name=file.name[:200],
        operation=operation,
        **signed_by(by, at),
    )
    PupilProgress.objects.bulk_create(
        PupilProgress(school=school, column=column, pupil_id=pupil, value=read[upn])
        for upn, pupil in known.items()
    )
    return Imported(column, len(known), len(read) - len(known), doubled)


@transaction.atomic
def remove_progress(*, column: ProgressColumn, by: Post, at: dt.datetime) -> ProgressColumn:
    """Show it no more, and forget what it said of each pupil. Raises ProgressRefused."""
    column = ProgressColumn.objects.select_for_update().get(pk=column.pk)
    if column.removed_at is not None:
        raise ProgressRefused("It was removed already.")
    column.values.all().delete()
    column.removed_at, column.removed_name = at, by.user.name
    column.save(update_fields=["removed_at", "removed_name"])
    return column


def _read(file: File) -> tuple[dict[str, str], int]:
    """By UPN what the column says, and how many pupils stand in the file twice, of whom nothing is taken."""
    try:
        header, rows = table_of(file.content)
        names = [name.casefold() for name in header]
        if NUMBER not in names or file.column.strip().casefold() not in names:
            raise ProgressRefused(f"The first row names no column UPN and “{file.column.strip()[:LONGEST]}”.")
        number, value = names.index(NUMBER), names.index(file.column.strip().casefold())
        found = [
            (_upn(cells[number]), cells[value].strip()[:LONGEST])
            for _, cells in rows
            if len(cells) > max(number, value)
        ]
    except MisFileRefused as refused:
        raise ProgressRefused(f"{file.name[:60]} {refused}.") from refused
    count = Counter(upn for upn, _ in found)
    return {upn: said for upn, said in found if said and count[upn] == 1}, sum(n > 1 for n in count.values())


def _upn(cell: str) -> str:
    try:
        return clean(cell)
    except UPNRefused:
        return cell.strip()[:13]
