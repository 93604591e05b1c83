"""What touches safeguarding: notes that many may write and few may read, and references to the school's own system."""

from datetime import date

from django.db import models
from django.db.models import Q

from registers.models import Post, Pupil, School

REFERENCE = r"^[A-Za-z0-9][A-Za-z0-9./_#-]{1,29}\Z"
"""How a reference may look: no spaces, so that nothing of a case can be told in it."""


class SafeguardingNoteQuerySet(models.QuerySet["SafeguardingNote"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SafeguardingNoteQuerySet":
        """Notes about the pupils that the hat may see. What a note says is shown to few, and each look is kept."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class SafeguardingNote(models.Model):
    """What somebody noticed about a pupil. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="safeguarding_notes", db_constraint=False
    )
    words = models.TextField()
    operation = models.UUIDField(help_text="Pressing twice does it once")
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()

    objects = SafeguardingNoteQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["school", "pupil", "at"], name="safeguarding_note_by_pupil")]
        constraints = [
            models.UniqueConstraint("school", "operation", name="safeguarding_note_once"),
            models.CheckConstraint(
                condition=~Q(words="") & ~Q(name="") & ~Q(position=""), name="safeguarding_note_says_who"
            ),
        ]


class SafeguardingReferenceQuerySet(models.QuerySet["SafeguardingReference"]):
    def visible_to(self, post: Post, *, on: date | None = None) -> "SafeguardingReferenceQuerySet":
        """References about the pupils that the hat may see."""
        pupils = Pupil.objects.visible_to(post, on=on)
        return self.filter(school=post.school_id, pupil__in=pupils.values("pk"))


class SafeguardingReference(models.Model):
    """That a concern stands in the school's safeguarding system, by its reference there. Never changed."""

    school = models.ForeignKey(School, on_delete=models.PROTECT, related_name="+")
    pupil = models.ForeignKey(
        Pupil, on_delete=models.PROTECT, related_name="safeguarding_references", db_constraint=False
    )
    reference = models.CharField(max_length=30)
    by = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="+", db_constraint=False)
    name = models.CharField(max_length=200)
    position = models.CharField(max_length=100)
    at = models.DateTimeField()

    objects = SafeguardingReferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint("pupil", "reference", name="safeguarding_reference_once"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Za-z0-9][A-Za-z0-9./_#-]{1,29}$"),
                name="safeguarding_reference_tells_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(position=""), name="safeguarding_reference_says_who"
            ),
        ]
