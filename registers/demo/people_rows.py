"""Pupils with all that is dated about them, and the people who care for them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from django.db import models

from attendance_site.parts.clock import LONDON
from registers.demo.facts import YES
from registers.demo.families import Adult, Child
from registers.demo.roll import Stay, Window, year_group
from registers.demo.schools import SchoolPlan
from registers.demo.term_dates import first_year_of, school_year
from registers.demo.year_sheets import WeeklyPattern, case_of
from registers.models import (
    Address,
    Admission,
    Care,
    CareDays,
    Contact,
    ContactLimit,
    ExpectedPattern,
    GroupMembership,
    Professional,
    Pupil,
    PupilStatus,
    RegistrationGroup,
    School,
)
from registers.school_year import SEPTEMBER

BATCH = 2000
M = TypeVar("M", bound=models.Model)


def insert(model: type[M], rows: Iterable[M]) -> list[M]:
    """Insert the rows in batches; they come back with their ids."""
    return model._default_manager.bulk_create(rows, batch_size=BATCH)


def make_pupils(school: School, stays: Sequence[Stay]) -> list[Pupil]:
    """A pupil for each stay, in the same order."""
    return insert(Pupil, [_pupil(school, stay) for stay in stays])


def make_records(
    school: School,
    stays: Sequence[Stay],
    pupils: Sequence[Pupil],
    groups: dict[str, RegistrationGroup],
    window: Window,
) -> None:
    """Stays on the roll, statuses, classes and addresses of those pupils."""
    pairs = list(zip(stays, pupils, strict=True))
    insert(Admission, [_admission(school, stay, pupil) for stay, pupil in pairs])
    insert(PupilStatus, [row for stay, pupil in pairs for row in _statuses(school, stay, pupil, window)])
    insert(
        GroupMembership,
        [row for stay, pupil in pairs for row in _classes(school, stay, pupil, groups, window)],
    )
    insert(Address, [_home(school, stay, pupil) for stay, pupil in pairs])


def make_contacts(plan: SchoolPlan, school: School, stays: Sequence[Stay], pupils: Sequence[Pupil]) -> None:
    """Each family's adults once, cared for by calling order; a limit where the telling case has one."""
    pairs = list(zip(stays, pupils, strict=True))
    adults = {
        _contact_id(stay.child, number): adult
        for stay, _ in pairs
        for number, adult in enumerate(stay.child.family.adults)
    }
    contacts = insert(Contact, [_contact(school, key, adult) for key, adult in adults.items()])
    known = {contact.contact_id: contact for contact in contacts}
    insert(
        Address, [_address(school, known[key], adult, stays[0].first_day) for key, adult in adults.items()]
    )
    cares = insert(Care, [care for stay, pupil in pairs for care in _cares(school, stay.child, pupil, known)])
    limited = {pupil.pk for stay, pupil in pairs if stay.child.case == "limit"}
    insert(
        ContactLimit,
        [_limit(school, care, plan) for care in cares if care.pupil_id in limited and not care.lives_with],
    )
    free = [care for care in cares if care.pupil_id not in limited]
    insert(CareDays, _shared_weeks(school, free, stays[0].first_day))


def _shared_weeks(school: School, cares: Sequence[Care], first_day: dt.date) -> list[CareDays]:
    """The first child with parents in two homes spends a week with each in turn."""
    homes: dict[int, list[Care]] = {}
    for care in cares:
        if care.parental_responsibility:
            homes.setdefault(care.pupil_id, []).append(care)
    shared = next(
        (each for each in homes.values() if sorted(c.lives_with for c in each) == [False, True]), []
    )
    weeks = ("1" * 7 + "0" * 7, "0" * 7 + "1" * 7)
    return [
        CareDays(school=school, care=care, days=days, first_day=first_day)
        for care, days in zip(shared, weeks, strict=False)
    ]


def make_professionals(school: School, stays: Sequence[Stay], pupils: Sequence[Pupil]) -> None:
    """Social workers, the virtual school and the other school of those who have one."""
    rows = [
        row for stay, pupil in zip(stays, pupils, strict=True) for row in _professionals(school, stay, pupil)
    ]
    insert(Professional, rows)


def make_patterns(school: School, patterns: Iterable[WeeklyPattern], pupil_of: dict[int, Pupil]) -> None:
    """The weekly patterns, by the pupil of each stay (by the stay's identity)."""
    insert(
        ExpectedPattern,
        [
            ExpectedPattern(
                school=school,
                pupil=pupil_of[id(pattern.stay)],
                expected=pattern.expected,
                code=pattern.code,
                first_day=pattern.first_day,
                last_day=pattern.last_day,
            )
            for pattern in patterns
        ],
    )


def _pupil(school: School, stay: Stay) -> Pupil:
    child = stay.child
    heritage = child.family.heritage
    return Pupil(
        school=school,
        upn=child.upn,
        surname=child.surname,
        forename=child.forename,
        dob=child.dob,
        sex=child.sex,
        ethnicity=heritage.ethnicity,
        home_language=heritage.language,
        last_school=stay.last_school,
    )


def _admission(school: School, stay: Stay, pupil: Pupil) -> Admission:
    return Admission(
        school=school,
        pupil=pupil,
        starting_day=stay.first_day,
        registration=stay.registration,
        other_school=stay.other_school,
        last_attended=_last_school_day(stay.last_day) if stay.last_day else None,
        deleted_on=stay.last_day,
        ground=stay.ground,
        destination=stay.destination,
    )


def _last_school_day(day: dt.date) -> dt.date:
    return max(each for each in school_year(first_year_of(day)).days if each <= day)


