"""The catalogues of the families' languages: whole, compiled, and with nothing left in English on a family's page."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from attendance_site.management.commands.translations import all_strings, strings_for
from attendance_site.parts.bare_words import bare_words
from attendance_site.parts.catalogues import (
    as_mo,
    as_po,
    empty,
    faults_of,
    in_python,
    in_template,
    read_catalogue,
    updated,
)
from registers.translations import PLAIN_ENGLISH, TRANSLATED, catalogue_file, completeness

TEMPLATES = Path(settings.BASE_DIR) / "templates"
INCLUDED = re.compile(r"{%\s*(?:include|extends)\s+\"([^\"]+)\"")
FAMILY = 'extends "absence/_family_base.html"'
FOR_STAFF = {"site_header", "site_footer", "site_notices", "site_person", "navigation_bar", "navigation_list"}
"""Parts of the frame that a family's page does not draw."""
KEPT_IN_ENGLISH = {"– – Open Register"}
"""The name of the product, at the end of every title."""
NO_FAMILY = {"absence/demo_mail.html"}
"""Shown in the demo only, to whoever tries it."""


def family_templates():
    """Every template that a family's page is drawn from."""
    sources = {
        str(path.relative_to(TEMPLATES)): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")
    }
    waiting = [name for name, source in sources.items() if FAMILY in source and name not in NO_FAMILY]
    found = {}
    while waiting:
        name = waiting.pop()
        if name in found or Path(name).stem in FOR_STAFF:
            continue
        found[name] = sources[name]
        waiting += INCLUDED.findall(sources[name])
    return found


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_language_is_whole(language):
    assert [str(fault) for fault in completeness(language).faults] == []


@pytest.mark.parametrize("language", [PLAIN_ENGLISH, *TRANSLATED])
def test_the_catalogue_holds_just_the_strings_of_the_sources(language):
    """Where it does not: `manage.py translations`, then translate what is new."""
    path = catalogue_file(language)
    catalogue = updated(read_catalogue(path, language), strings_for(language, all_strings()))
    assert (as_po(catalogue), as_mo(catalogue)) == (path.read_bytes(), path.with_suffix(".mo").read_bytes())


def test_no_template_of_families_says_anything_outside_a_translate_tag():
    said = {
        name: words
        for name, source in family_templates().items()
        if (words := [each for each in bare_words(source) if each not in KEPT_IN_ENGLISH])
    }
    assert said == {}


def test_bare_english_is_found_wherever_it_hides():
    page = """{% extends "absence/_family_base.html" %}{% comment %}Not shown{% endcomment %}
    <h1>{% translate "Hello" %}</h1><p title="On hover">{{ name|default:"No name" }} &amp; more</p>
    {% include "parts/empty.html" with title="Nothing yet" text=_("Come back") name="do" %}
    {% blocktranslate trimmed count counter=n %}One{% plural %}{{ counter }}{% endblocktranslate %}
    <style>p { color: red }</style>{# A note #}"""
    assert sorted(bare_words(page)) == ["& more", "No name", "Nothing yet", "On hover"]


def test_strings_of_templates_and_modules_are_found_with_context_and_plural():
    page = (
        '{% translate "May" context "month" %}{{ x|default:_("none") }}{# {% translate "old" %} #}'
        "{% blocktranslate trimmed count counter=n %}\n one {{ x }}\n"
        "{% plural %}\n{{ counter }} 100%\n{% endblocktranslate %}"
    )
    module = b'def say():\n    return ngettext("one day", "%(n)d days", 2), pgettext_lazy("verb", "Leave")\n'
    found = [*in_template(page, "a.html"), *in_python(module, "b.py")]
    assert [(each.context, each.one, each.many) for each in found] == [
        ("month", "May", ""),
        ("", "none", ""),
        ("", "one %(x)s", "%(counter)s 100%%"),
        ("", "one day", "%(n)d days"),
        ("verb", "Leave", ""),
    ]


def test_what_is_wrong_with_a_translation_is_said():
    catalogue = empty("pl")
    catalogue.add("Whole %(name)s", "Cały %(name)s")
    catalogue.add("Missing", "")
    catalogue.add("Other %(name)s", "Inny %(imię)s")
    catalogue.add("Guessed", "Zgadnięte", flags=["fuzzy"])
    catalogue.add(("%(n)s day", "%(n)s days"), ("%(n)s dzień", "%(n)s dni", ""))
    catalogue.add(("one day", "%(n)s days of %(of)s"), ("dzień", "%(n)s dni z %(of)s", "%(n)s dni z %(of)s"))
    catalogue.add(("a day", "%(n)s nights"), ("dzień", "%(n)s noce", "nocy"))
    assert {fault.string: fault.words for fault in faults_of(catalogue)} == {
        "Missing": "not translated",
        "Other %(name)s": "names imię instead of name",
        "Guessed": "marked as a guess",
        "%(n)s day": "not translated",
        "a day": "names nothing instead of n",
    }


def test_a_catalogue_keeps_its_translations_when_strings_come_and_go():
    before = empty("pl")
    before.add("Stays", "Zostaje")
    before.add("Goes", "Znika")
    after = updated(before, in_template('{% translate "Stays" %}{% translate "New" %}', "a.html"))
    assert {entry.id: entry.string for entry in after if entry.id} == {"Stays": "Zostaje", "New": ""}
    assert as_po(
        updated(after, in_template('{% translate "Stays" %}{% translate "New" %}', "a.html"))
    ) == as_po(after)
    assert as_mo(after) != as_mo(before)
