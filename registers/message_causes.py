"""What messages are about, as keys: nothing goes twice for one cause, and what falls away is found by it.

A message asks again, when it is about to go, whether its cause still stands. Who makes messages of a kind registers
the question under the beginning of their causes: `@asks_again("absence/")`.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from uuid import UUID

ABSENCE_HOLD = timedelta(minutes=2)
"""A text about an absence waits so long: a child who comes to the late desk meanwhile is not texted about."""
ABSENCE = "absence/"
REGISTER = "register/"
TEST = "test/"
ABSENT = re.compile(rf"{ABSENCE}(?P<pupil>\d{{1,18}})/(?P<day>\d{{4}}-\d\d-\d\d)/.*")
CLOSING = "closing/"
LEAVE = "leave/"
LEAVE_HOLD = timedelta(minutes=10)
"""A decision about leave waits so long before its letters go: whoever made it may undo it meanwhile."""
REMINDER = re.compile(rf"{REGISTER}(?P<register>\d+)/reminder/\d+")


def absence_of(pupil: int, day: date) -> str:
    """The absence of one pupil on one day; causes that begin with it speak of that absence."""
    return f"{absence_of_pupil(pupil)}{day.isoformat()}/"


def absence_of_pupil(pupil: int) -> str:
    """What the causes of every absence of one pupil begin with."""
    return f"absence/{pupil}/"


def absent(cause: str) -> tuple[int, date] | None:
    """The pupil and the day of an absence that a cause speaks of; None where it is about something else."""
    found = ABSENT.fullmatch(cause)
    try:
        return (int(found["pupil"]), date.fromisoformat(found["day"])) if found else None
    except ValueError:
        return None


def closing_told(change: int, about: str) -> str:
    """That the school closed unexpectedly (`closed`), or is open again (`open`); a number follows for each message."""
    return f"{CLOSING}{change}/{about}/"


def reminder_of(register: int, n: int) -> str:
    """The n-th reminder that a register is to be completed."""
    return f"{REGISTER}{register}/reminder/{n}"


def reminded_register(cause: str) -> int | None:
    """The register that a cause reminds of; None where it is about something else."""
    found = REMINDER.fullmatch(cause)
    return int(found["register"]) if found else None


def cause_words(cause: str) -> str:
    """What a message is about, for people."""
    if REMINDER.fullmatch(cause):
        return "A register to be completed"
    if cause.startswith(CLOSING):
        return "The school is open again" if "/open/" in cause else "The school is closed"
    if cause.startswith(ABSENCE):
        return "A pupil's absence"
    if cause.startswith(LEAVE):
        return "A decision about leave"
    if cause.startswith("support/"):
        return "Attendance and what would help"
    if cause.startswith(TEST):
        return "A test of the sender"
    return kind_of(cause).replace("_", " ").capitalize()


def leave_decided(press: UUID, contact: int | None = None) -> str:
    """What was decided about leave in one press, and to whom it is said; without a contact what those begin with."""
    return f"{LEAVE}{press}/{contact or ''}"


def hold_for(cause: str, channel: str) -> timedelta:
    """How long a message waits at least before it goes."""
    if cause.startswith(LEAVE):
        return LEAVE_HOLD
    return ABSENCE_HOLD if channel == "text" and cause.startswith(ABSENCE) else timedelta()


def kind_of(cause: str) -> str:
    """The first word of a cause: messages of one kind share it."""
    return cause.partition("/")[0]


Question = Callable[[int, Iterable[str], datetime], Mapping[str, str]]
"""Given a school, causes and the time: those that no longer stand, each with the words why."""

_QUESTIONS: dict[str, Question] = {}


def asks_again(prefix: str) -> Callable[[Question], Question]:
    """Register a question for the causes that begin with `prefix`."""

    def keep(question: Question) -> Question:
        _QUESTIONS[prefix] = question
        return question

    return keep


def prefixes_that_ask() -> tuple[str, ...]:
    """The beginnings of the causes for which there is a question."""
    return tuple(_QUESTIONS)


def fallen_away(school: int, causes: Iterable[str], at: datetime) -> dict[str, str]:
    """Those causes that no longer stand at `at`, each with the words why. A cause without a question stands."""
    asked = set(causes)
    gone: dict[str, str] = {}
    for prefix, question in _QUESTIONS.items():
        if mine := {cause for cause in asked if cause.startswith(prefix)}:
            gone |= question(school, mine, at)
    return gone
