"""What the Department for Education published of England, its regions and authorities: one school year, by phase.

Source: "Pupil attendance in schools", official statistics in development, under the Open Government Licence v3.0
(reporting/data/LICENCE.md). Sums of sessions, so that shares are counted here as everywhere. No school is named there.
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
def _rows() -> list[dict[str, str]]:
    with FILE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def region_of(la_code: str) -> str:
    """The region of an authority by its number; empty for one that the file does not know."""
    return next((row["region"] for row in _rows() if row["la_code"] == la_code), "")


@cache
def areas(phase: str) -> Mapping[str, Area]:
    """Every area whose figures of this phase are published, by its key: England, the regions, the authorities."""
    found = [_area(row) for row in _rows() if row["phase"] == phase and _is_told(row)]
    wide = list(Level)
    return {each.key: each for each in sorted(found, key=lambda each: (wide.index(each.level), each.name))}


def around(*, la_code: str, phase: str) -> list[Area]:
    """The areas a school lies in, the nearest first: authority, region, England. Fewer where one is not published."""
    known = areas(PHASES.get(phase, ""))
    england = [known["england"]] if known else []
    near = (f"authority:{la_code}", f"region:{region_of(la_code)}")
    return [*(known[key] for key in near if key in known), *england]


def neighbours(*, la_code: str, phase: str) -> list[Area]:
    """Every authority of the school's own region whose figures are published, by name, its own among them."""
    region, known = region_of(la_code), areas(PHASES.get(phase, "")).values()
    return [each for each in known if each.level is Level.AUTHORITY and each.region == region]


def _is_told(row: Mapping[str, str]) -> bool:
    """Whether the figures are given: those of a single school are held back."""
    return row["possible"].isdigit()


def _area(row: Mapping[str, str]) -> Area:
    level = Level(row["level"])
    name = {Level.ENGLAND: "England", Level.REGION: row["region"], Level.AUTHORITY: row["la_name"]}[level]
    return Area(
        level=level,
        name=_as_said(name),
        code=row["la_code"],
        region=row["region"],
        phase=row["phase"],
        schools=round(float(row["schools"])),
        pupils=round(float(row["enrolments"])),
        measures=measure({code: int(row[column]) for column, code in COLUMNS.items() if column in row}),
        persistent=f"{float(row['persistent_absence_percent']):.1f}",
    )


def _as_said(name: str) -> str:
    """Bristol, City of is called Bristol; Bournemouth, Christchurch and Poole is three places."""
    place, _, addition = name.partition(", ")
    return place if addition.endswith(" of") else name
