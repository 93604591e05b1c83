"""Ben is suspended, and what then stands planned for him."""

import datetime as dt

import pytest

from registers.actions.suspensions import record_suspension
from registers.models import PlannedMark
from registers.suspension_rules import HalfDay
from registers.suspensions import suspensions_of
from tests.factories import THE_DAY, at


def november(day, session="AM"):
    return HalfDay(dt.date(2026, 11, day), session)


def december(day, session="PM"):
    return HalfDay(dt.date(2026, 12, day), session)


FROM_MIDDAY, SIXTH_DAY = november(24, "PM"), december(2)


@pytest.fixture
def ben(pupils):
    return pupils[0]


@pytest.fixture
def suspend(head, ben):
    """Suspend Ben; from the day's afternoon to Wednesday 2 December where nothing else is said."""

    def record(first=FROM_MIDDAY, last=SIXTH_DAY, pupil=ben, kind="suspension", **said):
        return record_suspension(
            pupil=pupil,
            kind=kind,
            first=first,
            last=last,
            reason="DB",
            words="Repeated disruption",
            **{"decided_by": "Ruth Adeyemi", "decided_position": "Headteacher", "by": head, "at": at("08:50")}
            | said,
        )

    return record


def now(suspension, post, on=THE_DAY):
    found = suspensions_of(pupils=[suspension.pupil_id], school=post.school, on=on, post=post)
    return next(each for each in found.listed if each.suspension.pk == suspension.pk)


def planned(pupil):
    """What stands planned: first day, last day, half-days, code."""
    plans = PlannedMark.objects.filter(pupil=pupil, withdrawn_at__isnull=True)
    return sorted((each.first_day.day, each.last_day.day, each.halves, each.code) for each in plans)
