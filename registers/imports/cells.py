"""What one cell of an import file may hold. Each reader takes the text and gives the value, or says why it cannot."""

import datetime as dt
import re
from collections.abc import Callable, Collection

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from registers import upn as upns
from registers.school_year import WEEKDAYS, YEAR_GROUPS

Cell = Callable[[str], object]

FIRST_YEAR, LAST_YEAR = 1900, 2100  # a date outside is a slip of the keyboard
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_CLOCK = re.compile(r"([01]\d|2[0-3]):[0-5]\d")


class CellRefused(ValueError):
    """The text cannot be what its column holds; the message says why and what to write."""


def text(longest: int) -> Cell:
    """Any text up to `longest` characters."""

    def read(cell: str) -> str:
        if len(cell) > longest:
            raise CellRefused(f"is {len(cell)} characters long; at most {longest} fit")
        return cell

    return read


def day(cell: str) -> dt.date:
    """A date as 2026-11-24."""
    try:
        if not _ISO_DATE.fullmatch(cell):
            raise ValueError
        found = dt.date.fromisoformat(cell)
    except ValueError:
        raise CellRefused(f"{quoted(cell)} is not a date; write it as 2026-11-24") from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise CellRefused(f"{cell} is not between {FIRST_YEAR} and {LAST_YEAR}")
    return found


def clock_time(cell: str) -> dt.time:
    """A time of day as 08:45."""
    if not _CLOCK.fullmatch(cell):
        raise CellRefused(f"{quoted(cell)} is not a time; write it as 08:45")
    return dt.time.fromisoformat(cell)


def flag(cell: str) -> bool:
    """1 for yes, 0 for no."""
    if cell not in ("0", "1"):
        raise CellRefused(f"{quoted(cell)} is neither 1 (yes) nor 0 (no)")
    return cell == "1"


def upn(cell: str) -> str:
    """A unique pupil number with its right check letter."""
    try:
        return upns.clean(cell)
    except upns.UPNRefused as refusal:
        raise CellRefused(str(refusal)) from None


def choice(values: Collection[str]) -> Cell:
    """One of the values, in capitals or not; given back as the list writes it."""
    known = {value.casefold(): value for value in values}

    def read(cell: str) -> str:
        if cell.casefold() not in known:
            raise CellRefused(f"{quoted(cell)} is not one of {', '.join(values)}")
        return known[cell.casefold()]

    return read


def number(lowest: int, highest: int) -> Cell:
    """A whole number between the two."""

    def read(cell: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", cell) or not lowest <= int(cell) <= highest:
            raise CellRefused(f"{quoted(cell)} is not a whole number from {lowest} to {highest}")
        return int(cell)

    return read


def digits(fewest: int, most: int) -> Cell:
    """A number that is a name, such as a URN: its leading zeros count."""
    wanted = str(most) if fewest == most else f"{fewest} or {most}"

    def read(cell: str) -> str:
        if not re.fullmatch(rf"[0-9]{{{fewest},{most}}}", cell):
            raise CellRefused(f"{quoted(cell)} is not a number of {wanted} digits")
        return cell

    return read


def email(cell: str) -> str:
    """An e-mail address, in small letters."""
    try:
        validate_email(cell)
    except ValidationError:
        raise CellRefused(f"{quoted(cell)} is not an e-mail address") from None
    return str(text(254)(cell)).lower()


def several(one: Cell) -> Cell:
    """Values with ; between, each once, in the order written."""

    def read(cell: str) -> list[object]:
        parts = [part.strip() for part in cell.split(";")]
        return list(dict.fromkeys(one(part) for part in parts if part))

    return read


year_group = choice(YEAR_GROUPS)
weekday = choice(WEEKDAYS)
class_name = text(30)
person_name = text(200)


def quoted(cell: str) -> str:
    """A cell as a message shows it: short, and empty ones named."""
    if not cell:
        return "an empty cell"
    shown = "".join(character if character.isprintable() else "?" for character in cell[:40])
    return f"'{shown}{'...' if len(cell) > 40 else ''}'"
