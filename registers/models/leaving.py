"""Leaving the roll: what the school was told, what it did about it, and its enquiries with the authority."""

from django.db import models
from django.db.models import Q

from registers.leaving_steps import WAYS, Kind, Step
from registers.models.admissions import Admission
from registers.models.people import Post, School
from registers.models.signed import Signed


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def visible_to(self, post: Post) -> "LeavingQuerySet":
        """Leaving records of the hat's school."""
        return self.filter(school=post.school_id)

    def open(self) -> "LeavingQuerySet":
        """Records of pupils who are to leave: not called off, and the name not deleted yet."""
        return self.filter(withdrawn_at__isnull=True, admission__deleted_on__isnull=True)


class Leaving(Signed):
    """What the school knows of a pupil who is to leave, from the day it learned of it."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    admission = models.ForeignKey(
        Admission, on_delete=models.PROTECT, related_name="leavings", db_constraint=False
    )
    kind = models.CharField(max_length=16, choices=[(kind.value, WAYS[kind].label) for kind in Kind])
    learned_on = models.DateField(help_text="When the school learned of it")
    told_by = models.CharField(max_length=200, help_text="Who told the school, and how")
    expected_last_day = models.DateField(null=True, blank=True)
    next_school = models.CharField(max_length=200, blank=True)
    next_school_from = models.DateField(null=True, blank=True)
    new_address = models.CharField(max_length=300, blank=True)
    new_address_from = models.DateField(null=True, blank=True)
    ground_words = models.CharField(max_length=300, blank=True, help_text="The reason in words, for 9(3)")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_why = models.CharField(max_length=300, blank=True)

    objects = LeavingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="leaving_school_id"),
            models.UniqueConstraint(
                fields=["admission"], condition=Q(withdrawn_at__isnull=True), name="leaving_once_a_stay"
            ),
        ]


class LeavingStep(Signed):
    """One thing done before a pupil leaves; the latest entry of a step holds, and one without a day takes it back."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    leaving = models.ForeignKey(Leaving, on_delete=models.PROTECT, related_name="steps", db_constraint=False)
    step = models.CharField(max_length=24, choices=[(step.value, step.words) for step in Step])
    done_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="With whom, how, what was seen")


class JointEnquiry(Signed):
    """Enquiries that the school and the authority made together about a pupil who does not come."""

    class Outcome(models.TextChoices):
        NOT_FOUND = "not_found", "Neither could find where the pupil is"
        FOUND = "found", "The pupil was found"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    leaving = models.ForeignKey(
        Leaving, on_delete=models.PROTECT, related_name="enquiries", db_constraint=False
    )
    made_on = models.DateField()
    with_whom = models.CharField(max_length=200, help_text="The officer of the local authority")
    what_was_done = models.CharField(max_length=1000)
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    agreed_not_returning = models.BooleanField(
        help_text="Found: school and authority agree that there is no reason to believe the pupil will return"
    )
    may_be_unable = models.BooleanField(
        help_text="There is reasonable ground to think that sickness or an unavoidable cause keeps the pupil away"
    )
