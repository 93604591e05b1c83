"""Attendance so far and earlier requests of the children of a request. It stands on a page of its own, by design."""

import datetime as dt
from dataclasses import dataclass

from absence.leave_list import ListedChild, ListedRequest, listed
from absence.models import LeaveRequest
from registers.models import Post, Pupil
from registers.pupil_year import current_period, pupil_year
from reporting.measures import Measures

YEARS = 3


@dataclass(frozen=True)
class Earlier:
    """An earlier request, and what came of it for this child."""

    row: ListedRequest
    child: ListedChild


@dataclass(frozen=True)
class Background:
    """One child: the year so far, and requests of the last three years."""

    pupil: Pupil
    first: dt.date
    last: dt.date
    measures: Measures
    earlier: tuple[Earlier, ...]


def background_of(request: LeaveRequest, *, post: Post, on: dt.date) -> list[Background]:
    """For each child of the request, the oldest first."""
    rows = request.children.select_related("pupil").order_by("pupil__dob", "pupil")
    first, last = current_period(request.school_id, on)
    found = []
    for child in rows:
        pupil = child.pupil
        year = pupil_year(pupil, first=first, last=last)
        found.append(Background(pupil, first, last, year.measures, tuple(_earlier(request, pupil, post, on))))
    return found


def _earlier(request: LeaveRequest, pupil: Pupil, post: Post, on: dt.date) -> list[Earlier]:
    since = on - dt.timedelta(days=365 * YEARS)
    others = LeaveRequest.objects.visible_to(post, on=on).exclude(pk=request.pk)
    mine = others.filter(children__pupil=pupil, last_day__gte=since).newest_first()
    return [
        Earlier(row, next(child for child in row.children if child.pupil.pk == pupil.pk))
        for row in listed(list(mine), on=on)
    ]
