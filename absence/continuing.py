"""An absence that goes on: how long, since when nobody has been reached, and what is due by then.

A school day counts as a day without contact where the pupil was due, was in no session of it, nobody has given a
reason and nobody was reached about it. Attending or being seen, a reason on the register, and being reached each end
the count. School days are handed over in order; closed days are not among them and so count for nothing.
"""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from absence.deadlines import ATTENDANCE_RETURN_AFTER, CONTINUOUS, GROUND_I_AFTER, DayOfCodes, runs
from registers.codes import CLEARED, NOT_EXPECTED, PART_TIME_LEAVE

# The school policy, "Absence Procedures": a referral to the authority where nobody was reached by the tenth day (V).
REFERRAL_AFTER = 10
NOT_DUE = frozenset({NOT_EXPECTED, PART_TIME_LEAVE})
"""Sessions that the pupil was not expected at: they neither count nor end anything."""


@dataclass(frozen=True)
class Continuing:
    """How one pupil's absence stands at the end of `days`, the school days handed over."""

    without_contact: tuple[dt.date, ...]
    """The school days since anybody was reached, in order; the last one is today or the day before."""
    without_attempt: tuple[dt.date, ...]
    """Those of them, but not today, on which nobody tried."""
    unauthorised: int
    """School days one after another without authority, up to now."""
    unauthorised_since: dt.date | None
    referral_by: dt.date | None
    """The tenth school day without contact; None where the calendar ends before it."""
    absent_since: dt.date | None = None

    @property
    def days(self) -> int:
        """School days without contact."""
        return len(self.without_contact)

    @property
    def referral_due(self) -> bool:
        """Whether the referral to the authority is due now."""
        return self.days >= REFERRAL_AFTER

    @property
    def return_reached(self) -> bool:
        """Whether the authority is to be told of ten school days without authority one after another."""
        return self.unauthorised >= ATTENDANCE_RETURN_AFTER

    @property
    def ground_i_reached(self) -> bool:
        """Whether ground (i) may be considered, once there were joint enquiries with the authority."""
        return self.unauthorised >= GROUND_I_AFTER


def continuing(
    *,
    school_days: Sequence[dt.date],
    on: dt.date,
    codes: Mapping[dt.date, Sequence[str]],
    reached: Collection[dt.date] = (),
    tried: Collection[dt.date] = (),
) -> Continuing:
    """How the absence of one pupil stands on `on`.

    `school_days`: from before the absence to as far as the calendar goes. `codes`: the code of each session that has a
    mark. `reached`: days on which anybody was reached or the child was seen. `tried`: days on which somebody tried.
    """
    past = [day for day in school_days if day <= on]
    missing = _without_contact(past, codes, frozenset(reached))
    untried = tuple(day for day in missing if day not in tried and day != on)
    length, since = _unauthorised(past, codes)
    coming = [day for day in school_days if day > on]
    return Continuing(
        missing,
        untried,
        length,
        since,
        referral_by=_referral_by(missing, coming),
        absent_since=_absent_since(past, codes),
    )


def is_without_reason(codes: Sequence[str]) -> bool:
    """Whether a day's marks say that the pupil was away all of it and nobody has given a reason."""
    due = [code for code in codes if code not in NOT_DUE and code != CLEARED]
    return bool(due) and all(code in CONTINUOUS for code in due)


def _without_contact(
    past: Sequence[dt.date], codes: Mapping[dt.date, Sequence[str]], reached: frozenset[dt.date]
) -> tuple[dt.date, ...]:
    found = []
    for day in reversed(past):
        marks = codes.get(day, ())
        if day in reached:
            break
        if not _counts(marks):  # no register, or not expected: it says nothing either way
            continue
        if not is_without_reason(marks):
            break
        found.append(day)
    return tuple(reversed(found))


def _counts(marks: Sequence[str]) -> bool:
    return any(code not in NOT_DUE and code != CLEARED for code in marks)


def _unauthorised(
    past: Sequence[dt.date], codes: Mapping[dt.date, Sequence[str]]
) -> tuple[int, dt.date | None]:
    """The run of deadlines.py that still lasts. Today counts from its first mark; a day without marks breaks a run."""
    expected = [
        DayOfCodes(day, tuple(code for code in codes.get(day, ()) if code != NOT_EXPECTED)) for day in past
    ]
    days = [day for day in expected if day.codes or not codes.get(day.day)]
    if days and not days[-1].codes:  # today's register has still to be taken
        days.pop()
    lasting = [run for run in runs(days) if run.last == days[-1].day] if days else []
    return (lasting[0].length, lasting[0].first) if lasting else (0, None)


def _absent_since(past: Sequence[dt.date], codes: Mapping[dt.date, Sequence[str]]) -> dt.date | None:
    """The first of the days, up to now, that were all absence without authority."""
    first = None
    for day in reversed(past):
        marks = codes.get(day, ())
        if _counts(marks):
            if not is_without_reason(marks):
                break
            first = day
    return first


def _referral_by(missing: Sequence[dt.date], coming: Sequence[dt.date]) -> dt.date | None:
    """The day that is, or would be, the tenth without contact."""
    if not missing:
        return None
    days = [*missing, *coming]
    return days[REFERRAL_AFTER - 1] if len(days) >= REFERRAL_AFTER else None
