"""How pupils do in class, as the school's own file says: one column beside absence, and nothing is made of it."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School, Signed


class ProgressColumnQuerySet(models.QuerySet["ProgressColumn"]):
    def of(self, school: School | int) -> "ProgressColumnQuerySet":
        """The columns of that school that stand, the newest first."""
        return self.filter(school=school, removed_at__isnull=True).order_by("-measured_on", "-pk")


class ProgressColumn(Signed):
    """One imported column: what it is called, and from which day it is."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=60)
    measured_on = models.DateField()
    file_name = models.CharField(max_length=200)
    operation = models.UUIDField(help_text="Pressing twice imports it once")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_name = models.CharField(max_length=200, blank=True)

    objects = ProgressColumnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "id", name="progress_column_school_id"),
            models.UniqueConstraint("school", "operation", name="progress_column_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position="") & ~Q(label=""), name="progress_column_says_who"
            ),
        ]


class PupilProgressQuerySet(models.QuerySet["PupilProgress"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "PupilProgressQuerySet":
        """Those of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class PupilProgress(models.Model):
    """What stands in the column for one pupil, as it was written."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    column = models.ForeignKey(
        ProgressColumn, on_delete=models.CASCADE, related_name="values", db_constraint=False
    )
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    value = models.CharField(max_length=60)

    objects = PupilProgressQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "column", "pupil", name="pupil_progress_once"),
            models.CheckConstraint(condition=~Q(value=""), name="pupil_progress_says_something"),
        ]
