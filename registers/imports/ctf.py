"""Common transfer files (CTF XML): what a file says about each pupil, in the columns of formats.md.

The names of the elements are those of CTF 25.0 and of older files (domain.md section 5: V for header, names, date of
birth and sex; V2 for attendance; M for the rest), so every one of them may be missing or stand in a wrapper.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml.etree import _Element

from attendance_site.parts.xml_files import XmlRefused, child, children, local_name, parse, text_of
from registers.imports.ctf_attendance import YearOfMarks
from registers.upn import UPNRefused, clean

FILE_NAME = re.compile(
    r"(?P<sender>\d{3}[0-9A-Z]{4})_CTF_(?P<receiver>\d{3}[0-9A-Z]{4}|X{7}|M{7})_\d{3}\.xml", re.I
)
"""LLLEEEE_CTF_LLLEEEE_nnn.xml: sender, receiver, number (V2)."""
UNKNOWN_SCHOOL, OUTSIDE_SECTOR = "X" * 7, "M" * 7
"""What stands for the number of a school that nobody knows, or that is outside the state sector (M)."""
ANYBODY = {UNKNOWN_SCHOOL, OUTSIDE_SECTOR}
MOST_PUPILS = 3000
YES = {"1", "y", "yes", "true", "t"}
NO = {"0", "n", "no", "false", "f"}
SEN = {"N": "N", "K": "K", "E": "E", "A": "K", "P": "K", "S": "E"}
"""SEN provision; A, P and S stood in files before the 2014 reform (M)."""
RELATIONSHIPS = {
    **{"PAM": "Mother", "PAF": "Father", "STP": "Step-parent", "FAM": "Other family member"},
    **{"FOM": "Foster mother", "FOF": "Foster father", "CAR": "Carer", "CHM": "Childminder", "DOC": "Doctor"},
    **{
        "HTC": "Head teacher",
        "TEA": "Teacher",
        "SWR": "Social worker",
        "RLG": "Religious contact",
        "OTH": "Other",
    },
}
"""Relationship codes of the common basic data set (M); any other is shown as it stands."""
YEARS = {"E1": "N1", "E2": "N2", "0": "R"}
ADDRESS_PARTS = ("SAON", "PAON", "Street", "Locality", "Town", "PostTown", "AdministrativeArea", "County")
ADDRESS_LINES = tuple(f"AddressLine{n}" for n in range(1, 6))


@dataclass
class CtfPupil:
    """One pupil of the file: `values` and `contacts` as columns of pupils.csv and contacts.csv."""

    number: int
    upn: str
    values: dict[str, str]
    contacts: list[dict[str, str]] = field(default_factory=list)
    years: list[YearOfMarks] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """Forename and surname as the file has them."""
        return f"{self.values['forename']} {self.values['surname']}".strip() or f"pupil {self.number}"


@dataclass
class Ctf:
    """A transfer file. `warnings`: what a person should know before anything is taken from it."""

    name: str
    pupils: list[CtfPupil]
    sender: str
    warnings: list[str] = field(default_factory=list)


def read_ctf(name: str, content: bytes, *, laestab: str) -> Ctf:
    """The pupils of a transfer file; `laestab`: the authority and number of the school that reads it.

    Raises `XmlRefused`.
    """
    root = parse(content)
    if local_name(root).casefold() != "ctfile":
        raise XmlRefused(
            f"is no common transfer file: it begins with <{local_name(root)[:40]}>, not <CTfile>"
        )
    header = child(root, "Header")
    source = child(header, "SourceSchool")
    elements = list(_pupils(root))
    if not elements:
        raise XmlRefused("holds no pupils")
    if len(elements) > MOST_PUPILS:
        raise XmlRefused(f"holds {len(elements)} pupils; at most {MOST_PUPILS} are read")
    sender = text_of(source, "SchoolName") or _laestab(source)
    ctf = Ctf(name, [_pupil(n, each, sender) for n, each in enumerate(elements, start=1)], sender)
    ctf.warnings = list(_warnings(name, header, laestab))
    seen: dict[str, int] = {}
    for pupil in ctf.pupils:
        if seen.setdefault(pupil.upn, pupil.number) != pupil.number:
            raise XmlRefused(
                f"names the pupil {pupil.upn} twice (pupils {seen[pupil.upn]} and {pupil.number})"
            )
    return ctf


def _pupils(root: _Element) -> Iterator[_Element]:
    for holder in children(root, "CTFpupilData", "Pupils", "PupilData"):
        inner = child(holder, "Pupils")
        yield from children(holder if inner is None else inner, "Pupil")


def _warnings(name: str, header: _Element | None, laestab: str) -> Iterator[str]:
    match = FILE_NAME.fullmatch(name)
    if match is None:
        yield f"{name} is not named like a transfer file (8742045_CTF_8742046_001.xml); check where it comes from"
    elif match["receiver"].upper() not in {laestab, *ANYBODY}:
        yield f"By its name the file is for {match['receiver']}; this school is {laestab}"
    meant_for = _laestab(child(header, "DestSchool"))
    if meant_for and meant_for.upper() not in {laestab, *ANYBODY}:
        yield f"The file says that it is for {meant_for}; this school is {laestab}"


def _laestab(school: _Element | None) -> str:
    return text_of(school, "LEA", "LA") + text_of(school, "Estab")


def _pupil(number: int, element: _Element, sender: str) -> CtfPupil:
    basic = child(element, "BasicDetails")

    def say(*names: str) -> str:
        return text_of(element, *names) or text_of(basic, *names)

    def part(*names: str) -> _Element | None:
        found = child(element, *names)
        return found if found is not None else child(basic, *names)

    notes: list[str] = []
    address, postcode = _address(part("Address"))
    year = say("NCyearActual", "YearGroup").upper()
    values = {
        "upn": say("UPN").upper(),
        "former_upn": _former(say("FormerUPN"), notes),
        "surname": say("Surname"),
        "forename": say("Forename", "GivenName"),
        "known_as": say("PreferredForename", "KnownAs"),
        "dob": say("DOB", "DateOfBirth")[:10],
        "sex": say("Sex", "Gender")[:1].upper(),
        "year_group": YEARS.get(year, year),
        "ethnicity": say("Ethnicity"),
        "sen": _sen(part("SENhistory"), say("SENprovision")),
        "fsm": _fsm(part("FSMhistory"), say("FSMeligible")),
        "medical": _flag(say("MedicalFlag")),
        "looked_after": _flag(text_of(part("LookedAfter"), "InCare") or say("InCare")),
        "last_school": _last_school(part("SchoolHistory")) or sender,
        "address": address,
        "postcode": postcode,
    }
    pupil = CtfPupil(number, values["upn"], values, notes=notes)
    contacts = part("Contacts")
    for place, each in enumerate(() if contacts is None else children(contacts, "Contact"), start=1):
        pupil.contacts.append(_contact(place, each, values, notes))
    attendance = part("Attendance")
    for data in () if attendance is None else children(attendance, "YearData"):
        pupil.years.append(_year_of_marks(data))
    return pupil


def _former(text: str, notes: list[str]) -> str:
    try:
        return clean(text) if text else ""
    except UPNRefused:
        notes.append(f"the former UPN {text[:20]} is not a UPN and is left out")
        return ""


def _flag(text: str) -> str:
    plain = text.casefold()
    return "1" if plain in YES else "0" if plain in NO else ""


def _sen(history: _Element | None, provision: str) -> str:
    """The latest provision: the last one of the history by its first day, else what the pupil's record says."""
    rows = [] if history is None else list(children(history, "SEN", "SENinstance"))
    rows.sort(key=lambda row: text_of(row, "StartDate", "SENstartDate"))
    latest = text_of(rows[-1], "SENprovision", "Provision") if rows else provision
    return SEN.get(latest.upper(), "")


