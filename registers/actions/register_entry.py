"""Who joins, as the admission register names them: the pupil, where they live, and the adults to ring."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from registers import upn as upns
from registers.actions.contacts import add_contact
from registers.actions.register_changes import change_address
from registers.models import Address, Care, Contact, Post, Pupil, School
from registers.refusals import Refusal

REASON = "admitted to the school"


class AlreadyOnRoll(Refusal):
    """The pupil is on the roll, or about to join it."""

    who_can_fix = "Look at the pupil's entry in the register: the office can correct its starting day."


class NoNumberFree(Refusal):
    """The school has given every temporary number of the year."""

    who_can_fix = "Ask the local authority for the pupil's UPN."


@dataclass(frozen=True)
class Person:
    """Who joins: what the admission register says of the pupil. Without a UPN the school gives a temporary one."""

    upn: str
    surname: str
    forename: str
    dob: date
    sex: str
    middle_names: str = ""
    known_as: str = ""
    legal_surname: str = ""
    last_school: str = ""
    address: str = ""
    postcode: str = ""


@dataclass(frozen=True)
class Parent:
    """One of the adults to ring: the first of them is called first."""

    name: str
    relationship: str
    phone: str = ""
    email: str = ""
    parental_responsibility: bool = False
    lives_with: bool = False


def enter_pupil(
    *, school: School, person: Person, parents: Sequence[Parent], first_day: date, by: Post, at: datetime
) -> Pupil:
    """The pupil with their address and adults from `first_day`: the one of that UPN where the school knows it.

    Somebody who was here before keeps names and date of birth as they stand. Raises AlreadyOnRoll, NoNumberFree.
    """
    pupil = _pupil(school, person, at.date())
    _move_in(pupil, person, first_day, by, at)
    for parent in parents:
        _add_parent(pupil, parent, person, first_day, by, at)
    return pupil


def _pupil(school: School, person: Person, today: date) -> Pupil:
    """The school's row is locked meanwhile, so that two people cannot enter one child at once."""
    School.objects.select_for_update().get(pk=school.pk)
    known = Pupil.objects.select_related("school").filter(school=school, upn=person.upn).first()
    if known is not None:
        if known.admissions.filter(deleted_on__isnull=True).exists():
            raise AlreadyOnRoll(f"{known.called} is on the roll here, with the UPN {known.upn}.")
        if person.last_school:
            Pupil.objects.filter(pk=known.pk).update(last_school=person.last_school)
        return known
    return Pupil.objects.create(
        school=school,
        upn=person.upn or _temporary_number(school, today),
        surname=person.surname,
        forename=person.forename,
        middle_names=person.middle_names,
        known_as=person.known_as,
        legal_surname=person.legal_surname,
        dob=person.dob,
        sex=person.sex,
        last_school=person.last_school,
    )


def _temporary_number(school: School, today: date) -> str:
    numbers = Pupil.objects.filter(school=school)
    taken = {*numbers.values_list("upn", flat=True), *numbers.values_list("former_upn", flat=True)}
    for serial in range(upns.TEMPORARY_NUMBERS):
        number = upns.allocate(
            la_code=school.la_code, estab=school.estab, year=today.year, serial=serial, temporary=True
        )
        if number not in taken:
            return number
    raise NoNumberFree(f"The school has no temporary UPN left for {today.year}.")


def _move_in(pupil: Pupil, person: Person, day: date, by: Post, at: datetime) -> None:
    if not person.address:
        return
    wanted = Address(address=person.address, postcode=person.postcode)
    standing = list(Address.objects.filter(pupil=pupil, last_day__isnull=True).order_by("-first_day"))
    if wanted.line in {each.line for each in standing}:
        return
    if not standing:
        Address.objects.create(
            school=pupil.school,
            pupil=pupil,
            address=person.address,
            postcode=person.postcode,
            first_day=min(day, at.date()),
        )
        return
    change_address(
        pupils=[pupil],
        replaces=standing[0].line,
        address=person.address,
        postcode=person.postcode,
        confidential=False,
        first_day=max(day, standing[0].first_day),
        reason=REASON,
        by=by,
        at=at,
    )


def _add_parent(pupil: Pupil, parent: Parent, person: Person, day: date, by: Post, at: datetime) -> None:
    """Add the adult, unless the pupil has them already."""
    known = _known_contact(pupil.school, parent)
    cares = Care.objects.on(at.date()).filter(pupil=pupil)
    if cares.filter(contact__name__iexact=parent.name).exists():
        return
    add_contact(
        pupil=pupil,
        contact=known,
        person={
            "title": "",
            "name": parent.name,
            "phone": parent.phone,
            "phone2": "",
            "email": parent.email,
            "language": "",
        },
        care={
            "relationship": parent.relationship,
            "parental_responsibility": parent.parental_responsibility,
            "lives_with": parent.lives_with,
            "portal": False,
        },
        address=person.address if parent.lives_with else "",
        postcode=person.postcode if parent.lives_with else "",
        first_day=min(day, at.date()),
        reason=REASON,
        by=by,
        at=at,
    )


def _known_contact(school: School, parent: Parent) -> Contact | None:
    """The person of that name and telephone or e-mail, where the school knows them: a brother's or sister's parent."""
    alike = Contact.objects.filter(school=school, name__iexact=parent.name)
    for field in ("phone", "email"):
        value = getattr(parent, field)
        known = alike.filter(**{field: value}).first() if value else None
        if known is not None:
            return known
    return None
