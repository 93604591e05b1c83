"""The words that go to families: a school's newest version or those that come with the site, filled with facts.

    composed = compose(school=school, kind="first_day_text", facts={"pupil": "Mia", ...}, language="pl")

To write many, read the words once: `words = wording_of(...)`, then `words.compose(facts)` for each.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from attendance_site.parts.spoken import spoken_day
from registers.family_languages import ENGLISH, LANGUAGES, tag_of
from registers.letter_blocks import BENEATH
from registers.merge_fields import (
    BULLET,
    TYPED_BULLET,
    NothingToSay,
    Piece,
    Value,
    WordingUnreadable,
    Words,
    fill,
    plain_name,
    read,
)
from registers.models import LanguageSwitch, School, WordingSwitch, WordingVersion
from registers.refusals import Refusal
from registers.supplied_words import supplied
from registers.text_parts import for_a_text, length_of
from registers.translations import TRANSLATED, complete_languages
from registers.wording_kinds import CHANNEL_WORDS, FIELDS, LETTER, TEXT, WordingKind, kind_called

MOST_LETTERS = 5000
SUBJECT_LETTERS = 200
MOST_PARTS = 6
"""A text of more parts is a letter (GOV.UK Notify takes six, V2)."""
THE_OFFICE = gettext_lazy("the school office")
"""Stands for the telephone number of a school that has not entered one."""
Fact = str | Promise | date | Sequence[str | Promise] | Callable[[str], str | Sequence[str]]
"""What is said in a place. Words that differ by language are lazy (`gettext_lazy`), or asked for with the language."""

Facts = Mapping[str, Fact] | Callable[[str], Mapping[str, Fact]]
"""Everything that is said; a function is asked with the language of the words."""


class FactMissing(Refusal):
    """The words name something that is not known."""

    who_can_fix = "The office can enter what is missing, or write to the family by hand."


class WordingOff(Refusal):
    """The school does not use this message."""

    who_can_fix = "Whoever may change the settings can switch it on again (Settings, Wording)."


@dataclass(frozen=True)
class Composed:
    """What is said: subject (empty for a text) and words, in which language, from which version of the school's.

    `version` is None where the school has never changed the words that come with the site.
    """

    subject: str
    body: str
    version: WordingVersion | None
    language: str


@dataclass(frozen=True)
class Wording:
    """The words of one kind for one channel and language, with places to fill."""

    school: School
    kind: WordingKind
    channel: str
    language: str
    subject: str
    body: str
    version: WordingVersion | None = None
    is_off: bool = False
    beneath: "Wording | None" = None
    """Its translation, which goes out beneath it: what the law is about stands in English first."""

    @property
    def number(self) -> int:
        """The version's number; 0 before the school changed anything."""
        return self.version.number if self.version else 0

    @property
    def is_ours(self) -> bool:
        """Whether they are the words that come with the site."""
        return self.version is None or self.version.is_ours

    def compose(self, facts: Facts) -> Composed:
        """What is said with these facts. Raises FactMissing, WordingOff."""
        if self.is_off:
            what = CHANNEL_WORDS[self.channel].lower()
            raise WordingOff(f"{self.kind.label}: {self.school.name} does not use this {what}.")
        with translation.override(tag_of(self.language)):
            known = facts(self.language) if callable(facts) else facts
        said = {plain_name(name): _in(self.language, value) for name, value in known.items()}
        if missing := [name for name in self.kind.facts if name not in said]:
            raise FactMissing(f"{self.kind.label} needs to know: {', '.join(missing)}.")
        said |= _of_school(self.school, self.language)
        try:
            subject, body = (
                fill(read_wording(self.subject, self.kind), said)[:SUBJECT_LETTERS],
                self._body(said),
            )
        except NothingToSay as nothing:
            words = FIELDS[nothing.name].words
            raise FactMissing(f"{self.kind.label}: {words} is not known.") from nothing
        composed = Composed(subject, body, self.version, self.language)
        return composed if self.beneath is None else with_beneath(composed, self.beneath.compose(facts))

    def _body(self, facts: Mapping[str, Value]) -> str:
        pieces = read_wording(self.body, self.kind)
        if self.channel != TEXT:
            return fill(pieces, facts, bullet=BULLET)
        return for_a_text(fill(pieces, facts, bullet=TYPED_BULLET))


def compose(
    *, school: School, kind: str, facts: Facts, language: str = ENGLISH, channel: str = ""
) -> Composed:
    """What the school says on this occasion, as text. Two statements. Raises FactMissing, WordingOff.

    `channel`: the kind's usual one where it is empty. A language without words of its own gets English. `facts` has a
    text (or a date, or lines for a list) for every name in `KINDS[kind].facts`.
    """
    return wording_of(school=school, kind=kind, language=language, channel=channel).compose(facts)


