"""The school's attendance policy and strategy as they were adopted, and what its people were trained in."""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.models.written import Written
from registers.models import Post


class AttendancePolicyQuerySet(models.QuerySet["AttendancePolicy"]):
    def visible_to(self, post: Post) -> "AttendancePolicyQuerySet":
        """Those of the hat's school."""
        return self.filter(school=post.school_id)

    def newest_first(self) -> "AttendancePolicyQuerySet":
        """The one that stands first."""
        return self.order_by("-adopted_on", "-at", "-pk")


class AttendancePolicy(Written):
    """One edition of the policy: adopted by whom and when, and by when it is looked at again."""

    adopted_on = models.DateField()
    adopted_by = models.CharField(max_length=200, help_text="Such as the governing board")
    review_on = models.DateField()
    web_address = models.URLField(blank=True, help_text="Where parents find it")
    changes = models.TextField(blank=True, help_text="What is new in it")

    objects = AttendancePolicyQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(
                condition=Q(review_on__gt=F("adopted_on")) & ~Q(adopted_by=""), name="policy_reviewed_later"
            ),
        ]


class AttendanceStrategy(Written):
    """What the school believes keeps its pupils away, and what it does about it, in its words. The newest stands."""

    causes = models.TextField()
    approach = models.TextField()
    aims = models.TextField(blank=True)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(causes="") & ~Q(approach=""), name="strategy_says_something"),
        ]


class TrainingQuerySet(models.QuerySet["Training"]):
    def visible_to(self, post: Post) -> "TrainingQuerySet":
        """That of the hat's school."""
        return self.filter(school=post.school_id)

    def standing(self) -> "TrainingQuerySet":
        """Without what was entered by mistake."""
        return self.filter(~Exists(TrainingTakenOut.objects.filter(training=OuterRef("pk"))))

    def newest_first(self) -> "TrainingQuerySet":
        """The latest first."""
        return self.order_by("-on", "-pk")


class Training(Written):
    """One training that took place: about what, for whom, and when it is to be had again."""

    class Topic(models.TextChoices):
        REGISTERS = "registers", "Taking registers and using codes"
        SAFEGUARDING = "safeguarding", "Absence and safeguarding"
        SUPPORT = "support", "Working with families: support first"
        LAW = "law", "The law, the policy and penalty notices"
        HEALTH = "health", "Health, special needs and attendance"
        INDUCTION = "induction", "Induction of new staff"
        OVERSIGHT = "oversight", "What governors look at"
        OTHER = "other", "Something else"

    class Audience(models.TextChoices):
        EVERYBODY = "everybody", "All staff"
        TEACHERS = "teachers", "Teachers and tutors"
        OFFICE = "office", "Office and attendance staff"
        LEADERS = "leaders", "Leaders"
        NEW = "new", "New staff"
        GOVERNORS = "governors", "Governors"

    on = models.DateField()
    topic = models.CharField(max_length=12, choices=Topic.choices)
    about = models.CharField(max_length=300, blank=True)
    audience = models.CharField(max_length=10, choices=Audience.choices)
    attended = models.PositiveSmallIntegerField(help_text="How many came")
    led_by = models.CharField(max_length=200)
    missed_by = models.CharField(max_length=500, blank=True, help_text="Who is still to have it")
    again_by = models.DateField(null=True, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.UniqueConstraint("school", "id", name="training_school_id"),
            models.CheckConstraint(
                condition=~Q(led_by="") & (Q(again_by__isnull=True) | Q(again_by__gt=F("on"))),
                name="training_again_later",
            ),
        ]


class TrainingTakenOut(Written):
    """That an entry of the log was a mistake, and why."""

    training = models.OneToOneField(
        Training, on_delete=models.PROTECT, related_name="taken_out", db_constraint=False
    )
    why = models.CharField(max_length=300)

    class Meta(Written.Meta):
        constraints = [
            *Written.Meta.constraints,
            models.CheckConstraint(condition=~Q(why=""), name="training_taken_out_says_why"),
        ]
