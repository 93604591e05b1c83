"""What of a school's messages needs somebody: those that may have been sent, failed, wait too long, and replies."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django.db.models import CharField, Count, F, Func, Q, Value

from attendance_site.parts.clock import LONDON
from registers.message_addresses import address_of, pupil_of
from registers.models import Care, Message, Reply, School
from registers.models.messages import MessageQuerySet

LOOK_BACK = timedelta(days=30)
LISTED = 10
"""So many numbers to check are listed; the others come when these are done."""
WORDS = {
    Message.Channel.TEXT: "phone number",
    Message.Channel.EMAIL: "e-mail address",
    Message.Channel.LETTER: "postal address",
}


@dataclass(frozen=True)
class Counts:
    """How many messages and replies of a school need somebody."""

    unsure: int = 0
    failed: int = 0
    too_old: int = 0
    over_limit: int = 0
    replies: int = 0
    held: int = 0

    @property
    def any(self) -> bool:
        """Whether anything needs somebody; what is held is not a task by itself."""
        return bool(self.unsure or self.failed or self.too_old or self.over_limit or self.replies)


@dataclass(frozen=True)
class ToCheck:
    """A number or address at which a message failed."""

    message: Message
    pupil: int | None

    @property
    def what(self) -> str:
        """Phone number, e-mail address or postal address."""
        return WORDS[Message.Channel(self.message.channel)]


def counts_for(school: School, at: datetime, *, texts_a_day: int) -> Counts:
    """The counts, in two statements however many messages there are."""
    recent = Message.objects.filter(school=school, made_at__gte=at - LOOK_BACK)
    recent = recent.filter(state__in=["held", "queued", "sending", "failed"])
    held = Q(state="held", post__isnull=True)
    found = recent.aggregate(
        unsure=Count("pk", filter=Q(pk__in=_keys(recent.unsure(at)))),
        failed=Count("pk", filter=Q(pk__in=_keys(recent.failed()))),
        too_old=Count("pk", filter=Q(pk__in=_keys(recent.too_old(at)))),
        over_limit=Count("pk", filter=Q(pk__in=_keys(over_limit(recent, texts_a_day, at)))),
        held=Count("pk", filter=held),
    )
    return Counts(**found, replies=Reply.objects.filter(school=school).to_handle().count())


def over_limit(messages: MessageQuerySet, texts_a_day: int, at: datetime) -> MessageQuerySet:
    """Of these the texts that wait because this person was sent enough for one day."""
    midnight = datetime.combine(at.astimezone(LONDON).date(), time(), LONDON)
    return messages.due(at).to_contacts_over(texts_a_day, since=midnight)


def held_by_kind(messages: MessageQuerySet) -> list[tuple[str, int]]:
    """How many messages that leave the school are held, by the first word of their cause."""
    kind = Func(F("cause"), Value("/"), Value(1), function="split_part", output_field=CharField())
    held = messages.to_be_sent().filter(state=Message.State.HELD, post__isnull=True)
    return list(held.annotate(kind=kind).values_list("kind").annotate(n=Count("pk")).order_by("kind"))


def to_check(messages: MessageQuerySet, at: datetime) -> list[ToCheck]:
    """Numbers and addresses at which messages failed, each once; one that was corrected since is not asked for."""
    faults = [Message.Fault.ADDRESS, Message.Fault.TEMPORARY]
    failed = messages.failed().filter(fault__in=faults, contact__isnull=False, made_at__gte=at - LOOK_BACK)
    found: dict[tuple[int | None, str], Message] = {}
    for message in failed.with_whom().order_by("-changed_at", "pk")[: 5 * LISTED]:
        if not _was_corrected(message):
            found.setdefault((message.contact_id, message.channel), message)
    listed = list(found.values())[:LISTED]
    children = _a_child_of({message.contact_id for message in listed if pupil_of(message) is None})
    return [ToCheck(each, pupil_of(each) or children.get(each.contact_id)) for each in listed]


def _was_corrected(message: Message) -> bool:
    if message.contact is None or message.channel == Message.Channel.LETTER:
        return False
    now = address_of(message.contact, message.channel, message.made_at.date())
    return bool(now) and now != message.address


def _a_child_of(contacts: Iterable[int | None]) -> dict[int | None, int]:
    """A pupil of each contact, by whose page the contact is found."""
    cares = Care.objects.filter(contact__in=[each for each in contacts if each])
    return {care.contact_id: care.pupil_id for care in cares.order_by("-pupil")}


def _keys(messages: MessageQuerySet) -> MessageQuerySet:
    return messages.values("pk")  # type: ignore[return-value]
