"""The adults of a pupil: added, linked, changed, ended, put in order, and whose day it is."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max

from registers.actions.register_changes import (
    NothingChanged,
    NotInOrder,
    change_address,
    contact_field,
    note_change,
)
from registers.models import Address, Care, CareDays, Contact, Post, Pupil
from registers.refusals import Refusal

PERSONAL = ("title", "name", "phone", "phone2", "email", "language")
CARE = ("relationship", "parental_responsibility", "lives_with", "portal")


class AlreadyContact(Refusal):
    """The person is a contact of that pupil already."""

    who_can_fix = "Change the contact that stands, in the list of contacts."


class EmailMissing(Refusal):
    """Nobody signs in without an e-mail address."""

    who_can_fix = "You can, by giving the e-mail address, or by leaving the portal closed."


@transaction.atomic
def add_contact(
    *,
    pupil: Pupil,
    contact: Contact | None,
    person: Mapping[str, Any],
    care: Mapping[str, Any],
    address: str = "",
    postcode: str = "",
    first_day: date,
    reason: str,
    by: Post,
    at: datetime,
) -> Care:
    """Add an adult to a pupil from `first_day`: `contact` where the school knows them, else a new `person`.

    Somebody whose care had ended cares again. Raises `AlreadyContact`, `EmailMissing`.
    """
    Pupil.objects.select_for_update().get(pk=pupil.pk)
    known = contact or Contact.objects.create(school_id=pupil.school_id, **person)
    if contact is None:
        _refuse_double(pupil, known, at.date())
    if care["portal"] and not known.email:
        raise EmailMissing(f"{known.name} has no e-mail address to sign in with.")
    standing = Care.objects.filter(pupil=pupil, contact=known).first()
    if standing is not None and (standing.last_day is None or standing.last_day >= first_day):
        raise AlreadyContact(f"{known.name} is a contact of {pupil} already.")
    row = standing or Care(school_id=pupil.school_id, pupil=pupil, contact=known)
    earlier = f"ended {row.last_day.isoformat()}" if row.last_day else ""
    for name in CARE:
        setattr(row, name, care[name])
    row.first_day, row.last_day = first_day, None
    last = Care.objects.on(at.date()).filter(pupil=pupil).aggregate(last=Max("priority"))["last"]
    row.priority = min((last or 0) + 1, 99)
    row.save()
    note_change(
        pupil=pupil,
        field="contact",
        original=earlier,
        new=f"{known.name}, {_care_words(row)}",
        reason=reason,
        contact=known,
        by=by,
        at=at,
    )
    if address and contact is None:
        Address.objects.create(
            school_id=pupil.school_id,
            contact=known,
            address=address,
            postcode=postcode,
            first_day=first_day,
        )
    return row


def _refuse_double(pupil: Pupil, new: Contact, on: date) -> None:
    alike = Care.objects.on(on).filter(pupil=pupil, contact__name__iexact=new.name)
    if alike.exclude(contact=new).exists():
        raise AlreadyContact(f"{new.name} is a contact of {pupil} already.")


def _care_words(care: Care) -> str:
    words = [care.relationship.lower()]
    words += ["parental responsibility"] if care.parental_responsibility else []
    return ", ".join([*words, "lives with the pupil" if care.lives_with else "does not live with the pupil"])


@transaction.atomic
def change_contact(
    *,
    care: Care,
    person: Mapping[str, Any],
    values: Mapping[str, Any],
    reason: str,
    by: Post,
    at: datetime,
) -> Care:
    """Change who a contact is (for every pupil they care for) and what they are to this one.

    Raises `NothingChanged`, `EmailMissing`.
    """
    care = Care.objects.select_for_update(of=("self",)).select_related("contact", "pupil").get(pk=care.pk)
    contact = care.contact
    if values["portal"] and not person["email"]:
        raise EmailMissing(f"{person['name']} has no e-mail address to sign in with.")
    about_them = {name: person[name] for name in PERSONAL if getattr(contact, name) != person[name]}
    about_care = {name: values[name] for name in CARE if getattr(care, name) != values[name]}
    if not about_them and not about_care:
        raise NothingChanged("Nothing is different from what stands.")
    children = [
        each.pupil for each in Care.objects.on(at.date()).filter(contact=contact).select_related("pupil")
    ]
    for name, value in about_them.items():
        for pupil in children:
            _note(pupil, contact, name, getattr(contact, name), value, reason, by, at)
        setattr(contact, name, value)
    for name, value in about_care.items():
        _note(care.pupil, contact, name, getattr(care, name), value, reason, by, at)
        setattr(care, name, value)
    if about_them:
        contact.save(update_fields=list(about_them))
    if about_care:
        care.save(update_fields=list(about_care))
    return care


def _note(
    pupil: Pupil,
    contact: Contact,
    name: str,
    original: object,
    new: object,
    reason: str,
    by: Post,
    at: datetime,
) -> None:
    field = contact_field(contact, name.replace("_", " "))
    note_change(
        pupil=pupil, field=field, original=original, new=new, reason=reason, contact=contact, by=by, at=at
    )


@transaction.atomic
def move_contact_home(
    *, care: Care, address: str, postcode: str, first_day: date, reason: str, by: Post, at: datetime
) -> list[Address]:
    """Give a contact another address from `first_day`. Raises `NothingChanged`, `NotInOrder`."""
    standing = Address.objects.filter(contact=care.contact_id, last_day__isnull=True).order_by("-first_day")
    current = standing.first()
    return change_address(
        pupils=[],
        contacts=[care.contact],
        replaces=current.line if current else None,
        address=address,
        postcode=postcode,
        confidential=current.confidential if current else False,
        first_day=first_day,
        reason=reason,
        by=by,
        at=at,
    )


@transaction.atomic
def end_contact(*, care: Care, last_day: date, reason: str, by: Post, at: datetime) -> Care:
    """End an adult's care of a pupil; what they may see ends with it, a contact limit stays. Raises `NotInOrder`."""
    care = Care.objects.select_for_update(of=("self",)).select_related("contact", "pupil").get(pk=care.pk)
    if care.last_day is not None and care.last_day <= last_day:
        raise NothingChanged(f"{care.contact.name} is no longer a contact of {care.pupil}.")
    if care.first_day is not None and last_day < care.first_day:
        raise NotInOrder("The last day comes before the first.")
    words = f"{care.contact.name}, {_care_words(care)}"
    care.last_day = last_day
    care.save(update_fields=["last_day"])
    note_change(
        pupil=care.pupil,
        field="contact",
        original=words,
        new=f"ended {last_day.isoformat()}",
        reason=reason,
        contact=care.contact,
        by=by,
        at=at,
    )
    return care


