"""Who goes where when the year turns: names, choices, problems, differences. No database."""

from dataclasses import replace
from datetime import date

import pytest

from registers.class_names import NOTHING, Suggestion, suggested, year_above
from registers.turn_problems import Problem, problems
from registers.year_turn import (
    Choice,
    Later,
    NextClassNow,
    Plan,
    PupilNow,
    Route,
    differences,
    outcomes,
)

FIRST_DAY = date(2027, 9, 1)
BORN = date(2019, 3, 14)
PRIMARY = [
    "RA",
    "RB",
    "1A",
    "1B",
    "3A",
    "3B",
    "4A",
    "4B",
    "6A",
    "Y4 Oak",
    "Year 4 Elm",
    "8M",
    "10H",
    "13A",
    "2",
]


@pytest.mark.parametrize(
    ("name", "years", "suggestion"),
    [
        ("3B", {"3"}, Suggestion("4B")),
        ("RA", {"R"}, Suggestion("1A")),
        ("7M", {"7"}, Suggestion("8M")),
        ("9H", {"9"}, Suggestion("10H")),
        ("Y3 Oak", {"3"}, Suggestion("Y4 Oak")),
        ("Year 3 Elm", {"3"}, Suggestion("Year 4 Elm")),
        ("1", {"1"}, Suggestion("2")),
        ("6A", {"6"}, Suggestion(leaves=True)),
        ("Oak", {"6"}, Suggestion(leaves=True)),
        ("Y3/4 Oak", {"3", "4"}, NOTHING),
        ("Y3/4 Oak", {"3"}, NOTHING),
        ("4C", {"4"}, NOTHING),
        ("Robins", {"R"}, NOTHING),
        ("Nursery", {"N2"}, NOTHING),
        ("Oak", {""}, NOTHING),
        ("Oak", set(), NOTHING),
        ("31", {"3"}, NOTHING),
    ],
)
def test_a_name_says_where_a_class_goes_or_nothing_is_suggested(name, years, suggestion):
    assert suggested(name, years, PRIMARY, "6") == suggestion


def test_in_an_all_through_school_year_six_goes_on():
    assert suggested("6A", {"6"}, ["6A", "7A", "11A"], "11") == Suggestion("7A")


def test_a_nursery_class_goes_to_reception_where_the_names_say_so():
    assert suggested("N2 Blue", {"N2"}, ["N2 Blue", "R Blue"], "6") == Suggestion("R Blue")


def test_the_years_follow_each_other():
    assert [year_above(year) for year in ["N1", "N2", "R", "6", "14", "", "x"]] == [
        "N2",
        "R",
        "1",
        "7",
        "",
        "",
        "",
    ]


def pupil(number, name, group, year, **more):
    return PupilNow(pupil=number, name=name, dob=BORN, group=group, year=year, **more)


ABLE, BELL, COLE, DEAN = (
    pupil(1, "Ann Able", 10, "3"),
    pupil(2, "Bo Bell", 10, "3"),
    pupil(3, "Cy Cole", 20, "4"),
    pupil(4, "Di Dean", 20, "4"),
)
THREE, FOUR, OAK = (
    NextClassNow(100, "3B", "3", group=10, teachers=("Meera Patel",)),
    NextClassNow(200, "4B", "4", group=20, teachers=("Jon Reed",)),
    NextClassNow(300, "Oak", "", teachers=("Olga Stein",)),
)


def plan(*pupils, routes=None, choices=None, **more):
    given = {"groups": {10: "3B", 20: "4B"}, "classes": (THREE, FOUR, OAK)} | more
    return Plan(first_day=FIRST_DAY, pupils=pupils, routes=routes or {}, choices=choices or {}, **given)


def where(given):
    """Each pupil's class of next year (or Leaves), and year."""
    names = {each.key: each.name for each in given.classes}
    return {
        each.now.name: ("Leaves" if each.leaves else names.get(each.to, ""), each.year)
        for each in outcomes(given)
    }


def words(given, *, blocking):
    return [each.words for each in problems(given, outcomes(given)) if each.blocks == blocking]


