"""Who is on site: movements through the door, and fire drills. The fire roll is marks and movements."""

from django.db import models

from registers.models.people import Post, Pupil, School


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
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_name = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [models.Index(fields=["school", "date"], name="movement_by_day")]


class Drill(models.Model):
    """A fire drill or evacuation, with who ran it and how it ended."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="drills")
    date = models.DateField()
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    started_name = models.CharField(max_length=200)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_name = models.CharField(max_length=200, blank=True)
    note = models.CharField(max_length=500, blank=True)

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
