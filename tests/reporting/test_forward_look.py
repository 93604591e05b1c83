"""Sessions left before a tenth or a half, worked out from integers and checked by trying every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.forward_look import ForwardLook, Line

# absent, possible, remaining: the line of a tenth, and the best percentage
CASES = {
    "nothing missed": ((0, 100, 280), Line(10, False, 12, 37, 0), "100.0"),
    "one more is a tenth": ((9, 99, 281), Line(10, False, 1, 28, 0), "97.6"),
    "exactly a tenth": ((10, 100, 280), Line(10, True, 0, 27, 1), "97.4"),
    "35 of 351 shows 10.0 and is not there": ((35, 351, 29), Line(10, False, 1, 2, 0), "90.8"),
    "no way back this year": ((38, 300, 80), Line(10, True, 0, None, None), "90.0"),
    "the last session decides": ((37, 379, 1), Line(10, False, 1, 0, 0), "90.3"),
    "too few left to get there": ((0, 379, 1), Line(10, False, None, 37, 0), "100.0"),
    "no marks yet": ((0, 0, 380), Line(10, False, 1, 37, 0), "100.0"),
    "nothing at all": ((0, 0, 0), Line(10, False, None, None, 0), None),
}


@pytest.mark.parametrize("case", CASES)
def test_how_far_a_tenth_is(case):
    integers, line, best = CASES[case]
    look = ForwardLook(*integers)
    assert (look.persistent, look.best) == (line, best)


def test_how_far_a_half_is():
    assert ForwardLook(49, 99, 281).severe == Line(2, False, 1, 140, 0)
    assert ForwardLook(50, 100, 280).severe == Line(2, True, 0, 139, 1)


@given(st.integers(0, 60), st.integers(0, 120), st.integers(0, 120), st.sampled_from([2, 10]))
def test_the_formulas_say_what_trying_every_number_finds(absent, attended, remaining, one_in):
    possible = absent + attended
    look = ForwardLook(absent, possible, remaining)

    def over(missed, of):
        return of > 0 and missed * one_in >= of

    def first(numbers):
        return next(iter(numbers), None)

    end = possible + remaining
    left = range(remaining + 1)
    crossed = over(absent, possible)
    fine = [n for n in left if end and not over(absent + n, end)]
    # `may_miss` is said of the line, not of the time left: at most all that remains may be missed
    may_miss = look.line(one_in).may_miss
    assert (None if may_miss is None else min(may_miss, remaining)) == (max(fine) if fine else None)
    assert look.line(one_in).crossed == crossed
    assert look.line(one_in).in_a_row == (
        0 if crossed else first(n for n in left if n and over(absent + n, possible + n))
    )
    assert look.line(one_in).to_return == (
        first(n for n in left if not over(absent, possible + n)) if crossed else 0
    )


def test_who_is_near_and_who_can_return():
    near = [(9, 99, 281), (0, 100, 280), (7, 100, 280)]
    assert [ForwardLook(*each).persistent.is_near for each in near] == [True, False, True]
    past = [(10, 100, 280), (38, 300, 80)]
    assert [ForwardLook(*each).persistent.can_return for each in past] == [True, False]
