"""What a school celebrates, and the certificates that were given."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School, Signed


class CelebrationChoiceQuerySet(models.QuerySet["CelebrationChoice"]):
    def newest(self, school: School | int) -> "CelebrationChoice | None":
        """What holds, with who chose it; None where nobody has chosen yet."""
        return self.filter(school=school).order_by("-at", "-pk").first()


class CelebrationChoice(Signed):
    """What a school compares its classes by. The newest row holds."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    on_time = models.BooleanField(help_text="Arriving on time")
    improved = models.BooleanField(help_text="Better than the weeks before")
    in_school = models.BooleanField(help_text="In school, where nothing kept a child at home")

    objects = CelebrationChoiceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position=""), name="celebration_choice_says_who"
            )
        ]


class CertificateQuerySet(models.QuerySet["Certificate"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "CertificateQuerySet":
        """Certificates of the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class Certificate(Signed):
    """A certificate that somebody gave a pupil: for what, in which words. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="certificates", db_constraint=False
    )
    date = models.DateField()
    words = models.CharField(max_length=200)
    operation = models.UUIDField(help_text="Pressing twice gives it once")

    objects = CertificateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "date", "pupil"], name="certificate_by_day")]
        constraints = [
            models.UniqueConstraint("school", "pupil", "operation", name="certificate_once"),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position="") & ~Q(words=""), name="certificate_says_who"
            ),
        ]
