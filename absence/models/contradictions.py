"""What a person settled where plan and register did not fit, and what the other school said of its half-days."""

import uuid

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School, Signed


class ContradictionSettledQuerySet(models.QuerySet["ContradictionSettled"]):
    def visible_to(self, post: Post) -> "ContradictionSettledQuerySet":
        """What was settled about the pupils that the hat may see."""
        return self.filter(school=post.school_id, pupil__in=Pupil.objects.visible_to(post).values("pk"))


class ContradictionSettled(Signed):
    """Somebody looked at a row that did not add up and said why it may stand. Never changed.

    It holds for what the row said then: where the facts change, the row says something else and comes back.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    date = models.DateField()
    session = models.CharField(max_length=2, choices=[("AM", "Morning"), ("PM", "Afternoon")])
    kind = models.CharField(max_length=20)
    says = models.CharField(max_length=300, help_text="What the row said when it was settled")
    words = models.CharField(max_length=300, help_text="Why it may stand")

    objects = ContradictionSettledQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "school", "pupil", "date", "session", "kind", "says", name="contradiction_settled_once"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(name="") & ~Q(position=""), name="contradiction_settled_says_who"
            ),
        ]


class OtherSchoolAnswerQuerySet(models.QuerySet["OtherSchoolAnswer"]):
    def visible_to(self, post: Post) -> "OtherSchoolAnswerQuerySet":
        """Answers about the pupils that the hat may see."""
        return self.filter(school=post.school_id, pupil__in=Pupil.objects.visible_to(post).values("pk"))


class OtherSchoolAnswer(Signed):
    """That the other school of a pupil was asked about a day, or what it said. Never changed: the newest holds."""

    class Answer(models.TextChoices):
        ASKED = "asked", "Asked, no answer yet"
        THERE = "there", "They were there"
        ABSENT = "absent", "They were absent"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    date = models.DateField()
    answer = models.CharField(max_length=6, choices=Answer.choices)
    code = models.CharField(max_length=2, blank=True, help_text="Absent: the code that the other school gave")
    said_by = models.CharField(max_length=200, blank=True, help_text="Who of the other school")
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice writes it down once")

    objects = OtherSchoolAnswerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="other_school_by_pupil_and_day")]
        constraints = [
            models.UniqueConstraint("school", "operation", name="other_school_answer_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="other_school_says_who"),
            models.CheckConstraint(
                condition=Q(code="") | Q(answer="absent"), name="other_school_code_absent"
            ),
        ]
