"""Changing what the admission register says of a pupil: each change is kept with its five parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from registers.models import Address, AdmissionChange, Care, Contact, Post, Pupil
from registers.refusals import Refusal
from registers.roles import Permission, Role, may

LEGAL_NAME = ("forename", "middle_names", "legal_surname")
PARTICULARS = ("dob", "sex", "last_school", "home_language", "boarder")
HIDDEN = "an address that is kept confidential"


class NothingChanged(Refusal):
    """What was given is what stands already."""

    who_can_fix = "Change something, or go back."


class ConsentMissing(Refusal):
    """A legal name changes when everybody with parental responsibility agrees, or a court says so."""

    who_can_fix = "Ask them and tick their names, or say which court order stands for it."


class NotInOrder(Refusal):
    """The day lies before something that was recorded later."""

    who_can_fix = "You can, by giving a later day."


@dataclass(frozen=True)
class Consent:
    """Who agreed to a legal name, and what was seen of it."""

    agreed_by: str = ""
    evidence: str = ""


def said(value: object) -> str:
    """A value as the history of the register keeps it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def note_change(
    *,
    pupil: Pupil,
    field: str,
    original: object,
    new: object,
    reason: str,
    by: Post,
    at: datetime,
    contact: Contact | None = None,
    agreed_by: str = "",
    evidence: str = "",
) -> AdmissionChange:
    """Keep one change to an entry of the admission register; it can never be altered afterwards."""
    return AdmissionChange.objects.create(
        school_id=pupil.school_id,
        pupil=pupil,
        field=field[:60],
        original=said(original)[:500],
        new=said(new)[:500],
        reason=reason,
        contact=contact,
        agreed_by=agreed_by[:500],
        evidence=evidence,
        by=by,
        name=by.user.name,
        position=by.position,
        at=at,
    )


def contact_field(contact: Contact, what: str) -> str:
    """What a change to a contact is called: `contact Anna Khan: lives with`, cut so that `what` stays whole."""
    return f"{f'contact {contact.name}'[: 58 - len(what)]}: {what}"


@transaction.atomic
def change_name(
    *,
    pupil: Pupil,
    names: Mapping[str, str],
    reason: str,
    agreed: Iterable[Care] = (),
    court_order: str = "",
    evidence: str = "",
    by: Post,
    at: datetime,
) -> list[AdmissionChange]:
    """Change a pupil's names; what was sent before keeps the name it was sent with.

    `names` has forename, middle_names, surname, legal_surname, known_as. A legal name needs the agreement of each
    person with parental responsibility (or a court order) and where the evidence was seen; a known-as name does not.
    Raises `NothingChanged`, `ConsentMissing`.
    """
    pupil = Pupil.objects.select_for_update().get(pk=pupil.pk)
    consent = Consent()
    if _legal(names) != _legal({name: getattr(pupil, name) for name in (*LEGAL_NAME, "surname")}):
        consent = Consent(_agreement(pupil, agreed, court_order, at.date()), evidence)
        if not evidence:
            raise ConsentMissing(
                "A legal name needs evidence.", who_can_fix="Say what was seen, where and when."
            )
    return _set(pupil, names, reason, by, at, consent)


def _legal(names: Mapping[str, str]) -> tuple[str, str, str]:
    """The full legal name: the surname used in school is the legal one where no other is held."""
    return names["forename"], names["middle_names"], names["legal_surname"] or names["surname"]


def _agreement(pupil: Pupil, agreed: Iterable[Care], court_order: str, on: date) -> str:
    have = {care.pk for care in agreed}
    holders = list(
        Care.objects.on(on).filter(pupil=pupil, parental_responsibility=True).select_related("contact")
    )
    names = [care.contact.name for care in holders if care.pk in have]
    if court_order:
        return "; ".join([f"Court order: {court_order}", *names])
    missing = [care.contact.name for care in holders if care.pk not in have]
    if missing:
        raise ConsentMissing(f"Parental responsibility is also held by {' and '.join(missing)}.")
    if not names:
        raise ConsentMissing(
            "Nobody with parental responsibility is recorded for this pupil.",
            who_can_fix="Record their contacts first, or say which court order stands for it.",
        )
    return ", ".join(names)


@transaction.atomic
def change_particulars(
    *, pupil: Pupil, values: Mapping[str, Any], reason: str, by: Post, at: datetime
) -> list[AdmissionChange]:
    """Correct date of birth, sex, last school, home language or boarding. Raises `NothingChanged`."""
    pupil = Pupil.objects.select_for_update().get(pk=pupil.pk)
    return _set(pupil, {name: values[name] for name in PARTICULARS}, reason, by, at)


def _set(
    pupil: Pupil,
    values: Mapping[str, Any],
    reason: str,
    by: Post,
    at: datetime,
    consent: Consent | None = None,
) -> list[AdmissionChange]:
    changed = {name: value for name, value in values.items() if getattr(pupil, name) != value}
    if not changed:
        raise NothingChanged("Nothing is different from what the register says.")
    noted = []
    for name, value in changed.items():
        words, original = name.replace("_", " "), getattr(pupil, name)
        of_legal_name = consent if consent and name in (*LEGAL_NAME, "surname") else Consent()
        noted.append(
            note_change(
                pupil=pupil,
                field=words,
                original=original,
                new=value,
                reason=reason,
                by=by,
                at=at,
                agreed_by=of_legal_name.agreed_by,
                evidence=of_legal_name.evidence,
            )
        )
        setattr(pupil, name, value)
    pupil.save(update_fields=list(changed))
    return noted


