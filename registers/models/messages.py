"""The outbox: what was said, or is about to be said, to whom (data.md "Acting later")."""

import uuid

from django.db import models
from django.db.models import Q

from registers.models.people import Contact, Post, School


class MessageQuerySet(models.QuerySet["Message"]):
    def visible_to(self, post: Post) -> "MessageQuerySet":
        """Messages of the hat's school."""
        return self.filter(school=post.school_id)


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

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "cause", "contact", "post", "channel", nulls_distinct=False, name="message_once_per_cause"
            ),
            models.CheckConstraint(
                condition=Q(contact__isnull=False, post__isnull=True) | Q(contact__isnull=True, post__isnull=False),
                name="message_to_a_contact_or_a_post",
            ),
        ]
