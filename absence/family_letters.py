"""What a family was sent by the schools: only what went to this person, only about children whose pages are open."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from django.db.models import Exists, OuterRef, Q

from registers.families import Child, Family
from registers.letter_blocks import Sheet
from registers.letters import Letter, sheet_of
from registers.message_addresses import pupil_of
from registers.models import ContactLimit, Message, School
from registers.models.messages import MessageQuerySet

GONE = (Message.State.SENT, Message.State.DELIVERED)
SHOWN = 200
"""So many messages the page lists, the newest."""


@dataclass(frozen=True)
class Sent:
    """One message as it was sent. `child`: whom it is about, where it is about one."""

    message: Message
    school: School
    child: Child | None

    @property
    def is_letter(self) -> bool:
        """Whether it went on paper."""
        return self.message.channel == Message.Channel.LETTER


def sent_to(family: Family, on: date) -> list[Sent]:
    """What was sent to this person, the newest first. One statement."""
    messages = _to(family, on).order_by("-sent_at", "-changed_at", "pk")[:SHOWN]
    return [sent for message in messages if (sent := _shown(message, family)) is not None]


def sent_message(family: Family, message: UUID, on: date) -> Sent:
    """One of them. Raises `Message.DoesNotExist` for everything else."""
    sent = _shown(_to(family, on).get(pk=message), family)
    if sent is None:
        raise Message.DoesNotExist
    return sent


def _to(family: Family, on: date) -> MessageQuerySet:
    """To the adults that this person is on file as: about a child here, or about no child in particular.

    Somebody who is to be told nothing about another child is shown nothing general either: it may speak of that one.
    """
    adults = {(child.contact.school_id, child.contact.pk) for child in family.children}
    limits = ContactLimit.objects.on(on).filter(scope=ContactLimit.Scope.NO_ACCESS)
    barred = limits.filter(care__contact=OuterRef("contact"))
    about = Q(pupil__in=[child.pupil.pk for child in family.children])
    return Message.objects.filter(
        about | Q(pupil__isnull=True) & ~Exists(barred),
        school__in={school for school, _ in adults},
        contact__in={contact for _, contact in adults},
        state__in=GONE,
    )


def _shown(message: Message, family: Family) -> Sent | None:
    about = pupil_of(message)
    children = {child.pupil.pk: child for child in family.children}
    if about is not None and about not in children:
        return None
    school = next(each for each in family.schools if each.pk == message.school_id)
    return Sent(message, school, children.get(about or 0))


def kept_sheet(sent: Sent, family: Family) -> Sheet:
    """A message as it was sent; an address only on a letter, where no limit keeps addresses from this person."""
    letter = Letter(sent.message, sent.message.address, is_confidential=False)
    sheet = sheet_of(letter, school=sent.school)
    if not sent.is_letter or hides_details(family.at(sent.school)):
        return replace(sheet, to=sheet.to[:1])
    return sheet


def hides_details(children: Sequence[Child]) -> bool:
    """Whether a limit keeps addresses and numbers from this person."""
    return any(child.details_hidden for child in children)