@transaction.atomic
def change_address(
    *,
    pupils: Iterable[Pupil],
    contacts: Iterable[Contact] = (),
    replaces: str | None,
    address: str,
    postcode: str,
    confidential: bool,
    first_day: date,
    reason: str,
    by: Post,
    at: datetime,
) -> list[Address]:
    """Give these pupils and contacts an address from `first_day`.

    `replaces` is the line of the address that ends the day before; None: they live at the new one as well. The same
    address with another day corrects the day. Who may not see a confidential address cannot make its successor
    known either: it stays confidential. Raises `NotInOrder`, `NothingChanged`.
    """
    made = []
    pupils, contacts = list(pupils), list(contacts)
    secret = _secret_lines(pupils, contacts, by) if not confidential else set()
    confidential = confidential or (replaces is not None and replaces in secret)
    for pupil in pupils:
        home = _Home(replaces, address, postcode, confidential, first_day, pupil=pupil)
        original = home.move()
        made.append(home.made)
        _note_address(pupil, "address", original, home.made, reason, by, at)
    for contact in contacts:
        home = _Home(replaces, address, postcode, confidential, first_day, contact=contact)
        original = home.move()
        made.append(home.made)
        for care in Care.objects.on(at.date()).filter(contact=contact).select_related("pupil"):
            _note_address(
                care.pupil, contact_field(contact, "address"), original, home.made, reason, by, at, contact
            )
    return made


def _secret_lines(pupils: list[Pupil], contacts: list[Contact], by: Post) -> set[str]:
    """Lines at which somebody of these lives confidentially, unless `by` may see and so decide about them."""
    if may(Role(by.role), Permission.SEE_CONFIDENTIAL_ADDRESS):
        return set()
    theirs = Q(pupil__in=pupils) | Q(contact__in=contacts) | Q(pupil__cares__contact__in=contacts)
    homes = Address.objects.filter(theirs, confidential=True, last_day__isnull=True, school=by.school_id)
    return {home.line for home in homes}


class _Home:
    """One move of one pupil or contact."""

    def __init__(
        self,
        replaces: str | None,
        address: str,
        postcode: str,
        confidential: bool,
        first_day: date,
        **whose: Any,
    ) -> None:
        self.replaces, self.whose, self.first_day = replaces, whose, first_day
        owner = whose.get("pupil") or whose["contact"]
        self.made = Address(
            school_id=owner.school_id,
            address=address,
            postcode=postcode,
            confidential=confidential,
            first_day=first_day,
            **whose,
        )

    def move(self) -> Address | None:
        """End the address that is left, if any, and write the new one. Returns the one that was left."""
        standing = [
            each
            for each in Address.objects.select_for_update().filter(last_day__isnull=True, **self.whose)
            if each.line == self.replaces
        ]
        left = standing[0] if standing else None
        if left is not None and (left.line, left.confidential) == (self.made.line, self.made.confidential):
            self._correct_day(left)
            return left
        if left is not None:
            self._leave(left)
        self.made.save()
        return left

    def _correct_day(self, standing: Address) -> None:
        """The address stands, but from another day: the one before it ends on the day before that."""
        day = timedelta(days=1)
        if standing.first_day == self.first_day:
            raise NothingChanged("That is the address that stands already.")
        before = Address.objects.filter(last_day=standing.first_day - day, **self.whose).first()
        if before is not None and self.first_day < before.first_day:
            raise NotInOrder("The address before it was entered from a later day.")
        standing.first_day = self.first_day
        standing.save(update_fields=["first_day"])
        if before is not None:
            before.last_day = self.first_day - day
            before.save(update_fields=["last_day"])
        self.made = standing

    def _leave(self, left: Address) -> None:
        if self.first_day < left.first_day:
            since = f"{left.first_day.day} {left.first_day:%B %Y}"
            raise NotInOrder(
                f"The address that it replaces was entered from a later day, {since}.",
                who_can_fix="You can, by giving a later day. If that one is wrong, first enter the same address again"
                " with the right day.",
            )
        # Of the same day it is a correction: the row stays, with no day on which it held.
        left.last_day = self.first_day - timedelta(days=1)
        left.save(update_fields=["last_day"])


def _note_address(
    pupil: Pupil,
    field: str,
    original: Address | None,
    new: Address | None,
    reason: str,
    by: Post,
    at: datetime,
    contact: Contact | None = None,
) -> None:
    """Keep a move; a confidential address stands in the dated addresses only, and here that there is one."""
    words = ["" if each is None else HIDDEN if each.confidential else each.line for each in (original, new)]
    if new is not None:
        words[1] += f" (from {new.first_day.isoformat()})"
    note_change(
        pupil=pupil,
        field=field,
        original=words[0],
        new=words[1],
        reason=reason,
        contact=contact,
        by=by,
        at=at,
    )


@transaction.atomic
def end_address(*, address: Address, last_day: date, reason: str, by: Post, at: datetime) -> Address:
    """End an address of a pupil who lives at another one too. Raises `NotInOrder`."""
    address = Address.objects.select_for_update().get(pk=address.pk)
    if address.pupil is None or address.last_day is not None:
        raise NothingChanged("That address has ended already.")
    if last_day < address.first_day:
        raise NotInOrder("The last day comes before the first.")
    address.last_day = last_day
    address.save(update_fields=["last_day"])
    _note_address(address.pupil, "address ended", address, None, reason, by, at)
    return address
