"""The cast: a school on a fixed day, the people who work there, and class 3B.

Tests take them as fixtures; `sign_in(client, post)` puts a person at the keyboard in one of their hats.
"""

import time

import pytest

from attendance_site.parts import clock
from registers.models import Pupil
from registers.roles import Role
from tests.factories import (
    THE_DAY,
    ClosureFactory,
    GroupFactory,
    PostFactory,
    SchoolFactory,
    TermFactory,
    TrustFactory,
    at,
)

NAMES_OF_3B = ["Ben Archer", "Chloe Dean", "Aisha Khan", "Zara Malik", "Noah Price", "Oscar Reid"]


@pytest.fixture
def day():
    """Tuesday 24 November 2026."""
    return THE_DAY


@pytest.fixture
def trust(db):
    return TrustFactory()


@pytest.fixture
def school(trust):
    """Larkfield Primary School in its autumn term, with half term and an INSET day on Friday 27 November."""
    school = SchoolFactory(trust=trust, urn="150000", name="Larkfield Primary School")
    ClosureFactory(
        school=school,
        kind="holiday",
        first_day=THE_DAY.replace(month=10, day=26),
        last_day=THE_DAY.replace(month=10, day=30),
        note="Half term",
    )
    ClosureFactory(school=school)
    TermFactory(school=school)
    return school


@pytest.fixture
def group_3b(school):
    """Class 3B: six pupils, in register order Archer, Dean, Khan, Malik, Price, Reid."""
    return GroupFactory(school=school, name="3B", pupils=NAMES_OF_3B)


@pytest.fixture
def pupils(group_3b):
    """The pupils of 3B in register order."""
    return list(Pupil.objects.filter(memberships__group=group_3b).order_by("surname", "forename"))


def person(school, role, name, position=None):
    """A hat at the school for a person of that name."""
    return PostFactory(
        school=school,
        role=role,
        position=position or Role(role).label,
        user__name=name,
        user__email=f"{name.split()[-1].lower()}@larkfield.example",
    )


@pytest.fixture
def teacher(school, group_3b):
    """Miss Patel, who teaches 3B."""
    return PostFactory(
        school=school,
        role=Role.TEACHER,
        position="Class teacher",
        user__name="Meera Patel",
        user__email="patel@larkfield.example",
        teaches=group_3b,
    )


@pytest.fixture
def office(school):
    return person(school, Role.OFFICE, "Joan Wright", "School office")


@pytest.fixture
def head(school):
    return person(school, Role.HEAD, "Ruth Adeyemi", "Headteacher")


@pytest.fixture
def champion(school):
    return person(school, Role.CHAMPION, "Tom Hale", "Attendance champion")


@pytest.fixture
def governor(school):
    return person(school, Role.GOVERNOR, "Peter Lund", "Governor")


@pytest.fixture
def other_school(trust):
    """A second school of the trust, which nobody of the cast may look into."""
    school = SchoolFactory(trust=trust, urn="150999", name="Meadow Bank School")
    TermFactory(school=school)
    return school


def came_by_code(address, *, days_ago=0):
    """What the session of somebody holds who came in by a code, and is trusted for ninety days."""
    now = time.time()
    until = now + 90 * 24 * 60 * 60
    return {"family_address": address, "family_until": until, "family_code_at": now - days_ago * 24 * 60 * 60}


def sign_in(client, post):
    """Put the person at the keyboard, wearing that hat. Returns the client."""
    client.force_login(post.user)
    session = client.session
    session["post"] = post.pk
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(post.user.pk)
    if post.role == Role.PARENT:
        session.update(came_by_code(post.user.email))
    session.save()
    return client


@pytest.fixture
def set_clock(monkeypatch):
    """Move the site's clock: set_clock("09:30") on the day, or set_clock("2026-11-25T09:30")."""

    def move(moment):
        moment = moment if "T" in moment else f"{THE_DAY}T{moment}"
        monkeypatch.setenv(clock.OFFSET_VARIABLE, str(clock.offset_to(moment)))

    return move


@pytest.fixture
def on_the_day(set_clock):
    """The site's clock stands at 8:50 on the day: registers are open."""
    set_clock("08:50:00")


@pytest.fixture
def morning():
    """8:50 on the day, for actions that are told the time."""
    return at("08:50")
