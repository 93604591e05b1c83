"""The timetable's rules: which runs a day has, by when each must be done, and when one is tried again.

Local times are those of the school (Europe/London). No job is due from 01:00 to 02:00, because that hour comes twice
on the day the clocks go back and not at all on the day they go forward.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from attendance_site.parts.clock import LONDON
from registers.codes import Session

CATCH_UP_DAYS = 7
"""After a stop, runs of so many days back are still made, in the order of their dates."""
TASK_ENDS_AFTER = dt.timedelta(seconds=90)
"""A task that runs longer is ended by Celery (attendance_site/celery.py)."""
ABANDONED_AFTER = dt.timedelta(seconds=100)
"""A run that was started so long ago and never ended has lost its worker: it may be claimed again."""
SCHOOLS_TOGETHER = 30
"""The runs of so many schools at most go to one task that takes many: the others go to another worker meanwhile."""
FIRST_RETRY = dt.timedelta(minutes=5)
RETRY_AT_LEAST_EVERY = dt.timedelta(days=1)
SEEN_WITHIN = dt.timedelta(minutes=5)
"""The timetable is looked at each minute; after so long without it the home page says so."""

SWEEP = "start_due_jobs"
"""The look at the timetable itself. It keeps one row a day: when it last started and last finished."""


@dataclass(frozen=True)
class Due:
    """A time of day: a fixed one, or so many minutes after a session's registration closes."""

    fixed: dt.time | None = None
    close_of: Session | None = None
    minutes: int = 0

    def on(self, closes: Mapping[Session, dt.time]) -> dt.time | None:
        """The local time on a day whose sessions close then; None on a day without that session."""
        if self.close_of is None:
            return self.fixed
        close = closes.get(self.close_of)
        if close is None:
            return None
        return (dt.datetime.combine(dt.date.min, close) + dt.timedelta(minutes=self.minutes)).time()


def at(clock: str) -> Due:
    """A fixed local time: at("06:30")."""
    return Due(fixed=dt.time.fromisoformat(clock))


def after_close(session: str, minutes: int = 0) -> Due:
    """So many minutes after that session's registration closes, by the school's own times."""
    return Due(close_of=Session(session), minutes=minutes)


SCHOOL_DAYS, EVERY_DAY = "school days", "every day"
SCHOOL, SITE = "each school", "the site"


@dataclass(frozen=True)
class Job:
    """One line of the timetable.

    `task`: the Celery task that does it; its last word is the job's name. `due`: local times. `late_after`: minutes
    after which a run that has not finished is overdue. `on`: school days or every day. `once_for`: each school or the
    whole site. `each_minute`: it has no time of day; it is done each minute and keeps one row a day. `together`: its
    task takes the runs of many schools at once.
    """

    task: str
    due: Sequence[Due]
    late_after: int
    words: str
    on: str = SCHOOL_DAYS
    once_for: str = SCHOOL
    each_minute: bool = False
    together: bool = False

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        return self.task.rpartition(".")[2]


class Expected(NamedTuple):
    """One run that a day has: its local time, that moment, and the moment from which it is overdue."""

    due_at: dt.time
    moment: dt.datetime
    deadline: dt.datetime


@dataclass(frozen=True)
class Day:
    """A date at a school: when registration closes in each session that the school meets for."""

    date: dt.date
    closes: Mapping[Session, dt.time] = field(default_factory=dict)
    is_school_day: bool = False


def runs_on(job: Job, day: Day) -> list[Expected]:
    """The runs of that job on that day, in order."""
    if job.on == SCHOOL_DAYS and not day.is_school_day:
        return []
    times = {time for due in job.due if (time := due.on(day.closes)) is not None}
    return [_expected(job, day.date, time) for time in sorted(times)]


def retry_after(attempts: int) -> dt.timedelta:
    """How long after the n-th failed attempt the next one comes: 5 minutes, then four times as long, at most a day."""
    return min(FIRST_RETRY * int(4 ** min(attempts - 1, 6)), RETRY_AT_LEAST_EVERY)


def _expected(job: Job, date: dt.date, time: dt.time) -> Expected:
    moment = dt.datetime.combine(date, time, LONDON)
    return Expected(time, moment, moment + dt.timedelta(minutes=job.late_after))
