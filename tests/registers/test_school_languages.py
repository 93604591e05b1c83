"""The page of the families' languages: how complete each is, whether it is on, and who has checked it."""

import pytest
from django.urls import reverse

from registers.models import LanguageCheck, LanguageSwitch
from tests.cast import sign_in
from tests.factories import CareFactory, ContactFactory

URL = "/settings/languages/"

pytestmark = pytest.mark.usefixtures("on_the_day")


@pytest.fixture
def page(client, head):
    return sign_in(client, head)


def standing():
    return list(LanguageSwitch.objects.order_by("pk").values_list("language", "is_on", "name"))


def test_it_says_who_speaks_what_and_how_complete_it_is(page, pupils):
    pupils[0].home_language = "Polish"
    pupils[0].save()
    for pupil, language in zip(pupils, ["Polish", "pol", "Urdu"], strict=False):
        CareFactory(pupil=pupil, contact=ContactFactory(school=pupil.school, language=language))
    shown = page.get(URL)
    assert [(row.pupils, row.adults, row.found.percent, row.is_on) for row in shown.context["rows"]] == [
        (1, 2, 100, False),
        (0, 1, 100, False),
    ]
    assert "Not yet checked by a native speaker" in shown.content.decode()


def test_a_language_is_switched_on_and_off_and_each_is_kept(page, head):
    for do in ("on", "on", "off"):
        assert page.post(URL, {"language": "pl", "do": do}).url == reverse("registers:school_languages")
    assert standing() == [("pl", True, head.user.name), ("pl", False, head.user.name)]


def test_who_checked_it_is_kept_and_must_be_said(page):
    unnamed = page.post(URL, {"language": "ur", "do": "checked", "checker": " ", "checked_on": "2026-11-23"})
    later = page.post(
        URL, {"language": "ur", "do": "checked", "checker": "N Malik", "checked_on": "2026-11-25"}
    )
    assert (unnamed.status_code, later.status_code, LanguageCheck.objects.count()) == (422, 422, 0)
    page.post(URL, {"language": "ur", "do": "checked", "checker": "N  Malik", "checked_on": "2026-11-23"})
    assert list(LanguageCheck.objects.values_list("language", "checker")) == [("ur", "N Malik")]
    assert [row.is_checked for row in page.get(URL).context["rows"]] == [False, True]


def test_a_check_of_other_words_no_longer_counts(page, school, head):
    page.post(URL, {"language": "ur", "do": "checked", "checker": "N Malik", "checked_on": "2026-11-23"})
    made = LanguageCheck.objects.get()
    made.pk, made.words = None, "0" * 64
    made.save()
    assert "they have changed since" in page.get(URL).content.decode()


@pytest.mark.parametrize("sent", [{"language": "xx", "do": "on"}, {"language": "pl", "do": "burn"}, {}])
def test_nothing_else_can_be_asked(page, sent):
    assert page.post(URL, sent).status_code == 404


def test_it_takes_as_many_statements_for_many_families(page, pupils, django_assert_max_num_queries):
    counts = []
    page.get(URL)
    for pupil in (pupils[0], pupils[1], pupils[2]):
        CareFactory(pupil=pupil, contact=ContactFactory(school=pupil.school, language="Urdu"))
        with django_assert_max_num_queries(40) as captured:
            page.get(URL)
        counts.append(len(captured))
    assert counts[0] == counts[-1]
