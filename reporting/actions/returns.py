"""Making the daily returns, keeping them as they were made, and noting who collected them."""

import logging
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import date, datetime

from django.db import transaction

from registers.ledger import SCHOOLS_TOGETHER
from registers.models import Post, School, SchoolDay
from reporting.models import Return, ReturnCollected
from reporting.return_rows import File, files_of
from reporting.returns import fingerprint

logger = logging.getLogger(__name__)
FILES_AT_ONCE = 4
"""So many files go to PostgreSQL in one statement, which takes three times their size."""
Now = Callable[[], datetime]


def make_daily_return(*, school: School, on: date, at: datetime) -> Return | None:
    """The school's return of that day: a new version where its content differs from the one that stands.

    None on a day without a session. It is ready to be collected; nothing is sent to anybody.
    """
    return next(iter(make_daily_returns(schools=[school], on=on, now=lambda: at)), None)


def make_in_turn(*, schools: Sequence[School], on: date, now: Now) -> Iterator[Return]:
    """The same for any number of schools, some at a time, each as soon as it is made. `now`: the clock.

    Where some fail together, each is made by itself; what is at fault is raised once all others are made.
    """
    first_fault: Exception | None = None
    for place in range(0, len(schools), SCHOOLS_TOGETHER):
        some = schools[place : place + SCHOOLS_TOGETHER]
        try:
            made = make_daily_returns(schools=some, on=on, now=now)
        except Exception:
            logger.exception("Returns of %s schools together failed; each is made alone", len(some))
            for school in some:
                try:
                    made = make_daily_returns(schools=[school], on=on, now=now)
                except Exception as fault:
                    first_fault = first_fault or fault
                else:
                    yield from made
        else:
            yield from made
    if first_fault is not None:
        raise first_fault


@transaction.atomic
def make_daily_returns(*, schools: Collection[School], on: date, now: Now) -> list[Return]:
    """The returns of those of the schools that have a session that day, in the order of the schools, all or none.

    As many statements for many schools as for one. For memory's sake at most SCHOOLS_TOGETHER. A return is made at
    the moment at which nobody else is making one, so that later versions have later moments.
    """
    open_that_day = set(
        SchoolDay.objects.filter(school__in=schools, date=on).values_list("school", flat=True)
    )
    meeting = [school for school in schools if school.pk in open_that_day]
    one_at_a_time(meeting)
    at, files, standing = now(), files_of(meeting, on), _standing(meeting, on)
    made = {school.pk: _made(school, on, files[school.pk], standing.get(school.pk), at) for school in meeting}
    new = [each for each in made.values() if each._state.adding]
    Return.objects.bulk_create(new, batch_size=FILES_AT_ONCE)
    return list(made.values())


def one_at_a_time(schools: Collection[School]) -> None:
    """Wait for whoever makes a return of these schools: versions follow each other. In a transaction."""
    keys = [school.pk for school in schools]
    list(School.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk").values_list("pk"))


def note_collected(*, taken: Return, with_token: str, by: Post, at: datetime) -> ReturnCollected:
    """Note that somebody, or another program by its token, took the file of a return."""
    return ReturnCollected.objects.create(
        school_id=taken.school_id,
        taken=taken,
        with_token=with_token,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def _standing(schools: Collection[School], on: date) -> dict[int, Return]:
    """The newest version of that day's return, by school."""
    newest = Return.objects.filter(school__in=schools, date=on).order_by("school", "-version")
    return {each.school_id: each for each in newest.distinct("school").without_content()}


def _made(school: School, on: date, file: File, standing: Return | None, at: datetime) -> Return:
    """The return that stands where the file is the same, or else the next version, not yet kept."""
    sha256 = fingerprint(file.content)
    if standing is not None and standing.sha256 == sha256:
        return standing
    version = standing.version + 1 if standing else 1
    return Return(
        id=f"{school.urn}-{on.isoformat()}-v{version}",
        school=school,
        date=on,
        version=version,
        rows=file.rows,
        sha256=sha256,
        content=file.content,
        said=file.said,
        at=at,
    )
