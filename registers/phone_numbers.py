"""Telephone numbers as people write them, and which of them can be sent a text."""

import re

UK_MOBILE = re.compile(r"(?:\+44|0044|44|0)(7[1-9]\d{8})")
"""Ofcom, National Telephone Numbering Plan: mobile numbers begin 071 to 075 and 077 to 079 (V2)."""
ABROAD = re.compile(r"(?:\+|00)(?!44)([1-9]\d{7,14})")
DIGITS_THAT_TELL = 9
"""Two numbers with the same last digits are one, however the country is written."""


def mobile(number: str) -> str:
    """The number as a sender wants it (+447…), or empty where no text can be sent to it."""
    digits = re.sub(r"[^\d+]", "", number.replace("(0)", ""))
    if found := UK_MOBILE.fullmatch(digits):
        return f"+44{found[1]}"
    if found := ABROAD.fullmatch(digits):
        return f"+{found[1]}"
    return ""


def last_digits(number: str) -> str:
    """What two ways of writing one number have in common; empty where there are too few digits to tell."""
    digits = re.sub(r"\D", "", number)
    return digits[-DIGITS_THAT_TELL:] if len(digits) >= DIGITS_THAT_TELL else ""
