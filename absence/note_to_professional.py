"""The note to somebody who works with a child whom nobody has accounted for: the school's words, ready to be read."""

from absence.day_texts import school_days
from absence.going_on import GoingOn
from absence.professionals import ToTell
from absence.referral_content import last_seen
from registers.models import Message, Post, School
from registers.wording import Composed, Fact, compose

KIND = "note_to_social_worker"
NOTHING_KNOWN = "No reason has been given."


def channel_for(whom: ToTell) -> str:
    """By e-mail where an address is on file; otherwise on paper."""
    return Message.Channel.EMAIL if whom.email else Message.Channel.LETTER


def note_ready(*, found: GoingOn, whom: ToTell, school: School, by: Post, known: str) -> Composed:
    """The note to one person. `known`: what the school knows so far. Raises FactMissing, WordingOff."""
    pupil, days = found.pupil, max(found.state.days, 1)
    facts: dict[str, Fact] = {
        "pupil": pupil.known_as or pupil.forename,
        "contact": whom.name,
        "pupil full name": pupil.legal_name,
        "class": found.group or "no class",
        "day": found.on,
        "days missed": lambda language: school_days(days, language=language),
        "last seen": last_seen(found),
        "what is known": known.strip() or NOTHING_KNOWN,
        "signed by": f"{by.user.name}, {by.position}",
    }
    return compose(school=school, kind=KIND, facts=facts, channel=channel_for(whom))
