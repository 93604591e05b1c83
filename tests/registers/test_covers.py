"""The one-day pass: given by the office, used by its holder, for that class and day only."""

import re

import pytest
from django.urls import reverse

from registers.actions.cover import CodeNotKnown, CoverInThePast, give_cover, use_cover, withdraw_cover
from registers.models import Cover, Post
from registers.roles import Role
from tests.cast import sign_in
from tests.factories import GroupFactory


@pytest.fixture
def given(school, group_3b, office, morning):
    return give_cover(
        school=school, group=group_3b, name="Ivy Marsh", day=morning.date(), by=office, at=morning
    )


def test_the_holder_takes_that_class_in_their_own_name(given, morning):
    cover = use_cover(code=given.code.lower(), at=morning)

    assert (cover.post.user.name, cover.post.role, cover.post.first_day, cover.post.last_day) == (
        "Ivy Marsh",
        Role.COVER,
        morning.date(),
        morning.date(),
    )


def test_the_code_is_not_kept(given):
    assert given.code not in str(Cover.objects.values().get())


def test_the_code_opens_nothing_on_another_day(given, morning):
    with pytest.raises(CodeNotKnown):
        use_cover(code=given.code, at=morning.replace(day=25))


def test_a_pass_taken_back_opens_nothing(given, morning):
    withdraw_cover(cover=given.cover, at=morning)

    with pytest.raises(CodeNotKnown):
        use_cover(code=given.code, at=morning)


def test_no_pass_is_given_for_a_day_that_is_over(school, group_3b, office, morning):
    with pytest.raises(CoverInThePast):
        give_cover(
            school=school,
            group=group_3b,
            name="Ivy Marsh",
            day=morning.date().replace(day=23),
            by=office,
            at=morning,
        )


def test_the_office_gives_a_pass_and_sees_its_code_once(client, office, group_3b, on_the_day):
    sign_in(client, office)
    page = client.post(
        reverse("registers:covers"),
        {"do": "give", "name": "Ivy Marsh", "group": group_3b.pk, "day": "2026-11-24"},
    )
    code = re.search(r"data-cover-code>([A-Z0-9]{4}) ([A-Z0-9]{4})<", page.content.decode())

    assert code is not None
    assert "Ivy Marsh" in client.get(reverse("registers:covers")).content.decode()
    assert code[1] not in client.get(reverse("registers:covers")).content.decode()


def test_the_holder_signs_in_with_the_code_and_sees_only_that_class(client, given, school, on_the_day):
    GroupFactory(school=school, name="4A", pupils=["Other Child"])
    answer = client.post(reverse("registers:use_cover"), {"code": f"{given.code[:4]} {given.code[4:]}"})

    assert (answer.status_code, answer.url) == (302, "/")
    post = Post.objects.get(role=Role.COVER)
    from registers.models import RegistrationGroup

    assert [group.name for group in RegistrationGroup.objects.visible_to(post, on=given.cover.date)] == ["3B"]
    assert client.get("/").status_code == 200


def test_a_wrong_code_says_who_can_help(client, db, on_the_day):
    page = client.post(reverse("registers:use_cover"), {"code": "WRONG234"}).content.decode()

    assert "This code does not open a class today. The school office can give you a new code." in page


def test_a_teacher_may_not_give_passes(client, teacher, on_the_day):
    assert sign_in(client, teacher).get(reverse("registers:covers")).status_code == 403
