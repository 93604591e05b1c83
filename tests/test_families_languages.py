"""Every page of families in every language: nothing of it stays English, and a language from right to left says so."""

import re
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from absence.leave_kinds import Kind
from absence.leave_steps import Step, steps_for
from absence.models import LeaveDraft
from absence.report_words import Why
from registers.models import Contact, LanguageSwitch
from tests.addresses import every_address
from tests.cast import sign_in
from tests.factories import at
from tests.who_may import FAMILIES, OPEN, POSTED_ONLY, WHO_MAY

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
        return pages | questions(client, small_school.own) | refused(client, small_school.own)

    for language in ("pl", "ur"):
        LanguageSwitch.objects.create(
            school=post.school, language=language, is_on=True, by=post, name="H", position="P", at=at("08:00")
        )
    return read_in


def questions(client, own):
    """Every question of a request for leave, whatever it is for, and what an empty answer is told."""
    draft = LeaveDraft.objects.get(public_id=own["leave_draft"])
    days = {"first": "2026-12-07", "last": "2026-12-08", "first_half": "AM", "last_half": "PM"}
    begun = {step: answer for step, answer in draft.answers.items() if step == Step.CHILDREN}
    pages = {}
    for kind in Kind:
        steps = steps_for(kind)[:-1]
        draft.answers = {step: {} for step in steps} | begun
        draft.answers |= {Step.DAYS: days, Step.WHY: {"kind": kind}}
        draft.save()
        for step in set(steps) - {name.split()[0] for name in pages}:
            url = reverse("absence:family_leave_step", args=[draft.public_id, step])
            pages[f"{step} {kind}"] = client.get(url).content.decode()
            pages[f"{step} {kind} empty"] = client.post(url).content.decode()
    draft.answers = begun
    draft.save()
    return pages


def refused(client, own):
    """What the other forms say to nothing, and the days that each reason of an absence asks for."""
    pages = {}
    for name in ("family_concern", "family_leaving", "family_details"):
        pages[f"{name} empty"] = client.post(reverse(f"absence:{name}"), {"do": "send"}).content.decode()
    for why in Why:
        client.post(reverse("absence:absent_why", args=[own["child"]]), {"why": why})
        url = reverse("absence:absent_when", args=[own["child"]])
        pages[f"when {why}"] = client.get(url).content.decode()
        pages[f"when {why} empty"] = client.post(url).content.decode()
    return pages


def test_nothing_of_a_page_stays_english_and_urdu_runs_from_right_to_left(read_in):
    pages = {language: read_in(language) for language in ("en", "pl", "ur")}
    drawn = {name for name, page in pages["en"].items() if "<h1" in page}
    assert {name.split()[0] for name in drawn} >= {*(Step), "when", "absence:family_home"} - {Step.CHECK}
    english = {name: Texts(pages["en"][name]).found for name in drawn}
    for language in ("pl", "ur"):
        left = {
            name: texts
            for name in drawn
            if (
                texts := [
                    each
                    for each in Texts(pages[language][name]).found & english[name]
                    if ENGLISH.search(each)
                ]
            )
        }
        assert left == {}
    frames = {
        language: {frame for name in drawn for frame in re.findall(r"<html[^>]*>", found[name])}
        for language, found in pages.items()
    }
    assert frames == {
        "en": {'<html lang="en-gb" dir="ltr">'},
        "pl": {'<html lang="pl" dir="ltr">'},
        "ur": {'<html lang="ur" dir="rtl">'},
    }


def test_control_english_that_the_site_says_is_found_and_what_was_typed_is_not():
    page = "<p title='Not yet'>You can <b>read</b> it<br>here</p><bdi>to be or not</bdi><script>for the of</script>"
    assert {each for each in Texts(page).found if ENGLISH.search(each)} == {"read"}
    assert Texts(page).found == {"Not yet", "You can", "read", "it", "here"}