def _fsm(history: _Element | None, eligible: str) -> str:
    rows = [] if history is None else list(children(history, "FSMinstance"))
    if not rows:
        return _flag(eligible)
    return "1" if any(not text_of(row, "FSMendDate", "EndDate") for row in rows) else "0"


def _last_school(history: _Element | None) -> str:
    schools = [] if history is None else list(children(history, "School"))
    schools.sort(key=lambda school: text_of(school, "LeavingDate") or text_of(school, "EntryDate"))
    return text_of(schools[-1], "SchoolName") if schools else ""


def _address(element: _Element | None) -> tuple[str, str]:
    """The address in one line, and its postcode; both forms of writing it."""
    if element is None:
        return "", ""
    inner = child(element, "BS7666Address", "LineAddress", "AddressLines")
    holder = element if inner is None else inner
    lines = [text_of(holder, name) for name in (*ADDRESS_PARTS, *ADDRESS_LINES)]
    postcode = text_of(element, "PostCode", "Postcode") or text_of(holder, "PostCode", "Postcode")
    return ", ".join(line for line in lines if line), postcode.upper()


def _contact(place: int, element: _Element, pupil: dict[str, str], notes: list[str]) -> dict[str, str]:
    said = text_of(element, "Relationship")
    order = text_of(element, "Order", "Priority")
    with_pupil = _flag(text_of(element, "AddressAsPupil"))
    address, postcode = _address(child(element, "Address"))
    if with_pupil == "1" and not address:
        address, postcode = pupil["address"], pupil["postcode"]
    responsible = _flag(text_of(element, "Responsibility", "ParentalResponsibility"))
    name = " ".join(filter(None, (text_of(element, "Forename"), text_of(element, "Surname"))))
    for unknown, what in (
        (responsible, "parental responsibility"),
        (with_pupil, "whether the child lives there"),
    ):
        if not unknown:
            notes.append(
                f"the file does not say {what} of {name or f'contact {place}'}: taken as no, check it"
            )
    phones = child(element, "Phones")
    numbers = [
        number
        for phone in ([] if phones is None else children(phones, "Phone"))
        if (number := text_of(phone, "PhoneNo", "PhoneNumber", "Number"))
    ]
    numbers += [number for number in [text_of(element, "Phone", "Telephone")] if number]
    if len(numbers) > 2:
        notes.append(f"{name} has {len(numbers)} telephone numbers; the first two are taken")
    first, second, *_ = [*dict.fromkeys(numbers), "", ""]
    return {
        "name": name,
        "title": text_of(element, "Title"),
        "relationship": RELATIONSHIPS.get(said.upper(), said) or "Not said",
        "parental_responsibility": responsible or "0",
        "lives_with": with_pupil or "0",
        "priority": order if order.isdecimal() and 0 < int(order[:3]) < 100 else str(min(place, 99)),
        "address": address,
        "postcode": postcode,
        "phone": first,
        "phone2": second,
        "email": text_of(element, "Email", "EmailAddress"),
    }


def _year_of_marks(data: _Element) -> YearOfMarks:
    sessions = child(data, "AttendSessions")
    return YearOfMarks(
        year=text_of(data, "Year"),
        school=text_of(data, "SchoolName") or _laestab(data),
        unauthorised=text_of(data, "SessionsUnauthorised"),
        possible=text_of(data, "SessionsPossible"),
        attended=text_of(data, "SessionsAttended"),
        starts=text_of(sessions, "AttendanceStartDate")[:10],
        marks=_marks(sessions),
    )


def _marks(sessions: _Element | None) -> str:
    """The run as it stands: blanks inside it are sessions too."""
    found = child(sessions, "AttendanceMarks")
    return "" if found is None else (found.text or "").strip("\r\n\t")
