"""A small, valid school folder of formats.md, for tests and for trying things out.

`SchoolFolder(path).write()` writes every file. Its tables are lists of dictionaries, free to change before writing:
`folder["pupils"][0]["surname"] = "Brook"`. `write("marks")` writes only the files named.
"""

import csv
import datetime as dt
from pathlib import Path

from registers.upn import check_letter

URN = "150321"
DAY = dt.date(2026, 11, 24)  # the day of the export, a Tuesday
FIRST_DAY = dt.date(2026, 9, 2)
NAMES = ("Ada Brook", "Ben Cole", "Cara Dunn", "Dev Ellis", "Ema Frost", "Finn Gale")


def upn(n: int) -> str:
    """The n-th pupil's UPN."""
    rest = f"874200218{n:03d}"
    return check_letter(rest) + rest


class SchoolFolder(dict[str, list[dict[str, str]]]):
    """The files of one school by name without `.csv`: a primary school with two classes and six pupils."""

    def __init__(self, path: Path, *, days: int = 5) -> None:
        super().__init__()
        self.path = path
        self["school"] = [school_row()]
        self["staff"] = staff_rows()
        self["terms"] = term_rows()
        self["closures"] = closure_rows()
        self["pupils"] = [pupil_row(n, name) for n, name in enumerate(NAMES)]
        self["contacts"] = [contact_row(n, name) for n, name in enumerate(NAMES)]
        self["class_history"] = [
            {"upn": upn(0), "class": "2A", "first_day": "2025-09-03", "last_day": "2026-07-17"},
            {"upn": upn(0), "class": "3A", "first_day": "2026-09-02", "last_day": ""},
        ]
        self["patterns"] = [
            {"upn": upn(5), "first_day": "2026-09-02", "last_day": "", "expected": "1111111100", "code": "C2"}
        ]
        self["professionals"] = [
            {
                "upn": upn(1),
                "role": "social_worker",
                "name": "Sam Stone",
                "team": "Fenland team",
                "phone": "01632 960001",
                "email": "stone@authority.example",
                "first_day": "2026-01-05",
                "last_day": "",
            }
        ]
        self["marks"] = mark_rows(days)
        self["prior_absence"] = [
            {
                "upn": upn(2),
                "date": "2025-06-10",
                "session": "AM",
                "code": "O",
                "school_name": "Old Mill School",
                "used_on": "",
            }
        ]

    def write(self, *names: str, bom: bool = False) -> Path:
        """Write the files named (default: all of them) and give back the folder."""
        self.path.mkdir(parents=True, exist_ok=True)
        for name in names or self:
            rows = self[name]
            with (self.path / f"{name}.csv").open(
                "w", encoding="utf-8-sig" if bom else "utf-8", newline=""
            ) as file:
                writer = csv.DictWriter(file, list(rows[0]) if rows else [])
                writer.writeheader()
                writer.writerows(rows)
        return self.path

    def alone(self, *names: str) -> Path:
        """Write the files named and take the others away."""
        for file in self.path.glob("*.csv"):
            file.unlink()
        return self.write(*names)


def school_row() -> dict[str, str]:
    return {
        "urn": URN,
        "name": "Willowbrook Primary School",
        "la_code": "874",
        "estab": "2002",
        "phase": "Primary",
        "am_start": "08:45",
        "am_close": "08:55",
        "pm_start": "13:10",
        "pm_close": "13:20",
        "day_end": "15:15",
        "gates_open": "08:35",
        "threshold_week_start": "monday",
        "threshold_codes": "GNOU",
        "trust": "Willow Learning Trust",
    }


def staff_rows() -> list[dict[str, str]]:
    columns = ("email", "name", "position", "role", "classes")
    people = (
        ("head@willowbrook.example", "Hana Idris", "Headteacher", "head", ""),
        ("office@willowbrook.example", "Olive Jones", "School office", "office", ""),
        ("office@willowbrook.example", "Olive Jones", "Attendance champion", "champion", ""),
        ("teacher@willowbrook.example", "Tariq Khan", "Class teacher", "teacher", "3A;3B"),
    )
    return [dict(zip(columns, person, strict=True)) for person in people]


