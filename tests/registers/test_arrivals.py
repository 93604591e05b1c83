"""The late boundary of a register open from 8:45 to 8:55."""

import datetime as dt

import pytest

from registers.arrivals import Arrival, ArrivalRefused, SessionTimes, mark_on_arrival

TIMES = SessionTimes(start=dt.time(8, 45), close=dt.time(8, 55), end=dt.time(12, 15))


def at(hour: int, minute: int, second: int = 0) -> dt.time:
    return dt.time(hour, minute, second)


@pytest.mark.parametrize(
    ("arrived", "better", "expected"),
    [
        pytest.param(at(8, 44), "", Arrival("/"), id="08:44"),
        pytest.param(at(8, 45), "", Arrival("/"), id="08:45 as it starts"),
        pytest.param(at(8, 45, 1), "", Arrival("L", 1), id="08:45:01"),
        pytest.param(at(8, 46), "", Arrival("L", 1), id="08:46"),
        pytest.param(at(8, 54, 59), "", Arrival("L", 9), id="08:54:59"),
        pytest.param(at(8, 55), "", Arrival("U", 10), id="08:55:00 as it closes"),
        pytest.param(at(10, 10), "M", Arrival("M", 85), id="10:10 from the dentist"),
        pytest.param(at(10, 10), "", Arrival("U", 85), id="10:10 no reason"),
        pytest.param(at(8, 50), "M", Arrival("L", 5), id="08:50 from the dentist is still L"),
        pytest.param(None, "", Arrival("N"), id="never arrives"),
        pytest.param(None, "I", Arrival("I"), id="never arrives, reported ill"),
        pytest.param(at(12, 14, 59), "", Arrival("U", 209), id="just before the end"),
    ],
)
def test_the_code_follows_the_stated_arrival(arrived: dt.time | None, better: str, expected: Arrival) -> None:
    assert mark_on_arrival(arrived, session="AM", times=TIMES, better_code=better) == expected


def test_present_in_the_afternoon_has_its_own_code() -> None:
    times = SessionTimes(start=dt.time(13, 0), close=dt.time(13, 10), end=dt.time(15, 15))
    assert mark_on_arrival(at(12, 59), session="PM", times=times) == Arrival("\\")


@pytest.mark.parametrize("arrived", [at(12, 15), at(15, 0)])
def test_an_arrival_after_the_end_of_the_session_is_refused(arrived: dt.time) -> None:
    with pytest.raises(ArrivalRefused, match=r"ended at 12:15.*the office gives its code"):
        mark_on_arrival(arrived, session="AM", times=TIMES)


def test_a_register_open_for_more_than_thirty_minutes_is_pointed_out() -> None:
    half_past = SessionTimes(start=dt.time(8, 45), close=dt.time(9, 15), end=dt.time(12, 15))
    longer = SessionTimes(start=dt.time(8, 45), close=dt.time(9, 16), end=dt.time(12, 15))
    assert (half_past.open_too_long, longer.open_too_long) == (False, True)


@pytest.mark.parametrize(("start", "close", "end"), [(9, 9, 12), (10, 9, 12), (9, 13, 12)])
def test_times_out_of_order_are_refused(start: int, close: int, end: int) -> None:
    with pytest.raises(ValueError, match="in that order"):
        SessionTimes(start=dt.time(start), close=dt.time(close), end=dt.time(end))
