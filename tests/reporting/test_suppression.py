"""Nobody can be made out from a report without names, not even by subtracting."""

from itertools import product

import pytest

from reporting.suppression import Counted, Said, beside, what_is_said

ALL, NAMELESS, NOTHING = Said(True, True), Said(True, False), Said(False, False)


def said(whole, *groups):
    return what_is_said([Counted(*each) for each in groups], Counted(*whole))


@pytest.mark.parametrize(
    ("whole", "groups", "wanted"),
    [
        ((400, 60), [(200, 30), (200, 30)], [ALL, ALL]),
        ((400, 60), [(8, 2), (192, 28), (200, 30)], [NOTHING, NOTHING, ALL]),
        ((400, 60), [(395, 58)], [NOTHING]),  # five pupils are not in it: both would tell of them
        ((400, 60), [(120, 30)], [ALL]),
        ((400, 60), [(120, 4)], [NAMELESS]),
        ((400, 60), [(30, 24), (370, 36)], [NAMELESS, NAMELESS]),  # all but six of a group
        ((400, 60), [(100, 4), (150, 26), (150, 30)], [NAMELESS, NAMELESS, ALL]),
        ((400, 60), [(0, 0), (400, 60)], [ALL, ALL]),
        (
            (400, 60),
            [(4, 1), (3, 1), (93, 18), (300, 40)],
            [NOTHING, NOTHING, NOTHING, ALL],
        ),  # seven together
        (
            (400, 60),
            [(100, 4), (100, 3), (100, 20), (100, 33)],
            [NAMELESS, NAMELESS, NAMELESS, ALL],
        ),  # seven together of two
    ],
)
def test_small_groups_and_what_tells_of_them_are_not_said(whole, groups, wanted):
    assert said(whole, *groups) == wanted


@pytest.mark.parametrize(
    ("inner", "outer", "wanted"),
    [
        ((112, 34), (130, 37), NAMELESS),  # three of the eighteen who are in the outer one only
        ((112, 34), (118, 36), NOTHING),  # six of them
        ((112, 34), (160, 50), ALL),
        ((112, 34), (112, 34), ALL),
    ],
)
def test_a_group_that_another_lies_in_does_not_tell_of_the_few_besides(inner, outer, wanted):
    assert beside(Counted(*inner), Counted(*outer), ALL) == wanted


def test_what_is_hidden_cannot_be_worked_out_from_what_is_said():
    for first, second, third in product((0, 3, 9, 10, 40), repeat=3):
        groups = [Counted(each, 0) for each in (first, second, third)]
        whole = Counted(sum(each.pupils for each in groups), 0)
        found = what_is_said(groups, whole)
        hidden = [each.pupils for each, words in zip(groups, found, strict=True) if not words.group]
        assert len(hidden) != 1 or whole.pupils == hidden[0] or not any(
            each.group for each, counted in zip(found, groups, strict=True) if counted.pupils
        )  # fmt: skip
