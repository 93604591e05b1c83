"""What families say about a child who is to leave, as they said it, and what the office made of it."""

import uuid
from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from absence.leaving_ways import WAYS_TOLD
from registers.models import Contact, Leaving, Post, Pupil, School, Signed


class LeavingNoticeQuerySet(models.QuerySet["LeavingNotice"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "LeavingNoticeQuerySet":
        """Notices about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def told_by(self, contact: Contact) -> "LeavingNoticeQuerySet":
        """Notices of that adult, and of nobody else."""
        return self.filter(school=contact.school_id, contact=contact)

    def waiting(self) -> "LeavingNoticeQuerySet":
        """Notices that nobody has answered or taken back."""
        return self.filter(~Exists(LeavingNoticeAnswer.objects.filter(notice=OuterRef("pk"))))


class LeavingNotice(Signed):
    """What a parent said of a child who is to leave. Never changed; it deletes no name from the roll."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    contact = models.ForeignKey(Contact, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    lives_with = models.BooleanField(help_text="The pupil normally lived with this person when it was said")
    kind = models.CharField(max_length=16, choices=[(way.kind.value, way.label) for way in WAYS_TOLD])
    child = models.CharField(max_length=300, help_text="The child's name as the register had it")
    group = models.CharField(max_length=30, blank=True)
    current_address = models.CharField(max_length=300, blank=True)
    last_day = models.DateField()
    new_address = models.CharField(max_length=300, blank=True)
    new_address_from = models.DateField(null=True, blank=True)
    next_school = models.CharField(max_length=200, blank=True)
    next_school_address = models.CharField(max_length=300, blank=True)
    next_school_from = models.DateField(null=True, blank=True)
    own_words = models.TextField(blank=True, help_text="A written notice of home education; or why")
    language = models.CharField(max_length=10, default="en")
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice says it once")

    objects = LeavingNoticeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "at"], name="leaving_notice_by_time")]
        constraints = [
            models.UniqueConstraint("school", "id", name="leaving_notice_school_id"),
            models.UniqueConstraint("school", "operation", "pupil", name="leaving_notice_said_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="leaving_notice_says_who"),
        ]


class LeavingNoticeAnswer(Signed):
    """What became of a notice. Never changed."""

    class Outcome(models.TextChoices):
        RECORDED = "recorded", "The leaving record is open"
        NOTED = "noted", "Noted"
        TAKEN_BACK = "taken_back", "Taken back by the family"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    notice = models.OneToOneField(
        LeavingNotice, on_delete=models.PROTECT, related_name="answer", db_constraint=False
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    leaving = models.ForeignKey(
        Leaving, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position=""), name="leaving_notice_answer_says_who"
            ),
        ]
