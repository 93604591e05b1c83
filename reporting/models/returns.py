"""The daily return as it was made."""

from datetime import date

from django.db import models
from django.db.models import Exists, OuterRef, Q

from attendance_site.parts.clock import LONDON
from registers.models import Post, School


class ReturnQuerySet(models.QuerySet["Return"]):
    def visible_to(self, post: Post) -> "ReturnQuerySet":
        """Returns of the hat's school."""
        return self.filter(school=post.school_id)

    def of(self, school: School) -> "ReturnQuerySet":
        """Returns of that school."""
        return self.filter(school=school)

    def before(self, day: date) -> "ReturnQuerySet":
        """Returns of earlier dates."""
        return self.filter(date__lt=day)

    def since(self, day: date) -> "ReturnQuerySet":
        """Returns of that date and later ones."""
        return self.filter(date__gte=day)

    def after(self, made: "Return") -> "ReturnQuerySet":
        """Returns that were made after that one, of whatever date."""
        at_once = Q(date__gt=made.date) | Q(date=made.date, version__gt=made.version)
        return self.filter(Q(at__gt=made.at) | Q(at=made.at) & at_once)

    def as_made(self) -> "ReturnQuerySet":
        """In the order in which they were made: a day that failed and was made later comes later."""
        return self.order_by("at", "date", "version")

    def with_whether_they_stand(self) -> "ReturnQuerySet":
        """With `stands`: no later version of the same day was made."""
        later = Return.objects.filter(school=OuterRef("school"), date=OuterRef("date"))
        return self.annotate(stands=~Exists(later.filter(version__gt=OuterRef("version"))))

    def without_content(self) -> "ReturnQuerySet":
        """For lists: without what the files hold."""
        return self.defer("content", "said")

    def newest_first(self) -> "ReturnQuerySet":
        """The latest first."""
        return self.order_by("-date", "-version")


class Return(models.Model):
    """One daily return as it was made: frozen, hashed, never altered. Another run that differs is the next version."""

    id = models.CharField(primary_key=True, max_length=30, help_text="URN-DATE-vN")
    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="returns", db_index=False)
    date = models.DateField()
    version = models.PositiveIntegerField()
    rows = models.PositiveIntegerField(help_text="Rows of the file, its header left out")
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField(help_text="The file: UTF-8, comma-separated")
    said = models.TextField(help_text="The record of what the file says (reporting/said.py)")
    at = models.DateTimeField(help_text="When it was made")

    objects = ReturnQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("school", "date", "version", name="return_version_once"),
            models.CheckConstraint(condition=Q(version__gte=1), name="return_versions_from_one"),
            models.UniqueConstraint("school", "id", name="return_school_id"),
            models.CheckConstraint(condition=~Q(said=""), name="return_record_is_kept"),
        ]

    def __str__(self) -> str:
        return self.id

    @property
    def made_another_day(self) -> bool:
        """Whether it was made after its own day: it had failed or been missed, or a person had it made."""
        return self.at.astimezone(LONDON).date() != self.date

    @property
    def file_name(self) -> str:
        """What the file is called: its id."""
        return f"{self.id}.csv"
