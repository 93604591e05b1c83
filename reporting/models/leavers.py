"""The summaries of attendance that go with a pupil to the next school, as they were made."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School, Signed


class LeaverSummaryQuerySet(models.QuerySet["LeaverSummary"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "LeaverSummaryQuerySet":
        """Summaries of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class LeaverSummary(Signed):
    """A summary for the next school, with everything that it says. Never changed: another one is a new row."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="leaver_summaries", db_constraint=False
    )
    to_school = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()
    words = models.TextField(max_length=2000, blank=True, help_text="What helped, in the school’s own words")
    document = models.BinaryField(help_text="The PDF as it was made")
    operation = models.UUIDField(help_text="Pressing twice makes it once")

    objects = LeaverSummaryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "at"], name="leaver_summary_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "operation", name="leaver_summary_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position="") & ~Q(to_school=""), name="leaver_summary_says_who"
            ),
        ]