def _years(stay: Stay, last: int) -> Iterator[tuple[int, dt.date, dt.date | None]]:
    """The school years of a stay up to `last`, with its first and last day in each (None = still)."""
    for first in range(first_year_of(stay.first_day), last + 1):
        begins = max(stay.first_day, dt.date(first, SEPTEMBER, 1))
        ends = dt.date(first + 1, SEPTEMBER - 1, 31)
        if stay.ended_before(begins):
            return
        yield first, begins, min(ends, stay.last_day or ends)


def _statuses(school: School, stay: Stay, pupil: Pupil, window: Window) -> Iterator[PupilStatus]:
    """The year groups, one step each 1 September (the present one still holds), and what else is known."""
    for first, begins, ends in _years(stay, max(window.current, first_year_of(stay.first_day))):
        still = stay.last_day is None and first >= window.current
        yield PupilStatus(
            school=school,
            pupil=pupil,
            kind=PupilStatus.Kind.YEAR_GROUP,
            value=year_group(first - stay.child.cohort),
            first_day=begins,
            last_day=None if still else ends,
        )
    facts = dict(stay.child.facts)
    if "fsm" in facts:
        facts["pupil_premium"] = YES
    for kind, value in facts.items():
        yield PupilStatus(
            school=school,
            pupil=pupil,
            kind=kind,
            value=value,
            first_day=stay.first_day,
            last_day=stay.last_day,
        )


def _classes(
    school: School, stay: Stay, pupil: Pupil, groups: dict[str, RegistrationGroup], window: Window
) -> Iterator[GroupMembership]:
    for first, begins, ends in _years(stay, window.current):
        if first >= window.first:
            still = stay.last_day is None and first == window.current
            yield GroupMembership(
                school=school,
                pupil=pupil,
                group=groups[stay.group_in(first)],
                first_day=begins,
                last_day=None if still else ends,
            )


def _home(school: School, stay: Stay, pupil: Pupil) -> Address:
    family = stay.child.family
    return Address(
        school=school,
        pupil=pupil,
        address=family.address,
        postcode=family.postcode,
        first_day=stay.first_day,
        confidential=stay.child.case == "social_worker",
    )


def _contact_id(child: Child, number: int) -> str:
    return f"{child.family.key}-{number + 1}"


def _contact(school: School, key: str, adult: Adult) -> Contact:
    return Contact(
        school=school,
        contact_id=key,
        title=adult.title,
        name=adult.name,
        phone=adult.phone,
        phone2=adult.phone2,
        email=adult.email,
        language=adult.language,
    )


def _address(school: School, contact: Contact, adult: Adult, first_day: dt.date) -> Address:
    return Address(
        school=school, contact=contact, address=adult.address, postcode=adult.postcode, first_day=first_day
    )


def _cares(school: School, child: Child, pupil: Pupil, known: dict[str, Contact]) -> Iterator[Care]:
    """Who lives with the child is called first; a looked-after child lives with foster carers."""
    fostered = "looked_after" in child.facts
    for number, adult in enumerate(child.family.adults):
        carer = fostered and adult.lives_with
        yield Care(
            school=school,
            contact=known[_contact_id(child, number)],
            pupil=pupil,
            relationship="Foster carer" if carer else adult.relationship,
            parental_responsibility=adult.parental_responsibility and not carer,
            lives_with=adult.lives_with,
            priority=number + 1,
            portal=adult.portal and bool(adult.email) and child.case != "limit",
        )


def _limit(school: School, care: Care, plan: SchoolPlan) -> ContactLimit:
    first = dt.date(care.pupil.dob.year + 8, 3, 12)
    entered = dt.datetime.combine(first, dt.time(9, 30), LONDON)
    return ContactLimit(
        school=school,
        care=care,
        entered_name="School office",
        entered_position="Office",
        entered_at=entered,
        settled_name="Safeguarding lead",
        settled_position="Deputy head",
        settled_at=entered + dt.timedelta(hours=5),
        scope=ContactLimit.Scope.NO_CONTACT_DETAILS,
        ground="Order of the family court: must not be told the address or telephone numbers of the mother",
        evidence_seen=f"Sealed copy of the order, seen in the office of {plan.name}",
        first_day=first,
        review_on=first.replace(year=first.year + 5),
    )


def _professionals(school: School, stay: Stay, pupil: Pupil) -> Iterator[Professional]:
    role = Professional.Kind
    facts, case = stay.child.facts, case_of(stay)
    number = sum(stay.child.key.encode()) % 90 + 10
    social_workers = ("Femi Oyekan", "Jill Thackeray", "Marek Sobol", "Priti Lakhani")
    if "social_worker" in facts:
        name = social_workers[number % len(social_workers)]
        team = "Family safeguarding, east" if facts["social_worker"] == "CP" else "Family support, east"
        yield _professional(school, stay, pupil, role.SOCIAL_WORKER, name, team, number)
    if "looked_after" in facts:
        yield _professional(
            school, stay, pupil, role.VIRTUAL_SCHOOL, "Ursula Fenwick", "Virtual school", number
        )
    if case and case.key == "suspended":
        yield _professional(
            school, stay, pupil, role.YOUTH_OFFENDING, "Devon Castleton", "Youth justice service", number
        )
    if stay.other_school:
        yield _professional(
            school, stay, pupil, role.OTHER_SCHOOL, "School office", stay.other_school, number
        )


def _professional(
    school: School, stay: Stay, pupil: Pupil, role: str, name: str, team: str, number: int
) -> Professional:
    mailbox = name.lower().replace(" ", ".")
    return Professional(
        school=school,
        pupil=pupil,
        role=role,
        name=name,
        team=team,
        phone=f"01632 9603{number}",
        email=f"{mailbox}@authority.example",
        first_day=stay.first_day,
        last_day=stay.last_day,
    )
