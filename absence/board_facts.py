"""What the board reads besides the day's registers: who to ring, what marks a child out, who was last seen when.

Each function is one or two statements, however many pupils it is asked about.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable
from enum import IntEnum
from typing import NamedTuple

from django.db import connection
from django.db.models import Q

from absence.contradictions import GRANTED
from registers.codes import (
    ABSENT,
    ATTENDING,
    CONFIRMED_ON_DAY,
    DUE_ELSEWHERE,
    NOT_EXPECTED,
    NOT_POSSIBLE,
    ON_SITE,
    PART_CLOSED,
    PART_TIME_LEAVE,
    SITE_CLOSED,
    STUDY_LEAVE,
)
from registers.models import PlannedMark, PupilStatus, School

LOOK_BACK = dt.timedelta(days=60)
"""Marks of so many days say when a child was last seen."""
ENDED_WITHIN = dt.timedelta(days=14)
"""An illness or a suspension that ended longer ago is no reason to say that somebody was due back; leave is, for
LOOK_BACK: ten school days after it something may follow (absence/due_back.py)."""
SEEN = ATTENDING | ON_SITE
AWAY = (ABSENT | NOT_POSSIBLE) - {
    NOT_EXPECTED, DUE_ELSEWHERE, PART_CLOSED, SITE_CLOSED, STUDY_LEAVE, PART_TIME_LEAVE,
} - ON_SITE  # fmt: skip
"""Codes of a day on which the school expected to see the child and did not."""


class Risk(IntEnum):
    """Who is looked for first."""

    PROTECTION_PLAN = 0
    SOCIAL_WORKER = 1
    LOOKED_AFTER = 2
    NONE = 9


RISK_WORDS = {
    Risk.PROTECTION_PLAN: "Child protection plan",
    Risk.SOCIAL_WORKER: "Social worker",
    Risk.LOOKED_AFTER: "Looked after",
}


class Flags(NamedTuple):
    """What is known of a child beside the register."""

    risk: Risk = Risk.NONE
    medical: bool = False


class LastSeen(NamedTuple):
    """When the school last saw a child, and on how many school days since then it expected to and did not."""

    on: dt.date | None
    days_away: int


def flags_of(school: School, pupils: Collection[int], day: dt.date) -> dict[int, Flags]:
    """Risk and medical condition of those who have either. One statement."""
    kinds = PupilStatus.Kind
    rows = PupilStatus.objects.on(day).filter(
        school=school, pupil__in=pupils, kind__in=[kinds.SOCIAL_WORKER, kinds.LOOKED_AFTER, kinds.MEDICAL]
    )
    found: dict[int, Flags] = defaultdict(Flags)
    for pupil, kind, value in rows.values_list("pupil", "kind", "value"):
        before = found[pupil]
        if kind == kinds.MEDICAL:
            found[pupil] = before._replace(medical=True)
        else:
            found[pupil] = before._replace(risk=min(before.risk, _risk(kind, value)))
    return dict(found)


def _risk(kind: str, value: str) -> Risk:
    if kind == PupilStatus.Kind.LOOKED_AFTER:
        return Risk.LOOKED_AFTER
    return Risk.PROTECTION_PLAN if value == "CP" else Risk.SOCIAL_WORKER


SEEN_LAST = """
SELECT asked.pupil_id, seen.date,
       (SELECT count(DISTINCT away.date) FROM registers_mark away
         WHERE away.school_id = %(school)s AND away.pupil_id = asked.pupil_id AND away.code = ANY(%(away)s)
           AND away.date BETWEEN %(since)s AND %(day)s AND (seen.date IS NULL OR away.date > seen.date))
FROM unnest(%(pupils)s::bigint[]) AS asked (pupil_id)
LEFT JOIN LATERAL (
  SELECT max(date) AS date FROM (
    SELECT max(mark.date) AS date FROM registers_mark mark
     WHERE mark.school_id = %(school)s AND mark.pupil_id = asked.pupil_id AND mark.code = ANY(%(seen)s)
       AND mark.date BETWEEN %(since)s AND %(day)s
    UNION ALL
    SELECT max(visit.date) FROM absence_contactattempt visit
     WHERE visit.school_id = %(school)s AND visit.pupil_id = asked.pupil_id AND visit.seen_and_spoken
       AND visit.date BETWEEN %(since)s AND %(day)s AND {visits}
       AND NOT EXISTS (SELECT FROM absence_contactattempt later WHERE later.corrects_id = visit.id)
  ) AS either) AS seen ON true
"""


def last_seen(school: School, pupils: Iterable[int], day: dt.date, *, visits: bool) -> dict[int, LastSeen]:
    """When each was last at school (`visits`: or seen and spoken to elsewhere). One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            SEEN_LAST.format(visits="true" if visits else "false"),
            {
                "school": school.pk,
                "pupils": list(pupils),
                "day": day,
                "since": day - LOOK_BACK,
                "seen": sorted(SEEN),
                "away": sorted(AWAY),
            },
        )
        return {pupil: LastSeen(on, days) for pupil, on, days in cursor.fetchall()}


def ended_plans(school: School, pupils: Collection[int], day: dt.date) -> dict[int, PlannedMark]:
    """The plan of absence that ended last, of each who had one that ended lately. One statement."""
    plans = PlannedMark.objects.filter(
        school=school,
        pupil__in=pupils,
        status=PlannedMark.Status.PLANNED,
        withdrawn_at__isnull=True,
        last_day__lt=day,
        code__in=sorted(AWAY - CONFIRMED_ON_DAY),
    ).filter(Q(last_day__gte=day - ENDED_WITHIN) | Q(last_day__gte=day - LOOK_BACK, code__in=sorted(GRANTED)))
    return {plan.pupil_id: plan for plan in plans.order_by("last_day", "at", "pk")}
