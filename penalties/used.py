"""Which sessions a penalty notice has used: they are left out of a count unless somebody asks for them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection

from penalties.models import NoticeSession, PenaltyNotice
from registers.models import PriorAbsence

Half = tuple[dt.date, str]


def used_sessions(schools: Collection[int], pupils: Collection[int] | None = None) -> dict[int, set[Half]]:
    """By pupil, the sessions that a notice to either parent has used, here or at an earlier school. One statement.

    A notice that was withdrawn, or was not issued after all, has used none. No text settles whether a session may
    count twice; payment discharges the liability for those days, so they count once (D).
    """
    standing = PenaltyNotice.objects.filter(school__in=schools).standing().values("pk")
    here = NoticeSession.objects.filter(school__in=schools, notice__in=standing)
    earlier = PriorAbsence.objects.filter(school__in=schools, used_on__isnull=False)
    if pupils is not None:
        here = here.filter(notice__pupil__in=pupils)
        earlier = earlier.filter(pupil__in=pupils)
    found: dict[int, set[Half]] = defaultdict(set)
    rows = here.values_list("notice__pupil_id", "date", "session").union(
        earlier.values_list("pupil_id", "date", "session")
    )
    for pupil, day, session in rows:
        found[pupil].add((day, session))
    return dict(found)
