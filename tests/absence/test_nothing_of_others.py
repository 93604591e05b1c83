"""No adult finds anything of another on any page: random families, limits and numbers.

The benchmark benchmarks/family_pages.py reads five hundred families in this way.
"""

import os

import pytest

from absence import family_letters
from registers import families
from registers.models import Care, Message, Pupil
from tests.cast import person
from tests.family_worlds import FAMILY_PAGES, World, first_leak, leaks_of

pytestmark = pytest.mark.usefixtures("on_the_day")
FIRST, FAMILIES_READ = int(os.environ.get("FIRST_FAMILY", "0")), int(os.environ.get("FAMILIES_READ", "2"))


@pytest.fixture
def world(school, other_school):
    offices = [person(each, "office", f"Joan Wright{n}") for n, each in enumerate((school, other_school))]
    return World({post.school: post for post in offices})


def test_nobody_finds_anything_of_anybody_else(world):
    found, readers = leaks_of(world, range(FIRST, FIRST + FAMILIES_READ))
    assert (found, readers > FAMILIES_READ // 2) == ([], True)


def test_control_a_limit_that_is_forgotten_is_found(world, monkeypatch):
    def without_limits(adults, on):
        cares = Care.objects.on(on).filter(portal=True, contact__in=[each.pk for each in adults.may_sign_in])
        return cares.filter(pupil__in=Pupil.objects.on_roll(on))

    monkeypatch.setattr(families, "open_cares", without_limits)
    assert first_leak(world, lambda adult, family: adult.opens and adult.kept_off)


def test_control_a_message_to_another_parent_is_found(world, monkeypatch):
    def to_anybody(family, on):
        return Message.objects.filter(pupil__in=[child.pupil.pk for child in family.children])

    monkeypatch.setattr(family_letters, "_to", to_anybody)
    assert first_leak(world, _shares_a_child)


def _shares_a_child(adult, family):
    return any(adult.opens & set(other.about) for other in family if other is not adult)


def test_the_pages_are_those_of_families():
    assert {"absence:family_home", "absence:family_calendar", "absence:family_message"} <= {
        page.name for page in FAMILY_PAGES
    }
