"""What the school wrote down about pupils of the groups with duties of their own, and who leads."""

from datetime import date

from django.db import models
from django.db.models import Q

from absence.group_duties import DUTY_WORDS, GROUPS, Duty, Group
from registers.models import Post, Pupil, School, Signed


class GroupDutyQuerySet(models.QuerySet["GroupDuty"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "GroupDutyQuerySet":
        """What was written down about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))

    def newest_first(self) -> "GroupDutyQuerySet":
        """The last day on top."""
        return self.order_by("-on_day", "-pk")


class GroupDuty(Signed):
    """One thing agreed or done for a pupil of a group. Never changed: the newest of its kind stands."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="group_duties", db_constraint=False
    )
    group = models.CharField(max_length=13, choices=[(each.value, GROUPS[each].title) for each in Group])
    duty = models.CharField(max_length=9, choices=[(each.value, DUTY_WORDS[each]) for each in Duty])
    on_day = models.DateField(help_text="The day on which it was agreed or done")
    with_whom = models.CharField(max_length=300)
    words = models.TextField(help_text="What was agreed: actions, targets, who does what")
    review_on = models.DateField(null=True, blank=True)

    objects = GroupDutyQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "group"], name="group_duty_by_pupil")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(with_whom="") & ~Q(name="") & ~Q(position=""),
                name="group_duty_says_what",
            ),
        ]


class DesignatedTeacher(Signed):
    """Who leads for looked-after and previously looked-after pupils, from a day. The newest stands. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    teacher = models.CharField(max_length=200)
    since = models.DateField()

    class Meta:
        indexes = [models.Index(fields=["school", "-at"], name="designated_teacher_newest")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(teacher="") & ~Q(name="") & ~Q(position=""), name="designated_teacher_named"
            )
        ]
