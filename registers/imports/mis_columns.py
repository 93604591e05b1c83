"""What the columns and values of another system mean: suggested from their names, settled by a person."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher

from registers.imports.cells import CellRefused, quoted
from registers.imports.pupil_rows import COLUMNS
from registers.school_year import YEAR_GROUPS

OURS = {
    "upn": "UPN",
    "surname": "Surname",
    "forename": "Forename",
    "known_as": "Known as (forename)",
    "legal_surname": "Legal surname",
    "dob": "Date of birth",
    "sex": "Sex",
    "year_group": "Year group",
    "class": "Class",
    "admitted": "Starting day",
    "left": "Leaving day",
    "sen": "SEN (N, K, E)",
    "fsm": "Free school meals",
    "pupil_premium": "Pupil premium",
    "eal": "English as an additional language",
    "medical": "Medical flag",
    "looked_after": "Looked after",
    "ethnicity": "Ethnicity code",
    "home_language": "Home language",
    "address": "Address",
    "postcode": "Postcode",
}
"""Our columns that another system may keep up to date, with their names. Marks are taken here and nowhere else."""
NEEDED = ("upn", "surname", "forename")
DATES = {"dob", "admitted", "left"}
FLAGS = {"fsm", "pupil_premium", "eal", "medical", "looked_after"}
VALUED = {"sex", "year_group", "sen", *FLAGS}
"""Columns whose values are few and often written otherwise."""

ALSO_CALLED = {
    "upn": ["unique pupil number", "pupil upn"],
    "surname": ["last name", "family name", "preferred surname"],
    "forename": ["first name", "given name", "legal forename"],
    "known_as": ["preferred forename", "preferred name", "chosen name", "preferred first name"],
    "legal_surname": ["legal last name"],
    "dob": ["date of birth", "birth date", "birthdate", "birth"],
    "sex": ["gender", "legal sex"],
    "year_group": ["year", "nc year", "nc year actual", "national curriculum year", "year code"],
    "class": ["reg group", "registration group", "reg", "form", "tutor group", "registration form"],
    "admitted": ["admission date", "date of admission", "doa", "start date", "entry date", "date of entry"],
    "left": ["leaving date", "date of leaving", "dol", "leave date", "end date"],
    "sen": ["sen status", "sen provision", "sen code", "sen need"],
    "fsm": ["fsm eligible", "free school meals", "free meals", "eligible for free meals"],
    "pupil_premium": ["pp", "pupil premium indicator", "pupil premium eligible"],
    "eal": ["english additional language", "eal status"],
    "medical": ["medical flag", "medical conditions"],
    "looked_after": ["in care", "lac", "in lea care", "looked after child"],
    "ethnicity": ["ethnic code", "ethnicity code", "ethnic group"],
    "home_language": ["first language", "language", "mother tongue"],
    "address": ["full address", "home address", "address block"],
    "postcode": ["post code", "zip"],
}
CUT_SHORT = {
    **{
        "no": "number",
        "num": "number",
        "nm": "name",
        "fam": "family",
        "sname": "surname",
        "fname": "forename",
    },
    **{"gndr": "gender", "yr": "year", "grp": "group", "gp": "group", "dt": "date", "adm": "admission"},
    **{"addr": "address", "lang": "language", "ethn": "ethnicity", "prem": "premium"},
}
"""Words of column names as other systems cut them short."""
ALIKE = 0.84  # of 1: a slip of the pen, no other word

YES = {"1", "y", "yes", "true", "t", "eligible", "x"}
NO = {"0", "n", "no", "false", "f", "not eligible", "-"}
SEXES = {"f": "F", "female": "F", "girl": "F", "m": "M", "male": "M", "boy": "M"}
SEN = {"n": "N", "k": "K", "e": "E", "no": "N", "none": "N", "sen support": "K", "ehcp": "E", "ehc plan": "E"}
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

_READERS = {column.name: column.read for column in COLUMNS}


def suggest(header: Sequence[str]) -> dict[str, str]:
    """Which of their columns each of ours could be: by the same name first, then by a name much like it."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for closest in (1.0, ALIKE):
        for ours in OURS:
            if ours in found:
                continue
            best = max(
                ((_likeness(ours, theirs), theirs) for theirs in header if theirs not in taken), default=None
            )
            if best and best[0] >= closest:
                found[ours] = best[1]
                taken.add(best[1])
    if (
        "surname" not in found and "legal_surname" in found
    ):  # where they have one surname only, it is the surname
        found["surname"] = found.pop("legal_surname")
    return found