def wording_of(*, school: School, kind: str, language: str = ENGLISH, channel: str = "") -> Wording:
    """The words in use, in that language or else in English. Two statements, three for a language of the site's.

    Words of the school's own are used as soon as they are saved; those that come with the site, once the school has
    switched the language on. What is statutory is English with the other language beneath.
    """
    found = kind_called(kind)
    channel = channel or found.channels[0]
    if channel not in found.channels:
        raise ValueError(f"{kind} has no words for {channel}")
    wanted = [language, ENGLISH] if may_be_written(channel, language) else [ENGLISH]
    saved = WordingVersion.objects.filter(school=school, kind=kind, channel=channel, language__in=wanted)
    newest = {version.language: version for version in saved.current()}
    is_off = WordingSwitch.objects.off(school).filter(kind=kind, channel=channel).exists()
    words = [
        known
        for each in dict.fromkeys(wanted)
        if (known := in_use(school, found, channel, each, newest.get(each), is_off=is_off))
        and (not known.is_ours or is_spoken(school, each))
    ]
    if found.statutory and len(words) > 1:
        return replace(words[-1], beneath=words[0])
    return words[0]


def is_spoken(school: School, language: str) -> bool:
    """Whether the school uses the words that come with the site in that language. One statement; none for English."""
    if language not in TRANSLATED:
        return True
    return language in complete_languages() and LanguageSwitch.objects.is_on(school, language)


def in_use(
    school: School,
    kind: WordingKind,
    channel: str,
    language: str,
    version: WordingVersion | None,
    *,
    is_off: bool = False,
) -> Wording | None:
    """The words in use in that language, given its newest version; None where there are none."""
    if version is not None and not version.is_ours:
        return Wording(school, kind, channel, language, version.subject, version.body, version, is_off)
    ours = supplied(kind.key, channel, language)
    return Wording(school, kind, channel, language, *ours, version, is_off) if ours else None


def may_be_written(channel: str, language: str) -> bool:
    """Whether there can be words in that language: letters only in those that our typefaces print."""
    known = LANGUAGES.get(language)
    return known is not None and (channel != LETTER or known.prints)


def read_wording(text: str, kind: WordingKind) -> list[Piece]:
    """The pieces of a wording of this kind. Raises WordingUnreadable."""
    return read(text, known=kind.fields, lists=[name for name in kind.fields if FIELDS[name].lines])


def why_not_subject(subject: str, kind: WordingKind, channel: str) -> str:
    """Why this cannot be the subject; empty: it can."""
    if channel == TEXT:
        return ""
    if not subject.strip():
        return "An e-mail or letter needs a subject."
    try:
        pieces = read_wording(subject, kind)
    except WordingUnreadable as error:
        return error.words
    if any(not isinstance(piece, Words) and FIELDS[piece.name].lines for piece in pieces):
        return "A list cannot stand in the subject."
    return "The subject is one line." if "\n" in subject.strip() else ""


def why_not_body(body: str, kind: WordingKind, channel: str) -> str:
    """Why these cannot be the words; empty: they can."""
    if not body.strip():
        return "Write what is said."
    if len(body) > MOST_LETTERS:
        return f"At most {MOST_LETTERS:,} letters; these are {len(body):,}."
    try:
        pieces = read_wording(body, kind)
    except WordingUnreadable as error:
        return str(error)
    if channel == TEXT:
        parts = length_of(for_a_text(fill(pieces, examples(kind), bullet=TYPED_BULLET))).parts
        if parts > MOST_PARTS:
            return f"With the example it takes {parts} texts; at most {MOST_PARTS}."
    return ""


def examples(kind: WordingKind, school: School | None = None) -> dict[str, Value]:
    """Facts about a child who does not exist, to show what is said."""
    said: dict[str, Value] = {name: FIELDS[name].example_lines or FIELDS[name].example for name in kind.facts}
    at = _of_school(school, ENGLISH) if school else {"school": "Our school", "school phone": "01632 960000"}
    return said | at


def _of_school(school: School, language: str) -> dict[str, Value]:
    """Name and telephone. Among words from right to left the parts of a number with blanks would change places."""
    known = LANGUAGES.get(language)
    phone = school.phone.replace(" ", "") if known and known.right_to_left else school.phone
    with translation.override(tag_of(language)):
        return {"school": school.name, "school phone": phone or str(THE_OFFICE)}


def with_beneath(english: Composed, other: Composed) -> Composed:
    """Both in one, with a line between them that says which counts."""
    with translation.override(tag_of(other.language)):
        which = gettext("This is a translation. The English words above are the ones that count.")
    body = f"{english.body}{BENEATH}{which}\n\n{other.subject}\n\n{other.body}"
    return Composed(english.subject, body, english.version, other.language)


def _in(language: str, value: Fact) -> Value:
    """A fact as text in that language."""
    if isinstance(value, date):
        return spoken_day(value, language=language)
    with translation.override(tag_of(language)):
        found = value(language) if callable(value) else value
        if isinstance(found, str | Promise):
            return str(found)
        return [str(line) for line in found]
