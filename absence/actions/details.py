"""The details that a school holds: a family says that they are right, or what is to change; the office answers."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, assert_never

from django.db import IntegrityError, transaction

from absence.models import DetailsAnswer, DetailsCheck, DetailsProposal
from registers.actions.contacts import CARE, PERSONAL, change_contact, move_contact_home
from registers.actions.register_changes import NothingChanged, change_address
from registers.models import Address, Care, Contact, Post, Pupil, Term
from registers.refusals import Refusal

Item = DetailsProposal.Item


class NothingProposed(Refusal):
    """Nothing is different from what the school holds."""

    who_can_fix = "You can, by changing something, or by saying that all of it is right."


class ProposalAnswered(Refusal):
    """Somebody has answered the proposal."""

    who_can_fix = "Look at the page again: it says who did what, and when."


class ReasonMissing(Refusal):
    """A family reads why its proposal was not taken over."""

    who_can_fix = "You can, by writing the reason."


class NotOnFile(Refusal):
    """The register has moved on since the family wrote."""

    who_can_fix = "Change it on the pupil’s pages yourself, or answer no with the reason."


@dataclass(frozen=True)
class Proposed:
    """One thing that is to be changed. `pupil`: whose address it is; None: the adult's own."""

    item: DetailsProposal.Item
    old: str
    new: str
    postcode: str = ""
    from_day: date | None = None
    pupil: Pupil | None = None


@transaction.atomic
def check_details(
    *,
    contact: Contact,
    relationship: str,
    term: Term,
    changes: Sequence[Proposed],
    all_correct: bool,
    language: str,
    operation: uuid.UUID,
    by: Post,
    at: datetime,
) -> DetailsCheck:
    """Keep that the adult looked this term, and what they want changed. Pressed twice it is said once.

    Raises NothingProposed where it is not all correct and nothing is to change.
    """
    Contact.objects.select_for_update().get(pk=contact.pk)
    before = DetailsCheck.objects.told_by(contact).filter(operation=operation).first()
    if before is not None:
        return before
    if not all_correct and not changes:
        raise NothingProposed("Nothing is different from what we hold.")
    made = DetailsCheck.objects.create(
        school_id=contact.school_id,
        contact=contact,
        academic_year=term.academic_year,
        term=term.name,
        all_correct=all_correct,
        language=language,
        operation=operation,
        by=by,
        name=contact.name,
        position=relationship or "Parent",
        at=at,
    )
    wanted = () if all_correct else changes
    DetailsProposal.objects.bulk_create(
        DetailsProposal(school_id=contact.school_id, details_check=made, at=at, **vars(change))
        for change in wanted
    )
    return made


@transaction.atomic
def answer_proposal(
    *, proposal: DetailsProposal, accepted: bool, reason: str, by: Post, at: datetime
) -> DetailsAnswer:
    """Take the proposal over into the register, with its five parts, or answer why not.

    Raises ProposalAnswered, ReasonMissing, NotOnFile, and what the register's own actions raise.
    """
    if not accepted and not reason.strip():
        raise ReasonMissing("Say why it is not taken over.")
    try:
        with transaction.atomic():
            made = DetailsAnswer.objects.create(
                school_id=proposal.school_id,
                proposal=proposal,
                accepted=accepted,
                reason=reason.strip()[:300],
                by=by,
                name=by.user.name,
                position=by.position,
                at=at,
            )
    except IntegrityError as error:
        raise ProposalAnswered(f"{proposal.get_item_display()} was answered before.") from error
    if accepted:
        _take_over(proposal, by, at)
    return made


def _take_over(proposal: DetailsProposal, by: Post, at: datetime) -> None:
    """Do what was proposed; what the register says already needs nothing."""
    check = proposal.details_check
    reason = f"told by {check.contact.name} on the family pages, {check.at:%-d %B %Y}"[:300]
    care = _care(proposal, at.date())
    item = Item(proposal.item)
    try:
        match item:
            case Item.PHONE | Item.PHONE2 | Item.EMAIL | Item.LANGUAGE:
                person = {name: getattr(care.contact, name) for name in PERSONAL}
                values = {name: getattr(care, name) for name in CARE}
                person[item.value] = proposal.new
                change_contact(care=care, person=person, values=values, reason=reason, by=by, at=at)
            case Item.ADDRESS:
                _move(proposal, care, reason, by, at)
            case Item.NOTE:
                pass  # somebody has read it; what follows from it is done on the pupil's pages
            case _:
                assert_never(item)
    except NothingChanged:
        return


def _care(proposal: DetailsProposal, on: date) -> Care:
    cares = Care.objects.may_be_told(on).filter(contact=proposal.details_check.contact_id)
    if proposal.pupil_id is not None:
        cares = cares.filter(pupil=proposal.pupil_id, lives_with=True)
    care = cares.select_related("contact", "pupil").order_by("pk").first()
    if care is None:
        name = proposal.details_check.contact.name
        raise NotOnFile(f"{name} is no longer the contact who may say so.")
    return care


def _move(proposal: DetailsProposal, care: Care, reason: str, by: Post, at: datetime) -> None:
    if proposal.from_day is None:
        raise NotOnFile("The day of the move is not known.")
    to: dict[str, Any] = {
        "address": proposal.new,
        "postcode": proposal.postcode,
        "first_day": proposal.from_day,
    }
    if proposal.pupil_id is None:
        move_contact_home(care=care, **to, reason=reason, by=by, at=at)
        return
    standing = Address.objects.filter(pupil=proposal.pupil_id, last_day__isnull=True)
    home = next((each for each in standing if each.line == proposal.old), None)
    if home is None:
        raise NotOnFile(f"{care.pupil.called} has another address in the register by now.")
    change_address(
        pupils=[care.pupil],
        replaces=home.line,
        **to,
        confidential=home.confidential,
        reason=reason,
        by=by,
        at=at,
    )
