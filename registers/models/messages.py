"""The outbox: what was said, or is about to be said, to whom (data.md "Acting later")."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, time
from typing import Any

from django.db import models
from django.db.models import CharField, Count, Exists, F, Func, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, In

from attendance_site.parts.clock import LONDON
from registers.message_causes import REGISTER
from registers.message_states import SENDER_LOST_AFTER, WAITS_AT_MOST
from registers.models.contacts import Contact
from registers.models.marks import Register
from registers.models.people import Post, School
from registers.models.pupils import Professional, Pupil
from registers.roles import Permission, Role, may


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, post: Post) -> "MessageQuerySet":
        """Messages of the hat's school; those to social workers only where the hat may know of them."""
        mine = self.filter(school=post.school_id)
        if may(Role(post.role), Permission.SEE_SOCIAL_CARE):
            return mine
        return mine.filter(professional__isnull=True)

    def waiting(self) -> "MessageQuerySet":
        """Messages that have not gone yet and may still be cancelled."""
        return self.filter(state__in=[Message.State.HELD, Message.State.QUEUED])

    def to_be_sent(self) -> "MessageQuerySet":
        """Messages that wait and go by a sender or on paper; not the notices on people's own pages."""
        return self.waiting().exclude(channel=Message.Channel.PAGE)

    def due(self, at: datetime) -> "MessageQuerySet":
        """Messages that wait and may go at `at`, as far as their own time says."""
        return self.to_be_sent().filter(not_before__lte=at, not_before__gt=at - WAITS_AT_MOST)

    def too_old(self, at: datetime) -> "MessageQuerySet":
        """Messages that have waited for so long that a person looks at them before they go."""
        return self.to_be_sent().filter(not_before__lte=at - WAITS_AT_MOST)

    def unsure(self, at: datetime) -> "MessageQuerySet":
        """Messages that a sender took and never said what became of them: each may have been sent."""
        return self.filter(state=Message.State.SENDING, claimed_at__lte=at - SENDER_LOST_AFTER)

    def failed(self) -> "MessageQuerySet":
        """Messages that failed and that nobody has looked at."""
        return self.filter(state=Message.State.FAILED, settled_at__isnull=True)

    def to_contacts_over(self, limit: int, *, since: datetime) -> "MessageQuerySet":
        """Texts to contacts who were sent `limit` texts or more since then; a person may let one go all the same."""
        texts = self.filter(channel=Message.Channel.TEXT, contact__isnull=False)
        return texts.filter(urgent=False, contact__in=texts._contacts_with(limit, since))

    def _contacts_with(self, limit: int, since: datetime) -> QuerySet["Message", Any]:
        gone = [Message.State.SENDING, Message.State.SENT, Message.State.DELIVERED]
        taken = Message.objects.filter(
            school=OuterRef("school"), channel=Message.Channel.TEXT, claimed_at__gte=since, state__in=gone
        )
        counted = taken.values("contact").annotate(sent=Count("pk")).filter(sent__gte=limit)
        return counted.values("contact")

    def to_somebody_called(self, name: str) -> "MessageQuerySet":
        """Messages to contacts or people whose name holds `name`."""
        return self.filter(
            Q(contact__name__icontains=name)
            | Q(post__user__name__icontains=name)
            | Q(professional__name__icontains=name)
        )

    def with_whom(self) -> "MessageQuerySet":
        """With whom it is for, in the same statement."""
        return self.select_related("contact", "post__user", "professional")

    def reminding_of(self, registers: Collection[Register]) -> "MessageQuerySet":
        """Reminders that these registers (of one school) are to be completed."""
        first = min((register.date for register in registers), default=date.max)
        numbers = [str(register.pk) for register in registers]
        return self._reminders_since(first).filter(In(_register_in(F("cause")), numbers))

    def reminders_on_page_of(self, post: Post, on: date) -> "MessageQuerySet":
        """Today's reminders that the person is to see on every page: those whose register is still not complete."""
        wanting = Register.objects.filter(school=post.school_id, date=on, taken_at__isnull=True)
        wanting = wanting.filter(Exact(Cast("pk", CharField()), _register_in(OuterRef("cause"))))
        seen_or_not = self.filter(post=post, state__in=[Message.State.QUEUED, Message.State.DELIVERED])
        return seen_or_not._reminders_since(on).filter(Exists(wanting))

    def _reminders_since(self, day: date) -> "MessageQuerySet":
        midnight = datetime.combine(day, time(), LONDON)
        return self.filter(channel=Message.Channel.PAGE, made_at__gte=midnight, cause__startswith=REGISTER)


def _register_in(cause: F) -> Func:
    """The number of the register in a reminder's cause, as text."""
    return Func(cause, Value("/"), Value(2), function="split_part", output_field=CharField())


