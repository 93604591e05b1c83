"""The dashboard's arithmetic and words, without a database: bands, changes, the first line, the published figures."""

import pytest

from registers.models import School
from reporting.bands import Band, band_of, count_bands
from reporting.changes import Change, largest_changes
from reporting.headline import Pupils, Sum, headline, in_one_line
from reporting.published import PHASES, areas, around, neighbours


@pytest.mark.parametrize(
    ("absent", "possible", "band"),
    [
        (0, 0, None),
        (1, 21, Band.ABOVE_95),
        (1, 20, Band.TO_95),
        (35, 351, Band.TO_95),  # shows as 90.0 and is no persistent absence
        (1, 10, Band.TO_90),  # exactly a tenth is persistent absence
        (49, 100, Band.TO_90),
        (1, 2, Band.TO_50),
        (3, 3, Band.TO_50),
    ],
)
def test_bands_begin_at_whole_sessions_and_never_at_rounded_percentages(absent, possible, band):
    assert band_of(absent=absent, possible=possible) == band


def test_pupils_without_a_session_are_in_no_band():
    pupils = [(0, 0), (0, 10), (1, 10), (5, 10), (1, 15)]
    assert count_bands(pupils) == {Band.ABOVE_95: 1, Band.TO_95: 1, Band.TO_90: 1, Band.TO_50: 1}


def test_the_largest_changes_stand_both_ways_and_small_ones_in_neither():
    more, most = Change(1, 0, 40, 4, 40), Change(2, 2, 40, 20, 40)
    less, small = Change(3, 30, 40, 0, 20), Change(4, 0, 40, 1, 40)
    new = Change(5, 0, 0, 10, 40)
    assert largest_changes([more, most, less, small, new]) == ([most, more], [less])
    assert less.words == ("30 of 40 (75.0 %)", "0 of 20 (0.0 %)")


WEEK, BEFORE = Sum("Week 12", 3736, 4000), Sum("Week 11", 3760, 4000)


def test_the_first_line_says_the_week_the_published_figure_and_how_many_pupils():
    said = headline(WEEK, BEFORE, "Primary schools in England in 2025/26: 94.7 %", Pupils(416, 46, 5))
    assert said == [
        ("Week 12: 93.4 % attended, down 0.6 on week 11.", "week"),
        ("Primary schools in England in 2025/26: 94.7 %.", "published"),
        ("46 pupils are persistently absent (11 % of 416), 5 of them severely.", "pupils"),
    ]


@pytest.mark.parametrize(
    ("week", "before", "pupils", "line"),
    [
        (None, None, Pupils(0, 0, 0), "No pupil has a possible session in this period."),
        (WEEK, None, Pupils(9, 0, 0), "Week 12: 93.4 % attended. None of 9 pupils is persistently absent."),
        (
            WEEK,
            Sum("Week 11", 3735, 4000),  # 93.375 shows as 93.4, too
            Pupils(9, 1, 0),
            "Week 12: 93.4 % attended, the same as in week 11."
            " 1 pupil is persistently absent (11 % of 9), none severely.",
        ),
        (
            WEEK,
            Sum("Week 11", 0, 0),
            Pupils(0, 0, 0),
            "Week 12: 93.4 % attended. No pupil has a possible session in this period.",
        ),
    ],
)
def test_the_first_line_says_only_what_can_be_said(week, before, pupils, line):
    assert in_one_line(headline(week, before, "", pupils)) == line


def test_a_school_is_held_against_its_authority_region_and_england_of_its_own_phase():
    found = around(la_code="874", phase="Primary")
    assert [(each.who, each.attended_percent, each.persistent) for each in found] == [
        ("59 primary schools in Peterborough", "94.8", "13.7"),
        ("1,950 primary schools in East of England", "94.7", "13.3"),
        ("16,038 primary schools in England", "94.7", "13.8"),
    ]
    assert [each.key for each in found] == ["authority:874", "region:East of England", "england"]
    assert len({each.name for each in neighbours(la_code="874", phase="Primary")}) == 11


def test_what_is_not_published_is_not_made_up():
    city_of_london = around(la_code="201", phase="Primary")
    assert [each.name for each in city_of_london] == ["London", "England"]
    assert [each.name for each in around(la_code="000", phase="Secondary")] == ["England"]
    assert around(la_code="874", phase="Nursery") == neighbours(la_code="874", phase="Nursery") == []
    assert {phase for phase in School.Phase if phase not in PHASES} == {School.Phase.NURSERY}
    assert len(areas("Secondary")) == 161
