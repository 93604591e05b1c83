"""The words that go to families: a school's newest version or those that come with the site, filled with facts.

    composed = compose(school=school, kind="first_day_text", facts={"pupil": "Mia", ...}, language="pl")

To write many, read the words once: `words = wording_of(...)`, then `words.compose(facts)` for each.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils import translation
from django.utils.formats import date_format

from registers.family_languages import ENGLISH, LANGUAGES
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
from registers.models import School, WordingSwitch, WordingVersion
from registers.refusals import Refusal
from registers.supplied_words import supplied
from registers.text_parts import for_a_text, length_of
from registers.wording_kinds import CHANNEL_WORDS, FIELDS, LETTER, TEXT, WordingKind, kind_called

MOST_LETTERS = 5000
SUBJECT_LETTERS = 200
MOST_PARTS = 6
"""A text of more parts is a letter (GOV.UK Notify takes six, V2)."""
THE_OFFICE = "the school office"
"""Stands for the telephone number of a school that has not entered one."""
Fact = str | date | Sequence[str]


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

    @property
    def number(self) -> int:
        """The version's number; 0 before the school changed anything."""
        return self.version.number if self.version else 0

    @property
    def is_ours(self) -> bool:
        """Whether they are the words that come with the site."""
        return self.version is None or self.version.is_ours

    def compose(self, facts: Mapping[str, Fact]) -> Composed:
        """What is said with these facts. Raises FactMissing, WordingOff."""
        if self.is_off:
            what = CHANNEL_WORDS[self.channel].lower()
            raise WordingOff(f"{self.kind.label}: {self.school.name} does not use this {what}.")
        said = {plain_name(name): _in(self.language, value) for name, value in facts.items()}
        if missing := [name for name in self.kind.facts if name not in said]:
            raise FactMissing(f"{self.kind.label} needs to know: {', '.join(missing)}.")
        said |= _of_school(self.school)
        try:
            return Composed(
                fill(read_wording(self.subject, self.kind), said)[:SUBJECT_LETTERS],
                self._body(said),
                self.version,
                self.language,
            )
        except NothingToSay as nothing:
            words = FIELDS[nothing.name].words
            raise FactMissing(f"{self.kind.label}: {words} is not known.") from nothing

    def _body(self, facts: Mapping[str, Value]) -> str:
        pieces = read_wording(self.body, self.kind)
        if self.channel != TEXT:
            return fill(pieces, facts, bullet=BULLET)
        return for_a_text(fill(pieces, facts, bullet=TYPED_BULLET))


def compose(
    *, school: School, kind: str, facts: Mapping[str, Fact], language: str = ENGLISH, channel: str = ""
) -> Composed:
    """What the school says on this occasion, as text. Two statements. Raises FactMissing, WordingOff.

    `channel`: the kind's usual one where it is empty. A language without words of its own gets English. `facts` has a
    text (or a date, or lines for a list) for every name in `KINDS[kind].facts`.
    """
    return wording_of(school=school, kind=kind, language=language, channel=channel).compose(facts)


def wording_of(*, school: School, kind: str, language: str = ENGLISH, channel: str = "") -> Wording:
    """The words in use, in that language or else in English. Two statements."""
    found = kind_called(kind)
    channel = channel or found.channels[0]
    if channel not in found.channels:
        raise ValueError(f"{kind} has no words for {channel}")
    wanted = [language, ENGLISH] if may_be_written(channel, language) else [ENGLISH]
    saved = WordingVersion.objects.filter(school=school, kind=kind, channel=channel, language__in=wanted)
    newest = {version.language: version for version in saved.current()}
    is_off = WordingSwitch.objects.off(school).filter(kind=kind, channel=channel).exists()
    for each in wanted:
        if words := in_use(school, found, channel, each, newest.get(each), is_off=is_off):
            return words
    raise ValueError(f"{kind} has no English words for {channel}")


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
    return said | (_of_school(school) if school else {"school": "Our school", "school phone": "01632 960000"})


def _of_school(school: School) -> dict[str, Value]:
    return {"school": school.name, "school phone": school.phone or THE_OFFICE}


def _in(language: str, value: Fact) -> Value:
    """A fact as text; a day in the words of the language, where Django has them; only English writes it large."""
    if isinstance(value, date):
        with translation.override("en-gb" if language == ENGLISH else language):
            return date_format(value, "l j F") if language == ENGLISH else date_format(value, "l j E").lower()
    return value
