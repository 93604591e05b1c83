"""The clock: school time, moved as a whole, refused when unreadable."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from attendance_site.parts import clock


@pytest.fixture(autouse=True)
def _real_time(monkeypatch):
    monkeypatch.delenv("SITE_CLOCK_OFFSET", raising=False)


@time_machine.travel(datetime(2026, 11, 24, 8, 44, tzinfo=UTC), tick=False)
def test_in_winter_school_time_is_universal_time():
    assert clock.now().isoformat() == "2026-11-24T08:44:00+00:00"


@time_machine.travel(datetime(2026, 6, 30, 23, 30, tzinfo=UTC), tick=False)
def test_in_summer_the_day_begins_an_hour_before_midnight_universal_time():
    assert clock.now().isoformat() == "2026-07-01T00:30:00+01:00"
    assert clock.today() == date(2026, 7, 1)


@time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False)
@pytest.mark.parametrize("moment", ["2026-11-24T08:44", "2025-07-01T08:44:30", "2026-07-01T08:44+01:00"])
def test_a_moved_clock_shows_the_moment_it_was_moved_to(monkeypatch, moment):
    monkeypatch.setenv("SITE_CLOCK_OFFSET", str(clock.offset_to(moment)))
    assert clock.now().replace(tzinfo=None) == datetime.fromisoformat(moment).replace(tzinfo=None)


@pytest.mark.parametrize("part", [0, 1, 400_000, 600_000, 999_999])
def test_a_moved_clock_never_shows_a_minute_before_its_moment(monkeypatch, part):
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, 0, part, tzinfo=UTC), tick=False):
        monkeypatch.setenv("SITE_CLOCK_OFFSET", str(clock.offset_to("2026-11-24T08:44")))
        assert clock.now().strftime("%H:%M:%S") == "08:44:00"


def test_a_moved_clock_runs_on(monkeypatch):
    with time_machine.travel(datetime(2026, 3, 1, 12, 0, tzinfo=UTC), tick=False) as real:
        monkeypatch.setenv("SITE_CLOCK_OFFSET", str(clock.offset_to("2026-11-24T08:44")))
        real.shift(timedelta(minutes=11))
        assert clock.now().strftime("%d %B %H:%M") == "24 November 08:55"


@time_machine.travel(datetime(2026, 3, 28, 12, 0, tzinfo=UTC), tick=False)
def test_the_hour_that_the_clocks_leave_out_is_left_out(monkeypatch):
    monkeypatch.setenv("SITE_CLOCK_OFFSET", str(clock.offset_to("2026-03-29T00:59") + 60))
    assert clock.now().isoformat() == "2026-03-29T02:00:00+01:00"


@pytest.mark.parametrize("moment", ["tomorrow", "24/11/2026", ""])
def test_an_unreadable_moment_is_refused_with_an_example(moment):
    with pytest.raises(clock.ClockUnreadable, match="such as 2026-11-24T08:44"):
        clock.offset_to(moment)


def test_an_unreadable_offset_is_refused(monkeypatch):
    monkeypatch.setenv("SITE_CLOCK_OFFSET", "soon")
    with pytest.raises(clock.ClockUnreadable, match="number of seconds"):
        clock.now()
