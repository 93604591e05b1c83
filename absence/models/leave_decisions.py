"""What was decided about requests for leave, who besides the head may decide, and the test in a school’s own words."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from absence.models.leave import HALVES, LeaveRequest
from registers.models import Post, Pupil, School, Signed
from registers.models.people import DatedQuerySet


class LeaveDecisionQuerySet(models.QuerySet["LeaveDecision"]):
    def standing(self) -> "LeaveDecisionQuerySet":
        """Decisions that nobody undid."""
        return self.filter(undone_at__isnull=True)

    def newest(self) -> "LeaveDecisionQuerySet":
        """The one that holds for each pupil of a request: of those not undone the last one made."""
        later = LeaveDecision.objects.standing().filter(request=OuterRef("request"), pupil=OuterRef("pupil"))
        return self.standing().filter(~Exists(later.filter(pk__gt=OuterRef("pk"))))

    def granting(self) -> "LeaveDecisionQuerySet":
        """Decisions that agreed to all or some of the days."""
        return self.exclude(outcome=LeaveDecision.Outcome.NOT_AGREED)

    def for_pupils(self, pupils: Iterable[int]) -> "LeaveDecisionQuerySet":
        """Decisions about these pupils."""
        return self.filter(pupil__in=pupils)


class LeaveDecision(Signed):
    """One decision about one pupil of a request, for good; only that it was undone before its letter went is added.

    What was pressed together (siblings) shares its `press`. Of several for one pupil and request the newest that
    nobody undid holds.
    """

    class Outcome(models.TextChoices):
        AGREED = "agreed", "Agreed"
        PART = "part", "Agreed in part"
        NOT_AGREED = "not_agreed", "Not agreed"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    request = models.ForeignKey(
        LeaveRequest, on_delete=models.PROTECT, related_name="decisions", db_constraint=False
    )
    version = models.PositiveSmallIntegerField(help_text="The version of the request that was decided")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="leave_decisions", db_constraint=False
    )
    press = models.UUIDField(help_text="What was decided together; pressing twice decides once")
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    code = models.CharField(max_length=2, blank=True)
    first_day = models.DateField(null=True, blank=True, help_text="The first day agreed")
    first_half = models.CharField(max_length=2, choices=HALVES, blank=True)
    last_day = models.DateField(null=True, blank=True)
    last_half = models.CharField(max_length=2, choices=HALVES, blank=True)
    recorded = models.CharField(
        max_length=300, blank=True, help_text="What the code wants on file: the licence, the examination ..."
    )
    reason = models.TextField(help_text="As the letter gives it")
    cause = models.CharField(max_length=60, help_text="What the causes of its letters begin with")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_name = models.CharField(max_length=200, blank=True)

    objects = LeaveDecisionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil"], name="leave_decision_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="leave_decision_school_id"),
            models.UniqueConstraint("press", "pupil", name="leave_decision_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position="") & ~Q(reason=""),
                name="leave_decision_says_who_and_why",
            ),
            models.CheckConstraint(
                condition=Q(outcome="not_agreed", code="", first_day__isnull=True, last_day__isnull=True)
                | Q(outcome__in=["agreed", "part"], first_day__isnull=False, last_day__gte=F("first_day"))
                & ~Q(code="")
                & ~Q(first_half="")
                & ~Q(last_half=""),
                name="leave_decision_days_and_code",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_name=""),
                name="leave_decision_undone_by_a_person",
            ),
        ]

    @property
    def is_grant(self) -> bool:
        """Whether all or some of the days were agreed."""
        return self.outcome != self.Outcome.NOT_AGREED


class LeaveDelegateQuerySet(DatedQuerySet["LeaveDelegate"]):
    def standing(self) -> "LeaveDelegateQuerySet":
        """Those whom nobody has ended."""
        return self.filter(last_day__isnull=True)

    def allow(self, post: Post, on: date) -> bool:
        """Whether that hat may decide on `on` because the head has named it in writing."""
        return self.on(on).filter(post=post, school=post.school_id).exists()


class LeaveDelegate(Signed):
    """Somebody whom the head has named in writing to decide about leave, with the words of the document."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)
    words = models.TextField(help_text="What the head has written")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_name = models.CharField(max_length=200, blank=True)

    objects = LeaveDelegateQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "post", condition=Q(ended_at__isnull=True), name="leave_delegate_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(name="") & ~Q(position=""), name="leave_delegate_says_who"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | (~Q(ended_name="") & Q(last_day__isnull=False)),
                name="leave_delegate_ended_by_a_person",
            ),
        ]


class LeaveTestQuerySet(models.QuerySet["LeaveTest"]):
    def of(self, school: School) -> "LeaveTest | None":
        """The school's own words, the newest; None until it has written some."""
        return self.filter(school=school).order_by("-pk").first()


class LeaveTest(Signed):
    """The two limbs of the test of exceptional circumstances as a school's own policy has them. Kept in versions."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    value = models.TextField(help_text="The limb about what it is worth to the child")
    event = models.TextField(help_text="The limb about the event")
    source = models.CharField(max_length=200)
    operation = models.UUIDField(default=uuid.uuid4, help_text="Pressing twice saves it once")

    objects = LeaveTestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "operation", name="leave_test_once"),
            models.CheckConstraint(
                condition=~Q(value="") & ~Q(event="") & ~Q(source="") & ~Q(name="") & ~Q(position=""),
                name="leave_test_says_all",
            ),
        ]
