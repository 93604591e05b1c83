"""The outbox: what was said, or is about to be said, to whom (data.md "Acting later")."""

import uuid
from collections.abc import Collection
from datetime import date, datetime, time

from django.db import models
from django.db.models import CharField, Exists, F, Func, OuterRef, Q, Value
from django.db.models.functions import Cast
from django.db.models.lookups import Exact, In

from attendance_site.parts.clock import LONDON
from registers.message_causes import REGISTER
from registers.models.contacts import Contact
from registers.models.marks import Register
from registers.models.people import Post, School


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, post: Post) -> "MessageQuerySet":
        """Messages of the hat's school."""
        return self.filter(school=post.school_id)

    def waiting(self) -> "MessageQuerySet":
        """Messages that have not gone yet and may still be cancelled."""
        return self.filter(state__in=[Message.State.HELD, Message.State.QUEUED])

    def to_somebody_called(self, name: str) -> "MessageQuerySet":
        """Messages to contacts or people whose name holds `name`."""
        return self.filter(Q(contact__name__icontains=name) | Q(post__user__name__icontains=name))

    def with_whom(self) -> "MessageQuerySet":
        """With the contact, or the person and their hat, in the same statement."""
        return self.select_related("contact", "post__user")

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
        SENT = "sent"
        DELIVERED = "delivered"
        FAILED = "failed"
        CANCELLED = "cancelled"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="messages")
    cause = models.CharField(max_length=120, help_text="What it is about; nothing goes twice for one cause")
    contact = models.ForeignKey(
        Contact, on_delete=models.PROTECT, related_name="messages", null=True, blank=True, db_constraint=False
    )
    post = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="messages", null=True, blank=True, db_constraint=False
    )
    channel = models.CharField(max_length=6, choices=Channel.choices)
    language = models.CharField(max_length=10, default="en")
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField()
    link = models.CharField(max_length=200, blank=True, help_text="The page of ours that it is about")
    not_before = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.HELD)
    attempts = models.PositiveSmallIntegerField(default=0)
    provider_ref = models.CharField(max_length=100, blank=True)
    made_at = models.DateTimeField()
    made_name = models.CharField(max_length=200)
    changed_at = models.DateTimeField()
    changed_name = models.CharField(
        max_length=200, blank=True, help_text="Who released, cancelled or handed it over"
    )

    objects = MessageQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "made_at"], name="message_by_time")]
        constraints = [
            models.UniqueConstraint(
                "school",
                "cause",
                "contact",
                "post",
                "channel",
                nulls_distinct=False,
                name="message_once_per_cause",
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, post__isnull=True)
                | Q(contact__isnull=True, post__isnull=False),
                name="message_to_a_contact_or_a_post",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.cause

    @property
    def to_name(self) -> str:
        """Whom it is for."""
        if self.contact is not None:
            return self.contact.name
        return self.post.user.name if self.post is not None else ""

    @property
    def is_for_family(self) -> bool:
        """Whether it goes to a pupil's contact rather than to somebody who works here."""
        return self.contact_id is not None