@transaction.atomic
def move_contact(*, care: Care, up: bool, on: date) -> list[Care]:
    """Call this adult one place earlier, or later. Returns the calling order."""
    Pupil.objects.select_for_update().get(pk=care.pupil_id)
    order = list(Care.objects.on(on).filter(pupil=care.pupil_id).order_by("priority", "pk"))
    place = next((n for n, each in enumerate(order) if each.pk == care.pk), None)
    if place is None:
        raise NothingChanged("That person is no longer a contact of this pupil.")
    other = place - 1 if up else place + 1
    if 0 <= other < len(order):
        order[place], order[other] = order[other], order[place]
    for number, each in enumerate(order, 1):
        each.priority = number
    Care.objects.bulk_update(order, ["priority"])
    return order


@transaction.atomic
def set_care_days(*, care: Care, days: str, first_day: date) -> CareDays | None:
    """Say on which days the child is with this adult from `first_day`; without any day the pattern ends.

    Raises `NotInOrder` where a later pattern stands already.
    """
    Care.objects.select_for_update().get(pk=care.pk)
    standing = CareDays.objects.filter(care=care)
    if standing.filter(first_day__gt=first_day).exists():
        raise NotInOrder("A pattern from a later day stands already.")
    standing.filter(first_day=first_day).delete()
    standing.on(first_day).update(last_day=first_day - timedelta(days=1))
    if "1" not in days:
        return None
    return CareDays.objects.create(school_id=care.school_id, care=care, days=days, first_day=first_day)
