"""Letters to families: whom each goes to, at which address, and which wait to be printed.

Until a letter has gone its address is that of the day; from then on it keeps name, address and letterhead as they
were. A confidential address is never on the screen: it is printed for those who may see it, which is noted, and for
everybody else the sheet says who has it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from attendance_site.parts.clock import LONDON
from attendance_site.parts.spoken import spoken_date
from registers.confidential import Secrets, secrets_of
from registers.letter_blocks import Sheet, address_lines, blocks_of, parted
from registers.message_addresses import LIMITED, NONE_ON_FILE, postal_homes, pupil_of, why_not_told
from registers.message_causes import fallen_away
from registers.models import Address, Message, Post, School
from registers.models.messages import MessageQuerySet
from registers.roles import Permission, Role, may

KEPT_BACK = "Address kept by the safeguarding lead"
AT_ONCE = 200
"""So many letters are printed in one go."""
WAITS = (Message.State.HELD, Message.State.QUEUED)


@dataclass(frozen=True)
class Letter:
    """One message with where it goes. `why_not`: why it is not to be printed."""

    message: Message
    address: str
    """As it stood when the letter went, or as it stands."""
    is_confidential: bool
    why_not: str = ""

    @property
    def is_limited(self) -> bool:
        """Whether a contact limit forbids it to everybody."""
        return self.why_not == LIMITED

    @property
    def line(self) -> str:
        """The address for a screen."""
        if self.is_confidential:
            return KEPT_BACK
        return ", ".join(address_lines("", self.address)) or NONE_ON_FILE["letter"]


def letterhead_of(school: School) -> str:
    """The school's name, telephone and e-mail, a line each."""
    return "\n".join(filter(None, [school.name, school.phone, school.email]))


def as_it_stands(message: Message, school: School, address: str) -> dict[str, Any]:
    """What a message keeps when it goes, so that nothing later changes what was sent."""
    return {
        "address": address,
        "addressee": message.name_on_file,
        "letterhead": letterhead_of(school)[:600],
    }


def waiting_letters(post: Post, at: datetime) -> MessageQuerySet:
    """Letters that wait and whose time has come, the oldest first."""
    mine = Message.objects.visible_to(post).filter(channel=Message.Channel.LETTER, post__isnull=True)
    return mine.waiting().filter(not_before__lte=at).with_whom().order_by("made_at", "contact__name", "pk")


def letters_of(messages: Sequence[Message], *, school: School, at: datetime) -> list[Letter]:
    """The letters with their addresses, and why some are not to be printed. The same statements for any number."""
    on = at.astimezone(LONDON).date()
    secrets = secrets_of(school.pk)
    asked = {message.pk: (message.contact_id, pupil_of(message)) for message in messages}
    homes = postal_homes(school.pk, {(pair[0], pair[1]) for pair in asked.values() if pair[0]}, on)
    limited = why_not_told(messages, on)
    gone = fallen_away(school.pk, {message.cause for message in messages if message.state in WAITS}, at)
    return [
        _letter(message, homes.get((contact or 0, pupil)), secrets, limited.get(message.pk), gone)
        for message, (contact, pupil) in zip(messages, asked.values(), strict=True)
    ]


def _letter(
    message: Message, home: Address | None, secrets: Secrets, limited: str | None, gone: dict[str, str]
) -> Letter:
    if message.state not in WAITS and message.address:
        return Letter(message, message.address, secrets.covers(message.address))
    address = "\n".join(filter(None, [home.address, home.postcode])) if home else ""
    why = (limited or gone.get(message.cause, "")) if message.state in WAITS else ""
    return Letter(message, address, bool(home and secrets.hides(home)), why)


def sheet_of(letter: Letter, *, school: School, on_paper_for: Post | None = None) -> Sheet:
    """The letter as it is drawn; a confidential address only on paper, for somebody who may see it."""
    message = letter.message
    shown = not letter.is_confidential or (on_paper_for is not None and may_address(on_paper_for))
    head = message.letterhead or letterhead_of(school)
    words, language, beneath, beneath_language = parted(message.body, message.language)
    return Sheet(
        letterhead=tuple(head.splitlines()),
        to=address_lines(message.to_name, letter.address if shown else ""),
        date=spoken_date(message.made_at.astimezone(LONDON), language=language),
        subject=message.subject or "Message from the school",
        blocks=blocks_of(words),
        language=language,
        kept_back="" if shown else KEPT_BACK,
        beneath=blocks_of(beneath),
        beneath_language=beneath_language,
    )


def may_address(post: Post) -> bool:
    """Whether the hat may print an address that is kept confidential."""
    return may(Role(post.role), Permission.SEE_CONFIDENTIAL_ADDRESS)
