"""The product's own codes and measures recompute what the Department for Education published for 2025/26.

The file counts sessions by code for England, regions and local authorities, by phase. Of its 647 rows 643 are
complete; in the other four the figures of one school are held back.
"""

import csv
from pathlib import Path

import pytest

import reporting
from registers.codes import ATTENDING, AUTHORISED, UNAUTHORISED
from reporting.measures import Measures, measure

FILE = Path(reporting.__file__).parent / "data" / "dfe_attendance_2025-26.csv"
PRESENT = {"present_am": "/", "present_pm": "\\"}
CODES = {**PRESENT, **{code: code for code in "L I M R S T H E C C1 J1 C2 B J P V W K G U O N".split()}}

INCOMPLETE = {
    ("City of London", "Primary"),
    ("City of London", "Total"),
    ("Isles of Scilly", "Secondary"),
    ("Isles of Scilly", "Total"),
}

# Where the published total of authorised absence is greater than the sum of its codes, by how many sessions.
AUTHORISED_DIFFERS = {
    "Primary": {"England": 10, "North West": 10, "Liverpool": 10},
    "Secondary": {
        "England": 96,
        "East Midlands": 23,
        "London": 4,
        "North East": 29,
        "South East": 22,
        "West Midlands": 8,
        "Yorkshire and The Humber": 10,
        "Barking and Dagenham": 1,
        "Birmingham": 2,
        "Camden": 3,
        "County Durham": 1,
        "Coventry": 1,
        "Derbyshire": 2,
        "Kent": 6,
        "Lincolnshire": 6,
        "North East Lincolnshire": 6,
        "North Lincolnshire": 4,
        "North Tyneside": 28,
        "Nottinghamshire": 6,
        "Oxfordshire": 15,
        "West Northamptonshire": 9,
        "West Sussex": 1,
        "Worcestershire": 5,
    },
    "Total": {
        "England": 106,
        "East Midlands": 23,
        "London": 4,
        "North East": 29,
        "North West": 10,
        "South East": 22,
        "West Midlands": 8,
        "Yorkshire and The Humber": 10,
        "Barking and Dagenham": 1,
        "Birmingham": 2,
        "Camden": 3,
        "County Durham": 1,
        "Coventry": 1,
        "Derbyshire": 2,
        "Kent": 6,
        "Lincolnshire": 6,
        "Liverpool": 10,
        "North East Lincolnshire": 6,
        "North Lincolnshire": 4,
        "North Tyneside": 28,
        "Nottinghamshire": 6,
        "Oxfordshire": 15,
        "West Northamptonshire": 9,
        "West Sussex": 1,
        "Worcestershire": 5,
    },
}
DIFFERS = {(area, phase): by for phase, areas in AUTHORISED_DIFFERS.items() for area, by in areas.items()}

Row = dict[str, str]
Key = tuple[str, str]


def is_complete(row: Row) -> bool:
    return all(row[column].isdigit() for column in (*CODES, "possible", "attending", "absent"))


def published() -> dict[Key, Row]:
    """Every row by area and phase. No region has the name of an authority."""
    with FILE.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["la_name"] or row["region"] or "England", row["phase"]): row for row in rows}
    assert len(found) == len(rows) == 647
    return found


def recomputed(row: Row) -> Measures:
    return measure({code: int(row[column]) for column, code in CODES.items()})


@pytest.fixture(scope="module")
def complete() -> dict[Key, tuple[Row, Measures]]:
    return {key: (row, recomputed(row)) for key, row in published().items() if is_complete(row)}


def differences(complete: dict[Key, tuple[Row, Measures]], column: str, measured: str) -> dict[Key, int]:
    found = {key: int(row[column]) - getattr(own, measured) for key, (row, own) in complete.items()}
    return {key: difference for key, difference in found.items() if difference}


Complete = dict[Key, tuple[Row, Measures]]


def test_all_but_four_rows_are_complete(complete: Complete) -> None:
    assert set(published()) - set(complete) == INCOMPLETE
    assert len(complete) == 643


def test_unauthorised_absence_is_exact_in_every_row(complete: Complete) -> None:
    assert differences(complete, "unauthorised", "unauthorised") == {}


def test_attendance_is_exact_in_every_row(complete: Complete) -> None:
    assert differences(complete, "attending", "attended") == {}


def test_attendance_needs_the_old_code_j_in_the_rows_that_still_have_it(complete: Complete) -> None:
    without = ATTENDING - {"J"}
    short = {
        key: int(row["attending"]) - sum(count for code, count in own.by_code.items() if code in without)
        for key, (row, own) in complete.items()
    }
    assert short == {key: int(row["J"]) for key, (row, _) in complete.items()}
    assert short["England", "Total"] == 87


def test_authorised_absence_is_exact_but_in_the_51_rows_named(complete: Complete) -> None:
    assert differences(complete, "authorised", "authorised") == DIFFERS
    assert len(DIFFERS) == 51
    assert (min(DIFFERS.values()), max(DIFFERS.values())) == (1, 106)


def test_authorised_absence_needs_the_old_code_h_in_the_rows_that_still_have_it(complete: Complete) -> None:
    without = AUTHORISED - {"H"}
    short = {
        key: int(row["authorised"]) - sum(count for code, count in own.by_code.items() if code in without)
        for key, (row, own) in complete.items()
    }
    assert short == {key: int(row["H"]) + DIFFERS.get(key, 0) for key, (row, _) in complete.items()}
    assert complete["England", "Total"][1].by_code["H"] == 388


def test_absence_and_possible_sessions_differ_only_as_authorised_absence_does(complete: Complete) -> None:
    assert differences(complete, "absent", "absent") == DIFFERS
    assert differences(complete, "possible", "possible") == DIFFERS


def test_published_rates_are_the_published_sums_divided(complete: Complete) -> None:
    for row, own in complete.values():
        possible = int(row["possible"])
        for column, part in (("attendance", own.attended), ("unauthorised", own.unauthorised)):
            assert float(row[f"{column}_percent"]) == pytest.approx(100 * part / possible, rel=1e-12)


def test_england_is_as_published(complete: Complete) -> None:
    row, own = complete["England", "Total"]
    assert sum(own.by_code[code] for code in ("/", "\\", "L")) == 2_245_897_896
    assert own.attended == 2_277_095_382
    assert own.unauthorised == 57_748_222
    assert own.late == 45_496_880
    assert (own.authorised + 106, own.absent + 106) == (110_576_083, 168_324_305)
    assert own.possible + 106 == int(row["possible"]) == 2_445_419_687


def test_every_code_that_the_file_counts_is_attended_or_missed() -> None:
    assert set(CODES.values()) == (ATTENDING | AUTHORISED | UNAUTHORISED) - {"F"}