class Message(models.Model):
    """One message to one contact or one member of staff, written in the same transaction as its cause."""

    class Channel(models.TextChoices):
        PAGE = "page", "On their own page"
        EMAIL = "email", "E-mail"
        TEXT = "text", "Text"
        LETTER = "letter", "Letter"

    class State(models.TextChoices):
        HELD = "held"
        QUEUED = "queued"
        SENDING = "sending", "Being sent"
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELLED = "cancelled"

    class Fault(models.TextChoices):
        ADDRESS = "address", "The number or address is missing or wrong"
        SENDER = "sender", "The sender refused it"
        TEMPORARY = "temporary", "It could not be delivered for now"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="messages")
    cause = models.CharField(max_length=120, help_text="What it is about; nothing goes twice for one cause")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="messages", null=True, blank=True, db_constraint=False
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="messages", null=True, blank=True, db_constraint=False
    )
    professional = models.ForeignKey(
        Professional,
        on_delete=models.PROTECT,
        related_name="messages",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="Somebody outside the school who works with the child",
    )
    pupil = models.ForeignKey(
        Pupil,
        on_delete=models.PROTECT,
        related_name="messages",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The child it is about, where it is about one",
    )
    channel = models.CharField(max_length=6, choices=Channel.choices)
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True, help_text="The page of ours that it is about")
    not_before = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.HELD)
    attempts = models.PositiveSmallIntegerField(default=0)
    address = models.CharField(
        max_length=400, blank=True, help_text="Where it was sent: the number or address as it stood then"
    )
    addressee = models.CharField(max_length=200, blank=True, help_text="The name as it stood when it went")
    letterhead = models.CharField(
        max_length=600,
        blank=True,
        help_text="The school's name, telephone and e-mail as they stood when it went",
    )
    wording = models.ForeignKey(
        "registers.WordingVersion",
        on_delete=models.PROTECT,
        related_name="messages",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The school's own words that it was made from",
    )
    sender = models.CharField(max_length=6, blank=True, help_text="What carried it")
    provider_ref = models.CharField(max_length=100, blank=True)
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When a sender took it")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the provider had accepted it")
    parts = models.PositiveSmallIntegerField(null=True, blank=True, help_text="How many texts it costs")
    fault = models.CharField(max_length=9, choices=Fault.choices, blank=True)
    why = models.CharField(max_length=300, blank=True, help_text="Why it waits, failed or was cancelled")
    urgent = models.BooleanField(
        default=False, help_text="A person let it go at any hour, and past the daily limit"
    )
    urgent_why = models.CharField(max_length=200, blank=True)
    urgent_name = models.CharField(max_length=200, blank=True)
    settled_at = models.DateTimeField(
        null=True, blank=True, help_text="Failed: when somebody had looked at it"
    )
    settled_name = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    made_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_name = models.CharField(
        max_length=200, blank=True, help_text="Who released, cancelled or handed it over"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "made_at"], name="message_by_time"),
            models.Index(
                fields=["school", "not_before"],
                condition=Q(state__in=["held", "queued", "sending"]),
                name="message_waiting",
            ),
            models.Index(
                fields=["school", "claimed_at"],
                condition=Q(claimed_at__isnull=False),
                name="message_by_claim",
            ),
        ]
        constraints = [
            models.UniqueConstraint("school", "id", name="message_school_id"),
            models.CheckConstraint(
                condition=~Q(state="sending") | Q(claimed_at__isnull=False), name="message_sending_is_claimed"
            ),
            models.CheckConstraint(
                condition=Q(urgent=False) | (~Q(urgent_why="") & ~Q(urgent_name="")),
                name="message_urgent_says_why",
            ),
            models.UniqueConstraint(
                "school",
                "cause",
                "contact",
                "post",
                "professional",
                "channel",
                nulls_distinct=False,
                name="message_once_per_cause",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, post__isnull=True, professional__isnull=True)
                | Q(contact__isnull=True, post__isnull=False, professional__isnull=True)
                | Q(contact__isnull=True, post__isnull=True, professional__isnull=False),
                name="message_to_one_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.cause

    def may_have_been_sent(self, at: datetime) -> bool:
        """Whether a sender took it so long ago without a word that nobody knows whether it went."""
        return (
            self.state == Message.State.SENDING
            and self.claimed_at is not None
            and self.claimed_at <= at - SENDER_LOST_AFTER
        )

    @property
    def to_name(self) -> str:
        """Whom it is for; once it has gone, as the name stood then."""
        return self.addressee or self.name_on_file

    @property
    def name_on_file(self) -> str:
        """The name of whom it is for, as it is today."""
        if self.contact is not None:
            return self.contact.name
        if self.professional is not None:
            return self.professional.name
        return self.post.user.name if self.post is not None else ""

    @property
    def leaves_the_school(self) -> bool:
        """Whether it goes to somebody outside: a sender carries it, or paper."""
        return self.post_id is None

    @property
    def is_for_family(self) -> bool:
        """Whether it goes to a pupil's contact rather than to somebody who works here."""
        return self.contact_id is not None
