"""Concerns that families raise with the attendance champion, and the answers."""

import uuid

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registers.models import Contact, Post, Pupil, School, Signed


class ConcernQuerySet(models.QuerySet["Concern"]):
    def visible_to(self, post: Post) -> "ConcernQuerySet":
        """Concerns at the hat's school."""
        return self.filter(school=post.school_id)

    def told_by(self, contact: Contact) -> "ConcernQuerySet":
        """Concerns of that adult, and of nobody else."""
        return self.filter(school=contact.school_id, contact=contact)

    def waiting(self) -> "ConcernQuerySet":
        """Concerns that nobody has acknowledged."""
        return self.filter(~Exists(ConcernAnswer.objects.filter(concern=OuterRef("pk"))))


class Concern(Signed):
    """A concern in a parent's own words. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    words = models.TextField()
    language = models.CharField(max_length=10, default="en")
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once")

    objects = ConcernQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "at"], name="concern_by_time")]
        constraints = [
            models.UniqueConstraint("school", "id", name="concern_school_id"),
            models.UniqueConstraint("school", "operation", name="concern_said_once"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(name="") & ~Q(position=""), name="concern_says_what_and_who"
            ),
        ]


class ConcernAnswer(Signed):
    """That somebody read a concern (without words), or what they answered. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    concern = models.ForeignKey(
        Concern, on_delete=models.PROTECT, related_name="answers", db_constraint=False
    )
    words = models.TextField(blank=True, help_text="The family reads it; empty = it was read")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="concern_answer_says_who"),
        ]