def _likeness(ours: str, theirs: str) -> float:
    names = [_in_full(ours), _in_full(OURS[ours]), *map(_in_full, ALSO_CALLED[ours])]
    return max(SequenceMatcher(None, name, _in_full(theirs)).ratio() for name in names)


def _in_full(name: str) -> str:
    return " ".join(CUT_SHORT.get(word, word) for word in _plain(name).split())


def _plain(text: str) -> str:
    return " ".join(re.sub(r"[^a-z0-9]+", " ", text.casefold()).split())


def value_of(ours: str, cell: str, *, dates: str, values: Mapping[str, str]) -> str:
    """One cell of theirs as formats.md writes it. Raises `CellRefused`.

    `values`: what a person said their values mean; `dates`: in which order their dates are written.
    """
    if not cell:
        return ""
    plain = values.get(cell) if cell in values else _by_itself(ours, cell, dates)
    if plain == "":
        return ""
    if plain is None or ours not in _READERS:
        raise CellRefused(f"{quoted(cell)} is not known; say on the mapping page what it means")
    _READERS[ours](plain)
    return plain


def _by_itself(ours: str, cell: str, dates: str) -> str | None:
    plain = _plain(cell)
    if ours in DATES:
        return day_of(cell, dates)
    if ours in FLAGS:
        return "1" if plain in YES else "0" if plain in NO or cell == "-" else None
    if ours == "sex":
        return SEXES.get(plain)
    if ours == "sen":
        return SEN.get(plain) or SEN.get(plain.split(" ")[0])
    if ours == "year_group":
        return _year(plain)
    if ours == "upn":
        return cell.upper()
    return " ".join(cell.split())


def _year(plain: str) -> str | None:
    words = re.sub(r"^(national curriculum |nc )?(year|yr|y)(?= ?\d)", "", plain).strip()
    known = {year.casefold(): year for year in YEAR_GROUPS} | {"reception": "R", "rec": "R", "0": "R"}
    known |= {"nursery 1": "N1", "nursery 2": "N2", "n 1": "N1", "n 2": "N2"}
    return known.get(words) or known.get(words.lstrip("0"))


def day_of(cell: str, dates: str) -> str:
    """A date in the order `dmy`, `mdy`, `ymd` or with the month's name, as 2026-11-24. Raises `CellRefused`."""
    text = cell.split(" 00:00")[0].split("T00:00")[0].strip()
    parts = [part for part in re.split(r"[\s./,-]+", text) if part]
    try:
        if len(parts) != 3:
            raise ValueError
        if dates == "dMy":
            month = MONTHS.index(parts[1][:3].casefold()) + 1
            year, day = int(parts[2]), int(parts[0])
        else:
            first, second, third = (int(part) for part in parts)
            day, month, year = {
                "dmy": (first, second, third),
                "mdy": (second, first, third),
                "ymd": (third, second, first),
            }[dates]
        if year < 100:
            raise ValueError  # two digits may be this century or the last
        return dt.date(year, month, day).isoformat()
    except (ValueError, OverflowError, KeyError):
        raise CellRefused(f"{quoted(cell)} is not a date as the mapping page says they are written") from None


def unknown_values(ours: str, cells: Iterable[str], *, dates: str, values: Mapping[str, str]) -> list[str]:
    """The cells whose meaning nobody has said yet."""
    found = []
    for cell in cells:
        try:
            value_of(ours, cell, dates=dates, values=values)
        except CellRefused:
            found.append(cell)
    return found