def test_a_class_goes_up_as_a_whole_and_the_top_year_leaves():
    given = plan(ABLE, BELL, COLE, DEAN, routes={10: Route("whole", 200), 20: Route("leave")})
    assert where(given) == {
        "Ann Able": ("4B", "4"),
        "Bo Bell": ("4B", "4"),
        "Cy Cole": ("Leaves", "4"),
        "Di Dean": ("Leaves", "4"),
    }
    assert words(given, blocking=True) == []
    assert words(given, blocking=False) == [
        "3B has no pupils next year.",
        "Oak has no pupils next year.",
        "The next school of 2 pupils is not known. They stay on the roll until a person deletes the name.",
    ]


def test_a_class_is_split_pupil_by_pupil_and_who_is_forgotten_blocks():
    given = plan(ABLE, BELL, routes={10: Route("split")}, choices={1: Choice(to=300)})
    assert where(given) == {"Ann Able": ("Oak", "4"), "Bo Bell": ("", "4")}
    assert words(given, blocking=True) == ["3B: 1 pupil without a class: Bo Bell."]


def test_two_classes_are_mixed_into_one():
    given = plan(ABLE, COLE, routes={10: Route("whole", 300), 20: Route("whole", 300)})
    assert where(given) == {"Ann Able": ("Oak", "4"), "Cy Cole": ("Oak", "5")}


def test_a_class_for_which_nothing_was_said_blocks():
    given = plan(ABLE, BELL, COLE, routes={20: Route("whole", 300)})
    assert words(given, blocking=True) == ["3B: nothing says where its 2 pupils go next year."]


def test_a_pupil_stays_back_with_a_reason_though_the_class_goes_up():
    kept = Choice(to=100, year="3", reason="agreed with the parents")
    given = plan(ABLE, BELL, routes={10: Route("whole", 200)}, choices={2: kept})
    assert where(given) == {"Ann Able": ("4B", "4"), "Bo Bell": ("3B", "3")}
    assert "Bo Bell stays in year 3: agreed with the parents." in words(given, blocking=False)


def test_a_pupil_of_the_top_class_stays_and_one_of_a_lower_class_leaves():
    given = plan(
        ABLE, COLE, routes={10: Route("whole", 200), 20: Route("leave")},
        choices={1: Choice(leaves=True), 3: Choice(to=200, year="4", reason="ill for most of the year")},
        next_schools={1: "Marlhythe School"},
    )  # fmt: skip
    assert where(given) == {"Ann Able": ("Leaves", "3"), "Cy Cole": ("4B", "4")}
    assert not any("next school" in each for each in words(given, blocking=False))


def test_twins_in_one_class_are_two_pupils_also_where_they_part():
    twins = (pupil(5, "Aoife Brannigan", 10, "3"), pupil(6, "Ciarán Brannigan", 10, "3"))
    given = plan(*twins, routes={10: Route("whole", 200)}, choices={6: Choice(to=300)})
    assert where(given) == {"Aoife Brannigan": ("4B", "4"), "Ciarán Brannigan": ("Oak", "4")}


def test_a_school_without_years_keeps_its_classes_and_says_nothing_of_years():
    pupils = (pupil(1, "Ann Able", 10, ""), pupil(3, "Cy Cole", 20, ""))
    given = plan(*pupils, routes={10: Route("whole", 100), 20: Route("whole", 200)}, classes=(THREE, FOUR))
    assert where(given) == {"Ann Able": ("3B", ""), "Cy Cole": ("4B", "")}
    assert problems(given, outcomes(given)) == []


def test_one_pupil_without_a_year_group_is_named():
    given = plan(ABLE, pupil(2, "Bo Bell", 10, ""), routes={10: Route("whole", 200)}, classes=(FOUR,))
    assert words(given, blocking=False) == ["1 pupil without a year group next year: Bo Bell."]


def test_nursery_children_go_on_inside_a_mixed_nursery():
    nursery = NextClassNow(400, "Nursery", "", group=40, teachers=("Jo Fox",))
    pupils = (pupil(1, "Ann Able", 40, "N1"), pupil(2, "Bo Bell", 40, "N2"))
    given = plan(
        *pupils, routes={40: Route("split")}, choices={1: Choice(to=400), 2: Choice(leaves=True)}, classes=(nursery,)
    )  # fmt: skip
    assert where(given) == {"Ann Able": ("Nursery", "N2"), "Bo Bell": ("Leaves", "N2")}