def term_rows() -> list[dict[str, str]]:
    columns = ("name", "first_day", "last_day", "academic_year")
    terms = (
        ("Autumn", "2025-09-03", "2025-12-19", "2025-26"),
        ("Spring", "2026-01-05", "2026-03-27", "2025-26"),
        ("Summer", "2026-04-13", "2026-07-17", "2025-26"),
        ("Autumn", "2026-09-02", "2026-12-18", "2026-27"),
    )
    return [dict(zip(columns, term, strict=True)) for term in terms]


def closure_rows() -> list[dict[str, str]]:
    columns = ("first_day", "last_day", "kind", "sessions", "year_groups", "classes", "note")
    closures = (
        ("2026-10-26", "2026-10-30", "holiday", "", "", "", "Half term"),
        ("2026-11-27", "2026-11-27", "inset", "", "", "", "Training day"),
        ("2026-11-13", "2026-11-13", "planned", "PM", "", "", "Heating repair"),
        ("2026-11-12", "2026-11-12", "planned", "", "2", "", "Year 2 at the church"),
    )
    return [dict(zip(columns, closure, strict=True)) for closure in closures]


def pupil_row(n: int, name: str) -> dict[str, str]:
    forename, surname = name.split()
    return {
        "upn": upn(n),
        "surname": surname,
        "forename": forename,
        "dob": "2019-03-14",
        "sex": "FM"[n % 2],
        "year_group": "3",
        "class": "3A" if n < 3 else "3B",
        "admitted": "2025-09-03",
        "left": "",
        "leaving_ground": "",
        "destination": "",
        "former_upn": "",
        "known_as": "",
        "legal_surname": "",
        "sen": "N",
        "ehcp": "0",
        "medical": "0",
        "fsm": str(n % 2),
        "pupil_premium": "0",
        "eal": "0",
        "home_language": "English",
        "ethnicity": "WBRI",
        "looked_after": "0",
        "previously_looked_after": "0",
        "social_worker": "none",
        "young_carer": "0",
        "registration": "single",
        "other_school": "",
        "last_school": "",
        "address": f"{n + 1} Mill Lane, Fenborough",
        "postcode": "ZZ1 1ZZ",
    }


def contact_row(n: int, name: str) -> dict[str, str]:
    surname = name.split()[1]
    return {
        "contact_id": "",
        "upn": upn(n),
        "name": f"Robin {surname}",
        "relationship": "Mother",
        "parental_responsibility": "1",
        "lives_with": "1",
        "priority": "1",
        "title": "Ms",
        "address": f"{n + 1} Mill Lane, Fenborough",
        "postcode": "ZZ1 1ZZ",
        "phone": f"07700 90000{n}",
        "phone2": "",
        "email": f"{surname.lower()}@family.example",
        "language": "English",
        "portal": "1",
        "contact_limit": "",
    }


def mark_rows(days: int) -> list[dict[str, str]]:
    """Marks of everybody on the `days` school days that end on Thursday 12 November 2026."""
    dates = [dt.date(2026, 11, 12) - dt.timedelta(days=n) for n in range(days + days)]
    dates = [date for date in sorted(dates) if date.weekday() < 5][-days:]
    return [
        mark_row(n, date.isoformat(), session, _code(n, place, session))
        for n in range(len(NAMES))
        for place, date in enumerate(dates)
        for session in ("AM", "PM")
    ]


def mark_row(n: int, date: str, session: str, code: str, minutes: str = "", note: str = "") -> dict[str, str]:
    """One row of marks.csv."""
    return {
        "upn": upn(n),
        "date": date,
        "session": session,
        "code": code,
        "minutes_late": minutes,
        "note": note,
    }


def _code(n: int, place: int, session: str) -> str:
    if n == 4 and place < 2:
        return "O"
    if n == 3 and place == 0:
        return "I"
    return "/" if session == "AM" else "\\"
