"""A common transfer file (CTF) as XML, of what is certain. Values in, bytes out.

Elements as in CTF 25.0 (V: header, names, date of birth, sex; V2: attendance totals; M: the rest). The run of
one-character marks is left out: how C1, C2, J1 and Y1 to Y7 would stand in it is not published.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from lxml import etree

VERSION = "25.0"
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that no XML file may hold."""
YEARS = {"N1": "E1", "N2": "E2"}


class SchoolNamed(NamedTuple):
    """A school as a transfer file names it."""

    la_code: str
    estab: str
    name: str = ""

    @property
    def laestab(self) -> str:
        """The seven characters of a file's name."""
        return f"{self.la_code}{self.estab}"


class Adult(NamedTuple):
    """A parent or contact, in the order of calling."""

    title: str
    name: str
    relationship: str
    responsible: bool
    lives_with: bool
    phones: Sequence[str]
    email: str


class YearTotals(NamedTuple):
    """The sessions of one academic year at this school."""

    year: int
    possible: int
    attended: int
    authorised: int
    unauthorised: int


class Since(NamedTuple):
    """Something that held between two days."""

    value: str
    first: dt.date
    last: dt.date | None


@dataclass(frozen=True)
class Transfer:
    """What is told of one pupil."""

    upn: str
    former_upn: str
    surname: str
    forename: str
    middle_names: str
    known_as: str
    dob: dt.date
    sex: str
    ethnicity: str
    year_group: str
    address: str
    postcode: str
    entered: dt.date
    left: dt.date
    sen: Sequence[Since]
    free_meals: Sequence[Since]
    adults: Sequence[Adult]
    years: Sequence[YearTotals]


def file_name(sender: SchoolNamed, receiver: SchoolNamed, number: int) -> str:
    """LLLEEEE_CTF_LLLEEEE_nnn.xml: sender, receiver, number (V2)."""
    return f"{sender.laestab}_CTF_{receiver.laestab}_{number:03}.xml"


def transfer_xml(
    transfer: Transfer, *, sender: SchoolNamed, receiver: SchoolNamed, academic_year: int, at: dt.datetime
) -> bytes:
    """The file about one pupil."""
    root = etree.Element("CTfile")
    header = _part(root, "Header")
    _says(header, DocumentName="Common Transfer File", CTFversion=VERSION, DateTime=at.isoformat(timespec="seconds"),
          DocumentQualifier="partial", SupplierID="Open Register")  # fmt: skip
    _says(_part(header, "SourceSchool"), LEA=sender.la_code, Estab=sender.estab, SchoolName=sender.name,
          AcademicYear=str(academic_year))  # fmt: skip
    _says(_part(header, "DestSchool"), LEA=receiver.la_code, Estab=receiver.estab)
    pupil = _part(_part(root, "CTFpupilData"), "Pupil")
    _says(pupil, UPN=transfer.upn, FormerUPN=transfer.former_upn, Surname=transfer.surname, Forename=transfer.forename,
          DOB=transfer.dob.isoformat(), Sex=transfer.sex, MiddleNames=transfer.middle_names,
          PreferredForename=transfer.known_as, Ethnicity=transfer.ethnicity,
          NCyearActual=YEARS.get(transfer.year_group, transfer.year_group))  # fmt: skip
    _histories(pupil, transfer)
    _address(pupil, transfer)
    _contacts(pupil, transfer.adults)
    _attendance(pupil, transfer.years, sender)
    history = _part(_part(pupil, "SchoolHistory"), "School")
    _says(history, LEA=sender.la_code, Estab=sender.estab, SchoolName=sender.name,
          EntryDate=transfer.entered.isoformat(), LeavingDate=transfer.left.isoformat())  # fmt: skip
    return etree.tostring(root, encoding="utf-8", xml_declaration=True, pretty_print=True)


def _histories(pupil: etree._Element, transfer: Transfer) -> None:
    if transfer.sen:
        history = _part(pupil, "SENhistory")
        for each in transfer.sen:
            _says(_part(history, "SEN"), StartDate=each.first.isoformat(), SENprovision=each.value)
    if transfer.free_meals:
        history = _part(pupil, "FSMhistory")
        for each in transfer.free_meals:
            _says(_part(history, "FSMinstance"), FSMstartDate=each.first.isoformat(),
                  FSMendDate=each.last.isoformat() if each.last else "")  # fmt: skip


def _address(pupil: etree._Element, transfer: Transfer) -> None:
    if not transfer.address:
        return
    address = _part(pupil, "Address")
    _says(_part(address, "AddressLines"), AddressLine1=transfer.address)
    _says(address, PostCode=transfer.postcode)


def _contacts(pupil: etree._Element, adults: Sequence[Adult]) -> None:
    if not adults:
        return
    contacts = _part(pupil, "Contacts")
    for order, adult in enumerate(adults, start=1):
        forename, _, surname = adult.name.rpartition(" ")
        contact = _part(contacts, "Contact")
        _says(contact, Order=str(order), Title=adult.title, Surname=surname, Forename=forename,
              Relationship=adult.relationship, Responsibility="Y" if adult.responsible else "N",
              AddressAsPupil="Y" if adult.lives_with else "N")  # fmt: skip
        if adult.phones:
            phones = _part(contact, "Phones")
            for number in adult.phones:
                _says(_part(phones, "Phone"), PhoneNo=number)
        _says(contact, Email=adult.email)


def _attendance(pupil: etree._Element, years: Sequence[YearTotals], sender: SchoolNamed) -> None:
    if not years:
        return
    attendance = _part(pupil, "Attendance")
    for each in years:
        _says(_part(attendance, "YearData"), Year=str(each.year), LEA=sender.la_code, Estab=sender.estab,
              SchoolName=sender.name, SessionsPossible=str(each.possible), SessionsAuthorised=str(each.authorised),
              SessionsAttended=str(each.attended), SessionsUnauthorised=str(each.unauthorised))  # fmt: skip


def _part(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, name)


def _says(parent: etree._Element, **values: str) -> None:
    """An element for each value that is known."""
    for name, value in values.items():
        if value:
            _part(parent, name).text = NOT_XML.sub("", value)
