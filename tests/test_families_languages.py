"""Every page of families in every language: nothing of it stays English, and a language from right to left says so."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from registers.models import Contact, LanguageSwitch
from tests.addresses import every_address
from tests.cast import sign_in
from tests.factories import at
from tests.test_every_address import FAMILIES, OPEN, POSTED_ONLY, WHO_MAY

ENGLISH = re.compile(
    r"\b(?:the|is|are|was|you|your|we|our|child|children|to|of|on|for|not|no|and|or|with|from|until|when|which|why|what"
    r"|day|days|send|sent|back|today|absence|leave|change|ask|read|tell|please|yes|has|have|been|page|letter)\b"
)
"""Small words that a sentence in English hardly does without; they begin no name."""
READ_OUT = ("alt", "aria-label", "placeholder", "title")


class Texts(HTMLParser):
    """The texts of a page that the site itself says; what somebody typed stands in `bdi`, `dir="auto"` or `lang`."""

    def __init__(self, page):
        super().__init__()
        self.found, self._open = set(), []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag not in ("input", "br", "hr", "img", "meta", "link", "path", "rect", "circle", "use"):
            typed = tag == "bdi" or given.get("lang") == "en" or given.get("dir") == "auto"
            self._open.append(typed or tag in ("script", "style"))
        self.found |= {given[name] for name in READ_OUT if given.get(name)}

    def handle_endtag(self, tag):
        if self._open:
            self._open.pop()

    def handle_data(self, data):
        if data.strip() and not any(self._open):
            self.found.add(" ".join(data.split()))


PAGES = [
    address
    for address in every_address()
    if (
        WHO_MAY.get(address.name) == FAMILIES
        or (address.name in OPEN and "/family/" in f"/{address.pattern}")
    )
    and address.name not in POSTED_ONLY
]


@pytest.fixture
def read_in(small_school, set_clock):
    """Each page of the parent of the small school, in that language."""
    set_clock("09:20:00")
    post = small_school.people["parent"]

    def read_in(language):
        Contact.objects.filter(parent_link__post=post).update(language=language)
        client = sign_in(Client(headers={"Accept-Language": language}), post)
        pages = {}
        for address in PAGES:
            answer = client.get(address.url(small_school.own), follow=True)
            if answer.status_code == 200 and "text/html" in answer.get("Content-Type", ""):
                pages[address.name] = answer.content.decode()
        return pages

    for language in ("pl", "ur"):
        LanguageSwitch.objects.create(
            school=post.school, language=language, is_on=True, by=post, name="H", position="P", at=at("08:00")
        )
    return read_in


def test_nothing_of_a_page_stays_english(read_in):
    english = {name: Texts(page).found for name, page in read_in("en").items()}
    for language in ("pl", "ur"):
        left = {
            name: texts
            for name, page in read_in(language).items()
            if (texts := [each for each in Texts(page).found & english[name] if ENGLISH.search(each)])
        }
        assert left == {}


def test_urdu_runs_from_right_to_left_on_every_page_and_polish_does_not(read_in):
    frames = {
        language: {re.search(r"<html[^>]*>", page)[0] for page in read_in(language).values()}
        for language in ("en", "pl", "ur")
    }
    assert frames == {
        "en": {'<html lang="en-gb" dir="ltr">'},
        "pl": {'<html lang="pl" dir="ltr">'},
        "ur": {'<html lang="ur" dir="rtl">'},
    }
