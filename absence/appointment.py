"""Which registers a child misses who is out of school for a part of a day. Pure arithmetic of one day's times."""

from collections.abc import Mapping
from datetime import time

from registers.arrivals import SessionTimes


def missed_registers(
    times: Mapping[str, SessionTimes], *, out_at: time | None, back_at: time | None
) -> tuple[str, ...]:
    """The sessions whose register finds the child away, in order of the day.

    A register is missed by who has gone before it is taken and is not back before it closes: whoever leaves after it
    keeps the mark, and whoever comes back while it is open is late, not absent. `out_at` None: not in school before;
    `back_at` None: not back that day.
    """
    return tuple(
        session
        for session, each in sorted(times.items())
        if (out_at is None or out_at <= each.start) and (back_at is None or back_at >= each.close)
    )


def halves_on(weekday: int, sessions: tuple[str, ...]) -> str:
    """Ten half-days, Monday AM to Friday PM: those sessions of that weekday."""
    meant = {weekday * 2 + (session == "PM") for session in sessions}
    return "".join("1" if place in meant else "0" for place in range(10))
