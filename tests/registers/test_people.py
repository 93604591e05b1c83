"""Posts: given, changed and ended by the head or the administrator, never by oneself."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.urls import reverse

from registers.actions.staff import (
    AlreadyInPost,
    HasPostElsewhere,
    OwnPost,
    acts_here_only,
    end_post,
    forget_password,
    give_post,
    reset_second_factor,
)
from registers.models import GroupTeacher, Post, RegistrationGroup
from registers.roles import Role
from tests.cast import sign_in
from tests.factories import GroupFactory, PostFactory


def names_of(groups):
    return sorted(group.name for group in groups)


def test_the_head_gives_somebody_a_class(client, head, group_3b, on_the_day):
    answer = sign_in(client, head).post(
        reverse("registers:give_post"),
        {
            "name": "Sam Nair",
            "email": "Nair@larkfield.example",
            "role": "teacher",
            "position": "Class teacher",
            "groups": [group_3b.pk],
        },
    )
    post = Post.objects.get(user__email="nair@larkfield.example")

    assert answer.url == reverse("registers:change_post", args=[post.pk])
    assert (post.role, post.position, post.school) == (Role.TEACHER, "Class teacher", head.school)
    assert names_of(RegistrationGroup.objects.visible_to(post, on=post.first_day)) == ["3B"]


def test_the_page_shows_a_link_by_which_a_new_person_sets_a_password(
    client, head, school, on_the_day, morning
):
    post = give_post(
        school=school,
        email="nair@larkfield.example",
        name="Sam Nair",
        role=Role.OFFICE,
        position="Office",
        by=head,
        on=morning.date(),
        at=morning,
    )
    page = sign_in(client, head).get(reverse("registers:change_post", args=[post.pk])).content.decode()

    link = page.split("http://testserver")[1].split("<")[0]
    client.logout()
    assert client.get(link, follow=True).status_code == 200
    assert "password" in client.get(link, follow=True).content.decode()


def test_nobody_gives_themselves_a_role(head, school, morning):
    with pytest.raises(OwnPost):
        give_post(
            school=school,
            email=head.user.email,
            name="",
            role=Role.ADMIN,
            position="x",
            by=head,
            on=morning.date(),
            at=morning,
        )


def test_the_same_role_is_not_given_twice(head, school, office, morning):
    with pytest.raises(AlreadyInPost):
        give_post(
            school=school,
            email=office.user.email,
            name="",
            role=Role.OFFICE,
            position="x",
            by=head,
            on=morning.date(),
            at=morning,
        )


def test_a_post_that_ends_closes_the_site_at_the_next_click(client, head, teacher, on_the_day, morning):
    sign_in(client, teacher)
    assert client.get("/").status_code == 200

    end_post(post=teacher, by=head, on=morning.date())

    assert client.get("/").url == f"{reverse('registers:choose_post')}?next=/"
    assert list(GroupTeacher.objects.on(morning.date())) == []


def test_classes_change_from_today_and_earlier_days_stay(
    client, head, teacher, school, group_3b, on_the_day, morning
):
    other = GroupFactory(school=school, name="4A", pupils=["Other Child"])
    sign_in(client, head).post(
        reverse("registers:change_post", args=[teacher.pk]), {"do": "classes", "groups": [other.pk]}
    )
    day = morning.date()

    assert names_of(RegistrationGroup.objects.visible_to(teacher, on=day)) == ["4A"]
    assert names_of(RegistrationGroup.objects.visible_to(teacher, on=day.replace(day=23))) == ["3B"]


@pytest.mark.parametrize("page", ["people", "give_post"])
def test_the_office_may_not_give_posts(client, office, page, on_the_day):
    assert sign_in(client, office).get(reverse(f"registers:{page}")).status_code == 403


def test_a_post_of_another_school_is_not_there(client, head, other_school, on_the_day):
    from tests.cast import person

    stranger = person(other_school, Role.OFFICE, "Una Stranger")
    assert sign_in(client, head).get(reverse("registers:change_post", args=[stranger.pk])).status_code == 404


@pytest.mark.parametrize("wanted", [forget_password, reset_second_factor])
def test_a_school_opens_no_door_of_another_school(wanted, head, teacher, other_school, trust, morning):
    day = morning.date()
    assert acts_here_only(post=teacher, on=day)
    elsewhere = PostFactory(user=teacher.user, school=other_school, role=Role.HEAD)

    with pytest.raises(HasPostElsewhere):
        wanted(post=teacher, by=head, on=day)

    elsewhere.last_day = day - timedelta(days=1)
    elsewhere.save()
    wanted(post=teacher, by=head, on=day)
    PostFactory(user=teacher.user, school=None, trust=trust, role=Role.TRUST)
    with pytest.raises(HasPostElsewhere):
        wanted(post=teacher, by=head, on=day)


def test_the_link_of_somebody_with_a_post_elsewhere_is_not_shown(
    client, head, teacher, other_school, on_the_day
):
    PostFactory(user=teacher.user, school=other_school, role=Role.HEAD)
    teacher.user.set_unusable_password()
    teacher.user.save()
    page = sign_in(client, head).get(reverse("registers:change_post", args=[teacher.pk])).content.decode()

    assert "/password/reset/key/" not in page
    assert f"manage.py sign_in_link {teacher.user.email}" in page


def test_a_lost_phone_of_somebody_with_two_schools_is_helped_by_command(head, capsys):
    Authenticator.objects.create(user=head.user, type=Authenticator.Type.TOTP, data={})
    call_command("sign_in_link", head.user.email)
    assert Authenticator.objects.count() == 1

    call_command("sign_in_link", head.user.email, "--reset-second-step")
    assert Authenticator.objects.count() == 0


def test_the_list_of_people_needs_no_more_queries_for_more_people(
    client, head, school, on_the_day, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from tests.cast import person

    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(reverse("registers:people")).status_code == 200
        return len(queries)

    sign_in(client, head)
    count()
    first = count()
    for number in range(3):
        person(school, Role.TEACHER, f"Teacher Number{number}")
    assert count() == first


def test_the_first_person_of_a_site_gets_a_link_by_command(client, head, capsys):
    call_command("sign_in_link", head.user.email.upper(), "--site", "http://testserver/")
    link = capsys.readouterr().out.strip()

    assert "password" in client.get(link, follow=True).content.decode()


def test_an_administrator_does_not_reset_the_way_in_of_the_head(school, head, morning):
    from registers.actions.staff import SeniorPost, forget_password, reset_second_factor
    from tests.cast import person

    admin = person(school, Role.ADMIN, "Chris Dunn")
    for reset in (forget_password, reset_second_factor):
        with pytest.raises(SeniorPost):
            reset(post=head, by=admin, on=morning.date())


def test_a_post_that_ended_on_its_first_day_says_so(client, head, school, on_the_day, day):
    post = PostFactory(school=school, role=Role.OFFICE, user__name="Sam Nair", first_day=day)
    end_post(post=post, by=head, on=day)
    listed = sign_in(client, head).get(reverse("registers:people")).content.decode()
    shown = client.get(reverse("registers:change_post", args=[post.pk])).content.decode()
    assert "given and ended on Tuesday 24 November 2026" in listed
    assert "On the same day" in shown
