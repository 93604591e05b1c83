"""Where a pupil is, from the day's marks and the movements through the door."""

from datetime import time

import pytest

from registers.fire_roll import Day, MarkOfDay, Moved, Place, Standing, place_at

DAY = Day(morning=(time(8, 45), time(12)), afternoon=(time(13, 10), time(15, 15)))


def read(text: str):
    """`AM /`, `AM U 9:20`, `out 10:30` in a list of facts."""
    marks, moves = [], []
    for fact in filter(None, (part.strip() for part in text.split(","))):
        kind, *rest = fact.split()
        if kind in ("AM", "PM"):
            code = rest[0].replace("clear", "")
            marks.append(MarkOfDay(kind, code, time.fromisoformat(rest[1]) if len(rest) > 1 else None))
        else:
            moves.append(Moved(kind, time.fromisoformat(rest[0])))
    return marks, moves


def standing(text: str, now: str, **facts) -> str:
    marks, moves = read(text)
    return place_at(time.fromisoformat(now), marks=marks, moves=moves, day=DAY, **facts).standing.value


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        ("", "08:30", "unmarked"),
        ("", "09:30", "unmarked"),
        ("AM clear", "09:30", "unmarked"),
        ("AM /", "09:30", "on_site"),
        ("AM L 08:51", "09:30", "on_site"),
        ("AM U 09:20", "09:30", "on_site"),
        ("AM U 09:20, in 09:20", "09:30", "on_site"),
        ("AM M", "09:30", "absent"),
        ("AM M 10:10", "10:30", "on_site"),
        ("AM M, in 10:10", "10:30", "on_site"),
        ("AM M, in 10:10", "10:00", "absent"),
        ("AM N", "09:30", "absent"),
        ("AM N, in 12:20", "12:30", "on_site"),
        ("AM V", "09:30", "elsewhere"),
        ("AM D", "09:30", "elsewhere"),
        ("AM V, PM \\", "13:30", "on_site"),
        ("AM /, PM V", "12:30", "on_site"),
        ("AM /, PM V", "13:30", "elsewhere"),
        ("AM /, out 10:30", "10:29", "on_site"),
        ("AM /, out 10:30", "10:30", "signed_out"),
        ("AM /, out 10:30, back 11:30", "11:00", "signed_out"),
        ("AM /, out 10:30, back 11:30", "11:45", "on_site"),
        ("AM /, out 10:30, back 11:30, out 11:50", "12:30", "signed_out"),
        ("AM /, out 10:30, PM M", "14:00", "signed_out"),
        ("AM /, out 10:30, PM M, back 14:05", "14:10", "on_site"),
        ("AM /, out 10:30, PM \\", "13:20", "on_site"),
        ("AM /, PM \\, out 13:30", "13:40", "signed_out"),
        ("AM /", "13:20", "on_site"),
        ("AM N", "13:20", "absent"),
        ("AM N, PM \\", "13:20", "on_site"),
        ("AM /, PM N", "13:20", "look_for"),
        ("AM U 09:20, PM N", "13:20", "look_for"),
        ("AM /, PM N, seen 13:25", "13:30", "on_site"),
        ("AM N, PM N", "13:20", "absent"),
        ("AM clear, PM \\", "13:20", "on_site"),
        ("seen 09:00", "09:10", "on_site"),
    ],
)
def test_the_latest_of_marks_and_movements_says_where_a_pupil_is(facts, now, expected):
    assert standing(facts, now) == expected


@pytest.mark.parametrize(
    ("facts", "now", "expected"),
    [
        ("AM /", "11:59", "on_site"),
        ("AM /", "12:00", "gone_home"),
        ("AM /, PM X", "13:30", "elsewhere"),
        ("", "09:00", "unmarked"),
        ("", "12:30", "gone_home"),
        ("AM /, out 12:00", "12:30", "signed_out"),
        ("AM /, back 12:10", "12:30", "on_site"),
    ],
)
def test_a_pupil_of_mornings_only_is_gone_when_the_morning_ends(facts, now, expected):
    assert standing(facts, now, expected_afternoon=False) == expected


def test_a_place_says_since_when_and_by_which_code():
    marks, moves = read("AM U 09:20")
    assert place_at(time(9, 30), marks=marks, moves=moves, day=DAY) == Place(
        Standing.ON_SITE, time(9, 20), "U"
    )


def test_a_movement_at_the_minute_of_a_mark_is_the_later_knowledge():
    assert standing("AM /, out 08:45", "08:46") == "signed_out"


def test_a_school_without_times_has_its_morning_from_midnight_and_its_afternoon_from_noon():
    marks, moves = read("AM /, PM N")
    nothing_set = Day(morning=None, afternoon=None)
    assert place_at(time(11), marks=marks, moves=moves, day=nothing_set).standing is Standing.ON_SITE
    assert place_at(time(12), marks=marks, moves=moves, day=nothing_set).standing is Standing.LOOK_FOR


def test_only_pupils_known_to_be_away_need_no_tick():
    assert [each.value for each in Standing if not each.is_accounted_for] == [
        "on_site",
        "look_for",
        "unmarked",
    ]
