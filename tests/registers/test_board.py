"""The board for a projected screen: names, and who is here."""

import pytest
from django.urls import reverse

from tests.cast import sign_in
from tests.factories import THE_DAY, PlannedMarkFactory, mark

pytestmark = pytest.mark.usefixtures("on_the_day")


def test_the_board_shows_names_and_here_or_not_here_and_nothing_else(
    client, teacher, office, group_3b, pupils
):
    for pupil, code in zip(pupils, ["/", "L", "U", "I", "N"], strict=False):
        mark(
            pupil,
            code,
            by=office,
            note="tummy bug" if code == "I" else "",
            minutes_late=7 if code == "L" else None,
        )
    PlannedMarkFactory(school=group_3b.school, pupil=pupils[5], by=office, note="dentist to 11:00")

    answer = sign_in(client, teacher).get(reverse("registers:board", args=[group_3b.pk, THE_DAY, "AM"]))

    rows = [(row["name"], row["here"]) for row in answer.context["rows"]]
    assert rows == [("Ben Archer", True), ("Chloe Dean", True), ("Aisha Khan", True),
                    ("Zara Malik", False), ("Noah Price", False), ("Oscar Reid", False)]  # fmt: skip
    html = answer.content.decode()
    for kept_back in ("tummy", "dentist", "planned", "7 min", "Joan Wright", "%", "late", "absent"):
        assert kept_back not in html.split("<main")[1]
    assert "<b>3</b> here, <b>3</b> not here" in html


def test_another_class_is_not_there(client, teacher, school):
    from tests.factories import GroupFactory

    group = GroupFactory(school=school, name="5C", pupils=1)
    board = reverse("registers:board", args=[group.pk, THE_DAY, "AM"])
    assert sign_in(client, teacher).get(board).status_code == 404
