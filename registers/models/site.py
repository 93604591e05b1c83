"""Who is on site: movements through the door, and fire drills. The fire roll is marks and movements."""

from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.db import models

from registers.models.people import Post, School
from registers.models.pupils import Pupil


class MovementQuerySet(models.QuerySet["Movement"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "MovementQuerySet":
        """Movements of the pupils that the hat may see."""
        return self.filter(school=post.school_id, pupil__in=Pupil.objects.visible_to(post, on=on))

    def on(self, day: date) -> "MovementQuerySet":
        """Movements of that day."""
        return self.filter(date=day)

    def standing(self) -> "MovementQuerySet":
        """Movements that nobody has undone."""
        return self.filter(undone_at__isnull=True)

    def in_order(self) -> "MovementQuerySet":
        """As they happened."""
        return self.order_by("at", "id")


class Movement(models.Model):
    """A pupil coming in late, going out, coming back, or seen on site."""

    class Kind(models.TextChoices):
        IN_LATE = "in", "signed in late"
        OUT = "out", "signed out"
        BACK = "back", "back in"
        SEEN = "seen", "seen on site"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="movements", db_constraint=False)
    kind = models.CharField(max_length=4, choices=Kind.choices)
    date = models.DateField()
    at = models.DateTimeField(help_text="When it happened, as stated")
    reason = models.CharField(max_length=200, blank=True)
    with_whom = models.CharField(max_length=100, blank=True)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    recorded_at = models.DateTimeField()
    back_by = models.TimeField(null=True, blank=True, help_text="Signed out: when the pupil is expected back")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_name = models.CharField(max_length=200, blank=True)

    objects = MovementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "date"], name="movement_by_day")]


class DrillQuerySet(models.QuerySet["Drill"]):
    def visible_to(self, post: Post) -> "DrillQuerySet":
        """Drills of the hat's school."""
        return self.filter(school=post.school_id)

    def running(self, *, on: date) -> "DrillQuerySet":
        """The one that runs on that day. One that nobody ended does not run on into another day."""
        return self.filter(ended_at__isnull=True, date=on)


class Drill(models.Model):
    """A fire drill or evacuation, with who ran it and how it ended.

    Marks are amended and movements undone afterwards, so what the roll said when it ended is kept as it was said.
    """

    class Kind(models.TextChoices):
        DRILL = "drill", "Fire drill"
        EVACUATION = "evacuation", "Real evacuation"

    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.DRILL)
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="drills")
    date = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    started_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)
    expected = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many were to be seen, at its end"
    )
    unaccounted = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text="Pupils nobody had seen when it ended"
    )

    objects = DrillQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="drill_school_id"),
            models.UniqueConstraint(
                fields=["school"], condition=models.Q(ended_at__isnull=True), name="drill_one_running"
            ),
        ]


class DrillSighting(models.Model):
    """A pupil ticked as seen at the assembly point."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    drill = models.ForeignKey(Drill, on_delete=models.PROTECT, related_name="sightings", db_constraint=False)
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()
    name = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint("drill", "pupil", name="drill_pupil_seen_once")]
