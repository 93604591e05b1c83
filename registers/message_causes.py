"""What messages are about, as keys: nothing goes twice for one cause, and what falls away is found by it."""

import re
from datetime import date

REGISTER = "register/"
REMINDER = re.compile(rf"{REGISTER}(?P<register>\d+)/reminder/\d+")


def absence_of(pupil: int, day: date) -> str:
    """The absence of one pupil on one day; causes that begin with it speak of that absence."""
    return f"absence/{pupil}/{day.isoformat()}/"


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
    if cause.startswith("absence/"):
        return "A pupil's absence"
    return cause.partition("/")[0].replace("_", " ").capitalize()
