"""The way in: password and hat, the second factor, and sessions that end."""

import html
import time

from allauth.mfa.models import Authenticator
from django.urls import reverse

from registers.sign_in_links import password_path
from tests.cast import person, sign_in


def test_the_sign_in_page_sends_nobody_to_a_mail_that_never_comes(client, db):
    page = client.get(reverse("account_login")).content.decode()

    assert "The head or system administrator of your school can make you a new link." in page
    assert "reset" not in page


def test_without_a_mail_server_a_forgotten_password_is_a_matter_for_the_school(client, office):
    ask = reverse("account_reset_password")

    assert "can make you a new link" in client.get(ask).content.decode()
    answer = client.post(ask, {"email": office.user.email})
    assert (answer.status_code, answer.context["form"].is_valid()) == (200, False)


def test_with_a_mail_server_the_link_is_sent(client, office, settings, mailoutbox):
    settings.EMAIL_HOST = "mail.example"
    answer = client.post(reverse("account_reset_password"), {"email": office.user.email})

    assert answer.url == reverse("account_reset_password_done")
    assert [message.to for message in mailoutbox] == [[office.user.email]]


def test_who_has_chosen_a_password_is_led_on_to_sign_in(client, office):
    office.user.set_unusable_password()
    office.user.save()
    address = client.get(password_path(office.user)).url
    new = {"password1": "harbour lantern otter", "password2": "harbour lantern otter"}
    page = client.post(address, new, follow=True).content.decode()

    assert f'href="{reverse("account_login")}"' in page


def test_a_link_that_was_used_says_who_makes_another(client, office):
    link = password_path(office.user)
    office.user.set_password("harbour lantern otter")
    office.user.save()

    assert "The head or system administrator of your school can make you a new one." in (
        client.get(link, follow=True).content.decode()
    )


def test_a_supply_teacher_finds_the_way_in_from_the_sign_in_page(client, db):
    assert f'href="{reverse("registers:use_cover")}"' in client.get(reverse("account_login")).content.decode()


def test_somebody_signed_out_is_sent_to_sign_in_and_back(client, db):
    assert client.get("/people/").url == f"{reverse('account_login')}?next=/people/"


def test_staff_set_up_a_second_factor_before_anything_else(client, office, on_the_day):
    office.user.is_demo = False
    office.user.set_password("a long enough phrase")
    office.user.save()
    sign_in(client, office)

    assert client.get("/").url == reverse("mfa_index")

    Authenticator.objects.create(user=office.user, type=Authenticator.Type.TOTP, data={})
    assert client.get("/").status_code == 200


def test_somebody_with_two_hats_chooses_one_and_wears_it(client, teacher, champion, on_the_day):
    champion.user = teacher.user
    champion.save()
    client.force_login(teacher.user)

    assert client.get("/").url == f"{reverse('registers:choose_post')}?next=/"
    answer = client.post(reverse("registers:choose_post"), {"post": champion.pk, "next": "/"})

    assert answer.url == "/"
    assert client.session["post"] == champion.pk


def test_a_hat_of_somebody_else_cannot_be_put_on(client, teacher, head, on_the_day):
    client.force_login(teacher.user)
    client.post(reverse("registers:choose_post"), {"post": head.pk})

    assert client.session.get("post") != head.pk


def test_an_idle_session_ends_after_fifteen_minutes(client, office, on_the_day):
    sign_in(client, office)
    client.get("/")
    session = client.session
    session["seen"] = int(time.time()) - 14 * 60
    session.save()
    assert client.get("/").status_code == 200

    session = client.session
    session["seen"] = int(time.time()) - 16 * 60
    session.save()
    assert client.get("/").url == f"{reverse('account_login')}?next=/"


def test_no_session_lives_longer_than_twelve_hours(client, office, on_the_day):
    sign_in(client, office)
    client.get("/")
    session = client.session
    session["since"] = int(time.time()) - 12 * 60 * 60 - 1
    session.save()

    assert client.get("/").url == f"{reverse('account_login')}?next=/"


def test_lock_signs_out_at_once(client, office, on_the_day):
    sign_in(client, office)
    assert client.post(reverse("lock")).url == reverse("account_login")
    assert client.get("/").url == f"{reverse('account_login')}?next=/"


def test_pages_about_children_are_kept_by_no_cache(client, office, on_the_day):
    page = sign_in(client, office).get("/")

    assert page.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["X-Frame-Options"] == "DENY"


def test_a_refusal_says_which_permission_and_who_has_it(client, governor, on_the_day):
    page = sign_in(client, governor).get(reverse("registers:people"))

    assert page.status_code == 403
    words = html.unescape(page.content.decode())
    assert "Your role here does not include: give and end people's roles." in words
    assert "People with this role can: head, system administrator." in words


def test_somebody_without_a_post_is_told_who_can_give_one(client, school, on_the_day):
    from registers.models import Post

    stranger = person(school, "office", "Gone Yesterday")
    Post.objects.filter(pk=stranger.pk).update(last_day="2026-11-23")
    client.force_login(stranger.user)

    page = client.get("/", follow=True).content.decode()
    assert "The head or the system administrator of your school can give you one." in page


def test_nobody_makes_an_account_or_changes_its_address_by_themselves(client, office, on_the_day):
    assert client.get("/accounts/signup/").status_code == 404
    assert sign_in(client, office).get("/accounts/email/").status_code == 404
