"""Support plans: what makes school hard, what everybody does about it, and what reviews found."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef

from absence.models.concerns import Concern
from absence.models.written import Written
from absence.support_words import HEALTHCARE, OUTCOMES, PROVISION, barrier_words
from registers.models import Pupil
from registers.models.people import Post


class SupportPlanQuerySet(models.QuerySet["SupportPlan"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SupportPlanQuerySet":
        """Plans of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def running(self) -> "SupportPlanQuerySet":
        """Plans that nobody has ended."""
        return self.filter(~Exists(SupportEnd.objects.filter(plan=OuterRef("pk"))))


class SupportPlan(Written):
    """One plan for one pupil, from the day it began. What it says stands in versions; the newest holds."""

    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="support_plans", db_constraint=False
    )
    first_day = models.DateField()
    lead = models.CharField(max_length=200, help_text="Who of the school keeps it going")
    review_on = models.DateField(help_text="The first review")
    concern = models.ForeignKey(
        Concern,
        on_delete=models.PROTECT,
        related_name="plans",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="The family's concern that it came of",
    )

    objects = SupportPlanQuerySet.as_manager()

    class Meta(Written.Meta):
        indexes = [models.Index(fields=["school", "pupil"], name="support_plan_by_pupil")]
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="support_plan_school_id"),
        ]


class SupportPlanVersion(Written):
    """What a plan says, as somebody wrote it. Earlier versions stay."""

    plan = models.ForeignKey(
        SupportPlan, on_delete=models.PROTECT, related_name="versions", db_constraint=False
    )
    barriers = models.JSONField(help_text="Keys of the list, in its order")
    barriers_note = models.TextField(blank=True)
    child_view = models.TextField(blank=True, help_text="What the child says, in the child's words")
    parents_words = models.TextField(blank=True)
    adjustments = models.TextField(blank=True, help_text="Reasonable adjustments")
    healthcare = models.CharField(max_length=10, choices=HEALTHCARE)
    healthcare_note = models.TextField(blank=True)
    provision = models.CharField(max_length=13, choices=PROVISION)
    provision_note = models.TextField(blank=True)

    @property
    def barriers_in_words(self) -> list[str]:
        """What makes school hard, in the words of the list."""
        return barrier_words(self.barriers)


class SupportAction(Written):
    """One thing that somebody does by a day."""

    plan = models.ForeignKey(
        SupportPlan, on_delete=models.PROTECT, related_name="actions", db_constraint=False
    )
    what = models.CharField(max_length=500)
    owner = models.CharField(max_length=200)
    due_on = models.DateField()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="support_action_school_id"),
        ]


class SupportActionNote(Written):
    """Whether an action was done, and when. The newest note holds."""

    action = models.ForeignKey(
        SupportAction, on_delete=models.PROTECT, related_name="notes", db_constraint=False
    )
    done = models.BooleanField()
    on = models.DateField()
    words = models.CharField(max_length=500, blank=True)


class SupportReview(Written):
    """One look at how a plan goes. The newest says when the next is."""

    plan = models.ForeignKey(
        SupportPlan, on_delete=models.PROTECT, related_name="reviews", db_constraint=False
    )
    on = models.DateField()
    with_whom = models.CharField(max_length=500)
    words = models.TextField()
    review_on = models.DateField(help_text="The next review")


class SupportEnd(Written):
    """That a plan ended, once, and what came of it."""

    plan = models.OneToOneField(
        SupportPlan, on_delete=models.PROTECT, related_name="end", db_constraint=False
    )
    on = models.DateField()
    outcome = models.CharField(max_length=10, choices=OUTCOMES)
    words = models.TextField()
