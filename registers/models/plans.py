"""What is planned for many pupils at once, and the clubs whose lists are used for it (domain.md 9a)."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from registers.models.people import DatedQuerySet, Post, School
from registers.models.pupils import Pupil
from registers.models.signed import Signed
from registers.roles import Permission, Role, may


class PlanBatchQuerySet(models.QuerySet["PlanBatch"]):
    def visible_to(self, post: Post) -> "PlanBatchQuerySet":
        """Batches of the hat's school; for who does not plan, those that they lead."""
        batches = self.filter(school=post.school_id)
        return batches if may(Role(post.role), Permission.PLAN_ABSENCE) else batches.filter(leader=post)

    def on(self, day: date) -> "PlanBatchQuerySet":
        """Batches that are not undone and hold on `day`."""
        return self.filter(withdrawn_at__isnull=True, first_day__lte=day, last_day__gte=day)


class PlanBatch(Signed):
    """One thing planned for several pupils: a trip, swimming, a religious day. Undone as a whole.

    A trip is a batch with somebody who leads it; the pupils are those of its planned marks.
    """

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20)
    title = models.CharField(max_length=100)
    code = models.CharField(max_length=2)
    first_day = models.DateField()
    last_day = models.DateField()
    halves = models.CharField(max_length=10, default="1" * 10)
    place = models.CharField(max_length=100, blank=True)
    leader = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    leaves_at = models.TimeField(null=True, blank=True)
    back_at = models.TimeField(null=True, blank=True)
    operation = models.UUIDField(help_text="The page it was planned on: pressing twice plans once")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_name = models.CharField(max_length=200, blank=True)

    objects = PlanBatchQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "last_day"], name="plan_batch_by_day")]
        constraints = [
            models.UniqueConstraint("school", "id", name="plan_batch_school_id"),
            models.UniqueConstraint("school", "operation", name="plan_batch_once"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="plan_batch_days_in_order"
            ),
            models.CheckConstraint(condition=Q(halves__regex=r"^[01]{10}$"), name="plan_batch_ten_halves"),
        ]


class ClubQuerySet(models.QuerySet["Club"]):
    def visible_to(self, post: Post) -> "ClubQuerySet":
        """Clubs of the hat's school; for who does not plan, those that they lead."""
        clubs = self.filter(school=post.school_id)
        return clubs if may(Role(post.role), Permission.PLAN_ABSENCE) else clubs.filter(leader=post)

    def running(self) -> "ClubQuerySet":
        """Clubs that have not been ended."""
        return self.filter(ended_on__isnull=True)


class Club(models.Model):
    """A breakfast or after-school club: who comes is ticked, so that the school knows who was seen."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="clubs")
    name = models.CharField(max_length=60)
    starts = models.TimeField()
    leader = models.ForeignKey(
        Post, on_delete=models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    ended_on = models.DateField(null=True, blank=True)

    objects = ClubQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="club_school_id"),
            models.UniqueConstraint("school", "name", name="club_school_name"),
        ]

    def __str__(self) -> str:
        return self.name


class ClubMember(models.Model):
    """The days on which a pupil is on a club's list."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    club = models.ForeignKey(Club, on_delete=models.PROTECT, related_name="members", db_constraint=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="clubs", db_constraint=False)
    first_day = models.DateField()
    last_day = models.DateField(null=True, blank=True)

    objects = DatedQuerySet["ClubMember"].as_manager()
