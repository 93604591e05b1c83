"""The letters about absence: which words a stage takes, and what they say of the facts, in the family's language."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from django.utils import translation
from django.utils.translation import gettext, ngettext

from absence.letters_to_read import Ready, letters_to_read
from absence.models import Meeting
from absence.support_concerns import PupilConcern
from absence.support_stages import Missed, Stage
from attendance_site.parts.spoken import spoken_day
from registers.family_languages import ENGLISH
from registers.models import Post, School
from registers.wording import Fact

CONCERN, MEDICAL_CONCERN = "attendance_concern", "attendance_concern_medical"
INVITATIONS = {
    Meeting.Kind.ATTENDANCE: "attendance_meeting",
    Meeting.Kind.FAMILY_TEAM: "attendance_meeting",
    Meeting.Kind.FORMAL: "formal_conversation",
}
"""Meetings about absence, each with the words that invite to it."""


def stage_of(kind: str) -> Stage:
    """The stage whose words these are."""
    if kind in {CONCERN, MEDICAL_CONCERN}:
        return Stage.LETTER
    return Stage.FORMAL if kind == INVITATIONS[Meeting.Kind.FORMAL] else Stage.MEETING


def concern_kind(concern: PupilConcern) -> str:
    """The words of a first letter: others where the absence is mostly medical."""
    return MEDICAL_CONCERN if concern.standing.is_medical else CONCERN


def support_letters(
    *, concern: PupilConcern, kind: str, school: School, by: Post, on: dt.date, more: Mapping[str, Fact]
) -> list[Ready]:
    """A letter for everybody who may be told. `more`: what a person said. Raises FactMissing, WordingOff."""
    pupil, about = concern.pupil, concern.standing.about(stage_of(kind))
    facts: dict[str, Fact] = {
        "pupil": pupil.known_as or pupil.forename,
        "pupil full name": pupil.legal_name,
        "class": concern.group,
        "since": about[0].date,
        "half days missed": lambda language: half_days(len(about), language=language),
        "days away": lambda language: day_lines(about, language=language),
        "signed by": f"{by.user.name}, {by.position}",
    }
    return letters_to_read(pupil=pupil, kind=kind, school=school, on=on, facts={**facts, **more})


def half_days(count: int, *, language: str) -> str:
    """6 half days."""
    with translation.override(_django(language)):
        return ngettext("%(count)s half day", "%(count)s half days", count) % {"count": count}


def day_lines(sessions: Iterable[Missed], *, language: str) -> list[str]:
    """Each day; one of which only half was missed says which half."""
    halves: dict[dt.date, list[str]] = {}
    for each in sessions:
        halves.setdefault(each.date, []).append(each.session)
    with translation.override(_django(language)):
        return [_line(day, missed, language) for day, missed in halves.items()]


def _line(day: dt.date, halves: Sequence[str], language: str) -> str:
    said = {"day": spoken_day(day, language=_django(language))}
    if len(halves) > 1:
        return said["day"]
    return gettext("%(day)s, morning") % said if halves[0] == "AM" else gettext("%(day)s, afternoon") % said


def _django(language: str) -> str:
    return "en-gb" if language == ENGLISH else language
