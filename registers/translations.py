"""How complete each translation of the families' pages and messages is. What is not complete is shown to nobody."""

import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from attendance_site.parts.catalogues import Fault, as_mo, entries, faults_of, read_catalogue
from registers.family_languages import ENGLISH, LANGUAGES, Language
from registers.merge_fields import Place, WordingUnreadable, read
from registers.supplied_words import supplied
from registers.wording_kinds import CHANNEL_WORDS, KINDS, WordingKind

TRANSLATED = ("pl", "ur")
"""The languages beside English in which the site brings its pages and words."""

PLAIN_ENGLISH = "en_GB"
"""What Django says beside a field, in the words of a school office."""


@dataclass(frozen=True)
class Completeness:
    """How far a language is. `words` is a digest of everything a family reads in it."""

    language: Language
    strings: int
    wordings: int
    faults: tuple[Fault, ...]
    words: str

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing or wrong."""
        return not self.faults

    @property
    def percent(self) -> int:
        """How much of it is right; 100 only when everything is."""
        of = self.strings + self.wordings
        return 100 * (of - len(self.faults)) // of if of else 0


def catalogue_file(language: str) -> Path:
    """The .po file of that language; the .mo file stands beside it."""
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


@cache
def completeness(language: str) -> Completeness:
    """How complete the language is, by the files of this release."""
    catalogue = read_catalogue(catalogue_file(language), language)
    faults = faults_of(catalogue)
    if not _is_compiled(language, as_mo(catalogue)):
        faults.append(Fault("locale", "django.mo does not hold what django.po says"))
    words = hashlib.sha256(as_mo(catalogue))
    asked = _asked()
    for kind, channel in asked:
        words.update("\n".join(supplied(kind.key, channel, language) or ()).encode())
    return Completeness(
        LANGUAGES[language],
        len(entries(catalogue)),
        len(asked),
        (*faults, *wording_faults(language)),
        words.hexdigest(),
    )


def complete_languages() -> tuple[str, ...]:
    """Those that a school can switch on."""
    return tuple(language for language in TRANSLATED if completeness(language).is_complete)


def wording_faults(language: str) -> list[Fault]:
    """Supplied wordings for families that the language lacks, or that name other places than the English."""
    return [
        Fault(f"{kind.label}, {CHANNEL_WORDS[channel].lower()}", why)
        for kind, channel in _asked()
        if (why := _why_not(kind, channel, language))
    ]


def _asked() -> list[tuple[WordingKind, str]]:
    return [(kind, channel) for kind in KINDS.values() if kind.for_families for channel in kind.channels]


def _why_not(kind: WordingKind, channel: str, language: str) -> str:
    ours, english = supplied(kind.key, channel, language), supplied(kind.key, channel, ENGLISH)
    if ours is None:
        return "there are no words"
    if english is None or bool(ours[0]) != bool(english[0]):
        return "a subject is missing, or there is one too many"
    try:
        named, asked = _named(ours, kind), _named(english, kind)
    except WordingUnreadable as error:
        return str(error)
    if named != asked:
        return f"names {', '.join(sorted(named ^ asked))} in one of the two languages only"
    return ""


def _named(words: tuple[str, str], kind: WordingKind) -> set[str]:
    pieces = [piece for text in words for piece in read(text, known=kind.fields)]
    return {piece.name for piece in pieces if isinstance(piece, Place)}


def _is_compiled(language: str, wanted: bytes) -> bool:
    place = catalogue_file(language).with_suffix(".mo")
    return place.is_file() and place.read_bytes() == wanted
