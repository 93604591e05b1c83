"""How pupils leave, and what is done before a name is deleted: each way of leaving with its checklist.

A step is something that somebody did on a day. Which steps a ground demands stands with the ground (`leaving.py`);
a checklist also holds steps that are good practice and hold nothing up.
"""

from dataclasses import dataclass
from enum import StrEnum


class Step(StrEnum):
    """One thing to do, or to have seen, before a pupil leaves. The value is how it is stored."""

    SOCIAL_WORKER_TOLD = "social_worker_told"
    NEXT_SCHOOL_CONFIRMED = "next_school_confirmed"
    RECORDS_SENT = "records_sent"
    AUTHORITY_TOLD = "authority_told"
    WRITTEN_NOTICE = "written_notice"
    NO_ORDER = "no_order"
    CONSENT = "consent"
    NEW_ADDRESS = "new_address"
    SCHOOLING_ASKED = "schooling_asked"
    HOME_VISITED = "home_visited"
    REVIEW_ENDED = "review_ended"
    DEATH_CONFIRMED = "death_confirmed"
    MESSAGES_STOPPED = "messages_stopped"
    LEAVING_SAID = "leaving_said"
    OTHER_SCHOOL_CONSENTS = "other_school_consents"
    PLACE_IN_RECEPTION = "place_in_reception"
    ORDER_CHANGED = "order_changed"
    ORDER_REVOKED = "order_revoked"
    DETENTION_CONFIRMED = "detention_confirmed"
    FEES_UNPAID = "fees_unpaid"
    WITHDRAWN = "withdrawn"

    @property
    def words(self) -> str:
        """What was done, as the checklist says it."""
        return WORDS[self]


WORDS = {
    Step.SOCIAL_WORKER_TOLD: "The social worker was told before the name is deleted",
    Step.NEXT_SCHOOL_CONFIRMED: "The next school confirmed that the pupil is on its register, or from when",
    Step.RECORDS_SENT: "The records and the common transfer file went to the next school",
    Step.AUTHORITY_TOLD: "The local authority was told that the pupil is to leave, and why",
    Step.WRITTEN_NOTICE: "The parent's written notice came, and names the day",
    Step.NO_ORDER: "No school attendance order names this school",
    Step.CONSENT: "The local authority consented to the home education",
    Step.NEW_ADDRESS: "The new address is written down, and from when",
    Step.SCHOOLING_ASKED: "The parents were asked where the child will go to school",
    Step.HOME_VISITED: "Somebody went to the home, and every emergency contact was rung",
    Step.REVIEW_ENDED: "The review of the exclusion ended, or the time to ask for one is over",
    Step.DEATH_CONFIRMED: "The family or an authority told the school",
    Step.MESSAGES_STOPPED: "Nobody will send the family letters or messages about attendance",
    Step.LEAVING_SAID: "The pupil or a parent said that the pupil will not stay on",
    Step.OTHER_SCHOOL_CONSENTS: "Each other school where the pupil is registered agrees",
    Step.PLACE_IN_RECEPTION: "The pupil has no place in reception here, or the parents do not take it",
    Step.ORDER_CHANGED: "The attendance order now names another school: the authority's letter was seen",
    Step.ORDER_REVOKED: "The attendance order was revoked: the authority's letter was seen",
    Step.DETENTION_CONFIRMED: "A court's decision of four months or more was seen; the pupil is not expected back",
    Step.FEES_UNPAID: "Boarding fees were still unpaid at the end of the term they were due for",
    Step.WITHDRAWN: "The parent withdrew the pupil, in writing",
}


class Kind(StrEnum):
    """How a pupil leaves. The value is how it is stored."""

    MOVED_SCHOOL = "moved_school"
    HOME_EDUCATION = "home_education"
    MOVED_ABROAD = "moved_abroad"
    STOPPED_COMING = "stopped_coming"
    EXCLUDED = "excluded"
    SCHOOL_LEAVER = "school_leaver"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True)
class Way:
    """A way of leaving: its name, its checklist, the grounds that usually fit it, and a word of advice."""

    label: str
    steps: tuple[Step, ...]
    grounds: tuple[str, ...]
    advice: str


WAYS = {
    Kind.MOVED_SCHOOL: Way(
        "Moves to another school",
        (Step.NEXT_SCHOOL_CONFIRMED, Step.RECORDS_SENT),
        ("a", "c"),
        "Keep the name on the roll until the next school has the pupil. Without a confirmed school the child may be"
        " missing education: tell the authority.",
    ),
    Kind.HOME_EDUCATION: Way(
        "Will be educated at home",
        (Step.AUTHORITY_TOLD, Step.WRITTEN_NOTICE, Step.NO_ORDER),
        ("f",),
        "Tell the authority as soon as a parent says so, even if only in words. The name stays until the written notice"
        " has come and the day that it names has passed.",
    ),
    Kind.MOVED_ABROAD: Way(
        "Moves abroad, or too far away to come",
        (Step.NEW_ADDRESS, Step.SCHOOLING_ASKED, Step.AUTHORITY_TOLD),
        ("g", "a"),
        "Ask for the address, the day of travel and the school there, and what shows them.",
    ),
    Kind.STOPPED_COMING: Way(
        "Stopped coming, or did not come back from leave",
        (Step.HOME_VISITED, Step.AUTHORITY_TOLD),
        ("i", "h"),
        "The name stays until the school and the authority have made enquiries together and recorded them here.",
    ),
    Kind.EXCLUDED: Way(
        "Permanently excluded",
        (Step.AUTHORITY_TOLD, Step.REVIEW_ENDED),
        ("o",),
        "The name stays on the roll until the review has ended, or nobody can ask for one any more.",
    ),
    Kind.SCHOOL_LEAVER: Way(
        "Reaches the end of school",
        (Step.LEAVING_SAID,),
        ("l", "9(3)"),
        "For a whole year group that leaves in summer, the turn of the year asks for it once.",
    ),
    Kind.DIED: Way(
        "Died",
        (Step.DEATH_CONFIRMED, Step.MESSAGES_STOPPED),
        ("k", "9(3)"),
        "Messages that wait in the outbox are held back as soon as the name is deleted. Think of brothers and sisters.",
    ),
    Kind.OTHER: Way(
        "Another reason",
        (
            *(Step.PLACE_IN_RECEPTION, Step.ORDER_CHANGED, Step.ORDER_REVOKED, Step.DETENTION_CONFIRMED),
            *(Step.FEES_UNPAID, Step.WITHDRAWN, Step.OTHER_SCHOOL_CONSENTS),
        ),
        ("b", "c", "d", "e", "j", "m", "n", "9(3)"),
        "Record the steps that belong to the ground. If no ground fits, the name must stay on the roll.",
    ),
}


def checklist(kind: Kind, *, has_social_worker: bool, consent_needed: bool) -> tuple[Step, ...]:
    """What is to be done before that pupil leaves in that way, in order."""
    first = (Step.SOCIAL_WORKER_TOLD,) if has_social_worker else ()
    consent = (Step.CONSENT,) if consent_needed and kind is Kind.HOME_EDUCATION else ()
    return (*first, *WAYS[kind].steps, *consent)
