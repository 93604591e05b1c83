"""A register that is taken, the board that follows from it, and what is pressed there."""

import uuid

import pytest

from absence.board import board_of
from registers.actions.register_day import complete_register
from tests.factories import RegisterFactory, at, mark

NOW = at("09:30")


@pytest.fixture
def taken(group_3b, pupils, teacher):
    """3B's register of the morning: everybody present but those a test has marked otherwise."""

    def take(**codes):
        for pupil in pupils:
            mark(pupil, codes.get(pupil.forename.lower(), "/"), by=teacher)
        complete_register(register=RegisterFactory(group=group_3b), by=teacher, at=at("08:52"))

    return take


def board(post, now=NOW):
    return board_of(school=post.school, post=post, at=now)


def places(post, now=NOW):
    """Section and child of every row, in order."""
    return [(row.section, row.pupil.forename) for row in board(post, now).rows]


def press(client, address, pupil, **said):
    said = {"op": str(uuid.uuid4()), "place": f"find-{pupil.pk}"} | said
    return client.post(f"/to-find/{pupil.pk}/{address}/", said)
