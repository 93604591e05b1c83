"""A school with the calendar of the published and derived cases."""

import pytest

from tests.factories import PostFactory, SchoolFactory
from tests.history import school_days
from tests.school_days import SCHOOL_DAYS


@pytest.fixture
def larkfield(db):
    """A school with the calendar of the cases."""
    school = SchoolFactory(urn="150000", name="Larkfield Primary School")
    school_days(school, SCHOOL_DAYS)
    return school


@pytest.fixture
def clerk(larkfield):
    return PostFactory(school=larkfield, role="office")
