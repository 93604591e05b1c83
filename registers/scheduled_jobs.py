"""What the job ledger says to people: which runs are late, and whether anybody looks at the timetable at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import NamedTuple

from attendance_site.parts.clock import LONDON
from registers.ledger import SCHOOLS_TOGETHER, SEEN_WITHIN, SWEEP
from registers.models import JobRun, School

WHO_CAN_FIX = "Whoever looks after this site starts the worker and beat."


def runs_to_hand_over(at: datetime) -> list[list[JobRun]]:
    """The runs that are due at `at`, in order, for each school that has none in hand (and for the site)."""
    busy = set(JobRun.objects.in_hand(at).values_list("school", flat=True))
    due: dict[int | None, list[JobRun]] = defaultdict(list)
    for run in JobRun.objects.claimable(at).order_by("expected_at", "pk"):
        if run.school_id not in busy:
            due[run.school_id].append(run)
    return list(due.values())


class HandOver(NamedTuple):
    """What the workers are given: `chains`, a school's runs one after another; `lots`, a run each of many schools."""

    chains: list[list[JobRun]]
    lots: list[list[JobRun]]


def hand_over(due: Iterable[list[JobRun]], together: Collection[str]) -> HandOver:
    """What is due at each school, parted: a job of `together` goes in lots, many schools to a task.

    In a lot goes what is all that is due at a school and was never begun: a run that failed is made alone.
    """
    chains: list[list[JobRun]] = []
    alike: dict[str, list[JobRun]] = defaultdict(list)
    for runs in due:
        if len(runs) == 1 and runs[0].job in together and not runs[0].attempts:
            alike[runs[0].job].extend(runs)
        else:
            chains.append(runs)
    lots = [
        runs[place : place + SCHOOLS_TOGETHER]
        for runs in alike.values()
        for place in range(0, len(runs), SCHOOLS_TOGETHER)
    ]
    return HandOver(chains, lots)


def last_seen() -> datetime | None:
    """When a worker last looked at the timetable to the end; None if never."""
    return (
        JobRun.objects.filter(job=SWEEP, finished_at__isnull=False)
        .order_by("-date")
        .values_list("finished_at", flat=True)
        .first()
    )


def overdue_jobs(school: School | None, at: datetime) -> list[str]:
    """What is wrong with the scheduled jobs of a school (and of the site) at `at`: a sentence each, or nothing."""
    return [*_nobody_looks(at), *_late(school, at), *_failing(school, at)]


def _nobody_looks(at: datetime) -> list[str]:
    seen = last_seen()
    if seen is None:
        return [f"The scheduled jobs have not been started yet. {WHO_CAN_FIX}"]
    if at - seen > SEEN_WITHIN:
        return [
            f"No worker has been seen since {_moment(seen, at)}, so scheduled jobs do not run. {WHO_CAN_FIX}"
        ]
    return []


def _failing(school: School | None, at: datetime) -> list[str]:
    """What is done each minute and fails, or has not been done for minutes though the timetable is looked at."""
    today = JobRun.objects.each_minute().filter(date=at.astimezone(LONDON).date())
    return [
        f"“{run.words}” does not work. {run.outcome}" if run.failed else _stalled(run, at)
        for run in today.of(school).order_by("job")
        if run.failed or at - (run.finished_at or run.expected_at) > SEEN_WITHIN
    ]


def _stalled(run: JobRun, at: datetime) -> str:
    since = _moment(run.finished_at or run.expected_at, at)
    return f"Not done since {since}: “{run.words}”, which is done each minute. {WHO_CAN_FIX}"


def _late(school: School | None, at: datetime) -> list[str]:
    runs: dict[str, list[JobRun]] = defaultdict(list)
    ours = JobRun.objects.overdue(at).of(school) | JobRun.objects.overdue(at).of(None)
    for run in ours.order_by("expected_at", "pk"):
        runs[run.words or run.job].append(run)
    return [_sentence(words, late, at) for words, late in runs.items()]


def _sentence(words: str, late: list[JobRun], at: datetime) -> str:
    first, last = late[0], late[-1]
    if len(late) == 1:
        text = f"Not done yet: “{words}”, due at {_moment(first.expected_at, at)}."
    else:
        text = f"Not done yet: “{words}”, {len(late)} times since {_moment(first.expected_at, at)}."
    if not last.failed:
        return text
    text = f"{text} {last.outcome}"
    if last.not_before is None or last.not_before <= at:
        return text
    return f"{text} It is tried again at {_moment(last.not_before, at)}."


def _moment(moment: datetime, at: datetime) -> str:
    local, today = moment.astimezone(LONDON), at.astimezone(LONDON).date()
    clock = f"{local.hour}:{local.minute:02}"
    return clock if local.date() == today else f"{clock} on {local:%A} {local.day} {local:%B}"
