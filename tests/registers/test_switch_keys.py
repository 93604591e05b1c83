"""Single keys can be switched off by each person for themselves (WCAG 2.2, 2.1.4)."""

import pytest
from django.urls import reverse

from tests.cast import sign_in

URL = reverse("registers:switch_keys")


@pytest.mark.parametrize(("said", "off"), [("on", True), ("", False)])
def test_the_choice_is_kept_with_the_person(client, teacher, said, off):
    answer = sign_in(client, teacher).post(URL, {"keys_off": said, "next": "/registers/"})

    teacher.user.refresh_from_db()
    assert teacher.user.keys_off is off
    assert answer.headers["Location"] == "/registers/"


def test_it_leads_to_no_other_site(client, teacher):
    answer = sign_in(client, teacher).post(URL, {"keys_off": "on", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == reverse("registers:registers")


def test_it_changes_nothing_by_a_link(client, teacher):
    assert sign_in(client, teacher).get(URL).status_code == 405
