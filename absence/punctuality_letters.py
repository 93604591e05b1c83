"""The letters about lateness as they could go: to whom, in which words. A person reads each before it goes."""

import datetime as dt
from collections.abc import Mapping

from absence.lateness import LatePupil
from absence.letters_to_read import Ready, letters_to_read
from absence.punctuality import Stage, minutes_of
from absence.punctuality_words import late_lines, minutes_late, times_late
from registers.codes import Session
from registers.marking_facts import calendar_for
from registers.models import Post, School
from registers.refusals import TimesNotSet
from registers.school_sessions import clock_words
from registers.wording import Fact

KINDS = {Stage.LETTER: "punctuality_letter", Stage.MEETING: "punctuality_meeting"}


def letters_ready(
    *, found: LatePupil, stage: Stage, school: School, by: Post, on: dt.date, more: Mapping[str, Fact]
) -> list[Ready]:
    """A letter for everybody who may be told, those the child lives with or who have responsibility first.

    `more`: what a person said, such as the time of the meeting. Raises FactMissing, WordingOff.
    """
    facts = {**_facts(found, school, by), **more}
    return letters_to_read(pupil=found.pupil, kind=KINDS[stage], school=school, on=on, facts=facts)


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
