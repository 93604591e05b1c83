"""The school is closed without warning, for snow."""

import datetime as dt

import pytest

from registers.actions.closing import close_school
from registers.closing_plan import Closing
from tests.factories import THE_DAY, at

TOMORROW = THE_DAY + dt.timedelta(days=1)


def closing_of(first="AM", last="PM", day=THE_DAY, until=None, **who):
    return Closing(day, first, until or day, last, "Snow", is_whole_site=not who, **who)


@pytest.fixture
def close(school, head):
    def now(closing=None, when="06:45", keep_present=True):
        return close_school(
            school=school, closing=closing or closing_of(), keep_present=keep_present, by=head, at=at(when)
        )

    return now
