"""Attendance measures against the cases worked out from the published method."""

import pytest

from reporting.measures import (
    Measures,
    Sums,
    Total,
    census_absence,
    measure,
    percentage,
    total,
    total_of_sums,
)

# case: counts, possible, absent, attendance shown (two places), persistent, severe
CASES: dict[str, tuple[dict[str, int], int, int, str | None, bool, bool]] = {
    "a": ({"/": 190, "\\": 190}, 380, 0, "100.00", False, False),
    "b": ({"/": 171, "\\": 171, "I": 38}, 380, 38, "90.00", True, False),
    "c": ({"/": 172, "\\": 171, "O": 37}, 380, 37, "90.26", False, False),
    "d": ({"/": 95, "\\": 95, "I": 100, "O": 60, "G": 30}, 380, 190, "50.00", True, True),
    "e": ({"/": 158, "\\": 158, "I": 35}, 351, 35, "90.03", False, False),
    "f": (
        {"/": 10, "\\": 10, "V": 4, "K": 2, "D": 4, "Y4": 2, "#": 2, "I": 2, "U": 2, "L": 2},
        32,
        4,
        "87.50",
        True,
        False,
    ),
    "g": ({"/": 10, "C2": 10}, 20, 10, "50.00", True, True),
    "h": ({"X": 20}, 0, 0, None, False, False),
    "i": ({"/": 2, "\\": 1, "I": 1}, 4, 1, "75.00", True, False),
    "j": ({"D": 18, "/": 1, "\\": 1}, 2, 0, "100.00", False, False),
    "k": ({"Q": 10, "/": 5, "\\": 5}, 10, 0, "100.00", False, False),
    "l before": ({"/": 5, "\\": 4, "N": 1}, 10, 1, "90.00", True, False),
    "l after": ({"/": 5, "\\": 4, "M": 1}, 10, 1, "90.00", True, False),
}


@pytest.mark.parametrize("case", CASES)
def test_each_case_measures_as_published(case: str) -> None:
    counts, possible, absent, shown, persistent, severe = CASES[case]
    found = measure(counts)
    assert (found.possible, found.absent) == (possible, absent)
    assert percentage(found.attended, found.possible, 2) == shown
    assert (found.persistent, found.severe) == (persistent, severe)
    assert found.absence_rate == (f"{absent}/{possible}" if possible else None)


def test_case_e_shows_ten_percent_and_is_not_persistent() -> None:
    found = measure(CASES["e"][0])
    assert (percentage(found.absent, found.possible), found.persistent) == ("10.0", False)


def test_case_l_moves_from_unauthorised_to_authorised() -> None:
    before, after = measure(CASES["l before"][0]), measure(CASES["l after"][0])
    assert [(m.authorised, m.unauthorised) for m in (before, after)] == [(0, 1), (1, 0)]


def test_the_row_for_machines_is_whole() -> None:
    assert measure({"U": 1, "/": 9, "L": 2, "": 3, "#": 4, "Y4": 2, "M": 1, "O": 0}).as_row() == {
        "possible": 13,
        "attended": 11,
        "authorised": 1,
        "unauthorised": 1,
        "late": 2,
        "by_code": {"/": 9, "L": 2, "M": 1, "Y4": 2, "U": 1},
        "absence_rate": "2/13",
    }


def test_old_codes_keep_what_they_counted_as() -> None:
    found = measure({"H": 1, "J": 2, "F": 4, "Y": 8})
    assert (found.authorised, found.attended, found.possible) == (5, 2, 7)


def test_a_code_that_nobody_knows_is_not_left_out_in_silence() -> None:
    with pytest.raises(ValueError, match="not attendance codes: QQ"):
        measure({"QQ": 1, "/": 1})


def test_a_school_rate_is_the_sum_and_never_the_mean_of_percentages() -> None:
    pupils = [measure({"/": 100}), measure({"/": 50, "O": 50}), measure({"/": 2, "I": 2}), measure({"X": 20})]
    found = total(pupils)
    assert found == Total(
        measures=Measures({"/": 152, "X": 20, "I": 2, "O": 50}),
        pupils=3,
        persistent_pupils=2,
        severe_pupils=2,
    )
    assert found.measures.absence_rate == "52/204"
    assert percentage(52, 204, 2) == "25.49"


def test_the_total_row_for_machines_is_whole() -> None:
    assert total([measure({"/": 9, "I": 1}), measure({"X": 2})]).as_row() == {
        "possible": 10,
        "attended": 9,
        "authorised": 1,
        "unauthorised": 0,
        "late": 0,
        "by_code": {"/": 9, "X": 2, "I": 1},
        "absence_rate": "1/10",
        "pupils": 1,
        "persistent_pupils": 1,
        "severe_pupils": 0,
    }


def test_nobody_at_all_is_a_total_of_nothing() -> None:
    assert total([]) == Total(measures=Measures({}), pupils=0, persistent_pupils=0, severe_pupils=0)


@pytest.mark.parametrize(
    ("part", "whole", "places", "shown"),
    [
        (1, 8, 1, "12.5"),
        (1, 16, 1, "6.3"),
        (1, 3, 0, "33"),
        (1, 2000, 1, "0.1"),
        (1, 2001, 1, "0.0"),
        (0, 5, 1, "0.0"),
        (5, 5, 2, "100.00"),
        (0, 0, 1, None),
    ],
)
def test_a_percentage_is_rounded_half_up_for_display(
    part: int, whole: int, places: int, shown: str | None
) -> None:
    assert percentage(part, whole, places) == shown


@pytest.mark.parametrize(
    ("reasons", "authorised", "unauthorised", "counted"),
    [(42, 15, 35, 50), (50, 30, 10, 50), (25, 20, 5, 25)],
)
def test_reasons_count_unless_the_totals_are_more(reasons, authorised, unauthorised, counted) -> None:
    assert census_absence(reasons=reasons, authorised=authorised, unauthorised=unauthorised) == counted


@pytest.mark.parametrize("case", CASES)
def test_sums_without_codes_judge_as_marks_do(case: str) -> None:
    found = measure(CASES[case][0])
    sums = Sums(found.attended, found.authorised, found.unauthorised, found.late)
    told = (sums.possible, sums.absent, sums.absence_rate, sums.persistent, sums.severe)
    assert told == (found.possible, found.absent, found.absence_rate, found.persistent, found.severe)
    together = total_of_sums([sums, sums])
    pupils = total([found, found]).pupils
    assert together == Total(sums + sums, pupils, 2 * sums.persistent, 2 * sums.severe)
