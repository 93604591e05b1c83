"""Codes by which families sign in: how long they hold, how many somebody may ask for, and what each one is."""

import hmac
from datetime import timedelta
from uuid import UUID

LETTERS = "BCDFGHJKLMNPQRSTVWXZ23456789"
"""No vowels, so that no code is a word, and nothing that reads like something else."""
LENGTH = 8
GOOD_FOR = timedelta(minutes=15)
TRIES = 5

# How many codes may be asked for. There is no limit for a network address by itself: a whole school stands behind one.
PER_ADDRESS, ADDRESS_WITHIN = 12, timedelta(hours=1)
PER_PLACE, PLACE_WITHIN = 5, timedelta(minutes=15)  # the same address, from the same place

TRUSTED_FOR = timedelta(days=90)  # "trust this phone"
PROVED_FOR_DAYS = 30  # then what is sensitive asks for a new code


def code_of(request: UUID, secret: str) -> str:
    """The code of one request. It stands nowhere: without the site's secret nobody can tell it from the id."""
    number = int.from_bytes(hmac.digest(secret.encode(), b"family sign-in" + request.bytes, "sha256"))
    found = ""
    while len(found) < LENGTH:
        number, place = divmod(number, len(LETTERS))
        found += LETTERS[place]
    return found


def as_written(code: str) -> str:
    """The code as a mail shows it: in two halves."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def is_right(typed: str, code: str) -> bool:
    """Whether somebody typed or pasted that code, with whatever spaces, hyphens and small letters."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    return hmac.compare_digest(plain.encode(), code.encode())
