"""That somebody who works with a child was told of an unexplained absence."""

from django.db import models
from django.db.models import Q

from registers.models import Message, Post, Professional, Pupil, School, Signed


class ProfessionalToldQuerySet(models.QuerySet["ProfessionalTold"]):
    def standing(self) -> "ProfessionalToldQuerySet":
        """Notes that nobody took back."""
        return self.filter(taken_back_at__isnull=True)

    def visible_to(self, post: Post) -> "ProfessionalToldQuerySet":
        """Notes about the pupils that the hat may see."""
        return self.filter(school=post.school_id, pupil__in=Pupil.objects.visible_to(post).values("pk"))


class ProfessionalTold(Signed):
    """One person told: who, how and when. A slip is taken back, and that stays on record too."""

    class How(models.TextChoices):
        PHONE = "phone", "By phone"
        EMAIL = "email", "By e-mail"
        IN_PERSON = "in_person", "In person"
        PORTAL = "portal", "On the authority’s own system"
        LETTER = "letter", "On paper"

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(Pupil, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    date = models.DateField(help_text="The school day that it is about")
    role = models.CharField(max_length=16, choices=Professional.Kind.choices)
    on_file = models.CharField(max_length=200, blank=True, help_text="Whom the register named; empty: nobody")
    told_name = models.CharField(max_length=200)
    how = models.CharField(max_length=9, choices=How.choices)
    told_at = models.DateTimeField()
    note = models.CharField(max_length=300, blank=True)
    message = models.ForeignKey(
        Message,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        db_constraint=False,
        help_text="What was written to them; they are told once it has gone",
    )
    taken_back_at = models.DateTimeField(null=True, blank=True)
    taken_back_name = models.CharField(max_length=200, blank=True)

    objects = ProfessionalToldQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "date"], name="told_by_pupil_and_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["school", "pupil", "date", "role", "on_file"],
                condition=Q(taken_back_at__isnull=True),
                name="professional_told_once_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(told_name="") & ~Q(name="") & ~Q(position=""), name="professional_told_says_who"
            ),
        ]
