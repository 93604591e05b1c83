"""Letters to a family as they could go: to whom, in which words. A person reads each before it goes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from registers.family_languages import LANGUAGES, language_code
from registers.message_addresses import postal_homes
from registers.models import Care, Contact, Pupil, School
from registers.wording import Composed, Fact, Wording, wording_of


@dataclass(frozen=True)
class Ready:
    """One letter, ready to be read: `usual` says whether this person is written to unless somebody says otherwise."""

    care: Care
    said: Composed
    usual: bool
    has_address: bool

    @property
    def contact(self) -> Contact:
        """Whom it goes to."""
        return self.care.contact

    @property
    def language(self) -> str:
        """The language of the words, where it is not English."""
        return LANGUAGES[self.said.language].name if self.said.language != "en" else ""


def letters_to_read(
    *, pupil: Pupil, kind: str, school: School, on: dt.date, facts: Mapping[str, Fact]
) -> list[Ready]:
    """A letter for everybody who may be told, those the child lives with or who have responsibility first.

    `facts`: everything that the words may name, but for whom each goes to. Raises FactMissing, WordingOff.
    """
    cares = list(
        Care.objects.may_be_told(on)
        .filter(school=school, pupil=pupil)
        .select_related("contact")
        .order_by("priority", "pk")
    )
    homes = postal_homes(school.pk, {(care.contact_id, pupil.pk) for care in cares}, on)
    words: dict[str, Wording] = {}
    ready = []
    for care in cares:
        language = language_code(care.contact.language)
        if language not in words:
            words[language] = wording_of(school=school, kind=kind, language=language)
        chosen = words[language]
        said: Mapping[str, Fact] = {**facts, "contact": care.contact.name}
        ready.append(
            Ready(
                care,
                chosen.compose({name: said[name] for name in chosen.kind.facts}),
                usual=care.parental_responsibility or care.lives_with,
                has_address=(care.contact_id, pupil.pk) in homes,
            )
        )
    return sorted(ready, key=lambda each: not each.usual)
