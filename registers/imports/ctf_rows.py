"""A common transfer file as files of formats.md: who is here already, who would be new, and what is asked first."""

import csv
import datetime as dt
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from registers.imports.ctf import Ctf, CtfPupil
from registers.imports.plan import COLUMNS
from registers.imports.reading import Problem
from registers.models import Admission, GroupMembership, Pupil, PupilStatus, School
from registers.school_year import YEAR_GROUPS

PUPILS, CONTACTS, PRIOR = "pupils.csv", "contacts.csv", "prior_absence.csv"


@dataclass
class Known:
    """A pupil of the file whom the school has, or is to have: the stay that the file is about."""

    pupil: Pupil
    stay: Admission
    group: str
    year_group: str


@dataclass
class CtfRows:
    """The rows by file, where each came from, and what a person should look at."""

    rows: dict[str, list[dict[str, str]]] = field(
        default_factory=lambda: {PUPILS: [], CONTACTS: [], PRIOR: []}
    )
    places: dict[str, list[tuple[int, str]]] = field(
        default_factory=lambda: {PUPILS: [], CONTACTS: [], PRIOR: []}
    )
    listed: list[str] = field(default_factory=list)

    def add(self, file: str, row: dict[str, str], number: int, what: str = "") -> None:
        """One row, from that pupil (and contact) of the file."""
        self.rows[file].append(row)
        self.places[file].append((number, what))

    def write(self, folder: Path) -> None:
        """The files, as an import reads them."""
        for name, rows in self.rows.items():
            if rows:
                columns = [column.name for column in COLUMNS[name]]
                with (folder / name).open("w", encoding="utf-8", newline="") as stream:
                    writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore")
                    writer.writeheader()
                    writer.writerows(rows)

    def problem_in(self, file: str, problem: Problem) -> Problem:
        """A problem of one of the rows, said of the transfer file: its row is the pupil's place in it."""
        places = self.places.get(problem.file, [])
        if not 2 <= problem.row < len(places) + 2:
            return Problem(file, 0, problem.column, problem.reason)
        number, what = places[problem.row - 2]
        return Problem(file, number, f"{what} {problem.column}".strip(), problem.reason)


def known_pupils(ctf: Ctf, *, school: School, on: dt.date) -> dict[str, Known]:
    """The pupils of the file with a stay here that holds on that day, or is agreed for a later one."""
    numbers = {number for pupil in ctf.pupils for number in (pupil.upn, pupil.values["former_upn"]) if number}
    pupils = {pupil.pk: pupil for pupil in Pupil.objects.filter(school=school, upn__in=numbers)}
    stays: dict[int, Admission] = {}
    for stay in Admission.objects.filter(school=school, pupil__in=pupils).order_by("-starting_day"):
        if stay.deleted_on is None or stay.deleted_on >= on:
            stays[stay.pupil_id] = stay
    groups = {
        row.pupil_id: row.group.name
        for row in GroupMembership.objects.filter(school=school, pupil__in=stays)
        .select_related("group")
        .order_by("first_day")
    }
    years = {
        row.pupil_id: row.value
        for row in PupilStatus.objects.on(on).filter(school=school, pupil__in=stays, kind="year_group")
    }
    return {
        pupils[key].upn: Known(pupils[key], stay, groups.get(key, ""), years.get(key, ""))
        for key, stay in stays.items()
    }


def rows_of(ctf: Ctf, *, known: dict[str, Known], answers: dict[str, Any]) -> CtfRows:
    """The rows of those who are here, and of the new ones for whom a starting day and a class were given."""
    out = CtfRows(listed=list(ctf.warnings))
    for pupil in ctf.pupils:
        here = known.get(pupil.upn) or known.get(pupil.values["former_upn"])
        given = answers.get(pupil.upn, {})
        if given.get("leave_out"):
            out.listed.append(f"{pupil.name} ({pupil.upn}) is left out, as you chose")
        elif here:
            _known_pupil(out, pupil, here)
        elif given.get("admitted") and given.get("class"):
            _new_pupil(out, pupil, given)
        else:
            out.listed.append(
                f"{pupil.name} ({pupil.upn}) is not on the roll: nothing is taken until you say when they start"
            )
    return out


def _known_pupil(out: CtfRows, pupil: CtfPupil, here: Known) -> None:
    row = pupil.values | {
        "class": here.group,
        "admitted": here.stay.starting_day.isoformat(),
        "left": here.stay.deleted_on.isoformat() if here.stay.deleted_on else "",
        "year_group": here.year_group or pupil.values["year_group"],
    }
    if here.pupil.last_school:
        row["last_school"] = ""  # what the school was told itself stays
    _add(out, pupil, row, here.stay.starting_day)


def _new_pupil(out: CtfRows, pupil: CtfPupil, given: dict[str, str]) -> None:
    year = given.get("year_group") or pupil.values["year_group"]
    row = pupil.values | {"class": given["class"], "admitted": given["admitted"], "year_group": year}
    _add(out, pupil, row, dt.date.fromisoformat(given["admitted"]))


def _add(out: CtfRows, pupil: CtfPupil, row: dict[str, str], starts: dt.date) -> None:
    if row["year_group"] not in YEAR_GROUPS:
        out.listed.append(
            f"{pupil.name}: the year group {row['year_group'] or 'is missing'} is not one of ours"
        )
    out.add(PUPILS, row, pupil.number)
    for place, contact in enumerate(pupil.contacts, start=1):
        out.add(CONTACTS, {"upn": pupil.upn} | contact, pupil.number, f"contact {place},")
    out.listed += [f"{pupil.name}: {note}" for note in pupil.notes]
    for year in pupil.years:
        _marks(out, pupil, year, starts)


def _marks(out: CtfRows, pupil: CtfPupil, year: Any, starts: dt.date) -> None:
    sessions = year.dated_sessions()
    if sessions is None:
        if year.unauthorised not in ("", "0"):
            words = f"{pupil.name}: {year.summary}. The file does not date them surely; ask the school for the dates"
            out.listed.append(words)
        return
    for each in sessions:
        if each.date >= starts:
            out.listed.append(
                f"{pupil.name}: {each.code} on {each.date} {each.session} is after the starting day here; left out"
            )
            continue
        row = {
            "upn": pupil.upn,
            "date": each.date.isoformat(),
            "session": each.session.value,
            "code": each.code,
        }
        row["school_name"] = year.school
        out.add(PRIOR, row, pupil.number)
    if sessions:
        out.listed.append(f"{pupil.name}: {year.summary}, dated by the file; check them with the school")
