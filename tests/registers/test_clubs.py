"""Clubs: who was ticked is known to be on site, and no mark comes of it."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from registers.actions.clubs import ClubEnded, ClubNameTaken, end_club, make_club, see_at_club
from registers.desk_page import cards_of
from registers.fire_roll import Standing
from registers.models import Club, ClubMember, Mark, Movement
from registers.on_site import roll_at
from registers.register_page import register_page
from tests.cast import sign_in
from tests.factories import THE_DAY, GroupFactory, at, mark


@pytest.fixture
def club(school, office, teacher, pupils):
    made = make_club(school=school, name="Breakfast club", starts=dt.time(7, 45), leader=teacher)
    ClubMember.objects.bulk_create(
        ClubMember(school=school, club=made, pupil=pupil, first_day=dt.date(2026, 9, 7))
        for pupil in pupils[:4]
    )
    return made


def seen():
    moves = Movement.objects.standing().order_by("pupil__surname")
    return [(each.pupil.surname, each.kind, each.reason, each.at.hour) for each in moves]


def test_who_runs_the_club_ticks_who_came_and_takes_a_slip_back(client, teacher, club, pupils, set_clock):
    set_clock("08:10")
    page = reverse("registers:club", args=[club.pk])
    ticked = {"seen": [pupils[0].pk, pupils[1].pk, pupils[5].pk]}  # the last one is not on the list
    assert "2 of 4 seen" in sign_in(client, teacher).post(page, ticked, follow=True).content.decode()
    client.post(page, {"seen": [pupils[1].pk, pupils[2].pk, "x"]})
    assert seen() == [("Dean", "seen", "Breakfast club", 8), ("Khan", "seen", "Breakfast club", 8)]
    assert (Movement.objects.count(), Mark.objects.count()) == (3, 0)


def test_the_register_the_desk_and_the_fire_roll_say_who_was_seen(
    school, office, teacher, club, pupils, group_3b
):
    see_at_club(club=club, pupils=pupils[:2], by=teacher, at=at("08:10"))
    mark(pupils[0], "N", by=teacher, when=at("08:50"))
    page = register_page(school=school, group=group_3b, date=THE_DAY, session="AM", at=at("08:51"))
    assert [row.flags for row in page.rows[:3]] == [("seen on site 8:10",), ("seen on site 8:10",), ()]
    card = cards_of(post=office, pupils=[pupils[1].pk], at=at("08:51"))[pupils[1].pk]
    assert card.messages == ["seen on site 8:10, Breakfast club"]
    roll = roll_at(school=school, post=office, at=at("08:51"))
    assert [row.place.standing for row in roll.rows[:3]] == [
        Standing.LOOK_FOR,  # seen, then absent in class: somebody looks
        Standing.ON_SITE,
        Standing.UNMARKED,
    ]


def test_the_office_asks_the_class_first(client, office, teacher, club, pupils, set_clock):
    set_clock("09:00")
    see_at_club(club=club, pupils=pupils[:1], by=teacher, at=at("08:10"))
    for pupil in pupils[:2]:
        mark(pupil, "N", by=teacher)
    text = sign_in(client, office).get("/").content.decode()
    assert text.count("seen on site 8:10: ask the class first") == 1


def test_the_office_makes_a_club_and_its_list(client, office, teacher, group_3b, pupils, on_the_day):
    sign_in(client, office)
    made = client.post(reverse("registers:clubs"), {"name": "Chess", "starts": "15:20", "leader": teacher.pk})
    chess = Club.objects.get()
    page = reverse("registers:club_members", args=[chess.pk])
    assert made.url == page
    client.post(page, {"starts": "15:30", "leader": "", "groups": [group_3b.pk]})
    kept = [pupil.pk for pupil in pupils[:2]]
    answer = client.post(
        page, {"starts": "15:30", "member": kept, "names": "Oscar Reid\nNo Body"}, follow=True
    )
    assert "Not found on the roll: No Body" in answer.content.decode()
    on_list = (
        ClubMember.objects.on(THE_DAY).order_by("pupil__surname").values_list("pupil__surname", flat=True)
    )
    assert list(on_list) == ["Archer", "Dean", "Reid"]
    again = client.post(reverse("registers:clubs"), {"name": "chess", "starts": "15:20"})
    assert "There is a club called chess already." in again.content.decode()


def test_a_club_that_has_ended_sees_nobody(client, office, school, club, pupils, on_the_day):
    sign_in(client, office).post(reverse("registers:club_members", args=[club.pk]), {"do": "end"})
    club.refresh_from_db()
    assert club.ended_on == THE_DAY
    with pytest.raises(ClubEnded):
        see_at_club(club=club, pupils=pupils[:1], by=office, at=at("09:00"))
    with pytest.raises(ClubEnded):
        end_club(club=club, on=THE_DAY)
    with pytest.raises(ClubNameTaken):
        make_club(school=school, name="breakfast CLUB", starts=dt.time(8), leader=None)
    page = client.post(reverse("registers:club", args=[club.pk]), {"seen": [pupils[0].pk]}, follow=True)
    assert "ended on" in page.content.decode()


def test_one_and_fifty_members_take_as_many_statements(client, office, school, on_the_day):
    counts = []
    sign_in(client, office)
    for number, size in enumerate((1, 50)):
        group = GroupFactory(school=school, name=f"G{number}", pupils=size)
        club = make_club(school=school, name=f"Club {number}", starts=dt.time(8), leader=None)
        members = list(group.memberships.values_list("pupil", flat=True))
        ClubMember.objects.bulk_create(
            ClubMember(school=school, club=club, pupil_id=pupil, first_day=THE_DAY) for pupil in members
        )
        page = reverse("registers:club", args=[club.pk])
        client.get(page)
        with CaptureQueriesContext(connection) as ran:
            client.get(page)
            client.post(page, {"seen": members})
            client.get(reverse("registers:club_members", args=[club.pk]))
        counts.append(len(ran))
    assert counts[0] == counts[1]
