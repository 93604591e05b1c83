"""Every address of the site, taken from the URL resolver, with arguments from a small school.

A page that is wired to an address is in the tests that walk them, or they fail and say that it is missing.
"""

import json
from dataclasses import dataclass
from functools import cache

import django.test.client
import pytest
from django.urls import URLResolver, get_resolver, reverse

from attendance_site.parts import documents
from registers.models import ImportRun
from tests.factories import THE_DAY

BY_HAND = {
    "account_confirm_email": {"key": "unknown"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "unknown-link"},
    "mfa_remove_webauthn": {"pk": 1},
    "mfa_edit_webauthn": {"pk": 1},
}
"""Arguments of the library's addresses: all of them name something that is not there."""


@dataclass(frozen=True)
class Address:
    """One address of the resolver."""

    name: str
    pattern: str
    arguments: frozenset[str]
    view: object

    @property
    def area(self):
        """The first word of it: `registers` of registers/<int:group>/…"""
        return self.pattern.split("/")[0].removesuffix(".js") or "home"

    @property
    def is_api(self):
        return self.name.startswith("api:")

    @property
    def is_library(self):
        return self.pattern.startswith("accounts/")

    def url(self, arguments):
        """With what the arguments of this school are: `arguments` has one for every name in use."""
        given = BY_HAND.get(self.name) or {name: arguments[self.key_of(name)] for name in self.arguments}
        return reverse(self.name, kwargs=given)

    def key_of(self, argument):
        """`pk` of a page about people is another than that of a page about pupils."""
        return f"{self.area}.pk" if argument == "pk" else argument


typeset = documents._compile


@cache
def typeset_once(source, words):
    return typeset(source, json.loads(words))


@pytest.fixture
def nothing_twice(monkeypatch):
    """For thousands of requests: the same words are typeset once, and no template's context is kept to be looked at."""
    monkeypatch.setattr(documents, "_compile", lambda source, data: typeset_once(source, json.dumps(data)))
    monkeypatch.setattr(django.test.client, "store_rendered_templates", lambda *_, **__: None)


def every_address():
    return list(_walk(get_resolver().url_patterns))


def shares_of(addresses, number):
    """The addresses in `number` shares of about one size, each a test: what a test stands on is made once a share."""
    return [pytest.param(addresses[start::number], id=f"{start + 1} of {number}") for start in range(number)]


def arguments_of(school, group, pupil, post, message):
    """What stands in the addresses of a school."""
    return {
        "school": school.pk,
        "group": group.pk,
        "pupil": pupil.pk,
        "pupils.pk": pupil.pk,
        "people.pk": post.pk,
        "message": message.pk,
        "notice": f"new_pupil-{pupil.admissions.get().pk}",
        "terms.pk": school.terms.order_by("first_day").values_list("pk", flat=True)[0],
        "closures.pk": school.closures.exclude(kind="unexpected").values_list("pk", flat=True)[0],
        "closing.pk": school.closures.filter(kind="unexpected").values_list("change", flat=True)[0],
        "about": "closed",
        "picture": "trend",
        "table": "school-days",
        "year": "2026-27",
        "band": "50-to-90",
        "kind": "no_contact_letter",
        "channel": "letter",
        "language": "en",
        "imports.pk": ImportRun.objects.filter(school=school, kind="files").get().pk,
        "date": THE_DAY,
        "day": THE_DAY,
        "session": "AM",
    }


def _walk(patterns, prefix="", space=""):
    for pattern in patterns:
        text = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, text, inner)
        elif pattern.name:
            names = frozenset(pattern.pattern.regex.groupindex)
            yield Address(f"{space}{pattern.name}", text, names, pattern.callback)


def closed():
    """What stands nameless before an address of the library, and closes it."""
    top = [each for each in get_resolver().url_patterns if not isinstance(each, URLResolver)]
    return {str(each.pattern) for each in top if each.name is None}


def words_of(answer):
    """What was answered, a file that goes out a piece at a time put together."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return content.decode(errors="replace")
