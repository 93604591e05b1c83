"""Meetings with families: what somebody was asked to, and what came of it."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from registers.models import Post, Pupil, School, Signed


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MeetingQuerySet":
        """Meetings about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def without_record(self) -> "MeetingQuerySet":
        """Meetings of which nobody has written down what came of them."""
        return self.filter(~Exists(MeetingRecord.objects.filter(meeting=OuterRef("pk"))))


class Meeting(Signed):
    """One meeting as it was arranged. Never changed: what came of it, or that it was called off, is a record."""

    class Kind(models.TextChoices):
        ATTENDANCE = "attendance", "Attendance"
        PUNCTUALITY = "punctuality", "Arriving on time"
        FAMILY_TEAM = "family_team", "Team around the family"
        FORMAL = "formal", "Formal conversation about legal steps"
        RETURN = "return", "Coming back to school"
        OTHER = "other", "Something else"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="meetings", db_constraint=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    with_whom = models.CharField(max_length=300, help_text="Who will be there from the school")
    invited = models.CharField(max_length=500, blank=True, help_text="Whom of the family, as the names stood")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "starts_at"], name="meeting_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "id", name="meeting_school_id"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="meeting_says_who"),
        ]


class MeetingRecord(Signed):
    """What came of a meeting. Never changed: the newest record holds, the earlier ones stay."""

    class Outcome(models.TextChoices):
        HELD = "held", "It took place"
        NOBODY_CAME = "nobody_came", "Nobody came"
        CALLED_OFF = "called_off", "It was called off"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="records", db_constraint=False
    )
    outcome = models.CharField(max_length=11, choices=Outcome.choices)
    held_at = models.DateTimeField(null=True, blank=True)
    came = models.CharField(max_length=500, blank=True)
    said = models.TextField(blank=True, help_text="What was said, by whom")
    agreed = models.TextField(blank=True, help_text="What was agreed, or why it did not take place")
    review_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(outcome="held") | (Q(held_at__isnull=False) & ~Q(came="")),
                name="meeting_held_says_who_came",
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="meeting_record_says_who"),
        ]