def test_after_the_last_year_group_there_is_none():
    given = plan(pupil(1, "Ann Able", 10, "14"), routes={10: Route("whole", 300)})
    assert where(given) == {"Ann Able": ("Oak", "")}


def test_pupils_without_a_class_now_are_listed_and_do_not_block():
    given = plan(pupil(1, "Ann Able", None, "3", dual="Kestrel School"), classes=())
    assert problems(given, outcomes(given)) == [
        Problem(False, "intake", "1 pupil on the roll without a class, now and next year: Ann Able.")
    ]


def test_the_intake_takes_the_year_of_its_class_or_of_its_age():
    new = replace(pupil(1, "Ann Able", None, ""), starts=FIRST_DAY, dob=date(2023, 3, 1))
    also = replace(new, pupil=2, name="Bo Bell")
    given = plan(new, also, choices={1: Choice(to=100), 2: Choice(to=300)})
    assert where(given) == {"Ann Able": ("3B", "3"), "Bo Bell": ("Oak", "R")}


def test_the_intake_without_a_class_is_listed_and_one_admitted_into_a_class_is_not():
    new = replace(pupil(1, "Ann Able", None, ""), starts=FIRST_DAY)
    placed = replace(
        new, pupil=2, name="Bo Bell", later_group=10, later_from=FIRST_DAY, later_year=Later(FIRST_DAY, "3")
    )
    given = plan(new, placed, classes=(THREE,))
    assert where(given) == {"Ann Able": ("", ""), "Bo Bell": ("3B", "3")}
    assert words(given, blocking=False) == ["1 pupil of the intake without a class: Ann Able."]


def test_a_pupil_put_into_another_class_from_that_day_is_in_two():
    moved = replace(ABLE, later_group=20, later_from=FIRST_DAY)
    given = plan(moved, routes={10: Route("whole", 300)})
    assert words(given, blocking=True) == [
        "Ann Able is in two: put into 4B already from 1 September, and into Oak here."
    ]
    assert words(plan(moved, routes={10: Route("whole", 200)}), blocking=True) == []
    later = replace(moved, later_from=date(2027, 11, 1))
    assert words(plan(later, routes={10: Route("whole", 300)}), blocking=True) == []


def test_a_class_without_a_teacher_and_one_with_too_many_infants_are_remarked():
    infants = [pupil(n, f"P {n}", 10, "R") for n in range(31)]
    one = NextClassNow(500, "1A", "1")
    given = plan(*infants, routes={10: Route("whole", 500)}, classes=(one,))
    assert words(given, blocking=False) == [
        "1A has no teacher next year.",
        "1A has 31 infants; the limit with one teacher is 30.",
    ]


def test_leavers_are_not_held_in_a_class_of_next_year():
    given = plan(ABLE, routes={10: Route("leave")}, holding_class="oak")
    assert words(given, blocking=True) == [
        "Leavers cannot be held in oak: a class of next year has that name."
    ]


def test_a_calendar_that_is_not_settled_blocks_and_stands_first():
    given = plan(ABLE, routes={10: Route("whole", 200)}, calendar_is_settled=False)
    assert problems(given, outcomes(given))[0] == Problem(
        True, "calendar", "Next year's calendar is not settled."
    )


def test_an_empty_school_has_nothing_to_turn():
    given = plan(classes=())
    assert (outcomes(given), problems(given, [])) == ([], [])


def test_what_differs_from_the_rehearsal_is_said():
    before = plan(ABLE, BELL, COLE, routes={10: Route("whole", 200), 20: Route("leave")})
    shown = {str(each.now.pupil): list(each.as_shown) for each in outcomes(before)}
    now = plan(
        ABLE, BELL, DEAN, routes={10: Route("whole", 200), 20: Route("leave")}, choices={2: Choice(to=300)}
    )
    assert differences(shown, outcomes(before), {}) == []
    assert differences(shown, outcomes(now), {3: "Cy Cole"}) == [
        "Bo Bell goes elsewhere, or into another year.",
        "Di Dean was not there.",
        "Cy Cole is no longer there.",
    ]
