"""The letters about lateness as they could go: to whom, in which words. A person reads each before it goes."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from absence.lateness import LatePupil
from absence.punctuality import Stage, minutes_of
from absence.punctuality_words import late_lines, minutes_late, times_late
from registers.codes import Session
from registers.family_languages import LANGUAGES, language_code
from registers.marking_facts import calendar_for
from registers.message_addresses import postal_homes
from registers.models import Care, Contact, Post, School
from registers.refusals import TimesNotSet
from registers.school_sessions import clock_words
from registers.wording import Composed, Fact, Wording, wording_of

KINDS = {Stage.LETTER: "punctuality_letter", Stage.MEETING: "punctuality_meeting"}


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


def letters_ready(
    *, found: LatePupil, stage: Stage, school: School, by: Post, on: dt.date, more: Mapping[str, Fact]
) -> list[Ready]:
    """A letter for everybody who may be told, those the child lives with or who have responsibility first.

    `more`: what a person said, such as the time of the meeting. Raises FactMissing, WordingOff.
    """
    cares = list(
        Care.objects.may_be_told(on)
        .filter(school=school, pupil=found.pupil)
        .select_related("contact")
        .order_by("priority", "pk")
    )
    homes = postal_homes(school.pk, {(care.contact_id, found.pupil.pk) for care in cares}, on)
    words: dict[str, Wording] = {}
    shared = {**_facts(found, school, by), **more}
    ready = []
    for care in cares:
        language = language_code(care.contact.language)
        if language not in words:
            words[language] = wording_of(school=school, kind=KINDS[stage], language=language)
        chosen = words[language]
        facts = {**shared, "contact": care.contact.name}
        ready.append(
            Ready(
                care,
                chosen.compose({name: facts[name] for name in chosen.kind.facts}),
                usual=care.parental_responsibility or care.lives_with,
                has_address=(care.contact_id, found.pupil.pk) in homes,
            )
        )
    return sorted(ready, key=lambda each: not each.usual)


def _facts(found: LatePupil, school: School, by: Post) -> dict[str, Fact]:
    pupil, new = found.pupil, found.standing.new
    return {
        "pupil": pupil.known_as or pupil.forename,
        "pupil full name": pupil.legal_name,
        "class": found.group,
        "since": new[0].date,
        "register time": _register_time(school, new[-1].date, new[-1].session),
        "signed by": f"{by.user.name}, {by.position}",
        "times late": lambda language: times_late(len(new), language=language),
        "minutes late": lambda language: minutes_late(minutes_of(new), language=language),
        "late days": lambda language: late_lines(new, language=language),
    }


def _register_time(school: School, day: dt.date, session: str) -> str:
    """When the register that the child was last late for is taken."""
    calendar = calendar_for(school=school, first=day, last=day, pupils=())
    try:
        return clock_words(calendar.session(day, Session(session)).starts_at)
    except TimesNotSet:
        return ""
