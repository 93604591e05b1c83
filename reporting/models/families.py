"""What the school decided about telling families how attendance is: its target, and each update that somebody wrote."""

from datetime import date

from django.db import models
from django.db.models import F, Q

from registers.models import Post, Pupil, School, Signed


class AttendanceTargetQuerySet(models.QuerySet["AttendanceTarget"]):
    def newest(self, school: School | int) -> "AttendanceTarget | None":
        """The target that holds, with who set it; None where nobody has."""
        return self.filter(school=school).order_by("-at", "-pk").first()


class AttendanceTarget(Signed):
    """A school's own target. The newest row holds; empty says that the school uses none any more."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    tenths = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Tenths of a per cent: 955 is 95.5 %"
    )

    objects = AttendanceTargetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(tenths__isnull=True) | Q(tenths__range=(500, 1000)), name="target_is_a_share"
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position=""), name="attendance_target_says_who"
            ),
        ]


class FamilyUpdateQuerySet(models.QuerySet["FamilyUpdate"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "FamilyUpdateQuerySet":
        """Updates about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class FamilyUpdate(Signed):
    """That a person wrote home how a pupil's attendance is, or decided not to, and why. Never changed."""

    class Kind(models.TextChoices):
        HALF_TERM = "half_term", "Update of a half term"
        TARGET = "target", "Below the school’s target"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="family_updates", db_constraint=False
    )
    kind = models.CharField(max_length=9, choices=Kind.choices)
    first_day = models.DateField(help_text="What it is about begins on this day")
    last_day = models.DateField(help_text="and ends on this one")
    attended = models.PositiveSmallIntegerField()
    possible = models.PositiveSmallIntegerField()
    left_out = models.BooleanField(default=False, help_text="Nothing was written, and the note says why")
    note = models.CharField(max_length=500, blank=True)
    operation = models.UUIDField(help_text="Pressing twice writes it once")

    objects = FamilyUpdateQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["school", "kind", "first_day", "pupil"], name="family_update_by_period")
        ]
        constraints = [
            models.UniqueConstraint("school", "id", name="family_update_school_id"),
            models.UniqueConstraint("school", "pupil", "operation", name="family_update_once"),
            models.CheckConstraint(
                condition=Q(first_day__lte=F("last_day")), name="family_update_days_in_order"
            ),
            models.CheckConstraint(
                condition=Q(left_out=False) | ~Q(note=""), name="family_update_left_out_says_why"
            ),
            models.CheckConstraint(condition=~Q(name="") & ~Q(position=""), name="family_update_says_who"),
        ]
