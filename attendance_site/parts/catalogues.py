"""Catalogues of translated strings: collected from our own sources, kept as .po, compiled to .mo.

No GNU gettext is needed: Babel reads and writes the files, and Django's own reader of templates says which strings a
template asks for. What was taken out of the sources leaves the catalogue; what is new comes in empty.
"""

import ast
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.catalog import Message as Entry
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from attendance_site.parts.bare_words import without_comments

KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
"""What marks a string in Python, and which arguments are context, one and many (as Babel has it)."""

TEXT = r"u?(?:'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")"
CALL = re.compile(rf"\b(gettext|ngettext|pgettext|npgettext|_)\(({TEXT}(?:\s*,\s*{TEXT})*)")
"""A string in a template, as Django's reader of templates writes it."""
ONE = re.compile(TEXT)
PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
BEGUN = datetime(2026, 11, 22, tzinfo=UTC)
"""Stands in the head of every catalogue, so that a file changes only when a string does."""


@dataclass(frozen=True)
class Found:
    """One string of the sources: its context, its words, its words for many, and the file it stands in."""

    context: str
    one: str
    many: str
    place: str

    @property
    def key(self) -> tuple[str, str]:
        """What gettext tells strings apart by."""
        return self.context, self.one


@dataclass(frozen=True)
class Fault:
    """What is wrong with one string of a catalogue."""

    string: str
    words: str

    def __str__(self) -> str:
        return f"“{self.string}”: {self.words}"


def strings_of(root: Path, *, templates: Iterable[Path], sources: Iterable[Path]) -> list[Found]:
    """Every marked string, in the order of files. Paths are said as seen from `root`."""
    found: list[Found] = []
    for path in sorted(templates):
        found.extend(in_template(path.read_text("utf-8"), str(path.relative_to(root))))
    for path in sorted(sources):
        text = path.read_bytes()
        if b"gettext" in text:
            found.extend(in_python(text, str(path.relative_to(root))))
    return found


def in_template(source: str, place: str) -> Iterator[Found]:
    """The strings that a template asks for."""
    for call in CALL.finditer(templatize(without_comments(source), origin=place)):
        words = [ast.literal_eval(each[0]) for each in ONE.finditer(call[2])]
        context = words.pop(0) if call[1] in ("pgettext", "npgettext") else ""
        yield Found(context, words[0], words[1] if call[1] in ("ngettext", "npgettext") else "", place)


def in_python(source: bytes, place: str) -> Iterator[Found]:
    """The strings that a module marks."""
    for _, words, _, context in extract("python", BytesIO(source), keywords=KEYWORDS):
        one, many = (words, "") if isinstance(words, str) else (words[0], words[-1])
        yield Found(context or "", one, many, place)


def updated(catalogue: Catalog, strings: Iterable[Found]) -> Catalog:
    """The catalogue with just these strings, each with the translation it had."""
    fresh = empty(str(catalogue.locale))
    places: dict[tuple[str, str], list[str]] = {}
    for found in strings:
        known = places.setdefault(found.key, [])
        if found.place not in known:
            known.append(found.place)
        before = catalogue.get(found.one, found.context or None)
        _put(fresh, found, before, known)
    return fresh


def _put(fresh: Catalog, found: Found, before: Entry | None, places: list[str]) -> None:
    entry = fresh.get(found.one, found.context or None)
    many = found.many or (entry.id[1] if entry is not None and entry.pluralizable else "")
    words: str | tuple[str, ...] = ""
    if before is not None and before.pluralizable == bool(many):
        words = before.string if isinstance(before.string, str) else tuple(before.string or ())
    fresh.delete(found.one, found.context or None)
    fresh.add(
        (found.one, many) if many else found.one,
        words,
        locations=[(place, None) for place in places],  # type: ignore[misc]
        context=found.context or None,
    )


def empty(language: str) -> Catalog:
    """A catalogue of that language without strings."""
    return Catalog(
        locale=language,
        project="Open Register",
        version="1",
        creation_date=BEGUN,
        revision_date=BEGUN,
        language_team=language,
        last_translator="Open Register",
        fuzzy=False,
        header_comment=f"# What families read, in the language {language}.",
    )


def read_catalogue(path: Path, language: str) -> Catalog:
    """The catalogue in that .po file; an empty one where there is none."""
    if not path.is_file():
        return empty(language)
    with path.open("rb") as file:
        return read_po(file, locale=language)


def as_po(catalogue: Catalog) -> bytes:
    """The catalogue as a .po file."""
    file = BytesIO()
    write_po(file, catalogue, width=0, sort_output=True, include_lineno=False)
    return file.getvalue()


def as_mo(catalogue: Catalog) -> bytes:
    """The catalogue as a .mo file."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def entries(catalogue: Catalog) -> list[Entry]:
    """The strings of a catalogue, its head left out."""
    return [entry for entry in catalogue if entry.id]


def faults_of(catalogue: Catalog) -> list[Fault]:
    """Strings without a translation, and translations that name other places than the English does."""
    return [Fault(said(entry), words) for entry in entries(catalogue) if (words := fault_of(entry))]


def fault_of(entry: Entry) -> str:
    """What is wrong with a translation; empty: nothing is."""
    given = [entry.string] if isinstance(entry.string, str) else list(entry.string or ("",))
    if not all(words.strip() for words in given):
        return "not translated"
    if entry.fuzzy:
        return "marked as a guess"
    asked = [entry.id] if isinstance(entry.id, str) else list(entry.id)
    known = set().union(*(places_in(words) for words in asked))
    if any(places_in(words) - known for words in given) or places_in(given[-1]) != places_in(asked[-1]):
        return f"names {_listed(places_in(given[-1]))} instead of {_listed(places_in(asked[-1]))}"
    if asked[0].count("\n") != given[0].count("\n"):
        return "has other line ends"
    return ""


def said(entry: Entry) -> str:
    """The English of a string."""
    return entry.id if isinstance(entry.id, str) else str(entry.id[0])


def places_in(words: str) -> set[str]:
    """The named places that a string is filled at."""
    return {name or brace for name, brace in PLACE.findall(words)}


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"
