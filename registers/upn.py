"""Unique pupil numbers: the check letter, permanent and temporary numbers, and why one is refused.

Source: the UPN guide of the Department for Education and the government data standards catalogue (V). A UPN
is a check letter, the local authority (3 digits), the establishment (4), the year of allocation (2) and a
serial number: 3 digits, or 2 digits and a letter for a temporary number.
"""

import re

# I, O and S are left out, so that they are not taken for 1, 0 and 5. A letter's value is its place, from A =
# 0.
LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"
LENGTH = 13
TEMPORARY_NUMBERS = 100 * len(LETTERS)  # two digits and a letter
_SHAPE = re.compile(rf"[{LETTERS}][0-9]{{11}}[0-9{LETTERS}]")


def _codes(*spans: tuple[int, int]) -> frozenset[str]:
    return frozenset(str(code) for first, last in spans for code in range(first, last + 1))


# Authorities of today, from the 153 of the DfE attendance file of 2025/26 (V).
AUTHORITIES_NOW = _codes(
    *((201, 213), (301, 320), (330, 336), (340, 344), (350, 359), (370, 373), (380, 384), (390, 394)),
    *((420, 420), (800, 803), (805, 808), (810, 813), (815, 816), (821, 823), (825, 826), (830, 831)),
    *((838, 841), (845, 846), (850, 852), (855, 857), (860, 861), (865, 874), (876, 896), (908, 908)),
    *((916, 916), (919, 919), (921, 921), (925, 926), (929, 929), (931, 931), (933, 933), (935, 938)),
    (940, 943),
)
# Authorities abolished since pupils now at school were born or moved here, and those of Wales (M).
AUTHORITIES_ELSEWHERE = _codes((660, 681), (820, 820), (835, 837), (875, 875), (909, 909), (928, 928))
AUTHORITIES = AUTHORITIES_NOW | AUTHORITIES_ELSEWHERE


class UPNRefused(ValueError):
    """The text is not a unique pupil number; the message says why."""


def check_letter(rest: str) -> str:
    """The letter that belongs before the twelve other characters: weights 2 to 13, modulo 23."""
    return LETTERS[sum(weight * _value(character) for weight, character in enumerate(rest, start=2)) % 23]


def clean(text: str) -> str:
    """The number as it is stored: capitals, no spaces. Raises UPNRefused, saying why, for anything else."""
    upn = "".join(text.split()).upper()
    reason = refusal(upn)
    if reason:
        raise UPNRefused(reason)
    return upn


def refusal(upn: str) -> str | None:
    """Why this is no UPN, or None where it is one. An unknown authority is only a `warning`."""
    if len(upn) != LENGTH:
        return f"A UPN has {LENGTH} characters; this has {len(upn)}. Copy it from the pupil's last school."
    if not _SHAPE.fullmatch(upn):
        return _shape_refusal(upn)
    expected = check_letter(upn[1:])
    if upn[0] != expected:
        return f"The check letter of {upn} would be {expected}: one of its characters is wrong."
    return None


def warning(upn: str) -> str | None:
    """What to look at twice in a valid UPN: an authority that is not on the list. They come and go."""
    if upn[1:4] in AUTHORITIES:
        return None
    return f"{upn[1:4]} is not a local authority known here. Check the UPN with the pupil's last school."


def is_temporary(upn: str) -> bool:
    """Whether it is a temporary number, given until the permanent one is known: it ends in a letter."""
    return upn[-1] in LETTERS


def allocate(*, la_code: str, estab: str, year: int, serial: int, temporary: bool = False) -> str:
    """The UPN that a school gives. `year` of allocation; `serial` 0 to 999, or 0 to 2299 if temporary.

    Raises UPNRefused where the parts do not make one.
    """
    last = f"{serial // len(LETTERS):02d}{LETTERS[serial % len(LETTERS)]}" if temporary else f"{serial:03d}"
    rest = f"{la_code}{estab}{year % 100:02d}{last}"
    if not re.fullmatch(rf"[0-9]{{11}}[0-9{LETTERS}]", rest):
        raise UPNRefused(f"{rest} cannot be the last twelve characters of a UPN.")
    return check_letter(rest) + rest


def _shape_refusal(upn: str) -> str:
    if any(character in "IOS" for character in upn):
        return "A UPN never holds the letters I, O or S. Look for a 1, 0 or 5."
    if upn[0] not in LETTERS:
        return "A UPN begins with a letter."
    return "After its first letter a UPN has digits; only the last may be a letter (a temporary UPN)."


def _value(character: str) -> int:
    return int(character) if character.isdigit() else LETTERS.index(character)
