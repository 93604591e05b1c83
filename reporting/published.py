"""What the Department for Education published of England, its regions and authorities: one school year, by phase.

Source: "Pupil attendance in schools", official statistics in development, under the Open Government Licence v3.0
(reporting/data/LICENCE.md). Sums of sessions, so that shares are counted here as everywhere; no school is named in them.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from registers.codes import CODES, STORED
from reporting.measures import Measures, measure, percentage

FILE = Path(__file__).parent / "data" / "dfe_attendance_2025-26.csv"
YEAR = "2025/26"
SOURCE = "Department for Education, Pupil attendance in schools, 2025/26 to July 2026"
LICENCE = "Open Government Licence v3.0"
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"

COLUMNS = {"present_am": "/", "present_pm": "\\"} | {code: code for code in CODES if code in STORED}
"""Columns that count a code. The file has no column for some codes, and no school used them."""
ALL_SCHOOLS = "Total"
PHASES = {"Primary": "Primary", "Secondary": "Secondary", "Special": "Special", "All-through": ALL_SCHOOLS}
"""The phase published that a school's own is held against. Of nurseries nothing is published."""
PHASE_WORDS = {
    "Primary": "primary schools",
    "Secondary": "secondary schools",
    "Special": "special schools",
    ALL_SCHOOLS: "schools of every phase",
}


class Level(StrEnum):
    """How wide an area is, the widest first."""

    ENGLAND = "National"
    REGION = "Regional"
    AUTHORITY = "Local authority"


@dataclass(frozen=True)
class Area:
    """Schools of one phase in one area. `persistent`: the share of pupils in per cent, as published."""

    level: Level
    name: str
    code: str
    region: str
    phase: str
    schools: int
    pupils: int
    measures: Measures
    persistent: str

    @property
    def key(self) -> str:
        """How an address names it: england, region:East of England, authority:874."""
        if self.level is Level.ENGLAND:
            return "england"
        return f"authority:{self.code}" if self.level is Level.AUTHORITY else f"region:{self.name}"

    @property
    def attended_percent(self) -> str:
        """The share of sessions attended, to be read. An area without a session is not kept."""
        return str(percentage(self.measures.attended, self.measures.possible))

    @property
    def attended_share(self) -> float:
        """The same to be drawn."""
        return 100 * self.measures.attended / self.measures.possible

    @property
    def who(self) -> str:
        """Whose figures they are: 57 primary schools in Peterborough."""
        return f"{self.schools:,} {PHASE_WORDS[self.phase]} in {self.name}"


@cache
def areas(phase: str) -> Mapping[str, Area]:
    """Every area whose figures are published for this phase, by its key: England, the regions, the authorities by name."""
    with FILE.open(encoding="utf-8", newline="") as file:
        found = [_area(row) for row in csv.DictReader(file) if row["phase"] == phase and _is_told(row)]
    wide = list(Level)
    return {each.key: each for each in sorted(found, key=lambda each: (wide.index(each.level), each.name))}


def around(*, la_code: str, phase: str) -> list[Area]:
    """The areas a school lies in, the nearest first: authority, region, England. Fewer where one is not published."""
    known = areas(PHASES.get(phase, ""))
    england = [known["england"]] if known else []
    everywhere = areas(ALL_SCHOOLS)
    own = everywhere.get(f"authority:{la_code}")
    if own is None:
        return england
    near = [known[key] for key in (own.key, f"region:{own.region}") if key in known]
    return [*near, *england]


def neighbours(*, la_code: str, phase: str) -> list[Area]:
    """Every authority of the school's own region whose figures are published, by name, its own among them."""
    own = areas(ALL_SCHOOLS).get(f"authority:{la_code}")
    known = areas(PHASES.get(phase, "")).values()
    return [each for each in known if own and each.level is Level.AUTHORITY and each.region == own.region]


def _is_told(row: Mapping[str, str]) -> bool:
    """Whether the figures are given: those of a single school are held back."""
    return row["possible"].isdigit()


def _area(row: Mapping[str, str]) -> Area:
    level = Level(row["level"])
    name = {Level.ENGLAND: "England", Level.REGION: row["region"], Level.AUTHORITY: row["la_name"]}[level]
    return Area(
        level=level,
        name=_read_aloud(name),
        code=row["la_code"],
        region=row["region"],
        phase=row["phase"],
        schools=round(float(row["schools"])),
        pupils=round(float(row["enrolments"])),
        measures=measure({code: int(row[column]) for column, code in COLUMNS.items() if column in row}),
        persistent=f"{float(row['persistent_absence_percent']):.1f}",
    )


def _read_aloud(name: str) -> str:
    """Bristol, City of is the City of Bristol."""
    place, _, of = name.partition(", ")
    return f"{of[0].lower()}{of[1:]} {place}" if of else name
