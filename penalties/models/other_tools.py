"""What else was tried beside penalty notices, with its dates and what came of it."""

from datetime import date

from django.db import models
from django.db.models import Q

from absence.models.written import Written
from penalties.models.cases import Case
from registers.models import Contact, Post, Pupil


class OtherToolQuerySet(models.QuerySet["OtherTool"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "OtherToolQuerySet":
        """Those of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class OtherTool(Written):
    """An order, a contract or a prosecution. Never changed: how it ended is a row of its own."""

    class Kind(models.TextChoices):
        CONTRACT = "attendance_contract", "Attendance contract"
        SUPERVISION_ORDER = "education_supervision_order", "Education supervision order"
        PARENTING_ORDER = "parenting_order", "Parenting order"
        PROSECUTION = "prosecution", "Prosecution"
        OTHER = "other", "Something else"

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="other_tools", db_constraint=False
    )
    contact = models.ForeignKey(
        Contact,
        on_delete=models.PROTECT,
        related_name="other_tools",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="Empty: about the family as a whole",
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        related_name="other_tools",
        null=True,
        blank=True,
        db_constraint=False,
    )
    kind = models.CharField(max_length=27, choices=Kind.choices)
    started_on = models.DateField()
    words = models.TextField(help_text="Who began it, and what it asks for")

    objects = OtherToolQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil"], name="other_tool_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="other_tool_school_id"),
            models.CheckConstraint(condition=~Q(words=""), name="other_tool_says_what"),
        ]


class OtherToolEnd(Written):
    """When it ended and what came of it. Once."""

    tool = models.OneToOneField(OtherTool, on_delete=models.PROTECT, related_name="end", db_constraint=False)
    on = models.DateField()
    outcome = models.TextField()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(outcome=""), name="other_tool_end_says_outcome"),
        ]
